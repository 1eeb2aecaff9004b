"""What YAML cannot say of doing things together: the wheel of a day."""

from __future__ import annotations

from collections.abc import Iterable

from core.api import Picture, Text, hookimpl
from plugins.activities import wheel

WHEEL = Picture(
    "day_wheel",
    Text({"en": "The wheel of our day", "cy": "Olwyn ein diwrnod"}),
    wheel.draw,
    of="home",
    pack="activities",
    reads=(wheel.HAPPENED,),
    row="day_wheel",
)


@hookimpl
def pictures() -> Iterable[Picture]:
    """Shared moments round the hours of a day, by who shared them."""
    return (WHEEL,)
