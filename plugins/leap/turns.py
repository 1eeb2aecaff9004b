"""What the pictures of a turn are drawn from: its steps, the turns before it, and each sign before and now. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from core.api import CasePictureData, RowAnswers, Text, VoiceAnswers

FORMS: Mapping[str, str] = {
    "noticing": "leap_why",
    "difference": "leap_difference",
    "signs": "leap_signs",
    "doing": "leap_do",
    "along": "leap_along",
    "learning": "leap_learn",
}
"""The steps round the wheel, and the form that each of them asks."""
State = Literal["done", "here", "ahead"]


@dataclass(frozen=True)
class Spoke:
    """A step on the wheel: its number, what it is called, and whether it is done, is where we are, or lies ahead."""

    number: int
    title: Text
    state: State


@dataclass(frozen=True)
class Sign:
    """One sign: the difference it is for, its words, and the option ids of how it was and how it is now ("": not said)."""

    difference: str
    words: str
    before: str
    now: str


def spokes(data: CasePictureData) -> list[Spoke]:
    """The wheel of one turn. What was written counts as done, wherever the turn has gone since."""
    titles = {step.id: step.title for step in data.steps}
    return [
        Spoke(number, titles.get(step, Text({"en": step})), _state(data, step, form))
        for number, (step, form) in enumerate(FORMS.items(), 1)
    ]


def _state(data: CasePictureData, step: str, form: str) -> State:
    if data.step == step:
        return "here"
    return "done" if form in data.answers else "ahead"


def where(data: CasePictureData) -> Text:
    """What the step is called where a turn stands, or came to rest."""
    return next((step.title for step in data.steps if step.id == data.step), Text({"en": data.step}))


def newest(data: CasePictureData, form: str) -> VoiceAnswers:
    """What was sent last of a form; nothing at all before it was."""
    said = data.said(form)
    return said[-1] if said else VoiceAnswers()


def topic(data: CasePictureData) -> str:
    """What a turn is about: its first difference, else as it was called when it began, else what was noticed."""
    differences = newest(data, "leap_difference").rows("differences")
    first = next((words for row in differences if (words := hoped(row))), "")
    return first or data.topic or newest(data, "leap_why").words("noticed")


def hoped(row: RowAnswers) -> str:
    """A difference in words: what something to do would change, where that was asked."""
    return row.words("and_then") or row.words("different")


def signs(data: CasePictureData) -> list[Sign]:
    """The signs of a turn in the order of their differences; one that nobody has chosen yet is not there."""
    differences = {row.row: hoped(row) for row in newest(data, "leap_difference").rows("differences")}
    now = {row.row: row for row in newest(data, "leap_learn").rows("how_far")}
    return [
        Sign(differences.get(row.row, ""), row.words("sign"), _chosen(row), _chosen(now.get(row.row, RowAnswers())))
        for row in newest(data, "leap_signs").rows("signs")
        if row.words("sign")
    ]


def _chosen(row: RowAnswers) -> str:
    return next(iter(row.chosen("is_now")), "")
