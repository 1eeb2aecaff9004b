"""A page of `find` is read off an index, from where the page before ended: never by sorting a whole home."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.dialects import sqlite

from core.clock import HandClock
from core.stores.entries import Staged
from core.stores.kinds import RecordKind
from core.stores.open import open_store
from core.stores.protocol import Condition
from core.stores.query import Asked, Key, checks
from core.stores.sql import SqlStore
from core.stores.sqlfind import finding
from core.stores.values import canonical
from tests.core.stores.cluster import APP, Cluster

HOME = "llys-y-coed"
PLACES = {
    "the first page by id": ((), "id", None),
    "a later page by id": ((), "id", ((3, "n0100"), "n0100")),
    "the first page by a field": ((), "day", None),
    "a later page by a field": ((), "day", ((2, 100), "n0100")),
    "one value, by id": ((Condition("place", "eq", "p3"),), "id", None),
    "one value, a later page": ((Condition("place", "eq", "p3"),), "id", ((3, "n0100"), "n0100")),
}
NARROW = {
    "a range, in its own order": ((Condition("day", "range", (100, 200)),), "day", None),
    "what begins like this, in its own order": ((Condition("place", "prefix", "p1"),), "place", None),
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def connection(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """Within a home of many notes, whose statistics the database knows."""
    address = f"sqlite:{tmp_path_factory.mktemp('plans')}/homes.db"
    if request.param == "postgresql":
        cluster: Cluster = request.getfixturevalue("cluster")
        name = cluster.prepared()
        address = cluster.url(name, APP)
    store = open_store(address, HandClock())
    assert isinstance(store, SqlStore)
    store.declare([RecordKind("note", ("place", "day"))])
    with store.tx(HOME, actor="gwen", purpose="test") as tx:
        for n in range(3_000):
            tx.staged.append(Staged("put", "note", f"n{n:04}", 1, canonical({"place": f"p{n % 40}", "day": n})))
    if request.param == "postgresql":
        with cluster.connect(name) as admin:
            admin.execute("analyze")
    ground = store._process.ground
    with ground.engine.connect() as connection:
        ground.begin(connection, HOME, writing=True)
        yield connection
    store.close()


@pytest.mark.parametrize("how", PLACES)
@pytest.mark.parametrize("descending", [False, True])
def test_a_page_is_read_off_an_index(connection: Connection, how: str, descending: bool) -> None:
    where, order, behind = PLACES[how]
    told = plan(connection, where, order, behind, descending=descending)
    assert "SORT KEY" not in told, told
    assert "TEMP B-TREE" not in told, told
    assert "SEQ SCAN" not in told, told
    assert "JOIN FILTER" not in told, told


@pytest.mark.parametrize("how", NARROW)
def test_few_notes_among_many_are_found_by_the_index_of_fields(connection: Connection, how: str) -> None:
    """Where they are few, a database may put them in order afterwards."""
    where, order, behind = NARROW[how]
    assert "FIELD_IN_ORDER" in plan(connection, where, order, behind, descending=False)


def plan(
    connection: Connection,
    where: tuple[Condition, ...],
    order: str,
    behind: tuple[Key, str] | None,
    *,
    descending: bool,
) -> str:
    asked = finding(HOME, Asked("note", checks(where), order, descending, behind, 51))
    made = asked.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
    kind = "explain query plan" if isinstance(connection.dialect, sqlite.dialect) else "explain"
    rows = connection.execute(text(f"{kind} {str(made).replace(':', chr(92) + ':')}")).all()
    return "\n".join(str(row[-1]) for row in rows).upper()
