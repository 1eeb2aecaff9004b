"""Nobody is decided for unless the page on help to decide says so, for this one decision, at this time; and then by the manager."""

from __future__ import annotations

import pytest

from core import testing

DAY = {"day": "1", "month": "6", "year": "2026"}
PLAN = {
    "ways": [
        {"option": "with_support", "looks_like": "With Huw, at a quiet hour"},
        {"option": "smaller_step", "looks_like": "To the corner first"},
    ],
    "chosen": "with_support",
    "language_offered": "yes",
    "plan": [{"part": "Fridays at ten"}],
    "limits_someone": "no",
}
PAGE = {
    "decision": "Going to the shop on Friday",
    "talked_on": DAY,
    "we_helped_with": ["good_time", "pictures", "quiet"],
    "what_they_said": "The shop, the shop.",
}
WHOSE = "The page on help to decide says that this is the person's own decision."


@pytest.fixture
def home():
    return testing.Lived("risk_benefit")


@pytest.fixture
def shop(home):
    """Dilys would like to go to the shop; it was looked at from every side, and is to be decided."""
    case = home.begin("sian", "risk_benefit.choice", about="dilys")
    home.say(case, "sian", "choice_want", {"wish": "To the shop"})
    home.move(case, "sian", "look_together")
    looked = {
        "could_go_well": [{"good_thing": "She knows everybody there"}],
        "if_we_say_no": [{"lost": "Her Fridays"}],
        "thought_of_body": "yes",
        "thought_of_feelings": "yes",
    }
    home.say(case, "sian", "choice_look", looked, of="dilys")
    home.move(case, "sian", "decide")
    return case


def _not_able(home):
    """All that the page asks when there is reason to think that she is not able to decide this, for now."""
    return {
        **PAGE,
        "whose_say": "not_able_for_now",
        "reason": "She could not hold on to what the road means, on three mornings.",
        "who_thinks_so": {"id": [home.id("sian")]},
        "wishes_now": "The shop.",
        "can_wait": "no",
        "attorney_or_deputy": "no",
        "said_in_advance": "no",
        "weighty": "no",
        "someone_to_ask": "yes",
        "freer_way": "With somebody beside her.",
        "best_choice": "She goes, with Huw.",
        "who_decides_for_them": {"id": home.id("mair")},
        "look_again_on": {"day": "29", "month": "6", "year": "2026"},
    }


def _page(home, case, **answers):
    """The page on help to decide is filled in, and the conversation goes back to deciding."""
    home.move(case, "sian", "help_to_decide")
    home.say(case, "sian", "capacity", {**PAGE, **answers})
    return home.move(case, "sian", "page_done")


def _decided(home, case, whose):
    home.say(case, "sian", "choice_heard", {"heard_right": "yes"}, of="dilys")
    home.say(case, "sian", "choice_decide", {**PLAN, "whose_decision": whose})
    return home.move(case, "sian", "settle")


def test_without_the_page_nobody_is_decided_for(home, shop):
    words = _decided(home, shop, "best_interests")
    assert "The page on help to decide was asked for, and has not been filled in." in words


@pytest.mark.parametrize("says", ["decides", "decides_with_support"])
def test_where_the_page_says_that_it_is_theirs_it_is_not_decided_for_them(home, shop, says):
    assert "Where we are: Deciding" in _page(home, shop, whose_say=says)
    assert WHOSE in _decided(home, shop, "best_interests")


def test_where_there_is_reason_for_it_the_manager_settles_it_and_nobody_signs_in_their_stead(home, shop):
    assert "Where we are: Deciding" in _page(home, shop, **_not_able(home))
    assert "Where we are: Settling it" in _decided(home, shop, "best_interests")
    words = home.move(shop, "sian", "agreed")
    assert "It is made in the person's best interests, so the manager settles it as that." in words
    assert "This is for Manager." in home.move(shop, "sian", "best_interests_decided")
    assert "Where we are: Living with it" in home.move(shop, "mair", "best_interests_decided")


def test_a_page_that_stops_half_way_is_no_ground_for_deciding_for_somebody(home, shop):
    words = _page(home, shop, **{**_not_able(home), "best_choice": "", "wishes_now": ""})
    assert "Not quite yet." in words
    for question in ("What do they wish and feel about it now?", "What do we think is best for them, and why?"):
        assert question in words


def test_a_page_of_another_time_is_asked_anew(home, shop):
    _page(home, shop, **_not_able(home))
    home.later(days=29)
    words = _decided(home, shop, "best_interests")
    assert "The page on help to decide is more than four weeks old, and it was for that time." in words


def test_somebody_who_decides_with_support_makes_the_mark_themselves(home, shop):
    _page(home, shop, whose_say="decides_with_support", support_they_want="Pictures of the way.")
    _decided(home, shop, "person_with_help")
    assert "Dilys Rees has not said yes to this with their own mark." in home.move(shop, "sian", "agreed")
    home.sign(shop, "sian")
    assert "Where we are: Living with it" in home.move(shop, "sian", "agreed")


def test_the_next_decision_begins_with_nothing_of_the_one_before(home, shop):
    _page(home, shop, **_not_able(home))
    chapel = home.begin("sian", "risk_benefit.choice", about="dilys")
    assert "not able" not in home.as_("sian").words(chapel)
    for who in ("mair", "sian", "bethan"):
        words = home.as_(who).words(f"/h/hafan/people/{home.id('dilys')}")
        for mark in ("not able", "capacity", "best interests", "One decision, at one time"):
            assert mark not in words


def test_those_who_go_along_read_nothing_of_the_page(home, shop):
    _page(home, shop, **_not_able(home))
    _decided(home, shop, "best_interests")
    home.move(shop, "mair", "best_interests_decided")
    words = home.as_("bethan").words(shop)
    assert "What to go by" in words
    assert "hold on to" not in words
    assert "not able" not in words
