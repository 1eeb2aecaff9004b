"""A disk that is full, and a disk of which every single call fails once: nothing acknowledged is lost, nothing is half kept."""

from __future__ import annotations

import errno
import os
import resource
from pathlib import Path
from typing import Any
from unittest.mock import patch

from core.clock import SystemClock
from core.stores import journal, tidying
from core.stores.disk import Disk
from core.stores.protocol import ATTACHMENT, Full, StoreError
from core.stores.tiny import TinyStore
from tools.crash.damage import SMALL_SEGMENT
from tools.crash.figures import Figure, Size, scratch
from tools.crash.writers import HOME, KINDS, faults_of, opened, write, write_once_more

FILLS = 10
CODES = (errno.ENOSPC, errno.EIO)
CHANGING = ("create", "write", "sync", "cut", "replace", "remove", "make_folder", "sync_folder")
"""The calls of a disk that change something, or make it last."""


def full(size: Size) -> Figure:
    """Fill the disk again and again: a write that has no room is undone whole, and the store goes on when there is room."""
    chance = size.random("full")
    faults: list[str] = []
    refused = 0
    with scratch() as folder_of_all:
        for number in range(FILLS * size.times):
            folder = Path(folder_of_all) / str(number)
            status, said = _in_a_child(folder, 200 + chance.randrange(60_000))
            refused += status == 0
            store = opened(f"tinydb:{folder}")
            try:
                faults += [f"fill {number} (seed {size.seed}): {fault}" for fault in faults_of(store, said)]
            finally:
                store.close()
            if status:
                faults.append(f"fill {number} (seed {size.seed}): the writer ended with {status}")
    return Figure(
        "full disk", f"{FILLS * size.times} fills, {refused} refused in words", "0 lost, 0 half", tuple(faults)
    )


def _in_a_child(folder: Path, room: int) -> tuple[int, set[str]]:
    """Write until there is no room, then with room once more: the exit status, and what was acknowledged."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        with os.fdopen(reading) as pipe:
            said = set(pipe.read().split())
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), said
    os.close(reading)
    status = 1
    try:
        status = _fill(folder, room, writing)
    finally:
        os._exit(status)


def _fill(folder: Path, room: int, pipe: int) -> int:
    def say(name: str) -> None:
        os.write(pipe, f"{name}\n".encode())

    store = opened(f"tinydb:{folder}")
    write(store, "before", say, 3)
    most = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    longest = max(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    resource.setrlimit(resource.RLIMIT_FSIZE, (longest + room, most))
    try:
        write(store, "full", say)
    except Full:
        pass
    else:
        return 2
    if faults_of(store, set()):
        return 3
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    write(store, "after", say, 3)
    store.close()
    return 0


class FailingDisk(Disk):
    """Fails once, at the call numbered `at`."""

    def __init__(self, at: int, code: int) -> None:
        self.at = at
        self.code = code
        self.calls = 0

    def __getattribute__(self, name: str) -> Any:
        if name in CHANGING:
            self.calls += 1
            if self.calls == self.at:
                raise OSError(self.code, os.strerror(self.code))
        return super().__getattribute__(name)


def failing(size: Size) -> Figure:
    """The same work again and again, and each time another call of the disk fails."""
    del size  # every call has its turn: there is nothing left to chance
    faults: list[str] = []
    with (
        scratch() as folder_of_all,
        patch.object(journal, "SEGMENT_SIZE", SMALL_SEGMENT),
        patch.object(tidying, "SEGMENT_SIZE", SMALL_SEGMENT),
    ):
        calls = 0
        for code in CODES:
            at = 0
            while True:
                at += 1
                folder = Path(folder_of_all) / f"{code}-{at}"
                disk = FailingDisk(at, code)
                said = _work(folder, disk)
                if disk.calls < at:
                    break
                calls += 1
                faults += [f"{errno.errorcode[code]} at call {at}: {fault}" for fault in _afterwards(folder, said)]
    return Figure("failing disk", f"each of {calls // len(CODES)} calls, two ways", "0 lost, 0 half", tuple(faults))


def _work(folder: Path, disk: Disk) -> set[str]:
    """Everything a store does to a disk, opening it again after whatever it refuses; what was acknowledged."""
    said: set[str] = set()
    store: TinyStore | None = None
    for number in range(14):
        try:
            if store is None:
                store = TinyStore(folder, SystemClock(), disk)
                store.declare(KINDS)
            if number == 8:
                name = store.attach(HOME, b"a photograph of the garden " * 50)
                with store.tx(HOME, actor="w", purpose="write") as tx:
                    tx.put(ATTACHMENT, "p", {"sha256": name}, 0)
            elif number == 10:
                with store.tx(HOME, actor="w", purpose="write") as tx:
                    tx.put("count", "other", {"n": 1, "text": "x" * 5_000}, 0)
                with store.tx(HOME, actor="w", purpose="purge") as tx:
                    tx.erase("count", "other")
            elif number in (7, 12):
                store.tidy(HOME)
            else:
                write(store, f"w{number}n", said.add, 2)
        except StoreError:
            if store is not None:
                store.close()
            store = None
    if store is not None:
        store.close()
    return said


def _afterwards(folder: Path, said: set[str]) -> list[str]:
    try:
        store = opened(f"tinydb:{folder}")
        try:
            faults = faults_of(store, said)
            write_once_more(store, "afterwards")
            return faults + faults_of(store, said | {"afterwards"})
        finally:
            store.close()
    except StoreError as error:
        return [f"the folder does not open any more: {error}"]
