"""Reviews and timers: days of the home, one after another, and never ended in silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from workflows import timers
from workflows.spans import after, day_in_words, later, reached
from workflows.view import Asker, Refused

BETHAN = Asker("care_staff", ("care_staff",))


def _due(stage):
    return [due.id for due in timers.waiting(stage.view.case)]


def _running(stage):
    return [(due.id, due.at) for due in stage.view.case.timers if due.open]


def test_the_first_look_back_comes_after_seven_days(happen, living):
    stage = happen(*living, {"wait": "6 days"})
    assert _due(stage) == []
    stage.happen({"wait": "1 day"})
    stage.look_at_the_clock()
    assert _due(stage) == ["review"]


def test_or_sooner_after_three_goes(happen, living):
    stage = happen(*living, *[{"answer": "went", "how": "good"}] * 2)
    assert _due(stage) == []
    stage.happen({"answer": "went", "how": "unsure"})
    stage.look_at_the_clock()
    assert _due(stage) == ["review"]


def test_goes_before_the_agreement_do_not_count(happen, living):
    early = [{"answer": "went", "how": "good"}] * 3
    stage = happen(*living, *early, {"move": "change"}, {"sign": "resident"}, {"move": "agree"})
    assert _due(stage) == []
    assert _running(stage) == [("review", "2026-06-08")]


def test_the_ladder_goes_on_for_ever_each_rung_from_the_day_it_was_looked_at(happen, living):
    stage = happen(*living, {"wait": "9 days"}, {"looked_at": "review"})
    assert _running(stage) == [("review", "2026-07-08")]  # 10 June and four weeks
    stage.happen({"wait": "4 weeks"})
    stage.happen({"looked_at": "review"})
    assert _running(stage) == [("review", "2026-09-30")]
    stage.happen({"wait": "12 weeks"})
    stage.happen({"looked_at": "review"})
    assert _running(stage) == [("review", "2026-12-23")]


def test_a_review_that_nobody_looked_at_is_told_to_the_manager_a_week_later_and_stays(happen, living):
    stage = happen(*living, {"wait": "13 days"})
    assert _due(stage) == ["review"]
    ticked = timers.tick(replace(stage.view, now=stage.view.now.replace(day=15)))
    assert [due.id for due in ticked.due] == ["review", "review_late"]
    assert [(effect.who, effect.say.said("en")) for effect in ticked.effects] == [
        ("manager", "The day to look again has passed: A walk to the sea")
    ]


def test_a_late_look_at_the_clock_finds_everything_that_came_up_meanwhile(happen, living):
    stage = happen(*living, {"wait": "5 weeks"})
    assert _due(stage) == ["review", "review_late"]


def test_looking_at_the_review_ends_the_word_that_it_was_late(happen, living):
    stage = happen(*living, {"wait": "3 weeks"}, {"looked_at": "review"})
    assert _due(stage) == []
    assert _running(stage) == [("review", "2026-07-20")]


def test_what_has_come_up_comes_up_once(happen, living):
    stage = happen(*living, {"wait": "9 days"})
    assert timers.tick(stage.view).effects == ()
    assert timers.tick(stage.view).case == stage.view.case
    assert [line.id for line in stage.view.case.history if line.what == "fell_due"] == ["review"]


def test_looking_at_the_same_thing_twice_is_refused_kindly(happen, living):
    stage = happen(*living, {"wait": "7 days"})
    key = timers.waiting(stage.view.case)[0].key
    after_looking = timers.reviewed(stage.view, key, BETHAN).case
    with pytest.raises(Refused, match="already"):
        timers.reviewed(stage.view.with_case(after_looking), key, BETHAN)


def test_a_timer_of_a_step_ends_when_the_step_is_left(happen, at_planning):
    stage = happen(*at_planning)
    assert _running(stage) == [("planning_long", "2026-06-15")]
    stage.happen({"move": "differ"})
    assert _running(stage) == []


def test_a_timer_that_was_waiting_ends_with_a_line_in_the_history(happen, at_planning):
    stage = happen(*at_planning, {"wait": "15 days"}, {"move": "differ"})
    assert [line.id for line in stage.view.case.history if line.what == "ended"] == ["planning_long"]


# -- standing still -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["hospital", "away", "died"])
def test_timers_stop_the_day_somebody_is_not_here(happen, living, status):
    stage = happen(*living, {"away": status}, {"wait": "6 weeks"})
    assert _due(stage) == []
    assert stage.view.case.paused == status


def test_timers_go_on_from_where_they_stood_when_somebody_is_back(happen, living):
    stage = happen(*living, {"wait": "3 days"}, {"away": "hospital"}, {"wait": "10 days"}, {"away": "here"})
    assert stage.view.case.paused is None
    assert _running(stage) == [("review", "2026-06-18")]  # ten days later than 8 June
    stage.happen({"wait": "4 days"})
    stage.look_at_the_clock()
    assert _due(stage) == ["review"]


def test_what_had_come_up_before_waits_again_when_somebody_is_back(happen, living):
    stage = happen(*living, {"wait": "8 days"}, {"away": "hospital"})
    assert _due(stage) == []
    stage.happen({"away": "here"})
    stage.look_at_the_clock()
    assert _due(stage) == ["review"]


def test_what_somebody_paused_by_hand_is_resumed_by_hand(happen, living):
    stage = happen(*living)
    paused = stage.view.with_case(timers.pause(stage.view, "away", "care_staff"))
    assert timers.tick(paused).case.paused == "away"
    assert timers.resume(paused, "care_staff").paused is None


def test_a_case_pauses_only_for_what_its_workflow_says(happen, living):
    stage = happen(*living)
    with pytest.raises(Refused):
        timers.pause(stage.view, "holiday", "care_staff")


def test_what_was_told_waits_even_while_nobody_is_chased(sea, walk, living):
    text = walk.replace(
        "by: [voice:resident, host], freely: true}\n  - {id: closed",
        "by: [voice:resident, host], freely: true, then: [{tell: {who: manager, say: {en: A no was shown., cy: Dangoswyd na.}}}]}\n  - {id: closed",
    )
    stage = sea.stage(text, *living, {"move": "stop"}, {"away": "hospital"})
    assert [due.say["en"] for due in timers.waiting(stage.view.case)] == ["A no was shown."]


def test_a_reminder_comes_later_and_only_while_the_case_is_still_there(sea, walk):
    text = walk.replace(
        "to: looking, label: {en: Look, cy: Edrych}, by: [host, voice:resident]}",
        "to: looking, label: {en: Look, cy: Edrych}, by: [host, voice:resident], then: [{remind: {who: host, in: 2 days, say: {en: Is someone missing?, cy: Oes rhywun ar goll?}}}]}",
    )
    asked = ({"answer": "wish", "wish": "The sea"}, {"move": "look"})
    stage = sea.stage(text, *asked, {"wait": "2 days"})
    assert _due(stage) == ["remind"]
    left = sea.stage(text, *asked, {"chose_not_to": "resident"}, {"move": "plan_it"}, {"wait": "2 days"})
    assert _due(left) == []


# -- lengths of time ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "span", "then"),
    [
        (date(2026, 6, 1), "7 days", date(2026, 6, 8)),
        (date(2026, 6, 1), "12 weeks", date(2026, 8, 24)),
        (date(2026, 1, 31), "1 month", date(2026, 2, 28)),
        (date(2028, 2, 29), "1 year", date(2029, 2, 28)),
        (date(2026, 11, 30), "3 months", date(2027, 2, 28)),
    ],
)
def test_a_length_of_time_ends_on_a_day_of_the_calendar(day, span, then):
    assert later(day, span) == then


def test_seven_days_are_dates_of_the_home_over_the_change_of_the_clocks():
    # 23:30 on 20 October in Wales is 22:30 in UTC; the clocks go back on the 25th.
    now = datetime(2026, 10, 20, 22, 30, tzinfo=UTC)
    assert after(now, "Europe/London", "7 days") == "2026-10-27"
    assert not reached("2026-10-27", datetime(2026, 10, 26, 23, 59, tzinfo=UTC), "Europe/London")
    assert reached("2026-10-27", datetime(2026, 10, 27, 0, 0, tzinfo=UTC), "Europe/London")
    assert after(now, "Europe/London", "3 days") == "2026-10-23"


def test_a_day_begins_earlier_further_east():
    now = datetime(2026, 6, 7, 20, 0, tzinfo=UTC)
    assert not reached("2026-06-08", now, "Europe/London")
    assert reached("2026-06-08", now, "Asia/Tokyo")


def test_hours_end_at_a_moment():
    now = datetime(2026, 6, 1, 15, 0, tzinfo=UTC)
    assert after(now, "Europe/London", "24 hours") == "2026-06-02T15:00:00Z"
    assert not reached("2026-06-02T15:00:00Z", datetime(2026, 6, 2, 14, 59, tzinfo=UTC), "Europe/London")


def test_a_day_is_said_in_both_languages():
    said = day_in_words(date(2026, 6, 8))
    assert (said.said("en"), said.said("cy")) == ("8 June 2026", "8 Mehefin 2026")
