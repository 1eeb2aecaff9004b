"""A page decides what to show exactly as the server would: the same vectors, in Chromium."""

from __future__ import annotations

import importlib.util
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from core.expressions import DictEnv, Scope, check

ROOT = Path(__file__).parents[2]
HERE = ROOT / "tests" / "core" / "expressions"
VECTORS = json.loads((HERE / "vectors.json").read_text())["vectors"]
EVALUATE = """
async ([source, lines]) => {
  const blob = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const { evaluate } = await import(blob);
  return lines.map(([tree, facts]) => JSON.stringify(evaluate(tree, facts)));
}
"""


@pytest.fixture(scope="module")
def home() -> Scope:
    """The small home of tests/core/expressions."""
    spec = importlib.util.spec_from_file_location("a_home", HERE / "a_home.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    scope: Scope = module.SCOPE
    return scope


def evaluated(page: Page, lines: list[list[Any]]) -> list[object]:
    """What `expressions.js` makes of [tree, facts] pairs, under a policy that forbids eval."""
    source = (ROOT / "core" / "web" / "static" / "expressions.js").read_text()
    policy = "default-src 'none'; script-src blob:"
    page.set_content(f'<meta http-equiv="Content-Security-Policy" content="{policy}"><title>Expressions</title>')
    return [json.loads(value) for value in page.evaluate(EVALUATE, [source, lines])]


def test_the_browser_gives_every_line_the_value_the_server_gives(page: Page, home: Scope) -> None:
    lines = [(group["given"], source, value) for group in VECTORS for source, value in group["expect"]]
    asked = [[check(source, home).to_json(), {"today": "2026-06-01", **given}] for given, source, _ in lines]
    found = evaluated(page, asked)
    wrong = [
        (source, value, got)
        for (_, source, value), got in zip(lines, found, strict=True)
        if got != value or type(got) is not type(value)
    ]
    assert wrong == []


def test_a_page_that_got_the_rest_decided_agrees_with_the_server(page: Page, home: Scope) -> None:
    """The folded tree needs nothing but the page's own answers, and comes to the same value."""
    asked: list[list[Any]] = []
    values: list[object] = []
    for group in VECTORS:
        given = group["given"]
        env = DictEnv(**{**given, "today": date.fromisoformat(given.get("today", "2026-06-01"))})
        facts = {"own": given.get("own", {}), "not_answered": given.get("not_answered", [])}
        for source, value in group["expect"]:
            tree = check(source, home).for_browser(env)
            if tree is not None:
                asked.append([tree, facts])
                values.append(value)
    assert evaluated(page, asked) == values
    assert len(asked) > 300


def test_a_name_from_javascript_itself_is_no_answer(page: Page) -> None:
    names = ("constructor", "__proto__", "toString", "hasOwnProperty")
    trees = [[["answered", ["get", "text", "own", None, name, ""]], {"own": {}}] for name in names]
    unknown = [[["constructor"], {}], [["plugin", "syllables", ["value", "text", "a"]], {}]]
    assert evaluated(page, trees + unknown) == [False, False, False, False, None, None]
