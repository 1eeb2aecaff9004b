"""Every line of vectors.json, evaluated by the server; tests/browser runs the same lines in a browser."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.expressions import UNANSWERED, DictEnv, Scope, check

VECTORS = json.loads(Path(__file__).with_name("vectors.json").read_text())["vectors"]
LINES = [(group["given"], source, value) for group in VECTORS for source, value in group["expect"]]


def env_of(given: dict[str, Any]) -> DictEnv:
    today = date.fromisoformat(given.get("today", "2026-06-01"))
    return DictEnv(**{**given, "today": today})


@pytest.mark.parametrize(("given", "source", "value"), LINES, ids=[source for _, source, _ in LINES])
def test_a_line_has_the_value_that_is_written_beside_it(
    given: dict[str, Any], source: str, value: object, home: Scope
) -> None:
    found = check(source, home).evaluate(env_of(given))
    assert (None if found is UNANSWERED else found) == value
    assert type(found) is type(value) or found is UNANSWERED


def test_there_are_vectors_for_every_function_and_operator() -> None:
    everything = " ".join(source for _, source, _ in LINES)
    functions = [
        "answered",
        "declined",
        "count",
        "sum",
        "min",
        "max",
        "mean",
        "round",
        "days_since",
        "weeks_since",
        "age",
        "lower",
        "contains",
        "begins",
    ]
    assert [
        name
        for name in [*functions, *["latest", "times", "last", "any", "all", "voice", "voices"]]
        if f"{name}(" not in everything
    ] == []
    operators = [
        "and",
        "or",
        "not",
        "in",
        "if",
        "else",
        "for",
        "==",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "+",
        "-",
        "*",
        "/",
        "//",
        "%",
    ]
    assert [sign for sign in operators if f" {sign} " not in f" {everything} "] == []
    assert len(LINES) >= 150
