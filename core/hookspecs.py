"""Every hook a plugin may implement: its signature and one line of what it is for. Order never matters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pluggy

if TYPE_CHECKING:
    from core.contributions import (
        Blueprint,
        Command,
        NeedRule,
        PagePart,
        Picture,
        QuestionType,
        StoryStep,
        WorkflowAction,
    )
    from core.definitions import DefinitionKind
    from core.records import Event
    from core.stores.kinds import RecordKind

PROJECT = "cartref"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


class Specs:
    """The hooks, by style: collect (start-up), page (per page), tell (after commit)."""

    # -- collect: asked once, at start-up; flattened; a key given twice sets the later plugin aside ------------------

    @hookspec
    def definition_kinds(self) -> Iterable[DefinitionKind]:  # type: ignore[empty-body]
        """New first keys of definition files."""

    @hookspec
    def question_types(self) -> Iterable[QuestionType]:  # type: ignore[empty-body]
        """Kinds of questions."""

    @hookspec
    def workflow_actions(self) -> Iterable[WorkflowAction]:  # type: ignore[empty-body]
        """What a transition can do."""

    @hookspec
    def need_rules(self) -> Iterable[NeedRule]:  # type: ignore[empty-body]
        """Needs with a name."""

    @hookspec
    def pictures(self) -> Iterable[Picture]:  # type: ignore[empty-body]
        """Pictures computed from records."""

    @hookspec
    def blueprints(self) -> Iterable[Blueprint]:  # type: ignore[empty-body]
        """Pages."""

    @hookspec
    def record_kinds(self) -> Iterable[RecordKind]:  # type: ignore[empty-body]
        """Kinds of records, with the fields they may be found by."""

    @hookspec
    def story_steps(self) -> Iterable[StoryStep]:  # type: ignore[empty-body]
        """Kinds of events in a replayed story."""

    @hookspec
    def commands(self) -> Iterable[Command]:  # type: ignore[empty-body]
        """Commands of the command line."""

    # -- page: asked for each page; a part that fails is left out and logged -----------------------------------------

    @hookspec
    def page_parts(self, slot: str, page: Any) -> Iterable[PagePart]:  # type: ignore[empty-body]
        """Parts of the page `page` in the slot named `slot`."""

    # -- tell: after the record is safe, one plugin at a time; what fails is kept and tried again --------------------

    @hookspec
    def answered(self, house: Any, home: str, event: Event) -> None:
        """Somebody's answers to a form or a check-in were sent; in the home with this id; `event.about` names the response."""

    @hookspec
    def came_round(self, house: Any, home: str) -> None:
        """A home's turn has come for what is done by itself: look at what time has brought up. Twice changes nothing."""
