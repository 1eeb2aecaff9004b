"""Several workers over the same records: what comes up by itself comes up once, and is told once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from core import tending, testing
from core.clock import HandClock
from core.records import Event
from core.stores.tiny import TinyStore
from workflows import runner
from workflows.records import Case

WORKERS = 4


@pytest.fixture
def clock():
    return HandClock()


@pytest.fixture
def workers(tmp_path, clock):
    """As many houses, each with files and locks of its own, over one folder."""
    stores = [TinyStore(tmp_path / "records", clock) for _ in range(WORKERS)]
    yield [testing.house(store=store, clock=clock) for store in stores]
    for store in stores:
        store.close()


def _told(house, home_id):
    with house.store.read(home_id) as tx:
        return Event.find(tx, {"what": "told"})


@pytest.mark.parametrize("home_at_once", [False, True])
def test_a_timer_that_four_workers_look_at_comes_up_once(workers, clock, home_at_once):
    first = workers[0]
    cast = testing.home_with_cast(first, modules=["exchange", "risk_benefit"])
    cases = [
        runner.start(
            first, cast.home.id, ref="home.urgent_action", subject=cast.people[who].id, by=cast.people["bethan"].id
        )
        for who in ("dilys", "gwilym", "dilys")
    ]
    clock.forward(hours=25)

    def work(house):
        if home_at_once:  # the turn is passed over: only the records themselves keep them apart
            tending.tend_home(house, cast.home.id)
        else:
            tending.tend_due(house, timedelta(0))

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(work, workers * 3))
    assert len(_told(first, cast.home.id)) == len(cases)
    with first.store.read(cast.home.id) as tx:
        for case in cases:
            lines = [line for line in Case.need(tx, case.id).history if line.what == "fell_due"]
            assert [line.id for line in lines] == ["account_waits"]
