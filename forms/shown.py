"""Answers in words: what was said, how it was given, and for whose eyes it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from core.people import People
from core.permissions import Answer
from core.text import Text
from forms.compiled import Compiled
from forms.model import STRICTEST as STRICTEST
from forms.model import Asked, CheckIn, Question, audience_of
from forms.records import Envelope, Response

May = Callable[[str], Answer]
"""May this viewer see things of this row of the permission matrix? With `part`, only that part of them."""

_DECLINED = {
    "not_today": Text({"en": "Not today", "cy": "Nid heddiw"}),
    "rather_not": Text({"en": "I'd rather not say", "cy": "Byddai'n well gen i beidio â dweud"}),
    "not_sure": Text({"en": "I'm not sure", "cy": "Dydw i ddim yn siŵr"}),
    "not_asked": Text({"en": "Not asked yet", "cy": "Heb ei ofyn eto"}),
}
_TAKEN_BACK = Text({"en": "Taken back", "cy": "Wedi'i dynnu'n ôl"})
_HOW = {
    "said": Text({"en": "said in words", "cy": "wedi'i ddweud mewn geiriau"}),
    "signed": Text({"en": "signed", "cy": "wedi'i arwyddo"}),
    "pointed": Text({"en": "pointed", "cy": "wedi'i bwyntio"}),
    "sorted": Text({"en": "by sorting pictures", "cy": "trwy ddidoli lluniau"}),
    "noticed": Text({"en": "noticed by somebody, not said", "cy": "rhywun wedi sylwi arno, heb ei ddweud"}),
    "written": Text({"en": "written", "cy": "wedi'i ysgrifennu"}),
    "drawn": Text({"en": "drawn", "cy": "wedi'i dynnu'n llun"}),
    "recorded": Text({"en": "recorded", "cy": "wedi'i recordio"}),
    "told": Text({"en": "told by someone who knows them", "cy": "gan rywun sy'n eu hadnabod"}),
    "life_story": Text({"en": "from the life story", "cy": "o stori bywyd"}),
}
_SURE = {
    "sure": Text({"en": "sure", "cy": "yn siŵr"}),
    "fairly": Text({"en": "fairly sure", "cy": "yn weddol siŵr"}),
    "guess": Text({"en": "a guess", "cy": "dyfaliad"}),
}


def declined_words(way: str | None, language: str) -> str:
    """A way of not answering, in words."""
    return _DECLINED[way or "not_asked"].said(language)


def answer_words(compiled: Compiled, question: Question, value: Any, language: str) -> str:
    """An answer in words; "not asked yet" where there is none. Rows of a group stand on lines of their own."""
    if value is None:
        return declined_words(None, language)
    if question.type == "group":
        return "\n".join(_row_words(compiled, question, row, language) for row in value)
    return compiled.types[question.type].shown(question, value, language)


def _row_words(compiled: Compiled, group: Question, row: dict[str, Any], language: str) -> str:
    parts = []
    for inner in group.questions:
        value = row["answers"].get(inner.id)
        if value is not None:
            parts.append(compiled.types[inner.type].shown(inner, value, language))
    return " · ".join(parts)


def given_words(envelope: Envelope, writer: str, speaker: str | None, language: str) -> str:
    """How an answer was given, as one line: how, how sure, who helped, who wrote it down."""
    parts = [_HOW[envelope.how].said(language), _SURE[envelope.sure].said(language)]
    if envelope.helped:
        words = Text({"en": f"with help from {envelope.helped}", "cy": f"gyda help gan {envelope.helped}"})
        parts.append(words.said(language))
    if writer and (speaker is None or writer != speaker):
        words = Text({"en": f"written down by {writer}", "cy": f"ysgrifennwyd gan {writer}"})
        parts.append(words.said(language))
    return ", ".join(parts)


@dataclass(frozen=True)
class Said:
    """One answer of one voice, in words. `noticed` marks what nobody said."""

    question: str
    ask: str
    words: str
    how: str
    language: str
    noticed: bool
    declined: bool
    versions: int
    envelope: Envelope


def may_see(form: Asked, question: Question, may: May) -> bool:
    """May somebody see the answers to this question? A mark for a `part` opens what has that name: a question or its page."""
    answer = may(audience_of(form, question))
    if not answer.yes or answer.part is None:
        return answer.yes
    page = next((one.id for one in form.pages if question in one.questions), "")
    return answer.part in (question.id, page)


def said_in(
    compiled: Compiled, response: Response, may: May, names: dict[str, str], language: str, reader: str
) -> Iterator[Said]:
    """Every answer of a response that this viewer may see.

    `reader` is the viewer's person id: one's own words, and what one wrote down for somebody, are always one's own to see.
    """
    for question in compiled.form.questions():
        envelope = response.last(question.id)
        if envelope is None or question.type == "info" or (envelope.value is None and envelope.declined is None):
            continue
        if sees(compiled.form, compiled.people, response, question, envelope, may, reader):
            yield _said(compiled, response, question, envelope, names, language)


def sees(
    form: Asked, people: People, response: Response, question: Question, envelope: Envelope, may: May, reader: str
) -> bool:
    """May this reader see this version of an answer: their own, one they wrote down, or one that is open to them?"""
    if reader in (response.person, envelope.written_by):
        return True
    if response.sealed:
        return False
    apart = isinstance(form, CheckIn) and form.for_own_eyes(people.group_of(response.voice))
    return not apart and may_see(form, question, may)


def seen_of(form: Asked, people: People, response: Response, may: May, reader: str) -> frozenset[str]:
    """The questions whose newest answer in this response its reader may see."""
    newest = ((question, response.last(question.id)) for question in form.questions())
    return frozenset(
        question.id
        for question, envelope in newest
        if envelope is not None and sees(form, people, response, question, envelope, may, reader)
    )


def _said(
    compiled: Compiled, response: Response, question: Question, envelope: Envelope, names: dict[str, str], language: str
) -> Said:
    asked = question.wording(response.voice, compiled.people.like())
    return Said(
        question=question.id,
        ask=(asked.ask or question.label).said(language),
        words=version_words(compiled, question, envelope, language),
        how=""
        if question.type == "computed"
        else given_words(envelope, names.get(envelope.written_by, ""), names.get(response.person or ""), language),
        language=envelope.language,
        noticed=envelope.how == "noticed",
        declined=envelope.declined is not None,
        versions=len(response.answers[question.id]),
        envelope=envelope,
    )


def version_words(compiled: Compiled, question: Question, envelope: Envelope, language: str) -> str:
    """One version of an answer in words; taken back where it holds nothing."""
    if envelope.declined is None and envelope.value is None:
        return _TAKEN_BACK.said(language)
    if envelope.declined:
        return declined_words(envelope.declined, language)
    return answer_words(compiled, question, envelope.value, language)
