"""One file of SQLite: private, read as one moment while others write, rid of what was erased, and clear about its troubles."""

from __future__ import annotations

import os
import random
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import event

from core.clock import HandClock
from core.stores import sqlite
from core.stores.disk import Disk
from core.stores.open import open_store
from core.stores.protocol import Corrupt, Full, Poisoned, Refused, Store
from core.stores.sql import SqlStore
from core.stores.sqlite import SqliteGround

HOME, OTHER = "llys-y-coed", "bryn-awel"
ROOT = Path(__file__).parents[3]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "homes" / "homes.db"


def opened(file: Path, clock: HandClock) -> SqlStore:
    store = open_store(f"sqlite:{file}", clock)
    assert isinstance(store, SqlStore)
    return store


def put(store: Store, id: str, home: str = HOME, **body: object) -> None:
    with store.tx(home, actor="gwen", purpose="test") as tx:
        tx.put("note", id, body, 0)


def ids(store: Store, home: str = HOME) -> list[str]:
    with store.read(home) as tx:
        return [record.id for record in tx.all("note")]


# --- where it stands


def test_a_new_file_is_private_with_all_that_is_beside_it(file: Path, clock: HandClock) -> None:
    old = os.umask(0)
    try:
        store = opened(file, clock)
        put(store, "a")
        modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in file.parent.iterdir()}
    finally:
        os.umask(old)
    store.close()
    assert modes == {"homes.db": 0o600, "homes.db-wal": 0o600, "homes.db-shm": 0o600, "homes.db-locks": 0o700}
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_a_file_or_folder_that_others_can_reach_is_refused_with_the_line_to_type(file: Path, clock: HandClock) -> None:
    opened(file, clock).close()
    file.chmod(0o640)
    with pytest.raises(Refused, match=f"mode 0640\\); run: chmod 600 {file}"):
        opened(file, clock)
    file.chmod(0o600)
    file.parent.chmod(0o755)
    with pytest.raises(Refused, match=f"mode 0755\\); run: chmod 700 {file.parent}"):
        opened(file, clock)


def test_what_is_not_ours_is_refused_and_left_alone(file: Path, clock: HandClock) -> None:
    file.parent.mkdir(mode=0o700)
    with sqlite3.connect(file) as other:
        other.execute("create table garden (plant text)")
    other.close()
    file.chmod(0o600)
    before = file.read_bytes()
    with pytest.raises(Refused, match="holds other things"):
        opened(file, clock)
    assert file.read_bytes() == before


def test_a_file_that_is_no_database_is_refused(file: Path, clock: HandClock) -> None:
    file.parent.mkdir(mode=0o700)
    file.write_bytes(b"a photograph" * 100)
    file.chmod(0o600)
    with pytest.raises(Corrupt, match="not a file of SQLite"):
        opened(file, clock)


def test_a_folder_is_no_file(tmp_path: Path, clock: HandClock) -> None:
    (tmp_path / "homes").mkdir(mode=0o700)
    with pytest.raises(Refused, match="is a folder"):
        opened(tmp_path / "homes", clock)


def test_every_connection_syncs_each_commit_and_overwrites_what_it_frees(file: Path, clock: HandClock) -> None:
    store = opened(file, clock)
    with store._process.ground.engine.connect() as connection:
        said = {
            name: connection.exec_driver_sql(f"pragma {name}").scalar()
            for name in ("journal_mode", "synchronous", "secure_delete", "foreign_keys")
        }
    store.close()
    assert said == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1}


# --- erased


def test_what_was_erased_is_nowhere_in_the_file_or_beside_it(file: Path, clock: HandClock) -> None:
    store = opened(file, clock)
    for n in range(40):
        put(store, f"n{n}", said=f"Blodeuwedd {n} " * 300)
        put(store, f"n{n}", OTHER, said=f"Gwydion {n}")
    name = store.attach(HOME, b"Blodeuwedd's picture" * 1000)
    with store.tx(HOME, actor="gwen", purpose="a family asked") as tx:
        for n in range(40):
            tx.erase("note", f"n{n}")
    clock.forward(days=2)
    done = store.tidy(HOME)
    assert (done.attachments, store.attachments(HOME)) == (1, [])
    assert done.after < done.before
    told = {one.name: one.read_bytes() for one in file.parent.iterdir() if one.is_file()}
    assert {found for found, data in told.items() if b"Blodeuwedd" in data} == set()
    assert b"Gwydion 7" in told["homes.db"]
    assert name not in str(told)
    assert list(store.check(HOME)) == list(store.check(OTHER)) == []
    assert [entry.line.seq for entry in store.events(HOME)] == list(range(1, 42))
    store.close()


def test_a_reader_that_never_ends_keeps_erased_bytes_and_tidying_says_so(
    file: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "WAIT", 0.2)
    store = opened(file, clock)
    put(store, "a", said="Blodeuwedd")
    with sqlite3.connect(file, isolation_level=None) as reader:
        reader.execute("begin")
        reader.execute("select count(*) from record").fetchone()
        with store.tx(HOME, actor="gwen", purpose="test") as tx:
            tx.erase("note", "a")
        with pytest.raises(Refused, match="tidy again later"):
            store.tidy(HOME)
        reader.execute("rollback")
    reader.close()
    store.tidy(HOME)
    assert not any(b"Blodeuwedd" in one.read_bytes() for one in file.parent.iterdir() if one.is_file())
    store.close()


# --- at once


def test_a_reader_sees_one_moment_while_others_write(sql_address: str, clock: HandClock) -> None:
    store = open_store(sql_address, clock)
    put(store, "a")
    with store.read(HOME) as tx:
        assert [record.id for record in tx.all("note")] == ["a"]
        for work in (lambda: put(store, "b"), lambda: put(store, "c", OTHER)):
            thread = threading.Thread(target=work)
            thread.start()
            thread.join()
        assert [record.id for record in tx.all("note")] == ["a"]
        assert tx.get("note", "b") is None
    assert ids(store) == ["a", "b"]
    store.close()


def start(address: str, name: str, count: int) -> subprocess.Popen[str]:
    worker = [sys.executable, str(Path(__file__).with_name("store_worker.py")), address, name, str(count)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(worker, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def kept(store: Store) -> tuple[set[str], int]:
    """The ids of the notes, and what the record that all writers share has counted."""
    with store.read(HOME) as tx:
        count = tx.get("count", "all")
        return {record.id for record in tx.all("note")}, count.body["n"] if count else 0


def test_two_processes_with_two_threads_each_lose_none_of_200_saves(sql_address: str, clock: HandClock) -> None:
    store = open_store(sql_address, clock)
    workers = [start(sql_address, name, 50) for name in ("p", "q")]
    acknowledged = {line.strip() for worker in workers for line in worker.communicate(timeout=120)[0].splitlines()}
    assert [worker.returncode for worker in workers] == [0, 0]
    assert len(acknowledged) == 200
    assert kept(store) == (acknowledged, 200)
    assert len(store.history(HOME, "count", "all")) == 200
    assert list(store.check(HOME)) == []
    store.close()


@pytest.mark.slow
def test_writers_killed_at_any_moment_lose_nothing_that_was_told_as_kept(sql_address: str, clock: HandClock) -> None:
    chance = random.Random()
    acknowledged: set[str] = set()
    store = open_store(sql_address, clock)
    for round_ in range(6):
        worker = start(sql_address, f"r{round_}", 10_000)
        assert worker.stdout is not None
        acknowledged.add(worker.stdout.readline().strip())  # it has begun
        time.sleep(chance.uniform(0.0, 0.15))
        worker.kill()
        acknowledged.update(worker.communicate(timeout=60)[0].split("\n")[:-1])
        notes, count = kept(store)
        assert acknowledged <= notes
        assert count == len(notes), "a transaction was kept by half"
    assert list(store.check(HOME)) == []
    assert len(acknowledged) > 6
    store.close()


def in_child(work: object) -> int:
    """Do something in a forked child; its exit code (0: nothing was raised)."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()  # type: ignore[operator]
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_a_forked_child_connects_anew_and_both_go_on(sql_address: str, clock: HandClock) -> None:
    store = open_store(sql_address, clock)
    put(store, "parent-1")
    for n in (1, 2):
        assert in_child(lambda n=n: put(store, f"child-{n}")) == 0
        put(store, f"parent-{n + 1}")
    assert ids(store) == ["child-1", "child-2", "parent-1", "parent-2", "parent-3"]
    store.close()


def test_a_child_forked_within_a_transaction_cannot_finish_it_and_the_parent_can(
    sql_address: str, clock: HandClock
) -> None:
    store = open_store(sql_address, clock)
    put(store, "a")
    parent, outcome = os.getpid(), -1
    try:
        with store.tx(HOME, actor="gwen", purpose="test") as tx:
            child = os.fork()
            tx.put("note", "parent" if child else "child", {}, 0) if child else None
            if child:
                outcome = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    except Refused:
        os._exit(0 if os.getpid() != parent else 1)
    finally:
        if os.getpid() != parent:
            os._exit(1)
    assert outcome == 0, "the child was refused"
    assert ids(store) == ["a", "parent"]
    store.close()


# --- troubles


def limited(store: SqlStore, said: str) -> None:
    """Every connection from now on begins with a pragma."""
    ground = store._process.ground
    event.listen(ground.engine, "checkout", lambda connection, *_: connection.execute(f"pragma {said}"))


def test_a_full_disk_keeps_nothing_and_leaves_the_store_usable(file: Path, clock: HandClock) -> None:
    store = opened(file, clock)
    put(store, "a")
    with store._process.ground.engine.connect() as connection:
        pages = connection.exec_driver_sql("pragma page_count").scalar()
    limited(store, f"max_page_count = {pages}")
    with pytest.raises(Full, match="nothing of this was kept"):
        put(store, "b", said="x" * 100_000)
    assert ids(store) == ["a"]
    limited(store, "max_page_count = 100000")
    put(store, "c")
    assert ids(store) == ["a", "c"]
    store.close()


def test_a_file_on_another_computers_disk_is_refused_and_nothing_is_made_there(file: Path) -> None:
    class Mounted(Disk):
        def mounts(self) -> str:
            return f"30 21 0:40 / {file.parent.parent} rw shared:5 - nfs4 server:/share rw"

    with pytest.raises(Refused, match="lies on nfs4, where what is written may not last"):
        SqliteGround(file, Mounted())
    assert not file.parent.exists()


def test_a_file_of_another_user_and_one_that_takes_nothing_are_refused(
    file: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(file, clock).close()
    mine = os.geteuid()
    monkeypatch.setattr("core.stores.folder.os.geteuid", lambda: mine + 1)
    with pytest.raises(Refused, match=rf"belongs to another user .*\(number {mine}\); run this as that user"):
        opened(file, clock)
    monkeypatch.undo()
    monkeypatch.setattr("core.stores.folder.os.access", lambda path, mode: Path(path) != file)
    with pytest.raises(Refused, match=rf"{file} can only be read, .* Run chmod 600 {file}"):
        opened(file, clock)


def test_a_file_that_cannot_be_written_to_says_so_and_can_be_read(file: Path, clock: HandClock) -> None:
    store = opened(file, clock)
    put(store, "a")
    limited(store, "query_only = on")
    with pytest.raises(Refused, match="cannot be written to"):
        put(store, "b")
    assert ids(store) == ["a"]
    store.close()


def test_another_program_that_keeps_the_file_busy_is_named_as_the_reason(
    file: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "WAIT", 0.1)
    store = opened(file, clock)
    put(store, "a")
    with sqlite3.connect(file, isolation_level=None) as other:
        other.execute("begin immediate")
        with pytest.raises(Refused, match="another program keeps"):
            put(store, "b")
        other.execute("rollback")
    other.close()
    put(store, "c")
    assert ids(store) == ["a", "c"]
    store.close()


def test_a_disk_that_does_not_confirm_stops_everything_until_the_store_is_opened_again(
    file: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(file, clock)
    put(store, "a")

    def fail(connection: object) -> None:
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode, error.sqlite_errorname = 1034, "SQLITE_IOERR_FSYNC"
        raise error

    monkeypatch.setattr(store._process.ground.engine.dialect, "do_commit", fail)
    with pytest.raises(Poisoned, match="did not confirm"):
        put(store, "b")
    for use in (lambda: put(store, "c"), lambda: ids(store), store.homes):
        with pytest.raises(Poisoned, match="open the store again"):
            use()
    again = opened(file, clock)
    assert ids(again) == ["a"]
    again.close()
    monkeypatch.undo()
    store.close()
