"""The files beside the segments: a home is found whole, found to be just beginning, or refused, and never begun twice."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from shutil import copytree

import pytest

from core.stores.current import Current
from core.stores.disk import Disk
from core.stores.journal import Journal
from core.stores.protocol import Corrupt, Refused
from core.stores.segment import header
from core.stores.tiny import TinyStore
from core.stores.values import canonical

HOME = "llys-y-coed"
FIRST = header(HOME, 1, 0)
OpenTiny = Callable[[], TinyStore]


def keep(store: TinyStore, id: str, body: dict[str, object]) -> None:
    with store.tx(HOME, actor="gwen", purpose="test") as tx:
        tx.put("note", id, body, 0)


def ids(store: TinyStore, home: str = HOME) -> list[str]:
    with store.read(home) as tx:
        return [record.id for record in tx.all("note")]


def log_of(store: TinyStore) -> Path:
    return store.folder / HOME / "log.1"


@pytest.fixture
def three(open_tiny: OpenTiny) -> Path:
    """The segment of three transactions, closed."""
    store = open_tiny()
    for id_ in ("a", "b", "c"):
        keep(store, id_, {"said": f"{id_} – tŷ"})
    store.close()
    return log_of(store)


def test_a_first_line_that_is_not_whole_is_damage_once_it_is_named(three: Path, open_tiny: OpenTiny) -> None:
    whole = three.read_bytes()
    for length in range(len(FIRST)):
        three.write_bytes(whole[:length])
        with pytest.raises(Corrupt, match=r"log\.1"):
            ids(open_tiny())


@pytest.mark.parametrize("left", [b"", FIRST[:9], FIRST])
def test_a_home_that_was_being_made_when_the_light_went_out_is_made_now(open_tiny: OpenTiny, left: bytes) -> None:
    store = open_tiny()
    folder = store.folder / HOME
    (folder / "blobs").mkdir(parents=True)
    (folder / "log.1").write_bytes(left)
    (folder / "CURRENT.new").write_bytes(b"{")
    assert ids(store) == []
    assert store.homes() == []
    keep(store, "a", {"n": 1})
    assert ids(open_tiny()) == ["a"]
    assert store.homes() == [HOME]


def test_a_home_whose_current_is_missing_is_damaged_and_not_new(three: Path, open_tiny: OpenTiny) -> None:
    three.with_name("CURRENT").unlink()
    before = three.read_bytes()
    store = open_tiny()
    for use in (lambda: ids(store), lambda: keep(store, "d", {}), lambda: store.attach(HOME, b"x")):
        with pytest.raises(Corrupt, match=r"holds log\.1 and no CURRENT; restore it"):
            use()
    assert three.read_bytes() == before


def test_a_segment_that_is_missing_is_damage(three: Path, open_tiny: OpenTiny) -> None:
    three.unlink()
    for use in (ids, lambda store: keep(store, "d", {})):
        with pytest.raises(Corrupt, match=r"log\.1 is missing"):
            use(open_tiny())
    assert not three.exists()


def test_a_flipped_bit_in_current_is_noticed(three: Path, open_tiny: OpenTiny) -> None:
    current = three.with_name("CURRENT")
    whole = current.read_bytes()
    for index in range(len(whole)):
        damaged = bytearray(whole)
        damaged[index] ^= 1 << index % 8
        current.write_bytes(damaged)
        store = open_tiny()
        with pytest.raises((Corrupt, Refused), match="CURRENT"):
            ids(store)
        with pytest.raises((Corrupt, Refused), match="CURRENT"):
            keep(store, "d", {})
        store.close()
    for cut in range(len(whole)):
        current.write_bytes(whole[:cut])
        with pytest.raises(Corrupt, match="CURRENT"):
            ids(open_tiny())


def test_another_homes_directory_is_refused_by_name(three: Path, open_tiny: OpenTiny) -> None:
    store = open_tiny()
    copy = store.folder / "bryn-awel"
    copytree(three.parent, copy)
    with pytest.raises(Refused, match="CURRENT holds the records of 'llys-y-coed'"):
        ids(store, "bryn-awel")
    (copy / "CURRENT").write_bytes(Current(False, ((1, 0),)).to_bytes("bryn-awel"))
    with pytest.raises(Refused, match=r"log\.1 holds the records of 'llys-y-coed'"):
        ids(store, "bryn-awel")


def test_a_home_of_a_newer_version_is_refused(three: Path, open_tiny: OpenTiny) -> None:
    three.write_bytes(canonical({"cartref_journal": 3, "home": HOME}) + b"\n" + b"what ever it may be by then")
    with pytest.raises(Refused, match=r"log\.1 was written by a newer version"):
        ids(open_tiny())
    three.with_name("CURRENT").write_bytes(canonical({"cartref_home": 3, "home": HOME}) + b"\nand more")
    with pytest.raises(Refused, match="CURRENT was written by a newer version"):
        ids(open_tiny())


def test_a_journal_that_was_moved_away_while_open_is_not_written_to(open_tiny: OpenTiny) -> None:
    store, other = open_tiny(), open_tiny()
    keep(store, "a", {})
    assert ids(other) == ["a"]
    moved = log_of(store).rename(log_of(store).with_name("moved"))
    before = moved.read_bytes()
    with pytest.raises(Refused, match="taken away"):
        keep(store, "b", {})
    log_of(store).write_bytes(before)
    with pytest.raises(Refused, match="exchanged"):
        keep(other, "b", {})
    assert moved.read_bytes() == before
    assert ids(open_tiny()) == ["a"]


def test_a_home_that_was_moved_away_while_open_is_not_written_to(open_tiny: OpenTiny) -> None:
    store = open_tiny()
    keep(store, "a", {})
    moved = (store.folder / HOME).rename(store.folder / "moved")
    before = (moved / "log.1").read_bytes()
    with pytest.raises(Refused, match="taken away"):
        keep(store, "b", {})
    copytree(moved, store.folder / HOME)
    with pytest.raises(Refused, match="exchanged"):
        keep(store, "b", {})
    assert (moved / "log.1").read_bytes() == before
    again = open_tiny()
    keep(again, "b", {})
    assert ids(again) == ["a", "b"]


def test_a_journal_is_private_and_closing_lets_go_of_its_descriptors(tmp_path: Path, open_tiny: OpenTiny) -> None:
    store = open_tiny()
    before = len(list(Path("/proc/self/fd").iterdir()))
    keep(store, "a", {})
    store.attach(HOME, b"x")
    for path in (store.folder / HOME).rglob("*"):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path
    store.close()
    assert len(list(Path("/proc/self/fd").iterdir())) == before
    journal = Journal(store.folder / HOME, HOME, Disk(), None)
    journal.close()
    assert len(list(Path("/proc/self/fd").iterdir())) == before


@pytest.mark.parametrize("name", ["CURRENT", "log.1"])
def test_a_file_that_the_system_does_not_let_us_read_is_refused_in_words(
    three: Path, open_tiny: OpenTiny, name: str
) -> None:
    path = three.with_name(name)
    path.rename(path.with_name("elsewhere"))
    path.mkdir()
    store = open_tiny()
    for use in (lambda: ids(store), lambda: keep(store, "d", {}), lambda: store.attach(HOME, b"x")):
        with pytest.raises(Refused, match=r"llys-y-coed cannot be opened \(.*\); see to it and open the store again"):
            use()
    path.rmdir()
    path.with_name("elsewhere").rename(path)
    assert ids(store) == ["a", "b", "c"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda log: log.unlink(),
        lambda log: log.write_bytes(b"spoilt"),
        lambda log: log.with_name("CURRENT").write_bytes(b"spoilt"),
    ],
)
def test_a_damaged_home_is_named_among_the_others_and_keeps_none_of_them_from_being_used(
    three: Path, open_tiny: OpenTiny, spoil: Callable[[Path], object]
) -> None:
    with open_tiny().tx("bryn", actor="gwen", purpose="test") as tx:
        tx.put("note", "a", {}, 0)
    spoil(three)
    store = open_tiny()
    assert store.homes() == ["bryn", HOME]
    assert ids(store, "bryn") == ["a"]
    with pytest.raises(Corrupt):
        ids(store)


@pytest.mark.parametrize("said", [b"2026-05-01", b"yesterday", b"2026-05-01T09:00"])
def test_a_turn_that_says_no_moment_is_due(three: Path, open_tiny: OpenTiny, said: bytes) -> None:
    three.with_name("TURN").write_bytes(said)
    with open_tiny().tend(timedelta(minutes=1)) as home:
        assert home == HOME


@pytest.mark.parametrize("use", [lambda store: list(store.events(HOME)), lambda store: store.tidy(HOME)])
def test_a_closed_segment_that_lost_its_last_line_while_open_is_damage_and_nobody_reads_on_for_ever(
    open_tiny: OpenTiny, use: Callable[[TinyStore], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.stores.journal.SEGMENT_SIZE", 2000)
    store = open_tiny()
    for n in range(20):
        keep(store, f"n{n}", {"said": "te"})
    journal = store._process.places[HOME].journal
    assert journal is not None
    log = journal.segments[1]
    os.truncate(log.path, log.offsets[-1])
    with pytest.raises(Corrupt, match=r"log\.2 is damaged .* it ends with line"):
        use(store)
    assert [fault for fault in store.check(HOME) if "log.2" in fault]
