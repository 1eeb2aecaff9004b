"""What each operator and function does with two values. All of them are total: a value that does not fit is unanswered."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction

from core.expressions.values import (
    KEPT,
    SPACES,
    UNANSWERED,
    Number,
    Unanswered,
    bounded,
    day_number,
    day_text,
    rounded,
)

Two = Callable[[object, object], object]
Order = Callable[[str | Number, str | Number], bool]


def same(left: object, right: object) -> bool:
    """`==`: both answered, and alike."""
    return left is not UNANSWERED and right is not UNANSWERED and left == right


def different(left: object, right: object) -> bool:
    """`!=`: both answered, and not alike."""
    return left is not UNANSWERED and right is not UNANSWERED and left != right


def _in_order(order: Order) -> Callable[[object, object], bool]:
    """`<` and its kin, of two numbers or two dates."""

    def ordered(left: object, right: object) -> bool:
        if isinstance(left, str):
            return isinstance(right, str) and order(left, right)
        return isinstance(left, (int, Fraction)) and isinstance(right, (int, Fraction)) and order(left, right)

    return ordered


ORDER: Mapping[str, Order] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
COMPARE: Mapping[str, Callable[[object, object], bool]] = {
    "==": same,
    "!=": different,
    **{sign: _in_order(ORDER[sign]) for sign in ("<", "<=", ">", ">=")},
}


def _reckoning(work: Callable[[Number, Number], Number], divides: bool = False) -> Two:
    def reckon(left: object, right: object) -> object:
        if isinstance(left, (int, Fraction)) and isinstance(right, (int, Fraction)) and not (divides and right == 0):
            return bounded(work(left, right))
        return UNANSWERED

    return reckon


RECKON: Mapping[str, Two] = {
    "+": _reckoning(operator.add),
    "-": _reckoning(operator.sub),
    "*": _reckoning(operator.mul),
    "/": _reckoning(Fraction, divides=True),
    "//": _reckoning(operator.floordiv, divides=True),
    "%": _reckoning(operator.mod, divides=True),
}


def minus(value: object) -> object:
    return -value if isinstance(value, (int, Fraction)) else UNANSWERED


def moved(start: object, days: object) -> object:
    """The date some whole days later."""
    number = day_number(start)
    if number is None or not isinstance(days, int):
        return UNANSWERED
    return day_text(number + days)


def between(start: object, end: object) -> int | Unanswered:
    """Days from one date to another."""
    first, second = day_number(start), day_number(end)
    return UNANSWERED if first is None or second is None else second - first


def folded(function: str, values: Iterable[object], ids: Sequence[str]) -> object:
    """`sum`, `min`, `max` or `mean` of the answered values; unanswered when there are none."""
    if ids:
        places = [ids.index(value) for value in values if isinstance(value, str) and value in ids]
        return ids[min(places) if function == "min" else max(places)] if places else UNANSWERED
    known = [value for value in values if value is not UNANSWERED]
    if not known:
        return UNANSWERED
    if function in ("min", "max"):
        return _extreme(known, COMPARE["<" if function == "min" else ">"])
    total: object = 0
    for value in known:
        total = RECKON["+"](total, value)
    return total if function == "sum" else RECKON["/"](total, len(known))


def _extreme(values: Sequence[object], better: Callable[[object, object], bool]) -> object:
    best = values[0]
    for value in values[1:]:
        best = value if better(value, best) else best
    return best


def _round(number: object, places: object) -> object:
    if isinstance(number, (int, Fraction)) and isinstance(places, int) and 0 <= places <= KEPT:
        return rounded(number, places)
    return UNANSWERED


def _weeks(start: object, today: object) -> object:
    days = between(start, today)
    return UNANSWERED if days is UNANSWERED else days // 7


def _age(born: object, today: object) -> object:
    """Whole years; somebody born on 29 February is a year older on 1 March."""
    first, second = day_number(born), day_number(today)
    if first is None or second is None:
        return UNANSWERED
    then, now = date.fromordinal(first), date.fromordinal(second)
    return now.year - then.year - ((now.month, now.day) < (then.month, then.day))


def _lower(words: object) -> object:
    return words.lower() if isinstance(words, str) else UNANSWERED


def _contains(words: object, *parts: object) -> bool:
    """One of the parts is enough. Capital letters make no difference."""
    lowered = words.lower() if isinstance(words, str) else None
    return lowered is not None and any(isinstance(part, str) and part.lower() in lowered for part in parts)


def _begins(words: object, *parts: object) -> bool:
    """With one of the parts. Capital letters and spaces in front make no difference."""
    lowered = words.lstrip(SPACES).lower() if isinstance(words, str) else None
    return lowered is not None and any(isinstance(part, str) and lowered.startswith(part.lower()) for part in parts)


FUNCTIONS: Mapping[str, Callable[..., object]] = {
    "round": _round,
    "days_since": between,
    "weeks_since": _weeks,
    "age": _age,
    "lower": _lower,
    "contains": _contains,
    "begins": _begins,
}
