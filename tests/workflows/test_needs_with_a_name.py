"""Each rule says what is missing, and is quiet when nothing is."""

from __future__ import annotations

import pytest

STEP = """
workflow: walk
title: {{en: A walk, cy: Tro}}
started_by: [voice:resident]
forms: [look, plan, lighten, wish]
steps:
  - id: here
    title: {{en: Here, cy: Yma}}
    ask: [{{form: look, of: each_voice}}]
    transitions:
      - id: on
        to: there
        label: {{en: On, cy: Ymlaen}}
        by: [host]
        freely: true
        needs: [{need}]
  - {{id: there, title: {{en: There, cy: Acw}}, final: true}}
"""


@pytest.fixture
def waits(sea, waits_for):
    """What is missing for a need after these events."""

    def found(need, *events):
        return waits_for(sea.stage(STEP.format(need=need), *events), "on")

    return found


def test_every_voice_that_was_heard_says_whether_we_understood(waits):
    need = "{rule: every_voice_shared_back, form: look, question: right}"
    heard = (
        {"answer": "look", "voice": "resident", "view": "Mine"},
        {"answer": "look", "voice": "family", "view": "Ours"},
    )
    assert len(waits(need, *heard)) == 2
    mended = (
        {"answer": "look", "voice": "resident", "right": "yes"},
        {"answer": "look", "voice": "family", "right": "no"},
    )
    assert waits(need, *heard, *mended) == []


def test_a_voice_that_was_never_heard_has_nothing_to_be_read_back(waits):
    assert waits("{rule: every_voice_shared_back, form: look, question: right}", {"seat": "family"}) == []


def test_a_day_to_look_again_is_set(waits):
    need = "{rule: review_date_set, form: plan, question: again_on}"
    assert waits(need) == ["No day has been set to look at this again."]
    assert waits(need, {"answer": "plan", "again_on": "2026-06-01"}) == []


def test_a_day_that_has_gone_by_is_no_day_to_look_again(waits):
    need = "{rule: review_date_set, form: plan, question: again_on}"
    late = waits(need, {"answer": "plan", "again_on": "2026-06-05"}, {"wait": "5 days"})
    assert late == ["The day to look at this again has gone by already."]


def test_the_page_on_help_to_decide_is_sent_with_all_it_asks(waits):
    need = "{rule: capacity_page_done, form: plan}"
    assert waits(need) == ["“Our plan” has not been filled in."]
    half = waits(need, {"answer": "plan", "what": "The sea", "others": "yes"})
    assert half == ["Our plan: “How?” has no answer yet."]
    assert waits(need, {"answer": "plan", "what": "The sea", "others": "yes", "why_others": "The road"}) == []


WORRIES = [
    {"row": "road", "worry": "The road", "severity": "serious"},
    {"row": "wind", "worry": "The wind", "severity": "small"},
]
EACH = "{rule: each_has, each: look.worries, where: severity == \"serious\", in: lighten.steps, say: {en: 'No step yet for {row}.', cy: 'Dim cam eto ar gyfer {row}.'}}"


def test_each_serious_worry_has_a_step_of_its_own(waits):
    assert waits(EACH, {"answer": "look", "voice": "family", "worries": WORRIES}) == ["No step yet for “The road”."]


def test_a_step_belongs_to_the_worry_whose_row_it_has(waits):
    worried = {"answer": "look", "voice": "family", "worries": WORRIES}
    wrong = {"answer": "lighten", "steps": [{"row": "wind", "step": "A coat"}]}
    assert waits(EACH, worried, wrong) == ["No step yet for “The road”."]
    right = {"answer": "lighten", "steps": [{"row": "road", "step": "The lights"}]}
    assert waits(EACH, worried, right) == []


def test_an_empty_step_is_not_a_step(waits):
    worried = {"answer": "look", "voice": "family", "worries": WORRIES}
    assert len(waits(EACH, worried, {"answer": "lighten", "steps": [{"row": "road"}]})) == 1


def test_the_worries_of_every_voice_count(waits):
    mine = {
        "answer": "look",
        "voice": "resident",
        "worries": [{"row": "tide", "worry": "The tide", "severity": "serious"}],
    }
    assert len(waits(EACH, {"answer": "look", "voice": "family", "worries": WORRIES}, mine)) == 2


TOGETHER = "{rule: each_has, each: look.worries, in: lighten.steps, having: 'contains(step, \"rail\") or severity == \"small\"', say: {en: '{row} needs a rail.', cy: 'Mae angen canllaw ar {row}.'}}"


def test_two_rows_that_belong_together_are_looked_at_together(waits):
    looked = {"answer": "look", "voice": "resident", "worries": WORRIES}
    steps = [{"row": "road", "step": "A friend"}, {"row": "wind", "step": "A coat"}]
    assert waits(TOGETHER, looked, {"answer": "lighten", "steps": steps}) == ["“The road” needs a rail."]
    steps = [{"row": "road", "step": "A handrail"}, {"row": "wind", "step": "A coat"}]
    assert waits(TOGETHER, looked, {"answer": "lighten", "steps": steps}) == []


def test_a_row_without_its_other_half_meets_no_condition(waits):
    looked = {"answer": "look", "voice": "resident", "worries": WORRIES}
    assert waits(TOGETHER, looked, {"answer": "lighten", "steps": [{"row": "road", "step": "A rail"}]}) == [
        "“The wind” needs a rail."
    ]


PRESENT = "{rule: groups_present, at_least: 3}"


def test_whoever_leads_is_there_for_their_own_group_and_the_others_are_named(waits):
    assert waits(PRESENT) == ["Not enough of us are round this table yet. Nobody is here from: Families and friends."]
    assert waits(PRESENT, {"seat": "family"}) == []


def test_a_place_that_somebody_would_rather_not_take_brings_no_group_to_the_table(waits):
    assert len(waits(PRESENT, {"seat": "family"}, {"chose_not_to": "family"})) == 1
    assert len(waits(PRESENT, {"seat": "family"}, {"not_now": "family"})) == 1


def test_the_cook_sits_for_everyone_who_works_here_and_the_advocate_for_no_group(waits):
    assert len(waits(PRESENT, {"seat": "kitchen"}, {"seat": "advocate"})) == 1
    assert waits("{rule: groups_present, at_least: 2}", {"seat": "kitchen"}) == []


def test_a_choice_of_only_yes_and_no_is_no_choice(waits):
    need = "{rule: options_besides_no, form: plan, question: ways}"
    yes_or_no = {"answer": "plan", "what": "x", "ways": [{"option": "walk"}, {"option": "no"}]}
    assert waits(need, yes_or_no) == ["Besides “no” there are 1 ways to choose from; 2 or more make it a choice."]
    assert waits(need, {"answer": "plan", "what": "x", "ways": [{"option": "walk"}, {"option": "ride"}]}) == []


def test_a_way_in_words_without_its_kind_is_a_way(waits):
    need = "{rule: options_besides_no, form: plan, question: ways}"
    assert waits(need, {"answer": "plan", "what": "x", "ways": [{"option": "walk"}, {"like": "In the van"}]}) == []


def test_a_condition_says_its_own_sentence(waits):
    need = "{that: answered(plan.what), say: {en: Write it down first., cy: Ysgrifennwch e gyntaf.}}"
    assert waits(need) == ["Write it down first."]
    assert waits(need, {"answer": "plan", "what": "The sea"}) == []


def test_the_words_a_definition_gives_for_the_next_step_come_first(sea):
    from workflows.engine import missing

    need = "{rule: voices_accounted_for, next: {en: Ask Mot the dog., cy: Gofynnwch i Mot y ci.}}"
    (found,) = missing(sea.stage(STEP.format(need=need)).view, "on")
    assert found.next.said("en") == "Ask Mot the dog."


HEARD_FROM = "needs: [{rule: heard_from, voices: [family, advocate]}, {rule: voices_accounted_for}]"


@pytest.fixture
def asks_family(walk):
    return walk.replace("needs: [{rule: voices_accounted_for}]", HEARD_FROM)


def test_a_step_can_wait_until_one_of_these_voices_was_heard(sea, asks_family, waits_for):
    stage = sea.stage(
        asks_family,
        {"answer": "wish", "wish": "The sea"},
        {"move": "look"},
        {"answer": "look", "voice": "resident", "view": "I know the way."},
    )
    (said,) = waits_for(stage, "plan_it")
    assert said == "Nobody has been heard yet who speaks as: Family or friend or Advocate."
    stage.happen({"answer": "look", "voice": "advocate", "view": "Let him lead."})
    assert waits_for(stage, "plan_it") == []


def test_a_chair_alone_is_not_yet_a_voice(sea, asks_family, waits_for):
    stage = sea.stage(asks_family, {"answer": "wish", "wish": "The sea"}, {"move": "look"}, {"seat": "family"})
    assert any("speaks as" in one for one in waits_for(stage, "plan_it"))


def test_a_voice_that_there_is_not_is_a_mistake(sea, asks_family):
    found = sea.findings(asks_family.replace("[family, advocate]", "[famly]"))
    assert [one.code for one in found] == ["E201"]


SENT_HERE = "needs: [{rule: sent_here, form: look}, {rule: voices_accounted_for}]"


def test_a_step_can_wait_until_a_form_was_sent_since_it_was_entered(sea, walk, waits_for):
    walk = walk.replace("needs: [{rule: voices_accounted_for}]", SENT_HERE)
    stage = sea.stage(walk, {"answer": "wish", "wish": "The sea"}, {"move": "look"})
    assert any("has not been sent since we came here" in one for one in waits_for(stage, "plan_it"))
    stage.happen({"answer": "look", "voice": "resident", "view": "I know the way."})
    assert not any("since we came here" in one for one in waits_for(stage, "plan_it"))
