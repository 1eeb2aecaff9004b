"""The thread of fourteen weeks is lived once, in each of two kinds of store, for all the tests that look at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from core.clock import HandClock
from core.stores.memory import MemoryStore
from core.stores.open import open_store
from tests.journeys import first_weeks, later_weeks
from tests.journeys.hafan import MONDAY, Hafan

WEEKS: tuple[tuple[int, Callable[[Hafan], None]], ...] = (
    (0, first_weeks.week_0),
    (1, first_weeks.week_1),
    (2, first_weeks.week_2),
    (3, later_weeks.week_3),
    (4, later_weeks.week_4),
    (5, later_weeks.week_5),
    (8, later_weeks.week_8),
    (10, later_weeks.week_10),
    (12, later_weeks.week_12),
    (13, later_weeks.week_13),
    (14, later_weeks.week_14),
)


@pytest.fixture(scope="session", params=["memory", "sqlite"])
def home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hafan]:
    """The home after fourteen weeks, kept in two kinds of store; a week that could not be lived is named."""
    clock = HandClock(MONDAY)
    folder = tmp_path_factory.mktemp("thread")
    store = MemoryStore(clock) if request.param == "memory" else open_store(f"sqlite:{folder}/homes.db", clock)
    made = Hafan(store, clock)
    for number, lived in WEEKS:
        try:
            lived(made)
        except AssertionError as error:
            pytest.fail(f"week {number} ({lived.__name__}): {error}")
    yield made
    store.close()


@pytest.fixture(scope="session")
def seen(home: Hafan) -> dict[str, str]:
    """What the pages said, by week and what it was."""
    return home.seen
