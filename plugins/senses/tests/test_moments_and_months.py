"""Moments of half a minute, and a month that a group closes together: told through the pages."""

from __future__ import annotations

import pytest

from core import testing

MOMENTS = "/h/hafan/cases/boards/senses.senses"


@pytest.fixture
def home():
    return testing.Lived("senses", "exchange", "leap", "risk_benefit")


def _moment(home, who, about, **typed):
    answer = home.as_(who).fill_in(
        "/h/hafan/forms/senses.moment",
        {
            "voice": home.house.catalogue("hafan").people.voice_of(home.cast.people[who].roles[0]),
            "subject": home.id(about),
        },
        typed,
    )
    assert "/heard/" in answer.headers.get("Location", ""), testing.read_words(answer)


def test_a_moment_is_one_sentence_and_stands_with_its_bead(home):
    _moment(home, "bethan", "dilys", what_happened="Laid four places.", lifted_or_dented="lifted")
    page = home.as_("bethan").get(MOMENTS).text
    assert "Laid four places." in page
    assert "Something lifted the day for Dilys Rees." in page
    assert page.count("beads__bead--lifted") == 1


def test_the_newest_moment_is_read_first(home):
    _moment(home, "bethan", "dilys", what_happened="Laid four places.")
    home.house.clock.forward(hours=2)
    _moment(home, "bethan", "dilys", what_happened="Sang at tea.")
    words = home.as_("bethan").words(MOMENTS).partition("A moment with")[0].rpartition("Dilys Rees")[2]
    assert words.index("Sang at tea.") < words.index("Laid four places.")


def test_from_the_page_of_moments_one_press_leads_to_half_a_minute(home):
    page = home.as_("bethan").get(MOMENTS).text
    assert f"/h/hafan/forms/senses.moment?subject={home.id('dilys')}" in page
    assert "A moment with Dilys Rees" in page


def test_a_moment_is_read_by_her_circle_and_not_by_the_house(home):
    _moment(home, "bethan", "dilys", what_happened="Laid four places.")
    assert "Laid four places." in home.as_("dilys").words(MOMENTS)
    assert "Laid four places." not in home.as_("owen").words(MOMENTS)
    assert home.as_("huw").get(MOMENTS).status_code == 404
    assert home.as_("rhodri").get(MOMENTS).status_code == 404


def test_the_cook_writes_a_moment_though_he_reads_no_others(home):
    _moment(home, "huw", "dilys", what_happened="Put my pastry right.")
    assert "Put my pastry right." in home.as_("bethan").words(MOMENTS)


def test_no_month_of_the_senses_begins_from_a_moment(home):
    assert "/boards/senses.senses/begin" not in home.as_("bethan").get(MOMENTS).text


def _talking(home):
    case = home.begin("sian", "senses.senses")
    home.move(case, "sian", "begin_asking")
    home.say(case, "sian", "gather", {"groups_asked": ["resident", "family", "staff"]})
    assert "Where we are: Talking about it together" in home.move(case, "sian", "talk_together")
    return case


def test_nobody_talks_of_the_picture_before_all_three_groups_were_asked(home):
    case = home.begin("sian", "senses.senses")
    home.move(case, "sian", "begin_asking")
    home.say(case, "sian", "gather", {"groups_asked": ["resident", "staff"]})
    assert "One of the three groups has not been asked yet." in home.move(case, "sian", "talk_together")


def test_the_group_chooses_and_closes_and_whoever_leads_does_neither_alone(home):
    case = _talking(home)
    home.say(case, "sian", "group_talk", {"what_grows": "More laughing at tea."})
    assert "a place at this table" in home.move(case, "sian", "look_after")
    home.seat(case, "sian", "gwilym", "resident")
    assert "Where we are: Looking after one thing" in home.move(case, "sian", "look_after")
    small = {"sense": "belonging", "small_thing": "Breakfast together on Fridays", "done_by": [home.id("gwilym")]}
    home.say(case, "sian", "nurture", small)
    assert "Breakfast together on Fridays" in home.as_("gwilym").words(case)
    assert "At rest" in home.move(case, "gwilym", "close_together")


def test_lines_that_differ_are_talked_about_by_each_of_us(home):
    case = _talking(home)
    views = [
        {"whose_eyes": "staff", "what_they_see": "I can say anything."},
        {"whose_eyes": "family", "what_they_see": "I wait."},
    ]
    with_rows = {"what_differs": "Staff feel free to speak; families less so."}
    home.say(case, "sian", "group_talk", with_rows)
    home.say(case, "sian", "group_talk", {**with_rows, "what_each_sees": views[:1]})
    assert "read them aloud together" in home.as_("sian").words(case)


def test_good_things_of_the_month_are_words_and_every_voice_has_its_own(home):
    page = "/h/hafan/check-ins/senses.good_events/mine"
    begun = home.as_("owen").post(page, {"way": "own", "pages": "all"})
    words = testing.read_words(home.as_("owen").get(begun.headers["Location"], follow_redirects=True))
    assert "Someone came when I needed a hand." in words
    assert "Most weeks" in words
    begun = home.as_("dilys").post(page, {"way": "own", "pages": "all"})
    words = testing.read_words(home.as_("dilys").get(begun.headers["Location"], follow_redirects=True))
    assert "came when I called" in words or "pan alwais i" in words
