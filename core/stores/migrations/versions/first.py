"""The first tables, and in PostgreSQL the wall between homes."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

revision = "0001"
down_revision = None

WORD = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
TABLES = (
    "head", "known", "home_key", "audit", "revision", "record", "field", "indexed", "answer", "attachment", "turn",
)  # fmt: skip


def upgrade() -> None:
    """Make the tables; whoever owns them in PostgreSQL sees no home's rows either."""
    _table("head", _column("seq", sa.BigInteger), _column("sum", sa.Text), key=())
    _table("known", _column("name", WORD), _column("sum", sa.LargeBinary), key=("name",))
    _table("home_key", _column("wrapped", sa.LargeBinary), key=())
    _table("audit", _column("seq", sa.BigInteger), _column("line", sa.Text), _column("sum", sa.Text), key=("seq",))
    _table(
        "revision",
        _column("seq", sa.BigInteger),
        _column("place", sa.Integer),
        _column("kind", WORD),
        _column("id", WORD),
        _column("revision", sa.BigInteger),
        _column("salt", sa.LargeBinary, null=True),
        _column("body", sa.LargeBinary, null=True),
        sa.ForeignKeyConstraint(("home", "seq"), ("audit.home", "audit.seq"), name="revision_of_line"),
        key=("seq", "place"),
    )
    op.create_index("revision_of_record", "revision", ["home", "kind", "id", "revision"])
    _table(
        "record",
        _column("kind", WORD),
        _column("id", WORD),
        _column("revision", sa.BigInteger),
        _column("state", sa.SmallInteger),
        _column("salt", sa.LargeBinary),
        _column("mac", sa.LargeBinary),
        _column("body", sa.LargeBinary, null=True),
        key=("kind", "id"),
    )
    _table(
        "field",
        _column("kind", WORD),
        _column("id", WORD),
        _column("field", WORD),
        _column("sort", sa.SmallInteger),
        _column("number", sa.BigInteger),
        _column("word", WORD),
        sa.ForeignKeyConstraint(
            ("home", "kind", "id"), ("record.home", "record.kind", "record.id"), name="field_of_record"
        ),
        key=("kind", "id", "field"),
    )
    op.create_index("field_in_order", "field", ["home", "kind", "field", "sort", "number", "word", "id"])
    _table("indexed", _column("kind", WORD), _column("field", WORD), key=("kind", "field"))
    _table(
        "answer",
        _column("idem", WORD),
        _column("seq", sa.BigInteger),
        _column("at", sa.Text),
        _column("body", sa.LargeBinary, null=True),
        _column("sum", sa.LargeBinary),
        sa.ForeignKeyConstraint(("home", "seq"), ("audit.home", "audit.seq"), name="answer_of_line"),
        key=("idem",),
    )
    op.create_index("answer_of_seq", "answer", ["home", "seq"])
    _table(
        "attachment",
        _column("sha256", sa.Text),
        _column("at", sa.Text),
        _column("bytes", sa.LargeBinary),
        key=("sha256",),
    )
    _table("turn", _column("name", WORD), _column("at", WORD), key=("name",))
    if op.get_context().dialect.name == "postgresql":
        for name in TABLES:
            op.execute(f"alter table {name} enable row level security")
            op.execute(f"alter table {name} force row level security")
            op.execute(f"create policy one_home on {name} using (home = current_setting('cartref.home', true))")


def _column(name: str, kind: type[TypeEngine[Any]] | TypeEngine[Any], *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=null)


def _table(name: str, *parts: sa.schema.SchemaItem, key: tuple[str, ...]) -> None:
    op.create_table(name, _column("home", WORD), *parts, sa.PrimaryKeyConstraint("home", *key, name=f"{name}_key"))
