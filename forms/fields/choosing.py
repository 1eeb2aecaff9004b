"""Answers that are chosen: choice, choices, yes_no_not_sure, words_scale, faces."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from wtforms.fields.core import UnboundField

from core.contributions import Asking, QuestionType, Raw
from core.expressions import Option, Options
from core.text import Hint, Sentence, Text, sentence
from forms.fields.base import AnswerField, known, wrong
from forms.model import Question

WORDS: dict[str, Text] = {
    "yes": Text({"en": "Yes", "cy": "Ie"}),
    "no": Text({"en": "No", "cy": "Na"}),
    "not_sure": Text({"en": "Not sure", "cy": "Ddim yn siŵr"}),
    "not_good_at_all": Text({"en": "Not good at all", "cy": "Ddim yn dda o gwbl"}),
    "not_good": Text({"en": "Not good", "cy": "Ddim yn dda"}),
    "unsure": Text({"en": "In between", "cy": "Yn y canol"}),
    "good": Text({"en": "Good", "cy": "Da"}),
    "very_good": Text({"en": "Very good", "cy": "Da iawn"}),
}
"""The words of answers that are the same everywhere."""


class OneOf(AnswerField):
    """One option id."""

    def __init__(self, ids: Sequence[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.ids = ids

    def understood(self) -> str | None:
        chosen = self.one()
        return known(chosen, self.ids) if chosen else None


class SeveralOf(AnswerField):
    """Option ids in the order of the options; one that stands alone is refused beside others."""

    def __init__(self, ids: Sequence[str], alone: Sequence[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.ids, self.alone = ids, alone

    def understood(self) -> list[str] | None:
        chosen = {known(id, self.ids) for id in self.posted()}
        if len(chosen) > 1 and chosen & set(self.alone):
            raise wrong(
                "One of these answers goes by itself. Choose it alone, or choose the others.",
                "Mae un o'r atebion hyn ar ei ben ei hun. Dewiswch hwnnw'n unig, neu dewiswch y lleill.",
            )
        return [id for id in self.ids if id in chosen] or None


def label_of(question: Question, id: str) -> Text:
    """What an option is called."""
    for option in (*question.options, *question.scale):
        if option.id == id:
            return option.label
    return WORDS.get(id, Text({"en": id.replace("_", " ")}))


def _one(question: Question, asking: Asking) -> UnboundField[Any]:
    return UnboundField(OneOf, language=asking.language, ids=question.choices())


def _several(question: Question, asking: Asking) -> UnboundField[Any]:
    alone = [option.id for option in question.options if option.alone]
    return UnboundField(SeveralOf, language=asking.language, ids=question.choices(), alone=alone)


def _one_shown(question: Question, value: Any, language: str) -> str:
    return label_of(question, value).said(language)


def _several_shown(question: Question, value: Any, language: str) -> str:
    return ", ".join(label_of(question, id).said(language) for id in value)


def _several_raw(question: Question, value: Any) -> Raw:
    return {"": tuple(value)}


def _twice(question: Question) -> Iterable[tuple[tuple[str | int, ...], str, Sentence, Hint]]:
    key = "scale" if question.scale else "options"
    seen: set[str] = set()
    for number, option in enumerate(question.scale or question.options):
        if option.id in seen:
            yield (
                (key, number, "id"),
                "E109",
                sentence("the option '{id}' stands twice", id=option.id),
                sentence("give it another id"),
            )
        seen.add(option.id)
    if question.type == "words_scale" and len(seen) == 1:
        yield (key,), "E203", sentence("a scale has at least two words"), sentence("add the next word")


TYPES = (
    QuestionType(
        "choice",
        Text({"en": "One of these", "cy": "Un o'r rhain"}),
        lambda q: Option(q.choices()),
        _one,
        shown=_one_shown,
        keys=frozenset({"options"}),
        needs=frozenset({"options"}),
        check=_twice,
    ),
    QuestionType(
        "choices",
        Text({"en": "As many of these as you like", "cy": "Faint fynnwch chi o'r rhain"}),
        lambda q: Options(q.choices()),
        _several,
        raw=_several_raw,
        shown=_several_shown,
        keys=frozenset({"options"}),
        needs=frozenset({"options"}),
        check=_twice,
    ),
    QuestionType(
        "yes_no_not_sure",
        Text({"en": "Yes, no or not sure", "cy": "Ie, na neu ddim yn siŵr"}),
        lambda q: Option(q.choices()),
        _one,
        shown=_one_shown,
    ),
    QuestionType(
        "words_scale",
        Text({"en": "Words in order", "cy": "Geiriau mewn trefn"}),
        lambda q: Option(q.choices(), ordered=True),
        _one,
        shown=_one_shown,
        keys=frozenset({"scale"}),
        needs=frozenset({"scale"}),
        check=_twice,
    ),
    QuestionType(
        "faces",
        Text({"en": "Faces with words", "cy": "Wynebau gyda geiriau"}),
        lambda q: Option(q.choices(), ordered=True),
        _one,
        shown=_one_shown,
        keys=frozenset({"points"}),
    ),
)
