"""What a picture is drawn from, and a safe way to write its markup.

A plugin's `Picture.draw(data, language)` takes a `PictureData` and gives a `PictureMade`. A picture never holds a total or
a score: only marks on spokes, each with its words, and gaps where nothing was asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from markupsafe import Markup, escape

from core.text import Text

State = Literal["answered", "declined", "not_asked"]


@dataclass(frozen=True)
class Step:
    """One step of a scale: its option id and its words."""

    id: str
    title: Text


@dataclass(frozen=True)
class Spoke:
    """One thing that is looked at: a spoke of a radar, a row of dots. `steps` are its scale, lowest first."""

    id: str
    title: Text
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Mark:
    """What one line says about one spoke.

    `place` is where it stands, from 0.0 (the lowest step) to 1.0 (the highest); None where there is nothing to draw.
    `step` is the option id, where it is one; `words` say it.
    """

    words: Text
    state: State = "answered"
    place: float | None = None
    step: str | None = None


@dataclass(frozen=True)
class Line:
    """One voice, one group or one time. A spoke that `marks` does not name was not asked: a gap, never a zero.

    `faint` is for earlier times; `noticed` for what somebody noticed and the person did not say; `people` is how many
    different people a group's line is made of. Lines of one time share `when`, which sorts times, and say it with `time`.
    `gap` is a stretch in which nobody asked, between two times: it has no marks, and its title says from when to when.
    """

    id: str
    title: Text
    marks: Mapping[str, Mark] = field(default_factory=dict)
    faint: bool = False
    noticed: bool = False
    people: int | None = None
    when: str = ""
    time: Text | None = None
    gap: bool = False


@dataclass(frozen=True)
class PictureData:
    """Everything a picture is drawn from: spokes in order, lines from the oldest to the newest, and what it shows in words."""

    title: Text
    spokes: tuple[Spoke, ...]
    lines: tuple[Line, ...]
    sentence: Text

    def mark(self, line: Line, spoke: Spoke) -> Mark:
        """What a line says about a spoke; a gap where it was not asked."""
        return line.marks.get(spoke.id) or NOT_ASKED

    @property
    def steps(self) -> tuple[Step, ...]:
        """The one scale that every spoke shares; empty when they differ."""
        scales = {spoke.steps for spoke in self.spokes}
        return next(iter(scales)) if len(scales) == 1 else ()


NOT_ASKED = Mark(Text({"en": "Not asked", "cy": "Heb ei ofyn"}), "not_asked")
"""The mark of a gap."""


# -- markup ----------------------------------------------------------------------------------------------------------


def tag(name: str, *children: str, **attributes: str | float | None) -> Markup:
    """One element: `class_` writes `class`, `text_anchor` writes `text-anchor`; None leaves an attribute out.

    Attributes and children are escaped, unless a child is markup already. There is no way to write a style.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_number(value))}"'
        for key, value in attributes.items()
        if value is not None and key != "style"
    )
    inner = Markup("").join(children)
    return Markup(f"<{name}{written}>{inner}</{name}>") if inner else Markup(f"<{name}{written}/>")  # noqa: S704 - all escaped


def with_words(shape: str, **words: str) -> Markup:
    """A sentence of ours with words put in: `{name}` becomes that word, escaped unless it is markup already."""
    pieces = re.split(r"\{(\w+)\}", shape)
    return Markup("").join(words.get(piece, "") if number % 2 else piece for number, piece in enumerate(pieces))


def own_words(words: str, language: str | None) -> Markup:
    """What somebody said, marked with the language they said it in, so that it is read aloud in that."""
    return tag("span", words, lang=language or None)


def _number(value: str | float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def drawing(width: float, height: float, css: str, *children: str, title: str, sentence: str) -> Markup:
    """A whole picture that scales with its place: `title` and `sentence` are read out in its stead."""
    return tag(
        "svg",
        tag("title", title),
        tag("desc", sentence),
        *children,
        class_=f"picture__svg {css}",
        viewBox=f"0 0 {_number(width)} {_number(height)}",
        role="img",
        aria_label=f"{title}. {sentence}",
        focusable="false",
    )


def wrapped(words: str, width: int) -> list[str]:
    """Words in lines of about `width` letters; a long word is never cut."""
    lines: list[str] = []
    for word in words.split():
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines or [""]


def table_of(data: PictureData, language: str) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The same data as a table: its head, and a row for each spoke that begins with what it is called."""
    head = ("", *(line.title.said(language) for line in data.lines))
    rows = tuple(
        (spoke.title.said(language), *(data.mark(line, spoke).words.said(language) for line in data.lines))
        for spoke in data.spokes
    )
    return head, rows
