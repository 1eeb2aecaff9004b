"""What a workflow is: steps and transitions that read as sentences (`definitions.md`, *A workflow*)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from core.definitions import DefId, Name, Reference, Strict, TextField
from core.problems import Path
from core.text import Sentence, sentence
from forms.model import Span
from workflows.board_model import Board


class UsedForm(Strict):
    """A form this workflow asks, under the local name its rules use."""

    said_as: ClassVar[Sentence] = sentence("a form of a workflow")
    form: Reference
    as_: Annotated[Name | None, Field(alias="as")] = None

    @property
    def name(self) -> str:
        """The local name."""
        return self.as_ or self.form.rpartition(".")[2]


class Ask(Strict):
    """A form asked in a step: once for everybody, of each voice, or of some voices; perhaps again and again."""

    said_as: ClassVar[Sentence] = sentence("an item of 'ask'")
    form: Name
    of: Literal["once", "each_voice"] | tuple[str, ...] = "once"
    again: bool = False


class Override(Strict):
    """Who may pass a need by, with a reason, and after how long that is looked at again."""

    said_as: ClassVar[Sentence] = sentence("an override")
    by: tuple[str, ...] = Field(min_length=1)
    review: Span


class Need(Strict):
    """What must hold before a case moves; it explains itself and suggests the next kind step."""

    said_as: ClassVar[Sentence] = sentence("a need")
    that: str | None = None
    rule: str | None = None
    say: TextField | None = None
    next: TextField | None = None
    override: Override | None = None
    each: str | None = None
    where: str | None = None
    in_: Annotated[str | None, Field(alias="in")] = None
    having: str | None = None
    form: Name | None = None
    question: Name | None = None
    at_least: Annotated[int, Field(ge=1)] | None = None
    voices: tuple[str, ...] | None = None


class Sign(Strict):
    """Somebody who signs before the step is left; a reserved seat can be filled by nobody else."""

    said_as: ClassVar[Sentence] = sentence("a signature")
    by: str
    reserved: bool = False
    when: str | None = None


class Signatures(Strict):
    """Who signs a step, and how many of them are needed."""

    said_as: ClassVar[Sentence] = sentence("the signatures")
    rule: Literal["all", "any", "at_least"] = "all"
    at_least: Annotated[int, Field(ge=1)] | None = None
    who: tuple[Sign, ...] = Field(min_length=1)


class Action(Strict):
    """One thing done when a transition is taken: the name of an action and its arguments, checked by that action.

    With `when` it is done only where that holds as the transition is taken.
    """

    said_as: ClassVar[Sentence] = sentence("an action")
    unwritten: ClassVar[frozenset[str]] = frozenset({"name", "with"})
    name: str
    with_: Annotated[Any, Field(alias="with")] = None
    when: str | None = None


class Transition(Strict):
    """A way from one step to another. `freely`: it waits for no required answers and no signatures.

    `by_itself`: once this holds after answers were sent, nobody needs to press.
    """

    said_as: ClassVar[Sentence] = sentence("a transition")
    id: DefId
    to: DefId
    label: TextField
    by: tuple[str, ...] = Field(min_length=1)
    needs: tuple[Need, ...] = ()
    then: tuple[Action, ...] = ()
    freely: bool = False
    by_itself: str | None = None


class Timer(Strict):
    """Something that falls due some time after an event: the step was entered, a review came up, the case was begun.

    `stays`: nobody looks it away; it is there until the step is left.
    """

    said_as: ClassVar[Sentence] = sentence("a timer")
    id: DefId
    on: Literal["review", "entered", "started"]
    after: Span
    tell: str
    stays: bool = False


class Step(Strict):
    """One place a case can be in. `shows`: what its page lays out in words while the case stands here. `snapshot`: how things
    stand whenever it is entered is kept for pictures to compare."""

    said_as: ClassVar[Sentence] = sentence("a step")
    id: DefId
    title: TextField
    about: TextField | None = None
    ask: tuple[Ask, ...] = ()
    shows: tuple[str, ...] = ()
    disputable: tuple[str, ...] = ()
    sign: Signatures | None = None
    transitions: tuple[Transition, ...] = ()
    timers: tuple[Timer, ...] = ()
    snapshot: bool = False
    final: bool = False

    def transition(self, id: str) -> Transition | None:
        """The transition with this id."""
        return next((transition for transition in self.transitions if transition.id == id), None)


class WorkflowExpect(Strict):
    """What a workflow's scenario expects."""

    said_as: ClassVar[Sentence] = sentence("an expectation")
    step: DefId | None = None
    refused: tuple[str, ...] = ()
    due: tuple[str, ...] = ()
    open: tuple[str, ...] = ()


class WorkflowScenario(Strict):
    """A small story that `check` runs through the engine."""

    said_as: ClassVar[Sentence] = sentence("a scenario")
    name: str
    given: tuple[Mapping[str, Any], ...] = ()
    expect: WorkflowExpect


class Workflow(Strict):
    """A workflow: where a case can be, who may move it, and what must be true first."""

    said_as: ClassVar[Sentence] = sentence("a workflow")
    id: Name
    title: TextField
    about: TextField | None = None
    subject: Literal["resident", "person", "pair", "home", "nothing"] = "resident"
    started_by: tuple[str, ...] = Field(min_length=1)
    audience: str | None = None
    forms: tuple[UsedForm, ...] = ()
    conditions: Mapping[Name, str] = Field(default_factory=dict)
    steps: tuple[Step, ...] = Field(min_length=1)
    pauses: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    board: Board | None = None
    scenarios: tuple[WorkflowScenario, ...] = ()
    renamed_from: Name | None = None

    def step(self, id: str) -> Step | None:
        """The step with this id."""
        return next((step for step in self.steps if step.id == id), None)

    def used(self, name: str) -> UsedForm | None:
        """The form with this local name."""
        return next((form for form in self.forms if form.name == name), None)


def normalise(data: dict[str, Any]) -> dict[str, Any]:
    """The full shape of a workflow file: shorthand written out, so that the models have one branch each."""
    out = dict(data)
    if isinstance(out.get("forms"), list):
        out["forms"] = [{"form": item} if isinstance(item, str) else item for item in out["forms"]]
    if isinstance(out.get("steps"), list):
        out["steps"] = [_step(step) if isinstance(step, dict) else step for step in out["steps"]]
    return out


def _step(data: dict[str, Any]) -> dict[str, Any]:
    out = dict(data)
    asked = out.get("ask")
    if isinstance(asked, str | dict):
        asked = [asked]
    if isinstance(asked, list):
        out["ask"] = [{"form": item} if isinstance(item, str) else item for item in asked]
    if isinstance(out.get("sign"), list):
        signs = out["sign"]
        rule: Any = next((one for one in signs if _is_rule(one)), {})
        who = [{"by": one} if isinstance(one, str) else one for one in signs if not _is_rule(one)]
        out["sign"] = {**rule, "who": who}
    if isinstance(out.get("transitions"), list):
        out["transitions"] = [_transition(item) if isinstance(item, dict) else item for item in out["transitions"]]
    return out


def _transition(data: dict[str, Any]) -> dict[str, Any]:
    out = dict(data)
    if isinstance(out.get("by"), str):
        out["by"] = [out["by"]]
    if isinstance(out.get("then"), list):
        out["then"] = [_action(item) for item in out["then"]]
    return out


def _action(item: Any) -> Any:
    if isinstance(item, str):
        return {"name": item}
    if not isinstance(item, dict) or not item or {"name", "with"} & item.keys():
        return item
    name = next((key for key in item if key != "when"), "when")
    beside = {key: value for key, value in item.items() if key != name}
    return {**beside, "name": name, "with": item.get(name)}


def written(data: Mapping[str, Any], path: Path) -> Path:
    """Where a path in the full shape stands in the file: a plain list of signatures has no `who` of its own."""
    if len(path) < 5 or path[0] != "steps" or path[2:4] != ("sign", "who"):
        return path
    listed = data["steps"][path[1]].get("sign")
    if not isinstance(listed, list | tuple):
        return path
    people = [place for place, item in enumerate(listed) if not _is_rule(item)]
    return (*path[:3], people[int(path[4])], *path[5:])


def _is_rule(item: Any) -> bool:
    return isinstance(item, Mapping) and "rule" in item
