"""The workflow engine as a plugin: it enters by the same hooks as a practice module."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from core.contributions import Blueprint, Command, NeedRule, PagePart, StoryStep, WorkflowAction
from core.definitions import DefinitionKind
from core.hookspecs import hookimpl
from core.house import House
from core.records import Event
from core.stores.kinds import RecordKind
from workflows import actions, digest, invited, needs, runner, story
from workflows.check import check_workflow
from workflows.compiled import asks
from workflows.digest import Digest
from workflows.model import Workflow, normalise, written
from workflows.records import Case
from workflows.shifts import Shifts


@hookimpl
def definition_kinds() -> Iterable[DefinitionKind]:
    """Workflows."""
    return (DefinitionKind("workflow", Workflow, check_workflow, normalise, written, asks=asks),)


@hookimpl
def need_rules() -> Iterable[NeedRule]:
    """The rules the engine brings."""
    return needs.need_rules()


@hookimpl
def workflow_actions() -> Iterable[WorkflowAction]:
    """The actions the engine brings."""
    return (*actions.workflow_actions(), invited.seat_action())


@hookimpl
def record_kinds() -> Iterable[RecordKind]:
    """Cases, the shifts of a home, and what waits at the beginning of each."""
    return (Case.record_kind(), Shifts.record_kind(), Digest.record_kind())


@hookimpl
def story_steps() -> Iterable[StoryStep]:
    """What can happen to a case in a story."""
    return story.story_steps()


@hookimpl
def answered(house: House, home: str, event: Event) -> None:
    """Somebody's answers were sent: the case they belong to hears them."""
    runner.hear_answer(house, home, event)


@hookimpl
def came_round(house: House, home: str) -> None:
    """Time has passed: reviews and timers of the open cases come up; at the beginning of a shift what waits is listed."""
    runner.tick_home(house, home)
    digest.make(house, home)


@hookimpl
def blueprints() -> Iterable[Blueprint]:
    """Conversations."""
    return (Blueprint("workflows", _pages),)


def _pages(house: House) -> Any:
    from workflows.views import make  # Flask's part is imported when there is an app to put it in.

    return make(house)


@hookimpl
def commands() -> Iterable[Command]:
    """`cartref cases`."""
    return (Command("cases", _cases),)


def _cases() -> Any:
    from workflows.cli import cases  # The command line's part is imported when somebody asks for it.

    return cases


@hookimpl
def page_parts(slot: str, page: Any) -> Iterable[PagePart]:
    """What waits for me today, and a person's conversations."""
    from workflows.parts import parts

    return parts(slot, page)
