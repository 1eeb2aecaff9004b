"""A backup is one file: whole or not there, opened by its key alone, and put back as it was or not at all."""

from __future__ import annotations

import errno
import os
import subprocess
import tarfile
from pathlib import Path

import pytest

from core.keeping import archive, places
from core.keeping.anchors import note
from core.keeping.backup import look_at
from core.keeping.move import differences
from core.keeping.verify import verify
from core.stores.keys import Keys
from core.stores.protocol import HOST, Corrupt, Full, Refused
from core.stores.tiny import TinyStore
from tests.core.keeping.pretend import KINDS, fill
from tests.core.keeping.shelf import DAY, made, put_back

# -- there and back ------------------------------------------------------------------------------------------------------


def test_a_backup_put_back_is_the_same_line_by_line_and_record_by_record(house_store, backup, keys, shelf, tmp_path):
    url = f"tinydb:{tmp_path / 'new'}"
    restored = put_back(backup, keys, url, shelf)
    assert sorted(restored.homes) == [HOST, "hafan", "llys"]
    with shelf.opened(url) as there:
        for home in (HOST, "hafan", "llys"):
            assert differences(house_store, there, home) == []
            assert verify(there, home, KINDS, [note(house_store, home, DAY)]).well


def test_an_idempotency_key_still_answers_after_aput_back(backup, keys, shelf, tmp_path):
    url = f"tinydb:{tmp_path / 'new'}"
    put_back(backup, keys, url, shelf)
    with shelf.opened(url) as there, there.tx("hafan", actor="bethan", purpose="write", idem="last") as tx:
        assert tx.replayed == {"kept": True}


def test_one_home_comes_back_alone_and_the_house_knows_it_again(backup, keys, shelf, tmp_path):
    url = f"tinydb:{tmp_path / 'new'}"
    put_back(backup, keys, url, shelf, home="llys")
    with shelf.opened(url) as there:
        assert there.homes() == ["llys"]
        with there.read(HOST) as tx:
            assert [record.id for record in tx.all("home")] == ["llys"]


def test_a_home_put_back_beside_others_leaves_them_as_they_are(house_store, backup, keys, shelf, tmp_path):
    url = f"tinydb:{tmp_path / 'in_use'}"
    with shelf.opened(url) as there:
        fill(there, "third", seed=9, steps=8)
        end = there.anchor("third")
    put_back(backup, keys, url, shelf, home="hafan")
    with shelf.opened(url) as there:
        assert there.homes() == ["hafan", "third"]
        assert there.anchor("third") == end


def test_a_backup_made_with_a_second_recipient_opens_with_either_key(house_store, keys, tmp_path):
    other = Keys.new()
    path = made(house_store, tmp_path / "both", [keys.public, other.public])
    assert look_at(path, keys).homes == look_at(path, other).homes


def test_a_plain_backup_is_a_tar_archive_that_any_computer_opens(house_store, tmp_path):
    path = made(house_store, tmp_path / "plain.tar", None)
    names = subprocess.run(["tar", "-tf", str(path)], capture_output=True, text=True, check=True).stdout.split()
    assert names[0] == "cartref-backup.json"
    assert names[-1] == "manifest.json"
    assert "homes/hafan/lines/000001.jsonl" in names
    with tarfile.open(path) as tar:
        assert tar.extractfile("anchors.txt").read().decode().count("\n") == 3
    assert look_at(path, None).homes["hafan"].lines == house_store.anchor("hafan").seq


def test_a_sealed_backup_holds_nobodys_words(house_store, backup):
    data = backup.read_bytes()
    assert b"bara brith" not in data
    assert b"hafan" not in data
    assert (backup.stat().st_mode & 0o777) == 0o600


def test_what_was_erased_is_in_no_backup_made_afterwards(house_store, tmp_path):
    with house_store.tx("hafan", actor="mair", purpose="erase") as tx:
        tx.erase("person", "gwilym")
    path = made(house_store, tmp_path / "later.tar", None)
    assert b'"name\\":\\"Gwilym' not in path.read_bytes().split(b"homes/llys")[0]
    look_at(path, None)


# -- never half a backup -------------------------------------------------------------------------------------------------


def test_a_damaged_home_is_not_backed_up_under_a_good_name(house_store, keys, tmp_path):
    house_store._homes["llys"].entries.pop(3)
    with pytest.raises(Corrupt, match="the records of llys are not what was written"):
        made(house_store, tmp_path / "bad", [keys.public])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("to", ["key", None])
def test_a_full_disk_leaves_no_file_behind_and_is_said_as_such(house_store, keys, tmp_path, monkeypatch, to):
    class FullFile:
        def __init__(self, file):
            self.file, self.room = file, 4096

        def __enter__(self):
            return self

        def __exit__(self, *_what):
            self.file.close()

        def write(self, data):
            self.room -= len(data)
            if self.room < 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return self.file.write(data)

        def flush(self):
            self.file.flush()

        def fileno(self):
            return self.file.fileno()

    true_open = os.fdopen
    monkeypatch.setattr(archive.os, "fdopen", lambda descriptor, mode: FullFile(true_open(descriptor, mode)))
    with pytest.raises(Full, match="there is no room left"):
        made(house_store, tmp_path / "full", [keys.public] if to else None)
    monkeypatch.undo()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "said"),
    [(errno.EROFS, "read-only file system"), (errno.EACCES, "permission denied"), (errno.EIO, "input/output error")],
)
def test_a_place_that_takes_nothing_is_said_in_one_sentence(house_store, keys, tmp_path, monkeypatch, number, said):
    def refuse(*_what):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(archive.os, "open", refuse)
    with pytest.raises(Refused, match=rf"cannot be written \({said}\); name another place"):
        made(house_store, tmp_path / "out", [keys.public])


def test_a_memory_stick_that_knows_no_links_takes_a_backup_too(house_store, keys, tmp_path, monkeypatch):
    def refuse(*_what):
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(archive.os, "link", refuse)
    look_at(made(house_store, tmp_path / "out", [keys.public]), keys)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_file_that_is_there_already_is_never_written_over(house_store, backup, keys):
    before = backup.read_bytes()
    with pytest.raises(Refused, match="name a file that is not there yet"):
        made(house_store, backup, [keys.public])
    assert backup.read_bytes() == before


def test_a_recipient_that_is_none_is_said_before_anything_is_written(house_store, tmp_path):
    with pytest.raises(Refused, match="begins with age1"):
        made(house_store, tmp_path / "x", ["mair@example.org"])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("sealed", [True, False], ids=["sealed", "plain"])
def test_a_backup_cut_off_anywhere_is_refused_before_anything_is_put_back(house_store, keys, shelf, tmp_path, sealed):
    whole = made(house_store, tmp_path / "whole", [keys.public] if sealed else None).read_bytes()
    half = tmp_path / "half"
    for at in range(1, len(whole), max(len(whole) // 40, 1)):
        half.write_bytes(whole[:at])
        with pytest.raises(Refused, match=r"half a backup|not a backup of Cartref"):
            put_back(half, keys, f"tinydb:{tmp_path / 'new'}", shelf)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("sealed", [True, False], ids=["sealed", "plain"])
def test_a_backup_changed_anywhere_is_refused_before_anything_is_put_back(house_store, keys, shelf, tmp_path, sealed):
    whole = made(house_store, tmp_path / "whole", [keys.public] if sealed else None).read_bytes()
    changed = tmp_path / "changed"
    places_ = list(range(len(whole) % 7, len(whole), max(len(whole) // 60, 1)))
    for at in places_:
        changed.write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
        with pytest.raises(Refused):
            put_back(changed, keys, f"tinydb:{tmp_path / 'new'}", shelf)
    assert len(places_) > 20
    assert not (tmp_path / "new").exists()


def test_a_plain_backup_changed_in_its_beginning_its_anchors_or_its_end_is_refused(new_store, tmp_path):
    store = new_store()
    with store.tx("hafan", actor="mair", purpose="begin") as tx:
        tx.put("note", "a", {"about": "dilys"}, expect=0)
    path = made(store, tmp_path / "whole", None, ("hafan",))
    whole = path.read_bytes()
    with tarfile.open(path) as archive_:
        beside = [one for one in archive_ if "/" not in one.name]
    assert [one.name for one in beside] == ["cartref-backup.json", "anchors.txt", "manifest.json"]
    for one in beside:
        for at in range(one.offset_data - 512, one.offset_data + one.size + -one.size % 512, 5):
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
            with pytest.raises(Refused):
                look_at(path, None)


def test_something_behind_the_end_is_refused(house_store, keys, tmp_path):
    for to in ([keys.public], None):
        path = made(house_store, tmp_path / f"whole{bool(to)}", to)
        with path.open("ab") as file:
            file.write(b"more")
        with pytest.raises(Refused, match="half a backup"):
            look_at(path, keys)


def test_another_key_no_key_and_a_newer_format_are_each_a_sentence(house_store, backup, keys, tmp_path, monkeypatch):
    with pytest.raises(Refused, match="sealed for another key"):
        look_at(backup, Keys.new())
    with pytest.raises(Refused, match="name the file of its key in CARTREF_KEY"):
        look_at(backup, None)
    monkeypatch.setattr(archive, "FORMAT", 2)
    newer = made(house_store, tmp_path / "newer", [keys.public])
    monkeypatch.undo()
    with pytest.raises(Refused, match="a newer version of Cartref"):
        look_at(newer, keys)
    (tmp_path / "letter.txt").write_text("Dear Mair", encoding="utf-8")
    with pytest.raises(Refused, match="is not a backup of Cartref"):
        look_at(tmp_path / "letter.txt", keys)


# -- what is there is never touched by a restore that fails -----------------------------------------------------------------


def _state(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_place_with_other_records_is_refused_until_told_and_then_put_aside(backup, keys, shelf, tmp_path):
    url = f"tinydb:{tmp_path / 'in_use'}"
    with shelf.opened(url) as there:
        fill(there, "hafan", seed=9, steps=8)
        end = there.anchor("hafan")
    before = _state(tmp_path / "in_use")
    with pytest.raises(Refused, match="say --replace"):
        put_back(backup, keys, url, shelf)
    assert _state(tmp_path / "in_use") == before
    restored = put_back(backup, keys, url, shelf, replace=True)
    assert restored.aside == tmp_path / "in_use.before-now"
    with shelf.opened(f"tinydb:{restored.aside}") as aside:
        assert aside.anchor("hafan") == end
    with shelf.opened(url) as there:
        assert there.anchor("hafan") == restored.homes["hafan"].end
    assert not (tmp_path / "in_use.restoring").exists()


@pytest.mark.parametrize("name", ["log.1", "CURRENT", "../store.json"])
def test_records_that_are_damaged_are_put_aside_and_a_backup_takes_their_place(backup, keys, shelf, tmp_path, name):
    url = f"tinydb:{tmp_path / 'in_use'}"
    put_back(backup, keys, url, shelf)
    damaged = tmp_path / "in_use" / "hafan" / name
    damaged.write_bytes(b"spoilt")
    with pytest.raises(Refused, match="say --replace"):
        put_back(backup, keys, url, shelf)
    restored = put_back(backup, keys, url, shelf, replace=True)
    assert (restored.aside / "hafan" / name).read_bytes() == b"spoilt"
    with shelf.opened(url) as there:
        assert there.anchor("hafan") == restored.homes["hafan"].end


def test_one_home_is_put_back_while_another_is_damaged_which_stays_as_it_was(backup, keys, shelf, tmp_path):
    url = f"tinydb:{tmp_path / 'in_use'}"
    put_back(backup, keys, url, shelf)
    for home in ("hafan", "llys"):
        log = tmp_path / "in_use" / home / "log.1"
        log.write_bytes(log.read_bytes()[:-9] + b"spoilt..." + b"more")
    before = _state(tmp_path / "in_use" / "llys")
    restored = put_back(backup, keys, url, shelf, replace=True, home="hafan")
    assert restored.damaged == ("llys",)
    assert _state(tmp_path / "in_use" / "llys") == before
    with shelf.opened(url) as there:
        assert there.anchor("hafan") == restored.homes["hafan"].end
        with pytest.raises(Corrupt):
            there.anchor("llys")
    again = put_back(backup, keys, url, shelf, replace=True, home="llys", stamp="later")
    assert (again.damaged, again.homes["llys"].lines) == ((), restored.looked.homes["llys"].lines)


def test_records_are_put_back_into_the_folder_one_stands_in(backup, keys, shelf, tmp_path, monkeypatch):
    (tmp_path / "here").mkdir(mode=0o700)
    monkeypatch.chdir(tmp_path / "here")
    put_back(backup, keys, "tinydb:.", shelf)
    with shelf.opened(f"tinydb:{tmp_path / 'here'}") as there:
        assert there.homes() == ["hafan", "llys"]


def test_where_the_light_went_out_between_two_names_nobody_begins_with_no_records(backup, keys, shelf, tmp_path, clock):
    url, folder = f"tinydb:{tmp_path / 'in_use'}", tmp_path / "in_use"
    put_back(backup, keys, url, shelf)
    folder.rename(tmp_path / "in_use.before-now")
    (tmp_path / "in_use.restoring").mkdir()
    with pytest.raises(Refused, match=r"was broken off; type that cartref restore again .* as in_use\.before-"):
        TinyStore(folder, clock)
    assert not folder.exists()
    put_back(backup, keys, url, shelf)
    with shelf.opened(url) as there:
        assert there.homes() == ["hafan", "llys"]


def test_a_restore_that_fails_at_the_last_moment_leaves_the_place_as_it_was(backup, keys, shelf, tmp_path, monkeypatch):
    url = f"tinydb:{tmp_path / 'in_use'}"
    with shelf.opened(url) as there:
        fill(there, "hafan", seed=9, steps=8)
    before, true_rename = _state(tmp_path / "in_use"), Path.rename

    def rename(path: Path, to: Path) -> Path:
        if path.name.endswith(".restoring"):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return true_rename(path, to)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(Refused, match="cannot be written"):
        put_back(backup, keys, url, shelf, replace=True)
    assert _state(tmp_path / "in_use") == before


def test_a_place_that_cartref_is_running_over_is_refused(backup, keys, shelf, tmp_path):
    url = f"tinydb:{tmp_path / 'in_use'}"
    with places.running_over(url), pytest.raises(Refused, match="stop it first"):
        put_back(backup, keys, url, shelf)
    assert not (tmp_path / "in_use").exists()
    put_back(backup, keys, url, shelf)


def test_a_store_that_is_no_folder_takes_a_backup_where_it_holds_the_same_beginning(house_store, backup, keys, shelf):
    there = shelf.open("named:x")
    entries = list(house_store.events("hafan"))
    there.adopt("hafan", entries[:5])
    put_back(backup, keys, "named:x", shelf)
    assert differences(house_store, there, "hafan") == []


def test_a_store_that_is_no_folder_and_holds_other_records_is_refused_whole(backup, keys, shelf):
    there = shelf.open("named:x")
    fill(there, "llys", seed=8, steps=5)
    with pytest.raises(Refused, match="other records of llys"):
        put_back(backup, keys, "named:x", shelf)
    assert there.homes() == ["llys"]
