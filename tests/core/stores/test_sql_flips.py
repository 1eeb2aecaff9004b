"""A flipped bit is noticed in the SQL store too: in a row, in an index, anywhere in the file."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.clock import HandClock
from core.stores.kinds import RecordKind
from core.stores.open import open_store
from core.stores.protocol import Corrupt, Refused, Store, StoreError

HOME = "llys-y-coed"
FLIPS = 300


def opened(path: Path, clock: HandClock) -> Store:
    store = open_store(f"sqlite:{path}", clock)
    store.declare([RecordKind("note", ("place",))])
    return store


def fill(store: Store, notes: int = 3) -> str:
    for n in range(notes):
        with store.tx(HOME, actor="gwen", purpose="test", idem=f"k{n}") as tx:
            tx.put("note", f"n{n}", {"said": f"te {n}", "place": "garden"}, 0)
            tx.answer({"n": n})
    with store.tx(HOME, actor="gwen", purpose="test") as tx:
        tx.put("note", "n0", {"said": "coffi", "place": "kitchen"}, 1)
    return store.attach(HOME, b"a picture" * 20)


@pytest.fixture
def file(tmp_path: Path, clock: HandClock) -> Path:
    """A closed file with a few notes."""
    store = opened(tmp_path / "homes.db", clock)
    fill(store)
    store.tidy(HOME)
    store.close()
    return tmp_path / "homes.db"


def tampered(file: Path, said: str) -> None:
    with sqlite3.connect(file) as connection:
        connection.create_function("flipped", 1, lambda data: bytes([data[0] ^ 4]) + data[1:])
        assert connection.execute(said).rowcount >= 1
    connection.close()


def get(store: Store) -> object:
    with store.read(HOME) as tx:
        return tx.get("note", "n0")


def find(store: Store) -> object:
    with store.read(HOME) as tx:
        return list(tx.find("note", order="place"))


def ask_by_field(store: Store) -> object:
    with store.read(HOME) as tx:
        return list(tx.find("note", {"place": "kitchen"}))


def look_back(store: Store) -> object:
    return store.history(HOME, "note", "n0")


def tell(store: Store) -> object:
    return [(entry.text, entry.contents, entry.idem, entry.answer) for entry in store.events(HOME)]


def go_on(store: Store) -> object:
    with store.tx(HOME, actor="gwen", purpose="test") as tx:
        return tx.put("note", "z", {}, 0)


def attached(store: Store) -> object:
    return [store.attached(HOME, name) for name in store.attachments(HOME)]


@pytest.mark.parametrize(
    ("said", "ask"),
    [
        ("update record set body = flipped(body) where id = 'n0'", get),
        ("update record set body = flipped(body) where id = 'n0'", find),
        ("update record set salt = flipped(salt) where id = 'n0'", get),
        ("update record set mac = flipped(mac) where id = 'n0'", get),
        ("update record set revision = revision + 1 where id = 'n0'", get),
        ("update record set state = 1 where id = 'n0'", get),
        ("update record set state = 2, body = null where id = 'n0'", get),
        ("update record set body = (select body from record where id = 'n1') where id = 'n0'", get),
        ("update field set word = 'kitchen' where id = 'n1'", ask_by_field),
        ("update revision set body = flipped(body) where id = 'n0'", look_back),
        ("update revision set salt = flipped(salt) where id = 'n0'", tell),
        ("update audit set line = replace(line, 'gwen', 'mair')", tell),
        ("update audit set line = cast(x'ff' as text)", tell),
        ("update audit set sum = replace(sum, substr(sum, 1, 1), 'z')", tell),
        ("update answer set body = flipped(body)", tell),
        ("update answer set idem = 'k9' where idem = 'k1'", tell),
        ("update head set sum = replace(sum, substr(sum, 1, 1), 'z')", go_on),
        ("update head set seq = 3", go_on),
        ("delete from audit where seq = 4", go_on),
        ("update known set name = 'llys-y-ceod'", lambda store: store.homes()),
        ("update attachment set bytes = flipped(bytes)", attached),
    ],
)
def test_a_row_that_is_not_as_it_was_kept_is_never_told(
    file: Path, clock: HandClock, said: str, ask: Callable[[Store], object]
) -> None:
    tampered(file, said)
    store = opened(file, clock)
    with pytest.raises(Corrupt):
        ask(store)
    store.close()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("update record set body = flipped(body) where id = 'n0'", "note n0 in llys-y-coed is not as it was kept"),
        ("update field set word = 'kitchen' where id = 'n1'", "does not say of n1 what its place is"),
        ("delete from field where id = 'n1'", "does not say of n1 what its place is"),
        ("update head set seq = 2", "ends at line 4, and its end is said to be another (line 2)"),
        ("delete from audit where seq = 4", "ends at line 3, and its end is said to be another (line 4)"),
        ("delete from record where id = 'n2'", "note n2 in llys-y-coed is not there, and the audit tells of it"),
        ("update record set id = 'n9' where id = 'n2'", "n9 in llys-y-coed is not as it was kept"),
        ("update revision set body = null where seq = 1", "what line 1 of llys-y-coed tells of note n0 has gone"),
        (
            "update revision set id = 'n1' where seq = 1",
            "a body of note n1 at line 1 of llys-y-coed that the audit does not",
        ),
        ("update revision set body = null where seq = 4", "note n0 in llys-y-coed is not what its history says"),
    ],
)
def test_a_check_says_what_is_wrong(file: Path, clock: HandClock, said: str, words: str) -> None:
    tampered(file, said)
    store = opened(file, clock)
    assert words in " | ".join(store.check(HOME))
    store.close()


def test_a_row_put_back_as_it_once_was_is_found_by_a_check(file: Path, clock: HandClock) -> None:
    """Its own sum fits: only the history tells that it is old."""
    with sqlite3.connect(file) as connection:
        (old,) = connection.execute("select * from record where id = 'n1'").fetchall()
    connection.close()
    store = opened(file, clock)
    with store.tx(HOME, actor="gwen", purpose="test") as tx:
        tx.delete("note", "n1", 1)
    store.close()
    with sqlite3.connect(file) as connection:
        connection.execute("delete from record where id = 'n1'")
        connection.execute(f"insert into record values ({', '.join('?' for _ in old)})", old)
    connection.close()
    again = opened(file, clock)
    assert "note n1 in llys-y-coed stands at revision 1, and the audit says 2" in list(again.check(HOME))
    again.close()


@pytest.mark.parametrize(
    "spoil",
    ["alter table head rename column sum to sun", "alter table record rename to recorf", "delete from alembic_version"],
)
def test_tables_that_are_not_what_they_were_made_as_are_damage(file: Path, clock: HandClock, spoil: str) -> None:
    opened(file, clock).close()
    with sqlite3.connect(file) as connection:
        connection.execute(spoil)
    connection.close()
    with pytest.raises(Corrupt, match=r"homes\.db is damaged \(.*\); restore it from a backup"):
        everything(opened(file, clock))


def everything(store: Store) -> tuple[Any, list[str]]:
    """All that a home tells, and what a check finds wrong."""
    with store.read(HOME) as tx:
        told: list[object] = [list(tx.all("note")), list(tx.all("note", order="place"))]
        told += [list(tx.find("note", {"place": place})) for place in ("garden", "kitchen")]
    told += [store.history(HOME, "note", f"n{n}") for n in range(3)]
    told += [store.homes(), store.anchor(HOME), tell(store), attached(store)]
    return told, list(store.check(HOME))


def look_at(path: Path, clock: HandClock) -> tuple[Any, list[str]]:
    """The same of a file that may be damaged: an error of the store is a fault that was noticed, anything else is a bug."""
    try:
        store = opened(path, clock)
    except (Corrupt, Refused) as error:
        return None, [str(error)]
    try:
        return everything(store)
    except StoreError as error:
        return None, [str(error)]
    finally:
        store.close()


@pytest.mark.slow
def test_no_flipped_bit_of_the_file_passes_in_silence(file: Path, clock: HandClock, tmp_path: Path) -> None:
    store = opened(file, clock)
    right, wrong = everything(store)
    assert wrong == []
    store.close()
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    noticed = 0
    written = [place for place, byte in enumerate(file.read_bytes()) if byte]  # most of a small file is empty pages
    for n in range(FLIPS):
        damaged = tmp_path / "damaged" / "homes.db"
        damaged.parent.mkdir(mode=0o700)
        data = bytearray(file.read_bytes())
        place, bit = chance.choice(written), chance.randrange(8)
        data[place] ^= 1 << bit
        damaged.write_bytes(data)
        damaged.chmod(0o600)
        told, faults = look_at(damaged, clock)
        assert faults or told == right, f"seed {seed}, flip {n}: bit {bit} of byte {place} was believed"
        noticed += bool(faults)
        shutil.rmtree(damaged.parent)
    assert noticed > FLIPS // 4, f"seed {seed}: {noticed} noticed; the others changed nothing that is told"
