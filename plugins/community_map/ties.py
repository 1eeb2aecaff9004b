"""What the pictures of a map are drawn from: everybody who said yes, once each, with how each end describes the tie. Pure.

Two people are the same where they are known here by one id, or are written with one name. Nothing is counted up, and two
descriptions of a tie stay two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from core.api import AskedQuestion, CasePictureData, RowAnswers, Text, VoiceAnswers

FORMS = ("map_who", "my_people", "map_tie")
"""The forms that name people, each in a group called `who_there_is`."""
GROUP = "who_there_is"
RINGS = ("home", "near", "further")
SHAPES = {
    "works_here": "square",
    "health": "square",
    "council": "square",
    "voluntary": "diamond",
    "faith": "diamond",
    "school": "diamond",
    "shop": "diamond",
}
"""Kind → the shape it is drawn as; everybody else is a circle."""


@dataclass
class Node:
    """Somebody on a map, or a group. `ties` are the option ids of how the tie is described, each once, the first said first.

    `remembered`: they have died. `kept`: their family would like the tie to stay.
    """

    name: str
    kind: str
    ring: str
    ties: list[str] = field(default_factory=list)
    remembered: bool = False
    kept: bool = False

    @property
    def shape(self) -> str:
        """`circle` for people, `square` for those who work with us, `diamond` for places and groups."""
        return SHAPES.get(self.kind, "circle")

    @property
    def drawn(self) -> tuple[str, ...]:
        """The ties that have a line: those of somebody remembered only where their family would like that."""
        return tuple(self.ties) if not self.remembered else (("remembered",) if self.kept else ())


def nodes(data: CasePictureData, said: Callable[[str], Iterable[VoiceAnswers]] | None = None) -> dict[str, Node]:
    """Who they are → everybody on the map as it is now, or as `said` gives what was sent at another time."""
    found: dict[str, Node] = {}
    for form in FORMS:
        for voice in (said or data.said)(form):
            for row in voice.rows(GROUP):
                _take(found, row, data)
    return found


def _take(found: dict[str, Node], row: RowAnswers, data: CasePictureData) -> None:
    name = row.words("who")
    if not name:
        return
    known = row.known("who")
    key = next((one for one, node in found.items() if one == known or node.name.casefold() == name.casefold()), None)
    node = found.setdefault(
        key or known or name.casefold(), Node(name, _one(row, "kind"), _one(row, "how_near") or "further")
    )
    ties = [tie for tie in (_one(row, "tie"), _one(row, "tie_other_end")) if tie]
    node.ties += [tie for tie in ties if tie != "remembered" and tie not in node.ties]
    node.remembered = node.remembered or "remembered" in ties or known in data.died
    node.kept = node.kept or "yes" in row.chosen("keep_tie")
    # Whoever says they are nearer knows them nearer.
    ring = _one(row, "how_near")
    if ring in RINGS and RINGS.index(ring) < RINGS.index(node.ring):
        node.ring = ring


def _one(row: RowAnswers, question: str) -> str:
    return next(iter(row.chosen(question)), "")


# -- in words --------------------------------------------------------------------------------------------------------

REMEMBERED = Text({"en": "remembered", "cy": "yn y cof"})
KEPT = Text({"en": "remembered, and the tie stays", "cy": "yn y cof, ac mae'r cysylltiad yn aros"}, review=("cy",))
UNSAID = Text({"en": "the tie has not been described", "cy": "does neb wedi disgrifio'r cysylltiad"})
TWO = Text({"en": "{one}; the other end: {two}", "cy": "{one}; y pen arall: {two}"}, review=("cy",))


def described(data: CasePictureData, node: Node, language: str) -> str:
    """How a tie is described: both descriptions where there are two."""
    if node.remembered:
        return (KEPT if node.kept else REMEMBERED).said(language)
    words = [low(asked(data, "tie").option(tie).said(language)) for tie in node.ties]
    if not words:
        return UNSAID.said(language)
    return words[0] if len(words) == 1 else TWO.said(language).replace("{one}", words[0]).replace("{two}", words[1])


def asked(data: CasePictureData, question: str) -> AskedQuestion:
    """A question of the rows, from the first form that has it."""
    for form in FORMS:
        if GROUP in data.asked.get(form, {}):
            return data.question(form, GROUP, question)
    return data.question(FORMS[0], GROUP, question)


def low(words: str) -> str:
    """Words as they stand in the middle of a sentence."""
    return words[:1].lower() + words[1:]


def ordered(found: Iterable[Node]) -> Sequence[Node]:
    """From the inner ring outwards, in the order in which they were named."""
    return sorted(found, key=lambda node: RINGS.index(node.ring) if node.ring in RINGS else len(RINGS))
