"""What a store is told about each kind of record before it is used: which fields may be asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.stores.protocol import Record

LONGEST_INDEXED = 400
"""Characters of a text in an indexed field. At four bytes each, with the id of its record (200) and the names of home, kind
and field, they fit into one row of an index of PostgreSQL, which takes 2,704 bytes."""

LONGEST_INDEX_NAME = 64
"""Bytes of the name of a kind that is asked for by a field, and of that field."""


@dataclass(frozen=True)
class RecordKind:
    """One kind of record. `indexes` are the top-level fields of its body that `find` may ask for or order by.

    `persons` are the fields that name the persons a record is about or by (a person's id, or a list of them): what taking out
    one person's records goes by. `keeps` is the class of record that the rules of keeping name. `read` makes of a kept
    record what the code works with, and raises where it cannot: what `verify` tries with every body.
    """

    key: str
    indexes: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    keeps: str = "care"
    read: Callable[[Record], object] | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        for name in (self.key, *self.indexes) if self.indexes else ():
            if len(name.encode()) > LONGEST_INDEX_NAME:
                raise ValueError(f"{name!r} is too long to be asked for; at most {LONGEST_INDEX_NAME} bytes")


class Kinds:
    """The kinds a store knows. One that nobody declared can be kept and read by its id, and not asked for by a field."""

    def __init__(self, kinds: Iterable[RecordKind] = ()) -> None:
        self._kinds = {kind.key: kind for kind in kinds}

    def __iter__(self) -> Iterator[RecordKind]:
        return iter(self._kinds.values())

    def of(self, kind: str) -> RecordKind:
        """What was declared of a kind; of one that nobody declared, its name alone."""
        return self._kinds.get(kind) or RecordKind(kind)

    def indexes(self, kind: str) -> tuple[str, ...]:
        """The fields of a kind that may be asked for."""
        known = self._kinds.get(kind)
        return known.indexes if known else ()

    def check_field(self, kind: str, field: str) -> None:
        """Raises ValueError for a field that no index is declared for."""
        if field != "id" and field not in self.indexes(kind):
            known = ", ".join(("id", *self.indexes(kind)))
            raise ValueError(f"{kind} cannot be found by {field!r}: its record kind declares {known}")
