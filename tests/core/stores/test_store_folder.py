"""Opening: a folder is made private, and one that is not ours, not private or too new is refused with what to do."""

from __future__ import annotations

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from core.clock import HandClock
from core.stores.disk import Disk
from core.stores.memory import MemoryStore
from core.stores.open import open_store
from core.stores.protocol import Full, Refused
from core.stores.tiny import TinyStore


def test_a_new_folder_is_private_with_all_that_is_in_it(tmp_path: Path, clock: HandClock) -> None:
    old = os.umask(0)
    try:
        store = TinyStore(tmp_path / "far" / "records", clock)
        with store.tx("llys", actor="gwen", purpose="test") as tx:
            tx.put("note", "a", {}, 0)
    finally:
        os.umask(old)
    assert store.folder.stat().st_mode & 0o777 == 0o700
    assert (store.folder / "llys").stat().st_mode & 0o777 == 0o700
    assert (store.folder / "llys" / "log.1").stat().st_mode & 0o777 == 0o600
    assert (store.folder / "store.json").read_bytes() == b'{"cartref_store":2}\n'


def test_an_empty_private_folder_is_taken(tmp_path: Path, clock: HandClock) -> None:
    folder = tmp_path / "records"
    folder.mkdir(mode=0o700)
    TinyStore(folder, clock)
    TinyStore(folder, clock)


@pytest.mark.parametrize("mode", [0o750, 0o704, 0o701, 0o777])
def test_a_folder_that_others_can_reach_is_refused_with_the_line_to_type(
    tmp_path: Path, clock: HandClock, mode: int
) -> None:
    folder = tmp_path / "records"
    TinyStore(folder, clock)
    folder.chmod(mode)
    with pytest.raises(Refused, match=rf"mode 0{mode:o}\); run: chmod 700 {folder}"):
        TinyStore(folder, clock)
    folder.chmod(0o700)
    TinyStore(folder, clock)


def test_a_folder_with_other_things_in_it_is_refused_and_left_alone(tmp_path: Path, clock: HandClock) -> None:
    folder = tmp_path / "photos"
    folder.mkdir(mode=0o700)
    (folder / "garden.jpg").write_bytes(b"x")
    with pytest.raises(Refused, match="holds other things"):
        TinyStore(folder, clock)
    assert [entry.name for entry in folder.iterdir()] == ["garden.jpg"]


def test_a_file_is_not_a_folder(tmp_path: Path, clock: HandClock) -> None:
    (tmp_path / "records").write_bytes(b"")
    with pytest.raises(Refused, match="not a folder"):
        TinyStore(tmp_path / "records", clock)
    with pytest.raises(Refused, match="cannot be opened"):
        TinyStore(tmp_path / "records" / "deeper", clock)


def test_a_folder_of_a_newer_version_is_refused(tmp_path: Path, clock: HandClock) -> None:
    folder = TinyStore(tmp_path / "records", clock).folder
    (folder / "store.json").write_text('{"cartref_store": 3}')
    with pytest.raises(Refused, match="newer version"):
        TinyStore(folder, clock)


@pytest.mark.parametrize("mark", ["", "{}", "[1]", '{"cartref_store": "1"}', '{"cartref_store": 0}', "\x00"])
def test_a_mark_that_says_nothing_is_refused(tmp_path: Path, clock: HandClock, mark: str) -> None:
    folder = TinyStore(tmp_path / "records", clock).folder
    (folder / "store.json").write_text(mark)
    with pytest.raises(Refused, match="not the mark of a store"):
        TinyStore(folder, clock)


def test_a_folder_that_was_being_made_when_the_light_went_out_is_made_now(tmp_path: Path, clock: HandClock) -> None:
    folder = tmp_path / "records"
    folder.mkdir(mode=0o700)
    (folder / "store.json.new").write_bytes(b'{"cart')
    TinyStore(folder, clock)
    assert [entry.name for entry in folder.iterdir()] == ["store.json"]


def test_several_may_make_the_same_folder_at_once(tmp_path: Path, clock: HandClock) -> None:
    with ThreadPoolExecutor(8) as pool:
        stores = list(pool.map(lambda _: TinyStore(tmp_path / "records", clock), range(8)))
    assert len(stores) == 8


def test_a_disk_without_room_for_the_folder_says_so(tmp_path: Path, clock: HandClock) -> None:
    class NoRoom(Disk):
        def sync(self, descriptor: int) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(Full, match="no room"):
        TinyStore(tmp_path / "records", clock, NoRoom())


def test_a_folder_named_from_here_stays_there_when_the_program_goes_elsewhere(
    tmp_path: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    store = TinyStore(Path("records"), clock)
    monkeypatch.chdir("/")
    with store.tx("llys", actor="gwen", purpose="test") as tx:
        tx.put("note", "a", {}, 0)
    assert (tmp_path / "records" / "llys" / "log.1").exists()


def test_a_store_that_is_closed_while_somebody_waits_for_a_turn_opens_nothing_again(
    tmp_path: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = TinyStore(tmp_path / "records", clock)
    turns = store._process.turns
    take = turns.take

    def closed_meanwhile(home: str, **options: bool) -> AbstractContextManager[bool]:
        store.close()
        return take(home, **options)

    monkeypatch.setattr(turns, "take", closed_meanwhile)
    with pytest.raises(Refused, match="closed"), store.tx("llys", actor="gwen", purpose="test"):
        pass
    assert not (store.folder / "llys").exists()


def test_an_address_names_a_store(tmp_path: Path, clock: HandClock) -> None:
    assert isinstance(open_store("memory:", clock), MemoryStore)
    store = open_store(f"tinydb:{tmp_path}/records", clock)
    assert isinstance(store, TinyStore)
    assert store.folder == tmp_path / "records"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "write memory:, tinydb:<folder>, sqlite:<file> or postgresql://…"),
        ("data", "write memory:, tinydb:<folder>, sqlite:<file> or postgresql://…"),
        ("memory", "write memory:, tinydb:<folder>, sqlite:<file> or postgresql://…"),
        ("tinydb", "write memory:, tinydb:<folder>, sqlite:<file> or postgresql://…"),
        ("tinybd:data", "did you mean 'tinydb'?"),
        ("memory:x", "a store in memory has no name"),
        ("tinydb:", "names no folder"),
        ("sqlite:", "names no file; write for example sqlite:data/homes.db"),
        ("sqlite:///home.db", "names no file"),
    ],
)
def test_an_address_that_names_none_says_what_to_write(clock: HandClock, url: str, said: str) -> None:
    with pytest.raises(Refused) as caught:
        open_store(url, clock)
    assert said in str(caught.value)


def test_a_folder_of_the_first_format_is_refused_in_words(tmp_path: Path, clock: HandClock) -> None:
    folder = TinyStore(tmp_path / "records", clock).folder
    (folder / "store.json").write_text('{"cartref_store":1}\n')
    with pytest.raises(
        Refused, match="from before the first release, in a form that is not read any more; name another"
    ):
        TinyStore(folder, clock)


class Mounted(Disk):
    """A disk on which other things are mounted."""

    def __init__(self, *lines: str) -> None:
        self.lines = lines

    def mounts(self) -> str:
        return "\n".join(self.lines)


ROOT = "21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw"


@pytest.mark.parametrize(
    ("kind", "fine"),
    [
        *((kind, True) for kind in ("ext4", "xfs", "btrfs", "zfs", "tmpfs", "overlay", "f2fs", "fuseblk")),
        *((kind, False) for kind in ("nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "fuse.rclone", "fuse", "9p", "ceph")),
    ],
)
def test_a_folder_on_another_computers_disk_is_refused(tmp_path: Path, clock: HandClock, kind: str, fine: bool) -> None:
    disk = Mounted(ROOT, f"30 21 0:40 / {tmp_path} rw shared:5 - {kind} server:/share rw")
    if fine:
        TinyStore(tmp_path / "far" / "records", clock, disk)
        return
    with pytest.raises(Refused, match=rf"records lies on {kind}, .* name a place on a disk of this computer, or use"):
        TinyStore(tmp_path / "far" / "records", clock, disk)
    assert list(tmp_path.iterdir()) == [], "nothing is made there"


def test_of_what_is_mounted_the_deepest_and_the_last_counts(tmp_path: Path, clock: HandClock) -> None:
    home = tmp_path / "the home"
    home.mkdir(mode=0o700)
    share = f"30 21 0:40 / {tmp_path} rw - nfs4 server:/share rw"
    local = f"31 30 8:2 / {home} rw - ext4 /dev/sdb1 rw".replace("the home", "the\\040home")
    TinyStore(home / "records", clock, Mounted(share, local, ROOT, "nonsense"))
    with pytest.raises(Refused, match="nfs4"):
        TinyStore(tmp_path / "records", clock, Mounted(share, local, ROOT))
    over = local.replace("ext4", "nfs4")
    with pytest.raises(Refused, match="nfs4"):
        TinyStore(home / "records", clock, Mounted(ROOT, local, over))
    TinyStore(home / "records", clock, Mounted())


def test_this_computers_own_disk_is_read_from_what_linux_tells(tmp_path: Path, clock: HandClock) -> None:
    assert " - " in Disk().mounts()
    TinyStore(tmp_path / "records", clock)


def test_a_folder_of_another_user_is_refused(tmp_path: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = TinyStore(tmp_path / "records", clock).folder
    mine = os.geteuid()
    monkeypatch.setattr("core.stores.folder.os.geteuid", lambda: mine + 1)
    with pytest.raises(Refused, match=rf"belongs to another user .*\(number {mine}\); run this as that user"):
        TinyStore(folder, clock)


def test_a_folder_that_takes_nothing_is_refused_with_what_to_do_and_left_as_it_is(
    tmp_path: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = TinyStore(tmp_path / "records", clock)
    with store.tx("llys", actor="gwen", purpose="test") as tx:
        tx.put("note", "a", {}, 0)
    store.close()
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "records").rglob("*")}
    with monkeypatch.context() as patch:
        patch.setattr("core.stores.folder.os.access", lambda path, mode: not mode & os.W_OK)
        with pytest.raises(Refused, match=r"can only be read, .* is unharmed\. Run chmod 700"):
            TinyStore(tmp_path / "records", clock)
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "records").rglob("*")} == before
    TinyStore(tmp_path / "records", clock)


def test_a_home_that_grows_large_is_warned_of_once_and_in_the_end_takes_no_new_record(
    tmp_path: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for module in ("tiny", "tinytx"):
        monkeypatch.setattr(f"core.stores.{module}.MANY_RECORDS", 3, raising=False)
        monkeypatch.setattr(f"core.stores.{module}.MOST_RECORDS", 5, raising=False)
    store = TinyStore(tmp_path / "records", clock)

    def keep(*ids: str) -> None:
        with store.tx("llys", actor="gwen", purpose="test") as tx:
            for id_ in ids:
                tx.put("note", id_, {}, 0)

    keep("a", "b")
    assert store.warnings() == []
    keep("c", "d")
    keep("e")
    sentence = "llys holds more than 3 records; a folder takes 5 and no more. Plan to move it to PostgreSQL"
    assert store.warnings() == [sentence]
    assert caplog.messages == [sentence], "said once"
    with pytest.raises(Refused, match="holds 5 records, the most that can be kept in a folder; move it to PostgreSQL"):
        keep("f")
    with store.tx("llys", actor="gwen", purpose="test") as tx:
        tx.put("note", "a", {"n": 2}, 1)
        tx.delete("note", "b", 1)
        tx.put("note", "f", {}, 0)
        with pytest.raises(Refused, match="PostgreSQL"):
            tx.put("note", "g", {}, 0)
    with store.read("llys") as tx:
        assert [record.id for record in tx.all("note")] == ["a", "c", "d", "e", "f"]
    store.close()
    again = TinyStore(tmp_path / "records", clock)
    with again.read("llys") as tx:
        assert tx.get("note", "a") is not None
    assert again.warnings() == [sentence]
