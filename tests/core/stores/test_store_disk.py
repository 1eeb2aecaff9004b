"""A disk that fills up or fails: nothing acknowledged is lost, nothing half-written stays, and the store says so."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.clock import HandClock
from core.stores.disk import Disk
from core.stores.protocol import Full, Poisoned, Refused, StoreError
from core.stores.tiny import TinyStore

HOME = "llys-y-coed"
ROOT = Path(__file__).parents[3]


class TroubledDisk(Disk):
    """Fails at the call numbered `fail_at` (of `calls`), or has room for `room` bytes; writes `bite` bytes at a time."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.fail_at = -1
        self.code = errno.EIO
        self.room = sys.maxsize
        self.bite = sys.maxsize
        self.may_cut = True

    def _call(self, name: str) -> None:
        self.calls.append(name)
        if len(self.calls) == self.fail_at:
            raise OSError(self.code, os.strerror(self.code))

    def write(self, descriptor: int, data: bytes, offset: int) -> int:
        self._call("write")
        if self.room == 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        taken = super().write(descriptor, data[: min(self.bite, self.room)], offset)
        self.room -= taken
        return taken

    def sync(self, descriptor: int) -> None:
        self._call("sync")
        super().sync(descriptor)

    def cut(self, descriptor: int, length: int) -> None:
        self._call("cut")
        if not self.may_cut:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        super().cut(descriptor, length)

    def sync_folder(self, folder: Path) -> None:
        self._call("sync_folder")
        super().sync_folder(folder)

    def create(self, path: Path) -> int:
        self._call("create")
        return super().create(path)

    def replace(self, path: Path, target: Path) -> None:
        self._call("replace")
        super().replace(path, target)

    def remove(self, path: Path) -> None:
        self._call("remove")
        super().remove(path)

    def make_folder(self, folder: Path) -> None:
        self._call("make_folder")
        super().make_folder(folder)


def keep(store: TinyStore, id: str, body: dict[str, object] | None = None) -> None:
    with store.tx(HOME, actor="gwen", purpose="test") as tx:
        tx.put("note", id, body or {"said": "Tea in the garden"}, 0)


def ids(store: TinyStore) -> list[str]:
    with store.read(HOME) as tx:
        return [record.id for record in tx.all("note")]


@pytest.fixture
def disk() -> TroubledDisk:
    return TroubledDisk()


@pytest.fixture
def store(tmp_path: Path, clock: HandClock, disk: TroubledDisk) -> Iterator[TinyStore]:
    store = TinyStore(tmp_path / "records", clock, disk)
    yield store
    store.close()


def test_every_save_is_on_the_disk_before_it_is_acknowledged(store: TinyStore, disk: TroubledDisk) -> None:
    keep(store, "a")
    disk.calls.clear()
    keep(store, "b")
    assert disk.calls == ["write", "sync"]


def test_every_name_of_a_new_home_is_on_the_disk_before_its_first_record(store: TinyStore, disk: TroubledDisk) -> None:
    disk.calls.clear()
    keep(store, "a")
    assert disk.calls[-2:] == ["write", "sync"]
    assert disk.calls == [
        "make_folder",
        *("create", "write", "sync"),  # the segment and its first line
        "sync_folder",  # its name
        *("remove", "create", "write", "sync", "replace"),  # CURRENT, which names it
        "sync_folder",  # CURRENT's own name
        "sync_folder",  # the name of the home
        *("write", "sync"),
    ]


def test_what_another_process_wrote_is_synced_before_anybody_acts_on_it(
    store: TinyStore, disk: TroubledDisk, open_tiny: Callable[[], TinyStore]
) -> None:
    keep(store, "a")
    keep(open_tiny(), "b")
    disk.calls.clear()
    assert ids(store) == ["a", "b"]
    assert disk.calls == ["sync"]
    assert ids(store) == ["a", "b"]
    assert disk.calls == ["sync"], "once is enough"


def test_a_disk_that_takes_a_few_bytes_at_a_time_keeps_the_whole(
    store: TinyStore, disk: TroubledDisk, open_tiny: Callable[[], TinyStore]
) -> None:
    disk.bite = 7
    keep(store, "a", {"text": "x" * 300})
    assert ids(store) == ids(open_tiny()) == ["a"]


@pytest.mark.parametrize("room", [0, 1, 7, 8, 23, 24, 25, 100])
def test_a_full_disk_keeps_nothing_of_the_transaction_and_takes_the_next_when_there_is_room(
    store: TinyStore, disk: TroubledDisk, open_tiny: Callable[[], TinyStore], room: int
) -> None:
    keep(store, "a")
    log = store.folder / HOME / "log.1"
    before = log.read_bytes()
    disk.room = room
    with pytest.raises(Full, match="no room"):
        keep(store, "b")
    assert log.read_bytes() == before
    assert ids(store) == ["a"]
    disk.room = sys.maxsize
    keep(store, "c")
    assert ids(store) == ids(open_tiny()) == ["a", "c"]


def test_a_full_disk_before_the_first_record_leaves_a_home_that_can_begin_later(
    store: TinyStore, disk: TroubledDisk
) -> None:
    disk.room = 5
    with pytest.raises(Full):
        keep(store, "a")
    assert store.homes() == []
    disk.room = sys.maxsize
    keep(store, "a")
    assert store.homes() == [HOME]


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_every_way_of_saying_full_is_understood(store: TinyStore, disk: TroubledDisk, code: int) -> None:
    keep(store, "a")
    disk.calls.clear()
    disk.fail_at, disk.code = 1, code
    with pytest.raises(Full):
        keep(store, "b")
    keep(store, "b")


def test_a_write_that_the_disk_does_not_confirm_stops_the_store_until_it_is_opened_again(
    store: TinyStore, disk: TroubledDisk, open_tiny: Callable[[], TinyStore]
) -> None:
    keep(store, "a")
    disk.calls.clear()
    disk.fail_at = 2
    with pytest.raises(Poisoned, match="did not confirm"):
        keep(store, "b")
    for use in (lambda: keep(store, "c"), lambda: ids(store), lambda: store.history(HOME, "note", "a"), store.homes):
        with pytest.raises(Poisoned, match="open the store again"):
            use()
    again = open_tiny()
    assert ids(again) == ["a"]
    keep(again, "c")


def test_a_disk_that_fails_while_writing_stops_the_store(store: TinyStore, disk: TroubledDisk) -> None:
    keep(store, "a")
    disk.calls.clear()
    disk.fail_at = 1
    with pytest.raises(Poisoned, match="see to the disk"):
        keep(store, "b")
    with pytest.raises(Poisoned):
        keep(store, "c")


def test_a_full_disk_that_cannot_be_cut_back_stops_the_store_and_opening_puts_it_right(
    store: TinyStore, disk: TroubledDisk, open_tiny: Callable[[], TinyStore]
) -> None:
    keep(store, "a")
    disk.room, disk.may_cut = 30, False
    with pytest.raises(Poisoned, match="cut back"):
        keep(store, "b")
    again = open_tiny()
    keep(again, "c")
    assert ids(again) == ["a", "c"]


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC])
def test_whichever_call_fails_nothing_acknowledged_is_lost_and_nothing_else_appears(
    tmp_path: Path, clock: HandClock, code: int
) -> None:
    def run(folder: Path, disk: TroubledDisk) -> list[str]:
        """Five saves; the ids that were acknowledged. A poisoned store is opened again."""
        acknowledged: list[str] = []
        store = None
        for n in range(5):
            try:
                store = store or TinyStore(folder, clock, disk)
                keep(store, f"n{n}")
                acknowledged.append(f"n{n}")
            except StoreError as error:
                if isinstance(error, Poisoned | Refused):
                    store = None
        return acknowledged

    sound = TroubledDisk()
    assert run(tmp_path / "sound", sound) == ["n0", "n1", "n2", "n3", "n4"]
    assert len(sound.calls) > 12
    for call in range(1, len(sound.calls) + 1):
        disk = TroubledDisk()
        disk.fail_at, disk.code = call, code
        folder = tmp_path / f"fail{call}"
        acknowledged = run(folder, disk)
        assert len(acknowledged) >= 4, call
        assert ids(TinyStore(folder, clock)) == acknowledged, call


def test_a_real_limit_on_the_size_of_a_file_is_a_full_disk(tmp_path: Path) -> None:
    script = """
import resource, sys
from pathlib import Path
from core.clock import SystemClock
from core.stores.protocol import Full
from core.stores.tiny import TinyStore
store = TinyStore(Path(sys.argv[1]), SystemClock())
def keep(n):
    with store.tx("llys", actor="gwen", purpose="test") as tx:
        tx.put("note", f"n{n}", {"text": "x" * 500}, 0)
resource.setrlimit(resource.RLIMIT_FSIZE, (5000, resource.RLIM_INFINITY))
kept = []
for n in range(20):
    try:
        keep(n)
        kept.append(f"n{n}")
    except Full:
        pass
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
keep(99)
with TinyStore(Path(sys.argv[1]), SystemClock()).read("llys") as tx:
    found = {record.id for record in tx.all("note")}
assert found == {*kept, "n99"}, (found, kept)
print(len(kept))
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "records")],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert 3 <= int(done.stdout) <= 9
