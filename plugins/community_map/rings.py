"""Rings and ties: the home, or one person, in the middle; who is near and who is further; a line for each described tie. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, hypot, pi, sin

from markupsafe import Markup

from core.api import (
    ONLY_A_PART,
    CasePictureData,
    PictureMade,
    Text,
    drawing,
    fitted,
    initials,
    lines_of,
    tag,
)
from plugins.community_map.ties import RINGS, Node, asked, described, low, nodes, ordered

WIDTH = 320.0
MIDDLE = 160.0
ROUND = {"home": 62.0, "near": 103.0, "further": 142.0}
ROOM = {"home": 10, "near": 18, "further": 26}
"""So many stand on a ring; the others have their line in the table."""
NODE = 15.0
CENTRE = 27.0
SMALL = 16.0
TIES = ("both_ways", "from_here", "to_here", "lost_touch", "remembered")

_US = Text({"en": "Us", "cy": "Ni"})
_NOBODY = Text(
    {"en": "Nobody who has said yes stands on this map yet.", "cy": "Does neb sydd wedi dweud ie ar y map hwn eto."}
)
_ON = Text({"en": "On this map, {rings}.", "cy": "Ar y map hwn, {rings}."})
_RING = {
    "home": Text({"en": "here in the house: {who}", "cy": "yma yn y tŷ: {who}"}),
    "near": Text({"en": "near: {who}", "cy": "yn agos: {who}"}),
    "further": Text({"en": "further away: {who}", "cy": "ymhellach i ffwrdd: {who}"}),
}
_MANY = Text({"en": "{who} and others", "cy": "{who} ac eraill"})
_LOST = Text({"en": "Lost touch: {who}.", "cy": "Wedi colli cysylltiad: {who}."})
_MORE = Text(
    {
        "en": "There is no room to draw everybody; all of them stand in the table.",
        "cy": "Does dim lle i ddangos pawb; maen nhw i gyd yn y tabl.",
    }
)
_SHAPES = Text(
    {
        "en": "A circle is a person, a square somebody who works with us, a diamond a place or a group. Only those who said yes are here.",
        "cy": "Cylch yw person, sgwâr yw rhywun sy'n gweithio gyda ni, diemwnt yw lle neu grŵp. Dim ond y rhai a ddywedodd ie sydd yma.",
    }
)
_LINES = Text(
    {
        "en": "A thick line runs both ways, an arrow one way; a broken line is a tie we lost, dots are for somebody we remember.",
        "cy": "Mae llinell drwchus yn mynd y ddwy ffordd, a saeth un ffordd; cysylltiad wedi'i golli yw llinell doredig, a dotiau sydd i rywun yn y cof.",
    },
    review=("cy",),
)
_LEGEND = Text({"en": "{name}, {kind}: {tie}", "cy": "{name}, {kind}: {tie}"})
_HEAD = (
    Text({"en": "Who", "cy": "Pwy"}),
    Text({"en": "Who they are", "cy": "Pwy ydyn nhw"}),
    Text({"en": "How near", "cy": "Pa mor agos"}),
    Text({"en": "The tie", "cy": "Y cysylltiad"}),
)
NAMED = 3
"""So many names of a ring stand in the sentence."""


def draw(data: CasePictureData, language: str) -> PictureMade:
    """The picture of these data in one language."""
    found = ordered(nodes(data).values())
    shown = [node for ring in RINGS for node in [one for one in found if one.ring == ring][: ROOM[ring]]]
    short = dict(zip(map(id, found), initials([node.name for node in found]), strict=True))
    places = dict(zip(map(id, shown), _places(shown), strict=True))
    parts = [tag("circle", class_="rings__ring", cx=MIDDLE, cy=MIDDLE, r=ROUND[ring]) for ring in reversed(RINGS)]
    parts += [line for node in shown for line in _ties(node, *places[id(node)])]
    parts += _centre(data, language)
    parts += [mark for node in shown for mark in _mark(node, short[id(node)], *places[id(node)])]
    title, sentence = data.title.said(language), _sentence(found, language)
    svg = drawing(WIDTH, WIDTH, "rings", *parts, title=title, sentence=sentence) if found else ""
    legend = tuple((_swatch(node, short[id(node)]), _words(data, node, language)) for node in shown)
    notes = [_SHAPES, _LINES] if found else []
    if len(shown) < len(found):
        notes.append(_MORE)
    if not data.whole:
        notes.append(ONLY_A_PART)
    return PictureMade(
        svg,
        sentence,
        tuple(words.said(language) for words in _HEAD),
        tuple(_row(data, node, language) for node in found),
        title,
        legend,
        " ".join(note.said(language) for note in notes),
    )


# -- the drawing -----------------------------------------------------------------------------------------------------


def _places(shown: Sequence[Node]) -> list[tuple[float, float]]:
    """Where each stands: outer rings in the gaps of the inner one, so that no line passes under somebody, while there is room."""
    many = {ring: sum(node.ring == ring for node in shown) for ring in RINGS}
    inner, outer = many["home"], len(shown) - many["home"]
    nth = [sum(one.ring == node.ring for one in shown[:number]) for number, node in enumerate(shown)]
    # The two outer rings mixed evenly, one after another round the middle.
    mixed = sorted(
        (number for number, node in enumerate(shown) if node.ring != "home"),
        key=lambda number: ((nth[number] + 0.5) / many[shown[number].ring], number),
    )
    gap = {number: place * max(inner, 1) // outer for place, number in enumerate(mixed)}
    gaps, even = [], []
    for number, node in enumerate(shown):
        here = [one for one in mixed if gap[one] == gap.get(number)]
        turn = (
            (gap[number] + (here.index(number) + 1) / (len(here) + 1)) / max(inner, 1) if here else nth[number] / inner
        )
        gaps.append(_at(node, turn))
        even.append(_at(node, (nth[number] + 0.5 * (node.ring != "home")) / many[node.ring]))
    apart = all(hypot(a - c, b - d) > 2 * NODE + 2 for n, (a, b) in enumerate(gaps) for c, d in gaps[:n])
    return gaps if apart else even


def _at(node: Node, turn: float) -> tuple[float, float]:
    """A place on somebody's ring; `turn` is how far round, 0 at the top."""
    angle = 2 * pi * turn - pi / 2
    return MIDDLE + ROUND[node.ring] * cos(angle), MIDDLE + ROUND[node.ring] * sin(angle)


def _centre(data: CasePictureData, language: str) -> list[Markup]:
    """Whose map it is."""
    first = next(iter(data.about.split()), "") or _US.said(language)
    words = fitted(first, (2 * CENTRE - 6) / SMALL, 1)
    return [
        tag("circle", class_="rings__centre", cx=MIDDLE, cy=MIDDLE, r=CENTRE),
        *lines_of(words, MIDDLE, MIDDLE + 5.5, size=SMALL, css="rings__name", room=2 * CENTRE - 6),
    ]


def _ties(node: Node, x: float, y: float) -> list[Markup]:
    """A line for each description of the tie, side by side where there are two."""
    made: list[Markup] = []
    across, down = x - MIDDLE, y - MIDDLE
    length = hypot(across, down) or 1.0
    across, down = across / length, down / length
    for number, tie in enumerate(node.drawn):
        aside = (number - (len(node.drawn) - 1) / 2) * 8
        start = (MIDDLE + across * CENTRE - down * aside, MIDDLE + down * CENTRE + across * aside)
        end = (x - across * (NODE + 2) - down * aside, y - down * (NODE + 2) + across * aside)
        made += line_of(tie, start, end)
    return made


def line_of(tie: str, start: tuple[float, float], end: tuple[float, float]) -> list[Markup]:
    """The line of a tie: thick both ways, an arrow one way, broken where it was lost, dotted where it is remembered."""
    css = f"rings__tie rings__tie--{tie.replace('_', '-')}" if tie in TIES else "rings__tie"
    made = [tag("line", class_=css, x1=start[0], y1=start[1], x2=end[0], y2=end[1])]
    if tie == "from_here":
        made.append(_head(start, end))
    elif tie == "to_here":
        made.append(_head(end, start))
    return made


def _head(start: tuple[float, float], end: tuple[float, float]) -> Markup:
    """The head of an arrow where a line ends."""
    across, down = end[0] - start[0], end[1] - start[1]
    length = hypot(across, down) or 1.0
    across, down = across / length, down / length
    back = (end[0] - across * 9, end[1] - down * 9)
    corners = (end, (back[0] - down * 5, back[1] + across * 5), (back[0] + down * 5, back[1] - across * 5))
    return tag("polygon", class_="rings__head", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in corners))


def _mark(node: Node, short: str, x: float, y: float) -> list[Markup]:
    """Somebody: their shape with their letters; dotted where they are remembered."""
    css = "rings__node rings__node--remembered" if node.remembered else "rings__node"
    if node.shape == "square":
        shape = tag("rect", class_=css, x=x - NODE + 1.5, y=y - NODE + 1.5, width=2 * NODE - 3, height=2 * NODE - 3)
    elif node.shape == "diamond":
        wide = NODE + 3
        points = f"{x:.1f},{y - wide:.1f} {x + wide:.1f},{y:.1f} {x:.1f},{y + wide:.1f} {x - wide:.1f},{y:.1f}"
        shape = tag("polygon", class_=css, points=points)
    else:
        shape = tag("circle", class_=css, cx=x, cy=y, r=NODE)
    return [shape, *lines_of([short], x, y + 5, size=SMALL, css="rings__letters", room=2 * NODE)]


def _swatch(node: Node, short: str) -> Markup:
    return tag(
        "svg",
        *_mark(node, short, 20, 20),
        class_="picture__swatch picture__swatch--square rings",
        viewBox="0 0 40 40",
        aria_hidden="true",
        focusable="false",
    )


# -- in words --------------------------------------------------------------------------------------------------------


def _sentence(found: Sequence[Node], language: str) -> str:
    if not found:
        return _NOBODY.said(language)
    rings = []
    for ring in RINGS:
        names = [node.name for node in found if node.ring == ring]
        if names:
            who = ", ".join(names[:NAMED])
            who = _MANY.said(language).replace("{who}", who) if len(names) > NAMED else who
            rings.append(_RING[ring].said(language).replace("{who}", who))
    said = _ON.said(language).replace("{rings}", "; ".join(rings))
    lost = [node.name for node in found if "lost_touch" in node.ties and not node.remembered]
    return f"{said} {_LOST.said(language).replace('{who}', ', '.join(lost))}" if lost else said


def _words(data: CasePictureData, node: Node, language: str) -> str:
    kind = low(asked(data, "kind").option(node.kind).said(language))
    said = _LEGEND.said(language).replace("{kind}", kind).replace("{tie}", described(data, node, language))
    return said.replace("{name}", node.name)


def _row(data: CasePictureData, node: Node, language: str) -> tuple[str, ...]:
    return (
        node.name,
        asked(data, "kind").option(node.kind).said(language),
        asked(data, "how_near").option(node.ring).said(language),
        described(data, node, language),
    )
