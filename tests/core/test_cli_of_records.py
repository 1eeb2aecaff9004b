"""The commands that prove, back up, restore, move, rescue and purge, as they are typed; every refusal is one sentence."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from core import homes, serve, testing
from core.cli import main
from core.clock import SystemClock
from core.house import open_house
from core.stores import open as stores
from core.stores.keys import Keys, write_key_file
from core.stores.protocol import HOST
from tests.core.keeping.shelf import Shelf


@pytest.fixture
def data(tmp_path, monkeypatch) -> Path:
    folder = tmp_path / "records"
    monkeypatch.setenv("CARTREF_DATA", str(folder))
    for name in ("PORT", "CARTREF_KEY", "CARTREF_PASSPHRASE", "CARTREF_ANCHORS", "CARTREF_PLUGINS_DIR"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def key(tmp_path, monkeypatch) -> Keys:
    keys = Keys.new()
    write_key_file(tmp_path / "key", keys)
    monkeypatch.setenv("CARTREF_KEY", str(tmp_path / "key"))
    return keys


@pytest.fixture
def cartref(data, monkeypatch):
    """Types a command; gives its exit status, its output, and what it said of trouble."""
    shelf = Shelf(SystemClock())
    true_open = stores.open_store

    def open_store(url, clock, keys=None):
        return shelf.open(url, clock, keys) if url.startswith("tinydb:") else true_open(url, clock, keys)

    def open_quickly(settings, store, clock=None):
        return (
            testing.house(store=store, clock=clock)
            if settings.plugins_dir is None
            else open_house(settings, store, clock)
        )

    monkeypatch.setattr(stores, "open_store", open_store)
    monkeypatch.setattr(serve, "open_house", open_quickly)

    def type_(*words: str, typed: str | None = None):
        result = CliRunner().invoke(main, [str(word) for word in words], input=typed)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.stdout, result.stderr

    return type_


@pytest.fixture
def hafan(cartref, key):
    """A home with two people, whose records are sealed."""
    assert cartref("home", "create", "Hafan")[0] == 0
    with serve.opened(serve.settings_or_fail()) as house:
        return {
            name: homes.add_person(house, "hafan", name, (role,))
            for name, role in (("Dilys Rees", "resident"), ("Mair", "manager"))
        }


def _sentence(text: str) -> bool:
    return text.count("\n") == 1 and text.endswith(".\n") and "Traceback" not in text


# -- proof and anchors ---------------------------------------------------------------------------------------------------


def test_true_records_are_proved_in_one_sentence_a_home(cartref, hafan):
    code, said, _ = cartref("verify")
    assert code == 0
    assert "hafan: every record is what was written (" in said
    assert f"{HOST}: every record is what was written (" in said
    assert "No anchor of hafan was compared" in said


def test_an_anchor_is_noted_outside_the_folder_of_records_and_compared_the_next_time(cartref, hafan, data):
    code, said, where = cartref("anchor", "hafan")
    assert code == 0
    assert said.split()[1] == "hafan"
    assert str(data.parent / "cartref-anchors.txt") in where
    assert not (data / "cartref-anchors.txt").exists()
    code, said, _ = cartref("verify", "hafan")
    assert (code, "No anchor" in said) == (0, False)


def test_an_anchor_may_be_printed_and_written_nowhere(cartref, hafan, data):
    assert cartref("anchor", "--print")[0] == 0
    assert not (data.parent / "cartref-anchors.txt").exists()


def test_an_end_that_was_cut_off_is_found_and_the_exit_status_says_so(cartref, hafan, tmp_path):
    (tmp_path / "paper.txt").write_text(f"2026-06-01 hafan 900 {'ab' * 32}\n", encoding="utf-8")
    code, said, _ = cartref("verify", "hafan", "--anchor", tmp_path / "paper.txt")
    assert code == 1
    assert "the anchor of 2026-06-01 says there was a line 900" in said


@pytest.mark.parametrize("command", ["verify", "anchor"])
def test_a_home_there_is_not_is_one_sentence_that_names_those_there_are(cartref, hafan, command):
    code, _, trouble = cartref(command, "haven")
    assert (code, trouble) == (2, "There is no home 'haven'; the homes are: hafan.\n")


# -- backup, drill, restore ----------------------------------------------------------------------------------------------


def test_from_backup_to_restore_nothing_is_lost(cartref, hafan, tmp_path):
    out = tmp_path / "monday.cartref"
    code, said, _ = cartref("backup", out)
    assert code == 0
    assert "The backup is whole" in said
    code, said, _ = cartref("backup", "--drill", out)
    assert code == 0
    assert "It came back whole in a scratch place" in said
    code, said, _ = cartref("restore", out, "--into", f"tinydb:{tmp_path / 'new'}")
    assert code == 0
    assert "Every line, record and attachment was counted and proved." in said
    os.environ["CARTREF_DATA"] = str(tmp_path / "new")
    code, said, _ = cartref("home", "list")
    assert (code, "hafan" in said) == (0, True)
    assert cartref("verify")[0] == 0


def test_a_restore_into_the_records_in_use_is_refused_until_told_and_keeps_the_old_ones_aside(
    cartref, hafan, tmp_path, data
):
    out = tmp_path / "monday.cartref"
    cartref("backup", out)
    cartref("home", "create", "Another")
    code, _, trouble = cartref("restore", out)
    assert code == 2
    assert _sentence(trouble)
    assert "--replace" in trouble
    assert "another" in cartref("home", "list")[1]
    code, said, _ = cartref("restore", out, "--replace")
    assert code == 0
    assert f"What was there before is in {data}.before-" in said
    assert "another" not in cartref("home", "list")[1]


def test_without_a_key_a_backup_says_how_to_make_one_and_plain_says_what_it_means(cartref, data, tmp_path):
    cartref("home", "create", "Hafan")
    code, _, trouble = cartref("backup", tmp_path / "out")
    assert code == 2
    assert _sentence(trouble)
    assert "cartref key create FILE" in trouble
    code, _, warned = cartref("backup", tmp_path / "out", "--plain")
    assert code == 0
    assert "whoever gets hold of the file can read every word" in warned


def test_what_cannot_be_put_back_is_one_sentence_each(cartref, hafan, tmp_path, monkeypatch):
    out = tmp_path / "monday.cartref"
    cartref("backup", out)
    into = ("--into", f"tinydb:{tmp_path / 'new'}")
    (tmp_path / "half").write_bytes(out.read_bytes()[:-50])
    (tmp_path / "letter").write_text("Dear Mair", encoding="utf-8")
    for file, said in (("half", "half a backup"), ("letter", "is not a backup"), ("nowhere", "cannot be read")):
        code, _, trouble = cartref("restore", tmp_path / file, *into)
        assert (code, _sentence(trouble), said in trouble) == (2, True, True), trouble
    code, _, trouble = cartref("restore", out, *into, "--home", "haven")
    assert (code, "the homes in it are: hafan" in trouble, _sentence(trouble)) == (2, True, True)
    write_key_file(tmp_path / "other", Keys.new())
    monkeypatch.setenv("CARTREF_KEY", str(tmp_path / "other"))
    code, _, trouble = cartref("restore", out, *into)
    assert (code, "sealed for another key" in trouble, _sentence(trouble)) == (2, True, True)
    assert not (tmp_path / "new").exists()


def test_a_key_that_is_not_where_it_should_be_is_one_sentence_for_every_command(cartref, data, tmp_path, monkeypatch):
    monkeypatch.setenv("CARTREF_KEY", str(tmp_path / "lost"))
    for words in (
        ("verify",),
        ("backup", tmp_path / "x"),
        ("restore", tmp_path / "x"),
        ("home", "list"),
        ("hold", "list", "hafan"),
        ("move-store", "memory:", f"tinydb:{tmp_path / 'y'}"),
        ("rescue", tmp_path, tmp_path / "x"),
        ("key", "show"),
    ):
        code, _, trouble = cartref(*words)
        assert (code, _sentence(trouble)) == (2, True), (words, trouble)
        assert "cartref key restore" in trouble


def test_a_backup_into_a_folder_that_is_not_there_is_one_sentence(cartref, hafan, tmp_path):
    code, _, trouble = cartref("backup", tmp_path / "no" / "such" / "out")
    assert (code, _sentence(trouble)) == (2, True)
    assert "name another place" in trouble


def test_a_backup_needs_a_file_or_a_drill(cartref, hafan, tmp_path):
    for words in ((), (tmp_path / "x", "--drill", tmp_path / "y")):
        code, _, trouble = cartref("backup", *words)
        assert (code, trouble.startswith("Name the file to write")) == (2, True)


# -- moving, rescue ------------------------------------------------------------------------------------------------------


def test_a_store_moves_and_is_compared(cartref, hafan, data, tmp_path):
    code, said, _ = cartref("move-store", f"tinydb:{data}", f"tinydb:{tmp_path / 'new'}")
    assert code == 0
    assert "Every record, line and attachment is the same in both." in said
    code, _, trouble = cartref("move-store", f"tinydb:{data}", f"tinydb:{data}")
    assert (code, _sentence(trouble)) == (2, True)
    code, _, trouble = cartref("move-store", f"tinydb:{data}", "excel:sheet")
    assert (code, _sentence(trouble)) == (2, True)


def test_a_rescue_of_sound_records_loses_nothing_and_can_be_restored(cartref, hafan, data, tmp_path):
    code, said, _ = cartref("rescue", data, tmp_path / "saved")
    assert (code, "Lost:" in said) == (0, False)
    assert cartref("restore", tmp_path / "saved", "--into", f"tinydb:{tmp_path / 'new'}")[0] == 0
    (tmp_path / "letters").mkdir()
    for nothing in ("nowhere", "letters"):
        code, _, trouble = cartref("rescue", tmp_path / nothing, tmp_path / "x")
        assert (code, _sentence(trouble), "name the" in trouble) == (2, True, True)


def test_a_database_is_rescued_by_its_address(cartref, hafan, data, tmp_path):
    address = f"sqlite:{tmp_path / 'base' / 'homes.db'}"
    assert cartref("move-store", f"tinydb:{data}", address)[0] == 0
    code, said, _ = cartref("rescue", address, tmp_path / "saved")
    assert (code, "Lost:" in said, "Saved of hafan" in said) == (0, False, True)


def test_what_only_can_be_read_is_rescued_too(cartref, hafan, data, tmp_path):
    (data / "store.json").unlink()
    for path in (*data.rglob("*"), data):
        path.chmod(0o500 if path.is_dir() else 0o400)
    code, said, _ = cartref("rescue", data, tmp_path / "saved")
    data.chmod(0o700)
    assert (code, "Lost:" in said) == (0, False)


# -- people --------------------------------------------------------------------------------------------------------------


def test_a_persons_records_are_taken_out_in_their_language(cartref, hafan, tmp_path):
    dilys = hafan["Dilys Rees"].id
    code, said, _ = cartref("export-person", "hafan", dilys, tmp_path / "dilys")
    assert code == 0
    assert "look-at-first.txt" in said
    rows = [
        json.loads(line) for line in (tmp_path / "dilys" / "records.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert {row["kind"] for row in rows} == {"person", "event"}
    code, _, trouble = cartref("export-person", "hafan", "nobody", tmp_path / "x")
    assert (code, _sentence(trouble)) == (2, True)


def test_a_purge_says_first_what_would_go_and_erases_when_told(cartref, hafan):
    with serve.opened(serve.settings_or_fail()) as house:
        homes.set_status(house, "hafan", hafan["Dilys Rees"].id, "died", "x")
    later = ("purge", "hafan", "--today", "2060-01-01")
    code, said, _ = cartref(*later, "--dry-run")
    assert code == 0
    assert "1 person (8 years after care ends)" in said
    assert said.endswith("Nothing was erased.\n")
    assert "Nothing was erased." in cartref(*later, typed="n\n")[1]
    code, said, _ = cartref(*later, typed="y\n")
    assert code == 0
    assert "Everything that is left is what was written." in said
    with serve.opened(serve.settings_or_fail()) as house:
        assert [one.name for one in homes.people(house, "hafan")] == ["Mair"]
    assert cartref("verify")[0] == 0


def test_a_hold_is_added_listed_and_lifted(cartref, hafan):
    code, said, _ = cartref("hold", "add", "hafan", "--because", "claim", "--note", "letter of 3 May")
    assert code == 0
    id = said.split()[-1].rstrip(".")
    assert "letter of 3 May" in cartref("hold", "list", "hafan")[1]
    assert "lasts" in cartref("hold", "list", "hafan")[1]
    assert cartref("hold", "remove", "hafan", id, "--why", "settled")[0] == 0
    assert "lasts" not in cartref("hold", "list", "hafan")[1]


@pytest.mark.parametrize(
    "words",
    [
        ("purge", "hafan", "--today", "soon"),
        ("purge", "haven"),
        ("purge", "hafan", "--country", "atlantis"),
        ("purge", "hafan", "--rules", "nowhere.yaml"),
        ("hold", "add", "hafan", "--because", "perhaps"),
        ("hold", "add", "hafan", "--because", "claim", "--person", "nobody"),
        ("hold", "remove", "hafan", "none"),
    ],
    ids=lambda words: " ".join(words),
)
def test_what_cannot_be_done_about_keeping_is_one_sentence(cartref, hafan, words):
    code, _, trouble = cartref(*words)
    assert (code, _sentence(trouble)) == (2, True), trouble
