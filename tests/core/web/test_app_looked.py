"""Who has looked: noted page by page, seen by whom it is about."""

from __future__ import annotations

import logging
import re
from contextlib import contextmanager

import pytest

from core import looks, testing
from core.ids import new_id
from core.keeping.person import take_out
from core.stores.protocol import Full
from core.web.asking import require
from core.web.shown import shown


@pytest.fixture
def come(house, app, cast):
    return lambda who: testing.browser(house, cast.accounts[who], app)


@pytest.fixture
def page_of(cast):
    return lambda who: f"/h/hafan/people/{cast.people[who].id}"


@contextmanager
def caught():
    """What a broken page writes into the log is not for here."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def test_a_resident_sees_who_opened_their_page(come, page_of):
    come("bethan").get(page_of("dilys"))
    assert "Bethan" in come("dilys").get(page_of("dilys") + "/looked").text
    page = come("mair").get(page_of("dilys") + "/looked").text
    assert "Bethan" in page
    assert "The page about them" in page
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


def _looks_of(house, who):
    """The records somebody has looked at, as the audit of the home has them."""
    house.looks.keep()
    return [look for entry in house.store.events("hafan") if entry.line.actor == who for look in entry.line.looks]


def test_the_same_look_within_an_hour_is_one_and_another_hour_is_another(come, page_of, house, cast):
    bethan, dilys = come("bethan"), cast.people["dilys"].id
    bethan.get(page_of("dilys"))
    assert _looks_of(house, cast.people["bethan"].id) == [("person", dilys)]
    house.clock.forward(minutes=59)
    bethan.get(page_of("dilys"))
    assert _looks_of(house, cast.people["bethan"].id) == [("person", dilys)]
    house.clock.forward(minutes=1)
    bethan.get(page_of("dilys"))
    assert _looks_of(house, cast.people["bethan"].id) == [("person", dilys)] * 2


@pytest.mark.parametrize(
    "headers",
    [
        {"If-None-Match": "*"},
        {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
        {"Range": "bytes=0-100"},
        {"Purpose": "prefetch", "Sec-Purpose": "prefetch"},
    ],
    ids=["if-none-match", "if-modified-since", "range", "prefetch"],
)
def test_no_way_of_asking_brings_the_page_without_the_look(come, page_of, house, cast, headers):
    answer = come("bethan").get(page_of("dilys"), headers=headers)
    assert (answer.status_code, "Dilys" in answer.text) == (200, True)
    assert ("person", cast.people["dilys"].id) in _looks_of(house, cast.people["bethan"].id)


def test_whoever_only_asks_for_the_headers_is_shown_nothing_and_has_not_looked(come, page_of, house, cast):
    answer = come("bethan").client.head(page_of("dilys"), base_url=testing.HERE)
    assert (answer.status_code, answer.data) == (200, b"")
    assert _looks_of(house, cast.people["bethan"].id) == []


def test_a_page_shown_again_because_of_a_mistake_is_a_look(come, page_of, house, cast):
    page = f"/h/hafan/household/{cast.people['dilys'].id}"
    answer = come("mair").post(page, {"name": "", "revision": "1"})
    assert (answer.status_code, "Dilys" in answer.text) == (422, True)
    assert ("person", cast.people["dilys"].id) in _looks_of(house, cast.people["mair"].id)


def test_a_page_that_says_something_did_not_work_is_no_look(come, page_of, house, cast, monkeypatch):
    def broken(*_given, **_more):
        raise ZeroDivisionError

    monkeypatch.setattr("core.web.pages.parts", broken)
    with caught():
        assert come("bethan").get(page_of("dilys")).status_code == 500
    assert _looks_of(house, cast.people["bethan"].id) == []


def test_a_look_that_can_never_be_kept_keeps_nobody_elses_waiting(come, page_of, house, cast, monkeypatch):
    come("bethan").get(page_of("dilys"))
    come("huw").get(page_of("dilys"))
    keep = type(house.looks)._keep
    bethan = cast.people["bethan"].id

    def fails_for_bethan(self, home, by, records):
        if by == bethan:
            raise ValueError("no")
        keep(self, home, by, records)

    monkeypatch.setattr(type(house.looks), "_keep", fails_for_bethan)
    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            house.looks.keep()
    kept = [entry.line.actor for entry in house.store.events("hafan") if entry.line.looks]
    assert kept == [cast.people["huw"].id]


def test_many_lines_push_no_look_out_of_reach(come, page_of, house, cast, monkeypatch):
    monkeypatch.setattr(looks, "SEARCHED_LINES", 5)
    come("bethan").get(page_of("dilys"))
    house.looks.keep()
    for _ in range(7):
        with house.store.tx("hafan", actor=cast.people["bethan"].id, purpose="draft") as tx:
            tx.put("note", new_id(), {"words": "again"}, expect=0)
    mair = come("mair")
    page = mair.get(page_of("dilys") + "/looked").text
    assert "Bethan" not in page
    assert "This goes back to" in page
    further = re.search(r'href="([^"]+/looked\?before=\d+)"', page)
    assert further is not None
    assert "Bethan" in mair.get(further[1]).text


def test_where_nothing_lies_further_back_the_page_does_not_say_so(come, page_of):
    come("bethan").get(page_of("dilys"))
    assert "This goes back to" not in come("mair").get(page_of("dilys") + "/looked").text


@pytest.mark.parametrize("before", ["", "x", "-1", "0", "1", "9" * 400, "²"])
def test_any_line_can_be_asked_for(come, page_of, before):
    assert come("mair").get(page_of("dilys") + "/looked", query_string={"before": before}).status_code == 200


def test_a_copy_of_everything_is_a_look_by_whoever_took_it_out(come, page_of, house, cast, tmp_path):
    take_out(
        house.store, "hafan", cast.people["dilys"].id, tmp_path / "out", house.kinds, day="2026-06-01", actor="host",
        title="Hafan",
    )  # fmt: skip
    page = come("mair").get(page_of("dilys") + "/looked").text
    assert "Whoever looks after the computers" in page
    assert "Everything, taken out as a copy" in page


def test_each_day_stands_for_itself_with_everybody_once(come, page_of, house):
    for _ in range(2):
        come("bethan").get(page_of("dilys"))
        house.looks.keep()
        house.clock.forward(hours=2)
    house.clock.forward(days=1)
    come("bethan").get(page_of("dilys"))
    page = come("mair").get(page_of("dilys") + "/looked").text
    assert re.findall(r'<h2 id="day-\d">([^<]+)</h2>', page) == ["Tuesday 2 June 2026", "Monday 1 June 2026"]
    assert page.count("Bethan") == 2


def test_a_page_of_a_plugin_at_any_address_leaves_its_looks(come, app, house, cast):
    dilys = cast.people["dilys"].id

    def report(home_id):
        require(home_id)
        shown("person", dilys)
        return "Dilys"

    app.add_url_rule("/report/<home_id>", "report", report)
    assert come("bethan").get("/report/hafan").text == "Dilys"
    assert _looks_of(house, cast.people["bethan"].id) == [("person", dilys)]
