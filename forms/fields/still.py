"""Questions that nobody types into: group holds others, info tells, computed reckons."""

from __future__ import annotations

from collections.abc import Iterable

from core.contributions import QuestionType
from core.expressions import NUMBER, THING
from core.text import Hint, Sentence, Text, sentence
from forms.fields.writing import number_words
from forms.model import Question


def _group(question: Question) -> Iterable[tuple[tuple[str | int, ...], str, Sentence, Hint]]:
    repeat = question.repeat
    if repeat is not None and repeat.at_least > repeat.at_most:
        yield (
            ("repeat", "at_least"),
            "E203",
            sentence("'at_least' is more than 'at_most'"),
            sentence("change one of them"),
        )
    for number, inner in enumerate(question.questions):
        if inner.type == "group":
            yield (
                ("questions", number, "type"),
                "E203",
                sentence("a group cannot hold another group"),
                sentence("ask it as a question of its own"),
            )


TYPES = (
    QuestionType(
        "group",
        Text({"en": "Questions that belong together", "cy": "Cwestiynau sy'n perthyn i'w gilydd"}),
        lambda q: THING,
        keys=frozenset({"repeat", "questions"}),
        needs=frozenset({"questions"}),
        check=_group,
    ),
    QuestionType(
        "info",
        Text({"en": "Something to read", "cy": "Rhywbeth i'w ddarllen"}),
        lambda q: THING,
        keys=frozenset({"shows"}),
    ),
    QuestionType(
        "computed",
        Text({"en": "Worked out from other answers", "cy": "Wedi'i gyfrifo o atebion eraill"}),
        lambda q: NUMBER,
        shown=number_words,
        keys=frozenset({"compute", "unit"}),
        needs=frozenset({"compute"}),
    ),
)
