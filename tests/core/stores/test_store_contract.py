"""One contract, the same cases for every store."""

from __future__ import annotations

import pytest

from core.stores.protocol import (
    HOST,
    Body,
    Conflict,
    NotFound,
    ReadOnly,
    Record,
    Refused,
    Store,
    StoreError,
)

HOME = "llys-y-coed"
OTHER = "bryn-awel"


def keep(store: Store, id: str, body: Body, *, kind: str = "note", home: str = HOME, expect: int = 0) -> int:
    with store.tx(home, actor="gwen", purpose="test") as tx:
        return tx.put(kind, id, body, expect)


def take_away(store: Store, id: str, expect: int, *, kind: str = "note") -> None:
    with store.tx(HOME, actor="gwen", purpose="test") as tx:
        tx.delete(kind, id, expect)


def now(store: Store, id: str, *, kind: str = "note", home: str = HOME) -> Record | None:
    with store.read(home) as tx:
        return tx.get(kind, id)


def test_what_is_kept_comes_back_with_its_revision(store: Store) -> None:
    assert keep(store, "a", {"said": "Tea in the garden"}) == 1
    assert now(store, "a") == Record(HOME, "note", "a", 1, {"said": "Tea in the garden"})


def test_every_value_that_json_knows_comes_back_as_it_was(store: Store) -> None:
    body = {"text": "ŵ ŷ \U0001f343\n\t\u2028", "whole": -(2**53), "yes": True, "no": False, "none": None, "": []}
    body["rows"] = [{"row": "r1", "answers": {"q": ["x", 2, True]}}, []]
    keep(store, "a", body)
    found = now(store, "a")
    assert found is not None
    assert found.body == body
    assert found.body["yes"] is True


def test_what_was_never_kept_is_none(store: Store) -> None:
    assert now(store, "a") is None


def test_each_save_counts_one_revision_on(store: Store) -> None:
    keep(store, "a", {"n": 1})
    assert keep(store, "a", {"n": 2}, expect=1) == 2
    assert keep(store, "a", {"n": 3}, expect=2) == 3
    assert now(store, "a") == Record(HOME, "note", "a", 3, {"n": 3})


def test_a_save_replaces_the_whole_body(store: Store) -> None:
    keep(store, "a", {"old": 1})
    keep(store, "a", {"new": 2}, expect=1)
    found = now(store, "a")
    assert found is not None
    assert found.body == {"new": 2}


def test_a_stale_save_is_refused_and_says_what_is_there_now(store: Store) -> None:
    keep(store, "a", {"n": 1})
    keep(store, "a", {"n": 2}, expect=1)
    with pytest.raises(Conflict) as caught:
        keep(store, "a", {"n": 99}, expect=1)
    assert (caught.value.kind, caught.value.id, caught.value.expected, caught.value.present) == ("note", "a", 1, 2)
    assert now(store, "a") == Record(HOME, "note", "a", 2, {"n": 2})


def test_nothing_is_made_over_what_is_there(store: Store) -> None:
    keep(store, "a", {"n": 1})
    with pytest.raises(Conflict) as caught:
        keep(store, "a", {"n": 2})
    assert caught.value.present == 1


def test_nothing_is_changed_that_is_not_there(store: Store) -> None:
    with pytest.raises(Conflict) as caught:
        keep(store, "a", {"n": 2}, expect=1)
    assert caught.value.present == 0


def test_a_revision_from_the_future_is_a_conflict(store: Store) -> None:
    keep(store, "a", {"n": 1})
    with pytest.raises(Conflict):
        keep(store, "a", {"n": 2}, expect=2)


def test_what_is_taken_away_is_out_of_sight(store: Store) -> None:
    keep(store, "a", {"n": 1})
    take_away(store, "a", 1)
    assert now(store, "a") is None
    with store.read(HOME) as tx:
        assert len(tx.find("note")) == 0


def test_what_is_not_there_cannot_be_taken_away(store: Store) -> None:
    with pytest.raises(NotFound):
        take_away(store, "a", 1)


def test_taking_away_twice_says_that_it_has_gone(store: Store) -> None:
    keep(store, "a", {"n": 1})
    take_away(store, "a", 1)
    with pytest.raises(NotFound):
        take_away(store, "a", 2)


def test_a_stale_taking_away_is_refused(store: Store) -> None:
    keep(store, "a", {"n": 1})
    keep(store, "a", {"n": 2}, expect=1)
    with pytest.raises(Conflict):
        take_away(store, "a", 1)
    assert now(store, "a") is not None


def test_a_save_over_what_was_taken_away_is_a_conflict(store: Store) -> None:
    keep(store, "a", {"n": 1})
    take_away(store, "a", 1)
    with pytest.raises(Conflict) as caught:
        keep(store, "a", {"n": 2}, expect=1)
    assert caught.value.present == 0


def test_one_made_anew_goes_on_counting_so_no_old_revision_fits_it(store: Store) -> None:
    keep(store, "a", {"n": 1})
    take_away(store, "a", 1)
    assert keep(store, "a", {"n": 2}) == 3


def test_kinds_do_not_mix(store: Store) -> None:
    keep(store, "a", {"n": 1}, kind="note")
    assert keep(store, "a", {"n": 2}, kind="wish") == 1
    with store.read(HOME) as tx:
        assert [record.body for record in tx.find("note")] == [{"n": 1}]


def test_homes_do_not_see_each_other(store: Store) -> None:
    keep(store, "a", {"n": 1}, home=HOME)
    assert now(store, "a", home=OTHER) is None
    assert keep(store, "a", {"n": 2}, home=OTHER) == 1
    with store.read(OTHER) as tx:
        assert [(record.home, record.body) for record in tx.find("note")] == [(OTHER, {"n": 2})]
    assert [record.body for record in store.history(HOME, "note", "a")] == [{"n": 1}]


def test_homes_are_named_in_order_without_the_host(store: Store) -> None:
    for home in (HOME, HOST, OTHER):
        keep(store, "a", {}, home=home)
    assert store.homes() == [OTHER, HOME]


def test_a_home_where_nothing_was_kept_is_not_named(store: Store) -> None:
    with store.read(HOME) as tx:
        assert tx.get("note", "a") is None
    with store.tx(OTHER, actor="gwen", purpose="look") as tx:
        tx.find("note")
    assert store.homes() == []


@pytest.mark.parametrize("name", ["", "..", "a/b", "Llys", "a b", "-a", "x" * 65, "tŷ", "a\n", "a\0"])
def test_a_name_that_could_leave_the_folder_is_not_a_home(store: Store, name: str) -> None:
    with pytest.raises(Refused), store.tx(name, actor="gwen", purpose="test"):
        pass
    with pytest.raises(Refused), store.read(name):
        pass


# --- a copy is a copy


def test_changing_what_was_read_changes_nothing(store: Store) -> None:
    keep(store, "a", {"list": [1], "deep": {"x": 1}})
    with store.read(HOME) as tx:
        for record in (tx.get("note", "a"), *tx.find("note"), *tx.all("note")):
            assert record is not None
            record.body["list"].append(2)
            record.body["deep"]["x"] = 2
        again = tx.get("note", "a")
    assert again is not None
    assert again.body == {"list": [1], "deep": {"x": 1}}


def test_changing_what_was_given_changes_nothing(store: Store) -> None:
    body = {"list": [1]}
    with store.tx(HOME, actor="gwen", purpose="test") as tx:
        tx.put("note", "a", body, 0)
        body["list"].append(2)
    body["list"].append(3)
    found = now(store, "a")
    assert found is not None
    assert found.body == {"list": [1]}


def test_changing_the_history_changes_nothing(store: Store) -> None:
    keep(store, "a", {"list": [1]})
    store.history(HOME, "note", "a")[0].body["list"].append(2)
    assert store.history(HOME, "note", "a")[0].body == {"list": [1]}


# --- all of it, or nothing


def test_an_exception_undoes_the_whole_transaction(store: Store) -> None:
    keep(store, "a", {"n": 1})

    def interrupted() -> None:
        with store.tx(HOME, actor="gwen", purpose="test") as tx:
            tx.put("note", "a", {"n": 2}, 1)
            tx.put("note", "b", {"n": 1}, 0)
            raise RuntimeError("the door bell")

    with pytest.raises(RuntimeError, match="the door bell"):
        interrupted()
    assert now(store, "a") == Record(HOME, "note", "a", 1, {"n": 1})
    assert now(store, "b") is None
    assert len(store.history(HOME, "note", "a")) == 1


def test_a_conflict_undoes_what_came_before_it(store: Store) -> None:
    keep(store, "a", {"n": 1})

    def late() -> None:
        with store.tx(HOME, actor="gwen", purpose="test") as tx:
            tx.put("note", "b", {"n": 1}, 0)
            tx.put("note", "a", {"n": 2}, 7)

    with pytest.raises(Conflict):
        late()
    assert now(store, "b") is None


def test_several_records_are_kept_together(store: Store) -> None:
    with store.tx(HOME, actor="gwen", purpose="test") as tx:
        tx.put("note", "a", {"n": 1}, 0)
        tx.put("wish", "b", {"n": 2}, 0)
    assert now(store, "a") is not None
    assert now(store, "b", kind="wish") is not None


def test_a_transaction_sees_what_it_has_done(store: Store) -> None:
    keep(store, "a", {"n": 1})
    keep(store, "b", {"n": 1})
    with store.tx(HOME, actor="gwen", purpose="test") as tx:
        tx.put("note", "a", {"n": 2}, 1)
        tx.delete("note", "b", 1)
        tx.put("note", "c", {"n": 2}, 0)
        assert tx.get("note", "a") == Record(HOME, "note", "a", 2, {"n": 2})
        assert tx.get("note", "b") is None
        assert [record.id for record in tx.find("note")] == ["a", "c"]
        assert [record.id for record in tx.find("note", {"n": 2})] == ["a", "c"]
        assert [record.id for record in tx.find("note", {"n": 1})] == []


def test_one_record_may_change_twice_in_one_transaction(store: Store) -> None:
    with store.tx(HOME, actor="gwen", purpose="test") as tx:
        assert tx.put("note", "a", {"n": 1}, 0) == 1
        assert tx.put("note", "a", {"n": 2}, 1) == 2
        tx.delete("note", "a", 2)
        assert tx.put("note", "a", {"n": 4}, 0) == 4
    assert [(record.revision, record.body["n"]) for record in store.history(HOME, "note", "a")] == [
        (1, 1),
        (2, 2),
        (4, 4),
    ]


def test_a_refused_put_may_be_put_right_within_the_transaction(store: Store) -> None:
    keep(store, "a", {"n": 1})
    with store.tx(HOME, actor="gwen", purpose="test") as tx:
        with pytest.raises(Conflict) as caught:
            tx.put("note", "a", {"n": 2}, 0)
        tx.put("note", "a", {"n": 2}, caught.value.present)
    found = now(store, "a")
    assert found is not None
    assert found.body == {"n": 2}


def test_a_transaction_that_is_over_does_nothing_more(store: Store) -> None:
    with store.tx(HOME, actor="gwen", purpose="test") as tx:
        tx.put("note", "a", {}, 0)
    for late in (
        lambda: tx.get("note", "a"),
        lambda: tx.put("note", "b", {}, 0),
        lambda: tx.delete("note", "a", 1),
        lambda: tx.find("note"),
        lambda: tx.all("note"),
        lambda: tx.answer({}),
    ):
        with pytest.raises(StoreError, match="over"):
            late()
    assert now(store, "b") is None


def test_reading_changes_nothing(store: Store) -> None:
    keep(store, "a", {"n": 1})
    with store.read(HOME) as tx:
        with pytest.raises(ReadOnly):
            tx.put("note", "b", {}, 0)
        with pytest.raises(ReadOnly):
            tx.delete("note", "a", 1)
        with pytest.raises(ReadOnly):
            tx.answer({})
    assert now(store, "a") is not None


def test_a_thread_has_one_transaction_at_a_time_and_is_told_so(store: Store) -> None:
    with store.tx(HOME, actor="gwen", purpose="test") as tx:
        for home in (HOME, OTHER):
            with pytest.raises(StoreError, match="open in llys-y-coed"), store.read(home):
                pass
        tx.put("note", "a", {}, 0)
    assert now(store, "a") is not None


def test_within_a_home_the_host_directory_may_be_looked_into(store: Store) -> None:
    keep(store, "a", {"n": 1}, home=HOST)
    with store.tx(HOME, actor="gwen", purpose="test") as tx:
        with store.read(HOST) as host:
            record = host.get("note", "a")
            assert record is not None
            assert [past.body for past in store.history(HOST, "note", "a")] == [{"n": 1}]
            with pytest.raises(StoreError, match="open in _host"), store.read(OTHER):
                pass
        with pytest.raises(StoreError, match="open in llys"), store.tx(HOST, actor="gwen", purpose="test"):
            pass
        tx.put("note", "a", record.body, 0)
    assert now(store, "a") == Record(HOME, "note", "a", 1, {"n": 1})


def test_within_the_host_directory_no_home_is_opened(store: Store) -> None:
    for home in (HOME, HOST):
        with store.read(HOST), pytest.raises(StoreError, match="open in _host"), store.read(home):
            pass


def test_after_an_exception_the_home_is_free_for_the_next(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.tx(HOME, actor="gwen", purpose="test"):
        raise ZeroDivisionError
    assert keep(store, "a", {}) == 1


# --- history


def test_history_tells_every_revision_oldest_first(store: Store) -> None:
    for n in range(4):
        keep(store, "a", {"n": n}, expect=n)
        keep(store, "b", {"n": -n}, expect=n)
    assert store.history(HOME, "note", "a") == [Record(HOME, "note", "a", n + 1, {"n": n}) for n in range(4)]


def test_history_stays_when_a_record_is_taken_away(store: Store) -> None:
    keep(store, "a", {"n": 1})
    take_away(store, "a", 1)
    assert [record.revision for record in store.history(HOME, "note", "a")] == [1]
    keep(store, "a", {"n": 3})
    assert [record.revision for record in store.history(HOME, "note", "a")] == [1, 3]


def test_what_never_was_has_no_history(store: Store) -> None:
    assert store.history(HOME, "note", "a") == []
    keep(store, "a", {})
    assert store.history(HOME, "note", "b") == []
    assert store.history(OTHER, "note", "a") == []


def test_history_may_be_asked_within_a_transaction_and_tells_what_was_kept(store: Store) -> None:
    keep(store, "a", {"n": 1})
    with store.tx(HOME, actor="gwen", purpose="test") as tx:
        tx.put("note", "a", {"n": 2}, 1)
        assert [record.revision for record in store.history(HOME, "note", "a")] == [1]


def test_a_closed_store_says_so(store: Store) -> None:
    keep(store, "a", {})
    store.close()
    store.close()
    for use in (lambda: keep(store, "a", {}), lambda: now(store, "a"), store.homes):
        with pytest.raises(Refused, match="closed"):
            use()
    with pytest.raises(Refused, match="closed"):
        store.history(HOME, "note", "a")
