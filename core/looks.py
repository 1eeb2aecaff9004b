"""Who looked at what: noted when a page is answered, kept in the audit a few seconds later, together.

A computer that stops in between loses a few seconds of looks, never a change. Whoever looks at the same record again within
the same hour has looked once. Nobody's look at their own words is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from threading import Lock

from core.clock import Clock
from core.records import Person, held_by
from core.stores.kinds import Kinds
from core.stores.protocol import Body, Store, Tx

SEARCHED_LINES = 20_000
"""So many lines of a home's audit are searched for looks at a time."""
PURPOSE = "look"
EXPORTED = "export of a person's records"
"""The purpose under which everything about somebody is taken out; that is a look as well."""


@dataclass(frozen=True)
class Look:
    """Somebody (a person's id, or `host`) looked at a record, at an ISO moment in UTC, for a purpose."""

    at: str
    by: str
    kind: str
    id: str
    purpose: str = PURPOSE


@dataclass(frozen=True)
class Searched:
    """The looks that were found, newest first, in the audit from line `first` on. `since` is when that line was written:
    "" where it is the very first, so that nothing lies before."""

    looks: tuple[Look, ...]
    first: int
    since: str = ""


class Looks:
    """Looks that wait to be kept, and those of this hour that have been."""

    def __init__(self, store: Store, kinds: Kinds, clock: Clock) -> None:
        self._store = store
        self._kinds = kinds
        self._clock = clock
        self._waiting: dict[tuple[str, str], dict[tuple[str, str], None]] = {}
        self._noted: set[tuple[str, str, str, str]] = set()
        self._hour = ""
        self._lock = Lock()

    def note(self, home: str, by: str, kind: str, id: str) -> None:
        """Somebody has been shown this record."""
        hour = self._clock.now().strftime("%Y-%m-%dT%H")
        with self._lock:
            if hour != self._hour:
                self._hour, self._noted = hour, set()
            if (home, by, kind, id) not in self._noted:
                self._noted.add((home, by, kind, id))
                self._waiting.setdefault((home, by), {})[kind, id] = None

    def keep(self) -> None:
        """Keep what waits: one line for each who looked. What could not be kept waits on, behind the others, and raises."""
        with self._lock:
            waiting = list(self._waiting)
        for home, by in waiting:
            with self._lock:
                records = self._waiting.pop((home, by), {})
            try:
                self._keep(home, by, records)
            except Exception:
                with self._lock:
                    self._waiting[home, by] = records | self._waiting.pop((home, by), {})
                raise

    def _keep(self, home: str, by: str, records: Iterable[tuple[str, str]]) -> None:
        with self._store.read(home) as tx:
            others = [(kind, id) for kind, id in records if not _is_own(_whom(tx, self._kinds, kind, id), by)]
        with self._store.tx(home, actor=by, purpose=PURPOSE) as tx:
            for kind, id in others:
                tx.looked(kind, id)


@dataclass(frozen=True)
class _Whom:
    """The people a record is about or by; `speaker` is whose words it holds ("": nobody's alone)."""

    persons: frozenset[str]
    speaker: str = ""


def _whom(tx: Tx, kinds: Kinds, kind: str, id: str) -> _Whom | None:
    """Whom a record is about or by; None where there is no such record."""
    found = tx.get(kind, id)
    if found is None:
        return None
    if kind == Person.kind:
        return _Whom(frozenset({id}))
    named = frozenset(_named(found.body, kinds.of(kind).persons)) or frozenset(held_by(found.body))
    return _Whom(named, str(found.body.get("person") or ""))


def _named(body: Body, fields: Iterable[str]) -> Iterable[str]:
    for field in fields:
        value = body.get(field)
        yield from (str(one) for one in (value if isinstance(value, list | tuple) else (value,)) if one)


def _is_own(whom: _Whom | None, by: str) -> bool:
    """True for what is one's own, or is not there (any more)."""
    return whom is None or whom.speaker == by or whom.persons == {by}


def at_what_is_about(store: Store, kinds: Kinds, home: str, person: str, before: int | None = None) -> Searched:
    """Looks at a person's page or at records about them or by them, newest first, without their own.

    SEARCHED_LINES lines are searched, those before line `before` or (None) the newest. Those that still wait to be kept are
    not among them, nor are looks at what has been erased since.
    """
    end = store.anchor(home).seq if before is None else before - 1
    after = max(0, end - SEARCHED_LINES)
    found: list[Look] = []
    since = ""
    for entry in store.events(home, after) if end > after else ():
        line = entry.line
        if line.seq > end:
            break
        since = since or line.at
        if line.looks and line.actor != person:
            found += [Look(line.at, line.actor, kind, id, line.purpose) for kind, id in line.looks]
    theirs = _theirs(store, kinds, home, person, {(look.kind, look.id) for look in found})
    looks = tuple(look for look in reversed(found) if (look.kind, look.id) in theirs)
    return Searched(looks, after + 1, since if after else "")


def _theirs(
    store: Store, kinds: Kinds, home: str, person: str, records: Iterable[tuple[str, str]]
) -> Mapping[tuple[str, str], None]:
    with store.read(home) as tx:
        whom = {(kind, id): _whom(tx, kinds, kind, id) for kind, id in records}
    return {record: None for record, one in whom.items() if one is not None and person in one.persons}
