"""Named stones in three beds: what could go well, what worries us, and, always, what a no would cost. Pure.

A stone's size comes from words. Nothing is added up, and nothing tips.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from core.api import (
    ONLY_A_PART,
    CasePictureData,
    PictureMade,
    Text,
    drawing,
    fitted,
    join,
    leading,
    lines_of,
    tag,
)
from plugins.risk_benefit.beds import BEDS, NAMES, Bed, Stone, declined, stones

WIDTH = 320.0
COLUMN = 153.0
"""Two columns, and a gap between them."""
NAMED = 8
"""So many stones of a bed have their words beside them; the others have a number, and their words in the table."""
SIZE, SMALL = 18.0, 16.5
_RADII = ((20.0, 13.0), (29.0, 19.0), (40.0, 26.0))
_SMALL_RADII = ((17.0, 11.0), (22.0, 14.0), (28.0, 18.0))
"""How wide and how high a stone is, by its words; and one that has only its number."""

_NOTHING = Text({"en": "Nothing here yet", "cy": "Dim byd yma eto"})
_NOBODY = Text({"en": "Nobody has laid a stone yet.", "cy": "Does neb wedi gosod carreg eto."})
_LAID = Text({"en": "{who} laid these stones", "cy": "{who} osododd y cerrig hyn"}, review=("cy",))
_WITH_NO = Text(
    {"en": "what a no would cost lies beside the rest", "cy": "mae pris dweud na gyda'r gweddill"}, review=("cy",)
)
_WITHOUT_NO = Text({"en": "what a no would cost is still to be said", "cy": "mae pris dweud na heb ei ddweud eto"})
_SIZES = Text(
    {
        "en": "A stone is as large as its words say. The stones are not added up: they are there to be talked about.",
        "cy": "Mae carreg mor fawr ag y dywed ei geiriau. Dydy'r cerrig ddim yn cael eu hadio: maen nhw yno i siarad amdanyn nhw.",
    }
)
_NUMBERED = Text(
    {
        "en": "A stone with only a number has its words in the table.",
        "cy": "Mae geiriau carreg sydd â rhif yn unig yn y tabl.",
    }
)
_HEAD = (
    Text({"en": "Stone", "cy": "Carreg"}),
    Text({"en": "Where it lies", "cy": "Ble mae hi"}),
    Text({"en": "Whose voice", "cy": "Llais pwy"}),
    Text({"en": "How large, in words", "cy": "Pa mor fawr, mewn geiriau"}),
)


def draw(data: CasePictureData, language: str) -> PictureMade:
    """The picture of these data in one language."""
    every = list(enumerate(stones(data, language), 1))
    bed = {name: [(number, one) for number, one in every if one.bed == name] for name in BEDS}
    parts: list[Markup] = []
    left = _bed(parts, "could_go_well", bed["could_go_well"], (COLUMN / 2,), 0.0, language)
    right = _bed(parts, "worries", bed["worries"], (WIDTH - COLUMN / 2,), 0.0, language)
    line = max(left, right) + 8
    parts.append(tag("line", class_="stones__line", x1=0.0, x2=WIDTH, y1=line, y2=line))
    down = _bed(parts, "if_we_say_no", bed["if_we_say_no"], (COLUMN / 2, WIDTH - COLUMN / 2), line + 6, language)
    title, sentence = data.title.said(language), _sentence(every, language)
    svg = drawing(WIDTH, down + 4, "stones", *parts, title=title, sentence=sentence)
    notes = [_SIZES] if every else []
    if any(len(found) > NAMED for found in bed.values()):
        notes.append(_NUMBERED)
    if not data.whole:
        notes.append(ONLY_A_PART)
    head = tuple(words.said(language) for words in _HEAD)
    return PictureMade(
        svg, sentence, head, _rows(data, every, language), title, note=" ".join(note.said(language) for note in notes)
    )


def _bed(
    parts: list[Markup],
    bed: Bed,
    found: Sequence[tuple[int, Stone]],
    columns: Sequence[float],
    down: float,
    language: str,
) -> float:
    """One bed under its name, in as many columns as it has; gives how far down it reaches."""
    middle = sum(columns) / len(columns)
    room = COLUMN * len(columns)
    name = fitted(NAMES[bed].said(language), room / 20)
    parts += lines_of(name, middle, down + 24, size=20, css="stones__bed", room=room)
    down += 34 + leading(20) * (len(name) - 1)
    if not found:
        empty = fitted(_NOTHING.said(language), COLUMN / SIZE)
        parts += lines_of(empty, middle, down + 20, size=SIZE, css="stones__empty", room=COLUMN)
        return down + 20 + leading(SIZE) * len(empty)
    ends = [down for _ in columns]
    for number, stone in found[:NAMED]:
        column = ends.index(min(ends))
        ends[column] = _named(parts, number, stone, columns[column], ends[column], language)
    return _heap(parts, found[NAMED:], columns, max(ends))


def _named(parts: list[Markup], number: int, stone: Stone, x: float, down: float, language: str) -> float:
    wide, high = _RADII[min(stone.size, 2) if stone.size is not None else 1]
    parts += _stone(number, stone, x, down + high + 4, wide, high)
    down += 2 * high + 8
    for words, size, css, most in (
        (stone.words, SIZE, "stones__words", 5),
        (stone.who, SMALL, "stones__who", 2),
        (stone.how_much, SMALL, "stones__size", 3),
    ):
        if words:
            lines = fitted(words, COLUMN / size, most)
            parts += lines_of(lines, x, down + size, size=size, css=css, room=COLUMN)
            down += leading(size) * len(lines)
    return down + 16


def _heap(parts: list[Markup], found: Sequence[tuple[int, Stone]], columns: Sequence[float], down: float) -> float:
    """The other stones of a bed side by side, each with its number."""
    if not found:
        return down
    left, right = columns[0] - COLUMN / 2, columns[-1] + COLUMN / 2
    across, height = left, 0.0
    for number, stone in found:
        wide, high = _SMALL_RADII[min(stone.size, 2) if stone.size is not None else 1]
        if across + 2 * wide > right:
            across, down, height = left, down + height + 6, 0.0
        height = max(height, 2 * high)
        parts += _stone(number, stone, across + wide, down + high + 2, wide, high)
        across += 2 * wide + 6
    return down + height + 12


def _stone(number: int, stone: Stone, x: float, y: float, wide: float, high: float) -> list[Markup]:
    """A round pebble for what could go well, a stone with edges for a worry, an outline for what would not be there."""
    css = f"stones__stone stones__stone--{stone.bed.replace('_', '-')}"
    if stone.size is None and stone.bed != "if_we_say_no":
        css += " stones__stone--unsaid"
    if stone.bed == "worries":
        corners = ((-1, 0.15), (-0.62, -0.9), (0.4, -1), (1, -0.2), (0.7, 0.95), (-0.55, 1))
        points = " ".join(f"{x + wide * a:.1f},{y + high * b:.1f}" for a, b in corners)
        shape = tag("polygon", class_=css, points=points)
    else:
        shape = tag("ellipse", class_=css, cx=x, cy=y, rx=wide, ry=high)
    return [shape, *lines_of([str(number)], x, y + 5, size=SMALL, css=f"{css} stones__number")]


# -- in words --------------------------------------------------------------------------------------------------------


def _sentence(every: Sequence[tuple[int, Stone]], language: str) -> str:
    if not every:
        return _NOBODY.said(language)
    who = join(list(dict.fromkeys(stone.who for _, stone in every)), language)
    no = _WITH_NO if any(stone.bed == "if_we_say_no" for _, stone in every) else _WITHOUT_NO
    return f"{_LAID.said(language).replace('{who}', who)}; {no.said(language)}."


def _rows(data: CasePictureData, every: Sequence[tuple[int, Stone]], language: str) -> tuple[tuple[str, ...], ...]:
    rows = [
        (f"{number}. {stone.words}", NAMES[stone.bed].said(language), stone.who, stone.how_much or "–")
        for number, stone in every
    ]
    rows += [("–", NAMES[bed].said(language), who, words) for bed, who, words in declined(data, language)]
    here = {stone.bed for _, stone in every}
    rows += [(_NOTHING.said(language), NAMES[bed].said(language), "–", "–") for bed in BEDS if bed not in here]
    return tuple(rows)
