"""What YAML cannot say of the six senses: their picture."""

from __future__ import annotations

from collections.abc import Iterable

from core.api import Picture, Text, hookimpl
from plugins.senses.radar import draw

RADAR = Picture("radar", Text({"en": "A wheel of six spokes", "cy": "Olwyn â chwe adain"}, review=("cy",)), draw)


@hookimpl
def pictures() -> Iterable[Picture]:
    """The radar: a spoke for each sense, a line for each group or time."""
    return (RADAR,)
