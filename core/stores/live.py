"""The live records of one home as TinyDB tables, in memory: what the journal says, ready to be asked.

A row is its revision and its canonical JSON; it is decoded when it is asked for, so nobody shares it. Fields that are
searched or ordered by get a column of keys on first use, kept up to date from then on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NoReturn, cast

from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Table

from core.stores.journal import Spot
from core.stores.protocol import Body, ReadOnly
from core.stores.query import Check, Key, key_of
from core.stores.values import from_canonical

Row = tuple[int, bytes]
"""Revision and canonical body."""

Change = tuple[str, str, int, bytes | None]
"""Kind, id, new revision, canonical body (None: taken away)."""

_MOST_COLUMNS = 32
_ONLY_TRANSACTIONS = "records change through a transaction, one by one; the tables follow the journal"


class Rows(dict[str, Row]):
    """The rows of one table by id."""


class Decoded(Mapping[str, Body]):
    """Rows as TinyDB reads them: id → a fresh copy of the body."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def __getitem__(self, id: str) -> Body:
        return from_canonical(self._rows[id][1])

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


class LiveStorage(Storage):
    """TinyDB's storage: table name → rows. It has no file, and refuses to be rewritten."""

    def __init__(self) -> None:
        self.rows: dict[str, Rows] = {}

    def read(self) -> dict[str, dict[str, Any]] | None:
        """The tables; no row is decoded by this."""
        return cast(dict[str, dict[str, Any]], {name: Decoded(rows) for name, rows in self.rows.items()})

    def write(self, data: dict[str, dict[str, Any]]) -> NoReturn:
        """TinyDB would write every record anew for each change."""
        raise ReadOnly(_ONLY_TRANSACTIONS)


class Column:
    """One field of a table: id → key, and key → ids."""

    def __init__(self) -> None:
        self.keys: dict[str, Key] = {}
        self.ids: dict[Key, set[str]] = {}

    def set(self, id: str, key: Key | None) -> None:
        """Note a record's key, or with None that it has gone."""
        old = self.keys.pop(id, None)
        if old is not None:
            same = self.ids[old]
            same.discard(id)
            if not same:
                del self.ids[old]
        if key is not None:
            self.keys[id] = key
            self.ids.setdefault(key, set()).add(id)


class LiveTable(Table):
    """A TinyDB table over rows: its queries work as they always do, and only `keep` changes a row."""

    document_id_class = str  # type: ignore[assignment]  # TinyDB documents it as adjustable and types it as int

    def __init__(self, storage: Storage, name: str) -> None:
        # No query cache: it hands out the same documents again, and a reader may change what it was given.
        super().__init__(storage, name, cache_size=0)
        self.rows = cast(LiveStorage, storage).rows.setdefault(name, Rows())
        self.gone: dict[str, int] = {}
        """The last revision of each record that was taken away; a row goes before it."""
        self.past: dict[str, tuple[Spot, ...]] = {}
        """Where in the journal each record was changed."""
        self._columns: dict[str, Column] = {}

    def keep(self, id: str, revision: int, text: bytes | None, spot: Spot) -> None:
        """Let one row follow the journal."""
        spots = self.past.get(id, ())
        if spots[-1:] != (spot,):
            self.past[id] = (*spots, spot)
        if text is None:
            del self.rows[id]
            self.gone[id] = revision
        else:
            self.rows[id] = (revision, text)
        if self._columns:
            body = None if text is None else from_canonical(text)
            for field, column in self._columns.items():
                column.set(id, None if body is None else key_of(body.get(field)))

    def last(self, id: str) -> tuple[int, bytes | None]:
        """The last revision of a record and its body, None where it was taken away; (0, None) for none ever."""
        return self.rows.get(id) or (self.gone.get(id, 0), None)

    def column(self, field: str) -> Column:
        """The keys of one field, made on first use by decoding every row once."""
        column = self._columns.pop(field, None)
        if column is None:
            column = Column()
            for id_, (_, text) in self.rows.items():
                column.set(id_, key_of(from_canonical(text).get(field)))
        self._columns[field] = column  # the one used last stands last
        if len(self._columns) > _MOST_COLUMNS:
            del self._columns[next(iter(self._columns))]
        return column

    def meeting(self, checks: Iterable[Check]) -> set[str]:
        """The ids of the records that meet every check. No body is decoded where the columns are there."""
        found: set[str] | None = None
        # The conditions that name their keys first: they leave the fewest ids for the others.
        for check in sorted(checks, key=lambda check: check.exact is None):
            met = self._meeting(check, found)
            found = met if found is None else found & met
        return set(self.rows) if found is None else found

    def _meeting(self, check: Check, among: set[str] | None) -> set[str]:
        if check.field == "id":
            if check.exact is not None:
                return {str(key[1]) for key in check.exact if key[0] == 3 and key[1] in self.rows}
            return {id_ for id_ in (self.rows if among is None else among) if check.fits((3, id_))}
        column = self.column(check.field)
        if check.exact is not None:
            return set().union(*(column.ids.get(key, ()) for key in check.exact))
        return {id_ for id_ in (column.keys if among is None else among) if check.fits(column.keys[id_])}

    def _read_table(self) -> dict[str, Mapping[Any, Any]]:
        return cast(dict[str, Mapping[Any, Any]], Decoded(self.rows))

    def _update_table(self, updater: Callable[[dict[int, Mapping[Any, Any]]], None]) -> NoReturn:
        raise ReadOnly(_ONLY_TRANSACTIONS)

    def _get_next_id(self) -> NoReturn:
        raise ReadOnly(_ONLY_TRANSACTIONS)


class LiveDatabase(TinyDB):
    """A TinyDB of live tables, one for each kind of record."""

    table_class: type[Table] = LiveTable


class Live:
    """What one home holds at the moment, and what is needed to go on from there."""

    def __init__(self) -> None:
        self.seq = 0
        self.answers: dict[str, bytes] = {}
        self.database = LiveDatabase(storage=LiveStorage)

    def table(self, kind: str) -> LiveTable:
        """The table of a kind, made when it is first asked for."""
        return cast(LiveTable, self.database.table(kind))

    def apply(self, changes: Iterable[Change], idem: str | None, answer: bytes, spot: Spot) -> None:
        """Follow one transaction of the journal."""
        for kind, id_, revision, text in changes:
            self.table(kind).keep(id_, revision, text, spot)
        if idem is not None:
            self.answers[idem] = answer
        self.seq += 1
