"""Whatever happens in whatever order: no step is reached that the definition does not lead to, and no word is lost."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.records import Case
from workflows.stage import Fault
from workflows.view import Refused

VOICES = ("resident", "family", "advocate", "staff")
ROLES = ("resident", "family", "care_staff", "manager", "kitchen", "advocate")
WAYS = ("look", "not_now", "plan_it", "agree", "differ", "change", "stop")
WORDS = st.text("abc dŵr", min_size=1, max_size=8).filter(str.strip)

OFTEN = settings.default.max_examples if settings.default is not None else 100
"""A hundred times in a day's run, thousands of times at night."""

EVENTS = st.one_of(
    st.builds(lambda way, who: {"move": way, "as": who}, st.sampled_from(WAYS), st.sampled_from((*ROLES, "host"))),
    st.builds(lambda way: {"move": way}, st.sampled_from(WAYS)),
    st.builds(lambda words: {"answer": "wish", "wish": words}, WORDS),
    st.builds(lambda voice, words: {"answer": "look", "voice": voice, "view": words}, st.sampled_from(VOICES), WORDS),
    st.builds(lambda words: {"answer": "plan", "what": words}, WORDS),
    st.builds(lambda face: {"answer": "went", "how": face}, st.sampled_from(("good", "unsure", "not_good"))),
    st.builds(lambda who: {"sign": who}, st.sampled_from(("resident", "manager"))),
    st.builds(lambda span: {"wait": span}, st.sampled_from(("1 day", "8 days", "13 weeks", "20 hours"))),
    st.builds(lambda voice: {"seat": voice}, st.sampled_from(VOICES)),
    st.builds(
        lambda word, voice: {word: voice},
        st.sampled_from(("tried", "chose_not_to", "not_now", "asked_other")),
        st.sampled_from(VOICES),
    ),
    st.builds(lambda status: {"away": status}, st.sampled_from(("hospital", "away", "here"))),
    st.builds(lambda who: {"dispute": "plan.ways", "as": who}, st.sampled_from(("resident", "family"))),
    st.just({"looked_at": "review"}),
)


def _said(stage):
    """Every version of every answer."""
    return [
        (local, sent.id, question, position, version.value)
        for local, responses in stage.view.responses.items()
        for sent in responses
        for question, versions in sent.answers.items()
        for position, version in enumerate(versions)
    ]


def _ways(stage):
    return {(step.id, way.id, way.to) for step in stage.view.workflow.steps for way in step.transitions}


@settings(max_examples=max(150, OFTEN))
@given(events=st.lists(EVENTS, max_size=40))
def test_any_walk_keeps_to_the_ways_and_keeps_every_word(sea, events):
    stage = sea.stage()
    for event in events:
        before, said = stage.view.case, _said(stage)
        try:
            stage.happen(event)
        except (Refused, Fault):
            assert stage.view.case == before
        stage.look_at_the_clock()
        after = stage.view.case
        # No way is taken that is not there, and none without a line.
        if after.step != before.step:
            line = next(line for line in reversed(after.history) if line.what == "moved")
            assert (before.step, line.id, after.step) in _ways(stage)
            assert (line.step, line.to) == (before.step, after.step)
        # Words, lines of history, tries and marks only ever grow.
        assert set(said) <= set(_said(stage))
        assert after.history[: len(before.history)] == before.history
        assert [one.key for one in after.timers[: len(before.timers)]] == [one.key for one in before.timers]
        assert len(after.signatures) >= len(before.signatures)
        assert len(after.disputes) >= len(before.disputes)
        # A closed case is at its end, and nothing in it runs on unseen.
        assert after.closed == stage.view.step.final
        assert not (after.closed and any(due.open and due.kind != "told" for due in after.timers))
        # Living with it is never without a day to look again.
        if after.step == "living":
            assert any(due.open and due.id == "review" for due in after.timers)


@settings(max_examples=max(60, OFTEN // 2))
@given(events=st.lists(EVENTS, max_size=25))
def test_any_case_is_kept_and_read_again_the_same(sea, events):
    import json

    stage = sea.stage()
    for event in events:
        try:
            stage.happen(event)
        except (Refused, Fault):
            continue
        stage.look_at_the_clock()
    case = stage.view.case
    kept = json.loads(json.dumps(case.body()))
    assert Case(id=case.id, **Case.read(kept)) == case
