"""Rows of big dots or faces over time: what a resident sees first. One row for each thing asked, the newest on the right."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from core.contributions import Picture, PictureMade
from core.faces import FACES, face
from core.pictures import Line, Mark, PictureData, Spoke, drawing, table_of, tag, wrapped
from core.text import Text

WIDTH = 320.0
SIZE = 56.0
"""Units: the picture is drawn for a telephone and only ever grows."""
LETTERS = 17.0
LEADING = 20.0
_FITS = 7
"""Letters of this size that stand beside each other in a quarter of the width; longer words are drawn smaller."""
_TITLE_FITS, _NOTE_FITS = 22, 30
NARROW = 0.5
"""How wide a stretch without a check-in stands between two times, as a part of one of them."""
BREAK = 14.0
"""How wide the band is that shows it."""

TITLE = Text({"en": "Rows of faces over time", "cy": "Rhesi o wynebau dros amser"})
_NOTICED = Text({"en": "Noticed by somebody, not said", "cy": "Rhywun wedi sylwi arno, heb ei ddweud"})


def draw(data: PictureData, language: str) -> PictureMade:
    """The picture of these data in one language."""
    own = [line for line in data.lines if not line.noticed]
    noticed = [line for line in data.lines if line.noticed]
    times = _Times(data.lines)
    parts: list[Markup] = []
    down = _times(parts, data.lines, times, 8.0, language)
    for spoke in data.spokes:
        down = _heading(parts, spoke.title.said(language), "dots__title", _TITLE_FITS, down + 22) + 12
        seen = [line for line in noticed if data.mark(line, spoke).state == "answered"]
        if own or not seen:
            down = _row(parts, data, spoke, own or noticed, times, down, language)
        if seen:
            down = _heading(parts, _NOTICED.said(language), "dots__noticed", _NOTE_FITS, down + 14) + 14
            down = _row(parts, data, spoke, seen, times, down, language)
        down += 14
    gaps = {line.title.said(language): None for line in data.lines if line.gap and line.when in times.gaps}
    legend = tuple((_swatch(), words) for words in gaps)
    sentence = data.sentence.said(language)
    title = data.title.said(language)
    head, rows = table_of(data, language)
    svg = drawing(WIDTH, down, "dots", *parts, title=title, sentence=sentence)
    return PictureMade(svg, sentence, head, rows, title, legend)


class _Times:
    """Where each time stands from left to right; a stretch in which nobody asked is a narrow break between two of them."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.all = sorted({line.when for line in lines})
        asked = {line.when for line in lines if not line.gap}
        self.gaps = [when for when in self.all if when not in asked]
        wide = [NARROW if when in self.gaps else 1.0 for when in self.all]
        self._wide = wide
        self._unit = min(WIDTH / max(sum(wide), 1.0), WIDTH / 3)

    def across(self, when: str) -> float:
        """The middle of a time."""
        number = self.all.index(when)
        return self._unit * (sum(self._wide[:number]) + self._wide[number] / 2)


def _break(across: float, down: float) -> Markup:
    """A stretch in which nobody asked, between the faces of a row."""
    return tag("rect", class_="dots__break", x=across - BREAK / 2, y=down, width=BREAK, height=SIZE, rx="6")


def _swatch() -> str:
    break_ = tag("rect", class_="dots__break", x="17", y="1", width=BREAK, height="22", rx="6")
    return tag("svg", break_, class_="picture__swatch", viewBox="0 0 48 24", aria_hidden="true", focusable="false")


def _heading(parts: list[Markup], words: str, css: str, width: int, down: float) -> float:
    """Words over a row, in as many lines as they need; gives where the last one stands."""
    lines = wrapped(words, width)
    for number, line in enumerate(lines):
        parts.append(tag("text", line, class_=css, x="4", y=down + number * 22))
    return down + (len(lines) - 1) * 22


def _times(parts: list[Markup], lines: Sequence[Line], times: _Times, down: float, language: str) -> float:
    """The names of the times, once, above everything."""
    most = 1
    for when in times.all:
        if when in times.gaps:
            continue
        first = next(line for line in lines if line.when == when and not line.gap)
        words = wrapped((first.time or first.title).said(language), _FITS)
        most = max(most, len(words))
        parts += _words(words, times.across(when), down + LETTERS, "dots__time")
    return down + most * LEADING + 8


def _row(
    parts: list[Markup],
    data: PictureData,
    spoke: Spoke,
    lines: Sequence[Line],
    times: _Times,
    down: float,
    language: str,
) -> float:
    most = 1
    parts += [_break(times.across(when), down) for when in times.gaps]
    for line in lines:
        if line.when in times.gaps:
            continue
        mark = data.mark(line, spoke)
        across = times.across(line.when)
        parts.append(_dot(spoke, mark, line, across, down))
        words = wrapped(_short(spoke, mark, language), _FITS)
        most = max(most, len(words))
        css = "dots__word" if mark.state == "answered" else "dots__word dots__word--quiet"
        parts += _words(words, across, down + SIZE + LETTERS + 5, css)
    return down + SIZE + most * LEADING + 8


def _short(spoke: Spoke, mark: Mark, language: str) -> str:
    """The word of the step alone; how it was given stands in the table."""
    found = next((step.title for step in spoke.steps if step.id == mark.step), mark.words)
    return found.said(language)


def _words(lines: Sequence[str], across: float, down: float, css: str) -> list[Markup]:
    made = []
    for number, words in enumerate(lines):
        size = LETTERS * min(1.0, _FITS / max(len(words), 1))
        y = down + number * LEADING
        made.append(tag("text", words, class_=css, x=across, y=y, text_anchor="middle", font_size=size))
    return made


def _dot(spoke: Spoke, mark: Mark, line: Line, across: float, down: float) -> Markup:
    """A face; a dot as large as its step where the scale is words; an open ring where nothing was said."""
    centre = {"cx": across, "cy": down + SIZE / 2}
    if mark.state == "declined":
        return tag("circle", class_="dots__declined", r=SIZE / 3, **centre)
    if mark.place is None:
        return tag("line", class_="dots__gap", x1=across - 12, x2=across + 12, y1=down + SIZE / 2, y2=down + SIZE / 2)
    css = "dots__mark dots__mark--noticed" if line.noticed else "dots__mark"
    if mark.step in FACES and {step.id for step in spoke.steps} <= set(FACES):
        scale = f"translate({across - SIZE / 2:.1f} {down:.1f}) scale({SIZE / 72:.3f})"
        ring = [
            tag(
                "rect",
                class_="dots__around",
                x=across - SIZE / 2 - 5,
                y=down - 5,
                width=SIZE + 10,
                height=SIZE + 10,
                rx="12",
            )
        ]
        return tag("g", *(ring if line.noticed else []), tag("g", face(mark.step), transform=scale), class_=css)
    inner = tag("circle", class_="dots__fill", r=SIZE / 2 * (0.25 + 0.7 * mark.place), **centre)
    return tag("g", tag("circle", class_="dots__ring", r=SIZE / 2, **centre), inner, class_=css)


DOTS = Picture("dots", TITLE, draw)
"""The picture as a contribution."""
