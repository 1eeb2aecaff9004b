"""What goes wrong between Cartref and its server is said in a sentence; nothing told as kept is lost, nothing is kept twice."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from core.clock import HandClock
from core.stores import postgres
from core.stores.open import open_store
from core.stores.postgres import trouble_of
from core.stores.protocol import Corrupt, Full, Poisoned, Refused, StoreError
from core.stores.sql import SqlStore
from core.stores.sqlground import Again
from tests.core.stores.cluster import APP, Cluster
from tests.core.stores.conftest import Database

HOME = "llys-y-coed"
ROOT = Path(__file__).parents[3]


@pytest.fixture
def store(database: Database, clock: HandClock) -> Iterator[SqlStore]:
    database.empty()
    made = open_store(database.app, clock)
    assert isinstance(made, SqlStore)
    yield made
    made.close()


def put(store: SqlStore, id: str, **body: object) -> None:
    with store.tx(HOME, actor="gwen", purpose="test") as tx:
        tx.put("note", id, body, 0)


def ids(store: SqlStore) -> list[str]:
    with store.read(HOME) as tx:
        return [record.id for record in tx.all("note")]


def lines(store: SqlStore) -> int:
    return len(list(store.events(HOME)))


def cut_off(database: Database) -> None:
    """End every connection of Cartref's role, as a restart of the server does."""
    with database.cluster.connect("postgres") as admin:
        admin.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = %s", (APP,))


@pytest.mark.parametrize(
    ("state", "kind", "said"),
    [
        ("53100", Full, "no room to write; nothing of this was kept"),
        ("25006", Refused, "takes no changes"),
        ("57014", Refused, "did not answer within"),
        ("55P03", Refused, "another writer in this home"),
        ("53300", Refused, "no more connections"),
        ("42501", Refused, "cartref database prepare"),
        ("42P01", Refused, "cartref database prepare"),
        ("XX001", Corrupt, "restore them from a backup"),
        ("58030", Poisoned, "see to the disk"),
        ("23505", Corrupt, "does not fit together"),
        ("22023", StoreError, "could not do this"),
    ],
)
def test_what_the_server_says_becomes_a_sentence(state: str, kind: type[StoreError], said: str) -> None:
    error = psycopg.errors.lookup(state)("the server's own words")
    wrapped = DBAPIError.instance("select 1", {}, error, psycopg.Error, dialect=postgres.engine_of(_nowhere()).dialect)
    trouble = trouble_of("the database homes on server", wrapped)
    assert type(trouble) is kind
    assert said in str(trouble)


@pytest.mark.parametrize("state", ["40001", "40P01", "57P01", "08006"])
def test_what_may_be_tried_again_is(state: str) -> None:
    error = psycopg.errors.lookup(state)("the server's own words")
    wrapped = DBAPIError.instance("select 1", {}, error, psycopg.Error, dialect=postgres.engine_of(_nowhere()).dialect)
    assert isinstance(trouble_of("the database homes on server", wrapped), Again)


def _nowhere() -> Any:
    return postgres.address_of("postgresql://nobody@nowhere/homes")


def failing(store: SqlStore, times: int, work: Callable[[Any], None], when: str = "INSERT INTO audit") -> None:
    """Something happens just before a statement, so many times."""
    left = [times]

    def before(connection: Any, cursor: Any, statement: str, *_: object) -> None:
        if statement.startswith(when) and left[0]:
            left[0] -= 1
            work(cursor)

    event.listen(store._process.ground.engine, "before_cursor_execute", before)


def deadlock(cursor: Any) -> None:
    cursor.execute("do $$ begin raise exception 'deadlock' using errcode = '40P01'; end $$")


def test_what_the_server_undoes_by_itself_is_done_again(store: SqlStore) -> None:
    put(store, "a")
    failing(store, 2, deadlock)
    put(store, "b")
    assert (ids(store), lines(store)) == (["a", "b"], 2)


def test_what_it_undoes_three_times_is_given_up_and_said(store: SqlStore) -> None:
    put(store, "a")
    failing(store, 3, deadlock)
    with pytest.raises(Refused, match="busy with others"):
        put(store, "b")
    assert (ids(store), lines(store)) == (["a"], 1)
    put(store, "c")
    assert ids(store) == ["a", "c"]


def test_a_connection_cut_while_writing_is_made_anew_and_the_work_kept_once(
    store: SqlStore, database: Database
) -> None:
    put(store, "a")
    failing(store, 1, lambda cursor: cut_off(database))
    put(store, "b")
    assert (ids(store), lines(store)) == (["a", "b"], 2)


@pytest.mark.parametrize("before", [True, False])
def test_a_connection_cut_at_the_commit_keeps_the_work_once(
    store: SqlStore, database: Database, monkeypatch: pytest.MonkeyPatch, before: bool
) -> None:
    """Whether the commit had arrived or not: the audit says."""
    put(store, "a")
    dialect = store._process.ground.engine.dialect
    commit = dialect.do_commit
    left = [1]

    def cut(connection: Any) -> None:
        if left[0]:
            left[0] = 0
            if not before:
                commit(connection)
            cut_off(database)
            connection.execute("select 1")  # the client finds out
        commit(connection)

    monkeypatch.setattr(dialect, "do_commit", cut)
    put(store, "b")
    assert (ids(store), lines(store)) == (["a", "b"], 2)


def test_when_nobody_can_say_whether_it_was_kept_that_is_what_is_said(
    store: SqlStore, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, "a")
    dialect = store._process.ground.engine.dialect
    commit = dialect.do_commit

    def cut(connection: Any) -> None:
        commit(connection)
        with database.cluster.connect("postgres") as admin:
            admin.execute(f"alter role {APP} nologin")
        cut_off(database)
        connection.execute("select 1")

    monkeypatch.setattr(dialect, "do_commit", cut)
    try:
        with pytest.raises(Poisoned, match="perhaps it was; send it again with the same key"):
            put(store, "b")
    finally:
        monkeypatch.undo()
        with database.cluster.connect("postgres") as admin:
            admin.execute(f"alter role {APP} login")
    assert ids(store) == ["a", "b"]


def test_a_connection_cut_while_reading_is_said_and_the_next_reading_works(store: SqlStore, database: Database) -> None:
    put(store, "a")
    with store.read(HOME) as tx:
        cut_off(database)
        with pytest.raises(Refused, match="cannot be reached"):
            tx.get("note", "a")
    assert ids(store) == ["a"]


def test_a_connection_cut_while_nobody_used_it_is_not_noticed(store: SqlStore, database: Database) -> None:
    put(store, "a")
    cut_off(database)
    assert ids(store) == ["a"]
    cut_off(database)
    put(store, "b")
    assert ids(store) == ["a", "b"]


def test_somebody_who_holds_a_home_too_long_is_named_as_the_reason(
    store: SqlStore, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, "a")
    monkeypatch.setattr(postgres, "STATEMENT_SECONDS", 1)
    with database.cluster.connect(database.name, autocommit=False) as admin:
        admin.execute("select * from cartref.head for update")
        with pytest.raises(Refused, match="nothing was kept, try again"):
            put(store, "b")
        admin.rollback()
    put(store, "c")
    assert ids(store) == ["a", "c"]


def test_durability_turned_off_behind_its_back_is_noticed_before_anything_is_written(
    store: SqlStore, database: Database
) -> None:
    put(store, "a")
    try:
        with database.cluster.connect("postgres") as admin:
            admin.execute(f"alter role {APP} set synchronous_commit = off")
        cut_off(database)
        with pytest.raises(Refused, match="synchronous_commit is off"):
            put(store, "b")
    finally:
        with database.cluster.connect("postgres") as admin:
            admin.execute(f"alter role {APP} reset synchronous_commit")
        cut_off(database)
    assert ids(store) == ["a"]


def test_two_cartrefs_that_begin_a_home_at_once_begin_it_once(database: Database, clock: HandClock) -> None:
    database.empty()
    stores = [open_store(database.app, clock) for _ in range(2)]
    begin = threading.Barrier(8)

    def work(n: int) -> None:
        begin.wait()
        with stores[n % 2].tx(HOME, actor="gwen", purpose="test") as tx:
            tx.put("note", f"n{n}", {}, 0)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [entry.line.seq for entry in stores[0].events(HOME)] == list(range(1, 9))
    assert stores[0].homes() == [HOME]
    assert list(stores[0].check(HOME)) == []
    for store in stores:
        store.close()


@pytest.mark.slow
def test_a_server_killed_under_load_loses_nothing_that_was_told_as_kept(clock: HandClock) -> None:
    cluster = Cluster()
    try:
        address = cluster.url(cluster.prepared(), APP)
        acknowledged: set[str] = set()
        store: Any = open_store(address, clock)
        for round_ in range(5):
            worker = subprocess.Popen(
                [sys.executable, str(Path(__file__).with_name("store_worker.py")), address, f"r{round_}", "10000"],
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
            assert worker.stdout is not None
            acknowledged |= {worker.stdout.readline().strip() for _ in range(20)}
            cluster.stop("immediate")
            acknowledged.update(worker.communicate(timeout=120)[0].split("\n")[:-1])
            cluster.start()
            with store.read("llys-y-coed") as tx:
                notes = {record.id for record in tx.all("note")}
                count = tx.get("count", "all").body["n"]
            assert acknowledged <= notes
            assert count == len(notes), "a transaction was kept by half"
        assert list(store.check("llys-y-coed")) == []
        store.close()
    finally:
        cluster.remove()
