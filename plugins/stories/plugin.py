"""What YAML cannot say of hopes and stories: their pictures."""

from __future__ import annotations

from collections.abc import Iterable

from core.api import Picture, Text, hookimpl
from plugins.stories import river, star

STAR = Picture(
    "star",
    Text({"en": "What matters, and how far it has come", "cy": "Yr hyn sy'n bwysig, a pha mor bell mae wedi dod"}),
    star.draw,
    of="case",
)
RIVER = Picture("river", Text({"en": "A river of stories", "cy": "Afon o straeon"}), river.draw, of="board")


@hookimpl
def pictures() -> Iterable[Picture]:
    """A star of one to three hopes with each voice's own word on it; a river with a stone for each story, in time."""
    return STAR, RIVER
