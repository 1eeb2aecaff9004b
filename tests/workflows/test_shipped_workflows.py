"""Every workflow that comes with Cartref tells its own stories, and they come out."""

from __future__ import annotations

import re

import pytest

from core import testing
from workflows.check import check_workflow
from workflows.check_scenarios import scenarios
from workflows.compiled import compile_workflow
from workflows.diagram import drawn
from workflows.model import Workflow


def _shipped() -> list[str]:
    return [one.ref for one in testing.house().installed.catalogue.of_kind("workflow")]


class Seen:
    def __init__(self, around, pack):
        self.around, self.pack, self.languages = around, pack, ("en", "cy")

    def __getattr__(self, name):
        return getattr(self.around, name)


def _made(ref):
    around = testing.house().installed.surroundings
    loaded = around.definitions[ref]
    workflow: Workflow = loaded.definition
    forms = {used.name: around.find("form", used.form, loaded.pack).definition for used in workflow.forms}
    return compile_workflow(
        workflow,
        forms,
        pack=loaded.pack,
        people=around.people,
        types=around.question_types(),
        rules=around.need_rules(),
        actions=around.actions(),
    )


def test_the_practice_modules_bring_their_workflows():
    assert {"exchange.exchange", "risk_benefit.choice", "risk_benefit.cwtch"} <= set(_shipped())


@pytest.mark.parametrize("ref", _shipped())
def test_its_stories_come_out(ref):
    made = _made(ref)
    assert len(made.workflow.scenarios) >= 5
    assert list(scenarios(made)) == []


@pytest.mark.parametrize("ref", _shipped())
def test_nothing_is_wrong_with_it(ref):
    around = testing.house().installed.surroundings
    loaded = around.definitions[ref]
    assert list(check_workflow(loaded.definition, Seen(around, loaded.pack))) == []


@pytest.mark.parametrize("ref", _shipped())
def test_a_story_that_expects_something_else_is_noticed(ref):
    """The stories are really played: with another end expected, each of them is a finding."""
    made = _made(ref)
    others = {step.id for step in made.workflow.steps}
    for scenario in made.workflow.scenarios:
        wrong = next(iter(sorted(others - {scenario.expect.step})))
        turned = scenario.model_copy(update={"expect": scenario.expect.model_copy(update={"step": wrong})})
        made.workflow = made.workflow.model_copy(update={"scenarios": (turned,)})
        assert "E491" in {one.code for one in scenarios(made)}, scenario.name


@pytest.mark.parametrize("ref", _shipped())
def test_whoever_may_leave_a_person_out_of_their_own_case_is_nobody(ref):
    """Wherever the person's own voice is asked, some way is the person's own to take."""
    made = _made(ref)
    if made.workflow.subject != "resident":
        return
    ways = [transition for step in made.workflow.steps for transition in step.transitions]
    assert any("voice:resident" in transition.by for transition in ways)


@pytest.mark.parametrize("ref", _shipped())
def test_its_picture_has_every_step_and_every_way(ref):
    made = _made(ref)
    picture = drawn(made.workflow, made.workflow.steps[0].id)
    assert [step.number for step in picture.steps] == list(range(1, len(made.workflow.steps) + 1))
    text = picture.mermaid("en")
    for step in made.workflow.steps:
        assert re.search(rf"\b{step.id}\b", text)
