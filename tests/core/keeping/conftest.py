"""What the tests of keeping share: stores in memory, and one with two homes in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from core.clock import HandClock
from core.stores.keys import Keys
from core.stores.memory import MemoryStore
from core.stores.protocol import HOST
from tests.core.keeping.pretend import KINDS, fill
from tests.core.keeping.shelf import Shelf, made


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def new_store(clock: HandClock) -> Callable[[], MemoryStore]:
    def make() -> MemoryStore:
        store = MemoryStore(clock)
        store.declare(KINDS)
        return store

    return make


@pytest.fixture
def filled(new_store: Callable[[], MemoryStore]) -> MemoryStore:
    """A store with two homes in it."""
    store = new_store()
    fill(store, "hafan")
    fill(store, "llys", seed=2, steps=12)
    return store


@pytest.fixture
def keys() -> Keys:
    return Keys.new()


@pytest.fixture
def house_store(filled: MemoryStore) -> MemoryStore:
    """With a host directory that knows its homes."""
    with filled.tx(HOST, actor="host", purpose="begin") as tx:
        for home in ("hafan", "llys"):
            tx.put("home", home, {"name": {"en": home.title(), "cy": home.title()}, "zone": "Europe/London"}, expect=0)
    return filled


@pytest.fixture
def backup(house_store: MemoryStore, keys: Keys, tmp_path: Path) -> Path:
    return made(house_store, tmp_path / "monday.cartref", [keys.public])


@pytest.fixture
def shelf(tmp_path: Path, clock) -> Shelf:
    """Stores in folders, in memory while they are open."""
    return Shelf(clock)
