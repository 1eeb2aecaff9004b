"""The audit, erasing, and moving a home as it is: one promise, the same cases for every store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from core.clock import HandClock
from core.stores.entries import Change, Entry, beginning, mac_of
from core.stores.memory import MemoryStore
from core.stores.protocol import (
    Body,
    Corrupt,
    NotFound,
    ReadOnly,
    Refused,
    Store,
)

HOME = "llys-y-coed"
OTHER = "bryn-awel"


def keep(store: Store, id: str, body: Body, expect: int = 0, *, kind: str = "note", home: str = HOME) -> int:
    with store.tx(home, actor="gwen", purpose="test") as tx:
        return tx.put(kind, id, body, expect)


def erase(store: Store, id: str, *, kind: str = "note") -> None:
    with store.tx(HOME, actor="gwen", purpose="purge") as tx:
        tx.erase(kind, id)


@pytest.fixture
def full(store: Store) -> Store:
    """A store with a small history: made, changed, taken away, looked at, erased."""
    keep(store, "a", {"n": 1, "x": "te"})
    keep(store, "a", {"n": 2, "x": "te"}, 1)
    keep(store, "b", {"n": 1, "x": "tŷ"})
    with store.tx(HOME, actor="mair", purpose="look", on_behalf_of="dilys") as tx:
        tx.looked("note", "a")
        tx.delete("note", "a", 2)
        tx.put("wish", "c", {"n": 9}, 0)
    with store.tx(HOME, actor="gwen", purpose="send", idem="k1") as tx:
        tx.put("wish", "c", {"n": 10}, 1)
        tx.answer({"rev": 2})
    erase(store, "b")
    return store


# --- lines


def test_before_anything_was_kept_the_audit_begins_with_the_name_of_the_home(store: Store) -> None:
    assert store.anchor(HOME) == beginning(HOME)
    assert store.anchor(HOME) != beginning(OTHER)
    assert list(store.events(HOME)) == []


def test_each_transaction_is_one_line_behind_the_other(full: Store) -> None:
    lines = [entry.line for entry in full.events(HOME)]
    assert [line.seq for line in lines] == [1, 2, 3, 4, 5, 6]
    anchor = beginning(HOME)
    for entry in full.events(HOME):
        assert entry.line.prev == anchor.sum
        anchor = entry.anchor
    assert full.anchor(HOME) == anchor


def test_a_line_says_who_did_what_for_whom_and_which_fields_changed_but_no_words(full: Store) -> None:
    entries = list(full.events(HOME))
    line = entries[3].line
    assert (line.actor, line.on_behalf_of, line.purpose, line.at) == (
        "mair",
        "dilys",
        "look",
        "2026-06-01T09:00:00+00:00",
    )
    assert line.looks == (("note", "a"),)
    assert line.changes[0] == Change("delete", "note", "a", 3)
    assert line.changes[1][:5] == ("put", "wish", "c", 1, ("n",))
    assert entries[1].line.changes[0].fields == ("n",)
    assert not any("tŷ".encode() in entry.text or b'"te"' in entry.text for entry in entries)


def test_every_body_is_the_one_its_line_tells_of(full: Store) -> None:
    for entry in full.events(HOME):
        assert entry.faults() == []
        for change, content in zip(entry.line.changes, entry.contents, strict=True):
            if content is not None:
                assert mac_of(content) == change.mac


def test_the_same_words_twice_cannot_be_told_from_their_macs(store: Store) -> None:
    keep(store, "a", {"n": 1})
    keep(store, "b", {"n": 1})
    macs = {change.mac for entry in store.events(HOME) for change in entry.line.changes}
    assert len(macs) == 2


def test_true_in_the_place_of_one_is_a_change(store: Store) -> None:
    keep(store, "a", {"n": 1, "x": 1})
    keep(store, "a", {"n": True, "x": 1}, 1)
    assert [entry.line.changes[0].fields for entry in store.events(HOME)] == [("n", "x"), ("n",)]


def test_events_may_be_asked_from_a_line_on(full: Store) -> None:
    assert [entry.line.seq for entry in full.events(HOME, after=4)] == [5, 6]
    assert list(full.events(HOME, after=6)) == []


def test_looking_alone_is_a_line_too(store: Store) -> None:
    keep(store, "a", {})
    with store.tx(HOME, actor="mair", purpose="look") as tx:
        tx.looked("note", "a")
        tx.looked("note", "a")
    assert [entry.line.looks for entry in store.events(HOME)] == [(), (("note", "a"),)]


def test_what_only_reads_notes_no_looks_and_erases_nothing(store: Store) -> None:
    keep(store, "a", {})
    with store.read(HOME) as tx:
        with pytest.raises(ReadOnly):
            tx.looked("note", "a")
        with pytest.raises(ReadOnly):
            tx.erase("note", "a")


def test_what_was_undone_leaves_no_line(store: Store) -> None:
    def undone() -> None:
        with store.tx(HOME, actor="gwen", purpose="test") as tx:
            tx.put("note", "a", {}, 0)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        undone()
    assert store.anchor(HOME) == beginning(HOME)


def test_homes_have_audits_of_their_own(full: Store) -> None:
    keep(full, "a", {}, home=OTHER)
    assert [entry.line.seq for entry in full.events(OTHER)] == [1]
    assert full.anchor(HOME).seq == 6


def test_nothing_is_wrong_with_how_a_home_is_kept(full: Store) -> None:
    assert list(full.check(HOME)) == []
    full.tidy(HOME)
    assert list(full.check(HOME)) == []


# --- erasing


def test_what_was_erased_is_gone_with_every_revision(store: Store) -> None:
    keep(store, "a", {"x": "Nel"})
    keep(store, "a", {"x": "Nell"}, 1)
    erase(store, "a")
    with store.read(HOME) as tx:
        assert tx.get("note", "a") is None
        assert len(tx.find("note", {"x": "Nell"})) == 0
    assert store.history(HOME, "note", "a") == []
    assert [entry.contents for entry in store.events(HOME)] == [(None,), (None,), (None,)]


def test_the_audit_still_holds_when_words_were_erased(store: Store) -> None:
    keep(store, "a", {"x": "Nel"})
    before = store.anchor(HOME)
    erase(store, "a")
    entries = list(store.events(HOME))
    assert entries[0].anchor == before
    assert entries[1].line.changes == (Change("erase", "note", "a", 2),)
    assert all(entry.faults() == [] for entry in entries)


def test_what_was_taken_away_can_be_erased_and_nothing_twice(store: Store) -> None:
    keep(store, "a", {})
    with store.tx(HOME, actor="gwen", purpose="test") as tx:
        tx.delete("note", "a", 1)
    erase(store, "a")
    with pytest.raises(NotFound):
        erase(store, "a")
    with pytest.raises(NotFound):
        erase(store, "never")


def test_one_made_anew_after_erasing_goes_on_counting_and_its_history_begins_there(store: Store) -> None:
    keep(store, "a", {"n": 1})
    erase(store, "a")
    assert keep(store, "a", {"n": 3}) == 3
    assert [record.revision for record in store.history(HOME, "note", "a")] == [3]
    erase(store, "a")
    assert store.history(HOME, "note", "a") == []


def test_what_a_transaction_erases_of_its_own_is_kept_nowhere(store: Store) -> None:
    with store.tx(HOME, actor="gwen", purpose="test") as tx:
        tx.put("note", "a", {"x": "Nel"}, 0)
        tx.erase("note", "a")
        assert tx.get("note", "a") is None
    (entry,) = store.events(HOME)
    assert entry.contents == (None, None)
    assert store.history(HOME, "note", "a") == []


def test_erasing_one_record_leaves_those_of_the_same_transaction(store: Store) -> None:
    with store.tx(HOME, actor="gwen", purpose="test") as tx:
        tx.put("note", "a", {"n": 1}, 0)
        tx.put("note", "b", {"n": 2}, 0)
    erase(store, "a")
    assert [record.body for record in store.history(HOME, "note", "b")] == [{"n": 2}]
    first = next(iter(store.events(HOME)))
    assert [content is None for content in first.contents] == [True, False]


def test_tidying_takes_nothing_that_anybody_needs(full: Store) -> None:
    before = [(entry.text, entry.contents) for entry in full.events(HOME)]
    full.tidy(HOME)
    assert [(entry.text, entry.contents) for entry in full.events(HOME)] == before
    assert [record.revision for record in full.history(HOME, "note", "a")] == [1, 2]
    with full.tx(HOME, actor="gwen", purpose="send", idem="k1") as tx:
        assert tx.replayed == {"rev": 2}


def test_an_old_idempotency_key_is_forgotten_when_the_home_is_tidied(full: Store, clock: HandClock) -> None:
    clock.forward(days=31)
    full.tidy(HOME)
    assert [entry.idem for entry in full.events(HOME)] == [None] * 6
    with full.tx(HOME, actor="gwen", purpose="send", idem="k1") as tx:
        assert tx.replayed is None


# --- a home is moved as it is


def test_a_home_that_was_moved_is_the_same_in_every_line_and_word(full: Store, clock: HandClock) -> None:
    there = MemoryStore(clock)
    there.declare(())
    assert there.adopt(HOME, full.events(HOME)) == 6
    assert list(there.events(HOME)) == list(full.events(HOME))
    assert there.anchor(HOME) == full.anchor(HOME)


def _from_memory(clock: HandClock, count: int = 6) -> MemoryStore:
    made = MemoryStore(clock)
    for n in range(count):
        with made.tx(HOME, actor="gwen", purpose="test", idem=f"k{n}") as tx:
            tx.put("note", "a", {"n": n, "x": f"te {n}"}, n)
            tx.put("wish", f"w{n}", {"n": n}, 0)
            tx.answer({"rev": n})
    with made.tx(HOME, actor="gwen", purpose="test") as tx:
        tx.erase("wish", "w1")
        tx.delete("wish", "w2", 1)
    return made


def test_a_home_that_was_taken_over_is_found_read_and_written_as_if_it_had_grown_here(
    store: Store, clock: HandClock
) -> None:
    elsewhere = _from_memory(clock)
    assert store.adopt(HOME, elsewhere.events(HOME)) == 7
    assert store.homes() == [HOME]
    with store.read(HOME) as tx:
        assert [record.id for record in tx.find("wish")] == ["w0", "w3", "w4", "w5"]
        assert [record.id for record in tx.find("note", {"x": "te 5"})] == ["a"]
    assert [record.revision for record in store.history(HOME, "note", "a")] == [1, 2, 3, 4, 5, 6]
    assert store.history(HOME, "wish", "w1") == []
    with store.tx(HOME, actor="gwen", purpose="test", idem="k3") as tx:
        assert tx.replayed == {"rev": 3}
    assert keep(store, "a", {"n": 7}, 6) == 7
    assert store.anchor(HOME).seq == 8
    assert list(store.check(HOME)) == []


def test_what_was_broken_off_goes_on_where_it_ended(store: Store, clock: HandClock) -> None:
    elsewhere = _from_memory(clock)

    def cut() -> Iterator[Entry]:
        for entry in elsewhere.events(HOME):
            if entry.line.seq == 4:
                raise KeyboardInterrupt
            yield entry

    with pytest.raises(KeyboardInterrupt):
        store.adopt(HOME, cut())
    done = store.anchor(HOME).seq
    assert done in (0, 3), "what came before may be kept, and never half of a transaction"
    assert store.adopt(HOME, elsewhere.events(HOME, after=done)) == 7 - done
    assert list(store.events(HOME)) == list(elsewhere.events(HOME))


def test_a_home_does_not_take_over_lines_that_do_not_follow_its_own(store: Store, clock: HandClock) -> None:
    elsewhere = _from_memory(clock)
    keep(store, "mine", {})
    with pytest.raises(Refused):
        store.adopt(HOME, elsewhere.events(HOME))
    with pytest.raises((Refused, Corrupt)):
        store.adopt(HOME, elsewhere.events(HOME, after=1))
    with pytest.raises((Refused, Corrupt)):
        store.adopt(OTHER, elsewhere.events(HOME))
    assert store.anchor(HOME).seq == 1


@pytest.mark.parametrize("place", [0, 3, 5])
def test_a_word_that_was_changed_on_the_way_is_not_taken_over(store: Store, clock: HandClock, place: int) -> None:
    entries = list(_from_memory(clock).events(HOME))
    content = entries[place].contents[0]
    assert content is not None
    changed = content._replace(text=content.text.replace(b"te ", b"tu "))
    entries[place] = replace(entries[place], contents=(changed, *entries[place].contents[1:]))
    with pytest.raises(Corrupt):
        store.adopt(HOME, entries)
    assert store.anchor(HOME).seq in (0, place)


def test_a_line_that_was_left_out_on_the_way_is_noticed(store: Store, clock: HandClock) -> None:
    entries = list(_from_memory(clock).events(HOME))
    with pytest.raises((Refused, Corrupt)):
        store.adopt(HOME, [*entries[:2], *entries[3:]])
