"""The commonest parts of an expression, each as one closure: a stored answer beside something written out.

They give what the general closures of `evaluation` give, without a call for each side; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from core.expressions.env import Env
from core.expressions.operators import COMPARE, ORDER, RECKON
from core.expressions.tree import Answer, Answered, Comparison, Constant, Listed, Membership, Node
from core.expressions.types import NUMBER, TEXT, Option, Options
from core.expressions.values import LARGEST, SPACES, present, read_number

Row = Mapping[str, object]
"""The row at hand: its answers by field, or (where rows are single answers) the answer itself."""


class Run(Protocol):
    """Gives a value from the answers and, inside `any( )` and its kin, from the row at hand."""

    def __call__(self, env: Env, row: Row | None = None) -> object: ...


class Truth(Protocol):
    """Holds or does not hold, for the answers and the row at hand."""

    def __call__(self, env: Env, row: Row | None = None) -> bool: ...


def shortcut(node: Node) -> Truth | None:
    """The one closure for a common condition, or None where only the general way will do."""
    match node:
        case Answered(of=Answer(way="own", name=name)):
            return _answered(name)
        case Answered(of=Answer(way="field", name=name)):
            return lambda env, row=None: row is not None and present(row.get(name))
        case Comparison(left=Answer() as answer, right=Constant() as constant):
            return _compared(node, answer, constant)
        case Membership(item=Answer() as answer, among=Listed(items=items), negated=False):
            if isinstance(answer.type, Option) and all(isinstance(item, Constant) for item in items):
                return _one_of(answer, tuple(item.value for item in items if isinstance(item, Constant)))
            return None
        case Membership(item=Constant(value=word), among=Answer(type=Options(), way="own", name=name), negated=False):
            return _chosen(name, word)
        case _:
            return None


def _compared(node: Comparison, answer: Answer, constant: Constant) -> Truth | None:
    word = constant.value
    if node.ids and isinstance(word, str):
        place = node.ids.index(word)
        slices = {
            "<": node.ids[:place],
            "<=": node.ids[: place + 1],
            ">": node.ids[place + 1 :],
            ">=": node.ids[place:],
        }
        return _one_of(answer, slices[node.op])
    if node.op == "==" and (answer.type == TEXT or isinstance(answer.type, Option)) and str(word).strip():
        return _is(answer, word)
    if answer.type == NUMBER and answer.way == "own" and type(word) is int:
        return _number(node.op, answer.name, word)
    return None


def _is(answer: Answer, word: object) -> Truth | None:
    name = answer.name
    match answer.way:
        case "own":
            return lambda env, row=None: env.own.get(name) == word
        case "field":
            return lambda env, row=None: row is not None and row.get(name) == word
        case "item":
            return lambda env, row=None: row == word
        case _:
            return None


def _one_of(answer: Answer, words: tuple[object, ...]) -> Truth | None:
    # A tuple, not a set: whatever was stored, `in` only compares and never hashes.
    name = answer.name
    match answer.way:
        case "own":
            return lambda env, row=None: env.own.get(name) in words
        case "field":
            return lambda env, row=None: row is not None and row.get(name) in words
        case "item":
            return lambda env, row=None: row in words
        case _:
            return None


def _answered(name: str) -> Truth:
    def answered(env: Env, row: Row | None = None) -> bool:
        found = env.own.get(name)
        return found.strip(SPACES) != "" if type(found) is str else present(found)

    return answered


def _chosen(name: str, word: object) -> Truth:
    def chosen(env: Env, row: Row | None = None) -> bool:
        several = env.own.get(name)
        return isinstance(several, (list, tuple)) and word in several

    return chosen


def _number(op: str, name: str, number: int) -> Truth:
    """A whole number beside a whole number; decimals, kept as text, take the general way."""
    order, general = ORDER[op], COMPARE[op]

    def compared(env: Env, row: Row | None = None) -> bool:
        found = env.own.get(name)
        if type(found) is int:
            return -LARGEST <= found <= LARGEST and order(found, number)
        return general(read_number(found), number)

    return compared


def beside_whole(op: str, left: Run, number: int) -> Truth:
    """A number that was worked out, beside a whole one."""
    order, general = ORDER[op], COMPARE[op]

    def compared(env: Env, row: Row | None = None) -> bool:
        found = left(env, row)
        return order(found, number) if type(found) is int else general(found, number)

    return compared


def with_whole(op: str, left: Run, number: int) -> Run:
    """A number plus, minus or times a whole one."""
    general = RECKON[op]
    change = -number if op == "-" else number

    def added(env: Env, row: Row | None = None) -> object:
        found = left(env, row)
        if type(found) is int:
            total = found + change
            if -LARGEST <= total <= LARGEST:
                return total
        return general(found, number)

    def multiplied(env: Env, row: Row | None = None) -> object:
        found = left(env, row)
        if type(found) is int:
            total = found * number
            if -LARGEST <= total <= LARGEST:
                return total
        return general(found, number)

    if op == "*":
        return multiplied
    return added if op in "+-" else lambda env, row=None: general(left(env, row), number)


def own(name: str, read: Callable[[object], object], whole: bool) -> Run:
    """An answer of this form; `whole` where it is a number, and mostly a whole one."""
    if not whole:
        return lambda env, row=None: read(env.own.get(name))

    def number(env: Env, row: Row | None = None) -> object:
        found = env.own.get(name)
        return found if type(found) is int and -LARGEST <= found <= LARGEST else read(found)

    return number
