"""A workflow with its rules checked once: a table of the ways from each step. Every case of this version shares it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from core.contributions import NeedRule, QuestionType, WorkflowAction
from core.definitions import Finding
from core.expressions import BOOL, Checked, ExpressionError, Function, Scope, Symbol, check, parse
from core.expressions.parse import Parsed
from core.people import People
from core.problems import Path
from forms.compiled import Compiled, compile_form, expression_findings
from forms.model import Form, Question
from forms.symbols import form_scope, single_voices
from workflows.model import Action, Ask, Need, Sign, Step, Transition, Workflow

HowAsked = Literal["once", "each_voice", "again"]


@dataclass(frozen=True)
class Rule:
    """A need with its expressions checked. `about` are the questions they speak of, in the order of the file's forms."""

    need: Need
    that: Checked | None = None
    where: Checked | None = None
    having: Checked | None = None
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class Doing:
    """An action of a way, with the condition under which it is done."""

    action: Action
    when: Checked | None = None


@dataclass(frozen=True)
class Way:
    """One way from a step, and what it does; `by_itself` is its checked condition."""

    step: Step
    transition: Transition
    needs: tuple[Rule, ...]
    by_itself: Checked | None = None
    then: tuple[Doing, ...] = ()


@dataclass(frozen=True)
class Signer:
    """A line of a step's sign list, with the condition under which it is asked for."""

    sign: Sign
    when: Checked | None = None


@dataclass
class CompiledWorkflow:
    """A workflow and its forms, ready to run. `pack` is where bare references in it belong.

    `ways` is the table (step, transition) → way; `asked` says how each form is asked; `demands` holds the questions of
    each form that a step can wait for; `after_death` says what its board still shares then; `findings` where a rule is wrong.
    """

    workflow: Workflow
    forms: Mapping[str, Compiled]
    people: People
    rules: Mapping[str, NeedRule]
    actions: Mapping[str, WorkflowAction]
    pack: str
    asked: Mapping[str, HowAsked]
    scope: Scope
    steps: dict[str, Step] = field(default_factory=dict)
    ways: dict[tuple[str, str], Way] = field(default_factory=dict)
    signers: dict[str, tuple[Signer, ...]] = field(default_factory=dict)
    demands: dict[str, tuple[Question, ...]] = field(default_factory=dict)
    after_death: Checked | None = None
    findings: list[Finding] = field(default_factory=list)

    def form(self, local: str) -> Form:
        """The form with this local name."""
        form = self.forms[local].form
        assert isinstance(form, Form)
        return form

    def group(self, dotted: str | None) -> Symbol | None:
        """The repeated group that `form.question` names, or None."""
        local, _, question = (dotted or "").partition(".")
        form = self.scope.forms.get(local)
        found = form.symbols.get(question) if form is not None else None
        return found if found is not None and found.fields else None

    @cached_property
    def everybody(self) -> bool:
        """Does a need of it look at everybody of the home?"""
        named = {rule.need.rule for way in self.ways.values() for rule in way.needs}
        return any(rule.everybody for key, rule in self.rules.items() if key in named)

    def several(self, voice: str) -> bool:
        """May several people at one case speak with this voice?"""
        return voice not in self.scope.single_voices

    def whole_ref(self, reference: str) -> str:
        """A reference as it is known across packs."""
        return reference if "." in reference else f"{self.pack}.{reference}"


def how_asked(workflow: Workflow) -> dict[str, HowAsked]:
    """How each form is asked, by its local name; a form that no step asks counts as asked once."""
    found: dict[str, HowAsked] = {used.name: "once" for used in workflow.forms}
    for step in workflow.steps:
        for ask in step.ask:
            if ask.again:
                found[ask.form] = "again"
            elif ask.of != "once" and found.get(ask.form) != "again":
                found[ask.form] = "each_voice"
    return found


def asks(workflow: Workflow) -> Iterator[tuple[str, str, str]]:
    """Local name, reference and way of asking of each form, for rules of forms that name each other."""
    asked = how_asked(workflow)
    for used in workflow.forms:
        yield used.name, used.form, asked[used.name]


def _demanding(question: Question) -> bool:
    """True for a question that a step can wait for."""
    least = question.repeat.at_least if question.repeat is not None else 0
    return question.required or least > 0 or any(inner.required for inner in question.questions)


def asked_of_seats(ask: Ask) -> bool:
    """True for a form that each voice, or each of some voices, answers for itself."""
    return ask.of != "once"


def asks_voice(ask: Ask, form: Form, voice: str) -> bool:
    """True when this voice is one of those that a step asks for its own answers."""
    wanted = ask.of if isinstance(ask.of, tuple) else form.voices
    return not wanted or voice in wanted


def compile_workflow(
    workflow: Workflow,
    forms: Mapping[str, Form],
    *,
    pack: str,
    people: People,
    types: Mapping[str, QuestionType],
    rules: Mapping[str, NeedRule],
    actions: Mapping[str, WorkflowAction],
    functions: Mapping[str, Function] | None = None,
) -> CompiledWorkflow:
    """Check every rule of a workflow whose forms are all here. Never raises: what is wrong is in `findings`."""
    asked = how_asked(workflow)
    companions = {local: (form, asked.get(local, "once")) for local, form in forms.items()}
    scope = Scope(
        forms={local: form_scope(form, types, asked.get(local, "once")) for local, form in forms.items()},
        voices={id: voice.title for id, voice in people.voices.items()},
        single_voices=single_voices(people, workflow.subject),
        functions=functions or {},
    )
    compiled_forms = {
        local: compile_form(form, types, people, {name: one for name, one in companions.items() if name != local})
        for local, form in forms.items()
    }
    made = CompiledWorkflow(workflow, compiled_forms, people, rules, actions, pack, asked, scope)
    made.scope = _with_conditions(made)
    made.demands = {local: tuple(filter(_demanding, form.questions())) for local, form in forms.items()}
    for number, step in enumerate(workflow.steps):
        path: Path = ("steps", number)
        made.steps.setdefault(step.id, step)
        made.signers.setdefault(step.id, _signers(made, step, path))
        for position, transition in enumerate(step.transitions):
            needs = tuple(
                _rule(made, need, (*path, "transitions", position, "needs", n))
                for n, need in enumerate(transition.needs)
            )
            itself = _checked(made, transition.by_itself, (*path, "transitions", position, "by_itself"), made.scope)
            then = tuple(
                Doing(
                    action, _checked(made, action.when, (*path, "transitions", position, "then", n, "when"), made.scope)
                )
                for n, action in enumerate(transition.then)
            )
            made.ways.setdefault((step.id, transition.id), Way(step, transition, needs, itself, then))
    if workflow.board is not None and workflow.board.shared is not None:
        path = ("board", "shared", "after_death")
        made.after_death = _checked(made, workflow.board.shared.after_death, path, made.scope)
    return made


def _with_conditions(made: CompiledWorkflow) -> Scope:
    parsed: dict[str, Parsed] = {}
    for name, source in made.workflow.conditions.items():
        try:
            parsed[name] = parse(source)
        except ExpressionError as error:
            made.findings += expression_findings(error, ("conditions", name))
    scope = replace(made.scope, conditions=parsed)
    for name in parsed:
        _checked(made, made.workflow.conditions[name], ("conditions", name), scope)
    return scope


def _signers(made: CompiledWorkflow, step: Step, path: Path) -> tuple[Signer, ...]:
    if step.sign is None:
        return ()
    return tuple(
        Signer(sign, _checked(made, sign.when, (*path, "sign", "who", number, "when"), made.scope))
        for number, sign in enumerate(step.sign.who)
    )


def _rule(made: CompiledWorkflow, need: Need, path: Path) -> Rule:
    that = _checked(made, need.that, (*path, "that"), made.scope)
    group = made.group(need.each)
    where = _checked(made, need.where, (*path, "where"), Scope(own=group.fields)) if group is not None else None
    other = made.group(need.in_)
    both = {**group.fields, **other.fields} if group is not None and other is not None else None
    having = _checked(made, need.having, (*path, "having"), Scope(own=both)) if both is not None else None
    return Rule(need, that, where, having, _about(that) if that is not None else ())


def _checked(made: CompiledWorkflow, source: str | None, path: Path, scope: Scope) -> Checked | None:
    if source is None:
        return None
    try:
        return check(source, scope, BOOL)
    except ExpressionError as error:
        made.findings += expression_findings(error, path)
        return None


def _about(checked: Checked) -> tuple[str, ...]:
    """The question ids of a condition, and the forms it counts."""
    questions = {part for _, dotted in checked.names for part in dotted.split(".")}
    counted = checked.forms - {form for form, _ in checked.names if form is not None}
    return tuple(sorted(questions | counted))
