"""Papers for outside: what was said here under the headings that others use, and nothing that nobody said."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from core import replay, testing
from core.accounts import AccountName
from core.clock import HandClock
from core.records import Person
from core.stores.memory import MemoryStore
from core.stores.protocol import HOST
from core.web.front import LANGUAGE_COOKIE
from forms.mapping.views import in_force

HOME = "hafan_y_gilfach"
PAPER = f"/h/{HOME}/people/{{emrys}}/papers/wales.five_elements"


@pytest.fixture(scope="module")
def house():
    """The pretend homes, with everything that was said in them."""
    clock = HandClock(datetime(2026, 11, 2, 9, 0, tzinfo=UTC))
    made = testing.house(clock=clock, store=MemoryStore(clock))
    replay.replay_all(made)
    return made


@pytest.fixture(scope="module")
def app(house):
    return testing.app(house)


@pytest.fixture(scope="module")
def people(house):
    with house.store.read(HOME) as tx:
        return {one.name.split()[0].lower(): one.id for one in Person.find(tx)}


@pytest.fixture
def come(house, app):
    def as_(who: str, language: str = "en"):
        with house.store.read(HOST) as tx:
            account = AccountName.need(tx, who).account
        browser = testing.browser(house, account, app)
        browser.client.set_cookie(LANGUAGE_COOKIE, language)
        return browser

    return as_


def _words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_manager_lays_out_what_was_said_and_it_says_what_it_is_not(come, people):
    page = _words(come("ffion").get(PAPER.format(emrys=people["emrys"])).text)
    assert "A contribution to an assessment, and not the assessment." in page
    assert "What stands in the way" in page
    assert "Strengths, and what the person gives" in page


def test_every_answer_stands_there_with_whose_it_is_and_how_it_was_given(come, people):
    page = come("ffion").get(PAPER.format(emrys=people["emrys"])).text
    quoted = re.findall(r'<section class="said">.*?</section>', page, re.DOTALL)
    assert len(quoted) > 5
    for one in quoted:
        assert "voice__how" in one
        assert "2026" in _words(one)
    assert "Emrys Bowen" in _words(page)
    assert "Carys Bowen" in _words(page)


def test_what_was_noticed_is_marked_as_noticed(come, people):
    page = come("ffion").get(PAPER.format(emrys=people["emrys"])).text
    noticed = [
        one for one in re.findall(r'<section class="said">.*?</section>', page, re.DOTALL) if "noticed by" in one
    ]
    assert noticed
    assert all("Noticed, not said" in one for one in noticed)


def test_what_nobody_spoke_of_stands_there_as_not_asked(come, people):
    page = _words(come("ffion").get(PAPER.format(emrys=people["gwilym"])).text)
    assert "Not asked is not the same as nothing to say." in page


def test_the_person_themselves_may_lay_it_out_and_the_kitchen_may_not(house, app, come, people):
    assert come("marek").get(PAPER.format(emrys=people["emrys"])).status_code == 404
    assert come("carys").get(PAPER.format(emrys=people["emrys"])).status_code == 404
    assert "Papers for outside" not in come("marek").get(f"/h/{HOME}/people/{people['emrys']}").text


def test_their_page_leads_to_every_format_that_holds_today(come, people):
    page = come("ffion").get(f"/h/{HOME}/people/{people['emrys']}").text
    for ref in ("five_elements", "personal_plan", "inspection_themes", "about_me"):
        assert f"/papers/wales.{ref}" in page


def test_a_format_that_does_not_hold_yet_is_not_there(house, come, people):
    now = house.clock.at
    house.clock.at = datetime(2017, 1, 1, tzinfo=UTC)
    try:
        assert [one.ref for one in in_force(house, HOME)] == ["wales.five_elements"]
    finally:
        house.clock.at = now


@pytest.mark.parametrize("ref", ["wales.nothing", "exchange.my_view", "..", "wales.five_elements%00"])
def test_a_format_that_is_not_there_is_not_found(come, people, ref):
    assert come("ffion").get(f"/h/{HOME}/people/{people['emrys']}/papers/{ref}").status_code == 404


def test_the_headings_speak_welsh_and_the_words_stay_as_they_were_said(come, people):
    english = come("ffion").get(PAPER.format(emrys=people["emrys"])).text
    welsh = come("ffion", "cy").get(PAPER.format(emrys=people["emrys"])).text
    assert "Cyfraniad at asesiad, ac nid yr asesiad ei hun." in welsh
    said = "He ran a grocer's round for forty years".replace("'", "&#39;")
    assert said in english
    assert said in welsh
