"""Pictures put under good, unsure or not good: sort."""

from __future__ import annotations

from typing import Any

from wtforms.fields.core import UnboundField

from core.contributions import Asking, QuestionType, Raw
from core.expressions import SORT
from core.text import Text
from forms.fields.base import AnswerField, known
from forms.fields.choosing import _twice, label_of
from forms.model import SORTED, Question

PLACES = {
    "good": Text({"en": "Good", "cy": "Da"}),
    "unsure": Text({"en": "Unsure", "cy": "Ansicr"}),
    "not_good": Text({"en": "Not good", "cy": "Ddim yn dda"}),
}


class SortField(AnswerField):
    """Where each picture was put; pictures left out are left out."""

    def __init__(self, ids: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.ids = ids

    def understood(self) -> dict[str, str] | None:
        placed = {id: self.one(id) for id in self.ids}
        return {id: known(place, SORTED) for id, place in placed.items() if place} or None


def _field(question: Question, asking: Asking) -> UnboundField[Any]:
    return UnboundField(SortField, language=asking.language, ids=question.choices())


def _raw(question: Question, value: Any) -> Raw:
    return {id: (place,) for id, place in value.items()}


def _shown(question: Question, value: Any, language: str) -> str:
    parts = []
    for place in SORTED:
        put = [label_of(question, id).said(language) for id in question.choices() if value.get(id) == place]
        if put:
            parts.append(f"{PLACES[place].said(language)}: {', '.join(put)}")
    return "; ".join(parts)


TYPES = (
    QuestionType(
        "sort",
        Text({"en": "Sort pictures", "cy": "Didoli lluniau"}),
        lambda q: SORT,
        _field,
        raw=_raw,
        shown=_shown,
        keys=frozenset({"options"}),
        needs=frozenset({"options"}),
        check=_twice,
    ),
)
