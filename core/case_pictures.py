"""What a picture of a case is drawn from: the chairs round it, and what each voice said, as far as whoever looks may see.

A plugin's `Picture(…, of="case")` takes a `CasePictureData` and gives a `PictureMade`, as any other picture does. What
somebody may not see is not in the data at all, so that a picture cannot show it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from markupsafe import Markup

from core.pictures import Step, tag
from core.text import Text

ChairState = Literal["heard", "waiting", "chose_not_to"]


@dataclass(frozen=True)
class Chair:
    """A place at the table: `voice` is what the voice is called, `person` who sits there ("" while nobody does).

    `status` says in words how things stand; `subject` marks the person it is all about; `alongside` who sits with them.
    """

    seat: str
    voice: Text
    person: str
    status: Text
    state: ChairState = "waiting"
    subject: bool = False
    alongside: str = ""

    def called(self, language: str) -> str:
        """Their name; what the voice is called while nobody sits there."""
        return self.person or self.voice.said(language)


@dataclass(frozen=True)
class AskedQuestion:
    """A question as a picture needs it: its words, its options (a scale has the lowest first), and what its rows ask."""

    id: str
    ask: Text
    type: str = "text"
    options: tuple[Step, ...] = ()
    inner: Mapping[str, AskedQuestion] = field(default_factory=dict)

    def option(self, id: str) -> Text:
        """The words of an option."""
        return next((one.title for one in self.options if one.id == id), Text({"en": id.replace("_", " ")}))

    def place(self, id: str) -> int | None:
        """Where an option stands on the scale, the lowest 0; None where it does not."""
        return next((number for number, one in enumerate(self.options) if one.id == id), None)


@dataclass(frozen=True)
class RowAnswers:
    """The answers of one row of a group: question id → stored value, with readers that never fail on what is missing.

    `row` is its id, the same in every group that asks about that row.
    """

    values: Mapping[str, object] = field(default_factory=dict)
    row: str = ""

    def words(self, question: str) -> str:
        """A text as it was written, or the name of a person; "" where there is none."""
        found = self.values.get(question)
        if isinstance(found, Mapping):
            found = found.get("name") or found.get("title")
        return " ".join(str(found).split()) if isinstance(found, str | int | float) else ""

    def known(self, question: str) -> str:
        """The id of somebody who is known here; "" for anybody else."""
        found = self.values.get(question)
        return str(found.get("id") or "") if isinstance(found, Mapping) else ""

    def chosen(self, question: str) -> tuple[str, ...]:
        """The option ids that were chosen, one or several."""
        found = self.values.get(question)
        several = found if isinstance(found, list | tuple) else [found]
        return tuple(one for one in several if isinstance(one, str))

    def people(self, question: str) -> tuple[str, ...]:
        """The ids of the people chosen, one or several; those who are only named have none."""
        found = self.values.get(question)
        several = found if isinstance(found, list | tuple) else [found]
        return tuple(one["id"] for one in several if isinstance(one, Mapping) and one.get("id"))

    def rows(self, question: str) -> tuple[RowAnswers, ...]:
        """The rows of a group."""
        found = self.values.get(question)
        rows = found if isinstance(found, list | tuple) else ()
        return tuple(
            RowAnswers(row.get("answers") or {}, str(row.get("row") or "")) for row in rows if isinstance(row, Mapping)
        )


@dataclass(frozen=True)
class VoiceAnswers(RowAnswers):
    """What one voice said in one sending of a form, newest versions.

    `seat` is a chair's (or that of somebody who only wrote this), `on` the day in words. `noticed` names the questions
    that somebody noticed and the person did not say; `declined` those that were not answered on purpose, and how; `id` is
    the sending's.
    """

    id: str = ""
    seat: str = ""
    voice: Text = field(default_factory=lambda: Text({"en": ""}))
    person: str = ""
    subject: bool = False
    day: date = date.min
    on: Text = field(default_factory=lambda: Text({"en": ""}))
    noticed: frozenset[str] = frozenset()
    declined: Mapping[str, Text] = field(default_factory=dict)

    def called(self, language: str) -> str:
        """Their name; what the voice is called where nobody is named."""
        return self.person or self.voice.said(language)


@dataclass(frozen=True)
class KeptDay:
    """How things stood when a step with `snapshot: true` was entered: the day, in words too, and what had been sent by then."""

    day: date
    on: Text
    answers: Mapping[str, tuple[VoiceAnswers, ...]] = field(default_factory=dict)

    def said(self, form: str) -> tuple[VoiceAnswers, ...]:
        """What had been sent of a form, the oldest first."""
        return self.answers.get(form, ())


@dataclass(frozen=True)
class CasePictureData:
    """Everything a picture of a case is drawn from, by the forms' local names; what was sent is there from the oldest on.

    `about` is what the person it is about is called ("" where it is about nobody), `topic` what was written about it when
    it began. `steps` are those of the workflow and `step` the one where it stands since `since`. `earlier` are the cases of
    the same workflow that this one came from, `kept` how things stood at its snapshots, the oldest first. `died` are the ids of
    the people of this home who have died. Whoever looks is noted as having been shown every answer that is read from here;
    `form in data.answers` only asks whether there are any. `whole` is False for whoever sees only a part: a picture
    then says that there may be more.
    """

    title: Text
    about: str = ""
    chairs: tuple[Chair, ...] = ()
    asked: Mapping[str, Mapping[str, AskedQuestion]] = field(default_factory=dict)
    answers: Mapping[str, tuple[VoiceAnswers, ...]] = field(default_factory=dict)
    whole: bool = True
    topic: str = ""
    steps: tuple[Step, ...] = ()
    step: str = ""
    since: Text = field(default_factory=lambda: Text({"en": ""}))
    earlier: tuple[CasePictureData, ...] = ()
    kept: tuple[KeptDay, ...] = ()
    died: frozenset[str] = frozenset()

    def question(self, form: str, question: str, inner: str = "") -> AskedQuestion:
        """A question of a form, or one of its rows; a bare one where the form has none by that name."""
        found = self.asked.get(form, {}).get(question)
        if found is not None and inner:
            found = found.inner.get(inner)
        return found or AskedQuestion(inner or question, Text({"en": (inner or question).replace("_", " ")}))

    def said(self, form: str) -> tuple[VoiceAnswers, ...]:
        """What was sent of a form, the oldest first."""
        return self.answers.get(form, ())


ONLY_A_PART = Text(
    {
        "en": "This shows what is open to you. There may be more.",
        "cy": "Mae hwn yn dangos yr hyn sy'n agored i chi. Efallai fod mwy.",
    }
)
"""What a picture says to somebody who sees only a part."""


# -- words in a drawing ----------------------------------------------------------------------------------------------

_NARROW, _WIDE = frozenset("iIljtfr.,:;!'’|()[] -·"), frozenset("mwMW@%—–")


def ems(words: str) -> float:
    """About how wide words are, in units of the letters' size; on the wide side, since a letter may be any letter."""
    return sum(
        1.15
        if ord(one) > 0x2E80
        else 0.36
        if one in _NARROW
        else 0.92
        if one in _WIDE
        else 0.7
        if one.isupper()
        else 0.56
        for one in words
    )


LONGER = 1.25
"""A word may be a quarter longer than a line, as in Welsh: it is written a little smaller before it is broken."""


def fitted(words: str, width: float, lines: int = 0) -> list[str]:
    """Words in lines of `width` ems. A single word may be a quarter longer, and is broken beyond; after `lines` comes an …"""
    made: list[str] = []
    for word in words.split():
        if made and ems(f"{made[-1]} {word}") <= width:
            made[-1] += f" {word}"
            continue
        *full, rest = _broken(word, width)
        made += [*full, rest]
        if lines and len(made) > lines:
            break
    if lines and len(made) > lines:
        made = made[:lines]
        while ems(f"{made[-1]}…") > width and len(made[-1]) > 1:
            made[-1] = made[-1][:-1]
        made[-1] = f"{made[-1].rstrip(' -')}…"
    return made or [""]


def _broken(word: str, width: float) -> list[str]:
    parts = [""]
    for letter in word:
        if parts[-1] and ems(word) > width * LONGER and ems(f"{parts[-1]}{letter}-") > width:
            parts[-1] += "-"
            parts.append("")
        parts[-1] += letter
    return parts


def lines_of(
    words: Sequence[str],
    x: float,
    y: float,
    *,
    size: float = 17.0,
    css: str = "",
    anchor: str = "middle",
    room: float | None = None,
) -> list[Markup]:
    """A line of text each, the first on `y`; one that is longer than `room` is written smaller."""
    made = []
    for number, line in enumerate(words):
        small = min(size, room / max(ems(line), 0.1)) if room is not None else size
        y_at = y + number * leading(size)
        made.append(tag("text", line, class_=css or None, x=x, y=y_at, font_size=small, text_anchor=anchor))
    return made


def leading(size: float) -> float:
    """How far apart two lines stand."""
    return size * 1.25


def initials(names: Sequence[str]) -> tuple[str, ...]:
    """Two letters for each name, no two alike: `CB`; where another has them already, with a number."""
    made: list[str] = []
    for name in names:
        parts = [letters for word in name.split() if (letters := "".join(filter(str.isalpha, word)))]
        short = (parts[0][:1] + (parts[-1][:1] if len(parts) > 1 else parts[0][1:2])) if parts else "?"
        short = short.upper() if len(parts) > 1 else short.capitalize()
        number = 2
        given = short
        while given in made:
            given, number = f"{short}{number}", number + 1
        made.append(given)
    return tuple(made)
