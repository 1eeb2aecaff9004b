"""Whoever decides about a home sees how its records are kept; nobody else does."""

from __future__ import annotations

import pytest

from core import accounts, testing
from core.accounts import Pretend
from core.clock import HandClock
from core.keeping import holds
from core.keeping.anchors import note, read_line
from core.stores.keys import Keys
from core.stores.tiny import TinyStore
from core.web.front import LANGUAGE_COOKIE

NOT_SEALED = "The records of this home are not sealed."


@pytest.fixture
def room():
    house = testing.house()
    cast = testing.home_with_cast(house)
    return house, cast, testing.app(house)


def _page(room, name="mair", path="/h/hafan/records"):
    house, cast, app = room
    return testing.browser(house, cast.accounts[name], app).get(path)


def test_todays_anchor_can_be_copied_from_the_page_and_is_the_right_one(room):
    house, _cast, _app = room
    found = [read_line(line.split(">")[-1]) for line in _page(room).text.split("</code>")]
    assert note(house.store, "hafan", "2026-06-01") in found


def test_without_a_key_the_page_says_what_that_means_and_the_line_to_type(room):
    page = _page(room).text
    assert NOT_SEALED in page
    assert "<code>cartref key create FILE</code>" in page
    assert "everybody in it is invented" not in page
    assert NOT_SEALED in _page(room, path="/h/hafan/modules").text
    assert "cartref key create FILE" in _page(room, path="/plugins").text


def test_in_a_pretend_house_it_is_said_kindly(room):
    accounts.keep_pretend(room[0], [Pretend("Mair, manager", "mair", "three green hens")])
    assert "everybody in it is invented" in _page(room).text


def test_with_a_key_nothing_says_that_the_records_are_open(tmp_path):
    keys, clock = Keys.new(), HandClock()
    house = testing.house(store=TinyStore(tmp_path / "records", clock, keys=keys), clock=clock)
    house.keys = keys
    room = (house, testing.home_with_cast(house), testing.app(house))
    assert "The records of this home are sealed." in _page(room).text
    assert NOT_SEALED not in _page(room, path="/h/hafan/modules").text
    assert "not sealed" not in _page(room, path="/plugins").text


def test_what_is_held_is_listed_with_its_reason(room):
    house, cast, _app = room
    dilys = cast.people["dilys"].id
    holds.add(house.store, "hafan", "claim", person=dilys, note="letter of 3 May", day="2026-06-01", actor="host")
    page = _page(room).text
    assert all(words in page for words in ("Dilys Rees", "A claim", "letter of 3 May", "Monday 1 June 2026"))


@pytest.mark.parametrize("name", ["dilys", "carys", "bethan", "sian"])
def test_the_page_is_for_those_who_decide_alone(room, name):
    assert _page(room, name).status_code == 404
    assert NOT_SEALED not in _page(room, name, "/h/hafan/").text


def test_a_home_begun_before_there_was_a_key_is_not_called_sealed(room, monkeypatch):
    room[0].keys = Keys.new()
    monkeypatch.setattr(room[0].store, "sealed", lambda home: home != "hafan", raising=False)
    assert NOT_SEALED in _page(room).text


def test_in_welsh_the_page_is_welsh(room):
    house, cast, app = room
    browser = testing.browser(house, cast.accounts["mair"], app)
    browser.client.set_cookie(LANGUAGE_COOKIE, "cy")
    page = browser.get("/h/hafan/records").text
    assert "Dyw cofnodion y cartref hwn ddim wedi" in page
    assert "How our records are kept" not in page


def test_a_home_that_grows_large_is_told_so_long_before_it_must_move(tmp_path, monkeypatch):
    clock = HandClock()
    house = testing.house(store=TinyStore(tmp_path / "records", clock), clock=clock)
    room = (house, testing.home_with_cast(house), testing.app(house))
    assert "This home has grown large." not in _page(room).text
    monkeypatch.setattr("core.stores.tiny.MANY_RECORDS", 5)
    assert "This home has grown large." in _page(room).text
