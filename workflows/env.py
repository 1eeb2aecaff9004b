"""The answers of a case, as its rules see them: only what was sent, newest versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from core.expressions import UNANSWERED
from forms.compiled import Compiled
from forms.records import Response


class CaseEnv:
    """Answers of a case's forms by local name. A form asked once has one response, one asked again one for each time."""

    def __init__(
        self, responses: Mapping[str, tuple[Response, ...]], forms: Mapping[str, Compiled], today: date, subject: str
    ) -> None:
        self.own: Mapping[str, object] = {}
        self.today = today
        self.voice = ""
        self.subject = subject
        self._responses = responses
        self._forms = forms

    def answer(self, form: str | None, question: str) -> object:
        return self.latest(form or "", question)

    def latest(self, form: str, question: str) -> object:
        sent = self._responses.get(form)
        return answer_to(sent[-1], question) if sent else UNANSWERED

    def by_voice(self, form: str | None, question: str, voice: str) -> object:
        found = [sent for sent in self._responses.get(form or "", ()) if sent.voice == voice]
        return answer_to(found[-1], question) if found else UNANSWERED

    def voices(self, form: str | None, question: str) -> Sequence[object]:
        answers = [answer_to(sent, question) for sent in self._responses.get(form or "", ())]
        if not self._is_group(form or "", question):
            return answers
        return [row for rows in answers if isinstance(rows, list | tuple) for row in rows]

    def times(self, form: str) -> int:
        return len(self._responses.get(form, ()))

    def declined(self, form: str | None, question: str) -> bool:
        sent = self._responses.get(form or "")
        newest = sent[-1].last(question) if sent else None
        return newest is not None and newest.declined is not None

    def series(self, measure: str) -> Sequence[object]:
        return ()

    def _is_group(self, form: str, question: str) -> bool:
        found = self._forms[form].form.question(question) if form in self._forms else None
        return found is not None and found.type == "group"


def answer_to(response: Response, question: str) -> object:
    """The newest answer of a response to a question; unanswered where it was declined or never given."""
    newest = response.last(question)
    return newest.value if newest is not None and newest.answered else UNANSWERED
