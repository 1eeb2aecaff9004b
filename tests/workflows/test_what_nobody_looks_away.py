"""What keeps somebody safe stays until it was done, counts from the beginning, and asks only those who work on it."""

from __future__ import annotations

import pytest

from core import yamlfile
from core.definitions import build
from workflows import timers
from workflows.view import Asker, Refused
from workflows.waiting import waits_for

MANAGER = Asker("manager", ("manager",))
TIMER = "{id: planning_long, on: entered, after: 14 days, tell: manager}"
SEEN = "steps.2.timers.0"


@pytest.fixture
def guarded(walk):
    """A walk that must be planned within three days of its beginning, whatever happens; it pauses for nothing."""
    stays = "{id: planning_long, on: started, after: 72 hours, tell: manager, stays: true}"
    return walk.replace(TIMER, stays).replace("pauses: [hospital, away, died]", "pauses: []")


def _due(stage):
    return [due.id for due in timers.waiting(stage.view.case)]


def _look(stage):
    stage.look_at_the_clock()
    return stage


def _last(at_planning):
    """The events before the last press, and that press."""
    return at_planning[:-1], at_planning[-1]


def test_a_timer_counts_from_the_beginning_however_late_its_step_is_entered(sea, guarded, at_planning):
    before, press = _last(at_planning)
    stage = sea.stage(guarded, *before, {"wait": "71 hours"}, press)
    assert _due(stage) == []
    stage.happen({"wait": "1 hour"})
    assert _due(_look(stage)) == ["planning_long"]


def test_a_step_that_is_entered_after_that_has_it_at_once(sea, guarded, at_planning):
    before, press = _last(at_planning)
    assert _due(_look(sea.stage(guarded, *before, {"wait": "80 hours"}, press))) == ["planning_long"]


@pytest.mark.parametrize(("span", "back"), [("24 hours", "2026-06-05T09:00:00Z"), ("3 days", "2026-06-05")])
def test_the_time_for_which_a_case_stood_still_is_not_counted(sea, walk, at_planning, span, back):
    timer = f"{{id: planning_long, on: started, after: {span}, tell: manager}}"
    before, press = _last(at_planning)
    rest = {"wait": "1 day"}, {"away": "hospital"}, {"wait": "3 days"}, {"away": "here"}
    days = rest if span == "24 hours" else ({"away": "hospital"}, {"wait": "1 day"}, {"away": "here"})
    stage = sea.stage(walk.replace(TIMER, timer), *before, *days, press)
    assert [due.at for due in stage.view.case.timers if due.open] == [back]


def test_what_stays_is_not_looked_away_and_says_what_it_waits_for(sea, guarded, at_planning):
    stage = sea.stage(guarded, *at_planning, {"wait": "3 days"})
    key = timers.waiting(stage.view.case)[0].key
    with pytest.raises(Refused, match="until the step it is about is done: “Planning”"):
        timers.reviewed(stage.view, key, MANAGER)


def test_what_stays_ends_with_its_step_and_the_history_says_so(sea, guarded, at_planning):
    stage = sea.stage(guarded, *at_planning, {"wait": "3 days"}, {"move": "differ"})
    assert _due(stage) == []
    assert [line.id for line in stage.view.case.history if line.what == "ended"] == ["planning_long"]


def test_a_word_that_stays_is_there_until_the_step_it_led_to_is_left(sea, walk):
    look = "to: looking, label: {en: Look, cy: Edrych}, by: [host, voice:resident]"
    text = walk.replace(
        look, f"{look}, then: [{{tell: {{who: manager, say: {{en: Look., cy: Edrych.}}, stays: true}}}}]"
    )
    stage = sea.stage(text, {"answer": "wish", "wish": "The sea"}, {"move": "look"}, {"wait": "30 days"})
    (told,) = timers.waiting(stage.view.case)
    with pytest.raises(Refused):
        timers.reviewed(stage.view, told.key, MANAGER)
    stage.happen({"chose_not_to": "resident"})
    stage.happen({"move": "plan_it"})
    assert _due(stage) == []


def test_what_stays_is_there_even_while_a_case_stands_still(sea, walk, at_planning):
    text = walk.replace(TIMER, TIMER.replace("}", ", stays: true}"))
    stage = sea.stage(text, *at_planning, {"wait": "14 days"}, {"away": "died"})
    assert _due(stage) == ["planning_long"]


@pytest.mark.parametrize("status", ["hospital", "away", "died"])
def test_while_the_person_is_not_here_the_table_is_not_asked_and_the_manager_is(sea, guarded, at_planning, status):
    stage = sea.stage(guarded, *at_planning, {"away": status}, {"wait": "3 days"})
    asked = {who: [one.kind for one in waits_for(stage.view, Asker(who, (who,)))] for who in ("resident", "manager")}
    assert asked == {"resident": [], "manager": ["due"]}


@pytest.mark.parametrize(
    ("right", "wrong", "code", "where"),
    [
        ("stays: true", "stays: perhaps", "E105", f"{SEEN}.stays"),
        ("stays: true", "stay: true", "E103", f"{SEEN}.stay"),
        ("on: started", "on: begun", "E106", f"{SEEN}.on"),
    ],
)
def test_a_timer_that_is_written_wrong_is_said_at_its_place(sea, guarded, right, wrong, code, where):
    (finding,) = _findings(sea, guarded.replace(right, wrong))
    assert (finding.code, ".".join(map(str, finding.path))) == (code, where)


def _findings(sea, text):
    kind = sea.around.kinds["workflow"]
    data = yamlfile.read(text, "this.yaml").data
    return build(kind.model, kind.normalise(data), "en", kind.name)[1]


def test_nothing_stays_at_the_end(sea, walk):
    stop = "by: [voice:resident, host], freely: true}\n  - {id: closed"
    then = "then: [{tell: {who: manager, say: {en: x, cy: y}, stays: true}}]"
    text = walk.replace(stop, stop.replace("freely: true}", f"freely: true, {then}}}"))
    (finding,) = sea.findings(text)
    assert (finding.code, ".".join(map(str, finding.path))) == ("E406", "steps.3.transitions.1.then.0.tell.stays")


# -- a review that somebody writes --------------------------------------------------------------------------------------

LADDER = "{in: 7 days, or_after: {form: went, times: 3}}, {in: 4 weeks}, {every: 12 weeks}"


@pytest.fixture
def written(walk):
    """A walk whose reviews are looked at by writing how it went."""
    return walk.replace(LADDER, "{in: 7 days, with: went}, {every: 4 weeks, with: went}")


def _reviews(stage):
    return [due.at for due in stage.view.case.timers if due.open and due.kind == "review"]


def test_a_review_that_is_written_is_not_pressed_away(sea, written, living):
    stage = sea.stage(written, *living, {"wait": "7 days"})
    (due,) = timers.waiting(stage.view.case)
    with pytest.raises(Refused, match="looked at by writing “How was it\\?”"):
        timers.reviewed(stage.view, due.key, MANAGER)


def test_sending_its_form_is_looking_at_it_and_the_next_one_begins(sea, written, living):
    stage = sea.stage(written, *living, {"wait": "9 days"}, {"answer": "went", "how": "good"})
    assert _due(stage) == []
    assert _reviews(stage) == ["2026-07-08"]  # 10 June and four weeks
    assert [line.what for line in stage.view.case.history][-1] == "looked_at"


def test_the_next_one_waits_for_a_form_of_its_own(sea, written, living):
    went = {"answer": "went", "how": "good"}
    stage = sea.stage(written, *living, went, {"wait": "4 weeks"})
    assert _due(stage) == ["review"]
    stage.happen(went)
    assert _due(_look(stage)) == []


@pytest.mark.parametrize(
    ("form", "code", "says"), [("wnet", "E402", "did you mean 'went'?"), ("plan", "E406", "again: true")]
)
def test_a_review_through_a_form_that_is_not_asked_again_is_said_at_its_place(sea, written, form, code, says):
    (finding,) = sea.findings(written.replace("{in: 7 days, with: went}", f"{{in: 7 days, with: {form}}}"))
    assert (finding.code, ".".join(map(str, finding.path))) == (code, "steps.2.transitions.0.then.0.review.0.with")
    assert says in finding.hint
