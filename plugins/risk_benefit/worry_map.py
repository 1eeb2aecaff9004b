"""A map of three by three: how much it matters, and how hard it could be. A mark for each voice, so that differences show.

A mark stands at the most that it matters to that voice and the hardest of its worries: two words it said, not a sum. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from core.api import (
    ONLY_A_PART,
    AskedQuestion,
    CasePictureData,
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
from plugins.risk_benefit.beds import FORM, NOTICED, Bed

WIDTH = 320.0
MARK = 20.0
"""Half of a mark, with the letters in it."""
SIZE, SMALL = 17.0, 16.0
_MATTERS: tuple[Bed, str] = ("could_go_well", "how_much")
_HARD: tuple[Bed, str] = ("worries", "severity")

_DOWN = Text({"en": "How much it matters", "cy": "Faint o bwys sydd iddo"})
_ACROSS = Text({"en": "How hard it could be", "cy": "Pa mor anodd allai fod"})
_NO_WORRY = Text({"en": "No worry written", "cy": "Dim pryder wedi'i nodi"})
_NO_GOOD = Text({"en": "No good thing written", "cy": "Dim peth da wedi'i nodi"})
_NOBODY = Text({"en": "Nobody stands on the map yet.", "cy": "Does neb yn sefyll ar y map eto."})
_ONE = Text({"en": "{who} stands on the map.", "cy": "Mae {who} yn sefyll ar y map."})
_TOGETHER = Text({"en": "{who} stand in the same place.", "cy": "Mae {who} yn sefyll yn yr un lle."})
_APART = Text(
    {
        "en": "{who} stand in different places: something to talk about.",
        "cy": "Mae {who} yn sefyll mewn mannau gwahanol: rhywbeth i siarad amdano.",
    },
    review=("cy",),
)
_HOW = Text(
    {
        "en": "Each mark stands where that voice’s own words put it: the most it matters, the hardest worry.",
        "cy": "Mae pob marc lle mae geiriau'r llais hwnnw'n ei roi: y pwys mwyaf, y pryder anoddaf.",
    },
    review=("cy",),
)
_HEAD = Text({"en": "Whose voice", "cy": "Llais pwy"})


@dataclass(frozen=True)
class _Stand:
    """Where one voice stands: its places on both scales, None where it wrote nothing of that kind, with the words."""

    seat: str
    who: str
    matters: int | None
    hard: int | None
    words: tuple[str, str]


def draw(data: CasePictureData, language: str) -> PictureMade:
    """The picture of these data in one language."""
    stands = _stands(data, language)
    looks = list(zip(stands, initials([one.who for one in stands]), range(len(stands)), strict=True))
    parts, height = _Grid(data, stands, language).drawn(looks)
    title, sentence = data.title.said(language), _sentence(stands, language)
    svg = drawing(WIDTH, height, "worry-map", *parts, title=title, sentence=sentence)
    head = tuple(words.said(language) for words in (_HEAD, _DOWN, _ACROSS))
    rows = tuple((one.who, *one.words) for one in stands)
    legend = tuple((_swatch(short, number), ": ".join((one.who, "; ".join(one.words)))) for one, short, number in looks)
    notes = ([_HOW] if stands else []) + ([] if data.whole else [ONLY_A_PART])
    return PictureMade(svg, sentence, head, rows, title, legend, " ".join(note.said(language) for note in notes))


def _stands(data: CasePictureData, language: str) -> list[_Stand]:
    """Every voice that wrote a good thing or a worry with its size; what was noticed stands apart from what was said."""
    found: dict[tuple[str, bool], dict[str, list[int]]] = {}
    names: dict[tuple[str, bool], str] = {}
    for voice in data.said(FORM):
        for bed, size in (_MATTERS, _HARD):
            asked = data.question(FORM, bed, size)
            places = [asked.place(one) for row in voice.rows(bed) for one in row.chosen(size)]
            said = [place for place in places if place is not None]
            if said:
                key = (voice.seat, bed in voice.noticed)
                who = voice.called(language)
                names[key] = f"{who} ({NOTICED.said(language)})" if key[1] else who
                found.setdefault(key, {}).setdefault(bed, []).extend(said)
    return [_stand(data, key[0], names[key], places, language) for key, places in found.items()]


def _stand(data: CasePictureData, seat: str, who: str, places: Mapping[str, list[int]], language: str) -> _Stand:
    matters, hard = (max(places.get(bed, ()), default=None) for bed, _ in (_MATTERS, _HARD))
    words = (
        _words(data.question(FORM, *_MATTERS), matters, _NO_GOOD, language),
        _words(data.question(FORM, *_HARD), hard, _NO_WORRY, language),
    )
    return _Stand(seat, who, matters, hard, words)


def _words(asked: AskedQuestion, place: int | None, none: Text, language: str) -> str:
    return asked.options[place].title.said(language) if place is not None else none.said(language)


Look = tuple[_Stand, str, int]
"""A voice on the map with its letters and the number of its shape."""


class _Grid:
    """The fields of the map: a scale in each direction, and a field for those who wrote nothing of one kind, if any."""

    def __init__(self, data: CasePictureData, stands: Sequence[_Stand], language: str) -> None:
        self.language = language
        hard, matters = data.question(FORM, *_HARD), data.question(FORM, *_MATTERS)
        self.columns: list[tuple[int | None, str]] = [
            (number, one.title.said(language)) for number, one in enumerate(hard.options)
        ]
        self.rows: list[tuple[int | None, str]] = [
            (number, one.title.said(language)) for number, one in reversed(list(enumerate(matters.options)))
        ]
        if any(one.hard is None for one in stands):
            self.columns.insert(0, (None, _NO_WORRY.said(language)))
        if any(one.matters is None for one in stands):
            self.rows.append((None, _NO_GOOD.said(language)))
        self.width = WIDTH / max(len(self.columns), 1)

    def drawn(self, looks: Sequence[Look]) -> tuple[list[Markup], float]:
        """The map with its marks, and how high it is."""
        parts: list[Markup] = lines_of(
            [_ACROSS.said(self.language)], 2, 18, size=SMALL, css="worry-map__axis", anchor="start"
        )
        room = self.width - 8
        heads = [fitted(words, room / SIZE, 4) for _, words in self.columns]
        down = 24.0
        for number, head in enumerate(heads):
            parts += lines_of(
                head, self.width * (number + 0.5), down + SIZE, size=SIZE, css="worry-map__scale", room=room
            )
        down += leading(SIZE) * max((len(head) for head in heads), default=0) + 10
        axis = lines_of([_DOWN.said(self.language)], 2, down + SMALL, size=SMALL, css="worry-map__axis", anchor="start")
        parts += axis
        down += leading(SMALL) + 4
        for place, words in self.rows:
            name = fitted(words, WIDTH / SIZE, 2)
            parts += lines_of(name, 2, down + SIZE, size=SIZE, css="worry-map__scale", anchor="start")
            down += leading(SIZE) * len(name) + 2
            down = self._row(parts, place, looks, down)
        return parts, down + 2

    def _row(self, parts: list[Markup], place: int | None, looks: Sequence[Look], down: float) -> float:
        here = [[one for one in looks if one[0].matters == place and one[0].hard == hard] for hard, _ in self.columns]
        beside = max(int(self.width // (2 * MARK + 4)), 1)
        deep = max([-(-len(marks) // beside) for marks in here] + [1])
        height = deep * (2 * MARK + 6) + 12
        for number, marks in enumerate(here):
            left = self.width * number
            aside = place is None or self.columns[number][0] is None
            css = "worry-map__field worry-map__field--aside" if aside else "worry-map__field"
            parts.append(tag("rect", class_=css, x=left + 2, y=down, width=self.width - 4, height=height, rx=8))
            for position, (_, short, shape) in enumerate(marks):
                row, column = divmod(position, beside)
                many = min(beside, len(marks) - row * beside)
                x = left + self.width / 2 + (column - (many - 1) / 2) * (2 * MARK + 4)
                parts.append(_mark(short, shape, x, down + 8 + MARK + row * (2 * MARK + 6)))
        return down + height + 8


_SHAPES = (
    (),
    ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    ((0, -1), (1, 0), (0, 1), (-1, 0)),
    ((-0.55, -0.95), (0.55, -0.95), (1, 0), (0.55, 0.95), (-0.55, 0.95), (-1, 0)),
    ((0, -1), (1, -0.25), (0.65, 0.95), (-0.65, 0.95), (-1, -0.25)),
    ((-1, -0.7), (1, -0.7), (0.7, 0.85), (-0.7, 0.85)),
)
"""Circle, square, diamond, hexagon, pentagon, bowl; then again, in another ink."""


def _mark(short: str, number: int, x: float, y: float) -> Markup:
    corners = _SHAPES[number % len(_SHAPES)]
    css = "worry-map__mark worry-map__mark--second" if number // len(_SHAPES) % 2 else "worry-map__mark"
    points = " ".join(f"{x + MARK * a:.1f},{y + MARK * b:.1f}" for a, b in corners)
    shape = tag("polygon", points=points) if corners else tag("circle", cx=x, cy=y, r=MARK)
    return tag("g", shape, *lines_of([short], x, y + 6, size=18.0 if len(short) < 3 else 14.0), class_=css)


def _swatch(short: str, number: int) -> Markup:
    return tag(
        "svg",
        _mark(short, number, 24, 24),
        class_="picture__swatch picture__swatch--square worry-map",
        viewBox="0 0 48 48",
        aria_hidden="true",
        focusable="false",
    )


def _sentence(stands: Sequence[_Stand], language: str) -> str:
    if not stands:
        return _NOBODY.said(language)
    places = {(one.matters, one.hard) for one in stands}
    shape = _ONE if len(stands) == 1 else _TOGETHER if len(places) == 1 else _APART
    return shape.said(language).replace("{who}", join([one.who for one in stands], language))
