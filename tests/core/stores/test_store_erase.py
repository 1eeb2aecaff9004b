"""Erased is gone for good, from every question and from the disk, and the audit still holds: the same for every store."""

from __future__ import annotations

import pytest

from core.clock import HandClock
from core.stores.entries import beginning
from core.stores.protocol import ATTACHMENT, Body, Conflict, NotFound, ReadOnly, Store, StoreError, TooBig

HOME = "llys-y-coed"
OTHER = "bryn-awel"


def keep(store: Store, id: str, body: Body, *, expect: int = 0, kind: str = "note", home: str = HOME) -> int:
    with store.tx(home, actor="gwen", purpose="test") as tx:
        return tx.put(kind, id, body, expect)


def erase(store: Store, id: str, *, kind: str = "note") -> None:
    with store.tx(HOME, actor="gwen", purpose="a family asked") as tx:
        tx.erase(kind, id)


def bodies(store: Store) -> list[bytes | None]:
    return [None if one is None else one.text for entry in store.events(HOME) for one in entry.contents]


def chain_holds(store: Store, home: str = HOME) -> bool:
    anchor = beginning(home)
    for entry in store.events(home):
        if entry.line.prev != anchor.sum or entry.line.seq != anchor.seq + 1 or entry.faults():
            return False
        anchor = entry.anchor
    return anchor == store.anchor(home)


def test_what_was_erased_is_nowhere_and_its_lines_stay(store: Store) -> None:
    keep(store, "a", {"n": 1})
    keep(store, "a", {"n": 2}, expect=1)
    keep(store, "b", {"n": 3})
    erase(store, "a")
    with store.read(HOME) as tx:
        assert tx.get("note", "a") is None
        assert [record.id for record in tx.find("note")] == ["b"]
        assert [record.id for record in tx.find("note", {"n": 2})] == []
    assert store.history(HOME, "note", "a") == []
    assert bodies(store) == [None, None, b'{"n":3}', None]
    assert [change.rev for entry in store.events(HOME) for change in entry.line.changes] == [1, 2, 1, 3]
    assert chain_holds(store)


def test_tidying_keeps_every_line_and_the_chain(store: Store) -> None:
    keep(store, "a", {"n": 1})
    keep(store, "b", {"n": 3})
    erase(store, "a")
    lines = [entry.text for entry in store.events(HOME)]
    store.tidy(HOME)
    assert [entry.text for entry in store.events(HOME)] == lines
    assert bodies(store) == [None, b'{"n":3}', None]
    assert chain_holds(store)
    assert list(store.check(HOME)) == []
    keep(store, "c", {"n": 4})
    assert [record.revision for record in store.history(HOME, "note", "b")] == [1]
    assert chain_holds(store)


def test_what_never_was_or_was_erased_before_cannot_be_erased(store: Store) -> None:
    with pytest.raises(NotFound):
        erase(store, "a")
    keep(store, "a", {})
    erase(store, "a")
    with pytest.raises(NotFound):
        erase(store, "a")


def test_what_was_taken_away_can_still_be_erased(store: Store) -> None:
    keep(store, "a", {"n": 1})
    with store.tx(HOME, actor="gwen", purpose="test") as tx:
        tx.delete("note", "a", 1)
    erase(store, "a")
    assert store.history(HOME, "note", "a") == []


def test_one_made_anew_after_erasing_goes_on_counting_and_stays_when_tidied(store: Store) -> None:
    keep(store, "a", {"n": 1})
    erase(store, "a")
    assert keep(store, "a", {"n": 2}) == 3
    store.tidy(HOME)
    assert [(record.revision, record.body) for record in store.history(HOME, "note", "a")] == [(3, {"n": 2})]
    assert bodies(store) == [None, None, b'{"n":2}']
    erase(store, "a")
    assert store.history(HOME, "note", "a") == []


def test_what_one_transaction_makes_and_erases_is_never_kept(store: Store) -> None:
    with store.tx(HOME, actor="gwen", purpose="test") as tx:
        tx.put("note", "a", {"n": 1}, 0)
        tx.erase("note", "a")
        assert tx.get("note", "a") is None
        assert tx.put("note", "a", {"n": 2}, 0) == 3
    assert bodies(store) == [None, None, b'{"n":2}']
    with store.read(HOME) as tx:
        record = tx.get("note", "a")
    assert record is not None
    assert record.body == {"n": 2}


def test_an_erasing_that_is_undone_erases_nothing(store: Store) -> None:
    keep(store, "a", {"n": 1})

    def late() -> None:
        with store.tx(HOME, actor="gwen", purpose="test") as tx:
            tx.erase("note", "a")
            tx.put("note", "b", {}, 7)

    with pytest.raises(Conflict):
        late()
    assert [record.body for record in store.history(HOME, "note", "a")] == [{"n": 1}]


def test_who_only_reads_erases_nothing_and_notes_no_look(store: Store) -> None:
    keep(store, "a", {})
    with store.read(HOME) as tx:
        with pytest.raises(ReadOnly):
            tx.erase("note", "a")
        with pytest.raises(ReadOnly):
            tx.looked("note", "a")


def test_a_look_is_a_line_of_its_own_and_changes_nothing(store: Store) -> None:
    keep(store, "a", {"n": 1})
    with store.tx(HOME, actor="ffion", purpose="a question of the family", on_behalf_of="mair") as tx:
        tx.looked("note", "a")
        tx.looked("note", "a")
    last = list(store.events(HOME))[-1]
    assert (last.line.actor, last.line.on_behalf_of, last.line.looks) == ("ffion", "mair", (("note", "a"),))
    assert last.contents == ()
    assert chain_holds(store)


def test_events_are_told_from_any_line_on_and_in_order(store: Store) -> None:
    for n in range(6):
        keep(store, f"n{n}", {"n": n})
    for after in range(8):
        assert [entry.line.seq for entry in store.events(HOME, after)] == list(range(after + 1, 7))
    assert list(store.events(OTHER)) == []
    assert store.anchor(OTHER) == beginning(OTHER)


def test_the_line_names_the_fields_that_changed_and_no_word_of_the_body(store: Store) -> None:
    keep(store, "a", {"said": "te", "room": 4})
    keep(store, "a", {"said": "coffi", "room": 4}, expect=1)
    entries = list(store.events(HOME))
    assert [change.fields for entry in entries for change in entry.line.changes] == [("room", "said"), ("said",)]
    assert not any(word in entry.text for entry in entries for word in (b"coffi", b'"te"'))


# --- moving a home


def test_a_home_moves_as_it_is_and_may_be_moved_in_pieces(
    store: Store, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from core.stores.tiny import TinyStore

    for n in range(5):
        keep(store, "a", {"n": n}, expect=n)
    keep(store, "b", {})
    with store.tx(HOME, actor="gwen", purpose="send", idem="k") as tx:
        tx.erase("note", "b")
        tx.answer({"done": True})
    entries = list(store.events(HOME))
    other = TinyStore(tmp_path_factory.mktemp("other") / "records", HandClock())

    def broken_off() -> object:
        yield from entries[:3]
        raise OSError("the stick was pulled out")

    with pytest.raises(OSError, match="stick"):
        other.adopt(HOME, broken_off())  # type: ignore[arg-type]
    assert other.anchor(HOME).seq == 3
    assert other.adopt(HOME, iter(entries[3:])) == len(entries) - 3
    assert list(other.events(HOME)) == entries
    assert other.anchor(HOME) == store.anchor(HOME)
    assert other.history(HOME, "note", "a") == store.history(HOME, "note", "a")
    with other.tx(HOME, actor="gwen", purpose="send", idem="k") as tx:
        assert tx.replayed == {"done": True}
    other.close()


# --- attachments and what gets old


def test_an_attachment_comes_back_byte_by_byte_and_twice_the_same_is_once(store: Store) -> None:
    name = store.attach(HOME, b"\0garden\xff")
    assert store.attach(HOME, b"\0garden\xff") == name
    other = store.attach(HOME, b"")
    assert store.attached(HOME, name) == b"\0garden\xff"
    assert store.attached(HOME, other) == b""
    assert store.attachments(HOME) == sorted([name, other])
    assert store.attachments(OTHER) == []
    for home, wrong in ((OTHER, name), (HOME, "0" * 64), (HOME, "../LOCK")):
        with pytest.raises(NotFound):
            store.attached(home, wrong)
    assert store.homes() == [], "an attachment alone is no record"


def test_an_attachment_that_is_too_big_is_refused(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.stores.entries.LARGEST_ATTACHMENT", 10)
    with pytest.raises(TooBig, match="11 bytes"):
        store.attach(HOME, b"x" * 11)


def test_an_attachment_goes_when_no_record_names_it_for_a_day(store: Store, clock: HandClock) -> None:
    named, erased, old = (store.attach(HOME, data) for data in (b"named", b"erased", b"old"))
    keep(store, "p1", {"sha256": named}, kind=ATTACHMENT)
    keep(store, "p2", {"sha256": erased}, kind=ATTACHMENT)
    assert store.tidy(HOME).attachments == 0
    clock.forward(hours=25)
    new = store.attach(HOME, b"new")
    again = store.attach(HOME, b"old")
    assert again == old
    erase(store, "p2", kind=ATTACHMENT)
    assert store.tidy(HOME).attachments == 1
    assert store.attachments(HOME) == sorted([named, new, again]), "attached again, its day begins again"


def test_what_a_record_named_before_it_was_changed_or_taken_away_stays(store: Store, clock: HandClock) -> None:
    first, second = store.attach(HOME, b"first"), store.attach(HOME, b"second")
    keep(store, "p", {"sha256": first}, kind=ATTACHMENT)
    keep(store, "p", {"sha256": second}, kind=ATTACHMENT, expect=1)
    with store.tx(HOME, actor="gwen", purpose="test") as tx:
        tx.delete(ATTACHMENT, "p", 2)
    clock.forward(days=3)
    assert store.tidy(HOME).attachments == 0
    assert store.attachments(HOME) == sorted([first, second])


def test_an_old_idempotency_key_is_forgotten_and_a_younger_one_is_not(store: Store, clock: HandClock) -> None:
    for key in ("old", "young"):
        with store.tx(HOME, actor="gwen", purpose="send", idem=key) as tx:
            tx.answer({"key": key})
        clock.forward(days=20)
    store.tidy(HOME)
    for key, answer in (("old", None), ("young", {"key": "young"})):
        with store.tx(HOME, actor="gwen", purpose="send", idem=key) as tx:
            assert tx.replayed == answer
    assert [entry.idem for entry in store.events(HOME)] == [None, "young"]
    assert chain_holds(store)


def test_tidying_a_home_that_never_was_makes_none(store: Store) -> None:
    assert store.tidy(HOME).attachments == 0
    assert store.homes() == []


def test_within_a_transaction_nothing_is_tidied_attached_or_adopted(store: Store) -> None:
    with store.tx(HOME, actor="gwen", purpose="test") as tx:
        for use in (
            lambda: store.tidy(HOME),
            lambda: store.tidy(OTHER),
            lambda: store.attach(HOME, b"x"),
            lambda: store.adopt(HOME, []),
        ):
            with pytest.raises(StoreError, match="open in llys-y-coed"):
                use()
        tx.put("note", "a", {}, 0)
    assert store.anchor(HOME).seq == 1
