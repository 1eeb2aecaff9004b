"""The live tables are TinyDB: its queries work, and nothing but the journal's transactions changes them."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

import pytest
from tinydb import where
from tinydb.table import Document

from core.stores.entries import Anchor
from core.stores.live import Live, LiveTable
from core.stores.payload import Glance
from core.stores.protocol import Condition, ReadOnly
from core.stores.query import Asked, checks, field_key

HOME = "llys-y-coed"
INDEXES = ("name", "room")


def ids(table: LiveTable, field: str, value: object) -> list[str]:
    wanted = checks((Condition(field, "eq", value),))
    return [one.id for one in table.in_order(Asked("note", wanted), INDEXES)]


@pytest.fixture
def live() -> Live:
    live = Live(HOME)
    bodies = {"a": {"name": "Mair", "room": 4}, "b": {"name": "Dewi", "room": 2}, "c": {"name": "Mair"}}
    for id_, body in bodies.items():
        anchor = Anchor(live.anchor.seq + 1, "")
        live.apply(Glance(anchor, "", [("put", "person", id_, 1)], [json.dumps(body).encode()], None, None))
    return live


def test_tinydb_finds_records_by_its_own_queries(live: Live) -> None:
    table = live.table("person")
    assert [found.doc_id for found in table.search(where("name") == "Mair")] == ["a", "c"]
    assert [found["name"] for found in table.search(where("room") < 3)] == ["Dewi"]
    assert table.get(doc_id="b") == {"name": "Dewi", "room": 2}
    assert table.contains(doc_id="c")
    assert table.count(where("name") == "Mair") == 2
    assert len(table) == 3
    assert live.database.tables() == {"person"}


def test_what_a_query_found_is_nobody_elses(live: Live) -> None:
    table = live.table("person")
    table.search(where("name") == "Dewi")[0]["name"] = "changed"
    assert table.search(where("name") == "Dewi") == [{"name": "Dewi", "room": 2}]


def test_a_query_asked_again_sees_what_changed_since(live: Live) -> None:
    table = live.table("person")
    query = where("room") == 2
    assert len(table.search(query)) == 1
    table.keep("b", 2, b'{"room":9}', 9)
    assert table.search(query) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda live: live.table("person").insert({"name": "x"}),
        lambda live: live.table("person").insert(Document({"name": "x"}, "d")),
        lambda live: live.table("person").insert_multiple([{"name": "x"}]),
        lambda live: live.table("person").update({"name": "x"}),
        lambda live: live.table("person").upsert({"name": "x"}, where("name") == "Mair"),
        lambda live: live.table("person").remove(where("name") == "Mair"),
        lambda live: live.table("person").truncate(),
        lambda live: live.database.drop_table("person"),
        lambda live: live.database.drop_tables(),
        lambda live: live.database.insert({"name": "x"}),
    ],
)
def test_nothing_changes_behind_the_journals_back(live: Live, change: Callable[[Live], object]) -> None:
    with pytest.raises(ReadOnly, match="through a transaction"):
        change(live)
    assert len(live.table("person")) == 3
    assert live.table("person").get(doc_id="a") == {"name": "Mair", "room": 4}


def test_an_index_that_was_made_ready_decodes_no_record_again(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    table = live.table("person")
    table.column("name", INDEXES)
    decoded: list[bytes] = []
    monkeypatch.setattr("core.stores.live.from_canonical", lambda text: decoded.append(text) or json.loads(text))
    assert ids(table, "name", "Mair") == ["a", "c"]
    assert decoded == [], "the other declared index was made with it"
    assert ids(table, "room", 2) == ["b"]
    assert decoded == []
    table.keep("d", 1, b'{"name":"Mair"}', 9)
    assert decoded == [b'{"name":"Mair"}']
    assert ids(table, "name", "Mair") == ["a", "c", "d"]


def test_a_column_forgets_what_has_gone(live: Live) -> None:
    table = live.table("person")
    column = table.column("room", INDEXES)
    for id_ in ("a", "b", "c"):
        table.keep(id_, 2, None, 9)
    assert column.keys == {}
    assert column.order == []
    assert table.last("a") == (2, None, False)


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("most", [None, 1, 7, 60])
@pytest.mark.parametrize("order", ["id", "x", "y"])
def test_whichever_way_is_taken_to_the_records_the_same_are_found(
    descending: bool, most: int | None, order: str
) -> None:
    """Few and many that meet a check, walked along the order or sorted: as looking at each says."""
    live = Live(HOME)
    chance = random.Random(7)
    bodies = {f"r{n:03}": {"x": chance.choice([None, True, 0, 1, 2, "", "te", "tea"]), "y": n % 5} for n in range(300)}
    for n, (id_, body) in enumerate(bodies.items()):
        live.table("note").keep(id_, 1, json.dumps(body).encode(), n)
    for id_ in list(bodies)[::7]:
        bodies[id_] = {"x": "tea", "y": 3}
        live.table("note").keep(id_, 2, json.dumps(bodies[id_]).encode(), 999)
    asked: list[tuple[Condition, ...]] = [
        (),
        (Condition("x", "eq", "tea"),),
        (Condition("x", "prefix", "te"), Condition("y", "in", [1, 3])),
        (Condition("x", "range", (1, None)), Condition("y", "range", (None, 3))),
        (Condition("x", "null", False), Condition("id", "prefix", "r1")),
        (Condition("x", "null"), Condition("x", "eq", "te")),
        (Condition("id", "in", ["r005", "r004", "none"]),),
        (Condition("id", "range", ("r1", "r0")),),
    ]
    for conditions in asked:
        wanted = checks(conditions)
        met = [
            (field_key(id_, body, order), id_)
            for id_, body in bodies.items()
            if all(check.fits(field_key(id_, body, check.field)) for check in wanted)
        ]
        met.sort(reverse=descending)
        behind = met[len(met) // 2] if len(met) > 2 else None
        found = live.table("note").in_order(Asked("note", wanted, order, descending, None, most), ("x", "y"))
        assert [one.place for one in found][:most] == met[:most], conditions
        found = live.table("note").in_order(Asked("note", wanted, order, descending, behind, most), ("x", "y"))
        further = [
            one.place for one in found if behind is None or ((one.place < behind) == descending and one.place != behind)
        ]
        assert further[:most] == (met if behind is None else met[len(met) // 2 + 1 :])[:most], conditions
    assert list(live.faults()) == []


def test_an_index_that_has_gone_wrong_is_named(live: Live) -> None:
    table = live.table("person")
    column = table.column("room", INDEXES)
    assert list(live.faults()) == []
    column.order.reverse()
    assert list(live.faults()) == ["person cannot be found by room any more; start the program again"]


def test_the_lines_of_a_record_are_told_in_order_and_each_once() -> None:
    live = Live(HOME)
    for seq, ids_ in enumerate(["ab", "b", "aab", "a"], 1):
        changes = [("put", "note", id_, seq) for id_ in ids_]
        live.apply(Glance(Anchor(seq, ""), "", changes, [b"{}"] * len(ids_), None, None))
    assert live.lines_of("note", "a") == [1, 3, 4]
    assert live.lines_of("note", "b") == [1, 2, 3]
    assert live.lines_of("note", "c") == []
    assert live.count == 2
