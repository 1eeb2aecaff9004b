"""Who looked at what: noted when a page is answered, kept in the audit a few seconds later, together.

A computer that stops in between loses a few seconds of looks, never a change.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock

from core.records import Person
from core.stores.protocol import Store, StoreError

SEARCHED_LINES = 20_000
"""How far back in a home's audit looks are searched for."""
PURPOSE = "look"


@dataclass(frozen=True)
class Look:
    """Somebody (a person's id) looked at a record, at an ISO moment in UTC."""

    at: str
    by: str
    kind: str
    id: str


class Looks:
    """Looks that wait to be kept."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: dict[tuple[str, str], dict[tuple[str, str], None]] = {}
        self._lock = Lock()

    def note(self, home: str, by: str, kind: str, id: str) -> None:
        """Somebody has been shown this record."""
        with self._lock:
            self._waiting.setdefault((home, by), {})[kind, id] = None

    def keep(self) -> None:
        """Keep what waits: one line for each who looked and each person it is about. Raises StoreError; what could not be
        kept waits on."""
        while True:
            with self._lock:
                if not self._waiting:
                    return
                (home, by), records = self._waiting.popitem()
            try:
                self._keep(home, by, records)
            except StoreError:
                with self._lock:
                    self._waiting[home, by] = records | self._waiting.get((home, by), {})
                raise

    def _keep(self, home: str, by: str, records: Iterable[tuple[str, str]]) -> None:
        for person, looks in _about_whom(self._store, home, records).items():
            with self._store.tx(home, actor=by, purpose=PURPOSE) as tx:
                for kind, id in looks:
                    tx.looked(kind, id)
                if person:
                    tx.looked(Person.kind, person)


def _about_whom(store: Store, home: str, records: Iterable[tuple[str, str]]) -> dict[str, list[tuple[str, str]]]:
    """The records that are there, by the person each is about ("": nobody); a page about somebody stands under them."""
    found: dict[str, list[tuple[str, str]]] = {}
    with store.read(home) as tx:
        for kind, id in records:
            record = tx.get(kind, id)
            if record is None:
                continue
            person = id if kind == Person.kind else record.body.get("subject") or record.body.get("person") or ""
            found.setdefault(person, []).append((kind, id))
    return found


def at_what_is_about(store: Store, home: str, person: str) -> list[Look]:
    """Looks at a person's page or at records about them or by them, newest first, without their own.

    Those that still wait to be kept are not among them, nor any further back than SEARCHED_LINES lines of the audit.
    """
    end = store.anchor(home).seq
    found: list[Look] = []
    for entry in store.events(home, max(0, end - SEARCHED_LINES)):
        line = entry.line
        if (Person.kind, person) in line.looks and line.actor != person:
            others = [look for look in line.looks if look[0] != Person.kind]
            found += [Look(line.at, line.actor, kind, id) for kind, id in others or [(Person.kind, person)]]
    return found[::-1]
