"""A page decides what to show exactly as the server would: the same vectors, in Chromium."""

from __future__ import annotations

import importlib.util
import json
from datetime import date
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import pytest
from playwright.sync_api import Page

from core.expressions import UNANSWERED, DictEnv, Scope, check

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


def beside_the_vectors(name: str) -> ModuleType:
    """A module of tests/core/expressions; tests are no package, so it is asked for by its path."""
    spec = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def home() -> Scope:
    """The small home of tests/core/expressions."""
    scope: Scope = beside_the_vectors("a_home").SCOPE
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


def test_the_browser_agrees_with_the_server_about_expressions_made_up_by_chance(page: Page, home: Scope) -> None:
    random = Random("a home by the sea")  # the same five hundred each time
    made = beside_the_vectors("chance").Chance(random)
    sources = [made.condition() if number % 2 else made.number() for number in range(500)]
    envs = [made.env() for _ in sources]
    expressions = [check(source, home) for source in sources]
    asked = [[each.to_json(), facts_of(env)] for each, env in zip(expressions, envs, strict=True)]
    values = [each.evaluate(env) for each, env in zip(expressions, envs, strict=True)]
    expected = [None if value is UNANSWERED else value for value in values]
    found = evaluated(page, asked)
    assert [(source, a, b) for source, a, b in zip(sources, expected, found, strict=True) if a != b] == []
    assert len({str(value) for value in expected}) > 30


def facts_of(env: DictEnv) -> dict[str, Any]:
    return {**vars(env), "today": env.today.isoformat()}


def test_a_name_from_javascript_itself_is_no_answer(page: Page) -> None:
    names = ("constructor", "__proto__", "toString", "hasOwnProperty")
    trees = [[["answered", ["get", "text", "own", None, name, ""]], {"own": {}}] for name in names]
    unknown = [[["constructor"], {}], [["plugin", "syllables", ["value", "text", "a"]], {}]]
    assert evaluated(page, trees + unknown) == [False, False, False, False, None, None]
