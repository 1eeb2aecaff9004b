"""What is checked of a workflow beyond its shape: names, rules, actions, timers, proofs, and its own small stories."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from core.contributions import NeedRule
from core.definitions import Finding
from core.problems import Path, did_you_mean
from core.text import Sentence, sentence
from forms.model import Form
from workflows.actions import Standing
from workflows.check_board import check_board
from workflows.check_scenarios import scenarios
from workflows.compiled import compile_workflow, how_asked
from workflows.model import Ask, Need, Step, Transition, Workflow
from workflows.prove import prove

CODES: Mapping[str, str] = {
    "E401": "A transition leads to a step that is not there.",
    "E402": "A form is named that the workflow's `forms:` does not name.",
    "E403": "A form has no such question, or the question is of another kind than is needed here.",
    "E404": "A need says neither what must hold nor a rule, or both, or no sentence.",
    "E405": "A rule is not known, lacks a parameter, or has one it does not take.",
    "E406": "An action of a transition is not known, or its argument means nothing.",
    "E407": "The signatures of a step can never be complete, or it is not clear when they are.",
    "E408": "A timer is named that the step does not have.",
    "E409": "A form is asked in two ways that do not go together, or of a voice that it is not for.",
    "E410": "A final step leads on.",
    "E411": "There is no such picture of a case.",
    "E412": "A board names a step, a form, a question or an option that is not there.",
    "E421": "No way leads to a step.",
    "E422": "From a step no final step is ever reached.",
    "E423": "Nobody may take a way, or begin the workflow.",
    "E424": "A need, or the `when` of an action, can never hold.",
    "E490": "An event of a scenario means nothing.",
    "E491": "A scenario ends at another step.",
    "E492": "A scenario expects another refusal, or none.",
    "E493": "A scenario expects something to be due that is not.",
    "E494": "A scenario expects a case to be opened that is not.",
}
"""code → one sentence."""

PARAMS = ("each", "where", "in", "having", "form", "question", "at_least", "voices")
"""The keys of a need that are parameters of its rule."""


def check_workflow(workflow: Workflow, seen: Any) -> Iterator[Finding]:
    """Everything that is wrong with a workflow."""
    forms = {used.name: seen.find("form", used.form, seen.pack) for used in workflow.forms}
    yield from _forms(workflow, forms, seen)
    yield from _people(workflow.started_by, ("started_by",), seen)
    if workflow.audience is not None and workflow.audience not in seen.matrix.rows:
        hint = did_you_mean(workflow.audience, seen.matrix.rows) or sentence(
            "rows are {list}", list=", ".join(seen.matrix.rows)
        )
        yield Finding(
            ("audience",),
            "E201",
            sentence("the permission matrix has no row '{audience}'", audience=workflow.audience),
            hint,
        )
    here: dict[str, Form] = {name: found.definition for name, found in forms.items() if found is not None}
    names = [
        finding for number, step in enumerate(workflow.steps) for finding in _step(workflow, step, number, here, seen)
    ]
    names += _twice([step.id for step in workflow.steps], ("steps",), sentence("step"))
    yield from names
    yield from _asked_two_ways(workflow)
    yield from _pictures(workflow, seen)
    if workflow.board is not None:
        yield from check_board(workflow, workflow.board, here, seen)
    if None in forms.values() or any(finding.code in _CANNOT_RUN for finding in names):
        return  # A rule cannot be read against a form that is not there, and a story cannot run on broken steps.
    made = compile_workflow(
        workflow,
        here,
        pack=seen.pack,
        people=seen.people,
        types=seen.question_types(),
        rules=seen.need_rules(),
        actions=seen.actions(),
    )
    yield from made.findings
    yield from _conditions(workflow)
    yield from prove(made)
    if not made.findings and not names:
        yield from scenarios(made)


_CANNOT_RUN = ("E109", "E401", "E402")


# -- forms and people -------------------------------------------------------------------------------------------------


def _forms(workflow: Workflow, forms: Mapping[str, Any], seen: Any) -> Iterator[Finding]:
    named: set[str] = set()
    for number, used in enumerate(workflow.forms):
        key = "as" if used.as_ else "form"
        if used.name in named:
            hint = sentence("give one of them another name: {form: …, as: …}")
            yield Finding(
                ("forms", number, key), "E109", sentence("the form '{name}' stands twice", name=used.name), hint
            )
        named.add(used.name)
        if forms[used.name] is None:
            yield seen.unknown("form", used.form, seen.pack, ("forms", number, "form"))


def _people(by: Iterable[str], path: Path, seen: Any) -> Iterator[Finding]:
    for number, who in enumerate(by):
        yield from _somebody(who, (*path, number), seen)


def _somebody(who: str, path: Path, seen: Any) -> Iterator[Finding]:
    hint = seen.people.who_problem(who)
    if hint is not None:
        yield Finding(path, "E201", sentence("there is nobody called '{who}' here", who=who), hint)


def _pictures(workflow: Workflow, seen: Any) -> Iterator[Finding]:
    known = [key for key, picture in seen.pictures().items() if picture.of == "case"]
    for number, key in enumerate(workflow.pictures):
        if key not in known:
            hint = did_you_mean(key, known) or sentence(
                "pictures of a case are {word}", word=", ".join(known) or sentence("none")
            )
            yield Finding(
                ("pictures", number), "E411", sentence("there is no picture '{key}' of a case", key=key), hint
            )
        if key in workflow.pictures[:number]:
            yield Finding(
                ("pictures", number),
                "E109",
                sentence("the picture '{key}' stands twice", key=key),
                sentence("name it once"),
            )


def _conditions(workflow: Workflow) -> Iterator[Finding]:
    for name in workflow.conditions:
        if workflow.used(name) is not None:
            message = sentence("'{name}' is a form and a condition", name=name)
            yield Finding(("conditions", name), "E109", message, sentence("give the condition another name"), at="key")


# -- steps ------------------------------------------------------------------------------------------------------------


def _step(workflow: Workflow, step: Step, number: int, forms: Mapping[str, Form], seen: Any) -> Iterator[Finding]:
    path: Path = ("steps", number)
    for position, ask in enumerate(step.ask):
        yield from _ask(workflow, ask, (*path, "ask", position), forms, seen)
    for position, item in enumerate(step.shows):
        yield from _shows(workflow, item, (*path, "shows", position), forms)
    for position, item in enumerate(step.disputable):
        yield from _dotted(workflow, item, (*path, "disputable", position), forms)
    if step.sign is not None:
        yield from _sign(step, path, seen)
    for position, timer in enumerate(step.timers):
        yield from _somebody(timer.tell, (*path, "timers", position, "tell"), seen)
    yield from _twice([timer.id for timer in step.timers], (*path, "timers"), sentence("timer"))
    yield from _twice(
        [transition.id for transition in step.transitions], (*path, "transitions"), sentence("transition")
    )
    if step.final and step.transitions:
        message = sentence("'{id}' is final, so nothing leads on from it", id=step.id)
        yield Finding(
            (*path, "transitions"), "E410", message, sentence("take 'final: true' out, or the transitions"), at="key"
        )
    for position, transition in enumerate(step.transitions):
        yield from _transition(workflow, transition, (*path, "transitions", position), forms, seen)


def _ask(workflow: Workflow, ask: Ask, path: Path, forms: Mapping[str, Form], seen: Any) -> Iterator[Finding]:
    if workflow.used(ask.form) is None:
        yield _no_form(workflow, ask.form, (*path, "form"))
    if not isinstance(ask.of, tuple):
        return
    for number, voice in enumerate(ask.of):
        voices = forms[ask.form].voices if ask.form in forms else ()
        if voice not in seen.people.voices:
            hint = did_you_mean(voice, seen.people.voices) or sentence(
                "voices are {list}", list=", ".join(seen.people.voices)
            )
            yield Finding((*path, "of", number), "E201", sentence("there is no voice '{voice}'", voice=voice), hint)
        elif voices and voice not in voices:
            message = sentence("the form '{form}' has no voice '{voice}'", form=ask.form, voice=voice)
            yield Finding((*path, "of", number), "E409", message, sentence("it is for {list}", list=", ".join(voices)))


def _shows(workflow: Workflow, item: str, path: Path, forms: Mapping[str, Form]) -> Iterator[Finding]:
    if "." in item:
        yield from _dotted(workflow, item, path, forms)
    elif workflow.used(item) is None:
        yield _no_form(workflow, item, path)


def _sign(step: Step, path: Path, seen: Any) -> Iterator[Finding]:
    assert step.sign is not None
    for number, sign in enumerate(step.sign.who):
        yield from _somebody(sign.by, (*path, "sign", "who", number, "by"), seen)
    names = [sign.by for sign in step.sign.who]
    if len(set(names)) < len(names):
        yield Finding((*path, "sign"), "E407", sentence("somebody is asked to sign twice"), sentence("name each once"))
    at_least = step.sign.at_least
    if (step.sign.rule == "at_least") != (at_least is not None) or (at_least or 0) > len(names):
        hint = sentence("write {rule: at_least, at_least: 2} with a number no larger than the list")
        yield Finding((*path, "sign"), "E407", sentence("how many signatures are enough is not clear"), hint)


def _transition(
    workflow: Workflow, transition: Transition, path: Path, forms: Mapping[str, Form], seen: Any
) -> Iterator[Finding]:
    steps = [step.id for step in workflow.steps]
    if transition.to not in steps:
        hint = did_you_mean(transition.to, steps) or sentence("steps are {list}", list=", ".join(steps))
        yield Finding((*path, "to"), "E401", sentence("there is no step '{to}'", to=transition.to), hint)
    yield from _people(transition.by, (*path, "by"), seen)
    for number, need in enumerate(transition.needs):
        yield from _need(workflow, need, (*path, "needs", number), forms, seen)
    actions = seen.actions()
    standing = Standing(workflow, transition, seen, how_asked(workflow))
    for number, action in enumerate(transition.then):
        at: Path = (*path, "then", number, action.name)
        if action.name not in actions:
            hint = did_you_mean(action.name, actions) or sentence("actions are {list}", list=", ".join(actions))
            yield Finding(at, "E406", sentence("there is no action '{name}'", name=action.name), hint, at="key")
            continue
        for below, code, message, hint in actions[action.name].check(action.with_, standing):
            yield Finding((*at, *below), code, message, hint)


# -- needs ------------------------------------------------------------------------------------------------------------


def _need(workflow: Workflow, need: Need, path: Path, forms: Mapping[str, Form], seen: Any) -> Iterator[Finding]:
    if (need.that is None) == (need.rule is None):
        hint = sentence("write 'that:' with a condition and 'say:' with a sentence, or 'rule:' with the name of a rule")
        yield Finding(path, "E404", sentence("a need has either a condition or a rule"), hint)
        return
    if need.that is not None and need.say is None:
        yield Finding(
            path,
            "E404",
            sentence("a need explains itself: 'say' is missing"),
            sentence("write what is missing, in plain words"),
        )
    if need.override is not None:
        yield from _people(need.override.by, (*path, "override", "by"), seen)
    rule = None
    if need.rule is not None:
        rules: Mapping[str, NeedRule] = seen.need_rules()
        rule = rules.get(need.rule)
        if rule is None:
            hint = did_you_mean(need.rule, rules) or sentence("rules are {list}", list=", ".join(rules))
            yield Finding((*path, "rule"), "E405", sentence("there is no rule '{rule}'", rule=need.rule), hint)
            return
    yield from _params(need, rule, path)
    for number, voice in enumerate(need.voices or ()):
        if voice not in seen.people.voices:
            known = sentence("voices are {list}", list=", ".join(seen.people.voices))
            hint = did_you_mean(voice, seen.people.voices) or known
            yield Finding((*path, "voices", number), "E201", sentence("there is no voice '{voice}'", voice=voice), hint)
    yield from _names(workflow, need, path, forms)


def _params(need: Need, rule: NeedRule | None, path: Path) -> Iterator[Finding]:
    takes, needs = (rule.params, rule.needs) if rule is not None else (frozenset(), frozenset())
    given = {key for key in PARAMS if getattr(need, f"{key}_" if key == "in" else key) is not None}
    said = f"the rule '{need.rule}'" if rule is not None else "a condition"
    for key in sorted(needs - given):
        yield Finding(
            path,
            "E405",
            sentence("{said} needs '{key}'", said=said, key=key),
            sentence("it takes {list}", list=", ".join(sorted(takes))),
        )
    for key in sorted(given - takes):
        hint = sentence("it takes {list}", list=", ".join(sorted(takes))) if takes else sentence("take it out")
        yield Finding((*path, key), "E405", sentence("{said} takes no '{key}'", said=said, key=key), hint, at="key")


def _names(workflow: Workflow, need: Need, path: Path, forms: Mapping[str, Form]) -> Iterator[Finding]:
    for key, dotted in (("each", need.each), ("in", need.in_)):
        if dotted is not None:
            yield from _dotted(workflow, dotted, (*path, key), forms, group=True)
    if need.form is None:
        return
    if workflow.used(need.form) is None:
        yield _no_form(workflow, need.form, (*path, "form"))
    elif need.question is not None and need.form in forms:
        yield from _question(forms[need.form], need.form, need.question, (*path, "question"))


def _dotted(
    workflow: Workflow, dotted: str, path: Path, forms: Mapping[str, Form], group: bool = False
) -> Iterator[Finding]:
    local, dot, question = dotted.partition(".")
    if not dot:
        yield Finding(
            path,
            "E403",
            sentence("'{dotted}' names no question of a form", dotted=dotted),
            sentence("write form.question"),
        )
    elif workflow.used(local) is None:
        yield _no_form(workflow, local, path)
    elif local in forms:
        yield from _question(forms[local], local, question, path, group)


def _question(form: Form, local: str, id: str, path: Path, group: bool = False) -> Iterator[Finding]:
    found = form.question(id)
    known = [one.id for one in form.questions() if not group or one.type == "group"]
    if found is None or (group and found.type != "group"):
        what = sentence("repeated group") if group else sentence("question")
        hint = did_you_mean(id, known) or (
            sentence("it has {list}", list=", ".join(known)) if known else sentence("it has none")
        )
        yield Finding(
            path, "E403", sentence("the form '{local}' has no {what} '{id}'", local=local, what=what, id=id), hint
        )


def _no_form(workflow: Workflow, local: str, path: Path) -> Finding:
    known = [used.name for used in workflow.forms]
    hint = did_you_mean(local, known) or (
        sentence("its forms are {list}", list=", ".join(known)) if known else sentence("name it under 'forms:'")
    )
    return Finding(path, "E402", sentence("this workflow has no form '{local}'", local=local), hint)


def _asked_two_ways(workflow: Workflow) -> Iterator[Finding]:
    first: dict[str, tuple[bool, bool]] = {}
    for number, step in enumerate(workflow.steps):
        for position, ask in enumerate(step.ask):
            way = (ask.again, ask.of != "once" and not ask.again)
            if first.setdefault(ask.form, way) != way:
                message = sentence("'{form}' is asked once in one step and otherwise in another", form=ask.form)
                hint = sentence("ask it the same way everywhere, or give it two names: {form: …, as: …}")
                yield Finding(("steps", number, "ask", position), "E409", message, hint)


def _twice(ids: list[str], path: Path, what: Sentence) -> Iterator[Finding]:
    for number, id in enumerate(ids):
        if id in ids[:number]:
            yield Finding(
                (*path, number, "id"),
                "E109",
                sentence("the {what} '{id}' stands twice", what=what, id=id),
                sentence("give it another id"),
            )
