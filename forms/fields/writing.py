"""Words and numbers that are typed: text, long_text, when, number."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from wtforms.fields.core import UnboundField

from core.contributions import Asking, QuestionType
from core.expressions import NUMBER, TEXT
from core.text import Text
from forms.fields.base import LONGEST, AnswerField, wrong
from forms.model import Question

LARGEST = 2**53


class WordsField(AnswerField):
    """Words, kept as they were typed."""

    def understood(self) -> str | None:
        words = self.one().strip("\n")
        if "\0" in words:
            raise wrong("There is a character here that cannot be kept.", "Mae nod yma na ellir ei gadw.")
        if len(words) > LONGEST:
            raise wrong(
                f"This is longer than can be kept in one answer ({LONGEST:,} letters). Please divide it in two.",
                f"Mae hyn yn hirach nag y gellir ei gadw mewn un ateb ({LONGEST:,} llythyren). Rhannwch ef yn ddau.",
            )
        return words or None


class NumberField(AnswerField):
    """A number: whole ones as int, others as decimal text (`"2.5"`)."""

    def __init__(self, least: Decimal | None = None, most: Decimal | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.least, self.most = least, most

    def understood(self) -> int | str | None:
        typed = self.one().strip().replace("\N{MINUS SIGN}", "-")
        if not typed:
            return None
        try:
            number = Decimal(typed.replace(",", ".") if typed.count(",") == 1 and "." not in typed else typed)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or abs(number) > LARGEST or "_" in typed or len(typed) > 30:
            raise wrong("Write a number in figures, like 3 or 2.5.", "Ysgrifennwch rif mewn ffigurau, fel 3 neu 2.5.")
        if self.least is not None and number < self.least:
            raise wrong(f"This should be {self.least} or more.", f"Dylai hyn fod yn {self.least} neu fwy.")
        if self.most is not None and number > self.most:
            raise wrong(f"This should be {self.most} or less.", f"Dylai hyn fod yn {self.most} neu lai.")
        return int(number) if number == number.to_integral_value() else format(number.normalize(), "f")


def _words(question: Question, asking: Asking) -> UnboundField[Any]:
    return UnboundField(WordsField, language=asking.language)


def _number(question: Question, asking: Asking) -> UnboundField[Any]:
    least = None if question.min is None else Decimal(str(question.min))
    most = None if question.max is None else Decimal(str(question.max))
    return UnboundField(NumberField, language=asking.language, least=least, most=most)


def _number_shown(question: Question, value: Any, language: str) -> str:
    return f"{value} {question.unit.said(language)}" if question.unit else str(value)


def _bounds(question: Question) -> Iterable[tuple[tuple[str | int, ...], str, str, str]]:
    for key in ("min", "max"):
        if isinstance(getattr(question, key), str):
            yield (key,), "E105", "this should be a number", "write figures, like 0 or 10"
            return
    if question.min is not None and question.max is not None and question.min > question.max:  # type: ignore[operator]
        yield ("max",), "E203", "'max' is smaller than 'min'", "change one of them"


TYPES = (
    QuestionType("text", Text({"en": "A few words", "cy": "Ychydig eiriau"}), lambda q: TEXT, _words),
    QuestionType(
        "long_text",
        Text({"en": "Words, as many as you like", "cy": "Geiriau, faint fynnwch chi"}),
        lambda q: TEXT,
        _words,
    ),
    QuestionType(
        "when", Text({"en": "When, in your own words", "cy": "Pryd, yn eich geiriau eich hun"}), lambda q: TEXT, _words
    ),
    QuestionType(
        "number",
        Text({"en": "A number", "cy": "Rhif"}),
        lambda q: NUMBER,
        _number,
        shown=_number_shown,
        keys=frozenset({"min", "max", "unit"}),
        check=_bounds,
    ),
)
