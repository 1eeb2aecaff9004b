"""Who may move, what stops a move, and that it never stops a save."""

from __future__ import annotations

import pytest

from core.records import Person
from workflows.engine import may, missing, move
from workflows.view import Asker, Refused


def test_whoever_leads_may_and_a_passer_by_may_not(happen):
    stage = happen({"answer": "wish", "wish": "The sea"})
    assert may(stage.view, "look", Asker("care_staff", ("care_staff",))).yes
    verdict = may(stage.view, "look", Asker("kitchen", ("kitchen",)))
    assert not verdict.yes
    assert "whoever leads this conversation" in verdict.why.said("en")


def test_a_voice_is_the_one_who_holds_its_seat(happen):
    stage = happen({"answer": "wish", "wish": "The sea"})
    assert may(stage.view, "look", Asker("resident", ("resident",))).yes
    assert not may(stage.view, "look", Asker("another_resident", ("resident",))).yes


def test_a_way_that_leads_from_elsewhere_is_refused_with_where_we_are(happen):
    stage = happen()
    with pytest.raises(Refused, match="Wishing") as refused:
        move(stage.view, "agree", Asker("care_staff", ("care_staff",)))
    assert refused.value.missing == ()


def test_a_required_question_stops_a_step(happen, waits_for):
    assert waits_for(happen(), "look") == ["My wish: “What would you like?” has no answer yet."]


def test_guards_stop_a_step_never_a_save(happen, at_planning):
    stage = happen(*at_planning, {"answer": "plan", "others": "yes"})
    assert stage.view.env.answer("plan", "others") == "yes"
    with pytest.raises(Refused) as refused:
        move(stage.view, "agree", Asker("care_staff", ("care_staff",)))
    assert {name for one in refused.value.missing for name in one.about} >= {"what", "why_others"}
    assert stage.view.env.answer("plan", "others") == "yes"


def test_choosing_not_to_answer_is_an_answer(happen):
    from dataclasses import replace

    from forms.records import Envelope

    stage = happen({"answer": "wish", "wish": "The sea"})
    (sent,) = stage.view.sent("wish")
    declined = replace(
        sent, answers={"wish": (Envelope(None, "x", "said", "sure", "en", stage.view.stamp, "rather_not"),)}
    )
    view = replace(stage.view, responses={"wish": (declined,)})
    assert missing(view, "look") == ()


def test_a_way_that_is_free_waits_for_nothing(happen, at_planning):
    assert missing(happen(*at_planning).view, "differ") == ()


def test_a_step_of_another_voice_is_not_a_way_round_the_needs(happen):
    stage = happen()
    with pytest.raises(Refused):
        move(stage.view, "look", Asker("resident", ("resident",)))


def test_what_was_moved_is_told_in_the_history(happen):
    stage = happen({"answer": "wish", "wish": "The sea"}, {"move": "look", "why": "A fine day"})
    line = next(line for line in stage.view.case.history if line.what == "moved")
    assert (line.id, line.step, line.to, line.by, line.why) == (
        "look",
        "wishing",
        "looking",
        "care_staff",
        "A fine day",
    )


def test_a_final_step_closes_the_case_and_ends_its_timers_with_a_line(happen, living):
    stage = happen(*living, {"move": "stop"})
    assert stage.view.case.closed
    assert not any(due.open for due in stage.view.case.timers)
    assert [line.id for line in stage.view.case.history if line.what == "ended"] == ["review"]


def test_a_need_is_passed_by_only_with_a_reason_and_only_by_whom_it_names(sea, walk):
    text = walk.replace(
        "needs: [{rule: voices_accounted_for}]",
        "needs: [{rule: voices_accounted_for, override: {by: [manager], review: 2 weeks}}]",
    ).replace("by: [host], needs", "by: [host, manager], needs")
    stage = sea.stage(text, {"answer": "wish", "wish": "The sea"}, {"move": "look"})
    for asker, why in ((Asker("care_staff", ("care_staff",)), "Busy"), (Asker("manager", ("manager",)), None)):
        with pytest.raises(Refused):
            move(stage.view, "plan_it", asker, why)
    after = move(stage.view, "plan_it", Asker("manager", ("manager",)), "He is in a hurry for the tide.").case
    assert after.step == "planning"
    second = next(due for due in after.timers if due.id == "override")
    assert (second.at, second.tell) == ("2026-06-15", "manager")
    assert "in a hurry for the tide" in second.say["en"]
    assert [line.why for line in after.history if line.what == "overridden"] == ["He is in a hurry for the tide."]


def test_only_who_had_the_training_takes_the_lead(happen):
    from workflows.seats import lead

    stage = happen()
    assert lead(stage.view, Asker("kitchen", ("kitchen",))).host == "kitchen"
    with pytest.raises(Refused, match="training"):
        lead(stage.view, Asker("family", ("family",)))


def test_somebody_who_has_left_is_still_somebody_in_the_history(happen):
    stage = happen({"answer": "wish", "wish": "The sea"}, {"move": "look"})
    assert stage.view.name("nobody_here").said("cy") == "rhywun"
    assert isinstance(stage.people["manager"], Person)
