"""The record of what limits somebody: who sees what of it, when it is looked at again, and that it ends only when somebody ends it."""

from __future__ import annotations

import re

import pytest

from core import testing

TODAY = "/h/hafan/"
DAY = {"day": "1", "month": "6", "year": "2026"}
GATE = {
    "what_limits": "The garden gate is locked after dark.",
    "since": DAY,
    "as_little": "It stands open till ten, and Kofi walks with her.",
    "if_they_say_no": "We open it and walk round the pond.",
    "why": "The road behind it.",
    "what_is_lost": "The moon over the pond.",
    "freer_tried": "A lamp by the gate.",
    "signs": [{"which": "says_no", "what_seen": "She rattles the gate."}],
}
REVIEW = "Time to look again: Something limits someone"
LATE = "The day to look again has passed: Something limits someone"
NO = "They say or show no to what limits them."


@pytest.fixture
def home():
    return testing.Lived("exchange")


def _written(home, by="sian", **record):
    case = home.begin(by, "home.legal_limits", about="dilys")
    home.say(case, by, "limits_record", {**GATE, **record})
    return case


@pytest.fixture
def gate(home):
    """The garden gate is locked after dark; Siân leads the record."""
    case = _written(home)
    assert "Where we are: It limits them now" in home.move(case, "sian", "written_down")
    return case


def _today(home, who):
    return home.as_(who).words(TODAY)


# -- who sees what ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["dilys", "mair", "sian", "alun", "nia", "aled", "ivor"])
def test_the_person_and_those_who_answer_for_it_read_all_of_it(home, gate, who):
    for name, role in (("nia", "attorney"), ("aled", "practitioner"), ("ivor", "inspector")):
        home.also(name, role, of="dilys")
    words = home.as_(who).words(gate)
    assert "Where we are: It limits them now" in words
    assert "She rattles the gate." in _record(home, gate, who)


def _record(home, case, who):
    """What somebody reads of the record, from the page of the case."""
    links = re.findall(r'href="(/h/hafan/answers/[^"]+)"', home.as_(who).get(case).text)
    return " ".join(home.as_(who).words(link) for link in dict.fromkeys(links))


def test_those_who_carry_it_out_see_what_to_do_and_nothing_of_the_rest(home, gate):
    words = home.as_("bethan").words(gate)
    for told in (
        "What to go by",
        "The garden gate is locked after dark.",
        "It stands open till ten, and Kofi walks with her.",
        "We open it and walk round the pond.",
        "We look again on 8 June 2026.",
    ):
        assert told in words
    for kept in ("agreed", "rattles", "The road", "The moon", "A lamp", "What has happened"):
        assert kept not in words


@pytest.mark.parametrize("who", ["owen", "huw", "rhodri", "carys", "gwilym"])
def test_nobody_else_finds_it_anywhere(home, gate, who):
    browser = home.as_(who)
    assert browser.get(gate).status_code == 404
    for path in (TODAY, "/h/hafan/cases/", f"/h/hafan/people/{home.id('dilys')}"):
        page = browser.get(path)
        assert "Something limits someone" not in (testing.read_words(page) if page.status_code == 200 else "")


def test_family_with_a_place_there_reads_it(home, gate):
    home.seat(gate, "sian", "carys", "family")
    assert "She rattles the gate." in _record(home, gate, "carys")


# -- writing it, looking again ------------------------------------------------------------------------------------------


def test_until_what_the_person_shows_is_written_it_is_not_a_record(home):
    case = _written(home, signs=[{"which": "cannot_tell"}])
    words = home.move(case, "sian", "written_down")
    assert "What the person says or shows has not been written down." in words
    assert "A no counts as much as a yes." in words


def test_the_manager_is_told_of_it_and_after_a_day_that_it_is_not_written(home):
    home.begin("sian", "home.legal_limits", about="dilys")
    home.later(hours=25)
    assert "This has waited a while at “Writing it down”" in _today(home, "mair")


def test_it_is_looked_at_again_after_a_week_and_two_days_later_the_manager_hears(home, gate):
    home.later(days=7)
    assert REVIEW in _today(home, "sian")
    assert REVIEW in _today(home, "dilys")
    assert LATE not in _today(home, "mair")
    home.later(days=2)
    assert LATE in _today(home, "mair")


def test_it_is_looked_at_by_writing_what_was_found_and_is_never_pressed_away(home, gate):
    home.later(days=7)
    words = home.as_("sian").words(gate)
    assert "It is looked at by writing “Looking at the limit again”." in words
    refused = home.as_("sian").post(f"{gate}/looked-at", {"key": "3"})
    assert (refused.status_code, REVIEW in _today(home, "sian")) == (422, True)
    home.say(gate, "sian", "limits_looked", {"still_needed": "less_of_it", "what_they_say_now": "Open it."})
    assert REVIEW not in _today(home, "sian")
    assert "We look again on 6 July 2026." in home.as_("sian").words(gate)


def test_when_whoever_led_it_has_left_the_manager_still_hears(home, gate):
    home.as_("mair").post(f"/h/hafan/household/{home.id('sian')}/left")
    home.later(days=9)
    assert LATE in _today(home, "mair")


def test_it_ends_only_when_somebody_ends_it(home, gate):
    home.later(weeks=30)
    assert "Where we are: It limits them now" in home.as_("mair").words(gate)
    home.as_("mair").post(f"{gate}/lead")
    assert "At rest now." in home.move(gate, "mair", "it_ends")


# -- a no ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["dilys", "sian"])
def test_a_no_is_one_press_and_the_manager_hears_at_once_and_until_it_is_answered(home, gate, who):
    home.move(gate, who, "they_say_no")
    assert NO in _today(home, "mair")
    home.as_("mair").post(f"{gate}/looked-at", {"key": "4"})
    home.later(hours=25)
    words = _today(home, "mair")
    assert NO in words
    assert "This has waited a while at “A no was heard”" in words


@pytest.mark.parametrize("who", ["sian", "dilys"])
def test_what_the_manager_was_told_is_read_by_a_manager_and_looked_away_by_nobody_else(home, gate, who):
    told = "Please see that the law is asked."
    assert "We have looked at it" not in home.as_(who).words(gate)
    for key in ("2", "3"):  # told, and the review, which has not come up
        home.as_(who).post(f"{gate}/looked-at", {"key": key})
    assert told in _today(home, "mair")


def test_while_a_no_stands_those_who_carry_it_out_are_told_to_ask_first(home, gate):
    home.move(gate, "dilys", "they_say_no")
    assert "Some of this is being talked about again. Ask whoever leads before you go by it." in home.as_(
        "bethan"
    ).words(gate)


def test_a_no_is_over_once_those_outside_were_asked_and_their_answer_is_written(home, gate):
    home.move(gate, "dilys", "they_say_no")
    words = home.move(gate, "mair", "asked_outside")
    assert "It is not written down when the authority or a court was asked." in words
    answered = {"authority_asked": DAY, "authority_said": "Open it on clear nights."}
    home.say(gate, "sian", "limits_record", {**GATE, **answered})
    assert "Where we are: It limits them now" in home.move(gate, "mair", "asked_outside")
    assert NO not in _today(home, "mair")


def test_nobody_but_a_manager_says_that_those_outside_were_asked(home, gate):
    home.move(gate, "dilys", "they_say_no")
    assert "This is for Manager." in home.move(gate, "sian", "asked_outside")


# -- the person is not here ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["hospital", "away", "died"])
def test_while_the_person_is_not_here_nobody_close_to_them_is_asked_and_it_does_not_end(home, gate, status):
    home.seat(gate, "sian", "carys", "family")
    home.status("mair", "dilys", status)
    home.later(days=9)
    assert REVIEW not in _today(home, "carys")
    assert REVIEW in _today(home, "sian")
    assert LATE in _today(home, "mair")
    assert "only those who work on this are still asked" in home.as_("mair").words(gate).replace("Only", "only")


def test_somebody_who_moved_away_has_no_silent_record(home, gate):
    home.as_("mair").post(f"/h/hafan/household/{home.id('dilys')}/left")
    home.later(days=9)
    assert LATE in _today(home, "mair")
    assert "Does not live here any more." in home.as_("mair").words(gate)
    home.move(gate, "sian", "it_ends")
    assert "Something limits someone" not in _today(home, "mair")


def test_what_has_ended_is_still_read_by_those_who_answer_for_it(home, gate):
    home.move(gate, "sian", "it_ends")
    assert "She rattles the gate." in _record(home, gate, "mair")
