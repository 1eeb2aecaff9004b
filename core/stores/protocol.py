"""The store contract: home-bound transactions, expected revisions, idempotency keys, an audit, named errors.

No caller knows which store it has. Bodies are JSON objects (`Body`), checked before any store sees them.
Revisions count from 1. Taking a record away is a revision too, so one made anew under the same id goes on counting
and nobody's old revision fits it by chance. Every transaction that was kept is one line of its home's audit
(`core.stores.entries`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from core.stores.entries import Anchor, Entry
    from core.stores.kinds import RecordKind

Body = dict[str, Any]
"""A JSON object: text, whole numbers within 2^53, true/false, null, lists and objects, at most 12 deep, 256 KB."""

LARGEST_PAGE = 500
"""The most records that one `find` answers with."""

ATTACHMENT = "attachment"
"""The kind of the records that name an attachment: `sha256` in the body of one that was not erased keeps its bytes."""

LARGEST_ATTACHMENT = 10 * 1024 * 1024
"""Bytes of one attachment."""

ANSWERS_KEPT_DAYS = 30
"""How long an idempotency key is remembered at the least; `tidy` forgets older ones."""

HOST = "_host"
"""The name of the directory that holds what belongs to no home: accounts, sign-ins, the list of homes."""


class StoreError(Exception):
    """Something the store would not do. The message is a sentence for a person."""


class Conflict(StoreError):
    """Somebody else saved first. `present` is the revision that is there now (0: none)."""

    def __init__(self, kind: str, id: str, expected: int, present: int) -> None:
        super().__init__(f"{kind} {id} is at revision {present}, not {expected}: somebody else saved it first")
        self.kind, self.id, self.expected, self.present = kind, id, expected, present


class NotFound(StoreError):
    """There is no such record in this home."""


class TooBig(StoreError):
    """A body is larger or deeper than the contract allows."""


class Unkeepable(StoreError):
    """A body holds something that JSON cannot keep faithfully (NUL, a lone surrogate, NaN …)."""


class Full(StoreError):
    """There is no room left on the disk. Nothing of the transaction was kept; the store stays usable."""


class Poisoned(StoreError):
    """The disk did not confirm a write. The store takes nothing more until it is opened again."""


class Corrupt(StoreError):
    """What is on the disk is not what was written. The store refuses to open for writing."""


class Refused(StoreError):
    """The store will not open here, or not this home; the message says why and what to do."""


class ReadOnly(StoreError):
    """A change was asked of a transaction that only reads, or whose work an earlier one has done already."""


@dataclass(frozen=True)
class Record:
    """One kept thing. `body` is the caller's own copy: changing it changes nothing in the store."""

    home: str
    kind: str
    id: str
    revision: int
    body: Body


@dataclass(frozen=True)
class Condition:
    """One condition of a `find`: `field` is a top-level key of the body, or `id` (the record's own, always).

    `eq` value · `in` list of values · `range` (from, up to): from ≤ field < up to, None for an open end, two numbers or
    two texts · `prefix` text · `null`: not there or null (value False: there). True is not 1. Raises ValueError
    for a condition that means nothing.
    """

    field: str
    is_: Literal["eq", "in", "range", "prefix", "null"]
    value: Any = None


Where = Mapping[str, Any]
"""The everyday conditions: `{field: value}` means equal."""


@dataclass(frozen=True)
class Page:
    """Up to `limit` records and, where more are waiting, the id to ask for them `after` (None: that was all)."""

    records: tuple[Record, ...]
    after: str | None = None

    def __iter__(self) -> Iterator[Record]:
        return iter(self.records)

    def __len__(self) -> int:
        return len(self.records)


class Tx(Protocol):
    """One transaction in one home: all of it is kept, or nothing. It reads what it has written itself.

    Once its block is left, every method raises StoreError.
    """

    home: str
    replayed: Body | None
    """What an earlier transaction with the same idempotency key answered ({}: nothing); put and delete then raise."""

    def get(self, kind: str, id: str) -> Record | None:
        """The record as it is now, or None."""
        ...

    def put(self, kind: str, id: str, body: Body, expect: int) -> int:
        """Keep `body`; `expect` is the revision that was read (0 creates). Returns the new revision.

        Raises Conflict (`present` 0 when there is no such record), TooBig, Unkeepable or ReadOnly.
        """
        ...

    def delete(self, kind: str, id: str, expect: int) -> None:
        """Take the record out of sight; its history stays. Raises NotFound, Conflict or ReadOnly."""
        ...

    def erase(self, kind: str, id: str) -> None:
        """Forget a record and every revision it ever had, for good; the audit says that this was done and no more.

        From now on nobody reads it; `Store.tidy` takes its bytes off the disk. Raises NotFound for one that never was or
        was erased before, or ReadOnly.
        """
        ...

    def looked(self, kind: str, id: str) -> None:
        """Note in the audit that the actor looked at this record. Raises ReadOnly."""
        ...

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
        """Records of a kind that meet every condition, in the order of a field (ties by id). `limit` at most 500.

        In order: null, false, true, numbers, text, the rest. `after` is the last id of the page before; in the order
        of another field than `id` it raises NotFound when that record has gone meanwhile. Raises ValueError for a field
        that the kind declares no index for (`Store.declare`), or a condition that means nothing.
        """
        ...

    def all(self, kind: str, where: Where | tuple[Condition, ...] = (), *, order: str = "id") -> Iterator[Record]:
        """Every record that meets the conditions as they are now; changes made while looping do not disturb it."""
        ...

    def answer(self, body: Body) -> None:
        """Remember `body` as this transaction's answer under its idempotency key. Raises StoreError without one."""
        ...


@dataclass(frozen=True)
class Tidied:
    """What `Store.tidy` did: bytes on the disk before and after (0 where the store cannot tell), and attachments let go."""

    before: int
    after: int
    attachments: int


class Store(Protocol):
    """A place that keeps the records of many homes apart."""

    def declare(self, kinds: Iterable[RecordKind]) -> None:
        """Say which fields of which kinds may be asked for. What was kept earlier is found by them too."""
        ...

    def tx(
        self, home: str, *, actor: str, purpose: str, idem: str | None = None, on_behalf_of: str = ""
    ) -> AbstractContextManager[Tx]:
        """A transaction bound to `home`. Leaving the block normally commits durably; an exception undoes all of it.

        `idem` is an idempotency key: a second transaction with it finds the first one's answer in `Tx.replayed`. A
        transaction that changed, answered and looked at nothing leaves nothing behind, its key included. A thread has one
        transaction at a time, in whatever home (within a home's it may also `read(HOST)`), so that no two ever wait
        for each other; another raises StoreError. Raises Refused, Full (nothing was kept), Poisoned (perhaps it was:
        ask again after opening, with the same key) or Corrupt.
        """
        ...

    def read(self, home: str) -> AbstractContextManager[Tx]:
        """A transaction that only reads: put, delete, erase, looked and answer raise ReadOnly."""
        ...

    def history(self, home: str, kind: str, id: str) -> list[Record]:
        """Every kept revision of a record, oldest first; where it was taken away, a number is missing. Erased: none."""
        ...

    def homes(self) -> list[str]:
        """The homes in which anything was ever kept, in alphabetical order, without the host directory."""
        ...

    def sealed(self, home: str) -> bool:
        """True where what is kept in a home stands on the disk sealed with a key, or will once it begins."""
        ...

    def outgrows(self, home: str) -> bool:
        """True where a home has grown so large that it should move to a database soon; said long before it must."""
        ...

    # -- the audit, and moving whole homes ---------------------------------------------------------------------------

    def anchor(self, home: str) -> Anchor:
        """Where the home's audit ends now."""
        ...

    def events(self, home: str, after: int = 0) -> Iterator[Entry]:
        """Every transaction after line `after`, in order, read as it is asked for: a home never stands in memory whole.

        What is kept while this goes on may or may not be told. Raises Corrupt where what is read is not what was written.
        """
        ...

    def adopt(self, home: str, entries: Iterable[Entry]) -> int:
        """Keep entries of another store's `events` as they are: numbers, times, sums and all; says how many.

        The first must follow this home's own last line, so that what was broken off goes on. Raises Refused where it does
        not, and Corrupt where a line does not follow the one before or a body is not the one its line tells of; what came
        before that stays.
        """
        ...

    def attach(self, home: str, data: bytes) -> str:
        """Keep the bytes of an attachment, durably; gives their SHA-256 as hexadecimal digits. Twice the same is once.

        A record of the kind ATTACHMENT must name it within a day of the last time, or `tidy` lets it go. Raises TooBig,
        Refused or Full.
        """
        ...

    def attached(self, home: str, sha256: str) -> bytes:
        """The bytes of an attachment. Raises NotFound, or Corrupt when they are no longer the same."""
        ...

    def attachments(self, home: str) -> list[str]:
        """The SHA-256 of every attachment of the home, sorted."""
        ...

    def tidy(self, home: str) -> Tidied:
        """Take what was erased off the disk, with attachments that no record names and idempotency keys that are old.

        Every line of the audit stays, and writers go on meanwhile.
        """
        ...

    def tend(self, every: timedelta, apart_from: Collection[str] = ()) -> AbstractContextManager[str | None]:
        """Hold the home that waits longest for what is done by itself, against every other worker; None: none is due.

        `apart_from` are passed over. A home is due when nobody holds it and it was last looked after `every` ago, or never. It has been looked after once
        the block is left without an exception; one that ends in an exception, or with its process, is due again at once.
        What is held is only the turn: transactions in the home go on, this worker's and others'.
        """
        ...

    def check(self, home: str) -> Iterator[str]:
        """What the store itself finds wrong with how it keeps this home, in words; nothing: it is as it should be.

        Whether the audit holds is asked of `events` (`core.keeping.verify`); this looks at what `find` and `get` go by.
        """
        ...

    def close(self) -> None:
        """Let go of files and locks."""
        ...
