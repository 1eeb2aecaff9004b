"""A mark is its maker's own, for the words that were there."""

from __future__ import annotations

import pytest

from workflows import seats
from workflows.engine import sign, unsigned
from workflows.view import Asker, Refused


@pytest.fixture
def planned(happen, at_planning):
    return happen(*at_planning, {"answer": "plan", "what": "Tuesdays"})


def _who(stage):
    return [one.about[0] for one in unsigned(stage.view)]


def test_only_those_are_asked_to_sign_whom_the_plan_concerns(happen, at_planning, planned):
    assert _who(planned) == ["voice:resident"]
    hurt = happen(*at_planning, {"answer": "plan", "what": "Tuesdays", "others": "yes", "why_others": "The road"})
    assert _who(hurt) == ["voice:resident", "manager"]


def test_a_reserved_place_is_filled_by_nobody_else(planned):
    with pytest.raises(Refused, match="to sign"):
        sign(planned.view, "voice:resident", Asker("family", ("family",)))
    with pytest.raises(Refused, match="to sign"):
        sign(planned.view, "voice:resident", Asker("manager", ("manager",)))


def test_whoever_leads_may_note_down_that_the_person_said_yes(planned):
    after = sign(planned.view, "voice:resident", Asker("care_staff", ("care_staff",)), "said").case
    (mark,) = after.signatures
    assert (mark.person, mark.noted_by, mark.how) == ("resident", "care_staff", "said")


@pytest.fixture
def two_daughters(sea, walk, at_planning):
    """A plan that family signs, with two daughters at the table."""
    text = walk.replace("{by: voice:resident, reserved: true}", "{by: voice:family}")
    stage = sea.stage(text, *at_planning, {"answer": "plan", "what": "Tuesdays"})
    for name in ("carys", "ann"):
        stage.view = stage.view.with_case(seats.give_seat(stage.view, name, "family", name, "care_staff"))
    return stage.view


def test_where_two_could_have_said_yes_it_is_noted_which_of_them_did(two_daughters):
    leads = Asker("care_staff", ("care_staff",))
    with pytest.raises(Refused, match="which of them"):
        sign(two_daughters, "voice:family", leads, "said")
    (mark,) = sign(two_daughters, "voice:family", leads, "said", "ann").case.signatures
    assert (mark.person, mark.noted_by) == ("ann", "care_staff")


def test_nobodys_yes_is_noted_who_has_no_place_there(two_daughters):
    with pytest.raises(Refused, match="which of them"):
        sign(two_daughters, "voice:family", Asker("care_staff", ("care_staff",)), "said", "manager")


def test_what_was_only_noticed_is_never_a_mark(planned):
    with pytest.raises(Refused, match="noticed"):
        sign(planned.view, "voice:resident", Asker("resident", ("resident",)), "noticed")


def test_sitting_alongside_is_not_signing_where_the_place_is_reserved(planned, sea, walk, at_planning):
    ruth = Asker("advocate", ("advocate",))
    seat = planned.view.case.seats[0].id
    with pytest.raises(Refused):
        sign(
            planned.view.with_case(seats.sit_alongside(planned.view, seat, "advocate", "care_staff")),
            "voice:resident",
            ruth,
        )
    open_place = sea.stage(walk.replace(", reserved: true", ""), *at_planning, {"answer": "plan", "what": "Tuesdays"})
    beside = open_place.view.with_case(seats.sit_alongside(open_place.view, seat, "advocate", "care_staff"))
    assert sign(beside, "voice:resident", ruth).case.signatures[0].person == "advocate"


def test_a_mark_is_for_the_words_that_were_there(planned):
    planned.happen({"sign": "resident"})
    assert _who(planned) == []
    planned.happen({"answer": "plan", "what": "Fridays"})
    assert _who(planned) == ["voice:resident"]
    assert "sign_again" in [line.what for line in planned.view.case.history]


def test_a_mark_of_an_earlier_visit_does_not_count_again(planned):
    planned.happen({"sign": "resident"})
    for event in ({"move": "differ"}, {"move": "plan_it"}):
        planned.happen(event)
    assert _who(planned) == ["voice:resident"]
    assert len(planned.view.case.signatures) == 1  # kept, and no longer standing


def test_signing_twice_is_signing_once(planned):
    planned.happen({"sign": "resident"})
    planned.happen({"sign": "resident"})
    assert len(planned.view.case.signatures) == 1


@pytest.mark.parametrize(
    ("rule", "enough"), [("{rule: any}", 1), ("{rule: at_least, at_least: 2}", 2), ("{rule: all}", 3)]
)
def test_any_some_or_all_of_a_list_sign(sea, walk, at_planning, rule, enough):
    signs = "      - {by: voice:resident, reserved: true}\n      - {by: manager, when: others_hurt}\n"
    text = walk.replace(
        signs,
        f"      - {rule}\n      - {{by: voice:resident}}\n      - {{by: manager}}\n      - {{by: practitioner}}\n",
    )
    stage = sea.stage(text, *at_planning, {"answer": "plan", "what": "Tuesdays"})
    for number, who in enumerate(("manager", "practitioner", "resident"), start=1):
        stage.happen({"sign": who})
        assert (unsigned(stage.view) == ()) == (number >= enough)
