"""The file of a key: whole and safe on the disk before anything is sealed with it, or not there."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from core.stores.disk import Disk
from core.stores.keys import Keys, read_key_file, write_key_file
from core.stores.protocol import Refused


def test_a_key_comes_back_out_of_its_file_and_the_name_of_the_file_is_safe_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []
    monkeypatch.setattr(Disk, "sync_folder", lambda self, folder: synced.append(folder))
    keys = Keys.new()
    write_key_file(tmp_path / "key", keys)
    assert read_key_file(tmp_path / "key", lambda: "").secret == keys.secret
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert synced == [tmp_path]


@pytest.mark.parametrize("call", ["write", "sync", "sync_folder"])
def test_a_key_that_could_not_be_written_whole_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Disk, call, full)
    with pytest.raises(Refused, match=r"was not written \(no space left on device\); make room"):
        write_key_file(tmp_path / "key", Keys.new())
    assert list(tmp_path.iterdir()) == []


def test_a_key_never_takes_the_place_of_another(tmp_path: Path) -> None:
    keys = Keys.new()
    write_key_file(tmp_path / "key", keys)
    with pytest.raises(Refused, match="name a file that is not there yet"):
        write_key_file(tmp_path / "key", Keys.new())
    assert read_key_file(tmp_path / "key", lambda: "").secret == keys.secret
