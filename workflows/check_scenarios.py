"""The small stories of a workflow, played: each that comes out otherwise than it says is a finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from core.definitions import Finding
from core.problems import Path
from core.text import LANGUAGES, Sentence, Text, sentence
from workflows.compiled import CompiledWorkflow
from workflows.scenarios import Played, play


def scenarios(made: CompiledWorkflow) -> Iterator[Finding]:
    """A finding for every scenario that does not come out as it says, with what happened instead."""
    for number, scenario in enumerate(made.workflow.scenarios):
        played = play(made, scenario)
        path: Path = ("scenarios", number)
        if played.fault is not None:
            yield Finding((*path, *played.fault.path), "E490", played.fault.message, played.fault.hint)
        else:
            yield from _outcome(made, number, played)


def _all(refusals: Iterable[Text]) -> Sentence:
    """What was refused, in each language as the workflow itself says it."""
    said = list(refusals)
    return sentence("{words}", words=Text({one: "; ".join(text.said(one) for text in said) for one in LANGUAGES}))


def _outcome(made: CompiledWorkflow, number: int, played: Played) -> Iterator[Finding]:
    scenario = made.workflow.scenarios[number]
    expect, path = scenario.expect, ("scenarios", number, "expect")
    refusals = _all(words for _, words in played.refusals) if played.refusals else sentence("nothing was refused")
    if expect.step is not None and expect.step != played.step:
        yield Finding(
            (*path, "step"),
            "E491",
            sentence("the story ends at '{step}', not at '{step_b}'", step=played.step, step_b=expect.step),
            refusals,
        )
    for position, name in enumerate(expect.refused):
        if name not in played.refused:
            heard = (
                sentence("refused for {list}: {refusals}", list=", ".join(sorted(played.refused)), refusals=refusals)
                if played.refused
                else refusals
            )
            yield Finding(
                (*path, "refused", position), "E492", sentence("nothing was refused for '{name}'", name=name), heard
            )
    if not expect.refused and played.refusals and expect.step in (None, played.step):
        place, words = played.refusals[0]
        message = sentence("this was refused, and the story does not expect it")
        yield Finding(("scenarios", number, "given", place), "E492", message, _all([words]))
    for position, due in enumerate(expect.due):
        if due not in played.due:
            hint = sentence("due is {list}", list=", ".join(played.due)) if played.due else sentence("nothing is due")
            yield Finding((*path, "due", position), "E493", sentence("'{due}' is not due at the end", due=due), hint)
    for position, ref in enumerate(expect.open):
        if made.whole_ref(ref) not in played.opened:
            hint = (
                sentence("opened was {list}", list=", ".join(played.opened))
                if played.opened
                else sentence("nothing was opened")
            )
            yield Finding((*path, "open", position), "E494", sentence("'{ref}' was not opened", ref=ref), hint)
