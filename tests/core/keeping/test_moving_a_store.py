"""Everything moves from one store to another as it is, goes on where it was broken off, and is compared afterwards."""

from __future__ import annotations

import pytest

from core.keeping.move import differences, move_all, move_home
from core.keeping.verify import verify
from core.stores.memory import MemoryStore
from core.stores.protocol import HOST, Full, Refused
from core.stores.staging import Last
from tests.core.keeping.pretend import KINDS, fill


def test_every_home_moves_with_lines_records_and_attachments(filled: MemoryStore, new_store):
    to = new_store()
    assert move_all(filled, to, KINDS) == {HOST: [], "hafan": [], "llys": []}
    assert to.homes() == filled.homes()
    assert to.anchor("hafan") == filled.anchor("hafan")
    assert to.attachments("hafan") == filled.attachments("hafan")


def test_a_move_that_was_broken_off_goes_on_where_it_stopped(filled: MemoryStore, new_store, monkeypatch):
    to = new_store()
    true_attach = MemoryStore.attach

    def adopt_some(home, entries):
        return MemoryStore.adopt(to, home, [next(iter(entries)) for _ in range(7)])

    def attach(home, data):
        if to.attachments(home):
            raise Full("there is no room")
        return true_attach(to, home, data)

    monkeypatch.setattr(to, "adopt", adopt_some)
    monkeypatch.setattr(to, "attach", attach)
    with pytest.raises(Full):
        move_home(filled, to, "hafan")
    monkeypatch.undo()
    assert to.anchor("hafan").seq == 7
    brought = move_home(filled, to, "hafan")
    assert brought == filled.anchor("hafan").seq - 7
    assert differences(filled, to, "hafan") == []


def test_moving_again_brings_only_what_is_new(filled: MemoryStore, new_store):
    to = new_store()
    move_all(filled, to, KINDS)
    with filled.tx("hafan", actor="mair", purpose="erase") as tx:
        tx.erase("person", "gwilym")
    assert move_home(filled, to, "hafan") == 1
    assert verify(to, "hafan", KINDS).well
    assert differences(filled, to, "hafan") == []


def test_a_place_with_another_home_of_that_name_is_refused(filled: MemoryStore, new_store):
    to = new_store()
    fill(to, "hafan", seed=5, steps=4)
    end = to.anchor("hafan")
    with pytest.raises(Refused, match="other records of hafan"):
        move_home(filled, to, "hafan")
    assert to.anchor("hafan") == end


def test_a_place_that_went_further_is_refused(filled: MemoryStore, new_store):
    to = new_store()
    move_home(filled, to, "hafan")
    with to.tx("hafan", actor="bethan", purpose="write") as tx:
        tx.put("note", "more", {"about": "dilys"}, expect=0)
    with pytest.raises(Refused, match="other records of hafan"):
        move_home(filled, to, "hafan")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda kept, files: kept.rows["person"].update(dilys=Last(1, b'{"name":"Dilwyn"}')), "person dilys of hafan"),
        (lambda kept, files: kept.entries.pop(), "ends at line"),
        (lambda kept, files: files.pop(min(files)), "the attachment"),
        (lambda kept, files: kept.entries.__setitem__(0, kept.entries[1]), "line 1 of hafan is not the same"),
    ],
    ids=["shown", "end", "attachment", "line"],
)
def test_whatever_differs_afterwards_is_said(filled: MemoryStore, new_store, spoil, said):
    to = new_store()
    move_home(filled, to, "hafan")
    spoil(to._homes["hafan"], to._attached["hafan"])
    assert any(said in words for words in differences(filled, to, "hafan"))
