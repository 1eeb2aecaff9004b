"""The tables: the same in the code, in the migrations and in both databases; and a home's name leads every key."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, event, inspect

from core.clock import HandClock
from core.stores.open import open_store
from core.stores.postgres import address_of
from core.stores.protocol import Refused
from core.stores.sqltables import tables
from core.stores.sqlupgrade import VERSIONS
from tests.core.stores.conftest import Database


@pytest.fixture(params=["sqlite", "postgresql"])
def made(request: pytest.FixtureRequest, tmp_path: Path, clock: HandClock) -> Engine:
    """A database as the migrations made it."""
    if request.param == "sqlite":
        open_store(f"sqlite:{tmp_path}/homes.db", clock).close()
        return create_engine(f"sqlite:///{tmp_path}/homes.db")
    database: Database = request.getfixturevalue("database")
    engine = create_engine(address_of(database.cluster.url(database.name, "postgres")))

    @event.listens_for(engine, "connect")
    def stand_in_the_schema(connection: object, _: object) -> None:
        connection.execute("set search_path to cartref")  # type: ignore[attr-defined]
        connection.commit()  # type: ignore[attr-defined]

    return engine


def test_the_migrations_make_what_the_code_speaks_of(made: Engine) -> None:
    with made.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = [one for one in compare_metadata(context, tables) if VERSIONS not in str(one)]
    made.dispose()
    assert differences == []


def test_a_homes_name_leads_every_key_and_index(made: Engine) -> None:
    """What a database that spreads tables by home asks for; and no home learns from a key what another home has."""
    seen = 0
    with made.connect() as connection:
        look = inspect(connection)
        for name in tables.tables:
            keys = [look.get_pk_constraint(name)["constrained_columns"]]
            keys += [one["column_names"] for one in look.get_unique_constraints(name)]
            keys += [one["column_names"] for one in look.get_indexes(name)]
            for one in look.get_foreign_keys(name):
                keys += [one["constrained_columns"], one["referred_columns"]]
            assert all(key[0] == "home" for key in keys), name
            seen += len(keys)
    made.dispose()
    assert seen >= len(tables.tables) + 3 + 2 * 3


def test_no_number_is_given_by_the_database_itself(made: Engine) -> None:
    """A sequence would be one counter for all homes: each could see how much the others write."""
    with made.connect() as connection:
        look = inspect(connection)
        assert look.get_sequence_names() == [] if made.dialect.supports_sequences else True
        assert [one for name in tables.tables for one in look.get_columns(name) if one.get("default")] == []
    made.dispose()


def test_a_file_of_a_newer_version_is_refused(tmp_path: Path, clock: HandClock) -> None:
    open_store(f"sqlite:{tmp_path}/homes.db", clock).close()
    engine = create_engine(f"sqlite:///{tmp_path}/homes.db")
    with engine.begin() as connection:
        connection.exec_driver_sql(f"update {VERSIONS} set version_num = '9999'")
    engine.dispose()
    with pytest.raises(Refused, match="newer version"):
        open_store(f"sqlite:{tmp_path}/homes.db", clock)
