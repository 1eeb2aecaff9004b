"""Two days of one map side by side: who has come, which ties run otherwise, whom we remember. Nothing is counted up. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from core.api import (
    ONLY_A_PART,
    CasePictureData,
    KeptDay,
    PictureMade,
    Text,
    drawing,
    fitted,
    leading,
    lines_of,
)
from plugins.community_map.rings import line_of
from plugins.community_map.ties import Node, described, nodes

WIDTH = 320.0
SIZE, SMALL = 18.0, 16.0
COLUMNS = 4
"""So many snapshots stand in the table, the newest of them."""

_NONE = Text(
    {
        "en": "This map has not been kept yet, so there is nothing to compare.",
        "cy": "Dyw'r map hwn ddim wedi'i gadw eto, felly does dim i'w gymharu.",
    }
)
_SAME = Text({"en": "Nothing has changed since {day}.", "cy": "Does dim wedi newid ers {day}."})
_SINCE = Text({"en": "Since {day}: {changes}.", "cy": "Ers {day}: {changes}."})
_NEW = Text({"en": "{name} is new, {now}", "cy": "mae {name} yn newydd, {now}"}, review=("cy",))
_GONE = Text({"en": "{name} is no longer on it", "cy": "dyw {name} ddim arno bellach"})
_OTHER = Text({"en": "{name}, {then} before, {now} now", "cy": "{name}, {then} cynt, {now} nawr"})
_THEN = Text({"en": "Then: {words}", "cy": "Bryd hynny: {words}"})
_NOW = Text({"en": "Now: {words}", "cy": "Nawr: {words}"})
_NOT_THERE = Text({"en": "not on the map", "cy": "ddim ar y map"})
_WHO = Text({"en": "Who", "cy": "Pwy"})
_TODAY = Text({"en": "Now", "cy": "Nawr"})


@dataclass(frozen=True)
class Change:
    """Somebody who stands otherwise than before; None where they did not stand, or stand no more."""

    name: str
    then: Node | None
    now: Node | None


def draw(data: CasePictureData, language: str) -> PictureMade:
    """The picture of these data in one language."""
    now = nodes(data)
    kept = [(one, nodes(data, one.said)) for one in data.kept]
    before = _before(data, kept, now, language)
    changes = _changes(data, before[1], now, language) if before is not None else []
    parts: list[Markup] = []
    down = 0.0
    for change in changes:
        down = _change(parts, data, change, down, language)
    title = data.title.said(language)
    sentence = _sentence(data, before[0] if before is not None else None, changes, language)
    svg = drawing(WIDTH, down, "rings", *parts, title=title, sentence=sentence) if changes else ""
    columns = kept[-COLUMNS:]
    head = (_WHO.said(language), *(one.on.said(language) for one, _ in columns), _TODAY.said(language))
    everybody = {key: node.name for _, found in (*columns, (None, now)) for key, node in found.items()}
    rows = tuple(
        (name, *(_tie(data, found.get(key), language) for _, found in columns), _tie(data, now.get(key), language))
        for key, name in everybody.items()
    )
    note = "" if data.whole else ONLY_A_PART.said(language)
    return PictureMade(svg, sentence, head if kept else (), rows if kept else (), title, note=note)


# -- what changed ----------------------------------------------------------------------------------------------------


def _before(
    data: CasePictureData, kept: Sequence[tuple[KeptDay, dict[str, Node]]], now: Mapping[str, Node], language: str
) -> tuple[KeptDay, dict[str, Node]] | None:
    """The newest snapshot that differs from today; where none does, the newest of all."""
    differing = [one for one in kept if _changes(data, one[1], now, language)]
    return next(reversed(differing or kept), None)


def _changes(data: CasePictureData, then: Mapping[str, Node], now: Mapping[str, Node], language: str) -> list[Change]:
    found = []
    for key in dict.fromkeys((*then, *now)):
        old, new = then.get(key), now.get(key)
        if _tie(data, old, language) != _tie(data, new, language):
            found.append(Change((new or old or Node("", "", "")).name, old, new))
    return found


# -- the drawing -----------------------------------------------------------------------------------------------------


def _change(parts: list[Markup], data: CasePictureData, change: Change, down: float, language: str) -> float:
    """Somebody with their line as it was and as it is; gives how far down it reaches."""
    name = fitted(change.name, (WIDTH - 8) / SIZE, 3)
    parts += lines_of(name, 4, down + SIZE, size=SIZE, css="rings__name", anchor="start", room=WIDTH - 8)
    down += leading(SIZE) * len(name) + 6
    for words, node in ((_THEN, change.then), (_NOW, change.now)):
        said = words.said(language).replace("{words}", _tie(data, node, language))
        lines = fitted(said, (WIDTH - 92) / SMALL)
        for number, tie in enumerate(node.drawn if node is not None else ()):
            parts += line_of(tie, (8.0, down + 10 + number * 9), (72.0, down + 10 + number * 9))
        parts += lines_of(lines, 84, down + SMALL, size=SMALL, css="rings__words", anchor="start", room=WIDTH - 88)
        down += leading(SMALL) * len(lines) + 4
    return down + 14


# -- in words --------------------------------------------------------------------------------------------------------


def _tie(data: CasePictureData, node: Node | None, language: str) -> str:
    return described(data, node, language) if node is not None else _NOT_THERE.said(language)


def _sentence(data: CasePictureData, before: KeptDay | None, changes: Sequence[Change], language: str) -> str:
    if before is None:
        return _NONE.said(language)
    if not changes:
        return _SAME.said(language).replace("{day}", before.on.said(language))
    said = "; ".join(_said(data, change, language) for change in changes)
    return _SINCE.said(language).replace("{day}", before.on.said(language)).replace("{changes}", said)


def _said(data: CasePictureData, change: Change, language: str) -> str:
    shape = _NEW if change.then is None else _GONE if change.now is None else _OTHER
    words = shape.said(language).replace("{then}", _tie(data, change.then, language))
    return words.replace("{now}", _tie(data, change.now, language)).replace("{name}", change.name)
