"""A home that has switched on the pack with every kind of question."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from core import testing
from core.house import House
from core.testing import Browser, Cast

PACKS = Path(__file__).parents[1] / "packs"


@pytest.fixture
def pack_folder(tmp_path: Path) -> Path:
    shutil.copytree(PACKS / "every_kind", tmp_path / "plugins" / "every_kind")
    return tmp_path / "plugins"


@pytest.fixture
def the_house(pack_folder: Path) -> House:
    return testing.house(plugins_dir=pack_folder)


@pytest.fixture
def cast(the_house: House) -> Cast:
    return testing.home_with_cast(the_house, modules=["every_kind"])


@pytest.fixture
def carys(the_house: House, cast: Cast) -> Browser:
    return testing.browser(the_house, cast.accounts["carys"])


@pytest.fixture
def bethan(the_house: House, cast: Cast) -> Browser:
    return testing.browser(the_house, cast.accounts["bethan"])
