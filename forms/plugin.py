"""The forms engine as a plugin: it enters by the same hooks as a practice module."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from core.contributions import Blueprint, PagePart, Picture, QuestionType, StoryStep
from core.definitions import DefinitionKind
from core.hookspecs import hookimpl
from core.records import Event
from core.stores.kinds import RecordKind
from forms.check import check_form, normalise
from forms.checkins.check import check_check_in
from forms.fields import CORE_TYPES
from forms.layers.apply import apply
from forms.mapping.check import check_mapping
from forms.mapping.check import normalise as normalise_mapping
from forms.mapping.model import Mapping
from forms.model import CheckIn, Form
from forms.pictures.dots import DOTS


@hookimpl
def question_types() -> Iterable[QuestionType]:
    """The core set of question types."""
    return CORE_TYPES


@hookimpl
def definition_kinds() -> Iterable[DefinitionKind]:
    """Forms, check-ins and mapping tables."""
    return (
        DefinitionKind("form", Form, check_form, normalise, overlay=apply),
        DefinitionKind("check_in", CheckIn, check_check_in, normalise, overlay=apply),
        DefinitionKind("mapping", Mapping, check_mapping, normalise_mapping),
    )


@hookimpl
def blueprints() -> Iterable[Blueprint]:
    """Filling in, reading, our tools; check-ins."""
    return (Blueprint("forms", _pages), Blueprint("check_ins", _check_in_pages))


def _pages(house: Any) -> Any:
    from forms.views import make  # Flask's part is imported when there is an app to put it in.

    return make(house)


def _check_in_pages(house: Any) -> Any:
    from forms.checkins.views import make

    return make(house)


@hookimpl
def pictures() -> Iterable[Picture]:
    """Rows of faces over time."""
    return (DOTS,)


@hookimpl
def record_kinds() -> Iterable[RecordKind]:
    """Answers, drafts, what check-ins keep, texts of overlays."""
    from forms.checkins.asking import Tried
    from forms.checkins.rollups import RollUp
    from forms.checkins.signals import Offer
    from forms.layers.publish import OverlayText
    from forms.records import Draft, Response

    return [one.record_kind() for one in (Draft, Offer, OverlayText, Response, RollUp, Tried)]


@hookimpl
def story_steps() -> Iterable[StoryStep]:
    """A check-in, and a form that stands alone, in a replayed story."""
    from forms.alone_story import WRITE
    from forms.checkins.story import CHECK_IN

    return CHECK_IN, WRITE


@hookimpl
def answered(house: Any, home: str, event: Event) -> None:
    """A check-in was sent: its group is counted afresh, and signals are looked for."""
    from forms.checkins.listening import heard

    heard(house, home, event)


@hookimpl
def page_parts(slot: str, page: Any) -> Iterable[PagePart]:
    """Drafts that wait, forms that stand alone, and check-ins."""
    from forms.checkins.parts import parts as check_in_parts
    from forms.parts import parts

    return [*parts(slot, page), *check_in_parts(slot, page)]
