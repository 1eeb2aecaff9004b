"""A home uses a newer version of a workflow: what would happen to its open cases is said first, and nothing is lost when they go."""

from __future__ import annotations

import pytest

from core import homes
from core.records import Event, Person
from core.stores.protocol import NotFound
from forms.records import Response
from tests.workflows.newer_sea import Shore
from workflows import engine, forwarding, runner, timers
from workflows.starting import asker_of
from workflows.view import Refused

PLANNING_GONE = (
    ("to: planning", "to: thinking"),
    ("id: planning\n", "id: thinking\n"),
)
NO_OTHERS = (
    (
        "      - {id: others, ask: {en: Could others be hurt?, cy: Allai eraill gael niwed?}, type: yes_no_not_sure}\n",
        "",
    ),
    ('      - {id: why_others, ask: {en: How?, cy: Sut?}, type: text, required: true, show_if: others == "yes"}\n', ""),
)
ONE_MORE = (
    (
        "      - {id: again_on,",
        "      - {id: who_with, ask: {en: Who goes along?, cy: Pwy sy'n dod?}, type: text, required: true}\n      - {id: again_on,",
    ),
)
NO_RULE = (('  others_hurt: plan.others == "yes"\n', "  others_hurt: answered(plan.what)\n"),)


@pytest.fixture
def shore(tmp_path):
    return Shore(tmp_path)


def said(shore, id, language="en", **more):
    (one,) = [one for one in forwarding.dry_run(shore.house, "hafan", **more) if one.case.id == id]
    return [words.said(language) for words in (*one.forward.says, *one.forward.stays)]


def bring(shore, id, **more):
    return forwarding.bring(
        shore.house, "hafan", id, shore.world.people["mair"], "The newer one asks more kindly.", **more
    )


def words(shore, id):
    with shore.house.store.read("hafan") as tx:
        return {
            (one.form, question): [version.value for version in versions]
            for one in Response.find(tx, {"case": id})
            for question, versions in one.answers.items()
        }


def test_a_case_on_the_version_in_use_is_not_among_the_older_ones(shore):
    shore.to_planning()
    assert forwarding.dry_run(shore.house, "hafan") == []


def test_a_dry_run_says_where_it_stays_and_changes_nothing(shore):
    id = shore.to_planning()
    shore.upgrade(walk=(("{en: Planning, cy: Cynllunio}\n    ask", "{en: Our plan, cy: Ein cynllun}\n    ask"),))
    before = shore.case(id)
    assert said(shore, id) == ["It stays at “Our plan”."]
    assert said(shore, id, "cy") == ["Mae'n aros yn “Ein cynllun”."]
    assert shore.case(id) == before


def test_a_step_that_is_gone_goes_back_to_the_nearest_one_that_is_there(shore):
    id = shore.to_planning()
    shore.upgrade(walk=PLANNING_GONE)
    assert said(shore, id)[0] == "“Planning” is not in the newer version. It goes on from “Looking”."
    assert bring(shore, id).step == "looking"


def test_a_manager_may_say_to_which_step_they_go_instead(shore):
    id = shore.to_planning()
    shore.upgrade(walk=PLANNING_GONE)
    steps = {"sea.walk": {"planning": "thinking"}}
    assert said(shore, id, steps=steps)[0].endswith("It goes on from “Planning”.")
    assert bring(shore, id, steps=steps).step == "thinking"


@pytest.mark.parametrize("named", ["closed", "nowhere"])
def test_a_case_goes_to_no_end_and_to_no_step_that_is_not_there(shore, named):
    id = shore.to_planning()
    shore.upgrade(walk=PLANNING_GONE)
    steps = {"sea.walk": {"planning": named}}
    assert said(shore, id, steps=steps) == [f"“{named}” is no step at which a conversation can go on."]
    with pytest.raises(Refused, match="no step"):
        bring(shore, id, steps=steps)


def test_what_waited_at_a_step_that_is_gone_ends_with_a_line_and_what_is_asked_there_begins(shore):
    id = shore.to_planning()
    shore.clock.forward(days=15)
    runner.tick_home(shore.house, "hafan")
    shore.upgrade(walk=PLANNING_GONE)
    case = bring(shore, id, steps={"sea.walk": {"planning": "thinking"}})
    assert [line.id for line in case.history if line.what == "ended"] == ["planning_long"]
    assert [(due.step, due.open) for due in case.timers] == [("planning", False), ("thinking", True)]


def test_answers_no_longer_asked_are_said_kept_and_still_there(shore):
    id = shore.to_planning()
    shore.say("plan", {"what": "Tuesdays", "others": "yes", "why_others": "The road"})
    before = words(shore, id)
    shore.upgrade(plan=NO_OTHERS, walk=NO_RULE)
    assert (
        "Not asked any more in “Our plan”: “Could others be hurt?” and “How?”. What was said is kept, and can be read."
        in said(shore, id)
    )
    bring(shore, id)
    assert words(shore, id) == before


def test_a_form_that_is_gone_stays_with_the_case_so_that_it_can_be_read_and_is_written_no_more(shore):
    id = shore.to_planning()
    shore.upgrade(
        walk=(("forms: [wish, look,", "forms: [look,"), ("    ask: [wish]\n", "")),
    )
    assert "“My wish” is not asked any more. What was said there is kept, and can be read." in said(shore, id)
    case = bring(shore, id)
    assert set(case.forms) == {"wish", "look", "plan", "lighten", "went"}
    assert words(shore, id)["wish", "wish"] == ["The sea"]
    shore.move("differ")
    assert shore.case(id).step == "looking"


def test_a_question_that_is_new_is_asked_of_those_who_have_answered_before(shore):
    id = shore.to_planning()
    shore.upgrade(plan=ONE_MORE)
    assert "Asked as well now in “Our plan”: “Who goes along?”." in said(shore, id)
    bring(shore, id)
    with pytest.raises(Refused, match="Who goes along"):
        shore.move("agree")
    shore.say("plan", {"what": "Tuesdays", "who_with": "Carys"})
    assert words(shore, id)["plan", "who_with"] == ["Carys"]
    assert words(shore, id)["plan", "what"] == ["Tuesdays"]


def test_a_mark_stands_for_the_words_that_were_there(shore):
    id = shore.to_planning()
    runner.sign(shore.house, "hafan", id, "voice:resident", _person(shore, "sian"), "said")
    shore.upgrade(plan=ONE_MORE)
    assert "Marks are asked for again." in said(shore, id)
    assert [one.standing for one in bring(shore, id).signatures] == [False]


def test_a_mark_stays_where_what_was_signed_is_as_it_was(shore):
    id = shore.to_planning()
    runner.sign(shore.house, "hafan", id, "voice:resident", _person(shore, "sian"), "said")
    shore.upgrade(went=(("{en: How?, cy: Sut?}", "{en: How did it go?, cy: Sut aeth hi?}"),))
    assert "Marks are asked for again." not in said(shore, id)
    assert [one.standing for one in bring(shore, id).signatures] == [True]


def test_an_answer_that_does_not_fit_any_more_holds_the_case_where_it_is_and_says_why(shore):
    id = shore.to_planning()
    shore.upgrade(plan=(("cy: Beth wnawn ni?}, type: text", "cy: Beth wnawn ni?}, type: date"),))
    assert said(shore, id)[-1].startswith("“What will we do?” was answered, and the answer does not fit")
    before = shore.case(id)
    with pytest.raises(Refused, match="does not fit"):
        bring(shore, id)
    assert shore.case(id) == before


def test_an_option_that_somebody_chose_and_that_is_gone_holds_it_too(shore):
    id = shore.to_planning()
    shore.say("plan", {"what": "Tuesdays", "ways": [{"row": "a", "answers": {"option": "ride"}}]})
    shore.upgrade(plan=(("{id: ride, label: {en: A ride, cy: Reid}}, ", ""),))
    assert said(shore, id)[-1].startswith("“Ways” was answered, and the answer does not fit")


def test_words_do_not_go_where_more_eyes_would_read_them(shore):
    id = shore.to_planning()
    shore.upgrade(look=(("audience: leap", "audience: own_words"),))
    assert forwarding.dry_run(shore.house, "hafan")[0].moves
    shore.upgrade(look=(("audience: leap", "audience: senses_one"),), walk=(("audience: leap", "audience: own_words"),))
    assert forwarding.dry_run(shore.house, "hafan")[0].moves
    bring(shore, id)
    shore.upgrade()
    assert "“A walk to the sea” would be for more eyes than when it was said." in said(shore, id)
    assert "“What do you think?” would be for more eyes than when it was said." in said(shore, id)


def test_a_line_that_waits_and_is_not_there_any_more_is_settled_first(shore):
    id = shore.to_planning()
    dilys = _person(shore, "dilys")

    def differ(view):
        return engine.dispute(view, "plan.ways", asker_of(dilys, view.people), "Not by bus.")

    runner.change(shore.house, "hafan", id, shore.world.people["dilys"], "disputed", differ)
    shore.upgrade(
        plan=(("      - id: ways\n        ask: {en: Ways", "      - id: means\n        ask: {en: Ways"),),
        walk=(("disputable: [plan.ways]", "disputable: [plan.means]"),),
    )
    assert said(shore, id)[-1] == "A line that waits is not in the newer version. Settle it first."


def test_moving_says_who_and_why_in_the_history_and_in_the_events(shore):
    id = shore.to_planning()
    shore.upgrade(plan=ONE_MORE)
    line = bring(shore, id).history[-1]
    assert (line.what, line.by, line.why) == (
        "brought_forward", shore.world.people["mair"], "The newer one asks more kindly.",
    )  # fmt: skip
    with shore.house.store.read("hafan") as tx:
        (event,) = Event.find(tx, {"what": "brought_forward"})
    assert (event.actor, event.about["case"]) == (shore.world.people["mair"], id)


def test_without_a_reason_nothing_is_moved(shore):
    id = shore.to_planning()
    shore.upgrade(plan=ONE_MORE)
    with pytest.raises(Refused, match="Write down why"):
        forwarding.bring(shore.house, "hafan", id, shore.world.people["mair"], "  ")


def test_a_case_is_moved_once(shore):
    id = shore.to_planning()
    shore.upgrade(plan=ONE_MORE)
    bring(shore, id)
    assert forwarding.dry_run(shore.house, "hafan") == []
    with pytest.raises(Refused, match="newest version already"):
        bring(shore, id)


def test_a_case_at_rest_stays_as_it_ended(shore):
    id = shore.begin()
    runner.move(shore.house, "hafan", id, "not_now", _person(shore, "dilys"))
    shore.upgrade(plan=ONE_MORE)
    assert forwarding.dry_run(shore.house, "hafan") == []
    with pytest.raises(NotFound):
        bring(shore, id)


def test_a_case_whose_module_is_switched_off_is_left_as_it_is(shore):
    shore.to_planning()
    shore.upgrade(plan=ONE_MORE)
    with shore.house.store.read("hafan") as tx:
        revision = tx.get("tools", "tools").revision
    homes.switch_module(shore.house, "hafan", "sea", False, "host", revision)
    assert forwarding.older(shore.house, "hafan") == []


# -- and back -----------------------------------------------------------------------------------------------------------


def test_a_case_in_which_nothing_has_happened_since_is_taken_back_as_it_was(shore):
    id = shore.to_planning()
    runner.sign(shore.house, "hafan", id, "voice:resident", _person(shore, "sian"), "said")
    before = shore.case(id)
    shore.clock.forward(minutes=5)
    shore.upgrade(walk=PLANNING_GONE)
    bring(shore, id)
    assert [one.case.id for one in forwarding.lately(shore.house, "hafan")] == [id]
    after = forwarding.take_back(shore.house, "hafan", id, shore.world.people["mair"], "Too early.")
    for name in ("step", "workflow_hash", "forms", "signatures", "timers", "seats", "entered_at"):
        assert getattr(after, name) == getattr(before, name), name
    assert after.history[: len(before.history)] == before.history
    assert [line.what for line in after.history[-2:]] == ["brought_forward", "brought_back"]


def test_once_somebody_has_answered_in_it_there_is_no_way_back(shore):
    id = shore.to_planning()
    shore.upgrade(plan=ONE_MORE)
    bring(shore, id)
    shore.clock.forward(minutes=5)
    shore.say("plan", {"what": "Tuesdays", "who_with": "Carys"})
    with pytest.raises(Refused, match="Something has happened"):
        forwarding.take_back(shore.house, "hafan", id, shore.world.people["mair"])
    assert words(shore, id)["plan", "who_with"] == ["Carys"]


def test_once_something_has_come_up_in_it_there_is_no_way_back(shore):
    id = shore.to_planning()
    shore.upgrade(plan=ONE_MORE)
    bring(shore, id)
    shore.clock.forward(days=20)
    runner.tick_home(shore.house, "hafan")
    assert timers.waiting(shore.case(id))
    with pytest.raises(Refused, match="Something has happened"):
        forwarding.take_back(shore.house, "hafan", id, shore.world.people["mair"])


def _person(shore, name):
    with shore.house.store.read("hafan") as tx:
        return Person.need(tx, shore.world.people[name])
