"""Answers in words: what was said, how it was given, and for whose eyes it is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from core.people import People
from core.permissions import Answer
from core.text import Text
from core.web.shown import shown
from forms.compiled import Compiled
from forms.consent import Sight, open_rows
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


def may_see(form: Asked, question: Question, may: May, group: Question | None = None) -> bool:
    """May somebody see the answers to this question, in its `group` where it stands in one?

    A mark for a `part` opens what has that name: a question, its group or its page.
    """
    answer = may(audience_of(form, question, group))
    if not answer.yes or answer.part is None:
        return answer.yes
    page = next((one.id for one in form.pages if (group or question) in one.questions), "")
    return answer.part in (question.id, group.id if group is not None else "", page)


def only_whole(may: May) -> May:
    """The same marks without those that open only a part, or by somebody's gift."""

    def whole(row: str) -> Answer:
        answer = may(row)
        return answer if answer.whole else Answer(False, answer.why)

    return whole


def said_in(
    compiled: Compiled,
    response: Response,
    sight: Sight,
    names: dict[str, str],
    language: str,
    wanted: Callable[[Said], bool] = lambda _said: True,
) -> Iterator[Said]:
    """Every answer of a response that this viewer may see and that is `wanted`, said to them: what comes out of here stands on
    the page that is being made, and is noted as shown."""
    for question in compiled.form.questions():
        envelope = response.last(question.id)
        if envelope is None or question.type == "info" or (envelope.value is None and envelope.declined is None):
            continue
        seen = seen_version(compiled.form, compiled.people, response, question, envelope, sight)
        said = _said(compiled, response, question, seen, names, language) if seen is not None else None
        if said is not None and wanted(said):
            shown(Response.kind, response.id)
            yield said


def _is_own(response: Response, envelope: Envelope, reader: str) -> bool:
    """One's own words, and what one wrote down for somebody, are always one's own to see."""
    return reader != "" and reader in (response.person, envelope.written_by)


def sees(form: Asked, people: People, response: Response, question: Question, envelope: Envelope, sight: Sight) -> bool:
    """May this reader see this version of an answer: their own, one they wrote down, or one that is open to them?"""
    if _is_own(response, envelope, sight.reader):
        return True
    if response.sealed:
        return False
    given = sight.may(audience_of(form, question)).shared
    if given and response.person not in (None, response.subject):
        return False  # a gift opens what is the giver's own, never another voice's words
    apart = isinstance(form, CheckIn) and form.for_own_eyes(people.group_of(response.voice))
    return not apart and may_see(form, question, sight.may)


def seen_version(
    form: Asked, people: People, response: Response, question: Question, envelope: Envelope, sight: Sight
) -> Envelope | None:
    """This version of an answer as its reader may see it.

    Of a group: the rows that wait for nobody's yes (whoever wrote the version wrote not all of its rows), and the answers in
    them that are open to its reader.
    """
    if not sees(form, people, response, question, envelope, sight):
        return None
    if question.type != "group" or envelope.value is None:
        return envelope
    rows = open_rows(question, response, envelope.value, sight)
    if not _is_own(response, envelope, sight.reader):
        open_ = {inner.id for inner in question.questions if may_see(form, inner, sight.may, question)}
        rows = [row for row in ({**row, "answers": _only(row["answers"], open_)} for row in rows) if row["answers"]]
    if rows == list(envelope.value):
        return envelope
    return replace(envelope, value=rows) if rows else None


def _only(answers: Mapping[str, Any], ids: Collection[str]) -> dict[str, Any]:
    return {id: value for id, value in answers.items() if id in ids}


def seen_of(form: Asked, people: People, response: Response, sight: Sight) -> dict[str, Envelope]:
    """question → its newest answer in this response, as its reader may see it; without those they may not."""
    newest = {question.id: (question, response.last(question.id)) for question in form.questions()}
    seen = {
        id: seen_version(form, people, response, question, envelope, sight)
        for id, (question, envelope) in newest.items()
        if envelope is not None
    }
    return {id: envelope for id, envelope in seen.items() if envelope is not None}


def values_of(seen: Mapping[str, Envelope]) -> dict[str, Any]:
    """question → stored value of what somebody sees answered."""
    return {id: envelope.value for id, envelope in seen.items() if envelope.answered}


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
