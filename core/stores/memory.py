"""The store that forgets when the process ends: the model that every other store is measured against.

As plain as can be: rows by kind and id, and the list of entries that made them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock

from core.clock import Clock
from core.stores.entries import (
    Anchor,
    Deed,
    Entry,
    beginning,
    check_attachment,
    check_follows,
    erased,
    without_old_answer,
)
from core.stores.kinds import Kinds, RecordKind
from core.stores.protocol import (
    ATTACHMENT,
    HOST,
    NotFound,
    Record,
    Refused,
    Tidied,
)
from core.stores.query import Asked, field_key
from core.stores.staging import NEVER, Found, Last, StagedTx
from core.stores.turns import Turns
from core.stores.values import check_home, from_canonical


@dataclass
class _Home:
    anchor: Anchor
    rows: dict[str, dict[str, Last]] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    answers: dict[str, bytes] = field(default_factory=dict)

    def keep(self, entry: Entry) -> None:
        """Follow one entry."""
        for change, content in zip(entry.line.changes, entry.contents, strict=True):
            text = None if content is None else content.text
            gone = change.action == "erase"
            self.rows.setdefault(change.kind, {})[change.id] = Last(change.rev, text, gone)
            if gone:
                self.entries = [erased(one, change.kind, change.id) for one in self.entries]
        self.entries.append(entry)
        if entry.idem is not None:
            self.answers[entry.idem] = entry.answer or b"{}"
        self.anchor = entry.anchor


class MemoryStore:
    """Keeps records in this process only. `clock` says when each transaction was kept."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._kinds = Kinds()
        self._homes: dict[str, _Home] = {}
        self._attached: dict[str, dict[str, tuple[bytes, datetime]]] = {}
        self._turns = Turns()
        self._tended: dict[str, datetime] = {}
        self._held: set[str] = set()
        self._tending = Lock()
        self._closed = False

    def declare(self, kinds: Iterable[RecordKind]) -> None:
        """Say which fields may be asked for; see `Store.declare`."""
        self._kinds = Kinds((*self._kinds, *kinds))

    @contextmanager
    def tx(
        self, home: str, *, actor: str, purpose: str, idem: str | None = None, on_behalf_of: str = ""
    ) -> Iterator[MemoryTx]:
        """A transaction bound to `home`; see `Store.tx`."""
        deed = Deed.of(actor, purpose, idem, on_behalf_of)
        with self._turn(home):
            kept = self._home(home)
            with MemoryTx(home, kept, self._kinds, deed) as tx:
                yield tx
            if tx.to_keep:
                kept.keep(tx.entry(kept.anchor, self.clock.now()))
                self._homes[home] = kept

    @contextmanager
    def read(self, home: str) -> Iterator[MemoryTx]:
        """A transaction that only reads; see `Store.read`."""
        with self._turn(home, reading=True), MemoryTx(home, self._home(home), self._kinds) as tx:
            yield tx

    def history(self, home: str, kind: str, id: str) -> list[Record]:
        """Every kept revision, oldest first; see `Store.history`."""
        with self._turn(home, reading=True, join=True):
            return [
                Record(home, kind, id, change.rev, from_canonical(content.text))
                for entry in self._home(home).entries
                for change, content in zip(entry.line.changes, entry.contents, strict=True)
                if (change.kind, change.id) == (kind, id) and content is not None
            ]

    def homes(self) -> list[str]:
        """The homes in which anything was ever kept, without the host directory."""
        self._check_open()
        return sorted(set(self._homes) - {HOST})

    def sealed(self, home: str) -> bool:
        """False: nothing of it stands on a disk."""
        return False

    def outgrows(self, home: str) -> bool:
        """False: memory is for tests."""
        return False

    def anchor(self, home: str) -> Anchor:
        """Where the home's audit ends now."""
        with self._turn(home, reading=True, join=True):
            return self._home(home).anchor

    def events(self, home: str, after: int = 0) -> Iterator[Entry]:
        """Every entry after a line, in order; see `Store.events`."""
        with self._turn(home, reading=True):
            kept = self._home(home).entries[after:]
        yield from kept

    def adopt(self, home: str, entries: Iterable[Entry]) -> int:
        """Keep entries of another store as they are; see `Store.adopt`."""
        done = 0
        with self._turn(home):
            kept = self._home(home)
            for entry in entries:
                check_follows(home, kept.anchor, entry)
                kept.keep(entry)
                self._homes[home] = kept
                done += 1
        return done

    def attach(self, home: str, data: bytes) -> str:
        """Keep the bytes of an attachment; see `Store.attach`."""
        name = check_attachment(data)
        with self._turn(home):
            self._attached.setdefault(home, {})[name] = (bytes(data), self.clock.now())
        return name

    def attached(self, home: str, sha256: str) -> bytes:
        """The bytes of an attachment; see `Store.attached`."""
        with self._turn(home, reading=True, join=True):
            found = self._attached.get(home, {}).get(sha256)
        if found is None:
            raise NotFound(f"there is no attachment {sha256} in {home}")
        return found[0]

    def attachments(self, home: str) -> list[str]:
        """The SHA-256 of every attachment of the home, sorted."""
        with self._turn(home, reading=True, join=True):
            return sorted(self._attached.get(home, {}))

    def tidy(self, home: str) -> Tidied:
        """Let go of what nobody needs; see `Store.tidy`."""
        with self._turn(home):
            kept = self._home(home)
            now = self.clock.now()
            kept.entries = [without_old_answer(one, now) for one in kept.entries]
            kept.answers = {one.idem: one.answer or b"{}" for one in kept.entries if one.idem is not None}
            named = {
                from_canonical(content.text).get("sha256")
                for entry in kept.entries
                for change, content in zip(entry.line.changes, entry.contents, strict=True)
                if change.kind == ATTACHMENT and content is not None
            }
            there = self._attached.get(home, {})
            old = [name for name, (_, at) in there.items() if name not in named and now - at > timedelta(days=1)]
            for name in old:
                del there[name]
        return Tidied(0, 0, len(old))

    @contextmanager
    def tend(self, every: timedelta, apart_from: Collection[str] = ()) -> Iterator[str | None]:
        """Hold the home whose turn it is; see `Store.tend`."""
        never = datetime.min.replace(tzinfo=UTC)
        with self._tending:
            free = [
                (self._tended.get(home, never), home)
                for home in self.homes()
                if home not in self._held.union(apart_from)
            ]
            at, home = min(free, default=(None, ""))
            if at is None or abs(self.clock.now() - at) < every:
                home = ""
            self._held.add(home)
        try:
            yield home or None
            self._tended[home] = self.clock.now()
        finally:
            self._held.discard(home)

    def check(self, home: str) -> Iterator[str]:
        """Nothing: what is in memory has no second form that could differ."""
        yield from ()

    def close(self) -> None:
        """Take nothing more."""
        self._closed = True

    def _home(self, home: str) -> _Home:
        return self._homes.get(home) or _Home(beginning(home))

    @contextmanager
    def _turn(self, home: str, *, reading: bool = False, join: bool = False) -> Iterator[None]:
        self._check_open()
        with self._turns.take(check_home(home), reading=reading, join=join):
            yield

    def _check_open(self) -> None:
        if self._closed:
            raise Refused("this store is closed; open it again")


class MemoryTx(StagedTx):
    """One transaction over a home's rows."""

    def __init__(self, home: str, kept: _Home, kinds: Kinds, deed: Deed | None = None) -> None:
        idem = None if deed is None else deed.idem
        super().__init__(home, kinds, deed, None if idem is None else kept.answers.get(idem))
        self._home = kept

    def _kept(self, kind: str, id: str) -> Last:
        return self._home.rows.get(kind, {}).get(id, NEVER)

    def _kept_in_order(self, asked: Asked) -> list[Found]:
        found: list[Found] = []
        for id_, last in self._home.rows.get(asked.kind, {}).items():
            if last.text is None:
                continue
            body = from_canonical(last.text)
            if all(check.fits(field_key(id_, body, check.field)) for check in asked.wanted):
                found.append(Found(field_key(id_, body, asked.order), id_, last.revision, last.text))
        return sorted(found, key=lambda one: one.place, reverse=asked.descending)
