"""One thread through all nine practices: Emrys's first weeks at Hafan y Gilfach, and for each row what must be true.

Everything is done through the pages, each person signed in as themselves, in order, on the tests' clock. What the pages said is
kept on the way (`first_weeks.py`, `later_weeks.py`); here each truth is looked for in it. docs/practice/thread.md is the table.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from tests.journeys.first_weeks import LABEL, LETTER
from tests.journeys.hafan import Hafan

pytestmark = pytest.mark.slow


def _the_first(form: str, home: Hafan, **more: str) -> dict[str, dict[str, object]]:
    """question → its newest version, of the first response to a form about Emrys."""
    (response, *_) = home.sent(form, "emrys", **more)
    return {question: versions[-1] for question, versions in response["answers"].items()}


# -- week 0: Ffion, arrival; Emrys, his words ---------------------------------------------------------------------------


def test_week_0_nobody_comes_with_notice_before_their_plan_has_its_four_parts(seen):
    assert "One of the four parts of the plan has no words yet" in seen["0 no plan yet"]
    assert "The person has not been through it with us" in seen["0 no plan yet"]
    assert "The plan comes before the person moves in, unless there was no time." in seen["0 no reason to hurry"]


def test_week_0_the_plan_is_there_three_days_before_he_is(home, seen):
    assert "Where we are: Living here" in seen["0 the plan is there"]
    plan = _the_first("plan_begun", home)
    moves_in = date.fromisoformat(str(plan["moves_in_on"]["value"]))
    written = date.fromisoformat(str(plan["choices_kept"]["at"])[:10])
    assert moves_in - written == timedelta(days=3)


def test_week_0_the_paper_of_the_plan_holds_its_four_heads_in_their_words(seen):
    paper = seen["0 paper"]
    heads = (
        ("How daily life is supported", "Breakfast standing, then out."),
        ("How personal outcomes are reached", "Somebody to deliver to."),
        ("What makes it safer", "Company at the road."),
        ("How choices and independence are supported", "His own money in his own pocket."),
    )
    places = [paper.index(words) for head in heads for words in head]
    assert places == sorted(places)


def test_week_0_where_there_was_no_time_the_plan_is_missed_after_a_day_and_not_before(seen):
    assert "This has waited a while at “The first day”" not in seen["0 the first day is not over"]
    assert "This has waited a while at “The first day”" in seen["0 a day without a plan"]


def test_week_0_the_old_letters_label_is_offered_other_words_unless_it_is_a_quotation(seen):
    assert "Perhaps instead: distress" in seen["0 the label in our own words"]
    assert LABEL in seen["0 the label in a quotation"]
    assert "Perhaps instead" not in seen["0 the label in a quotation"]


def test_week_0_to_14_the_old_letters_label_stands_nowhere_but_in_that_quotation(seen):
    everything = seen["14 all that Ffion reads of him"]
    assert LETTER in everything, "the letter itself is kept, with whose words it is"
    assert LABEL not in everything.replace(LETTER, "").lower()


def test_week_0_call_me_em_is_his_own_word_in_welsh_with_carys_beside_him(home, seen):
    assert "What shall we call you? Em" in seen["0 his page"]
    for envelope in _the_first("about_me", home).values():
        assert (envelope["how"], envelope["language"], envelope["helped"]) == ("said", "cy", "Carys")
        assert envelope["written_by"] == home.id("ffion")


def test_week_0_what_makes_him_wince_is_offered_for_in_his_notes_only(seen):
    his, anothers = seen["0 a note about emrys"], seen["0 a note about gwilym"]
    assert his.count("Em has said that this word makes them wince.") == 2
    assert "Use “Em”" in his
    assert "Use “at home in himself”" in his
    assert "A patient man, and settled after tea." in anothers
    assert "Perhaps instead" not in anothers


# -- week 1: what is noticed, and how things are -------------------------------------------------------------------------


def test_week_1_one_meaning_is_saved_and_nothing_moves_on_before_there_are_two(home, seen):
    only_one = "Only one meaning has been written for what we noticed. Could it be telling us something else?"
    assert only_one in seen["1 one meaning"]
    assert only_one not in seen["1 two meanings"]
    (first, second) = home.sent("noticed", "emrys")
    assert len(first["answers"]["meanings"][-1]["value"]) == 1
    said = [row["answers"]["meaning"] for row in second["answers"]["meanings"][-1]["value"]]
    assert said == ["Maybe going to work", "Maybe the noise"]


def test_week_1_what_was_noticed_is_never_kept_as_said(home, seen):
    for response in home.sent("noticed", "emrys"):
        for versions in response["answers"].values():
            assert {one["how"] for one in versions} == {"noticed"}
            assert {one["sure"] for one in versions} == {"fairly"}
        assert response["person"] != home.id("emrys")
    assert "Noticed, not said" in seen["1 noticed"]


def test_week_1_what_he_skipped_is_a_gap_in_the_picture_and_never_a_zero(seen):
    table, drawn = seen["1 senses"], seen["1 senses drawn"]
    assert "Security Good Continuity Not good Belonging In between Purpose Not good" in table
    assert "Achievement Not today Significance Not good" in table
    assert "About achievement the answer was “Not today”." in table
    assert len(re.findall(r'class="radar__mark"', drawn)) - 1 == 5, "five marks and the one of the legend"


# -- week 2: five voices, one choice, and comfort ------------------------------------------------------------------------


def test_week_2_five_voices_are_accounted_for_before_anything_is_shared_back(home, seen):
    waiting = re.findall(r"(\w+(?: Bowen)?) has not been heard yet", seen["2 four chairs are empty"])
    assert {"Carys Bowen", "Marek", "Bethan", "Aled"} == set(waiting) - {"Emrys Bowen"}
    assert "Where we are: Sharing back" in seen["2 shared"]
    people = {one["person"] for one in home.sent("my_view", "emrys")}
    assert people == {home.id(who) for who in ("emrys", "carys", "marek", "bethan", "aled")}


def test_week_2_emrys_sorted_pictures_on_a_walk_and_what_he_showed_is_his(home, seen):
    his = _the_first("my_view", home, voice="resident")
    placed = his["how_these_feel"]["value"]
    assert (placed["the_shops"], placed["the_lounge"]) == ("good", "not_good")
    assert his["how_these_feel"]["how"] == "sorted"
    assert his["how_these_feel"]["written_by"] == home.id("marek")
    assert "I do the list." in seen["2 table"]


def test_week_2_four_say_yes_one_says_nearly_and_mends_his_own_words(home, seen):
    assert "Marek has not said yet whether we understood them." in seen["2 two have not said"]
    assert "Where we are: Finding a way" in seen["2 heard each other"]
    said = {one["person"]: one["answers"]["heard_right"][-1]["value"] for one in home.sent("share_back", "emrys")}
    assert sorted(said.values()) == ["nearly", "yes", "yes", "yes", "yes"]
    assert said[home.id("marek")] == "nearly"
    (mended,) = [one for one in home.sent("share_back", "emrys") if "mended" in one["answers"]]
    assert mended["answers"]["mended"][-1]["written_by"] == home.id("marek")


def test_week_2_the_choice_came_from_the_conversation_and_waits_until_it_was_looked_at_from_every_side(seen):
    assert "Everyone is an expert (this came from it)" in seen["2 choice"]
    nothing_yet = seen["2 nothing looked at"]
    assert "What would be lost by saying no has not been written down." in nothing_yet
    assert "Nobody has thought about feelings yet." in nothing_yet
    assert (
        "A serious worry has no step yet: “The road: he crosses without looking”."
        in seen["2 a serious worry without a step"]
    )
    for stone in ("My old customers", "His pride", "Shouting in the queue", "No trade", "Banging at the door"):
        assert stone in seen["2 choice"]


def test_week_2_he_decides_with_support_on_a_page_about_this_one_decision(home, seen):
    assert "The page on help to decide was asked for, and has not been filled in." in seen["2 without the page"]
    page = _the_first("capacity", home)
    assert page["whose_say"]["value"] == "decides_with_support"
    assert page["decision"]["value"] == "Going to the shop with Marek, twice a week"
    assert "Where we are: Living with it" in seen["2 agreed"]


def test_week_2_the_first_look_back_is_after_three_goes_or_seven_days(seen):
    sooner = "We look again on 20 May 2026, or sooner: once “How did it go?” was written 3 times."
    assert sooner in seen["2 agreed"], "agreed on Wednesday 13 May"
    assert "Time to look again: Something I'd like to do" in seen["4 the first look"], (
        "no go yet: snow; seven days are over"
    )


@pytest.mark.parametrize("who", ["kofi", "marek", "sian"])
def test_week_2_nights_kitchen_and_house_see_how_he_likes_comfort_and_how_he_shows_no(seen, who):
    for words in (
        "A hand on my shoulder",
        "Always fine",
        "A hug",
        "Ask me each time",
        "Never from behind.",
        "He turns away.",
    ):
        assert words in seen[f"2 cwtch for {who}"]


def test_week_2_a_volunteer_with_whom_it_was_not_shared_sees_nothing_of_it(seen):
    assert seen["2 cwtch for glyn"].strip() == ""


# -- week 3: a delivery, and snow ---------------------------------------------------------------------------------------


def test_week_3_a_kitchen_account_writes_a_moment_in_four_taps(home, seen):
    short, _longer = home.sent("do_happened")
    assert set(short["answers"]) == {"who", "what", "how_it_felt"}, "three answers; sending is the fourth tap"
    assert short["voice"] == "kitchen"
    assert short["answers"]["how_it_felt"][-1]["value"] == "good"


def test_week_3_what_could_not_be_written_at_the_time_is_written_later_and_stands_at_its_own_hour(home, seen):
    _short, later = home.sent("do_happened")
    assert str(later["sent_at"]).startswith("2026-05-18T10"), "eleven o'clock, British summer time"
    assert later["answers"]["when_it_was"][-1]["value"] == "early_morning"
    assert later["answers"]["felt_differently"][-1]["value"][0]["answers"]["felt"] == "good", "both faces are good"
    assert "06:00 one 11:00 one" in seen["3 wheel"]


def test_week_3_friday_instead_is_carried_over_two_shifts(seen):
    for shift, keeper in (("the night", "Kofi"), ("the morning", "Bethan"), ("Friday", "Marek")):
        page = seen[f"3 {shift} begins"]
        assert "Promised, and still open" in page
        assert "Friday instead" in page
        assert keeper in page
    assert "Nobody has written down that it was kept." in seen["3 it cannot be pressed away"]


def test_week_3_and_then_it_is_kept_and_what_became_of_it_can_be_read(seen):
    assert "Friday instead" not in seen["3 Friday, later"]
    assert "Where we are: Kept" in seen["3 what became of it"]
    assert "He did the list, twice." in seen["3 what became of it"]


# -- week 4: six goes ---------------------------------------------------------------------------------------------------


def test_week_4_five_go_well_and_in_one_the_queue_was_long(home):
    how = [one["answers"]["how_it_was"][-1]["value"] for one in home.sent("choice_went", "emrys")]
    assert how == ["good", "good", "good", "unsure", "good", "good"]


def test_week_4_an_unsure_go_opens_a_learning_chat_and_stops_nothing(home, seen):
    assert "Where we are: Living with it" in seen["4 after the queue"]
    assert "A learning chat" in seen["4 after the queue"]
    assert "Goes carry on meanwhile; this is not a stop." in seen["4 a learning chat"]
    assert "Where we are: A learning chat" in seen["4 nothing learnt yet"]
    assert "Read number 5" in seen["4 nothing learnt yet"], "Friday's go was written in the middle of the chat"
    assert "Where we are: Living with it" in seen["4 carrying on"]
    assert "Marek humming." in seen["4 goes"]
