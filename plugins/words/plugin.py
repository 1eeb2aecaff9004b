"""What YAML cannot say of our words: their garden."""

from __future__ import annotations

from collections.abc import Iterable

from core.api import Picture, Text, hookimpl
from plugins.words import garden

GARDEN = Picture(
    "word_garden",
    Text({"en": "Our word garden", "cy": "Ein gardd eiriau"}),
    garden.draw,
    of="home",
    pack="words",
    row="our_words",
)


@hookimpl
def pictures() -> Iterable[Picture]:
    """Words that are growing, and words we have let go, by month."""
    return (GARDEN,)
