"""The light goes out: in every state that the disk may then be in, all that was acknowledged is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.stores.keys import Keys
from tools.crash import power

STRIDE = 48
"""After how many bytes each the power is cut here; `make crash` cuts more often, and at night after every one."""


@pytest.mark.slow
@pytest.mark.parametrize("keys", [None, Keys.new()], ids=["plain", "sealed"])
def test_in_every_state_a_power_cut_may_leave_all_that_was_acknowledged_is_there(
    tmp_path: Path, keys: Keys | None
) -> None:
    tried, faults = power.cut_everywhere(tmp_path, STRIDE, keys)
    assert faults == []
    assert tried > 250
