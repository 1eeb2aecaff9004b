"""A date in three plain boxes."""

from __future__ import annotations

from datetime import date
from typing import Any

from babel.dates import format_date
from wtforms.fields.core import UnboundField

from core.contributions import Asking, QuestionType, Raw
from core.expressions import DATE
from core.text import Text
from forms.fields.base import AnswerField, wrong
from forms.model import Question


class DateField(AnswerField):
    """A calendar date, kept as ISO text."""

    def understood(self) -> str | None:
        typed = [self.one(part).strip() for part in ("day", "month", "year")]
        if not any(typed):
            return None
        if not all(part.isascii() and part.isdigit() for part in typed):
            raise wrong(
                "Give the day, the month and the year in figures, like 3 3 2026.",
                "Rhowch y diwrnod, y mis a'r flwyddyn mewn ffigurau, fel 3 3 2026.",
            )
        day, month, year = (int(part[:6]) for part in typed)
        if not 1880 <= year <= 2150:
            raise wrong(
                "Write the year with four figures, like 2026.", "Ysgrifennwch y flwyddyn gyda phedwar ffigur, fel 2026."
            )
        try:
            return date(year, month, day).isoformat()
        except ValueError:
            raise wrong(
                "There is no such day. Please look at it again.", "Does dim diwrnod felly. Edrychwch arno eto."
            ) from None


def _field(question: Question, asking: Asking) -> UnboundField[Any]:
    return UnboundField(DateField, language=asking.language)


def _raw(question: Question, value: Any) -> Raw:
    year, month, day = str(value).split("-")
    return {"day": (str(int(day)),), "month": (str(int(month)),), "year": (year,)}


def _shown(question: Question, value: Any, language: str) -> str:
    return str(format_date(date.fromisoformat(value), "long", locale="cy" if language == "cy" else "en_GB"))


TYPES = (QuestionType("date", Text({"en": "A date", "cy": "Dyddiad"}), lambda q: DATE, _field, raw=_raw, shown=_shown),)
