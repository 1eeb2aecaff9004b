"""What YAML cannot say of a map: its pictures."""

from __future__ import annotations

from collections.abc import Iterable

from core.api import Picture, Text, hookimpl
from plugins.community_map import changes, rings

RINGS = Picture(
    "community_rings", Text({"en": "Rings and ties", "cy": "Cylchoedd a chysylltiadau"}), rings.draw, of="case"
)
CHANGES = Picture(
    "community_changes", Text({"en": "What has changed", "cy": "Beth sydd wedi newid"}), changes.draw, of="case"
)


@hookimpl
def pictures() -> Iterable[Picture]:
    """Everybody who said yes on rings round the middle, and two days of one map compared."""
    return (RINGS, CHANGES)
