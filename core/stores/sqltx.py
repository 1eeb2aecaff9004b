"""One transaction of the SQL store: it reads one snapshot, and what it has changed is written when its block is left."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, bindparam, select

from core.stores.entries import Deed
from core.stores.kinds import Kinds
from core.stores.protocol import Corrupt
from core.stores.query import Asked, field_key
from core.stores.sqlfind import finding, keepable
from core.stores.sqlrows import Rows
from core.stores.sqltables import mine, record
from core.stores.staging import NEVER, Found, Last, StagedTx
from core.stores.values import from_canonical


def kept(connection: Connection, rows: Rows, kind: str, id: str) -> Last:
    """The last revision of a record."""
    if not (keepable(kind) and keepable(id)):
        return NEVER
    named = {"of_home": rows.home, "of_kind": kind, "of_id": id}
    row = connection.execute(_one_record(mine), named).one_or_none()
    return NEVER if row is None else rows.last(kind, id, row)


@cache
def _one_record(wall: Callable[[FromClause, Any], ColumnElement[bool]]) -> Select[Any]:
    """Made once: this is asked most often of all."""
    return select(record.c.revision, record.c.state, record.c.salt, record.c.mac, record.c.body).where(
        wall(record, bindparam("of_home")), record.c.kind == bindparam("of_kind"), record.c.id == bindparam("of_id")
    )


class SqlTx(StagedTx):
    """A transaction over the rows of a home. `said` turns what the database says into the store's own errors."""

    def __init__(
        self,
        connection: Connection,
        rows: Rows,
        said: Callable[[], AbstractContextManager[None]],
        kinds: Kinds,
        deed: Deed | None = None,
        replayed: bytes | None = None,
    ) -> None:
        super().__init__(rows.home, kinds, deed, replayed)
        self._connection = connection
        self._rows = rows
        self._said = said

    def _kept(self, kind: str, id: str) -> Last:
        with self._said():
            return kept(self._connection, self._rows, kind, id)

    def _kept_in_order(self, asked: Asked) -> list[Found]:
        if not keepable(asked.kind):
            return []
        with self._said():
            told = self._connection.execute(finding(self.home, asked)).all()
        return [self._found(asked, row[0], self._rows.last(asked.kind, row[0], row[1:])) for row in told]

    def _found(self, asked: Asked, id: str, last: Last) -> Found:
        """A record that the index led to. What the index says of it must be what it says itself."""
        kind, wanted, order = asked.kind, asked.wanted, asked.order
        if last.text is None:
            raise Corrupt(f"{kind} {id} in {self.home} is not as it was kept; restore it from a backup")
        if order == "id" and not wanted:
            return Found(field_key(id, {}, "id"), id, last.revision, last.text)
        body = from_canonical(last.text)
        if not all(check.fits(field_key(id, body, check.field)) for check in wanted):
            raise Corrupt(
                f"the index of {kind} in {self.home} leads to {id} for what it does not say; run: cartref verify"
            )
        return Found(field_key(id, body, order), id, last.revision, last.text)
