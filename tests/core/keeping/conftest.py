"""What the tests of keeping share: stores in memory, and one with two homes in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.clock import HandClock
from core.stores.memory import MemoryStore
from tests.core.keeping.pretend import KINDS, fill


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
