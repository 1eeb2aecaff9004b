"""Who has looked: noted page by page, seen by whom it is about."""

from __future__ import annotations

import pytest

from core import testing
from core.stores.protocol import Full


@pytest.fixture
def house():
    return testing.house()


@pytest.fixture
def app(house):
    return testing.app(house)


@pytest.fixture
def cast(house):
    return testing.home_with_cast(house)


@pytest.fixture
def come(house, app, cast):
    return lambda who: testing.browser(house, cast.accounts[who], app)


@pytest.fixture
def page_of(cast):
    return lambda who: f"/h/hafan/people/{cast.people[who].id}"


def test_a_resident_sees_who_opened_their_page(come, page_of):
    come("bethan").get(page_of("dilys"))
    assert "Bethan" in come("dilys").get(page_of("dilys") + "/looked").text
    page = come("mair").get(page_of("dilys") + "/looked").text
    assert "Bethan" in page
    assert "the page about them" in page
    assert "1 June 2026" in page


def test_their_page_leads_there_for_those_who_may_see_it(come, page_of):
    assert "/looked" in come("dilys").get(page_of("dilys")).text
    assert "/looked" in come("mair").get(page_of("dilys")).text
    assert "/looked" not in come("bethan").get(page_of("dilys")).text


@pytest.mark.parametrize("who", ["bethan", "owen", "huw", "sian", "carys", "rhodri", "gwilym"])
def test_nobody_else_sees_who_looked(come, page_of, who):
    assert come(who).get(page_of("dilys") + "/looked").status_code == 404


def test_ones_own_looks_do_not_stand_there(come, page_of):
    gwilym = come("gwilym")
    gwilym.get(page_of("gwilym"))
    assert "Nobody else has looked yet." in gwilym.get(page_of("gwilym") + "/looked").text


def test_a_page_that_was_refused_is_no_look(come, page_of, house):
    before = house.store.anchor("hafan")
    assert come("rhodri").get(page_of("dilys")).status_code == 404
    house.looks.keep()
    assert house.store.anchor("hafan") == before


def test_many_looks_at_one_page_are_one_line(come, page_of, house):
    before = house.store.anchor("hafan").seq
    bethan = come("bethan")
    for _ in range(5):
        bethan.get(page_of("dilys"))
    house.looks.keep()
    house.looks.keep()
    assert house.store.anchor("hafan").seq == before + 1


def test_a_look_that_could_not_be_kept_waits_for_the_next_time(come, page_of, house, monkeypatch):
    come("bethan").get(page_of("dilys"))
    tx = house.store.tx

    def full(*_given, **_more):
        raise Full("there is no room")

    monkeypatch.setattr(house.store, "tx", full)
    with pytest.raises(Full):
        house.looks.keep()
    monkeypatch.setattr(house.store, "tx", tx)
    assert "Bethan" in come("dilys").get(page_of("dilys") + "/looked").text


def test_the_page_speaks_welsh(come, page_of):
    come("bethan").get(page_of("gwilym"))
    page = come("dilys").get(page_of("dilys") + "/looked").text
    assert "Pwy sydd wedi edrych" in page
    assert "Does neb arall wedi edrych eto." in page
