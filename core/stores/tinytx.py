"""One transaction of the embedded store: the live tables, and over them what it has changed itself."""

from __future__ import annotations

from collections.abc import Iterator

from core.stores.live import Change, Live
from core.stores.protocol import (
    Body,
    Condition,
    Conflict,
    NotFound,
    Page,
    ReadOnly,
    Record,
    StoreError,
    Where,
)
from core.stores.query import Check, Key, check_limit, checks, field_key
from core.stores.values import check_body, check_text, from_canonical

_Found = tuple[Key, str]
"""The key of the field that gives the order, and the id."""


class TinyTx:
    """A transaction on one home. `changes` and `answered` are what is to be kept when its block is left."""

    def __init__(self, home: str, live: Live, idem: str | None, replayed: bytes | None, *, writes: bool) -> None:
        self.home = home
        self.replayed: Body | None = None if replayed is None else from_canonical(replayed)
        self.changes: list[Change] = []
        self.answered: bytes | None = None
        self.over = False
        self._live = live
        self._idem = idem
        self._writes = writes
        self._staged: dict[str, dict[str, tuple[int, bytes | None]]] = {}

    def get(self, kind: str, id: str) -> Record | None:
        """The record as it is now, or None."""
        self._check_going_on()
        return self._record(kind, id, self._last(kind, id))

    def put(self, kind: str, id: str, body: Body, expect: int) -> int:
        """Keep `body` over revision `expect`; the new revision."""
        self._check_writable()
        check_text("a kind", kind)
        check_text("an id", id)
        text = check_body(body)
        last, present = self._last(kind, id)
        revision = 0 if present is None else last
        if expect != revision:
            raise Conflict(kind, id, expect, revision)
        self._change(kind, id, last + 1, text)
        return last + 1

    def delete(self, kind: str, id: str, expect: int) -> None:
        """Take the record out of sight; its history stays."""
        self._check_writable()
        last, present = self._last(kind, id)
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
        found = self._in_order(kind, checks(where), order)
        if descending:
            found.reverse()
        if last is not None:
            found = [one for one in found if (one < last if descending else one > last)]
        page = tuple(self._records(kind, found[:limit]))
        return Page(page, page[-1].id if len(found) > limit else None)

    def all(self, kind: str, where: Where | tuple[Condition, ...] = (), *, order: str = "id") -> Iterator[Record]:
        """Every record that meets the conditions as they are now."""
        self._check_going_on()
        return self._records(kind, self._in_order(kind, checks(where), order))

    def answer(self, body: Body) -> None:
        """Remember `body` under the idempotency key."""
        self._check_writable()
        if self._idem is None:
            raise StoreError("this transaction has no idempotency key to remember an answer under")
        self.answered = check_body(body)

    def _in_order(self, kind: str, wanted: tuple[Check, ...], order: str) -> list[_Found]:
        table = self._live.table(kind)
        staged = self._staged.get(kind, {})
        met = table.meeting(wanted) - staged.keys()
        if order == "id":
            found: list[_Found] = [((3, id_), id_) for id_ in met]
        else:
            keys = table.column(order).keys
            found = [(keys[id_], id_) for id_ in met]
        for id_, (_, text) in staged.items():
            if text is not None:
                body = from_canonical(text)
                if all(check.fits(field_key(id_, body, check.field)) for check in wanted):
                    found.append((field_key(id_, body, order), id_))
        found.sort()
        return found

    def _place_of(self, kind: str, id: str, order: str) -> _Found:
        if order == "id":
            return (3, id), id
        text = self._last(kind, id)[1]
        if text is None:
            raise NotFound(f"{kind} {id}, where this page begins, has gone; begin again")
        return field_key(id, from_canonical(text), order), id

    def _last(self, kind: str, id: str) -> tuple[int, bytes | None]:
        """The last revision and its body, this transaction's own first."""
        return self._staged.get(kind, {}).get(id) or self._live.table(kind).last(id)

    def _records(self, kind: str, found: list[_Found]) -> Iterator[Record]:
        """The records in that order, each decoded when it is its turn, as they are now."""
        rows = [(id_, self._last(kind, id_)) for _, id_ in found]
        return (record for id_, row in rows if (record := self._record(kind, id_, row)) is not None)

    def _record(self, kind: str, id: str, row: tuple[int, bytes | None]) -> Record | None:
        revision, text = row
        return None if text is None else Record(self.home, kind, id, revision, from_canonical(text))

    def _change(self, kind: str, id: str, revision: int, text: bytes | None) -> None:
        self._staged.setdefault(kind, {})[id] = (revision, text)
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
