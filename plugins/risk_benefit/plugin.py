"""What YAML cannot say of a choice: its pictures."""

from __future__ import annotations

from collections.abc import Iterable

from core.api import Picture, Text, hookimpl
from plugins.risk_benefit import balance, goes, worry_map

BALANCE = Picture(
    "balance", Text({"en": "What we lay side by side", "cy": "Yr hyn a rown ochr yn ochr"}), balance.draw, of="case"
)
WORRY_MAP = Picture(
    "worry_map",
    Text({"en": "How each of us sees it", "cy": "Sut mae pob un ohonon ni'n ei gweld hi"}),
    worry_map.draw,
    of="case",
)
GOES = Picture("goes", Text({"en": "How each go went", "cy": "Sut aeth pob tro"}), goes.draw, of="case")


@hookimpl
def pictures() -> Iterable[Picture]:
    """Named stones for what could go well, what worries and what a no would cost; a map of views; faces of each go."""
    return BALANCE, WORRY_MAP, GOES
