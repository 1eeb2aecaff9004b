"""The forms engine as a plugin: it enters by the same hooks as a practice module."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from core.contributions import Blueprint, PagePart, QuestionType
from core.definitions import DefinitionKind
from core.hookspecs import hookimpl
from forms.check import check_form, normalise
from forms.checkins.check import check_check_in
from forms.fields import CORE_TYPES
from forms.layers.apply import apply
from forms.model import CheckIn, Form


@hookimpl
def question_types() -> Iterable[QuestionType]:
    """The core set of question types."""
    return CORE_TYPES


@hookimpl
def definition_kinds() -> Iterable[DefinitionKind]:
    """Forms and check-ins."""
    return (
        DefinitionKind("form", Form, check_form, normalise, overlay=apply),
        DefinitionKind("check_in", CheckIn, check_check_in, normalise, overlay=apply),
    )


@hookimpl
def blueprints() -> Iterable[Blueprint]:
    """Filling in, reading, our tools."""
    return (Blueprint("forms", _pages),)


def _pages(house: Any) -> Any:
    from forms.views import make  # Flask's part is imported when there is an app to put it in.

    return make(house)


@hookimpl
def page_parts(slot: str, page: Any) -> Iterable[PagePart]:
    """Drafts that wait, and forms that stand alone."""
    from forms.parts import parts

    return parts(slot, page)
