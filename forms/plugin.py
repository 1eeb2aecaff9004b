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
from forms.panels.check import check_panel
from forms.panels.model import Panel
from forms.pictures.dots import DOTS


@hookimpl
def question_types() -> Iterable[QuestionType]:
    """The core set of question types."""
    return CORE_TYPES


@hookimpl
def definition_kinds() -> Iterable[DefinitionKind]:
    """Forms, check-ins, mapping tables and panels."""
    return (
        DefinitionKind("form", Form, check_form, normalise, overlay=apply),
        DefinitionKind("check_in", CheckIn, check_check_in, normalise, overlay=apply),
        DefinitionKind("mapping", Mapping, check_mapping, normalise_mapping),
        DefinitionKind("panel", Panel, check_panel),
    )


@hookimpl
def blueprints() -> Iterable[Blueprint]:
    """Filling in, reading, our tools; check-ins; pictures of a home."""
    return (
        Blueprint("forms", _pages),
        Blueprint("check_ins", _check_in_pages),
        Blueprint("pictures", _picture_pages),
    )


def _pages(house: Any) -> Any:
    from forms.views import make  # Flask's part is imported when there is an app to put it in.

    return make(house)


def _picture_pages(house: Any) -> Any:
    from forms.pictures.of_home import make

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
    """Answers, drafts, what check-ins keep, texts of overlays, words of a month and those nobody wants to be offered again."""
    from forms.checkins.asking import Tried
    from forms.checkins.rollups import RollUp
    from forms.checkins.signals import Offer
    from forms.layers.publish import OverlayText
    from forms.records import Draft, Response
    from forms.wording.lists import QuietWords
    from forms.wording.months import WordsMonth

    kinds = (Draft, Offer, OverlayText, QuietWords, Response, RollUp, Tried, WordsMonth)
    return [one.record_kind() for one in kinds]


@hookimpl
def story_steps() -> Iterable[StoryStep]:
    """A check-in, and a form that stands alone, in a replayed story."""
    from forms.alone_story import WRITE
    from forms.checkins.story import CHECK_IN

    return CHECK_IN, WRITE


@hookimpl
def answered(house: Any, home: str, event: Event) -> None:
    """A check-in was sent: its group is counted afresh, and signals are looked for. Of anything else, the words of the month."""
    from forms.checkins.listening import heard
    from forms.wording import months

    heard(house, home, event)
    months.heard(house, home, event)


@hookimpl
def page_parts(slot: str, page: Any) -> Iterable[PagePart]:
    """Drafts that wait, forms that stand alone, check-ins, panels and the way to pictures of the home."""
    from forms.checkins.parts import parts as check_in_parts
    from forms.panels.parts import parts as panels
    from forms.parts import parts
    from forms.pictures.of_home import pictures_part

    pictures = pictures_part(page) if slot == "home.today" else ()
    return [*parts(slot, page), *check_in_parts(slot, page), *panels(slot, page), *pictures]
