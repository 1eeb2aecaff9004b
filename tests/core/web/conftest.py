"""A home for the tests of its pages; a file that needs another kind makes its own."""

from __future__ import annotations

import pytest

from core import testing


@pytest.fixture
def house():
    return testing.house()


@pytest.fixture
def app(house):
    return testing.app(house)


@pytest.fixture
def cast(house):
    return testing.home_with_cast(house)
