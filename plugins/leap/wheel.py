"""The wheel of a turn: where it stands on its way round, and the turns before it as a spiral that leads to it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, radians, sin

from markupsafe import Markup

from core.api import ONLY_A_PART, CasePictureData, PictureMade, Text, drawing, fitted, leading, lines_of, tag
from plugins.leap.turns import Spoke, newest, spokes, topic, where

WIDTH = 320.0
MIDDLE = 148.0
ROUND = 118.0
"""From the middle to a step."""
STEP = 23.0
INSIDE = (34.0, 80.0)
"""Where the spiral of earlier turns begins and ends, from the middle."""
APART = 120
"""In degrees, between the numbers of two loops."""
DRAWN = 3
"""So many earlier turns are drawn; those before them stand in the table."""
SIZE = 18.0

_HERE = Text({"en": "Here: {step}", "cy": "Yma: {step}"})
_AT = Text({"en": "We are at “{step}”", "cy": "Rydyn ni yn “{step}”"}, review=("cy",))
_OVER = Text({"en": "This turn has come round: “{step}”", "cy": "Mae'r tro hwn wedi dod i ben: “{step}”"})
_BEFORE = (
    Text({"en": "one turn led to it", "cy": "arweiniodd un tro ato"}, review=("cy",)),
    Text({"en": "two turns led to it", "cy": "arweiniodd dau dro ato"}, review=("cy",)),
    Text({"en": "three turns led to it", "cy": "arweiniodd tri thro ato"}, review=("cy",)),
)
_MANY = Text({"en": "{n} turns led to it", "cy": "arweiniodd {n} o droeon ato"}, review=("cy",))
_STATES = {
    "done": Text({"en": "{step}: written", "cy": "{step}: wedi'i ysgrifennu"}),
    "here": Text({"en": "{step}: we are here", "cy": "{step}: dyma ni"}),
    "ahead": Text({"en": "{step}: still to come", "cy": "{step}: eto i ddod"}),
}
_EARLIER = Text({"en": "An earlier turn: {topic}", "cy": "Tro cynharach: {topic}"})
_MORE = Text({"en": "Earlier turns still stand in the table.", "cy": "Mae'r troeon cyn hynny yn y tabl."})
_HEAD = (
    Text({"en": "Turn", "cy": "Tro"}),
    Text({"en": "What it is about", "cy": "Am beth mae e"}),
    Text({"en": "Where it is", "cy": "Ble mae e"}),
    Text({"en": "Since", "cy": "Ers"}),
    Text({"en": "What we learnt", "cy": "Beth ddysgon ni"}),
)
ENDS = ("next_turn", "shared", "rested")
"""Where a turn has come round."""


def draw(data: CasePictureData, language: str) -> PictureMade:
    """The picture of these data in one language."""
    turns = (*data.earlier, data)
    first = max(len(data.earlier) - DRAWN, 0)
    before = [(number, turn) for number, turn in enumerate(data.earlier, 1) if number > first]
    steps = spokes(data)
    parts = [
        *_spiral([number for number, _ in before]),
        *_way(steps),
        *(one for spoke in steps for one in _step(spoke)),
    ]
    words = fitted(_HERE.said(language).replace("{step}", where(data).said(language)), (WIDTH - 8) / SIZE)
    down = MIDDLE + ROUND + STEP + 30
    parts += lines_of(words, WIDTH / 2, down, size=SIZE, css="leap__here", room=WIDTH - 8)
    title, sentence = data.title.said(language), _sentence(data, language)
    height = down + leading(SIZE) * (len(words) - 1) + 12
    svg = drawing(WIDTH, height, "leap", *parts, title=title, sentence=sentence)
    legend = [
        *((_swatch(_step_shape(spoke, 24, 24)), _called(spoke, language)) for spoke in steps),
        *((_swatch(_mark(number, 24, 24)), _earlier(turn, language)) for number, turn in before),
    ]
    notes = [note for note, shown in ((_MORE, first > 0), (ONLY_A_PART, not data.whole)) if shown]
    return PictureMade(
        svg,
        sentence,
        tuple(words.said(language) for words in _HEAD),
        tuple(_row(number, turn, language) for number, turn in enumerate(turns, 1)),
        title,
        tuple(legend),
        " ".join(note.said(language) for note in notes),
    )


# -- the drawing -----------------------------------------------------------------------------------------------------


def _at(angle: float, away: float) -> tuple[float, float]:
    """A place by its angle in degrees from the top, clockwise, and how far it is from the middle."""
    turned = radians(angle) - pi / 2
    return WIDTH / 2 + away * cos(turned), MIDDLE + away * sin(turned)


def _line(places: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)


def _spiral(numbers: Sequence[int]) -> list[Markup]:
    """A loop for each earlier turn, from the middle outwards, each with its number."""
    if not numbers:
        return []
    loops = len(numbers)
    inner, outer = INSIDE
    grows = (outer - inner) / (360 * loops)
    places = [_at(angle, inner + grows * angle) for angle in range(0, 360 * loops + 1, 12)]
    made = [tag("polyline", class_="leap__spiral", points=_line(places))]
    for place, number in enumerate(numbers, 1):
        # Not one above another: each a little further back along its own loop.
        angle = 360 * place - APART * (loops - place)
        made += _mark(number, *_at(angle, inner + grows * angle))
    return made


def _mark(number: int, x: float, y: float) -> list[Markup]:
    """An earlier turn: a diamond with its number."""
    points = _line([(x, y - 15), (x + 15, y), (x, y + 15), (x - 15, y)])
    return [
        tag("polygon", class_="leap__turn", points=points),
        *lines_of([str(number)], x, y + 6, size=SIZE, css="leap__number"),
    ]


def _way(steps: Sequence[Spoke]) -> list[Markup]:
    """The whole way round, and how far along it the turn has come."""
    here = max((spoke.number for spoke in steps if spoke.state != "ahead"), default=1)
    here = next((spoke.number for spoke in steps if spoke.state == "here"), here)
    gone = [_at(angle, ROUND) for angle in range(0, 60 * (here - 1) + 1, 6)]
    made = [tag("circle", class_="leap__round", cx=WIDTH / 2, cy=MIDDLE, r=ROUND)]
    return [*made, tag("polyline", class_="leap__gone", points=_line(gone))] if len(gone) > 1 else made


def _step(spoke: Spoke) -> list[Markup]:
    return _step_shape(spoke, *_at(60 * (spoke.number - 1), ROUND))


def _step_shape(spoke: Spoke, x: float, y: float) -> list[Markup]:
    """A step: solid where something was written, with a ring around it where we are, dashed while it lies ahead."""
    radius = STEP if spoke.state != "here" else STEP - 5
    made = [tag("circle", class_=f"leap__step leap__step--{spoke.state}", cx=x, cy=y, r=radius)]
    if spoke.state == "here":
        made.insert(0, tag("circle", class_="leap__ring", cx=x, cy=y, r=STEP))
    return [*made, *lines_of([str(spoke.number)], x, y + 6, size=SIZE, css="leap__number")]


def _swatch(shape: Sequence[Markup]) -> Markup:
    return tag(
        "svg",
        *shape,
        class_="picture__swatch picture__swatch--square leap",
        viewBox="0 0 48 48",
        aria_hidden="true",
        focusable="false",
    )


# -- in words --------------------------------------------------------------------------------------------------------


def _sentence(data: CasePictureData, language: str) -> str:
    shape = _OVER if data.step in ENDS else _AT
    said = shape.said(language).replace("{step}", where(data).said(language))
    many = len(data.earlier)
    if not many:
        return f"{said}."
    counted = _BEFORE[many - 1] if many <= len(_BEFORE) else _MANY
    return f"{said}; {counted.said(language).replace('{n}', str(many))}."


def _called(spoke: Spoke, language: str) -> str:
    return _STATES[spoke.state].said(language).replace("{step}", spoke.title.said(language))


def _earlier(turn: CasePictureData, language: str) -> str:
    return _EARLIER.said(language).replace("{topic}", topic(turn) or where(turn).said(language))


def _row(number: int, turn: CasePictureData, language: str) -> tuple[str, ...]:
    learnt = newest(turn, "leap_learn").words("we_learnt")
    return (str(number), topic(turn) or "–", where(turn).said(language), turn.since.said(language), learnt or "–")
