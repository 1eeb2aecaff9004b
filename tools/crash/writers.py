"""Processes that write as fast as they can and say what was acknowledged, until somebody kills them."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass

from core.clock import SystemClock
from core.stores.entries import beginning
from core.stores.kinds import RecordKind
from core.stores.open import open_store
from core.stores.protocol import ATTACHMENT, Conflict, Store

HOME = "llys-y-coed"
KINDS = (RecordKind("note", ("n", "by")), RecordKind("count"), RecordKind(ATTACHMENT))


def opened(url: str) -> Store:
    """The store, told what is kept in it here."""
    store = open_store(url, SystemClock())
    store.declare(KINDS)
    return store


def write(
    store: Store, name: str, say: Callable[[str], None], most: int | None = None, tidy_every: int | None = None
) -> None:
    """One record after the other, each counted in a record that all writers share; what was kept is said."""
    n = 0
    while most is None or n < most:
        while True:
            try:
                with store.tx(HOME, actor=name, purpose="write", idem=f"{name}-{n}") as tx:
                    if tx.replayed is None:
                        shared = tx.get("count", "all")
                        tx.put(
                            "count",
                            "all",
                            {"n": shared.body["n"] + 1 if shared else 1},
                            shared.revision if shared else 0,
                        )
                        tx.put("note", f"{name}-{n}", {"n": n, "by": name, "text": f"{name} ŵ " * (n % 40)}, 0)
                        tx.answer({"id": f"{name}-{n}"})
                break
            except Conflict:
                continue
        say(f"{name}-{n}")
        if tidy_every and n % tidy_every == tidy_every - 1:
            store.tidy(HOME)
        n += 1


@dataclass
class Writer:
    """A process that writes, and the end of the pipe on which it says so."""

    pid: int
    pipe: int

    def kill(self) -> None:
        """End it in the middle of whatever it does."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)

    def wait(self) -> int:
        """Its exit status."""
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def said(self) -> list[str]:
        """What it has said until the pipe ended: whole lines only."""
        parts = []
        while part := os.read(self.pipe, 1 << 16):
            parts.append(part)
        os.close(self.pipe)
        return b"".join(parts).decode().split("\n")[:-1]


def start(url: str, name: str, threads: int = 1, most: int | None = None, tidy_every: int | None = None) -> Writer:
    """Begin a writer in a process of its own."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return Writer(pid, reading)
    os.close(reading)
    status = 1
    try:
        status = _work(url, name, threads, most, tidy_every, writing)
    finally:
        os._exit(status)


def _work(url: str, name: str, threads: int, most: int | None, tidy_every: int | None, pipe: int) -> int:
    failed: list[Exception] = []

    def one(thread: int) -> None:
        try:
            write(store, f"{name}{thread}", lambda line: _say(pipe, line), most, tidy_every)
        except Exception as error:  # noqa: BLE001 - the exit status says so; what was acknowledged is what counts
            failed.append(error)

    store = opened(url)
    working = [threading.Thread(target=one, args=(number,)) for number in range(threads)]
    for thread in working:
        thread.start()
    for thread in working:
        thread.join()
    store.close()
    return 1 if failed else 0


def _say(pipe: int, line: str) -> None:
    os.write(pipe, line.encode() + b"\n")  # a pipe takes so few bytes in one piece


def faults_of(store: Store, acknowledged: set[str]) -> list[str]:
    """What is not as it was promised: lost, half kept, a chain that does not hold, tables that say something else."""
    faults: list[str] = []
    with store.read(HOME) as tx:
        notes = {record.id for record in tx.all("note")}
        shared = tx.get("count", "all")
    lost = acknowledged - notes
    if lost:
        faults.append(f"{len(lost)} acknowledged writes lost, like {min(lost)}")
    if (shared.body["n"] if shared else 0) != len(notes):
        faults.append(
            f"{len(notes)} records and a count of {shared.body['n'] if shared else 0}: a half write or a lost one"
        )
    anchor = beginning(HOME)
    for entry in store.events(HOME):
        if entry.line.prev != anchor.sum or entry.faults():
            faults.append(f"line {entry.line.seq} does not hold: {'; '.join(entry.faults())}")
        anchor = entry.anchor
    if anchor != store.anchor(HOME):
        faults.append("the audit ends elsewhere than it says")
    faults += store.check(HOME)
    return faults


def write_once_more(store: Store, name: str) -> None:
    """After whatever happened, the next write is taken, and read again."""
    with store.tx(HOME, actor=name, purpose="afterwards") as tx:
        shared = tx.get("count", "all")
        tx.put("count", "all", {"n": shared.body["n"] + 1 if shared else 1}, shared.revision if shared else 0)
        tx.put("note", name, {"n": 0, "by": name}, 0)
    with store.read(HOME) as tx:
        assert tx.get("note", name) is not None
