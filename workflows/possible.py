"""Can a condition ever hold? A cheap proof that it cannot: no way of answering fits all it asks at once.

The condition becomes alternatives, each a list of facts about single answers; it can hold unless every alternative
contradicts itself. Whatever is not understood counts as possible, so a yes proves nothing and a no is certain.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from core.expressions import DATE, NUMBER, Checked, DictEnv, Option
from core.expressions.tree import (
    Answer,
    Answered,
    Both,
    Comparison,
    Constant,
    Given,
    Listed,
    Membership,
    Negated,
    Node,
    Times,
    walk,
)

Value = int | Fraction | str
MOST = 256
"""Alternatives looked at; a condition with more of them counts as possible."""
NOTHING, SOMETHING = "", "*"
"""Stand for no answer, and for an answer of whatever value."""
_SIGNS: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_MIRRORED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True)
class Among:
    """One answer is one of these option ids, or `NOTHING`, or `SOMETHING`."""

    key: str
    values: frozenset[object]


@dataclass(frozen=True)
class Beside:
    """One answer stands so beside a number or a date."""

    key: str
    op: str
    value: Value


Fact = Among | Beside
Facts = tuple[Fact, ...]


def can_hold(checked: Checked) -> bool:
    """False when no answers whatever make the condition true."""
    return any(_agree(facts) for facts in _alternatives(checked.tree, True))


def _alternatives(node: Node, wanted: bool) -> list[Facts]:
    if not any(isinstance(part, Answer | Given | Times) for part in walk(node)):
        return [()] if bool(Checked("", node).evaluate(DictEnv())) is wanted else []
    match node:
        case Negated(part=part):
            return _alternatives(part, not wanted)
        case Both(op=op, parts=parts):
            inner = [_alternatives(part, wanted) for part in parts]
            if (op == "and") == wanted:
                return _all_of(inner)
            return [facts for one in inner for facts in one]
        case _:
            return _fact(node, wanted)


def _all_of(inner: list[list[Facts]]) -> list[Facts]:
    number = 1
    for one in inner:
        number *= len(one)
    if number > MOST:
        return [()]
    return [tuple(fact for facts in chosen for fact in facts) for chosen in product(*inner)]


def _fact(node: Node, wanted: bool) -> list[Facts]:
    match node:
        case Answered(of=answer) if (key := _key(answer)) is not None:
            return [(Among(key, _some(answer) if wanted else frozenset({NOTHING})),)]
        case Comparison(left=Answer() as answer, right=Constant() as constant, op=op) if _key(answer) is not None:
            return _compared(answer, op, constant, node.ids, wanted)
        case Comparison(left=Constant() as constant, right=Answer() as answer, op=op) if _key(answer) is not None:
            return _compared(answer, _MIRRORED[op], constant, node.ids, wanted)
        case Membership(item=Answer() as answer, among=Listed(items=items)) if _is_option(answer):
            listed = frozenset(item.value for item in items if isinstance(item, Constant))
            return _one_of(answer, _some(answer) - listed if node.negated else listed, wanted)
        case _:
            # Not understood: but the same part cannot hold and not hold.
            return [(Among(repr(node), frozenset({wanted})),)]


def _compared(answer: Answer, op: str, constant: Constant, ids: tuple[str, ...], wanted: bool) -> list[Facts]:
    key = _key(answer)
    assert key is not None
    if isinstance(answer.type, Option):
        place = ids.index(str(constant.value)) if ids else -1
        fitting = {
            id
            for position, id in enumerate(ids or answer.type.ids)
            if (_beside(op, position, place) if ids else (id == constant.value) == (op == "=="))
        }
        return _one_of(answer, frozenset(fitting), wanted)
    there = Among(key, frozenset({SOMETHING}))
    if wanted:
        return [(there, Beside(key, op, constant.value))]
    return [(Among(key, frozenset({NOTHING})),), (there, Beside(key, _OPPOSITE[op], constant.value))]


def _one_of(answer: Answer, ids: frozenset[object], wanted: bool) -> list[Facts]:
    key = _key(answer)
    assert key is not None
    return [(Among(key, ids if wanted else (_some(answer) | {NOTHING}) - ids),)]


def _some(answer: Answer) -> frozenset[object]:
    return frozenset(answer.type.ids) if isinstance(answer.type, Option) else frozenset({SOMETHING})


def _is_option(answer: Answer) -> bool:
    return isinstance(answer.type, Option) and _key(answer) is not None


def _key(answer: Answer) -> str | None:
    """A name for one single answer; None where there may be several, or none."""
    single = isinstance(answer.type, Option) or answer.type in (NUMBER, DATE)
    if answer.way == "form" or (answer.way in ("own", "voice", "latest") and single):
        return f"{answer.way} {answer.form}.{answer.name} {answer.voice}"
    return None


# -- do facts agree ---------------------------------------------------------------------------------------------------


def _agree(facts: Facts) -> bool:
    return all(_possible([fact for fact in facts if fact.key == key]) for key in {fact.key for fact in facts})


def _possible(facts: Iterable[Fact]) -> bool:
    """True when one answer can be all of this at once."""
    facts = list(facts)
    sets = [fact.values for fact in facts if isinstance(fact, Among)]
    if sets and not frozenset.intersection(*sets):
        return False
    beside = [fact for fact in facts if isinstance(fact, Beside)]
    return all(_meet(one, other) for position, one in enumerate(beside) for other in beside[position + 1 :])


def _meet(one: Beside, other: Beside) -> bool:
    """True when some value stands so beside both. Between two neighbouring values there is always room for another."""
    if "!=" in (one.op, other.op):
        return {one.op, other.op} != {"==", "!="} or one.value != other.value
    if one.op == "==":
        return _beside(other.op, one.value, other.value)
    if other.op == "==":
        return _beside(one.op, other.value, one.value)
    upwards, downwards = (one, other) if one.op in (">", ">=") else (other, one)
    if upwards.op in ("<", "<=") or downwards.op in (">", ">="):
        return True
    strict = upwards.op == ">" or downwards.op == "<"
    return _beside("<" if strict else "<=", upwards.value, downwards.value)


def _beside(op: str, left: Value, right: Value) -> bool:
    return bool(_SIGNS[op](left, right))
