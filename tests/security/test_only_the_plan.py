"""Whoever may see only the plan sees what was agreed and when it is looked at again, and nothing of how it came about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.records import Person
from forms.records import Response
from tests.security.conftest import give
from workflows import engine, runner
from workflows.records import Case, Move

SECRETS = ("dilyswish", "carysworry", "choiceabout", "zqtryzq", "zqreasonzq", "zqdisputezq", "zqwhynotzq", "zqdifferzq")


@pytest.fixture
def agreed(world):
    """A choice of Dilys's with tries, reasons and a difference in it, agreed; Owen and Huw are in her circle now."""
    with world.house.store.tx("hafan", actor="test", purpose="test") as tx:
        dilys = Person.need(tx, world.id("dilys"))
        replace(dilys, circle=(*dilys.circle, world.id("owen"), world.id("huw"))).keep(tx)
    bethan = world.browser("bethan")
    seat = world.seat("dilys", "choice")
    bethan.post(f"{world.url('choice')}/tried", {"seat": seat, "way": "zqtryzq"})
    bethan.post(f"{world.url('choice')}/status", {"seat": seat, "status": "not_now", "why": "zqreasonzq"})
    world.at_step("deciding", "choice")
    values = {
        "plan": [
            {"row": "p1", "answers": {"part": "Marek walks with her"}},
            {"row": "p2", "answers": {"part": "Zqdisputedpartzq"}},
        ],
        "when_to_pause": "When it rains",
        "differences": "zqdifferzq",
        "whose_decision": "person",
    }
    world.send("choice_decide", "together", "bethan", values, "choice")
    world.at_step("settling", "choice")
    _agree(world)
    world.clock.forward(hours=1)
    return world


def _agree(world) -> None:
    """The way that sets the reviews, taken whatever it waits for."""
    home = world.house.home("hafan")
    with world.house.store.tx("hafan", actor="test", purpose="test") as tx:
        view = runner.view(world.house, home, tx, world.kept["hafan", "choice"])
        way = view.compiled.ways["settling", "agreed"]
        engine._taken(view, way, runner.asker_of(world.people["hafan", "bethan"], view.people), None, []).case.keep(tx)


def _dispute(world) -> None:
    world.at_step("deciding", "choice")
    data = {"item": "choice_decide.plan", "row": "p2", "why": "zqdisputezq"}
    assert world.browser("bethan").post(f"{world.url('choice')}/dispute", data).status_code == 303


@pytest.mark.parametrize("who", ["owen", "huw"])
def test_they_see_what_was_agreed_and_the_day_it_is_looked_at_again(agreed, who):
    page = agreed.browser(who).get(agreed.url("choice"))
    assert page.status_code == 200
    for words in ("Marek walks with her", "When it rains", "What to go by", "We look again on"):
        assert words in page.text


@pytest.mark.parametrize("who", ["owen", "huw"])
def test_they_see_nothing_of_tries_reasons_differences_or_anybodys_words(agreed, who):
    _dispute(agreed)
    browser = agreed.browser(who)
    pages = [agreed.url("choice"), "/h/hafan/", "/h/hafan/cases/", f"/h/hafan/people/{agreed.id('dilys')}"]
    shown = "".join(browser.get(path).text for path in pages)
    assert [secret for secret in SECRETS if secret in shown] == []
    for step in ("Deciding", "What has happened", "Everybody&#39;s place", "Everybody's place", "Finding a way"):
        assert step not in browser.get(agreed.url("choice")).text


def test_a_line_somebody_sees_differently_is_not_shown_as_agreed_and_the_page_says_to_ask(agreed):
    assert "Zqdisputedpartzq" in agreed.browser("huw").get(agreed.url("choice")).text
    _dispute(agreed)
    page = agreed.browser("huw").get(agreed.url("choice")).text
    assert "Zqdisputedpartzq" not in page
    assert "Marek walks with her" in page
    assert "being talked about again" in page


def test_what_is_changed_afterwards_is_shown_once_it_is_agreed(agreed):
    agreed.at_step("deciding", "choice")
    agreed.send("choice_decide", "together", "bethan", {"when_to_pause": "Never"}, "choice")
    page = agreed.browser("huw").get(agreed.url("choice")).text
    assert "When it rains" in page
    assert "Never" not in page


def test_before_anything_is_agreed_there_is_nothing_to_see(agreed):
    with agreed.house.store.tx("hafan", actor="test", purpose="test") as tx:
        case = Case.need(tx, agreed.kept["hafan", "choice"])
        history = tuple(line for line in case.history if line.what != "moved")
        assert all(isinstance(line, Move) for line in history)
        replace(case, history=history).keep(tx)
    page = agreed.browser("huw").get(agreed.url("choice")).text
    assert "There is nothing to go by here yet" in page
    assert "Marek walks with her" not in page


def test_what_was_said_in_another_language_is_marked_with_it(agreed):
    huw = agreed.browser("huw")
    huw.post("/language", {"lang": "cy"})
    page = huw.get(agreed.url("choice")).text
    assert '<div lang="en"><p>When it rains</p></div>' in page


def test_with_a_place_at_the_table_they_read_no_more_of_what_was_written_together_before(agreed):
    give(agreed, "hafan", "choice", "huw", "kitchen")
    theirs, whole = (agreed.browser(who).get(agreed.url("choice")).text for who in ("huw", "mair"))
    assert "Living with it" in theirs
    assert "Written down before" in whole
    assert "Written down before" not in theirs


def test_they_can_press_nothing_there_but_how_it_went(agreed):
    huw = agreed.browser("huw")
    for press in ("lead", "seat", "tried", "move", "dispute", "settle", "sign", "status", "withdraw", "looked-at"):
        assert huw.post(f"{agreed.url('choice')}/{press}", {"seat": agreed.seat("dilys", "choice")}).status_code == 404
    for form, seat in (
        ("choice_look", agreed.seat("dilys", "choice")),
        ("choice_decide", "together"),
        ("choice_ladder", "again"),
    ):
        assert huw.post(f"{agreed.url('choice')}/answer", {"form": form, "seat": seat}).status_code == 404
    went = huw.post(f"{agreed.url('choice')}/answer", {"form": "choice_went", "seat": "again"})
    assert went.status_code == 303
    assert huw.get(went.location).status_code == 200


def test_no_answers_open_to_them_by_their_address(agreed):
    for response in [one.id for one in _responses(agreed)]:
        assert agreed.browser("huw").get(f"/h/hafan/answers/{response}").status_code == 404


def _responses(world):
    return [one for one in world.find(Response) if one.case == world.kept["hafan", "choice"]]


def test_a_place_at_the_table_shows_the_table(agreed):
    data = {"voice": "kitchen", "person": agreed.id("huw")}
    assert agreed.browser("bethan").post(f"{agreed.url('choice')}/seat", data).status_code == 303
    assert "What has happened" in agreed.browser("huw").get(agreed.url("choice")).text


def test_a_volunteer_sees_the_plan_once_it_is_shared_and_no_longer_once_it_is_taken_back(agreed):
    rhodri, dilys = agreed.browser("rhodri"), agreed.browser("dilys")
    page = f"/h/hafan/people/{agreed.id('dilys')}/shared"
    assert rhodri.get(agreed.url("choice")).status_code == 404
    assert dilys.post(page, {"row": "risk_benefit", "to": agreed.id("rhodri")}).status_code == 303
    shown = rhodri.get(agreed.url("choice")).text
    assert "Marek walks with her" in shown
    assert [secret for secret in SECRETS if secret in shown] == []
    back = dilys.get(page).text.split("/shared/", 1)[1].split('"', 1)[0]
    assert dilys.post(f"/h/hafan/shared/{back}").status_code == 303
    assert rhodri.get(agreed.url("choice")).status_code == 404
