"""The tables, made or brought up to date by Alembic's migrations."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from core.stores.protocol import Refused
from core.stores.sqltables import REVISION, SCHEMA

MIGRATIONS = Path(__file__).parent / "migrations"
VERSIONS = "alembic_version"


def version_of(connection: Connection) -> str | None:
    """Which migration the tables are of; None: there are none."""
    schema = SCHEMA if connection.dialect.name == "postgresql" else None
    if not inspect(connection).has_table(VERSIONS, schema):
        return None
    return connection.execute(text(f"select version_num from {schema + '.' if schema else ''}{VERSIONS}")).scalar()  # noqa: S608  # both are ours


def upgrade(connection: Connection, what: str) -> None:
    """Bring the tables up to date, within the connection's transaction. Raises Refused for tables of a newer version."""
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    known = {one.revision for one in ScriptDirectory.from_config(config).walk_revisions()}
    there = version_of(connection)
    if there is not None and there not in known:
        raise Refused(f"{what} was written by a newer version; install that version to open it")
    if there != REVISION:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
