"""The small home that these tests ask about, and chance to make up questions and answers."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from core.expressions import Checked, ExpressionError, ExpressionProblem, Scope, check


def beside(name: str) -> ModuleType:
    """A module that lies beside this file; tests are no package, so it is asked for by its path."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def home() -> Scope:
    """Every name that `a_home.py` describes."""
    scope: Scope = beside("a_home").SCOPE
    return scope


@pytest.fixture(scope="session")
def chance() -> ModuleType:
    """`chance.Chance(random)` makes expressions and answers."""
    return beside("chance")


@pytest.fixture
def checked(home: Scope) -> Callable[[str], Checked]:
    """An expression, checked in the small home."""
    return lambda source: check(source, home)


@pytest.fixture
def problems(home: Scope) -> Callable[[str], tuple[ExpressionProblem, ...]]:
    """The problems of an expression that has some."""

    def found(source: str) -> tuple[ExpressionProblem, ...]:
        with pytest.raises(ExpressionError) as caught:
            check(source, home)
        return caught.value.problems

    return found
