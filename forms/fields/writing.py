"""Words and numbers that are typed: text, long_text, when, number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from wtforms.fields.core import UnboundField

from core.contributions import Asking, QuestionType
from core.expressions import NUMBER, TEXT
from core.text import Hint, Sentence, Text, sentence
from forms.fields.base import LONGEST, AnswerField, wrong
from forms.model import Question

_FIGURES = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,6})?")
"""Plain figures, as many as rules can reckon with (`core.expressions.values`)."""
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+")


def figures(typed: str) -> Decimal | None:
    """The number somebody typed: `2.5`, `2,5`, `1,000` (a thousand, as it is written here), `−3`; None for no number."""
    plain = typed.strip().replace("\N{MINUS SIGN}", "-")
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    elif _DECIMAL_COMMA.fullmatch(plain):
        plain = plain.replace(",", ".")
    return Decimal(plain) if _FIGURES.fullmatch(plain) else None


class WordsField(AnswerField):
    """Words, kept as they were typed."""

    def understood(self) -> str | None:
        words = self.one().strip("\n")
        if "\0" in words or not _is_whole(words):
            raise wrong(
                "There is a sign here that cannot be kept. Please take it out.",
                "Mae nod yma na ellir ei gadw. Tynnwch ef, os gwelwch yn dda.",
            )
        if len(words) > LONGEST:
            raise wrong(
                f"This is longer than can be kept in one answer ({LONGEST:,} letters). Please divide it in two.",
                f"Mae hyn yn hirach nag y gellir ei gadw mewn un ateb ({LONGEST:,} llythyren). Rhannwch ef yn ddau.",
            )
        return words or None


def _is_whole(words: str) -> bool:
    """False when half a character stands alone: no file could keep it."""
    try:
        words.encode()
    except UnicodeEncodeError:
        return False
    return True


class NumberField(AnswerField):
    """A number: whole ones as int, others as decimal text (`"2.5"`)."""

    def __init__(self, least: Decimal | None = None, most: Decimal | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.least, self.most = least, most

    def understood(self) -> int | str | None:
        typed = self.one().strip()
        if not typed:
            return None
        number = figures(typed)
        if number is None:
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


def number_words(question: Question, value: Any, language: str) -> str:
    """A number with its unit."""
    return f"{value} {question.unit.said(language)}" if question.unit else str(value)


def _bounds(question: Question) -> Iterable[tuple[tuple[str | int, ...], str, Sentence, Hint]]:
    for key in ("min", "max"):
        if isinstance(getattr(question, key), str):
            yield (key,), "E105", sentence("this should be a number"), sentence("write figures, like 0 or 10")
            return
    if question.min is not None and question.max is not None and question.min > question.max:  # type: ignore[operator]
        yield ("max",), "E203", sentence("'max' is smaller than 'min'"), sentence("change one of them")


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
        shown=number_words,
        keys=frozenset({"min", "max", "unit"}),
        check=_bounds,
    ),
)
