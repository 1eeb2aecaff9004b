"""What YAML cannot say of doing things together: what stands on a page, and the wheel of a day."""

from __future__ import annotations

from collections.abc import Iterable

from core.api import Board, Picture, Text, hookimpl
from plugins.activities import boards as parts
from plugins.activities import wheel
from plugins.activities.matching import HAPPENED, ME, OFFER

NOW = Board("do_now", "activities", "home.today", (ME, OFFER), "offers", parts.now, order="05")
MISSED = Board(
    "who_we_missed", "activities", "home.today", (HAPPENED,), "who_we_missed", parts.missed, order="06", whole=True
)
MAY_SUIT = Board("may_suit", "activities", "person.main", (ME, OFFER), "offers", parts.may_suit, order="25")
WHEEL = Picture(
    "day_wheel",
    Text({"en": "The wheel of our day", "cy": "Olwyn ein diwrnod"}),
    wheel.draw,
    of="home",
    pack="activities",
    reads=(HAPPENED,),
    row="day_wheel",
)


@hookimpl
def boards() -> Iterable[Board]:
    """What somebody would like to do now, offers that may suit a person, and who we have missed."""
    return NOW, MISSED, MAY_SUIT


@hookimpl
def pictures() -> Iterable[Picture]:
    """Shared moments round the hours of a day, by who shared them."""
    return (WHEEL,)
