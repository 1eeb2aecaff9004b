"""A round table: a chair for each voice, empty ones too; in the middle what more than one of them named. Pure.

What is shared is read from equal option ids alone; nobody's own words are ever compared. How much of the words is whose is
said in words (`air_time`), so that a quiet voice is noticed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin, sqrt

from markupsafe import Markup

from core.api import (
    ONLY_A_PART,
    AskedQuestion,
    CasePictureData,
    Chair,
    PictureMade,
    Text,
    drawing,
    fitted,
    initials,
    join,
    leading,
    lines_of,
    tag,
)
from plugins.exchange import air_time

FORM = "my_view"
"""The form in which each voice says how it sees things."""
WIDTH = 320.0
ACROSS = 117.0
"""From the middle to a chair, sideways; up and down it is as far as names and words need."""
SEAT = 21.0
RIM = 30.0
"""From a chair's middle to the edge of the table."""
ROOM = 142.0
"""How long a line in the middle of the table may be."""
SMALL, SIZE = 16.0, 18.0

_COUNTED = {
    "en": [
        "one voice has",
        "two voices have",
        "three voices have",
        "four voices have",
        "five voices have",
        "six voices have",
        "seven voices have",
        "eight voices have",
        "nine voices have",
        "ten voices have",
    ],
    "cy": [
        "un llais",
        "dau lais",
        "tri llais",
        "pedwar llais",
        "pum llais",
        "chwe llais",
        "saith llais",
        "wyth llais",
        "naw llais",
        "deg llais",
    ],
}
_NOBODY = Text({"en": "Nobody has spoken yet", "cy": "Does neb wedi siarad eto"})
_HAVE = Text({"en": "{n} spoken", "cy": "Mae {n} wedi siarad"})
_HIGH = Text({"en": "{n} voices have spoken", "cy": "Mae {n} o leisiau wedi siarad"})
_EMPTY = Text({"en": "{who}’s chair is still empty", "cy": "mae cadair {who} yn dal yn wag"})
_EMPTY_MANY = Text({"en": "these chairs are still empty: {who}", "cy": "mae'r cadeiriau hyn yn dal yn wag: {who}"})
_UNNAMED = Text({"en": "the chair for {who} is still empty", "cy": "mae'r gadair i {who} yn dal yn wag"})
_SHARED = Text(
    {"en": "More than one of us named: {what}.", "cy": "Cafodd y rhain eu henwi gan fwy nag un ohonon ni: {what}."},
    review=("cy",),
)
_MIDDLE = Text(
    {"en": "In the middle: what more than one of us named.", "cy": "Yn y canol: yr hyn a enwodd mwy nag un ohonon ni."}
)
_EDGE = Text(
    {
        "en": "A diamond at the edge: something that one of us alone named.",
        "cy": "Diemwnt ar yr ymyl: rhywbeth a enwodd un ohonon ni yn unig.",
    },
    review=("cy",),
)
_DASHED = Text({"en": "A dashed chair is empty.", "cy": "Cadair wag yw un â llinell doredig."})
_SO_FAR = Text({"en": "empty so far, {status}", "cy": "gwag hyd yma, {status}"})
_ALONE = Text({"en": "Only here: {what}.", "cy": "Yma'n unig: {what}."})
_BESIDE = Text({"en": "{who} sits alongside.", "cy": "Mae {who} yn eistedd gyda nhw."}, review=("cy",))
_HEAD = (
    Text({"en": "Chair", "cy": "Cadair"}),
    Text({"en": "Voice", "cy": "Llais"}),
    Text({"en": "How things stand", "cy": "Sut mae pethau"}),
    Text({"en": "Named by others too", "cy": "Wedi'i enwi gan eraill hefyd"}),
    Text({"en": "Named here alone", "cy": "Wedi'i enwi yma'n unig"}),
    air_time.SHARE,
)


@dataclass(frozen=True)
class _Thing:
    """One option that somebody chose: its question and words, and the seats that chose it."""

    question: AskedQuestion
    words: Text
    seats: tuple[str, ...]


def draw(data: CasePictureData, language: str) -> PictureMade:
    """The picture of these data in one language."""
    things = _things(data)
    shared = [thing for thing in things if len(thing.seats) > 1]
    alone = {chair.seat: [thing for thing in things if thing.seats == (chair.seat,)] for chair in data.chairs}
    short = dict(
        zip((chair.seat for chair in data.chairs), initials([one.called(language) for one in data.chairs]), strict=True)
    )
    middle = _middle(shared, short, language)
    frame = _Frame(len(data.chairs), middle.height)
    parts = [tag("ellipse", class_="table__top", cx=frame.x, cy=frame.y, rx=ACROSS - RIM, ry=frame.up - RIM)]
    parts += middle.drawn(frame)
    for number, chair in enumerate(data.chairs):
        parts += _chair(frame, number, chair, short[chair.seat], _label(data.chairs, chair, language))
        parts += _diamonds(frame, number, len(alone[chair.seat]))
    title, sentence = data.title.said(language), _sentence(data, shared, language)
    svg = drawing(WIDTH, frame.height, "table-round", *parts, title=title, sentence=sentence)
    head = tuple(words.said(language) for words in _HEAD)
    parts_of = air_time.parts(data, FORM)
    words = {seat: part.said(language) for seat, part in parts_of.items()}
    rows = tuple((*_row(chair, things, language), words.get(chair.seat, "–")) for chair in data.chairs)
    legend = tuple(
        (_swatch(chair, short[chair.seat]), _words(chair, alone[chair.seat], words.get(chair.seat, ""), language))
        for chair in data.chairs
    )
    return PictureMade(svg, sentence, head, rows, title, legend, _note(data, shared, alone, language))


# -- what was named --------------------------------------------------------------------------------------------------


def _things(data: CasePictureData) -> list[_Thing]:
    """Every option that a voice chose for itself, in the order of the form. What was only noticed is nobody's choice."""
    seats = {chair.seat for chair in data.chairs}
    found: list[_Thing] = []
    for question in data.asked.get(FORM, {}).values():
        if question.type not in ("choice", "choices"):
            continue
        for option in question.options:
            named = tuple(
                dict.fromkeys(
                    one.seat
                    for one in data.said(FORM)
                    if one.seat in seats and question.id not in one.noticed and option.id in one.chosen(question.id)
                )
            )
            if named:
                found.append(_Thing(question, option.title, named))
    return found


# -- the drawing -----------------------------------------------------------------------------------------------------


class _Frame:
    """Where the chairs stand: as many as there are, round a table that is as high as the words on it."""

    def __init__(self, chairs: int, words: float) -> None:
        self.chairs = max(chairs, 1)
        # A line at the top of an ellipse is short: the table is so high that the outermost line still has room.
        self.up = max(118.0, 17.0 * chairs, 0.82 * words + RIM)
        self.x, self.y = WIDTH / 2, self.up + SEAT + 34
        lowest = max(self.at(number)[1] for number in range(self.chairs)) + SEAT + 26
        self.height = max(lowest, self.y + self.up - RIM + 6)

    def at(self, number: int, inwards: float = 0.0) -> tuple[float, float]:
        """The place of a chair, the first at the top; `inwards` from it towards the middle."""
        angle = 2 * pi * number / self.chairs - pi / 2
        return self.x + (ACROSS - inwards) * cos(angle), self.y + (self.up - inwards) * sin(angle)


@dataclass(frozen=True)
class _Middle:
    """The words in the middle of the table: (line, class, size, gap above it)."""

    lines: tuple[tuple[str, str, float, float], ...]

    @property
    def height(self) -> float:
        return sum(leading(size) + gap for _, _, size, gap in self.lines)

    def drawn(self, frame: _Frame) -> list[Markup]:
        made: list[Markup] = []
        y = frame.y - self.height / 2
        for words, css, size, gap in self.lines:
            y += leading(size) + gap
            made += lines_of([words], frame.x, y - size * 0.3, size=size, css=css, room=ROOM)
        return made


def _middle(shared: Sequence[_Thing], short: Mapping[str, str], language: str) -> _Middle:
    lines: list[tuple[str, str, float, float]] = []

    def say(words: str, css: str, size: float, gap: float = 0.0) -> None:
        for number, line in enumerate(fitted(words, ROOM / size)):
            lines.append((line, css, size, 0.0 if number else gap))

    before = None
    for thing in shared:
        if thing.question is not before:
            say(thing.question.ask.said(language), "table__asked", SMALL, 8.0 if lines else 0.0)
            before = thing.question
        say(thing.words.said(language), "table__shared", SIZE, 6.0)
        say(" · ".join(short[seat] for seat in thing.seats), "table__who", SMALL)
    return _Middle(tuple(lines))


def _chair(frame: _Frame, number: int, chair: Chair, short: str, label: str) -> list[Markup]:
    x, y = frame.at(number)
    css = "table__chair" if chair.state == "heard" else "table__chair table__chair--empty"
    room = 5.0 if frame.chairs <= 10 else 3.8
    words = fitted(label, room, 1)
    above = y < frame.y - 1
    return [
        tag("circle", class_=css, cx=x, cy=y, r=SEAT),
        *lines_of([short], x, y + 6, css="table__initials", size=SIZE if len(short) < 4 else 12.0),
        *lines_of(words, x, y - SEAT - 7 if above else y + SEAT + 18, css="table__name", size=SMALL, room=room * SMALL),
    ]


def _diamonds(frame: _Frame, number: int, many: int) -> list[Markup]:
    """One for each thing that this voice alone named, side by side along the edge of the table."""
    made = []
    x, y = frame.at(number, RIM)
    across, down = frame.x - x, frame.y - y
    length = sqrt(across * across + down * down) or 1.0
    drawn = min(many, 5)
    for place in range(drawn):
        aside = (place - (drawn - 1) / 2) * 12
        cx, cy = x - down / length * aside, y + across / length * aside
        points = f"{cx:.1f},{cy - 7:.1f} {cx + 6:.1f},{cy:.1f} {cx:.1f},{cy + 7:.1f} {cx - 6:.1f},{cy:.1f}"
        made.append(tag("polygon", class_="table__alone", points=points))
    return made


def _label(chairs: Sequence[Chair], chair: Chair, language: str) -> str:
    """The first name; with the next letter where two share it; the voice where nobody sits."""
    if not chair.person.split():
        return chair.voice.said(language)
    first, *rest = chair.person.split()
    same = sum(1 for one in chairs if one.person.split()[:1] == [first])
    return f"{first} {rest[-1][0]}" if same > 1 and rest else first


def _swatch(chair: Chair, short: str) -> Markup:
    css = "table__chair" if chair.state == "heard" else "table__chair table__chair--empty"
    return tag(
        "svg",
        tag("circle", class_=css, cx=24, cy=24, r=SEAT),
        *lines_of([short], 24, 30, css="table__initials", size=SIZE if len(short) < 4 else 12.0),
        class_="picture__swatch picture__swatch--square table-round",
        viewBox="0 0 48 48",
        aria_hidden="true",
        focusable="false",
    )


# -- in words --------------------------------------------------------------------------------------------------------


def _sentence(data: CasePictureData, shared: Sequence[_Thing], language: str) -> str:
    heard = sum(chair.state == "heard" for chair in data.chairs)
    empty = [chair for chair in data.chairs if chair.state == "waiting"]
    said = _spoken(heard, language)
    quiet = air_time.offer(data, FORM, language)
    if len(empty) == 1:
        shape = _EMPTY if empty[0].person else _UNNAMED
        said += "; " + shape.said(language).replace("{who}", _first(empty[0], language))
    elif empty:
        who = join([_first(chair, language) for chair in empty], language)
        said += "; " + _EMPTY_MANY.said(language).replace("{who}", who)
    sentences = [f"{said}."]
    if shared:
        what = join([_low(thing.words.said(language)) for thing in shared], language)
        sentences.append(_SHARED.said(language).replace("{what}", what))
    return " ".join(filter(None, (*sentences, quiet)))


def _spoken(heard: int, language: str) -> str:
    """How many have spoken, in words."""
    if not heard:
        return _NOBODY.said(language)
    words = _COUNTED.get(language, _COUNTED["en"])
    if heard > len(words):
        return _HIGH.said(language).replace("{n}", str(heard))
    said = _HAVE.said(language).replace("{n}", words[heard - 1])
    return said[0].upper() + said[1:]


def _first(chair: Chair, language: str) -> str:
    return next(iter(chair.person.split()), "") or f"“{chair.voice.said(language)}”"


def _low(words: str) -> str:
    return words[:1].lower() + words[1:]


def _words(chair: Chair, alone: Sequence[_Thing], part: str, language: str) -> str:
    voice = chair.voice.said(language)
    who = f"{chair.person}, {_low(voice)}" if chair.person else voice
    stands = _stands(chair, language)
    parts = [f"{who}: {stands}, {part}." if part and chair.state == "heard" else f"{who}: {stands}."]
    if chair.alongside:
        parts.append(_BESIDE.said(language).replace("{who}", chair.alongside))
    if alone:
        parts.append(
            _ALONE.said(language).replace("{what}", join([_low(one.words.said(language)) for one in alone], language))
        )
    return " ".join(parts)


def _stands(chair: Chair, language: str) -> str:
    """How things stand with a chair; that it is empty is said, not only drawn."""
    status = _low(chair.status.said(language))
    return _SO_FAR.said(language).replace("{status}", status) if chair.state == "waiting" else status


def _row(chair: Chair, things: Sequence[_Thing], language: str) -> tuple[str, ...]:
    mine = [thing for thing in things if chair.seat in thing.seats]
    also = [thing.words.said(language) for thing in mine if len(thing.seats) > 1]
    own = [thing.words.said(language) for thing in mine if len(thing.seats) == 1]
    return (
        chair.called(language),
        chair.voice.said(language),
        _stands(chair, language),
        ", ".join(also) or "–",
        ", ".join(own) or "–",
    )


def _note(data: CasePictureData, shared: Sequence[_Thing], alone: Mapping[str, Sequence[_Thing]], language: str) -> str:
    notes = []
    if any(chair.state != "heard" for chair in data.chairs):
        notes.append(_DASHED)
    if shared:
        notes.append(_MIDDLE)
    if any(alone.values()):
        notes.append(_EDGE)
    if not data.whole:
        notes.append(ONLY_A_PART)
    return " ".join(note.said(language) for note in notes)
