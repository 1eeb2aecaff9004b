"""A key is made with its recovery sheet, typed back before anything is kept, and written anew from the paper."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.cli import main
from core.keeping.sheet import groups
from core.stores import keys as keys_module
from core.stores.keys import Keys, read_key_file


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    for name in ("CARTREF_KEY", "CARTREF_PASSPHRASE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CARTREF_DATA", str(tmp_path / "records"))
    return tmp_path


@pytest.fixture
def known(monkeypatch) -> Keys:
    """The key that the next `create` makes."""
    keys = Keys.new()
    monkeypatch.setattr(keys_module.Keys, "new", classmethod(lambda cls: keys))
    return keys


def _type(*words, typed=""):
    result = CliRunner().invoke(main, [str(word) for word in words], input=typed)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def _spoken(keys: Keys) -> str:
    return " ".join(groups(keys.secret)).lower()


def test_a_key_is_kept_once_its_sheet_was_typed_back_with_spaces_and_small_letters(folder, known):
    code, said, _ = _type("key", "create", folder / "key", typed=_spoken(known) + "\n")
    assert code == 0
    assert "RECOVERY SHEET" in said
    assert known.public in said
    assert f"export CARTREF_KEY={folder / 'key'}" in said
    assert read_key_file(folder / "key", str).secret == known.secret


def test_the_sheet_shows_the_whole_secret_in_groups_of_four(folder, known):
    _code, said, _ = _type("key", "create", folder / "key", typed=_spoken(known) + "\n")
    lines = [line.strip() for line in said.splitlines() if re.fullmatch(r"    [A-Z0-9 -]+", line)]
    assert "".join("".join(lines).split()) == known.secret
    assert all(len(word) <= 4 for line in lines[1:] for word in line.split())


def test_what_was_typed_wrong_is_asked_for_again_and_nothing_is_kept_meanwhile(folder, known):
    wrong = _spoken(known)[:-1]
    code, said, trouble = _type("key", "create", folder / "key", typed=f"{wrong}\n{wrong}\n")
    assert code == 2
    assert said.count("That is not the same.") == 2
    assert trouble.startswith("Nothing was kept: the secret was not typed")
    assert list(folder.iterdir()) == []
    assert _type("key", "create", folder / "key", typed=f"{wrong}\n{_spoken(known)}\n")[0] == 0


def test_a_key_is_written_anew_from_the_sheet_however_many_tries_it_takes(folder):
    keys = Keys.new()
    spoken = _spoken(keys)
    slip = spoken[:-2] + ("q" if spoken[-2] != "q" else "p") + spoken[-1]
    code, said, _ = _type("key", "restore", folder / "anew", typed=f"{slip}\n{spoken}\n")
    assert code == 0
    assert "This is not a key" in said
    assert keys.public in said
    assert read_key_file(folder / "anew", str).secret == keys.secret


def test_a_passphrase_seals_the_file_and_opens_it_from_the_settings(folder, known, monkeypatch):
    typed = f"{_spoken(known)}\nthree green hens\nthree green hens\n"
    assert _type("key", "create", folder / "key", "--passphrase", typed=typed)[0] == 0
    assert b"AGE-SECRET" not in (folder / "key").read_bytes()
    monkeypatch.setenv("CARTREF_KEY", str(folder / "key"))
    code, _, trouble = _type("key", "show")
    assert (code, "CARTREF_PASSPHRASE" in trouble, trouble.count("\n")) == (2, True, 1)
    monkeypatch.setenv("CARTREF_PASSPHRASE", "three brown hens")
    code, _, trouble = _type("key", "show")
    assert (code, "does not open the key" in trouble) == (2, True)
    monkeypatch.setenv("CARTREF_PASSPHRASE", "three green hens")
    assert _type("key", "show")[:2] == (0, f"{known.public}\n")


def test_a_key_that_is_there_is_never_written_over(folder):
    (folder / "key").write_text("mine", encoding="utf-8")
    for command in ("create", "restore"):
        code, said, trouble = _type("key", command, folder / "key", typed="x\n")
        assert (code, said) == (2, "")
        assert "name a file that is not there yet" in trouble
    assert (folder / "key").read_text(encoding="utf-8") == "mine"


def test_no_folder_and_no_key_are_a_sentence_each(folder):
    code, said, trouble = _type("key", "create", folder / "no" / "key", typed="x\n")
    assert (code, said, trouble.count("\n")) == (2, "", 1)
    code, said, trouble = _type("key", "show")
    assert (code, said, trouble.count("\n")) == (2, "", 1)
    assert "cartref key create FILE" in trouble
