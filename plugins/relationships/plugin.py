"""What YAML cannot say of relationships: the picture of ties."""

from __future__ import annotations

from collections.abc import Iterable

from core.api import Picture, Text, hookimpl
from plugins.relationships.ties import draw

TIES = Picture("ties", Text({"en": "What goes to and fro", "cy": "Yr hyn sy'n mynd yn ôl ac ymlaen"}), draw, of="case")


@hookimpl
def pictures() -> Iterable[Picture]:
    """A web of ties: arrows both ways where both give, and a question where only one way has been told."""
    return (TIES,)
