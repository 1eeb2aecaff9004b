"""The store that forgets when the process ends: the model that every other store is measured against.

As plain as can be: a transaction works on a copy of the home's tables, and leaving it swaps the copy in.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from core.clock import Clock
from core.stores.protocol import (
    HOST,
    Body,
    Condition,
    Conflict,
    NotFound,
    Page,
    ReadOnly,
    Record,
    Refused,
    StoreError,
    Where,
)
from core.stores.query import Check, Key, check_limit, checks, field_key
from core.stores.turns import Turns
from core.stores.values import check_body, check_home, check_text, from_canonical

_Rows = dict[tuple[str, str], tuple[int, bytes | None]]
"""(kind, id) → revision and canonical body; None: taken away at that revision."""


@dataclass
class _Home:
    rows: _Rows = field(default_factory=dict)
    past: list[tuple[str, str, int, bytes | None]] = field(default_factory=list)
    answers: dict[str, bytes] = field(default_factory=dict)
    seq: int = 0


class MemoryStore:
    """Keeps records in this process only. `clock` is taken so that every store is made alike."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._homes: dict[str, _Home] = {}
        self._turns = Turns()
        self._closed = False

    @contextmanager
    def tx(self, home: str, *, actor: str, purpose: str, idem: str | None = None) -> Iterator[MemoryTx]:
        """A transaction bound to `home`; see `Store.tx`."""
        check_text("the actor", actor)
        check_text("the purpose", purpose)
        if idem is not None:
            check_text("the idempotency key", idem)
        with self._turn(home):
            kept = self._homes.get(home, _Home())
            replayed = None if idem is None else kept.answers.get(idem)
            tx = MemoryTx(home, kept.rows, idem, replayed, writes=True)
            try:
                yield tx
            finally:
                tx.over = True
            if tx.changes or tx.answered is not None:
                kept.rows = tx.rows
                kept.past.extend(tx.changes)
                if idem is not None:
                    kept.answers[idem] = tx.answered or b"{}"
                kept.seq += 1
                self._homes[home] = kept

    @contextmanager
    def read(self, home: str) -> Iterator[MemoryTx]:
        """A transaction that only reads; see `Store.read`."""
        with self._turn(home, reading=True):
            tx = MemoryTx(home, self._homes.get(home, _Home()).rows, None, None, writes=False)
            try:
                yield tx
            finally:
                tx.over = True

    def history(self, home: str, kind: str, id: str) -> list[Record]:
        """Every kept revision, oldest first; see `Store.history`."""
        with self._turn(home, reading=True, join=True):
            return [
                Record(home, kind, id, revision, from_canonical(text))
                for past_kind, past_id, revision, text in self._homes.get(home, _Home()).past
                if (past_kind, past_id) == (kind, id) and text is not None
            ]

    def homes(self) -> list[str]:
        """The homes in which anything was ever kept, without the host directory."""
        self._check_open()
        return sorted(set(self._homes) - {HOST})

    def close(self) -> None:
        """Take nothing more."""
        self._closed = True

    @contextmanager
    def _turn(self, home: str, *, reading: bool = False, join: bool = False) -> Iterator[None]:
        self._check_open()
        with self._turns.take(check_home(home), reading=reading, join=join):
            yield

    def _check_open(self) -> None:
        if self._closed:
            raise Refused("this store is closed; open it again")


class MemoryTx:
    """One transaction on a copy of a home's rows."""

    def __init__(self, home: str, rows: _Rows, idem: str | None, replayed: bytes | None, *, writes: bool) -> None:
        self.home = home
        self.replayed: Body | None = None if replayed is None else from_canonical(replayed)
        self.rows = dict(rows)
        self.changes: list[tuple[str, str, int, bytes | None]] = []
        self.answered: bytes | None = None
        self.over = False
        self._idem = idem
        self._writes = writes

    def get(self, kind: str, id: str) -> Record | None:
        """The record as it is now, or None."""
        self._check_going_on()
        revision, text = self.rows.get((kind, id), (0, None))
        return None if text is None else Record(self.home, kind, id, revision, from_canonical(text))

    def put(self, kind: str, id: str, body: Body, expect: int) -> int:
        """Keep `body` over revision `expect`; the new revision."""
        self._check_writable()
        check_text("a kind", kind)
        check_text("an id", id)
        text = check_body(body)
        last, present = self.rows.get((kind, id), (0, None))
        if expect != (0 if present is None else last):
            raise Conflict(kind, id, expect, 0 if present is None else last)
        self._change(kind, id, last + 1, text)
        return last + 1

    def delete(self, kind: str, id: str, expect: int) -> None:
        """Take the record out of sight; its history stays."""
        self._check_writable()
        last, present = self.rows.get((kind, id), (0, None))
        if present is None:
            raise NotFound(f"there is no {kind} {id} in {self.home}")
        if expect != last:
            raise Conflict(kind, id, expect, last)
        self._change(kind, id, last + 1, None)

    def find(
        self,
        kind: str,
        where: Where | tuple[Condition, ...] = (),
        *,
        order: str = "id",
        descending: bool = False,
        limit: int = 500,
        after: str | None = None,
    ) -> Page:
        """A page of records that meet every condition; see `Tx.find`."""
        self._check_going_on()
        check_limit(limit)
        last = None if after is None else self._place_of(kind, after, order)
        found = sorted(
            ((field_key(record.id, record.body, order), record.id), record)
            for record in self._meeting(kind, checks(where))
        )
        if descending:
            found.reverse()
        if last is not None:
            found = [one for one in found if (one[0] < last if descending else one[0] > last)]
        page = tuple(record for _, record in found[:limit])
        return Page(page, page[-1].id if len(found) > limit else None)

    def all(self, kind: str, where: Where | tuple[Condition, ...] = (), *, order: str = "id") -> Iterator[Record]:
        """Every record that meets the conditions as they are now."""
        self._check_going_on()
        met = self._meeting(kind, checks(where))
        return iter(sorted(met, key=lambda record: (field_key(record.id, record.body, order), record.id)))

    def answer(self, body: Body) -> None:
        """Remember `body` under the idempotency key."""
        self._check_writable()
        if self._idem is None:
            raise StoreError("this transaction has no idempotency key to remember an answer under")
        self.answered = check_body(body)

    def _meeting(self, kind: str, wanted: tuple[Check, ...]) -> list[Record]:
        records = [
            Record(self.home, kind, row_id, revision, from_canonical(text))
            for (row_kind, row_id), (revision, text) in self.rows.items()
            if row_kind == kind and text is not None
        ]
        return [
            record
            for record in records
            if all(check.fits(field_key(record.id, record.body, check.field)) for check in wanted)
        ]

    def _place_of(self, kind: str, id: str, order: str) -> tuple[Key, str]:
        record = self.get(kind, id)
        if record is None and order != "id":
            raise NotFound(f"{kind} {id}, where this page begins, has gone; begin again")
        return field_key(id, record.body if record else {}, order), id

    def _change(self, kind: str, id: str, revision: int, text: bytes | None) -> None:
        self.rows[kind, id] = (revision, text)
        self.changes.append((kind, id, revision, text))

    def _check_going_on(self) -> None:
        if self.over:
            raise StoreError("this transaction is over: what it read must be taken while its block is open")

    def _check_writable(self) -> None:
        self._check_going_on()
        if not self._writes:
            raise ReadOnly("this transaction only reads; open one with tx() to change something")
        if self.replayed is not None:
            raise ReadOnly("this was done before, under the same idempotency key; see Tx.replayed")
