"""What YAML cannot say of the six senses: their pictures."""

from __future__ import annotations

from collections.abc import Iterable

from core.api import Picture, Text, hookimpl
from plugins.senses import beads
from plugins.senses.radar import draw

RADAR = Picture("radar", Text({"en": "A wheel of six spokes", "cy": "Olwyn â chwe adain"}, review=("cy",)), draw)

BEADS = Picture(
    "beads", Text({"en": "Moments on a thread", "cy": "Eiliadau ar edau"}, review=("cy",)), beads.draw, of="board"
)


@hookimpl
def pictures() -> Iterable[Picture]:
    """The radar: a spoke for each sense, a line for each group or time; moments as beads on a thread for each person."""
    return RADAR, BEADS
