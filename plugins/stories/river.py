"""A river of stories: the water runs down through time, and each story that is shared here is a stone beside it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from markupsafe import Markup

from core.api import BoardItem, BoardPictureData, PictureMade, Text, drawing, fitted, leading, lines_of, tag

FORM = "story_change"
WIDTH, MIDDLE = 320.0, 160.0
STONE = 17.0
ROOM = 118.0
"""How wide the words beside a stone may be."""
NEWEST = 12
"""So many stories are drawn; earlier ones stand in the table and on the page."""

_NONE = Text({"en": "No story has been shared with you yet.", "cy": "Does dim stori wedi'i rhannu gyda chi eto."})
_ONE = Text(
    {"en": "One story is shared with you: {who}, {name}.", "cy": "Mae un stori wedi'i rhannu gyda chi: {who}, {name}."}
)
_MANY = Text(
    {
        "en": "{n} stories are shared with you. The newest: {name}; {who}, {day}.",
        "cy": "Mae {n} stori wedi'u rhannu gyda chi. Y ddiweddaraf: {name}; {who}, {day}.",
    },
    review=("cy",),
)
_EARLIER = Text({"en": "Earlier stories stand in the table.", "cy": "Mae straeon cynharach yn y tabl."})
_HEAD = (
    Text({"en": "Day", "cy": "Dydd"}),
    Text({"en": "Whose", "cy": "Stori pwy"}),
    Text({"en": "Called", "cy": "Teitl"}),
)
_NO_NAME = Text({"en": "A story without a title", "cy": "Stori heb deitl"})


def draw(data: BoardPictureData, language: str) -> PictureMade:
    """The picture of these data in one language."""
    title = data.title.said(language)
    if not data.items:
        return PictureMade("", _NONE.said(language), caption=title)
    drawn = data.items[-NEWEST:]
    words: list[Markup] = []
    stones: list[Markup] = []
    down = 30.0
    course = [(MIDDLE, 0.0)]
    for number, item in enumerate(drawn):
        side = -1 if number % 2 == 0 else 1
        x = MIDDLE - side * 16
        down, placed = _stone(stones, words, item, side, x, down, language)
        course.append((x, placed))
    course.append((MIDDLE, down + 10))
    sentence = _sentence(data.items, language)
    water = _water(course)
    svg = drawing(WIDTH, down + 16, "river", *water, *stones, *words, title=title, sentence=sentence)
    table = tuple((item.on.said(language), item.who, _name(item, language)) for item in data.items)
    note = _EARLIER.said(language) if len(data.items) > len(drawn) else ""
    return PictureMade(svg, sentence, tuple(one.said(language) for one in _HEAD), table, title, note=note)


def _name(item: BoardItem, language: str) -> str:
    return item.words(FORM, "called") or _NO_NAME.said(language)


def _sentence(items: Sequence[BoardItem], language: str) -> str:
    newest = items[-1]
    shape = (_ONE if len(items) == 1 else _MANY).said(language)
    name = _name(newest, language).rstrip(".")
    before, _mark, after = shape.partition("{name}")
    if len(items) == 1:
        return before.replace("{who}", newest.who) + name + after
    return before.replace("{n}", str(len(items))) + name + _filled(after, newest, language)


def _filled(shape: str, item: BoardItem, language: str) -> str:
    """Whose and when, filled in by position: a name may hold braces of its own."""
    before, _mark, after = shape.partition("{who}")
    return before + item.who + after.replace("{day}", item.on.said(language))


def _stone(
    stones: list[Markup], words: list[Markup], item: BoardItem, side: int, x: float, down: float, language: str
) -> tuple[float, float]:
    """Draws a stone with its words on one side of the water; gives how far down the next may begin, and where it lies."""
    anchor = "end" if side < 0 else "start"
    name = fitted(_name(item, language), ROOM / 18, 4)
    who = fitted(item.who, ROOM / 16, 2)
    at = MIDDLE + side * 36
    y = down
    words += lines_of(name, at, y, size=18, css="river__name", anchor=anchor, room=ROOM)
    y += leading(18) * len(name)
    words += lines_of(who, at, y - 2, size=16, css="river__who", anchor=anchor, room=ROOM)
    y += leading(16) * len(who)
    words += lines_of([item.on.said(language)], at, y - 2, size=16, css="river__day", anchor=anchor, room=ROOM)
    middle = down + (y - down) / 2 - 6
    stones.append(tag("ellipse", class_="river__stone", cx=x, cy=middle, rx=STONE, ry=STONE * 0.72))
    return y + leading(18) + 8, middle


def _water(course: Sequence[tuple[float, float]]) -> list[Markup]:
    """The river as one broad line that bends from stone to stone."""
    path = f"M{course[0][0]:.1f} {course[0][1]:.1f}"
    for (x1, y1), (x2, y2) in pairwise(course):
        half = (y1 + y2) / 2
        path += f" C{x1:.1f} {half:.1f} {x2:.1f} {half:.1f} {x2:.1f} {y2:.1f}"
    return [tag("path", class_="river__water", d=path), tag("path", class_="river__light", d=path)]
