"""The small home that these tests ask about."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from core.expressions import Scope


@pytest.fixture(scope="session")
def home() -> Scope:
    """Every name that `a_home.py` describes."""
    spec = importlib.util.spec_from_file_location("a_home", Path(__file__).with_name("a_home.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    scope: Scope = module.SCOPE
    return scope
