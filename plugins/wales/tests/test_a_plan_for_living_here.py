"""A plan before somebody moves in, and looked at with them every three months: through the pages."""

from __future__ import annotations

import re

import pytest

from core import testing

HEADS = {
    "day_by_day": "Breakfast at eleven.",
    "hoping_for": "The hills.",
    "made_safer": "The rail, and good shoes.",
    "choices_kept": "When to get up.",
}
DAY = {"day": "4", "month": "6", "year": "2026"}
LETTER = "“Non-compliant with personal care.”"


@pytest.fixture
def home():
    return testing.Lived("wales", "exchange", "risk_benefit", "senses", "stories")


def _moves_in(home, **more):
    case = home.begin("mair", "wales.living_plan", "gwilym")
    begun = {"moves_in_on": DAY, "short_notice": "no", "letter_says": LETTER, "letter_from": "A ward", **more}
    home.say(case, "mair", "plan_begun", begun)
    return case


@pytest.fixture
def lives(home):
    """Gwilym's plan was there before he was."""
    case = _moves_in(home, **HEADS, they_have_it="yes")
    assert "Where we are: Living here" in home.move(case, "mair", "plan_is_there")
    return case


def _today(home, who):
    browser = home.as_(who)
    browser.sign_in(home.cast.accounts[who])
    return browser.words("/h/hafan/")


def test_where_there_was_no_time_the_manager_hears_after_twenty_four_hours_that_the_plan_is_missed(home):
    case = _moves_in(home, short_notice="yes")
    home.move(case, "mair", "here_today")
    home.house.clock.forward(hours=23)
    assert "This has waited a while at “The first day”" not in _today(home, "mair")
    home.house.clock.forward(hours=1)
    assert "This has waited a while at “The first day”" in _today(home, "mair")
    home.say(case, "mair", "plan_begun", {**HEADS, "they_have_it": "yes", "moves_in_on": DAY, "short_notice": "yes"})
    home.move(case, "mair", "plan_is_there")
    assert "This has waited a while at “The first day”" not in _today(home, "mair")


def test_the_plan_is_read_where_it_is_lived_by_and_its_letter_stays_a_quotation(home, lives):
    links = re.findall(r'href="(/h/hafan/answers/[0-9a-f]+)"', home.as_("bethan").get(lives).text)
    said = " ".join(home.as_("bethan").words(link) for link in links)
    assert "When to get up." in said
    assert LETTER in said


def test_a_letters_words_are_on_no_paper_of_ours(home, lives):
    paper = home.as_("mair").words(f"/h/hafan/people/{home.id('gwilym')}/papers/wales.personal_plan")
    for words in HEADS.values():
        assert words in paper
    assert "Non-compliant" not in paper


@pytest.mark.parametrize("who", ["huw", "rhodri", "carys", "dilys", "alun"])
def test_whoever_has_no_place_in_it_does_not_read_somebody_elses_plan(home, lives, who):
    assert home.as_(who).get(lives).status_code == 404


def test_three_months_are_never_over_before_it_comes_up_and_the_manager_is_told_five_days_later(home, lives):
    home.house.clock.forward(days=84)
    assert "Time to look again: My plan for living here" in _today(home, "mair")
    home.house.clock.forward(days=5)
    assert "The day to look again has passed: My plan for living here" in _today(home, "mair")


def test_without_the_council_only_a_manager_passes_it_by_and_says_why(home, lives):
    home.move(lives, "mair", "look_together")
    home.say(lives, "mair", "plan_looked_at", {"how_far": "mostly", "_given.how": "said"}, "gwilym")
    again = {"day": "20", "month": "8", "year": "2026"}
    home.say(lives, "mair", "plan_again", {"from_here": "stays", "look_again_on": again})
    refused = home.move(lives, "mair", "carry_on")
    assert "The council that arranged the care has not been heard." in refused
    assert "Nobody has been heard yet who speaks up for them" in refused
    why = {"transition": "carry_on", "why": "He pays for himself and has nobody; an advocate is asked for."}
    passed = testing.read_words(home.as_("mair").post(f"{lives}/move", why, follow_redirects=True))
    assert "Where we are: Living here" in passed
    assert "an advocate is asked for" in passed


def test_the_person_is_not_asked_what_was_decided_about_them(home, lives):
    home.move(lives, "mair", "look_together")
    place = home.place(lives, "gwilym", "plan_looked_at", "gwilym")
    draft = home.as_("gwilym").post(f"{lives}/answer", {"form": "plan_looked_at", "seat": place}).headers["Location"]
    assert "found or decided" not in home.as_("gwilym").words(f"{draft}?at=_check")


def test_it_is_in_welsh_for_whoever_reads_welsh(home, lives):
    mair = home.as_("mair")
    mair.post("/language", {"lang": "cy"})
    words = mair.words(lives)
    assert "Fy nghynllun ar gyfer byw yma" in words
    assert "Byw yma" in words
    assert "My plan" not in words
