"""Fields that are declared later are found too, whatever was kept before: the same for every store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from core.clock import HandClock
from core.stores.kinds import LONGEST_INDEXED, RecordKind
from core.stores.open import open_store
from core.stores.protocol import Store, TooBig

HOME, OTHER = "llys-y-coed", "bryn-awel"


def keep(store: Store, id: str, tune: object, home: str = HOME) -> None:
    with store.tx(home, actor="gwen", purpose="test") as tx:
        tx.put("song", id, {"tune": tune}, 0)


def found(store: Store, tune: object, home: str = HOME) -> list[str]:
    with store.read(home) as tx:
        return [record.id for record in tx.find("song", {"tune": tune})]


def test_what_was_kept_before_a_field_was_declared_is_found_by_it(store: Store) -> None:
    for home in (HOME, OTHER):
        for n in range(3):
            keep(store, f"s{n}", n % 2, home)
    with store.read(HOME) as tx, pytest.raises(ValueError, match="declares id"):
        tx.find("song", {"tune": 1})
    store.declare([RecordKind("song", ("tune",))])
    assert (found(store, 0), found(store, 1, OTHER)) == (["s0", "s2"], ["s1"])
    keep(store, "s3", 1)
    assert found(store, 1) == ["s1", "s3"]
    assert list(store.check(HOME)) == []


def test_within_a_transaction_too_the_first_question_finds_what_was_kept_before(store: Store) -> None:
    keep(store, "a", 1)
    store.declare([RecordKind("song", ("tune",))])
    with store.tx(HOME, actor="gwen", purpose="test") as tx:
        tx.put("song", "b", {"tune": 1}, 0)
        assert [record.id for record in tx.find("song", {"tune": 1})] == ["a", "b"]


@pytest.mark.parametrize("letter", ["x", "ŵ", "\U0001f343"])
def test_the_longest_text_that_can_be_asked_for_is_found_under_the_longest_id(store: Store, letter: str) -> None:
    long_kind, field, home = "k" * 64, "f" * 64, "h" * 64
    store.declare([RecordKind(long_kind, (field,))])
    id_, text = "\U0001f343" * 200, letter * LONGEST_INDEXED
    with store.tx(home, actor="gwen", purpose="test") as tx:
        tx.put(long_kind, id_, {field: text}, 0)
        with pytest.raises(TooBig, match="can be searched for"):
            tx.put(long_kind, "b", {field: text + letter}, 0)
    with store.read(home) as tx:
        assert [record.id for record in tx.find(long_kind, {field: text}, order=field)] == [id_]


def test_a_name_too_long_for_an_index_is_no_kind() -> None:
    with pytest.raises(ValueError, match="64 bytes"):
        RecordKind("song", ("ŵ" * 33,))


def test_one_who_knows_fewer_fields_keeps_those_of_the_others_as_well(sql_address: str, clock: HandClock) -> None:
    """As while one Cartref of several has been brought up to date and the others have not."""
    old, new = open_store(sql_address, clock), open_store(sql_address, clock)
    keep(old, "a", 1)
    new.declare([RecordKind("song", ("tune",))])
    assert found(new, 1) == ["a"]
    keep(old, "b", 1)
    with old.tx(HOME, actor="gwen", purpose="test") as tx:
        tx.put("song", "a", {"tune": 2}, 1)
    assert (found(new, 1), found(new, 2)) == (["b"], ["a"])
    assert list(new.check(HOME)) == []
    old.close()
    new.close()


def test_one_who_only_looks_into_the_host_within_a_home_finds_what_was_declared_since(
    addresses: Callable[[Path], str], tmp_path: Path, clock: HandClock
) -> None:
    store = open_store(addresses(tmp_path), clock)
    keep(store, "a", 1, "_host")
    keep(store, "a", 1)
    store.declare([RecordKind("song", ("tune",))])
    with store.tx(HOME, actor="gwen", purpose="test") as tx, store.read("_host") as host:
        assert len(tx.find("song", {"tune": 1})) == len(host.find("song", {"tune": 1})) == 1
    store.close()
