"""What the tests of the stores share: a clock, and each store that keeps the contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.clock import HandClock
from core.stores.disk import Disk
from core.stores.keys import Keys
from core.stores.kinds import RecordKind
from core.stores.memory import MemoryStore
from core.stores.protocol import Store
from core.stores.tiny import TinyStore

KINDS = (RecordKind("note", ("v", "x", "y", "n", "missing", *(f"f{n}" for n in range(60)))), RecordKind("wish", ("n",)))
"""What the tests keep."""
KEYS = Keys.new()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture(params=["memory", "tinydb", "sealed"])
def store(request: pytest.FixtureRequest, tmp_path: Path, clock: HandClock) -> Iterator[Store]:
    """Every store in turn: the same test, the same promise."""
    keys = KEYS if request.param == "sealed" else None
    made: Store = MemoryStore(clock) if request.param == "memory" else TinyStore(tmp_path / "records", clock, keys=keys)
    made.declare(KINDS)
    yield made
    made.close()


class QuickDisk(Disk):
    """A disk that is believed: what a test does thousands of times need not wait for it."""

    def sync(self, descriptor: int) -> None:
        pass

    def sync_folder(self, folder: Path) -> None:
        pass


@pytest.fixture
def open_tiny(tmp_path: Path, clock: HandClock) -> Iterator[Callable[[], TinyStore]]:
    """Opens the same folder again and again, as a computer does that was switched off and on."""
    opened: list[TinyStore] = []

    def open_it() -> TinyStore:
        opened.append(TinyStore(tmp_path / "records", clock, QuickDisk()))
        return opened[-1]

    yield open_it
    for one in opened:
        one.close()
