"""The live tables are TinyDB: its queries work, and nothing but the journal's transactions changes them."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from tinydb import where
from tinydb.table import Document

from core.stores.live import Live
from core.stores.protocol import ReadOnly

SPOT = (0, 0)


@pytest.fixture
def live() -> Live:
    live = Live()
    bodies = {"a": {"name": "Mair", "room": 4}, "b": {"name": "Dewi", "room": 2}, "c": {"name": "Mair"}}
    for id_, body in bodies.items():
        live.apply([("person", id_, 1, json.dumps(body).encode())], None, b"{}", SPOT)
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
    table.keep("b", 2, b'{"room":9}', SPOT)
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


def test_a_search_that_was_made_ready_decodes_no_record_again(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    table = live.table("person")
    table.column("name")
    decoded: list[bytes] = []
    monkeypatch.setattr("core.stores.live.from_canonical", lambda text: decoded.append(text) or json.loads(text))
    assert table.column("name").ids[(3, "Mair")] == {"a", "c"}
    assert decoded == []
    table.keep("d", 1, b'{"name":"Mair"}', SPOT)
    assert table.column("name").ids[(3, "Mair")] == {"a", "c", "d"}
    assert decoded == [b'{"name":"Mair"}']


def test_a_column_forgets_what_has_gone(live: Live) -> None:
    table = live.table("person")
    column = table.column("room")
    for id_ in ("a", "b", "c"):
        table.keep(id_, 2, None, SPOT)
    assert column.keys == {}
    assert column.ids == {}
    assert table.last("a") == (2, None)


def test_only_so_many_columns_are_held_and_those_used_last_stay(live: Live) -> None:
    table = live.table("person")
    first = table.column("name")
    for n in range(31):
        table.column(f"f{n}")
    assert table.column("name") is first
    table.column("one more")
    assert table.column("name") is first
    assert len(table._columns) == 32
