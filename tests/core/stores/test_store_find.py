"""Finding records: conditions, order and pages, the same for every store."""

from __future__ import annotations

from typing import Any

import pytest

from core.stores.kinds import RecordKind
from core.stores.protocol import Body, Condition, NotFound, Store, Tx

HOME = "llys-y-coed"


def fill(store: Store, bodies: dict[str, Body], kind: str = "note") -> None:
    with store.tx(HOME, actor="gwen", purpose="test") as tx:
        for id_, body in bodies.items():
            tx.put(kind, id_, body, 0)


def ids(tx: Tx, *conditions: Condition, **options: Any) -> list[str]:
    return [record.id for record in tx.find("note", conditions, **options)]


MIXED: dict[str, Body] = {
    "a": {"v": 1},
    "b": {"v": True},
    "c": {"v": "1"},
    "d": {"v": None},
    "e": {},
    "f": {"v": [1, {"x": 2}]},
    "g": {"v": 10},
    "h": {"v": "apple"},
    "i": {"v": False},
    "j": {"v": {"k": True}},
    "k": {"v": "Äpfel"},
    "l": {"v": 2},
}


@pytest.mark.parametrize(
    ("is_", "value", "found"),
    [
        ("eq", 1, "a"),
        ("eq", True, "b"),
        ("eq", "1", "c"),
        ("eq", None, "de"),
        ("eq", [1, {"x": 2}], "f"),
        ("eq", [True, {"x": 2}], ""),
        ("eq", {"k": True}, "j"),
        ("eq", "nothing", ""),
        ("in", [1, "1", "none"], "ac"),
        ("in", {10, 2}, "gl"),
        ("in", [], ""),
        ("in", [None, False], "dei"),
        ("range", (1, 10), "al"),
        ("range", (2, None), "gl"),
        ("range", (None, 2), "a"),
        ("range", ("1", "b"), "ch"),
        ("range", ("b", None), "k"),
        ("range", [5, 5], ""),
        ("prefix", "a", "h"),
        ("prefix", "", "chk"),
        ("prefix", "Ä", "k"),
        ("null", None, "de"),
        ("null", True, "de"),
        ("null", False, "abcfghijkl"),
    ],
)
def test_a_condition_finds_what_it_says_and_nothing_else(store: Store, is_: Any, value: Any, found: str) -> None:
    fill(store, MIXED)
    with store.read(HOME) as tx:
        assert "".join(ids(tx, Condition("v", is_, value))) == found
    with store.tx(HOME, actor="gwen", purpose="the same over what is not kept yet") as tx:
        for id_, body in MIXED.items():
            tx.delete("note", id_, 1)
            tx.put("note", id_, body, 0)
        assert "".join(ids(tx, Condition("v", is_, value))) == found


def test_every_condition_must_be_met(store: Store) -> None:
    fill(store, {"a": {"x": 1, "y": 1}, "b": {"x": 1, "y": 2}, "c": {"x": 2, "y": 2}})
    with store.read(HOME) as tx:
        assert ids(tx, Condition("x", "eq", 1), Condition("y", "range", (2, None))) == ["b"]
        assert [record.id for record in tx.find("note", {"x": 1, "y": 2})] == ["b"]


def test_the_id_is_a_field_of_its_own_whatever_the_body_says(store: Store) -> None:
    fill(store, {"a1": {"id": "z"}, "a2": {"id": "a1"}, "b": {}})
    with store.read(HOME) as tx:
        assert ids(tx, Condition("id", "eq", "a1")) == ["a1"]
        assert ids(tx, Condition("id", "in", ["b", "a2", "x", 3])) == ["a2", "b"]
        assert ids(tx, Condition("id", "prefix", "a")) == ["a1", "a2"]
        assert ids(tx, Condition("id", "range", ("a2", "b"))) == ["a2"]
        assert ids(tx, Condition("id", "null")) == []


def test_conditions_follow_every_change(store: Store) -> None:
    fill(store, {"a": {"x": 1}, "b": {"x": 1}})
    with store.tx(HOME, actor="gwen", purpose="test") as tx:
        assert ids(tx, Condition("x", "eq", 1)) == ["a", "b"]
        tx.put("note", "a", {"x": 2}, 1)
        tx.delete("note", "b", 1)
        tx.put("note", "c", {"x": 1}, 0)
    with store.read(HOME) as tx:
        assert ids(tx, Condition("x", "eq", 1)) == ["c"]
        assert ids(tx, Condition("x", "eq", 2)) == ["a"]
        assert ids(tx, Condition("x", "null")) == []


@pytest.mark.parametrize(
    "condition",
    [
        Condition("x", "like", "a"),  # type: ignore[arg-type]  # what a caller might try
        Condition("x", "eq", 1.5),
        Condition("x", "in", "abc"),
        Condition("x", "range", 3),
        Condition("x", "range", (None, None)),
        Condition("x", "range", (1, "b")),
        Condition("x", "range", (True, None)),
        Condition("x", "prefix", 3),
    ],
)
def test_a_condition_that_means_nothing_is_an_error(store: Store, condition: Condition) -> None:
    fill(store, {"a": {"x": 1}})
    with store.read(HOME) as tx, pytest.raises(ValueError, match=r"\w"):
        tx.find("note", (condition,))


def test_records_come_in_the_order_of_a_field(store: Store) -> None:
    fill(store, MIXED)
    with store.read(HOME) as tx:
        assert "".join(ids(tx, order="v")) == "deibalgchkfj"
        assert "".join(ids(tx, order="v", descending=True)) == "jfkhcglabied"


def test_ties_are_told_apart_by_id(store: Store) -> None:
    fill(store, {"c": {"x": 1}, "a": {"x": 1}, "b": {"x": 0}})
    with store.read(HOME) as tx:
        assert ids(tx, order="x") == ["b", "a", "c"]
        assert ids(tx, order="x", descending=True) == ["c", "a", "b"]


def test_ids_are_the_order_where_none_is_asked_for(store: Store) -> None:
    fill(store, {"c": {}, "a": {}, "B": {}})
    with store.read(HOME) as tx:
        assert ids(tx) == ["B", "a", "c"]
        assert ids(tx, descending=True) == ["c", "a", "B"]


@pytest.mark.parametrize("order", ["id", "x", "missing"])
@pytest.mark.parametrize("descending", [False, True])
def test_page_after_page_tells_each_record_once(store: Store, order: str, descending: bool) -> None:
    fill(store, {f"n{n:02}": {"x": n % 3} for n in range(23)})
    told: list[str] = []
    with store.read(HOME) as tx:
        after: str | None = None
        while True:
            page = tx.find("note", order=order, descending=descending, limit=5, after=after)
            told.extend(record.id for record in page)
            after = page.after
            if after is None:
                break
            assert len(page) == 5
        assert told == ids(tx, order=order, descending=descending)
    assert len(told) == len(set(told)) == 23


def test_a_last_page_that_is_just_full_says_that_it_is_the_last(store: Store) -> None:
    fill(store, {f"n{n}": {} for n in range(4)})
    with store.read(HOME) as tx:
        assert tx.find("note", limit=4).after is None
        assert tx.find("note", limit=3).after == "n2"


def test_a_page_goes_on_behind_an_id_that_has_gone(store: Store) -> None:
    fill(store, {f"n{n}": {} for n in range(4)})
    with store.tx(HOME, actor="gwen", purpose="test") as tx:
        tx.delete("note", "n1", 1)
        assert ids(tx, after="n1") == ["n2", "n3"]


def test_in_another_order_a_page_cannot_begin_behind_what_has_gone(store: Store) -> None:
    fill(store, {f"n{n}": {"x": -n} for n in range(4)})
    with store.tx(HOME, actor="gwen", purpose="test") as tx:
        tx.delete("note", "n1", 1)
        with pytest.raises(NotFound):
            tx.find("note", order="x", after="n1")


@pytest.mark.parametrize("limit", [0, -1, 501])
def test_a_page_has_its_bounds(store: Store, limit: int) -> None:
    with store.read(HOME) as tx, pytest.raises(ValueError, match="1 to 500"):
        tx.find("note", limit=limit)


def test_a_page_never_holds_more_than_500_and_all_tells_every_one(store: Store) -> None:
    fill(store, {f"n{n:04}": {"x": n % 2} for n in range(1100)})
    with store.read(HOME) as tx:
        page = tx.find("note")
        assert len(page) == 500
        assert page.after == "n0499"
        assert [record.id for record in tx.all("note")] == [f"n{n:04}" for n in range(1100)]
        assert sum(1 for _ in tx.all("note", {"x": 1})) == 550
        assert [record.body["x"] for record in tx.all("note", order="x")] == [0] * 550 + [1] * 550


def test_changes_made_while_looping_do_not_disturb_the_loop(store: Store) -> None:
    fill(store, {f"n{n}": {"x": n} for n in range(6)})
    told: list[tuple[str, int]] = []
    with store.tx(HOME, actor="gwen", purpose="test") as tx:
        for record in tx.all("note", order="x"):
            told.append((record.id, record.body["x"]))
            tx.put("note", f"new{record.id}", {"x": 99}, 0)
            if record.id == "n0":
                tx.delete("note", "n3", 1)
                tx.put("note", "n4", {"x": -1}, 1)
    assert told == [(f"n{n}", n) for n in range(6)]
    with store.read(HOME) as tx:
        assert len(tx.find("note", {"x": 99})) == 6


def test_nothing_is_found_where_there_is_nothing(store: Store) -> None:
    with store.read(HOME) as tx:
        assert len(tx.find("note", {"x": 1}, order="x")) == 0
        assert list(tx.all("note")) == []


def test_more_fields_may_be_asked_for_than_are_held_ready(store: Store) -> None:
    fill(store, {"a": {f"f{n}": n for n in range(60)}, "b": {}})
    with store.read(HOME) as tx:
        for n in (*range(60), *range(60)):
            assert ids(tx, Condition(f"f{n}", "eq", n)) == ["a"]


def test_a_field_that_was_not_declared_cannot_be_asked_for(store: Store) -> None:
    fill(store, {"a": {"colour": "red"}})
    with store.read(HOME) as tx:
        with pytest.raises(ValueError, match="declares"):
            tx.find("note", {"colour": "red"})
        with pytest.raises(ValueError, match="declares"):
            tx.find("note", order="colour")


def test_a_field_that_is_declared_later_finds_what_was_kept_before(store: Store) -> None:
    fill(store, {"a": {"colour": "red"}, "b": {"colour": "blue"}, "c": {}})
    store.declare([RecordKind("note", ("colour", "x"))])
    with store.read(HOME) as tx:
        assert [record.id for record in tx.find("note", {"colour": "red"})] == ["a"]
        assert [record.id for record in tx.find("note", order="colour")] == ["c", "b", "a"]
