"""The small stories inside a workflow file, run through the engine. A mistake in a story is a `Fault`, never an exception."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.contributions import Missing
from core.text import LANGUAGES, Text
from workflows import timers
from workflows.compiled import CompiledWorkflow
from workflows.model import WorkflowScenario
from workflows.stage import Fault, Stage
from workflows.view import Refused


@dataclass
class Played:
    """How a story went: where it ended, what was refused and why, what is due, what was opened; a fault where it stopped."""

    step: str
    refused: set[str] = field(default_factory=set)
    refusals: list[tuple[int, Text]] = field(default_factory=list)
    due: tuple[str, ...] = ()
    opened: list[str] = field(default_factory=list)
    fault: Fault | None = None


def play(made: CompiledWorkflow, scenario: WorkflowScenario) -> Played:
    """Run one story from its beginning."""
    stage = Stage(made)
    played = Played(stage.view.case.step)
    for number, event in enumerate(scenario.given):
        try:
            stage.happen(event)
        except Refused as refused:
            played.refusals.append((number, _said(refused)))
            played.refused |= _names(refused)
        except Fault as fault:
            fault.path = ("given", number, *fault.path)
            played.fault = fault
            break
        stage.look_at_the_clock()
    played.step = stage.view.case.step
    played.due = tuple(dict.fromkeys(due.id for due in timers.waiting(stage.view.case)))
    played.opened = stage.opened
    return played


def _names(refused: Refused) -> set[str]:
    """What `refused:` may call it: the rule, the questions, `sign` and whose; `by` when it was not theirs to do."""
    return {name for one in refused.missing for name in _names_of(one)} or {"by"}


def _names_of(missing: Missing) -> tuple[str, ...]:
    return (missing.rule, *missing.about) if missing.rule else missing.about


def _said(refused: Refused) -> Text:
    return Text(
        {
            language: " ".join(one.say.said(language) for one in refused.missing) or refused.why.said(language)
            for language in LANGUAGES
        }
    )
