"""Where the answers come from while an expression is evaluated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from core.expressions.values import UNANSWERED


class Env(Protocol):
    """The answers an expression may ask for, as stored values; None or `UNANSWERED` where there is none.

    Only sent answers count, and an answer that was declined is unanswered. `form` is the local name of another form,
    or None for the one the expression stands in. The properties are read often: make them plain attributes.
    """

    @property
    def own(self) -> Mapping[str, object]:
        """The answers of the form the expression stands in, by question; a missing one is unanswered."""

    @property
    def today(self) -> date:
        """The home's own date."""

    @property
    def voice(self) -> str:
        """Whose view is being given."""

    @property
    def subject(self) -> str:
        """The id of whom it is about."""

    def answer(self, form: str | None, question: str) -> object:
        """The answer in a form asked once (of None: the same as `own`)."""

    def by_voice(self, form: str | None, question: str, voice: str) -> object:
        """One voice's answer."""

    def voices(self, form: str | None, question: str) -> Sequence[object]:
        """Every voice's answer in turn; of a repeated group, all the rows of all the voices."""

    def latest(self, form: str, question: str) -> object:
        """The answer in the newest of a form filled in again and again."""

    def times(self, form: str) -> int:
        """How often a form was filled in."""

    def declined(self, form: str | None, question: str) -> bool:
        """True when somebody chose not to answer: not today, rather not, not sure."""

    def series(self, measure: str) -> Sequence[object]:
        """A measure's answers, oldest first."""


@dataclass
class DictEnv:
    """Answers held in plain dictionaries: for tests, scenarios and the facts sent to a browser."""

    today: date = date(2026, 6, 1)
    voice: str = ""
    subject: str = ""
    own: Mapping[str, object] = field(default_factory=dict)
    once: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    """Forms asked once: form → question → answer."""
    each_voice: Mapping[str, Sequence[tuple[str, Mapping[str, object]]]] = field(default_factory=dict)
    """Forms asked of each voice: form ("" for this one) → (voice, question → answer) in turn."""
    again: Mapping[str, Sequence[Mapping[str, object]]] = field(default_factory=dict)
    """Forms filled in again and again: form → question → answer, oldest first."""
    measures: Mapping[str, Sequence[object]] = field(default_factory=dict)
    not_answered: Sequence[str] = ()
    """The questions that were declined: `question`, or `form.question`."""

    def answer(self, form: str | None, question: str) -> object:
        return (self.own if form is None else self.once.get(form, {})).get(question, UNANSWERED)

    def by_voice(self, form: str | None, question: str, voice: str) -> object:
        seats = self.each_voice.get(form or "", ())
        return next((answers.get(question) for who, answers in seats if who == voice), UNANSWERED)

    def voices(self, form: str | None, question: str) -> Sequence[object]:
        found: list[object] = []
        for _, answers in self.each_voice.get(form or "", ()):
            value = answers.get(question)
            if isinstance(value, list) and all(isinstance(row, dict) and "answers" in row for row in value):
                found.extend(value)
            else:
                found.append(value)
        return found

    def latest(self, form: str, question: str) -> object:
        filled_in = self.again.get(form, ())
        return filled_in[-1].get(question, UNANSWERED) if filled_in else UNANSWERED

    def times(self, form: str) -> int:
        return len(self.again.get(form, ()))

    def declined(self, form: str | None, question: str) -> bool:
        return (question if form is None else f"{form}.{question}") in self.not_answered

    def series(self, measure: str) -> Sequence[object]:
        return self.measures.get(measure, ())
