"""A walk to the sea: one small workflow, with a form for each voice, a shared one, and one that is filled in again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

from core import testing, yamlfile
from core.catalogue import Surroundings
from core.definitions import DefinitionKind, Finding, build
from workflows.check import check_workflow
from workflows.compiled import CompiledWorkflow, compile_workflow
from workflows.engine import missing
from workflows.stage import Stage

FORMS = {
    "look": """
form: look
title: {en: Looking at it, cy: Edrych arno}
subject: resident
voices: [resident, family, staff, advocate]
pages:
  - id: all
    questions:
      - {id: view, ask: {en: What do you think?, cy: Beth yw eich barn chi?}, type: long_text}
      - {id: right, ask: {en: Did we hear you?, cy: Glywson ni chi?}, type: choice, options: [{id: yes, label: {en: Yes, cy: Ie}}, {id: no, label: {en: No, cy: Na}}]}
      - id: worries
        ask: {en: Worries, cy: Pryderon}
        type: group
        repeat: {at_most: 5}
        questions:
          - {id: worry, ask: {en: Which?, cy: Pa un?}, type: text}
          - {id: severity, ask: {en: How hard?, cy: Pa mor anodd?}, type: words_scale, scale: [{id: small, label: {en: Small, cy: Bach}}, {id: serious, label: {en: Serious, cy: Difrifol}}]}
""",
    "plan": """
form: plan
title: {en: Our plan, cy: Ein cynllun}
subject: resident
voices: [resident, family, staff, advocate]
pages:
  - id: all
    questions:
      - {id: what, ask: {en: What will we do?, cy: Beth wnawn ni?}, type: text, required: true}
      - {id: others, ask: {en: Could others be hurt?, cy: Allai eraill gael niwed?}, type: yes_no_not_sure}
      - {id: why_others, ask: {en: How?, cy: Sut?}, type: text, required: true, show_if: others == "yes"}
      - {id: again_on, ask: {en: When again?, cy: Pryd eto?}, type: date}
      - id: ways
        ask: {en: Ways, cy: Ffyrdd}
        type: group
        repeat: {at_most: 5}
        questions:
          - {id: option, ask: {en: Which?, cy: Pa un?}, type: choice, options: [{id: walk, label: {en: A walk, cy: Tro}}, {id: ride, label: {en: A ride, cy: Reid}}, {id: no, label: {en: No, cy: Na}}]}
          - {id: like, ask: {en: What like?, cy: Sut beth?}, type: text}
""",
    "lighten": """
form: lighten
title: {en: Lighter, cy: Ysgafnach}
subject: resident
voices: [resident, family, staff, advocate]
pages:
  - id: all
    questions:
      - id: steps
        ask: {en: Steps, cy: Camau}
        type: group
        repeat: {for_each: look.worries}
        questions:
          - {id: step, ask: {en: What?, cy: Beth?}, type: text}
""",
    "went": """
form: went
title: {en: How was it?, cy: Sut aeth hi?}
subject: resident
voices: [resident, family, staff, advocate]
pages:
  - id: all
    questions:
      - {id: how, ask: {en: How?, cy: Sut?}, type: faces, points: 3, required: true}
""",
    "wish": """
form: wish
title: {en: My wish, cy: Fy nymuniad}
subject: resident
voices: [resident]
pages:
  - id: all
    questions:
      - {id: wish, ask: {en: What would you like?, cy: Beth hoffech chi?}, type: text, required: true}
""",
}

WALK = """
workflow: walk
title: {en: A walk to the sea, cy: Tro i'r môr}
subject: resident
started_by: [voice:resident, voice:family, voice:staff]
forms: [wish, look, plan, lighten, went]
conditions:
  others_hurt: plan.others == "yes"
steps:
  - id: wishing
    title: {en: Wishing, cy: Dymuno}
    ask: [wish]
    transitions:
      - {id: look, to: looking, label: {en: Look, cy: Edrych}, by: [host, voice:resident]}
      - {id: not_now, to: closed, label: {en: Not now, cy: Ddim nawr}, by: [voice:resident], freely: true}
  - id: looking
    title: {en: Looking, cy: Edrych}
    ask: [{form: look, of: each_voice}, lighten]
    transitions:
      - {id: plan_it, to: planning, label: {en: Plan, cy: Cynllunio}, by: [host], needs: [{rule: voices_accounted_for}]}
  - id: planning
    title: {en: Planning, cy: Cynllunio}
    ask: [plan]
    disputable: [plan.ways]
    sign:
      - {by: voice:resident, reserved: true}
      - {by: manager, when: others_hurt}
    timers:
      - {id: planning_long, on: entered, after: 14 days, tell: manager}
    transitions:
      - id: agree
        to: living
        label: {en: We agree, cy: Cytunwn}
        by: [host]
        then: [{review: [{in: 7 days, or_after: {form: went, times: 3}}, {in: 4 weeks}, {every: 12 weeks}]}]
      - {id: differ, to: looking, label: {en: We differ, cy: Anghytunwn}, by: [host, voice:resident, voice:family], freely: true}
  - id: living
    title: {en: Living with it, cy: Byw gydag ef}
    ask: [{form: went, again: true}]
    timers:
      - {id: review_late, on: review, after: 7 days, tell: manager}
    transitions:
      - {id: change, to: planning, label: {en: Change, cy: Newid}, by: [host, voice:resident], freely: true}
      - {id: stop, to: closed, label: {en: Stop, cy: Stopio}, by: [voice:resident, host], freely: true}
  - {id: closed, title: {en: At rest, cy: Wedi dod i ben}, final: true}
pauses: [hospital, away, died]
"""


def _around() -> Surroundings:
    return testing.house().installed.surroundings


def _definition(kind: DefinitionKind, text: str) -> tuple[Any, list[Finding]]:
    document = yamlfile.read(text, "this.yaml")
    assert document.data is not None, document.problems
    assert not document.problems
    return build(kind.model, kind.normalise(document.data), "en", kind.name)


@dataclass(frozen=True)
class Loaded:
    definition: Any


class Seen:
    """What the check of a workflow may look at: the bundled people and rules, and the forms of the walk."""

    pack = "sea"
    languages = ("en", "cy")

    def __init__(self, around: Surroundings, forms: Mapping[str, Any]) -> None:
        self.around = around
        self.forms = forms

    def __getattr__(self, name: str) -> Any:
        return getattr(self.around, name)

    def find(self, kind: str, reference: str, pack: str) -> Loaded | None:
        found = self.forms.get(reference)
        return Loaded(found) if kind == "form" and found is not None else None


@dataclass(frozen=True)
class Sea:
    """Makes workflows over the forms of the walk."""

    around: Surroundings
    forms: Mapping[str, Any]

    def definition(self, text: str) -> Any:
        made, findings = _definition(self.around.kinds["workflow"], text)
        assert not findings, findings
        return made

    def made(self, text: str = WALK) -> CompiledWorkflow:
        workflow = self.definition(text)
        made = compile_workflow(
            workflow,
            {used.name: self.forms[used.form] for used in workflow.forms},
            pack="sea",
            people=self.around.people,
            types=self.around.question_types(),
            rules=self.around.need_rules(),
            actions=self.around.actions(),
        )
        assert not made.findings, made.findings
        return made

    def findings(self, text: str) -> list[Finding]:
        return list(check_workflow(self.definition(text), Seen(self.around, self.forms)))

    def stage(self, text: str = WALK, *events: Mapping[str, Any]) -> Stage:
        stage = Stage(self.made(text))
        play(stage, events)
        return stage


def play(stage: Stage, events: Iterable[Mapping[str, Any]]) -> Stage:
    for event in events:
        stage.happen(event)
        stage.look_at_the_clock()
    return stage


@pytest.fixture(scope="session")
def sea() -> Sea:
    around = _around()
    forms = {id: _definition(around.kinds["form"], text)[0] for id, text in FORMS.items()}
    return Sea(around, forms)


@pytest.fixture
def walk() -> str:
    return WALK


@pytest.fixture
def happen(sea: Sea) -> Callable[..., Stage]:
    """Plays these events on a fresh walk."""

    def played(*events: Mapping[str, Any]) -> Stage:
        return sea.stage(WALK, *events)

    return played


@pytest.fixture
def at_planning() -> tuple[Mapping[str, Any], ...]:
    """What brings a walk to the step where it is planned."""
    return (
        {"answer": "wish", "wish": "The sea"},
        {"move": "look"},
        {"answer": "look", "voice": "resident", "view": "I know the way."},
        {"move": "plan_it"},
    )


@pytest.fixture
def living(at_planning: tuple[Mapping[str, Any], ...]) -> tuple[Mapping[str, Any], ...]:
    """What brings a walk into daily life."""
    return (*at_planning, {"answer": "plan", "what": "Tuesdays"}, {"sign": "resident"}, {"move": "agree"})


@pytest.fixture
def waits_for() -> Callable[[Stage, str], list[str]]:
    """What a way still waits for, in English."""
    return lambda stage, transition: [one.say.said("en") for one in missing(stage.view, transition)]


@pytest.fixture
def persons_called() -> Callable[[Stage, Mapping[str, str]], Stage]:
    """Gives the made-up people of a stage real names."""

    def named(stage: Stage, names: Mapping[str, str]) -> Stage:
        stage.people = {id: replace(person, name=names.get(id, person.name)) for id, person in stage.people.items()}
        stage.view = replace(stage.view, persons=stage.people)
        return stage

    return named
