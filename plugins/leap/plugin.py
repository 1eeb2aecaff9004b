"""What YAML cannot say of a turn of learning: its pictures."""

from __future__ import annotations

from collections.abc import Iterable

from core.api import Picture, Text, hookimpl
from plugins.leap import before_and_now, wheel

WHEEL = Picture("leap_wheel", Text({"en": "Where this turn is", "cy": "Ble mae'r tro hwn"}), wheel.draw, of="case")
SIGNS = Picture(
    "leap_signs",
    Text({"en": "Our signs, before and now", "cy": "Ein harwyddion, cynt a nawr"}),
    before_and_now.draw,
    of="case",
)


@hookimpl
def pictures() -> Iterable[Picture]:
    """The wheel with its spiral of earlier turns, and each sign as it was and as it is."""
    return (WHEEL, SIGNS)
