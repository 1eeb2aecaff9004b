"""A web of ties: who gives what to whom, as those who were asked tell it. Pure; nothing is counted against anybody.

Two who give to each other have one line with an arrow at both ends. Where only one way has been told, the line is broken
and carries a question mark: what comes back that nobody has written down yet?
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from core.api import ONLY_A_PART, CasePictureData, PictureMade, Text, VoiceAnswers, drawing, initials, lines_of, tag

SIZE = 320.0
MIDDLE = SIZE / 2
LOW = 80.0
"""How high a picture of two is."""
RING = 122.0
NODE = 24.0
MOST = 10
"""So many people are drawn; all ties stand in the table."""

_NOTHING = Text(
    {
        "en": "Nothing has been told yet of what goes to and fro.",
        "cy": "Does dim wedi'i ddweud eto am yr hyn sy'n mynd yn ôl ac ymlaen.",
    }
)
_BOTH = Text({"en": "{a} and {b} give to each other.", "cy": "Mae {a} a {b} yn rhoi i'w gilydd."})
_ONE = Text({"en": "{a} gives to {b}: what comes back?", "cy": "Mae {a} yn rhoi i {b}: beth sy'n dod yn ôl?"})
_HOW = Text(
    {
        "en": "An arrow goes to whoever is given something. A broken line with a question mark is a question, and nobody's fault.",
        "cy": "Mae saeth yn mynd at bwy bynnag sy'n cael rhywbeth. Cwestiwn yw llinell doredig â gofynnod, a bai neb.",
    },
    review=("cy",),
)
_MORE = Text({"en": "More people stand in the table.", "cy": "Mae rhagor o bobl yn y tabl."})
_HEAD = (
    Text({"en": "Who gives", "cy": "Pwy sy'n rhoi"}),
    Text({"en": "What", "cy": "Beth"}),
    Text({"en": "To whom", "cy": "I bwy"}),
    Text({"en": "Told by", "cy": "Pwy ddywedodd"}),
)


@dataclass(frozen=True)
class Tie:
    """Somebody gives something to somebody, as one of them told it."""

    giver: str
    what: str
    taker: str
    told_by: str


def draw(data: CasePictureData, language: str) -> PictureMade:
    """The picture of these data in one language."""
    title = data.title.said(language)
    ties = list(_ties(data, language))
    if not ties:
        return PictureMade("", _NOTHING.said(language), caption=title)
    people = list(dict.fromkeys(name for tie in ties for name in (tie.giver, tie.taker)))
    drawn = people[:MOST]
    marks = initials(drawn)
    sentence = _sentence(ties, language)
    parts = [*_lines(ties, drawn), *_nodes(drawn, marks)]
    svg = drawing(SIZE, LOW if len(drawn) <= 2 else SIZE, "ties", *parts, title=title, sentence=sentence)
    notes = [_HOW, *([_MORE] if len(people) > len(drawn) else []), *([] if data.whole else [ONLY_A_PART])]
    return PictureMade(
        svg,
        sentence,
        tuple(one.said(language) for one in _HEAD),
        tuple((tie.giver, tie.what, tie.taker, tie.told_by) for tie in ties),
        title,
        tuple((_swatch(mark), name) for mark, name in zip(marks, drawn, strict=True)),
        " ".join(note.said(language) for note in notes),
    )


# -- from answers to ties -----------------------------------------------------------------------------------------------


def _ties(data: CasePictureData, language: str) -> Iterator[Tie]:
    for voice in data.said("us_give_take"):
        me = voice.called(language)
        for row in voice.rows("gives"):
            if row.words("giving") and row.words("to_whom"):
                yield Tie(me, row.words("giving"), row.words("to_whom"), me)
        for row in voice.rows("gets"):
            if row.words("getting") and row.words("from_whom"):
                yield Tie(row.words("from_whom"), row.words("getting"), me, me)
    for voice in data.said("us_two"):
        other = _other(data, voice, language)
        for question in ("taught_me", "enjoy"):
            if other and voice.words(question):
                yield Tie(other, voice.words(question), voice.called(language), voice.called(language))


def _other(data: CasePictureData, voice: VoiceAnswers, language: str) -> str:
    """The other one of the two."""
    return next((chair.called(language) for chair in data.chairs if chair.seat != voice.seat), "")


def _pairs(ties: Sequence[Tie]) -> list[tuple[str, str, bool]]:
    """Giver, taker and whether both give, each two people once, in the order in which they come up."""
    ways = dict.fromkeys((tie.giver, tie.taker) for tie in ties if tie.giver != tie.taker)
    found: list[tuple[str, str, bool]] = []
    for giver, taker in ways:
        if (taker, giver) not in ways:
            found.append((giver, taker, False))
        elif (taker, giver, True) not in found:
            found.append((giver, taker, True))
    return found


def _sentence(ties: Sequence[Tie], language: str) -> str:
    said = []
    for giver, taker, both in _pairs(ties):
        before, _a, rest = (_BOTH if both else _ONE).said(language).partition("{a}")
        middle, _b, after = rest.partition("{b}")
        said.append(f"{before}{giver}{middle}{taker}{after}")
    return " ".join(said) or _NOTHING.said(language)


# -- the drawing ------------------------------------------------------------------------------------------------------


def _at(number: int, of: int) -> tuple[float, float]:
    if of <= 2:
        return (MIDDLE - 90 if number == 0 else MIDDLE + 90), LOW / 2
    angle = -math.pi / 2 + number * 2 * math.pi / of
    return MIDDLE + math.cos(angle) * RING, MIDDLE + math.sin(angle) * RING


def _lines(ties: Sequence[Tie], people: Sequence[str]) -> Iterator[Markup]:
    places = {name: _at(number, len(people)) for number, name in enumerate(people)}
    for giver, taker, both in _pairs(ties):
        if giver not in places or taker not in places:
            continue
        (x1, y1), (x2, y2) = places[giver], places[taker]
        far = math.hypot(x2 - x1, y2 - y1) or 1.0
        dx, dy = (x2 - x1) / far, (y2 - y1) / far
        x1, y1, x2, y2 = x1 + dx * (NODE + 4), y1 + dy * (NODE + 4), x2 - dx * (NODE + 4), y2 - dy * (NODE + 4)
        css = "ties__line" if both else "ties__line ties__line--question"
        yield tag("line", class_=css, x1=x1, y1=y1, x2=x2, y2=y2)
        yield _head(x2, y2, dx, dy)
        if both:
            yield _head(x1, y1, -dx, -dy)
        else:
            # Nearer to the giver than to the middle, where lines of a ring cross.
            x, y = x1 + (x2 - x1) * 0.3, y1 + (y2 - y1) * 0.3
            yield tag("circle", class_="ties__ask", cx=x, cy=y, r=10.0)
            yield from lines_of(["?"], x, y + 5, size=16, css="ties__letters")


def _head(x: float, y: float, dx: float, dy: float) -> Markup:
    left = f"{x - dx * 13 - dy * 7:.1f},{y - dy * 13 + dx * 7:.1f}"
    right = f"{x - dx * 13 + dy * 7:.1f},{y - dy * 13 - dx * 7:.1f}"
    return tag("polygon", class_="ties__head", points=f"{x:.1f},{y:.1f} {left} {right}")


def _nodes(people: Sequence[str], marks: Sequence[str]) -> Iterator[Markup]:
    for number, mark in enumerate(marks):
        x, y = _at(number, len(people))
        yield tag("circle", class_="ties__person", cx=x, cy=y, r=NODE)
        yield from lines_of([mark], x, y + 6, size=17, css="ties__letters", room=40)


def _swatch(mark: str) -> Markup:
    return tag(
        "svg",
        tag("circle", class_="ties__person", cx=18.0, cy=18.0, r=15.0),
        *lines_of([mark], 18, 23, size=14, css="ties__letters", room=26),
        class_="picture__swatch picture__swatch--square ties",
        viewBox="0 0 36 36",
        aria_hidden="true",
        focusable="false",
    )
