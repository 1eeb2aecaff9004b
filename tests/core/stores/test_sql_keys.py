"""A home sealed with a key: its bodies and attachments are nowhere to be read, and open with no other key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from core.clock import HandClock
from core.stores.keys import Keys
from core.stores.kinds import RecordKind
from core.stores.open import open_store
from core.stores.protocol import Conflict, Corrupt, Refused, Store
from core.stores.sqltables import tables

HOME, OTHER = "llys-y-coed", "bryn-awel"
WORD = "Blodeuwedd"


@pytest.fixture(scope="module")
def keys() -> Keys:
    return Keys.new()


def opened(address: str, clock: HandClock, keys: Keys | None) -> Store:
    store = open_store(address, clock, keys)
    store.declare([RecordKind("note", ("place",))])
    return store


def fill(store: Store, home: str = HOME) -> str:
    with store.tx(home, actor="gwen", purpose="test", idem="k") as tx:
        tx.put("note", "a", {"said": WORD, "place": "garden"}, 0)
        tx.put("note", "b", {"said": "Lleu"}, 0)
        tx.answer({"said": WORD})
    return store.attach(home, WORD.encode())


def everything(store: Any) -> str:
    """All rows as they stand in the database."""
    with store._process.ground.engine.connect() as connection:
        store._process.ground.begin(connection, HOME, writing=False)
        return "".join(
            repr([bytes(cell) if isinstance(cell, memoryview) else cell for row in found for cell in row])
            for name in tables.tables
            for found in [connection.execute(text(f"select * from {name}")).all()]
        )


def test_a_sealed_home_reads_as_it_was_kept(sql_address: str, clock: HandClock, keys: Keys) -> None:
    store = opened(sql_address, clock, keys)
    name = fill(store)
    store.close()
    again = opened(sql_address, clock, keys)
    with again.read(HOME) as tx:
        assert [record.body["said"] for record in tx.all("note")] == [WORD, "Lleu"]
        assert [record.id for record in tx.find("note", {"place": "garden"})] == ["a"]
    with again.tx(HOME, actor="gwen", purpose="test", idem="k") as tx:
        assert tx.replayed == {"said": WORD}
    assert again.attached(HOME, name) == WORD.encode()
    assert [record.body["said"] for record in again.history(HOME, "note", "a")] == [WORD]
    assert [one and one.text for one in next(again.events(HOME)).contents][1] == b'{"said":"Lleu"}'
    assert list(again.check(HOME)) == []
    again.close()


def test_of_a_sealed_home_only_the_audit_and_the_declared_fields_can_be_read(
    sql_address: str, clock: HandClock, keys: Keys
) -> None:
    sealed = opened(sql_address, clock, keys)
    fill(sealed)
    kept = everything(sealed)
    assert (WORD in kept, "garden" in kept, "gwen" in kept) == (False, True, True)
    sealed.close()


def test_without_a_key_the_words_can_be_read(sql_address: str, clock: HandClock) -> None:
    """So the test above can fail."""
    plain = opened(sql_address, clock, None)
    fill(plain)
    assert everything(plain).count(WORD) >= 4
    plain.close()


def test_the_salt_of_a_short_word_is_sealed_too_so_that_nobody_guesses_it(
    sql_address: str, clock: HandClock, keys: Keys
) -> None:
    store = opened(sql_address, clock, keys)
    fill(store)
    (entry,) = store.events(HOME)
    assert all(one and repr(one.salt)[2:-1] not in everything(store) for one in entry.contents)
    store.close()


def test_each_home_has_a_key_of_its_own(sql_address: str, clock: HandClock, keys: Keys) -> None:
    store = opened(sql_address, clock, keys)
    fill(store)
    fill(store, OTHER)
    one, other = (store._keys._known[home] for home in (HOME, OTHER))  # type: ignore[attr-defined]
    with pytest.raises(Corrupt):
        other.open(one.seal(b"x", b"place"), b"place")
    store.close()


@pytest.mark.parametrize("how", ["no key", "another key"])
def test_a_sealed_home_opens_with_its_own_key_alone(sql_address: str, clock: HandClock, keys: Keys, how: str) -> None:
    store = opened(sql_address, clock, keys)
    fill(store)
    store.close()
    other = opened(sql_address, clock, None if how == "no key" else Keys.new())
    with pytest.raises(Refused, match="CARTREF_KEY"), other.read(HOME):
        pass
    with pytest.raises(Refused, match="CARTREF_KEY"), other.tx(HOME, actor="gwen", purpose="test"):
        pass
    with pytest.raises(Refused, match="CARTREF_KEY"):
        next(other.events(HOME))
    other.close()


def test_a_home_that_was_begun_without_a_key_is_not_half_sealed(sql_address: str, clock: HandClock, keys: Keys) -> None:
    store = opened(sql_address, clock, None)
    fill(store)
    store.close()
    sealing = opened(sql_address, clock, keys)
    with pytest.raises(Refused, match="begun without a key"), sealing.tx(HOME, actor="gwen", purpose="test"):
        pass
    fill(sealing, OTHER)
    sealing.close()


def test_a_key_of_a_home_that_came_to_nothing_is_not_used_later(sql_address: str, clock: HandClock, keys: Keys) -> None:
    store = opened(sql_address, clock, keys)
    with pytest.raises(Conflict), store.tx(HOME, actor="gwen", purpose="test") as tx:
        tx.put("note", "a", {}, 7)
    fill(store)
    store.close()
    again = opened(sql_address, clock, keys)
    with again.read(HOME) as tx:
        assert len(tx.find("note")) == 2
    again.close()


def test_an_attachment_begins_a_sealed_home_too(tmp_path: Path, clock: HandClock, keys: Keys) -> None:
    store = opened(f"sqlite:{tmp_path}/homes.db", clock, keys)
    name = store.attach(HOME, WORD.encode())
    assert store.attached(HOME, name) == WORD.encode()
    fill(store)
    store.close()
    assert not any(WORD.encode() in one.read_bytes() for one in tmp_path.iterdir() if one.is_file())


def test_a_body_moved_to_another_place_does_not_open(sql_address: str, clock: HandClock, keys: Keys) -> None:
    store: Any = opened(sql_address, clock, keys)
    fill(store)
    ground = store._process.ground
    with ground.engine.connect() as connection:
        ground.begin(connection, HOME, writing=True)
        ground.to_keep(connection, HOME)
        swap = "update revision set body = (select body from revision where place = 1), salt = (select salt from revision where place = 1)"
        connection.execute(text(swap))
        connection.commit()
    with pytest.raises(Corrupt, match="key"):
        store.history(HOME, "note", "a")
    store.close()
