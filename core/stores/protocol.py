"""The store contract: home-bound transactions, expected revisions, idempotency keys, named errors.

No caller knows which store it has. Bodies are JSON objects (`Body`), checked before any store sees them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Literal, Protocol

Body = dict[str, Any]
"""A JSON object: text, whole numbers within 2^53, true/false, null, lists and objects, at most 12 deep, 256 KB."""

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
    """The store will not open here; the message says why and what to do."""


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
    """One condition of a `find`: `field` is a top-level key of the body (or `id`)."""

    field: str
    is_: Literal["eq", "in", "range", "prefix", "null"]
    value: Any = None


Where = Mapping[str, Any]
"""The everyday conditions: `{field: value}` means equal."""


@dataclass(frozen=True)
class Page:
    """Up to `limit` records and, where more are waiting, the id to ask for them `after`."""

    records: tuple[Record, ...]
    after: str | None = None

    def __iter__(self) -> Iterator[Record]:
        return iter(self.records)

    def __len__(self) -> int:
        return len(self.records)


class Tx(Protocol):
    """One transaction in one home: all of it is kept, or nothing."""

    home: str
    replayed: Body | None
    """What an earlier transaction with the same idempotency key answered; do nothing more when it is set."""

    def get(self, kind: str, id: str) -> Record | None:
        """The record as it is now, or None."""
        ...

    def put(self, kind: str, id: str, body: Body, expect: int) -> int:
        """Keep `body`; `expect` is the revision that was read (0 creates). Returns the new revision, or raises Conflict."""
        ...

    def delete(self, kind: str, id: str, expect: int) -> None:
        """Take the record out of sight; its history stays."""
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
        """Records of a kind that meet every condition, in the order of a field (ties by id). `limit` at most 500."""
        ...

    def all(self, kind: str, where: Where | tuple[Condition, ...] = (), *, order: str = "id") -> Iterator[Record]:
        """Every record that meets the conditions, page after page."""
        ...

    def answer(self, body: Body) -> None:
        """Remember `body` as this transaction's answer under its idempotency key."""
        ...


class Store(Protocol):
    """A place that keeps the records of many homes apart."""

    def tx(self, home: str, *, actor: str, purpose: str, idem: str | None = None) -> AbstractContextManager[Tx]:
        """A transaction bound to `home`. Leaving the block normally commits durably; an exception undoes all of it.

        `idem` is an idempotency key: a second transaction with it finds the first one's answer in `Tx.replayed`.
        """
        ...

    def read(self, home: str) -> AbstractContextManager[Tx]:
        """A transaction that only reads (a put raises)."""
        ...

    def history(self, home: str, kind: str, id: str) -> list[Record]:
        """Every kept revision of a record, oldest first."""
        ...

    def homes(self) -> list[str]:
        """The homes that have any record, without the host directory."""
        ...

    def close(self) -> None:
        """Let go of files and locks."""
        ...
