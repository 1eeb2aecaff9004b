"""Several processes on one folder, and processes that end without warning: nothing acknowledged is lost."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from core.stores.protocol import Refused
from core.stores.tiny import TinyStore

HOME = "llys-y-coed"
ROOT = Path(__file__).parents[3]
OpenTiny = Callable[[], TinyStore]


def start(folder: Path, name: str, count: int, segment: int = 0) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("store_worker.py")), str(folder), name, str(count), str(segment)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )


def kept(store: TinyStore) -> tuple[set[str], int]:
    """The ids of the notes, and what the record that all writers share has counted."""
    with store.read(HOME) as tx:
        notes = {record.id for record in tx.all("note")}
        count = tx.get("count", "all")
    return notes, count.body["n"] if count else 0


def test_two_processes_with_two_threads_each_lose_none_of_400_saves(open_tiny: OpenTiny) -> None:
    store = open_tiny()
    workers = [start(store.folder, name, 100) for name in ("p", "q")]
    acknowledged = {line.strip() for worker in workers for line in worker.communicate(timeout=60)[0].splitlines()}
    assert [worker.returncode for worker in workers] == [0, 0]
    assert len(acknowledged) == 400
    assert kept(store) == (acknowledged, 400)
    assert len(store.history(HOME, "count", "all")) == 400


@pytest.mark.slow
def test_writers_killed_at_any_moment_lose_nothing_that_was_acknowledged(open_tiny: OpenTiny) -> None:
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    folder = open_tiny().folder
    acknowledged: set[str] = set()
    for round_ in range(10):
        worker = start(folder, f"r{round_}", 10_000)
        assert worker.stdout is not None
        acknowledged.add(worker.stdout.readline().strip())  # it has begun
        time.sleep(chance.uniform(0.0, 0.08))
        worker.kill()
        told = worker.stdout.read()  # not communicate(): it would pass over what readline() has read ahead
        worker.stdout.close()
        worker.wait(timeout=60)
        acknowledged.update(told.split("\n")[:-1])  # what stands behind the last line end was not told whole
        notes, count = kept(open_tiny())
        assert acknowledged <= notes, f"seed {seed}, round {round_}"
        assert count == len(notes), f"seed {seed}, round {round_}: a transaction was kept by half"
        assert len(notes - acknowledged) <= 2 * (round_ + 1), "at most what each thread had not told yet"
    assert len(acknowledged) > 50


def test_a_process_that_tidies_and_two_that_write_lose_nothing_of_each_other(
    open_tiny: OpenTiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Segments are closed all the time, and the files the others read are taken away under them."""
    store = open_tiny()
    with store.tx(HOME, actor="gwen", purpose="test") as tx:
        for n in range(20):
            tx.put("gone", f"g{n}", {"said": "a marked name"}, 0)
    workers = [start(store.folder, name, 60, segment=4000) for name in ("p", "q")]
    n = 0
    while any(worker.poll() is None for worker in workers) and n < 20:
        with store.tx(HOME, actor="gwen", purpose="test") as tx:
            tx.erase("gone", f"g{n}")
        n += 1
        store.tidy(HOME)
    acknowledged = {line.strip() for worker in workers for line in worker.communicate(timeout=60)[0].splitlines()}
    assert [worker.returncode for worker in workers] == [0, 0]
    assert len(acknowledged) == 240
    assert n >= 2
    for one in (store, open_tiny()):
        assert kept(one) == (acknowledged, 240)
        assert len(one.history(HOME, "count", "all")) == 240
        assert list(one.check(HOME)) == []


def in_child(work: Callable[[], None]) -> int:
    """Do something in a forked child; its exit code (0: nothing was raised)."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def put(store: TinyStore, id: str) -> None:
    with store.tx(HOME, actor="gwen", purpose="test") as tx:
        tx.put("note", id, {}, 0)


def test_a_forked_child_opens_files_of_its_own_and_both_go_on(open_tiny: OpenTiny) -> None:
    store = open_tiny()
    put(store, "parent-1")
    assert in_child(lambda: put(store, "child-1")) == 0
    put(store, "parent-2")
    assert in_child(lambda: put(store, "child-2")) == 0
    assert kept(store)[0] == {"parent-1", "parent-2", "child-1", "child-2"}


def test_a_child_lets_go_of_the_files_it_inherited_and_so_of_its_parents_locks(open_tiny: OpenTiny) -> None:
    store = open_tiny()
    for home in (HOME, "bryn-awel"):
        with store.tx(home, actor="gwen", purpose="test") as tx:
            tx.put("note", "a", {}, 0)

    def look() -> None:
        with store.read(HOME):
            open_now = [path.resolve() for path in Path("/proc/self/fd").iterdir()]
        mine = sorted(path.name for path in open_now if path.is_relative_to(store.folder / HOME))
        assert mine == ["CURRENT", "LOCK", "log.1"]
        assert not any(path.is_relative_to(store.folder / "bryn-awel") for path in open_now)

    assert in_child(look) == 0


def test_a_child_forked_within_a_transaction_cannot_finish_it_and_takes_no_lock_away(open_tiny: OpenTiny) -> None:
    store = open_tiny()
    put(store, "a")
    parent = os.getpid()
    outcome = -1
    try:
        with store.tx(HOME, actor="gwen", purpose="test") as tx:
            child = os.fork()
            tx.put("note", "parent" if child else "child", {}, 0)
            if child:
                outcome = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
                lock = str(store.folder / HOME / "LOCK")
                other = subprocess.run(["flock", "--nonblock", "--exclusive", lock, "true"], check=False)
                assert other.returncode == 1, "the parent still holds the lock"
    except Refused:
        os._exit(0 if os.getpid() != parent else 1)
    finally:
        if os.getpid() != parent:
            os._exit(1)
    assert outcome == 0, "the child was refused"
    assert kept(open_tiny())[0] == {"a", "parent"}


def test_a_child_waits_for_its_parents_transaction(open_tiny: OpenTiny) -> None:
    store = open_tiny()
    put(store, "a")
    with store.tx(HOME, actor="gwen", purpose="test") as tx:
        child = os.fork()
        if child == 0:
            try:
                put(store, "child")
                os._exit(0)
            finally:
                os._exit(1)
        time.sleep(0.1)
        assert os.waitpid(child, os.WNOHANG) == (0, 0), "it waits"
        tx.put("note", "parent", {}, 0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert kept(store)[0] == {"a", "parent", "child"}


def test_a_closed_store_is_closed_for_a_child_too(open_tiny: OpenTiny) -> None:
    store = open_tiny()
    put(store, "a")
    store.close()

    def use() -> None:
        with pytest.raises(Refused):
            put(store, "b")

    assert in_child(use) == 0
