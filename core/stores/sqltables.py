"""The tables of the SQL store. Every primary key, foreign key and index begins with `home`: no home can even learn of another's
ids, and a database that is spread over several computers keeps each home together.

`core/stores/migrations` makes these tables; a test holds that both say the same.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    ForeignKeyConstraint,
    FromClause,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import TEXT
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeEngine

SCHEMA = "cartref"
"""The schema of these tables in PostgreSQL."""

REVISION = "0001"
"""The migration that these tables are of."""

LIVE, GONE, ERASED = 0, 1, 2
"""The state of a record: there, taken out of sight, erased."""

Word = Text().with_variant(TEXT(collation="C"), "postgresql")
"""Text in the order of its code points, whatever the language of the database is."""

tables = MetaData()


def _table(name: str, *columns: Column[Any], key: tuple[str, ...], more: tuple[SchemaItem, ...] = ()) -> Table:
    home: Column[Any] = Column("home", Word, nullable=False)
    return Table(name, tables, home, *columns, PrimaryKeyConstraint("home", *key, name=f"{name}_key"), *more)


def _column(name: str, kind: type[TypeEngine[Any]] | TypeEngine[Any], *, null: bool = False) -> Column[Any]:
    return Column(name, kind, nullable=null)


head = _table("head", _column("seq", BigInteger), _column("sum", Text), key=())
"""Where each home's audit ends. Whoever writes in a home holds this row."""

known = _table("known", _column("name", Word), _column("sum", LargeBinary), key=("name",))
"""The names of all homes; these rows belong to the host directory."""

home_key = _table("home_key", _column("wrapped", LargeBinary), key=())
"""Each home's data key, wrapped."""

audit = _table("audit", _column("seq", BigInteger), _column("line", Text), _column("sum", Text), key=("seq",))
"""The lines of the audit: only ever added to."""

revision = _table(
    "revision",
    _column("seq", BigInteger),
    _column("place", Integer),
    _column("kind", Word),
    _column("id", Word),
    _column("revision", BigInteger),
    _column("salt", LargeBinary, null=True),
    _column("body", LargeBinary, null=True),
    key=("seq", "place"),
    more=(
        ForeignKeyConstraint(("home", "seq"), ("audit.home", "audit.seq"), name="revision_of_line"),
        Index("revision_of_record", "home", "kind", "id", "revision"),
    ),
)
"""Bodies by the line of the audit and its change; salt and body are null where they were erased."""

record = _table(
    "record",
    _column("kind", Word),
    _column("id", Word),
    _column("revision", BigInteger),
    _column("state", SmallInteger),
    _column("salt", LargeBinary),
    _column("mac", LargeBinary),
    _column("body", LargeBinary, null=True),
    key=("kind", "id"),
)
"""What is there now, and the last revision of what has gone. `mac` is over the whole row, so that a flipped bit is noticed."""

field = _table(
    "field",
    _column("kind", Word),
    _column("id", Word),
    _column("field", Word),
    _column("sort", SmallInteger),
    _column("number", BigInteger),
    _column("word", Word),
    key=("kind", "id", "field"),
    more=(
        ForeignKeyConstraint(
            ("home", "kind", "id"), ("record.home", "record.kind", "record.id"), name="field_of_record"
        ),
        Index("field_in_order", "home", "kind", "field", "sort", "number", "word", "id"),
    ),
)
"""The keys (`core.stores.query`) of the fields that may be asked for, one row for each live record and field."""

indexed = _table("indexed", _column("kind", Word), _column("field", Word), key=("kind", "field"))
"""Which fields of which kinds stand in `field` for every record of the home."""

answer = _table(
    "answer",
    _column("idem", Word),
    _column("seq", BigInteger),
    _column("at", Text),
    _column("body", LargeBinary, null=True),
    _column("sum", LargeBinary),
    key=("idem",),
    more=(
        ForeignKeyConstraint(("home", "seq"), ("audit.home", "audit.seq"), name="answer_of_line"),
        Index("answer_of_seq", "home", "seq"),
    ),
)
"""Idempotency keys and what was answered under them; `sum` is over the whole row."""

attachment = _table(
    "attachment", _column("sha256", Text), _column("at", Text), _column("bytes", LargeBinary), key=("sha256",)
)
"""The bytes of attachments."""


turn = _table("turn", _column("name", Word), _column("at", Word), key=("name",))
"""When each home was last looked after; whoever does so now holds its row. These rows belong to the host directory."""


def mine(table: FromClause, home: str) -> ColumnElement[bool]:
    """The store's own wall: every statement that reads or changes rows names its home by this."""
    named: ColumnElement[bool] = table.c.home == home
    return named
