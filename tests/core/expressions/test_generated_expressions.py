"""Whatever is written and whatever was answered: a value or a kind problem, never anything else."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from random import Random
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.expressions import UNANSWERED, Checked, DictEnv, ExpressionError, ExpressionProblem, Scope, check, evaluation
from core.expressions.values import kept, rounded

PIECES = [
    "and",
    "or",
    "not",
    "in",
    "if",
    "else",
    "for",
    "goes_out",
    "worry",
    "walks",
    "hopes",
    "helps",
    "worries",
    "w",
    "w.cost",
    "w.severity",
    "want.wish",
    "look.worries",
    "count(",
    "any(",
    "all(",
    "sum(",
    "answered(",
    "voices(",
    "latest(",
    "times(",
    "last(",
    "round(",
    ")",
    ")",
    "(",
    "[",
    "]",
    ",",
    ".",
    "==",
    "!=",
    "<",
    ">=",
    "+",
    "-",
    "*",
    "/",
    "//",
    "%",
    "1",
    "2.5",
    "0",
    '"yes"',
    '"a_bit"',
    '"walk"',
    '"2026-06-01"',
    "today",
    "voice",
    "subject",
    "lambda",
    "is",
    "None",
    "__class__",
    "**",
    "=",
    ":",
    "{",
    "}",
    "\\",
    "'",
    "“",
    "ŵ",
    "@",
    "\n",
]
CHANCE = st.randoms(use_true_random=False)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def outcome(source: str, scope: Scope) -> Checked | tuple[ExpressionProblem, ...]:
    try:
        return check(source, scope)
    except ExpressionError as error:
        return error.problems


def is_in_words(found: Checked | tuple[ExpressionProblem, ...], source: str) -> bool:
    """A checked expression, or problems that each say something and point into the expression."""
    if isinstance(found, Checked):
        return True
    return found != () and all(1 <= each.column <= max(1, len(source)) and each.message for each in found)


def is_value(found: object) -> bool:
    return found is UNANSWERED or isinstance(found, (bool, int, str, list, dict))


@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_any_heap_of_pieces_is_understood_or_refused_in_words(home: Scope, pieces: list[str]) -> None:
    found = outcome(" ".join(pieces), home)
    assert is_in_words(found, " ".join(pieces))
    if isinstance(found, Checked):
        assert is_value(found.evaluate(DictEnv()))


@given(st.text(max_size=80))
def test_any_text_is_understood_or_refused_in_words(home: Scope, source: str) -> None:
    assert is_in_words(outcome(source, home), source)


@given(CHANCE)
def test_a_condition_is_true_or_false_and_can_be_said(home: Scope, chance: ModuleType, random: Random) -> None:
    made = chance.Chance(random)
    checked = check(made.condition(), home)
    assert checked.evaluate(made.env()) in (True, False)
    assert checked.say("en")
    assert checked.say("cy")
    assert json.loads(json.dumps(checked.to_json())) == checked.to_json()


@given(CHANCE)
def test_a_number_is_a_number_or_unanswered(home: Scope, chance: ModuleType, random: Random) -> None:
    made = chance.Chance(random)
    found = check(made.number(), home).evaluate(made.env())
    assert found is UNANSWERED or type(found) is int or (isinstance(found, str) and math.isfinite(float(found)))


@given(CHANCE, st.data())
def test_no_stored_value_however_odd_upsets_an_expression(
    home: Scope, chance: ModuleType, random: Random, data: st.DataObject
) -> None:
    checked = check(chance.Chance(random).condition(), home)
    own = {name: data.draw(ANYTHING) for name in sorted(question for form, question in checked.names if form is None)}
    assert checked.evaluate(DictEnv(own=own)) in (True, False)


@given(CHANCE)
def test_the_short_way_and_the_long_way_agree(home: Scope, chance: ModuleType, random: Random) -> None:
    made = chance.Chance(random)
    checked, envs = check(made.condition(2), home), [made.env() for _ in range(3)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evaluation, "shortcut", lambda node: None)
        patch.setattr(evaluation, "own", lambda name, read, whole: lambda env, row=None: read(env.own.get(name)))
        patch.setattr(evaluation, "beside_whole", lambda op, left, number: _compared(op, left, number))
        patch.setattr(evaluation, "with_whole", lambda op, left, number: _reckoned(op, left, number))
        long_way = evaluation.compiled(checked.tree)
    assert [checked.evaluate(env) for env in envs] == [long_way(env) for env in envs]


def _compared(op: str, left: evaluation.Run, number: int) -> evaluation.Run:
    return lambda env, row=None: evaluation.COMPARE[op](left(env, row), number)


def _reckoned(op: str, left: evaluation.Run, number: int) -> evaluation.Run:
    return lambda env, row=None: evaluation.RECKON[op](left(env, row), number)


@given(st.fractions(max_denominator=10**6, min_value=-(10**9), max_value=10**9))
def test_rounding_goes_to_the_nearest_and_a_half_away_from_zero(number: Fraction) -> None:
    off = rounded(number, 2) - number
    assert abs(off) < Fraction(1, 200) or (abs(off) == Fraction(1, 200) and (off > 0) == (number > 0))
    assert Fraction(kept(number)) == rounded(number, 6)
