"""What YAML cannot say of our words: their garden, and the lines on a person's page."""

from __future__ import annotations

from collections.abc import Iterable

from core.api import Board, Picture, Text, hookimpl
from plugins.words import garden, spoken_of

GARDEN = Picture(
    "word_garden",
    Text({"en": "Our word garden", "cy": "Ein gardd eiriau"}),
    garden.draw,
    of="home",
    pack="words",
    row="our_words",
)
SPOKEN_OF = Board("spoken_of", "words", "person.main", (spoken_of.FORM,), "person_page", spoken_of.draw, order="05")


@hookimpl
def pictures() -> Iterable[Picture]:
    """Words that are growing, and words we have let go, by month."""
    return (GARDEN,)


@hookimpl
def boards() -> Iterable[Board]:
    """How somebody wishes to be spoken of, on their own page."""
    return (SPOKEN_OF,)
