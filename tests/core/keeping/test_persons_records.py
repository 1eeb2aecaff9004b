"""Everything about or by one person is taken out, to read and as data; others who are named are for a human to look at."""

from __future__ import annotations

import json

import pytest

from core.accounts import Account
from core.keeping.person import take_out
from core.stores.protocol import HOST, Refused
from tests.core.keeping.pretend import KINDS


@pytest.fixture
def home(new_store):
    store = new_store()
    with store.tx("hafan", actor="host", purpose="begin") as tx:
        tx.put("person", "d-1", {"name": "Dilys Rees", "roles": ["resident"], "languages": ["en"]}, expect=0)
        tx.put("person", "c-1", {"name": "Carys Bowen", "roles": ["family"], "of": ["d-1"]}, expect=0)
        tx.put("person", "b-1", {"name": "Bethan", "roles": ["care_staff"], "circle": []}, expect=0)
    photo = store.attach("hafan", b"Dilys in the garden")
    with store.tx("hafan", actor="b-1", purpose="write") as tx:
        tx.put("note", "about", {"about": "d-1", "words": "Carys came with <b>cake</b>"}, expect=0)
        tx.put("note", "other", {"about": "c-1", "words": "nothing of her"}, expect=0)
        tx.put("note", "named", {"about": "c-1", "words": "spoke of Dilys Rees"}, expect=0)
        tx.put("attachment", "photo", {"sha256": photo, "of": "d-1"}, expect=0)
    with store.tx("hafan", actor="b-1", purpose="write") as tx:
        tx.put("note", "about", {"about": "d-1", "words": "Carys came"}, expect=1)
        tx.looked("note", "about")
    with store.tx("hafan", actor="b-1", purpose="write", on_behalf_of="d-1") as tx:
        tx.put("note", "said", {"words": "I like the window"}, expect=0)
    with store.tx(HOST, actor="host", purpose="x") as tx:
        account = Account(id="a-1", name="dilys", password="$argon2id$secret", people={"hafan": "d-1", "llys": "x"})
        tx.put("account", "a-1", account.body(), expect=0)
    return store


@pytest.fixture
def folder(home, tmp_path):
    out = tmp_path / "dilys"
    home.taken = take_out(home, "hafan", "d-1", out, KINDS, day="2026-06-02", actor="host", title="Hafan")
    return out


def _rows(folder):
    return [json.loads(line) for line in (folder / "records.jsonl").read_text(encoding="utf-8").splitlines()]


def test_every_revision_about_or_by_the_person_is_there_with_the_reason(folder):
    found = {(row["kind"], row["id"], row["revision"]): row["why"] for row in _rows(folder)}
    assert found == {
        ("account", "a-1", 1): "is",
        ("person", "d-1", 1): "is",
        ("person", "c-1", 1): "mentions",
        ("note", "about", 1): "about or by",
        ("note", "about", 2): "about or by",
        ("note", "said", 1): "written by",
        ("attachment", "photo", 1): "mentions",
    }


@pytest.mark.parametrize("about", [{"about": "Dilys Rees"}, {"about": "", "kept_from": "d-1"}])
def test_a_worry_goes_into_nobodys_folder_neither_about_them_nor_kept_from_them(home, tmp_path, about):
    with home.tx("hafan", actor="somebody", purpose="worry") as tx:
        tx.put("worry", "w-1", {"at": "x", "words": "a bruise", **about}, expect=0)
    out = tmp_path / "dilys"
    take_out(home, "hafan", "d-1", out, KINDS, day="2026-06-02", actor="host", title="Hafan")
    for file in ("records.jsonl", "index.txt", "look-at-first.txt"):
        said = (out / file).read_text(encoding="utf-8")
        assert "bruise" not in said
        assert "w-1" not in said


def test_no_password_and_no_other_home_goes_along(folder):
    text = (folder / "records.jsonl").read_text(encoding="utf-8")
    assert "argon2" not in text
    assert "llys" not in text


def test_the_photograph_goes_along_as_it_was(folder):
    assert [path.read_bytes() for path in (folder / "attachments").iterdir()] == [b"Dilys in the garden"]


def test_other_people_are_listed_for_a_human_to_look_at_with_their_place(folder):
    said = (folder / "look-at-first.txt").read_text(encoding="utf-8")
    assert "(note about): Carys Bowen, at words" in said
    assert "(note about): Bethan wrote it" in said
    assert "note named" in said.split("same name in their words")[1]
    assert "note other" not in said


def test_the_page_says_it_in_plain_words_and_nothing_in_it_is_markup(folder):
    text = (folder / "index.txt").read_text(encoding="utf-8")
    assert text.startswith("What Hafan keeps about Dilys Rees\n")
    assert "words: Carys came\n" in text
    assert "Who looked at these records" in text
    assert "Bethan, Note (write)" in text
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert "<b>" not in page
    assert '<html lang="en">' in page


def test_that_it_was_taken_out_is_in_the_audit(home, folder):
    last = list(home.events("hafan"))[-1].line
    assert (last.actor, last.purpose, last.looks) == ("host", "export of a person's records", (("person", "d-1"),))


def test_nobody_else_on_the_computer_can_read_the_folder(folder):
    assert folder.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.rglob("*"))


def test_somebody_who_is_not_there_and_a_folder_that_is_are_refused(home, folder, tmp_path):
    with pytest.raises(Refused, match="nobody with the id 'nia'"):
        take_out(home, "hafan", "nia", tmp_path / "nia", KINDS, day="2026-06-02", actor="host", title="Hafan")
    assert not (tmp_path / "nia").exists()
    with pytest.raises(Refused, match="name a folder that is not there yet"):
        take_out(home, "hafan", "d-1", folder, KINDS, day="2026-06-02", actor="host", title="Hafan")


def test_what_was_erased_is_said_to_be_erased(home, tmp_path):
    with home.tx("hafan", actor="host", purpose="erase") as tx:
        tx.erase("note", "about")
    take_out(home, "hafan", "d-1", tmp_path / "x", KINDS, day="2026-06-02", actor="host", title="Hafan")
    assert "cake" not in (tmp_path / "x" / "records.jsonl").read_text(encoding="utf-8")
