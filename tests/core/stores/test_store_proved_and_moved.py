"""Whatever store keeps a home: its records can be proved, backed up, put back and moved, and stay what they were."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from core.clock import HandClock
from core.keeping.anchors import note
from core.keeping.backup import OfStore, back_up, look_at
from core.keeping.move import differences, move_home
from core.keeping.rescue import OfDamaged, rescue
from core.keeping.restore import restore
from core.keeping.verify import verify
from core.stores import sqlpast
from core.stores.keys import Keys
from core.stores.memory import MemoryStore
from core.stores.protocol import HOST, Refused, Store
from core.stores.salvage import FolderSalvage
from core.stores.tiny import TinyStore
from tests.core.keeping.pretend import KINDS, fill

HOME, DAY = "hafan", "2026-06-01"


@pytest.fixture
def full(store: Store) -> Store:
    store.declare(KINDS)
    fill(store, HOME, seed=3, steps=30)
    return store


@pytest.fixture
def model(clock: HandClock) -> MemoryStore:
    made = MemoryStore(clock)
    made.declare(KINDS)
    return made


def test_what_a_store_kept_is_proved(full: Store) -> None:
    anchor = note(full, HOME, DAY)
    with full.tx(HOME, actor="mair", purpose="more") as tx:
        tx.put("note", "more", {"about": "dilys"}, expect=0)
    assert verify(full, HOME, KINDS, [anchor]).findings == ()


def test_what_was_erased_and_tidied_is_proved_too(full: Store, clock: HandClock) -> None:
    with full.tx(HOME, actor="mair", purpose="erase") as tx:
        tx.erase("person", "gwilym")
        tx.erase("attachment", "photo-0")
    clock.forward(days=40)
    full.tidy(HOME)
    assert verify(full, HOME, KINDS).findings == ()


def _at_line(number: int, work: Callable[[], None]) -> Callable[[str, int, int], None]:
    """Do something once, when so many lines have been read."""
    waiting = [work]

    def tell(what: str, done: int, of: int) -> None:
        if done == number and waiting:
            waiting.pop()()

    return tell


def _go_on(store: Store) -> None:
    """What people do while records are proved: they write, change, erase."""
    with store.tx(HOME, actor="mair", purpose="erase") as tx:
        tx.erase("person", "gwilym")
        tx.put("note", "more", {"about": "dilys"}, expect=0)
    with store.tx(HOME, actor="mair", purpose="more") as tx:
        tx.put("note", "more", {"about": "mair"}, expect=1)
        tx.put("note", "still more", {"about": "dilys"}, expect=0)


@pytest.mark.parametrize("line", [3, 25])
def test_records_that_are_in_use_meanwhile_are_proved_without_a_false_alarm(
    full: Store, line: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlpast, "PAGE", 5)
    report = verify(full, HOME, KINDS, tell=_at_line(line, lambda: _go_on(full)))
    assert report.findings == ()
    assert report.end == full.anchor(HOME)


@pytest.mark.parametrize("line", [3, 25])
def test_a_backup_in_which_something_was_erased_meanwhile_is_begun_again_and_leaves_no_file(
    full: Store, tmp_path: Path, line: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlpast, "PAGE", 5)
    with pytest.raises(Refused, match="something was erased while the backup was made; begin it again"):
        back_up(
            OfStore(full),
            [HOME],
            tmp_path / "out",
            to=None,
            made=DAY,
            bodies={},
            tell=_at_line(line, lambda: _go_on(full)),
        )
    assert not list(tmp_path.glob("*out*"))
    assert back_up(OfStore(full), [HOME], tmp_path / "out", to=None, made=DAY, bodies={})[HOME].end == full.anchor(HOME)


def test_a_home_moves_out_of_and_into_a_store(full: Store, model: MemoryStore, clock: HandClock) -> None:
    fill(model, "llys", seed=4, steps=10)
    move_home(full, model, HOME)
    move_home(model, full, "llys")
    for home in (HOME, "llys"):
        assert differences(full, model, home) == []
        assert verify(full, home, KINDS).findings == ()


def test_a_backup_of_a_store_comes_back_into_one_as_it_was(full: Store, model: MemoryStore, tmp_path: Path) -> None:
    keys, out = Keys.new(), tmp_path / "backup"
    back_up(OfStore(full), [HOST, HOME], out, to=[keys.public], made=DAY, bodies={})
    assert look_at(out, keys).homes[HOME].end == full.anchor(HOME)

    class Kept(MemoryStore):
        def close(self) -> None:
            """Looked at afterwards."""

    there = Kept(full.clock)  # type: ignore[attr-defined]
    there.declare(KINDS)
    restore(out, keys, "memory:", lambda url: there, KINDS, stamp="now")
    assert differences(full, there, HOME) == []


def test_a_rescue_of_a_sound_store_loses_nothing(full: Store, tmp_path: Path) -> None:
    salvage = FolderSalvage(full.folder, full._keys) if isinstance(full, TinyStore) else OfDamaged(full)
    found = rescue(salvage, tmp_path / "saved", to=None, made=DAY, anchors=[note(full, HOME, DAY)])
    assert found.lost == []
    assert found.homes[HOME].end == full.anchor(HOME)
