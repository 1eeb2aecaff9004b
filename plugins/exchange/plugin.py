"""What YAML cannot say of an exchange: the picture of its table."""

from __future__ import annotations

from collections.abc import Iterable

from core.api import Picture, Text, hookimpl
from plugins.exchange.round_table import draw

ROUND_TABLE = Picture("round_table", Text({"en": "Round the table", "cy": "O gwmpas y bwrdd"}), draw, of="case")


@hookimpl
def pictures() -> Iterable[Picture]:
    """The round table: a chair for each voice, what they share in the middle, what only one of them names at the edge."""
    return (ROUND_TABLE,)
