"""A choice that limits somebody opens the record of the limit by itself; one that limits nobody opens nothing."""

from __future__ import annotations

import pytest

from core import testing

PLAN = {
    "ways": [
        {"option": "with_support", "looks_like": "With the rail"},
        {"option": "another_way", "looks_like": "Folding napkins in the chair"},
    ],
    "chosen": "another_way",
    "whose_decision": "person",
    "language_offered": "yes",
}
LIMIT = "Something limits someone"


@pytest.fixture
def home():
    return testing.Lived("risk_benefit", "exchange")


@pytest.fixture
def tables(home):
    """Dilys would like to lay the tables, and it was looked at from every side."""
    case = home.begin("bethan", "risk_benefit.choice", about="dilys")
    home.say(case, "bethan", "choice_want", {"wish": "Lay the tables at noon"})
    home.move(case, "bethan", "look_together")
    looked = {
        "could_go_well": [{"good_thing": "Everyone has a fork"}],
        "if_we_say_no": [{"lost": "Strong legs"}],
        "thought_of_body": "yes",
        "thought_of_feelings": "yes",
    }
    home.say(case, "bethan", "choice_look", looked, of="dilys")
    home.move(case, "bethan", "decide")
    return case


def _settled(home, case, limits):
    home.say(case, "bethan", "choice_heard", {"heard_right": "yes"}, of="dilys")
    home.say(case, "bethan", "choice_decide", {**PLAN, "limits_someone": limits})
    home.move(case, "bethan", "settle")
    home.sign(case, "bethan")


def _told(home):
    return "limits someone, or may do" in home.as_("mair").words("/h/hafan/")


def test_the_manager_is_told_as_soon_as_a_plan_that_limits_somebody_is_settled(home, tables):
    _settled(home, tables, "yes")
    assert _told(home)


def test_the_way_to_agree_says_beforehand_that_the_record_of_the_limit_begins_with_it(home, tables):
    _settled(home, tables, "yes")
    assert f"This also begins “{LIMIT}”." in home.as_("bethan").words(tables)


def test_agreeing_to_it_opens_the_record_about_the_same_person_linked_both_ways(home, tables):
    _settled(home, tables, "yes")
    home.sign(tables, "mair", "manager", "written")
    words = home.move(tables, "bethan", "agreed")
    assert f"{LIMIT} (opened from here)" in words
    assert f"{LIMIT}: Dilys Rees Writing it down" in home.as_("mair").words("/h/hafan/cases/")


def test_looking_at_the_plan_again_opens_no_second_record_while_the_first_is_open(home, tables):
    _settled(home, tables, "yes")
    home.sign(tables, "mair", "manager", "written")
    home.move(tables, "bethan", "agreed")
    home.move(tables, "bethan", "look_again")
    home.move(tables, "bethan", "settle")
    home.sign(tables, "bethan")
    home.sign(tables, "mair", "manager", "written")
    assert "This also begins" not in home.as_("bethan").words(tables)
    assert home.move(tables, "bethan", "agreed").count(f"{LIMIT} (opened from here)") == 1


@pytest.mark.parametrize(("limits", "told"), [("no", False), ("not_sure", True)])
def test_what_limits_nobody_opens_nothing_and_where_nobody_is_sure_the_manager_is_asked(home, tables, limits, told):
    _settled(home, tables, limits)
    assert home.move(tables, "bethan", "agreed").count("opened from here") == 0
    assert _told(home) is told


def test_the_person_who_decides_for_themselves_opens_it_too(home, tables):
    _settled(home, tables, "yes")
    home.sign(tables, "mair", "manager", "written")
    assert f"{LIMIT} (opened from here)" in home.move(tables, "dilys", "person_decided")
