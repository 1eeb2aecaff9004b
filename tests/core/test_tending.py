"""What is done by itself: each home takes its turn, several workers never do the same thing twice."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from click.testing import CliRunner

from core import accounts, outbox, serve, tending, testing
from core.cli import main
from core.keeping import anchors
from core.records import Event
from core.stores.protocol import Corrupt


@pytest.fixture
def house():
    return testing.house()


@pytest.fixture
def cast(house):
    return testing.home_with_cast(house)


def _wait(house, home_id: str = "hafan") -> None:
    """An event that waits to be told."""
    with house.store.tx(home_id, actor="gwen", purpose="test") as tx:
        outbox.record(house, tx, "answered", "gwen", {})


def test_an_event_that_waited_is_told_when_the_home_has_its_turn(house, cast):
    _wait(house)
    assert tending.tend_due(house) == 1
    with house.store.read("hafan") as tx:
        assert [event.told for event in Event.find(tx, {"what": "answered"})] == [True]


def test_a_home_that_had_its_turn_waits_a_minute_for_the_next(house, cast):
    assert tending.tend_due(house) == 1
    assert tending.tend_due(house) == 0
    house.clock.forward(minutes=1)
    assert tending.tend_due(house) == 1


def test_every_home_can_be_looked_after_at_once_when_that_is_asked_for(house, cast):
    testing.home_with_cast(house, "bryn")
    tending.tend_due(house)
    said: list[str] = []
    assert tending.tend_due(house, timedelta(0), said.append) == 2
    assert sorted(said) == ["bryn", "hafan"]


def test_eight_workers_at_once_tell_an_event_once(house, cast, monkeypatch):
    heard = []
    monkeypatch.setattr(house.plugins.hooks, "tell", lambda hook, **more: heard.append(hook) or {})
    for _ in range(20):
        _wait(house)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: outbox.deliver(house, "hafan"), range(8)))
    assert heard == ["answered"] * 20


def test_a_plugin_that_fails_keeps_no_home_waiting(house, cast, monkeypatch, caplog):
    testing.home_with_cast(house, "bryn")
    monkeypatch.setattr(house.plugins.hooks, "tell", lambda hook, **more: {"broken": "ValueError: oh"})
    with caplog.at_level(logging.CRITICAL):
        assert tending.tend_due(house) == 2


def test_a_home_in_trouble_keeps_no_other_waiting_and_is_told_of_in_the_end(house, cast, monkeypatch):
    testing.home_with_cast(house, "bryn")
    tended = []

    def tend(house, home_id):
        if home_id == "bryn":
            raise Corrupt("bryn is damaged")
        tended.append(home_id)

    monkeypatch.setattr(tending, "tend_home", tend)
    with pytest.raises(Corrupt, match="bryn is damaged"):
        tending.tend_due(house, timedelta(0))
    assert tended == ["hafan"]


def test_the_background_keeps_looks_and_tends_homes_until_it_is_stopped(house, cast, monkeypatch):
    monkeypatch.setattr(tending, "LOOKS_KEPT_EVERY", 0.01)
    _wait(house)
    tended = []
    monkeypatch.setattr(tending, "tend_due", tended.append)
    with tending.Background(house):
        while not tended:
            pass
        house.looks.note("hafan", cast.people["bethan"].id, "person", cast.people["dilys"].id)
    before = len(tended)
    assert [entry.line.looks for entry in house.store.events("hafan")][-1] == (("person", cast.people["dilys"].id),)
    assert len(tended) == before


def test_what_goes_wrong_in_the_background_is_written_down_and_tried_again(house, cast, monkeypatch, caplog):
    monkeypatch.setattr(tending, "LOOKS_KEPT_EVERY", 0.001)
    tries = []

    def fail(_house):
        tries.append(1)
        raise ZeroDivisionError

    monkeypatch.setattr(tending, "tend_due", fail)
    with caplog.at_level(logging.CRITICAL), tending.Background(house):
        while len(tries) < 3:
            pass
    assert len(tries) >= 3


def test_the_command_says_which_homes_it_looked_after(tmp_path, monkeypatch, house, cast):
    class Held:
        def __enter__(self):
            return house

        def __exit__(self, *why):
            pass

    monkeypatch.setenv("CARTREF_DATA", str(tmp_path / "records"))
    monkeypatch.setattr(serve, "opened", lambda settings: Held())
    assert CliRunner().invoke(main, ["tick"]).output == "Looked after hafan.\nOne home.\n"
    assert CliRunner().invoke(main, ["tick"]).output == "Nothing was due.\n"
    assert CliRunner().invoke(main, ["tick", "--all"]).output == "Looked after hafan.\nOne home.\n"


def test_the_anchors_of_a_day_are_written_down_once(house, cast, tmp_path):
    path = tmp_path / "anchors.txt"
    anchoring = tending.Anchoring(house, path)
    anchoring.once_a_day()
    anchoring.once_a_day()
    tending.Anchoring(house, path).once_a_day()
    assert [one.home for one in anchors.read_file(path)] == ["_host", "hafan"]
    house.clock.forward(days=1)
    _wait(house)
    anchoring.once_a_day()
    noted = anchors.of_home(anchors.read_file(path), "hafan")
    assert [one.day for one in noted] == ["2026-06-01", "2026-06-02"]
    assert noted[1].anchor == house.store.anchor("hafan")


def test_a_second_worker_writes_no_second_anchor_of_the_same_day(house, cast, tmp_path):
    path = tmp_path / "anchors.txt"
    tending.Anchoring(house, path).once_a_day()
    _wait(house)
    tending.Anchoring(house, path).once_a_day()
    assert [one.home for one in anchors.read_file(path)] == ["_host", "hafan"]


def test_a_home_in_trouble_leaves_no_other_without_its_anchor(house, cast, tmp_path, monkeypatch):
    testing.home_with_cast(house, "bryn")
    true_anchor = house.store.anchor

    def anchor(home):
        if home == "bryn":
            raise Corrupt("bryn is damaged")
        return true_anchor(home)

    monkeypatch.setattr(house.store, "anchor", anchor)
    path = tmp_path / "anchors.txt"
    with pytest.raises(Corrupt, match="bryn is damaged"):
        tending.Anchoring(house, path).once_a_day()
    assert [one.home for one in anchors.read_file(path)] == ["_host", "hafan"]


def test_pretend_homes_have_no_anchors(house, cast, tmp_path):
    accounts.keep_pretend(house, [accounts.Pretend("Ffion, manager", "ffion", "x")])
    tending.Anchoring(house, tmp_path / "anchors.txt").once_a_day()
    assert not (tmp_path / "anchors.txt").exists()
