"""A hook ships only with a plugin that uses it and a heading in the guide with its exact signature."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from core import plugins
from core.hookspecs import Specs

ROOT = Path(__file__).parents[2]
HOOKS = [name for name in vars(Specs) if not name.startswith("_")]


def _signature(name: str) -> str:
    found = inspect.signature(getattr(Specs, name))
    params = ", ".join(f"{p.name}: {p.annotation}" for p in found.parameters.values() if p.name != "self")
    return f"{name}({params}) -> {found.return_annotation}"


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_has_a_heading_with_its_exact_signature(name: str) -> None:
    headings = re.findall(r"^### `(.+)`$", (ROOT / "docs/developer/plugins.md").read_text("utf-8"), re.MULTILINE)
    assert _signature(name) in headings


def test_the_guide_speaks_of_no_hook_that_is_not_there() -> None:
    headings = re.findall(r"^### `(\w+)\(", (ROOT / "docs/developer/plugins.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(headings) == sorted(HOOKS)


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_is_used_by_a_plugin_of_ours(name: str) -> None:
    loaded = plugins.load()
    assert getattr(loaded.hooks.manager.hook, name).get_hookimpls(), f"nobody uses {name}"
