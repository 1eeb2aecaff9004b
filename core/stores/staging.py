"""One transaction, the same in every store: what is kept already, and over it what this transaction has changed itself.

A store adds three things: the last revision of a record, the kept records that meet conditions in an order, and how an entry
is kept.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple, Self

from core.stores.entries import Anchor, Deed, Entry, Look, Staged, changed_fields, entry_of
from core.stores.kinds import LONGEST_INDEXED, Kinds
from core.stores.protocol import (
    Body,
    Condition,
    Conflict,
    NotFound,
    Page,
    ReadOnly,
    Record,
    StoreError,
    TooBig,
    Where,
)
from core.stores.query import Asked, Key, check_limit, checks, field_key, key_of
from core.stores.values import check_body, check_text, from_canonical


class Found(NamedTuple):
    """A record that was found: the key of the field that gives the order, its id, revision and canonical body."""

    key: Key
    id: str
    revision: int
    text: bytes

    @property
    def place(self) -> tuple[Key, str]:
        """Where it stands in the order."""
        return self.key, self.id


class Last(NamedTuple):
    """The last revision of a record and its canonical body: None where it was taken away or erased; (0, None): never was."""

    revision: int
    text: bytes | None
    erased: bool = False


NEVER = Last(0, None)


class StagedTx(ABC):
    """A transaction on one home, over once its block is left. `staged`, `looks` and `answered` are what is to be kept then.

    Without a `deed` it only reads.
    """

    def __init__(self, home: str, kinds: Kinds, deed: Deed | None, replayed: bytes | None) -> None:
        self.home = home
        self.replayed: Body | None = None if replayed is None else from_canonical(replayed)
        self.staged: list[Staged] = []
        self.looks: list[Look] = []
        self.answered: bytes | None = None
        self.over = False
        self._kinds = kinds
        self._deed = deed
        self._now: dict[str, dict[str, Last]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_why: object) -> None:
        self.over = True

    # -- what a store adds -------------------------------------------------------------------------------------------

    @abstractmethod
    def _kept(self, kind: str, id: str) -> Last:
        """The record as it was kept before this transaction."""

    @abstractmethod
    def _kept_in_order(self, asked: Asked) -> list[Found]:
        """The kept records that are asked for.

        Taken at once: changes made later do not disturb it. A store may give more than `most`, or some that stand before
        `behind`; they are passed over.
        """

    # -- the contract ------------------------------------------------------------------------------------------------

    @property
    def to_keep(self) -> bool:
        """True when there is anything to keep."""
        return bool(self.staged or self.looks) or self.answered is not None

    def entry(self, after: Anchor, at: datetime) -> Entry:
        """What is to be kept, as the entry that follows `after`."""
        assert self._deed is not None
        return entry_of(after, at.isoformat(), self._deed, self.staged, self.looks, self.answered)

    def get(self, kind: str, id: str) -> Record | None:
        """The record as it is now, or None."""
        self._check_going_on()
        last = self._last(kind, id)
        return None if last.text is None else Record(self.home, kind, id, last.revision, from_canonical(last.text))

    def put(self, kind: str, id: str, body: Body, expect: int) -> int:
        """Keep `body` over revision `expect`; the new revision."""
        self._check_writable()
        check_text("a kind", kind)
        check_text("an id", id)
        text = check_body(body)
        self._check_indexed(kind, body)
        last = self._last(kind, id)
        present = 0 if last.text is None else last.revision
        if expect != present:
            raise Conflict(kind, id, expect, present)
        self._stage(Staged("put", kind, id, last.revision + 1, text, changed_fields(body, last.text)))
        return last.revision + 1

    def delete(self, kind: str, id: str, expect: int) -> None:
        """Take the record out of sight; its history stays."""
        self._check_writable()
        last = self._last(kind, id)
        if last.text is None:
            raise NotFound(f"there is no {kind} {id} in {self.home}")
        if expect != last.revision:
            raise Conflict(kind, id, expect, last.revision)
        self._stage(Staged("delete", kind, id, last.revision + 1))

    def erase(self, kind: str, id: str) -> None:
        """Forget the record and its history for good."""
        self._check_writable()
        last = self._last(kind, id)
        if last.revision == 0 or last.erased:
            raise NotFound(f"there is nothing of {kind} {id} in {self.home} to erase")
        # What this transaction was about to keep of it is not kept even for a moment.
        self.staged = [one._replace(text=None) if (one.kind, one.id) == (kind, id) else one for one in self.staged]
        self._stage(Staged("erase", kind, id, last.revision + 1))

    def looked(self, kind: str, id: str) -> None:
        """Note that the actor looked at this record."""
        self._check_writable()
        self.looks.append((check_text("a kind", kind), check_text("an id", id)))

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
        behind = None if after is None else self._place_of(kind, after, order)
        found = self._in_order(Asked(kind, checks(where), order, descending, behind, limit + 1))
        page = tuple(self._records(kind, found[:limit]))
        return Page(page, page[-1].id if len(found) > limit else None)

    def all(self, kind: str, where: Where | tuple[Condition, ...] = (), *, order: str = "id") -> Iterator[Record]:
        """Every record that meets the conditions as they are now."""
        self._check_going_on()
        return self._records(kind, self._in_order(Asked(kind, checks(where), order)))

    def answer(self, body: Body) -> None:
        """Remember `body` under the idempotency key."""
        self._check_writable()
        if self._deed is None or self._deed.idem is None:
            raise StoreError("this transaction has no idempotency key to remember an answer under")
        self.answered = check_body(body)

    # -- inside ------------------------------------------------------------------------------------------------------

    def _in_order(self, asked: Asked) -> list[Found]:
        for field in (asked.order, *(check.field for check in asked.wanted)):
            self._kinds.check_field(asked.kind, field)
        mine = self._now.get(asked.kind, {})
        enough = asked if asked.most is None else asked._replace(most=asked.most + len(mine))
        found = [one for one in self._kept_in_order(enough) if one.id not in mine and _stands_behind(one, asked)]
        if mine:
            found += [one for one in _meeting(mine, asked) if _stands_behind(one, asked)]
            found.sort(key=lambda one: one.place, reverse=asked.descending)
        return found[: asked.most]

    def _place_of(self, kind: str, id: str, order: str) -> tuple[Key, str]:
        if order == "id":
            return key_of(id), id
        text = self._last(kind, id).text
        if text is None:
            raise NotFound(f"{kind} {id}, where this page begins, has gone; begin again")
        return field_key(id, from_canonical(text), order), id

    def _last(self, kind: str, id: str) -> Last:
        """As this transaction sees it: its own changes first."""
        return self._now.get(kind, {}).get(id) or self._kept(kind, id)

    def _records(self, kind: str, found: list[Found]) -> Iterator[Record]:
        """The records, each decoded when it is its turn."""
        return (Record(self.home, kind, one.id, one.revision, from_canonical(one.text)) for one in found)

    def _stage(self, one: Staged) -> None:
        self._now.setdefault(one.kind, {})[one.id] = Last(one.rev, one.text, one.action == "erase")
        self.staged.append(one)

    def _check_indexed(self, kind: str, body: Body) -> None:
        for field in self._kinds.indexes(kind):
            key = key_of(body.get(field))
            if isinstance(key[1], str) and len(key[1]) > LONGEST_INDEXED:
                raise TooBig(
                    f"{field} of {kind} has {len(key[1]):,} characters; at most {LONGEST_INDEXED} can be searched for"
                )

    def _check_going_on(self) -> None:
        if self.over:
            raise StoreError("this transaction is over: what it read must be taken while its block is open")

    def _check_writable(self) -> None:
        self._check_going_on()
        if self._deed is None:
            raise ReadOnly("this transaction only reads; open one with tx() to change something")
        if self.replayed is not None:
            raise ReadOnly("this was done before, under the same idempotency key; see Tx.replayed")


def _meeting(now: dict[str, Last], asked: Asked) -> Iterator[Found]:
    """Of the records that a transaction has changed, those that are there and meet every check."""
    for id_, last in now.items():
        if last.text is not None:
            body = from_canonical(last.text)
            if all(check.fits(field_key(id_, body, check.field)) for check in asked.wanted):
                yield Found(field_key(id_, body, asked.order), id_, last.revision, last.text)


def _stands_behind(one: Found, asked: Asked) -> bool:
    if asked.behind is None:
        return True
    return one.place < asked.behind if asked.descending else one.place > asked.behind
