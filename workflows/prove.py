"""What can be proved of a workflow without running it: it can be entered everywhere, left everywhere, and by somebody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from core.definitions import Finding
from core.people import People
from core.text import sentence
from workflows.compiled import CompiledWorkflow
from workflows.model import Workflow
from workflows.possible import can_hold


def prove(made: CompiledWorkflow) -> Iterator[Finding]:
    """A finding for each step that is never reached or never left for good, and each way nobody can ever take."""
    yield from unreached(made.workflow)
    yield from without_an_end(made.workflow)
    yield from nobody_may(made.workflow, made.people)
    yield from never_hold(made)


def unreached(workflow: Workflow) -> Iterator[Finding]:
    """The steps that no way leads to."""
    found = _spread({workflow.steps[0].id}, _onward(workflow))
    for number, step in enumerate(workflow.steps):
        if step.id not in found:
            hint = sentence("let a transition lead 'to' it, or take the step out")
            yield Finding(("steps", number), "E421", sentence("no way leads to the step '{id}'", id=step.id), hint)


def without_an_end(workflow: Workflow) -> Iterator[Finding]:
    """The steps from which no final step can be reached: a case would never come to rest."""
    finals = {step.id for step in workflow.steps if step.final}
    hint = sentence("add a step like {id: closed, title: …, final: true}, and a way to it")
    if finals:
        hint = sentence("give it a way that leads on to {list} in the end", list=" or ".join(sorted(finals)))
    backward: dict[str, set[str]] = {step.id: set() for step in workflow.steps}
    for start, ends in _onward(workflow).items():
        for end in ends:
            backward[end].add(start)
    found = _spread(finals, backward)
    for number, step in enumerate(workflow.steps):
        if step.id not in found:
            yield Finding(
                ("steps", number, "id"),
                "E422",
                sentence("from the step '{id}' no final step is ever reached", id=step.id),
                hint,
            )


def nobody_may(workflow: Workflow, people: People) -> Iterator[Finding]:
    """The ways that no role and no voice of anybody can take, and a workflow that nobody can start."""
    for number, step in enumerate(workflow.steps):
        for position, transition in enumerate(step.transitions):
            if nobody_is(transition.by, people):
                path = ("steps", number, "transitions", position, "by")
                yield Finding(
                    path,
                    "E423",
                    sentence("nobody may take the way '{id}'", id=transition.id),
                    sentence("name a role or a voice that somebody has"),
                )
    if nobody_is(workflow.started_by, people):
        yield Finding(
            ("started_by",),
            "E423",
            sentence("nobody may start this"),
            sentence("name a role or a voice that somebody has"),
        )


def nobody_is(by: Iterable[str], people: People) -> bool:
    """True when each name is known and none is anybody's; a name that is not known is a mistake of its own."""
    return all(people.who_problem(who) is None and not somebody_is(who, people) for who in by)


def somebody_is(who: str, people: People) -> bool:
    """True when some role is, or speaks as, or may lead as `who`."""
    kind, _, voice = who.partition(":")
    if kind == "voice":
        return any(role.voice == voice for role in people.roles.values())
    return any(role.may_host for role in people.roles.values()) if who == "host" else who in people.roles


def never_hold(made: CompiledWorkflow) -> Iterator[Finding]:
    """The needs that no answers whatever can meet, and the actions that are never done."""
    for number, step in enumerate(made.workflow.steps):
        for position, transition in enumerate(step.transitions):
            way = made.ways[step.id, transition.id]
            for place, doing in enumerate(way.then):
                if doing.when is not None and not can_hold(doing.when):
                    yield Finding(
                        ("steps", number, "transitions", position, "then", place, "when"),
                        "E424",
                        sentence("this is never done, whatever is answered"),
                        sentence("it waits until {word}", word=doing.when.say("en")),
                    )
            for place, rule in enumerate(way.needs):
                if rule.that is not None and not can_hold(rule.that):
                    path = ("steps", number, "transitions", position, "needs", place, "that")
                    yield Finding(
                        path,
                        "E424",
                        sentence("this need can never hold, whatever is answered"),
                        sentence("it asks that {word}", word=rule.that.say("en")),
                    )


def _onward(workflow: Workflow) -> dict[str, set[str]]:
    known = {step.id for step in workflow.steps}
    found: dict[str, set[str]] = {step.id: set() for step in workflow.steps}
    for step in workflow.steps:
        found[step.id] |= {transition.to for transition in step.transitions} & known
    return found


def _spread(start: Iterable[str], along: Mapping[str, set[str]]) -> set[str]:
    found = set(start)
    waiting = list(found)
    while waiting:
        fresh = along[waiting.pop()] - found
        found |= fresh
        waiting += fresh
    return found
