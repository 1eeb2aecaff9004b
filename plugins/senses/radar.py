"""The radar: a spoke for each sense, a line for each group or time. A line is broken where nothing was asked. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from markupsafe import Markup

from core.api import Line, PictureData, PictureMade, Spoke, Text, drawing, table_of, tag, wrapped

WIDTH = 400.0
RADIUS = 126.0
INNER = 0.2
"""The lowest step stands a little out from the middle, so that lines which meet there can still be told apart."""
BESIDE = 4.5
"""Degrees that lines stand beside each other on a spoke, so that none hides another."""
LETTERS = 14
"""Letters of a spoke's title that stand in one line; every title may be a quarter longer in Welsh."""
_DASHES = (None, "12 6", "2 7", "14 5 3 5")

_PEOPLE = Text({"en": "{title} ({n} people)", "cy": "{title} ({n} o bobl)"})
_OUTWARDS = Text({"en": "From the middle outwards: {list}.", "cy": "O'r canol tuag allan: {list}."})
_BROKEN = Text(
    {
        "en": "A line is broken where nothing was asked or there is too little to show.",
        "cy": "Mae llinell wedi'i thorri lle na ofynnwyd dim, neu lle mae rhy ychydig i'w ddangos.",
    }
)


@dataclass(frozen=True)
class _Place:
    x: float
    y: float


def draw(data: PictureData, language: str) -> PictureMade:
    """The picture of these data in one language."""
    frame = _Frame(data.spokes, language)
    lines = [line for line in data.lines if any(mark.place is not None for mark in line.marks.values())]
    looks = _looks(lines)
    beside = _beside(lines)
    drawn = [_line(data, *one, frame) for one in zip(lines, looks, beside, strict=True)]
    title, sentence = data.title.said(language), data.sentence.said(language)
    head, rows = table_of(data, language)
    svg = drawing(WIDTH, frame.height, "radar", *frame.web(), *drawn, *frame.titles(), title=title, sentence=sentence)
    legend = tuple((_swatch(line, look), _name(line, language)) for line, look in zip(lines, looks, strict=True))
    steps = ", ".join(step.title.said(language) for step in data.steps)
    outwards = _OUTWARDS.said(language).replace("{list}", steps) if steps else ""
    note = " ".join(part for part in (outwards, _BROKEN.said(language)) if part)
    return PictureMade(svg, sentence, head, rows, title, legend, note)


def _name(line: Line, language: str) -> str:
    title = line.title.said(language)
    if line.people is None:
        return title
    return _PEOPLE.said(language).replace("{title}", title).replace("{n}", str(line.people))


class _Frame:
    """Where the spokes stand, and how their titles fit."""

    def __init__(self, spokes: Sequence[Spoke], language: str) -> None:
        self.spokes = spokes
        self.words = [wrapped(spoke.title.said(language), LETTERS) for spoke in spokes]
        # A spoke straight to the side would leave no room for its title: four and eight of them turn a little.
        self.turn = pi / len(spokes) if len(spokes) % 4 == 0 else 0.0
        lines = max(len(words) for words in self.words)
        self.middle = _Place(WIDTH / 2, RADIUS + 32 + 22 * lines)
        self.height = self.middle.y + RADIUS + 38 + 22 * lines

    def at(self, number: int, place: float, beside: float = 0.0) -> _Place:
        """A place on a spoke, `beside` degrees from it."""
        angle = 2 * pi * number / len(self.spokes) - pi / 2 + self.turn + beside * pi / 180
        reach = RADIUS * (INNER + (1 - INNER) * place)
        return _Place(self.middle.x + reach * cos(angle), self.middle.y + reach * sin(angle))

    def web(self) -> list[Markup]:
        """The spokes, and a ring for each step of the scale, the outermost first."""
        most = max((len(spoke.steps) for spoke in self.spokes), default=0)
        rings = [step / (most - 1) for step in range(most)] if most > 1 else [1.0]
        made = []
        for place in reversed(rings):
            corners = " ".join(f"{at.x:.1f},{at.y:.1f}" for at in (self.at(n, place) for n in range(len(self.spokes))))
            css = "radar__web radar__web--outer" if place == 1.0 else "radar__web"
            made.append(tag("polygon", class_=css, points=corners))
        for number in range(len(self.spokes)):
            tip = self.at(number, 1.0)
            made.append(tag("line", class_="radar__spoke", x1=self.middle.x, y1=self.middle.y, x2=tip.x, y2=tip.y))
        return made

    def titles(self) -> list[Markup]:
        """The title of each spoke, outside the web: above its tip in the upper half, below it in the lower."""
        made = []
        for number, words in enumerate(self.words):
            tip = self.at(number, 1.0)
            aside = tip.x - self.middle.x
            anchor, x = ("middle", tip.x) if abs(aside) < 20 else ("end", WIDTH - 4) if aside > 0 else ("start", 4.0)
            above = tip.y < self.middle.y
            first = tip.y - 22 - 22 * (len(words) - 1) if above else tip.y + 36
            for line, part in enumerate(words):
                made.append(tag("text", part, class_="radar__title", x=x, y=first + 22 * line, text_anchor=anchor))
        return made


@dataclass(frozen=True)
class _Look:
    """How one line is drawn: its class, dash and the shape of its marks."""

    css: str
    shape: int
    dash: str | None


def _looks(lines: Sequence[Line]) -> list[_Look]:
    """One look a line: strong ones differ in colour, dash and shape, earlier ones are faint, noticed ones have hollow marks."""
    made = []
    strong = 0
    for number, line in enumerate(lines):
        if line.faint:
            css, shape, dash = "radar__of radar__of--faint", number % 4, _DASHES[1 + number % 3]
        else:
            css, shape, dash = f"radar__of radar__of-{strong % 4 + 1}", strong % 4, _DASHES[strong % 4]
            strong += 1
        made.append(
            _Look(f"{css} radar__of--noticed" if line.noticed else css, shape, _DASHES[2] if line.noticed else dash)
        )
    return made


def _beside(lines: Sequence[Line]) -> list[float]:
    """How many degrees each line stands beside its spokes: those that count in the middle, earlier ones round them."""
    strong = sum(not line.faint for line in lines)
    made: list[float] = []
    bold = faint = 0
    for line in lines:
        if line.faint:
            faint += 1
            made.append((strong + faint) / 2 * BESIDE * (-1 if faint % 2 else 1))
        else:
            made.append((bold - (strong - 1) / 2) * BESIDE)
            bold += 1
    return made


def _line(data: PictureData, line: Line, look: _Look, beside: float, frame: _Frame) -> Markup:
    places = [data.mark(line, spoke).place for spoke in data.spokes]
    at = [frame.at(spoke, place, beside) if place is not None else None for spoke, place in enumerate(places)]
    parts = []
    for one, other in zip(at, [*at[1:], at[0]], strict=True):
        if one is not None and other is not None and len(at) > 1:
            d = f"M{one.x:.1f} {one.y:.1f}L{other.x:.1f} {other.y:.1f}"
            parts.append(tag("path", class_="radar__line", d=d, stroke_dasharray=look.dash))
    size = 6.0 if line.faint else 8.5
    parts += [_mark(place, look.shape, size) for place in at if place is not None]
    return tag("g", *parts, class_=look.css)


def _mark(at: _Place, shape: int, size: float) -> Markup:
    """Circle, square, triangle or diamond."""
    if shape == 0:
        return tag("circle", class_="radar__mark", cx=at.x, cy=at.y, r=size)
    corners = {
        1: ((-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)),
        2: ((0.0, -1.15), (1.05, 0.75), (-1.05, 0.75)),
        3: ((0.0, -1.2), (1.2, 0.0), (0.0, 1.2), (-1.2, 0.0)),
    }[shape]
    points = " ".join(f"{at.x + size * x:.1f},{at.y + size * y:.1f}" for x, y in corners)
    return tag("polygon", class_="radar__mark", points=points)


def _swatch(line: Line, look: _Look) -> str:
    stroke = tag("line", class_="radar__line", x1="3", y1="12", x2="45", y2="12", stroke_dasharray=look.dash)
    mark = _mark(_Place(24, 12), look.shape, 6.0 if line.faint else 8.0)
    return tag(
        "svg",
        tag("g", stroke, mark, class_=look.css),
        class_="picture__swatch",
        viewBox="0 0 48 24",
        aria_hidden="true",
        focusable="false",
    )
