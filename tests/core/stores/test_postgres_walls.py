"""Between two homes in one PostgreSQL stand two walls, and each holds alone: the store's own, and row security."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import event, true

from core.clock import HandClock
from core.stores.memory import MemoryStore
from core.stores.open import open_store
from core.stores.protocol import ATTACHMENT, Conflict, NotFound, Store
from core.stores.sql import SqlStore
from core.stores.sqltables import tables
from tests.core.stores.cluster import OWNER
from tests.core.stores.conftest import KINDS, Database

HOME, OTHER = "llys-y-coed", "bryn-awel"
PROBE = "cartref_probe"
TABLES = sorted(tables.tables)


def live_in(store: Store, home: str, word: str) -> None:
    """Some days of a home: the same ids in every home, other words."""
    with store.tx(home, actor="gwen", purpose="test", idem="k") as tx:
        tx.put("note", "a", {"x": word, "n": 1}, 0)
        tx.put("note", "b", {"x": word, "n": 2}, 0)
        tx.answer({"said": word})
    name = store.attach(home, word.encode())
    with store.tx(home, actor="gwen", purpose="test") as tx:
        tx.put("note", "a", {"x": word, "n": 3}, 1)
        tx.put(ATTACHMENT, "p", {"sha256": name}, 0)


@pytest.fixture
def house(database: Database, clock: HandClock) -> Iterator[SqlStore]:
    """Two homes that know nothing of each other."""
    database.empty()
    store = open_store(database.app, clock)
    assert isinstance(store, SqlStore)
    store.declare(KINDS)
    live_in(store, HOME, "llys")
    live_in(store, OTHER, "bryn")
    yield store
    store.close()


def rows(database: Database, home: str) -> dict[str, list[Any]]:
    """Everything that is kept of a home, as a superuser sees it."""
    with database.cluster.connect(database.name) as admin:
        return {
            name: admin.execute(f"select * from cartref.{name} t where home = %s order by t::text", (home,)).fetchall()
            for name in TABLES
        }


def everything_done(store: Store) -> list[Any]:
    """Every operation of the contract in HOME, and what came of it."""
    told: list[Any] = []
    with store.read(HOME) as tx:
        told += [tx.get("note", "a"), tx.get("note", "zz")]
        told += [list(tx.find("note", order=order, descending=True)) for order in ("id", "x", "n")]
        told += [list(tx.find("note", {"x": word})) for word in ("llys", "bryn")]
        told.append([record.id for record in tx.all("note", order="n")])
    told += [store.history(HOME, "note", "a"), store.anchor(HOME).seq, store.attachments(HOME)]
    told += [[one and one.text for one in entry.contents] for entry in store.events(HOME)]
    told += [entry.answer for entry in store.events(HOME)]
    told.append([store.attached(HOME, name) for name in store.attachments(HOME)])
    for name in store.attachments(OTHER):
        with pytest.raises(NotFound):
            store.attached(HOME, name)
    with store.tx(HOME, actor="gwen", purpose="test", idem="k") as tx:
        told.append(tx.replayed)
    with store.tx(HOME, actor="gwen", purpose="test") as tx:
        with pytest.raises(Conflict) as caught:
            tx.put("note", "a", {}, 0)
        told.append(caught.value.present)
        told.append(tx.put("note", "a", {"x": "new"}, 2))
        tx.delete("note", "b", 1)
        tx.erase(ATTACHMENT, "p")
    told += [store.tidy(HOME).attachments, list(store.check(HOME)), store.homes()]
    return told


def as_in_memory(clock: HandClock) -> list[Any]:
    store = MemoryStore(clock)
    store.declare(KINDS)
    live_in(store, HOME, "llys")
    live_in(store, OTHER, "bryn")
    return everything_done(store)


def without_the_stores_own_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    """No statement names its home any more."""
    for name, module in list(sys.modules.items()):
        if name.startswith("core.stores.") and hasattr(module, "mine"):
            monkeypatch.setattr(module, "mine", lambda table, home: true())


@pytest.fixture
def row_security_off(database: Database) -> Iterator[None]:
    """The database's wall taken down, behind the back of the store that is open."""

    def turn(how: str) -> None:
        with database.cluster.connect(database.name) as admin:
            for name in TABLES:
                admin.execute(f"alter table cartref.{name} {how} row level security")

    turn("disable")
    yield
    turn("enable")


def test_with_both_walls_a_home_sees_itself(house: SqlStore, clock: HandClock) -> None:
    assert everything_done(house) == as_in_memory(clock)


def test_with_the_databases_wall_alone_no_operation_reaches_another_home(
    house: SqlStore, database: Database, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows(database, OTHER)
    without_the_stores_own_wall(monkeypatch)
    assert everything_done(house) == as_in_memory(clock)
    assert rows(database, OTHER) == before


def test_with_the_stores_wall_alone_no_operation_reaches_another_home(
    house: SqlStore, database: Database, clock: HandClock, row_security_off: None
) -> None:
    before = rows(database, OTHER)
    assert everything_done(house) == as_in_memory(clock)
    assert rows(database, OTHER) == before


def test_without_either_wall_the_other_home_would_be_seen(
    house: SqlStore, database: Database, row_security_off: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So the two tests above can fail."""
    without_the_stores_own_wall(monkeypatch)
    assert len(house.attachments(HOME)) == 2


# --- the database's wall, asked directly: every table, every operation


@pytest.fixture
def probe(house: SqlStore, database: Database) -> Iterator[psycopg.Connection]:
    """A role that may do everything in every table, within HOME: only the wall is in its way."""
    with database.cluster.connect(database.name) as admin:
        admin.execute(f"drop role if exists {PROBE}")
        admin.execute(f"create role {PROBE} login")
        admin.execute(f"grant usage on schema cartref to {PROBE}")
        admin.execute(f"grant select, insert, update, delete on all tables in schema cartref to {PROBE}")
    with database.cluster.connect(database.name, PROBE, autocommit=False) as connection:
        connection.execute("select set_config('cartref.home', %s, true)", (HOME,))
        yield connection
        connection.rollback()
    with database.cluster.connect(database.name) as admin:
        admin.execute(f"drop owned by {PROBE}")
        admin.execute(f"drop role {PROBE}")


@pytest.mark.parametrize("name", TABLES)
def test_what_is_selected_without_a_condition_is_ones_own(
    probe: psycopg.Connection, database: Database, name: str
) -> None:
    found = probe.execute(f"select * from cartref.{name} t order by t::text").fetchall()
    assert found == rows(database, HOME)[name]


@pytest.mark.parametrize("name", TABLES)
def test_what_is_changed_without_a_condition_is_ones_own(
    probe: psycopg.Connection, database: Database, name: str
) -> None:
    before = rows(database, OTHER)
    column = list(tables.tables[name].c.keys())[-1]
    changed = probe.execute(f"update cartref.{name} set {column} = {column}").rowcount
    assert changed == len(rows(database, HOME)[name])
    probe.commit()
    assert rows(database, OTHER) == before


@pytest.mark.parametrize("name", TABLES)
def test_what_is_deleted_without_a_condition_is_ones_own(
    probe: psycopg.Connection, database: Database, name: str
) -> None:
    before = rows(database, OTHER)
    if name in ("audit", "record"):  # other rows of the home hang on these
        for other in ("revision", "answer", "field"):
            probe.execute(f"delete from cartref.{other}")
    assert probe.execute(f"delete from cartref.{name}").rowcount == len(rows(database, HOME)[name])
    probe.commit()
    assert rows(database, OTHER) == before


@pytest.mark.parametrize("name", TABLES)
def test_nothing_is_put_into_another_home(probe: psycopg.Connection, name: str) -> None:
    values = ", ".join("%s" for _ in tables.tables[name].c)
    row = [OTHER, *(_any(column.type.python_type) for column in list(tables.tables[name].c)[1:])]
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
        probe.execute(f"insert into cartref.{name} values ({values})", row)


@pytest.mark.parametrize("name", ["head", "audit", "record", "revision", "field", "indexed", "answer", "attachment"])
def test_nothing_is_moved_into_another_home(probe: psycopg.Connection, name: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
        probe.execute(f"update cartref.{name} set home = %s", (OTHER,))


@pytest.mark.parametrize("name", TABLES)
def test_where_no_home_is_named_there_is_nothing(probe: psycopg.Connection, name: str) -> None:
    probe.rollback()
    assert probe.execute(f"select * from cartref.{name}").fetchall() == []


@pytest.mark.parametrize("name", TABLES)
def test_the_owner_of_the_tables_sees_no_home_either(house: SqlStore, database: Database, name: str) -> None:
    with database.cluster.connect(database.name, OWNER) as owner:
        assert owner.execute(f"select * from cartref.{name}").fetchall() == []


def _any(kind: type) -> object:
    return {int: 1, str: "x", bytes: b"x"}[kind]


# --- a pooled connection


def test_a_pooled_connection_keeps_no_home_for_the_next_request(house: SqlStore) -> None:
    everything_done(house)
    ground = house._process.ground
    for engine in (ground.engine, ground.within):
        with engine.connect() as connection:
            assert not connection.exec_driver_sql("select current_setting('cartref.home', true)").scalar()
            assert connection.exec_driver_sql("select count(*) from cartref.record").scalar() == 0


def test_a_home_that_leaked_into_a_session_is_not_the_one_that_is_read(
    house: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the store's own wall off, so that only what is said in each transaction counts."""
    without_the_stores_own_wall(monkeypatch)
    engine = house._process.ground.engine

    def leak(connection: Any, *_: object) -> None:
        connection.execute("select set_config('cartref.home', 'bryn-awel', false)")
        connection.commit()

    event.listen(engine, "checkout", leak)
    with house.read(HOME) as tx:
        assert [record.body["x"] for record in tx.find("note")] == ["llys", "llys"]
    with house.tx(HOME, actor="gwen", purpose="test") as tx:
        assert [record.body["x"] for record in tx.find("note")] == ["llys", "llys"]


def test_the_role_that_cartref_uses_can_neither_change_nor_take_away_a_line(
    house: SqlStore, database: Database
) -> None:
    with database.cluster.connect(database.name, "cartref_app", autocommit=False) as app:
        for said in (
            "update cartref.audit set line = line",
            "delete from cartref.audit",
            "truncate cartref.audit cascade",
            "delete from cartref.revision",
            "update cartref.revision set kind = kind",
            "delete from cartref.record",
            "delete from cartref.head",
            "alter table cartref.audit disable row level security",
            "drop table cartref.field",
            "create table cartref.mine (home text)",
        ):
            app.execute("select set_config('cartref.home', %s, true)", (HOME,))
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(said)
            app.rollback()
