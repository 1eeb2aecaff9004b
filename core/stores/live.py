"""The live records of one home as TinyDB tables, in memory: what the journal says, ready to be asked.

A row is its revision and its canonical JSON; it is decoded when it is asked for, so nobody shares it. Each declared
index is a column of keys in order, made when the kind is first asked by a field and kept up to date from then on.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NoReturn, cast

from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Table

from core.stores.entries import ACTIONS, beginning
from core.stores.payload import Glance
from core.stores.protocol import Body, ReadOnly
from core.stores.query import NULL, TEXT_SORT, Asked, Check, Key, field_key
from core.stores.staging import NEVER, Found, Last
from core.stores.values import from_canonical

_ONLY_TRANSACTIONS = "records change through a transaction, one by one; the tables follow the journal"
_Place = tuple[Key, str]
"""A key and the id of its record."""
_Span = tuple[int, int]
"""From where up to where in a column."""
_BEHIND_EVERY_ID = "\U0010ffff" * 201


Row = tuple[int, bytes, int]
"""A record that is there: revision, canonical body, and the number of its last change. A bare tuple, since Python's
collector of garbage looks at each of any other kind again and again."""
Gone = tuple[int, bool, int]
"""A record that was taken away: its revision, whether it was erased, and the number of its last change."""


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
    """One field of a table: every key with its id, in order, and id → key."""

    def __init__(self, keys: dict[str, Key]) -> None:
        self.keys = keys
        self.order: list[_Place] = sorted((key, id_) for id_, key in keys.items())

    def set(self, id: str, key: Key | None) -> None:
        """Note a record's key, or with None that it has gone."""
        old = self.keys.pop(id, None)
        if old is not None:
            if old == key:
                self.keys[id] = old
                return
            del self.order[bisect_left(self.order, (old, id))]
        if key is not None:
            self.keys[id] = key
            if not self.order or self.order[-1] < (key, id):
                self.order.append((key, id))
            else:
                insort(self.order, (key, id))

    def spans(self, check: Check) -> list[_Span]:
        """Where in the column the keys stand that meet a check, in order."""
        if check.exact is not None:
            return [(self._from(key), self._behind(key)) for key in sorted(check.exact)]
        if check.prefix is not None:
            low, high = self._from((TEXT_SORT, check.prefix)), self._from((TEXT_SORT + 1, ""))
            size = len(check.prefix)
            return [
                (low, bisect_right(self.order, check.prefix, low, high, key=lambda one: cast(str, one[0][1])[:size]))
            ]
        if check.sort is not None:
            low = self._from((check.sort,) if check.low is None else check.low)
            return [(low, max(low, self._from((check.sort + 1,) if check.high is None else check.high)))]
        return [(self._behind(NULL), len(self.order))]

    def _from(self, key: tuple[Any, ...]) -> int:
        return bisect_left(self.order, (key,))

    def _behind(self, key: Key) -> int:
        return bisect_left(self.order, (key, _BEHIND_EVERY_ID))


class LiveTable(Table):
    """A TinyDB table over rows: its queries work as they always do, and only `keep` changes a row."""

    document_id_class = str  # type: ignore[assignment]  # TinyDB documents it as adjustable and types it as int

    def __init__(self, storage: Storage, name: str) -> None:
        # No query cache: it hands out the same documents again, and a reader may change what it was given.
        super().__init__(storage, name, cache_size=0)
        self.rows = cast(LiveStorage, storage).rows.setdefault(name, Rows())
        self.gone: dict[str, Gone] = {}
        """What was taken away or erased; a row goes before it."""
        self.erased: dict[str, int] = {}
        """Up to which revision a record was erased."""
        self._columns: dict[str, Column] = {}

    def keep(self, id: str, revision: int, text: bytes | None, change: int, *, erase: bool = False) -> None:
        """Let one row follow the journal."""
        if erase:
            self.erased[id] = revision
        if text is None:
            self.rows.pop(id, None)
            self.gone[id] = (revision, erase, change)
        else:
            self.rows[id] = (revision, text, change)
            self.gone.pop(id, None)
        if self._columns:
            body = None if text is None else from_canonical(text)
            for field, column in self._columns.items():
                column.set(id, None if body is None else field_key(id, body, field))

    def last(self, id: str) -> Last:
        """The last revision of a record."""
        row = self.rows.get(id)
        if row is not None:
            return Last(row[0], row[1])
        gone = self.gone.get(id)
        return NEVER if gone is None else Last(gone[0], None, gone[1])

    def column(self, field: str, indexes: Sequence[str] = ()) -> Column:
        """The keys of a field. Those of all `indexes` are made at once, by decoding every row."""
        column = self._columns.get(field)
        if column is not None:
            return column
        if field == "id":
            self._columns["id"] = Column({id_: (TEXT_SORT, id_) for id_ in self.rows})
        else:
            missing = [one for one in indexes if one not in self._columns]
            keys: dict[str, dict[str, Key]] = {one: {} for one in missing}
            for id_, row in self.rows.items():
                body = from_canonical(row[1])
                for one in missing:
                    keys[one][id_] = field_key(id_, body, one)
            self._columns |= {one: Column(keys[one]) for one in missing}
        return self._columns[field]

    def faults(self) -> Iterator[str]:
        """Which columns are not what the rows say, in words."""
        for field, column in self._columns.items():
            fresh = Column({id_: field_key(id_, from_canonical(row[1]), field) for id_, row in self.rows.items()})
            if (fresh.keys, fresh.order) != (column.keys, column.order):
                yield f"{self.name} cannot be found by {field} any more; start the program again"

    def in_order(self, asked: Asked, indexes: Sequence[str]) -> list[Found]:
        """The rows that are asked for. No body is decoded where the columns are there."""
        _, checks, order, descending, behind, most = asked
        columns = {one: self.column(one, indexes) for one in (order, *(check.field for check in checks))}
        keys, places = columns[order].keys, columns[order].order
        spans, others = [(0, len(places))], list(checks)
        if checks:
            # The check that leaves the fewest goes first.
            sizes = [
                (sum(high - low for low, high in columns[one.field].spans(one)), n) for n, one in enumerate(checks)
            ]
            fewest, number = min(sizes)
            first = others.pop(number)
            if first.field == order:
                spans = columns[order].spans(first)
            # Few: take them all and sort. Many: walk along the order until there are enough.
            elif most is None or fewest * fewest <= most * len(places):
                among = columns[first.field]
                ids = [id_ for low, high in among.spans(first) for _, id_ in among.order[low:high]]
                met = [(keys[id_], id_) for id_ in ids if _fits(others, id_, columns)]
                met.sort(reverse=descending)
                return [self._found(key, id_) for key, id_ in met]
            else:
                others = list(checks)
        found: list[Found] = []
        for low, high in reversed(spans) if descending else spans:
            if behind is not None and descending:
                high = min(high, bisect_left(places, behind))
            elif behind is not None:
                low = max(low, bisect_right(places, behind))
            for index in range(high - 1, low - 1, -1) if descending else range(low, high):
                key, id_ = places[index]
                if _fits(others, id_, columns):
                    found.append(self._found(key, id_))
                    if len(found) == most:
                        return found
        return found

    def _found(self, key: Key, id: str) -> Found:
        revision, text, _ = self.rows[id]
        return Found(key, id, revision, text)

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

    def __init__(self, home: str) -> None:
        self.anchor = beginning(home)
        self.answers: dict[str, bytes] = {}
        self.count = 0
        """How many records are there, of all kinds."""
        self.database = LiveDatabase(storage=LiveStorage)
        # Every change has a number: the line it stands in, and the number of the one before of the same record (0: none).
        self._lines = array("Q", [0])
        self._before = array("Q", [0])

    def table(self, kind: str) -> LiveTable:
        """The table of a kind, made when it is first asked for."""
        return cast(LiveTable, self.database.table(kind))

    def apply(self, entry: Glance) -> None:
        """Follow one transaction of the journal. Raises ValueError for an action that nobody knows."""
        for (action, kind, id_, revision, *_), text in zip(entry.changes, entry.texts, strict=True):
            if action not in ACTIONS:
                raise ValueError(action)
            table = self.table(kind)
            before = table.rows.get(id_)
            self.count += (text is not None) - (before is not None)
            last = before or table.gone.get(id_)
            self._lines.append(entry.anchor.seq)
            self._before.append(0 if last is None else last[2])
            table.keep(id_, revision, text, len(self._lines) - 1, erase=action == "erase")
        if entry.idem is not None:
            self.answers[entry.idem] = entry.answer or b"{}"
        self.anchor = entry.anchor

    def lines_of(self, kind: str, id: str) -> list[int]:
        """The numbers of the lines in which a record was changed, oldest first."""
        table = self.table(kind)
        last = table.rows.get(id) or table.gone.get(id)
        number = 0 if last is None else last[2]
        lines: list[int] = []
        while number:
            if lines[-1:] != [self._lines[number]]:
                lines.append(self._lines[number])
            number = self._before[number]
        return lines[::-1]

    def all(self) -> Iterator[tuple[str, str, Last]]:
        """The last revision of every record that ever was, with its kind and id."""
        for kind in self.database.tables():
            table = self.table(kind)
            for id_ in [*table.rows, *table.gone]:
                yield kind, id_, table.last(id_)

    def faults(self) -> Iterator[str]:
        """Which columns are not what the rows say, in words."""
        for kind in self.database.tables():
            yield from self.table(kind).faults()

    def erased(self) -> dict[tuple[str, str], int]:
        """Every record that was erased, by kind and id, and up to which revision."""
        return {
            (kind, id_): revision
            for kind in self.database.tables()
            for id_, revision in self.table(kind).erased.items()
        }


def _fits(checks: Iterable[Check], id: str, columns: dict[str, Column]) -> bool:
    return all(check.fits(columns[check.field].keys[id]) for check in checks)
