"""An anchor is one line that can be printed, read out, written on paper and typed again."""

from __future__ import annotations

import errno
import os

import pytest

from core.keeping.anchors import add_to_file, note, of_home, read_file, read_line
from core.stores.entries import Anchor
from core.stores.protocol import Refused
from tests.core.keeping.pretend import fill


def test_a_line_comes_back_however_it_was_typed(filled):
    one = note(filled, "hafan", "2026-06-01")
    assert read_line(str(one)) == one
    assert read_line(str(one).upper().replace(" ", "   ")) == one
    assert read_line(str(one).replace(" ", "\t")) == one
    assert read_line(str(one)[:-1]) is None
    assert read_line("bring milk") is None


def test_a_day_is_added_behind_the_others_and_the_same_is_written_once(filled, tmp_path):
    path = tmp_path / "safe" / "anchors.txt"
    first = note(filled, "hafan", "2026-06-01")
    assert add_to_file(path, [first]) == [first]
    assert add_to_file(path, [first]) == []
    fill_one(filled)
    second = note(filled, "hafan", "2026-06-02")
    other = note(filled, "llys", "2026-06-02")
    add_to_file(path, [second, other])
    assert read_file(path) == [first, second, other]
    assert of_home(read_file(path), "hafan") == (first, second)
    assert path.read_text(encoding="utf-8").startswith("# ")


def fill_one(store):
    with store.tx("hafan", actor="bethan", purpose="write") as tx:
        tx.put("note", "one more", {"about": "dilys"}, expect=0)


def test_records_that_became_shorter_are_noticed_when_the_next_day_is_noted(filled, new_store, tmp_path):
    add_to_file(tmp_path / "anchors.txt", [note(filled, "hafan", "2026-06-01")])
    younger = new_store()
    fill(younger, "hafan", steps=3)
    with pytest.raises(Refused, match="cartref verify hafan"):
        add_to_file(tmp_path / "anchors.txt", [note(younger, "hafan", "2026-06-02")])


def test_the_same_line_with_another_sum_is_noticed(filled, tmp_path):
    one = note(filled, "hafan", "2026-06-01")
    add_to_file(tmp_path / "anchors.txt", [one])
    other = type(one)("2026-06-02", "hafan", Anchor(one.anchor.seq, "0" * 64))
    with pytest.raises(Refused, match="do not fit the anchor of 2026-06-01"):
        add_to_file(tmp_path / "anchors.txt", [other])


def test_a_line_that_is_no_anchor_is_named_and_notes_are_passed_over(filled, tmp_path):
    path = tmp_path / "anchors.txt"
    path.write_text(
        f"# from Mair's book\n\n{note(filled, 'hafan', '2026-06-01')}\nhafan: see page 4\n", encoding="utf-8"
    )
    with pytest.raises(Refused, match="line 4"):
        read_file(path)
    with pytest.raises(Refused, match="cannot be read"):
        read_file(tmp_path / "nowhere.txt")


def test_a_file_whose_last_line_a_person_left_open_goes_on_on_a_line_of_its_own(filled, tmp_path):
    path = tmp_path / "anchors.txt"
    path.write_text(str(note(filled, "hafan", "2026-06-01")), encoding="utf-8")
    add_to_file(path, [note(filled, "llys", "2026-06-02")])
    assert [one.home for one in read_file(path)] == ["hafan", "llys"]


def test_a_full_disk_leaves_no_half_anchor_behind(filled, tmp_path, monkeypatch):
    path = tmp_path / "anchors.txt"
    add_to_file(path, [note(filled, "hafan", "2026-06-01")])
    before, true_write = path.read_bytes(), os.write
    left = [20]

    def write(descriptor, data):
        if not left:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return true_write(descriptor, data[: left.pop()])

    monkeypatch.setattr(os, "write", write)
    with pytest.raises(Refused, match="cannot be written"):
        add_to_file(path, [note(filled, "llys", "2026-06-02")])
    monkeypatch.undo()
    assert path.read_bytes() == before
