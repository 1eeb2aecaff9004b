"""Conditions and order, made once into checks of keys: what `find` means, the same for every store.

A key is a value in a form that can be compared with any other: nothing < false < true < numbers < text < the rest.
True is not 1, and a field that is not there counts as null.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from core.stores.protocol import LARGEST_PAGE, Body, Condition, Where
from core.stores.values import canonical

Key = tuple[int, int | str]
NULL: Key = (0, 0)
NUMBER_SORT, TEXT_SORT = 2, 3
"""The first part of the keys of numbers and of text."""


@dataclass(frozen=True)
class Check:
    """One condition on one field, as keys. Exactly one of these says what fits:

    `exact` the only keys that do (eq, in, null) · `sort`, `low` and `high`: keys of one sort, from low up to but not high
    (range), None for an open end · `prefix`: what a text begins with · none of them: everything but null.
    """

    field: str
    exact: frozenset[Key] | None = None
    sort: int | None = None
    low: Key | None = None
    high: Key | None = None
    prefix: str | None = None

    def fits(self, key: Key) -> bool:
        """True for a key that meets the condition."""
        if self.exact is not None:
            return key in self.exact
        if self.prefix is not None:
            return key[0] == TEXT_SORT and str(key[1]).startswith(self.prefix)
        if self.sort is not None:
            return (
                key[0] == self.sort and (self.low is None or self.low <= key) and (self.high is None or key < self.high)
            )
        return key != NULL


class Asked(NamedTuple):
    """What a `find` asks for: the records of a kind that meet every check, in the order of a field, at most `most` (None: all),
    only those behind a place where one is given."""

    kind: str
    wanted: tuple[Check, ...] = ()
    order: str = "id"
    descending: bool = False
    behind: tuple[Key, str] | None = None
    most: int | None = None


def key_of(value: object) -> Key:
    """The comparable form of a JSON value."""
    if value is None:
        return NULL
    if isinstance(value, bool):
        return (1, int(value))
    if isinstance(value, int):
        return (NUMBER_SORT, value)
    if isinstance(value, str):
        return (TEXT_SORT, value)
    if isinstance(value, list | dict):
        return (4, canonical(value).decode())
    raise ValueError(f"a {type(value).__name__} cannot stand in a condition")


def field_key(id: str, body: Body, field: str) -> Key:
    """The key of one field of a record; `id` is the record's id, whatever the body holds."""
    return (TEXT_SORT, id) if field == "id" else key_of(body.get(field))


def checks(where: Where | tuple[Condition, ...]) -> tuple[Check, ...]:
    """The conditions as checks. Raises ValueError for one that means nothing."""
    if isinstance(where, Mapping):
        where = tuple(Condition(field, "eq", value) for field, value in where.items())
    return tuple(_test(condition) for condition in where)


def check_limit(limit: int) -> int:
    """The size of a page, or ValueError."""
    if not 1 <= limit <= LARGEST_PAGE:
        raise ValueError(f"a page holds 1 to {LARGEST_PAGE} records, not {limit}")
    return limit


def _test(condition: Condition) -> Check:
    field, value = condition.field, condition.value
    if condition.is_ == "eq":
        return _among(field, (value,))
    if condition.is_ == "in":
        if isinstance(value, str | Mapping) or not isinstance(value, Collection):
            raise ValueError(f"'in' asks for a list of values of {field}")
        return _among(field, value)
    if condition.is_ == "range":
        return _between(field, value)
    if condition.is_ == "prefix":
        if not isinstance(value, str):
            raise ValueError(f"'prefix' asks for the text that {field} begins with")
        return Check(field, prefix=value)
    if condition.is_ == "null":
        if value is False:
            return Check(field)
        return _among(field, (None,))
    raise ValueError(f"'{condition.is_}' is not a condition: use eq, in, range, prefix or null")


def _among(field: str, values: Collection[object]) -> Check:
    return Check(field, exact=frozenset(map(key_of, values)))


def _between(field: str, value: object) -> Check:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise ValueError(f"'range' asks for two ends of {field}: (from, up to), None for an open end")
    low, high = map(key_of, value)
    sort = max(low[0], high[0])
    if sort not in (NUMBER_SORT, TEXT_SORT) or {low[0], high[0]} - {0, sort}:
        raise ValueError(f"'range' asks for two numbers or two texts of {field}, at least one of them given")
    return Check(field, sort=sort, low=None if low == NULL else low, high=None if high == NULL else high)
