"""The shape of an expression before its names are looked up. `at` is the column, from 1."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Comparing = Literal["==", "!=", "<", "<=", ">", ">="]
Reckoning = Literal["+", "-", "*", "/", "//", "%"]


@dataclass(frozen=True, slots=True)
class Word:
    at: int
    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    at: int
    value: int | Fraction


@dataclass(frozen=True, slots=True)
class Name:
    at: int
    id: str


@dataclass(frozen=True, slots=True)
class Dotted:
    """`form.question` or `row.field`."""

    at: int
    left: str
    right: str

    @property
    def id(self) -> str:
        return f"{self.left}.{self.right}"


@dataclass(frozen=True, slots=True)
class Group:
    """A written-out list: `("yes", "not_sure")`."""

    at: int
    items: tuple[Syntax, ...]


@dataclass(frozen=True, slots=True)
class Logic:
    at: int
    op: Literal["and", "or"]
    parts: tuple[Syntax, ...]


@dataclass(frozen=True, slots=True)
class Not:
    at: int
    part: Syntax


@dataclass(frozen=True, slots=True)
class Compare:
    at: int
    op: Comparing
    left: Syntax
    right: Syntax


@dataclass(frozen=True, slots=True)
class Member:
    at: int
    item: Syntax
    among: Syntax
    negated: bool


@dataclass(frozen=True, slots=True)
class Reckon:
    at: int
    op: Reckoning
    left: Syntax
    right: Syntax


@dataclass(frozen=True, slots=True)
class Minus:
    at: int
    part: Syntax


@dataclass(frozen=True, slots=True)
class Choose:
    at: int
    when: Syntax
    then: Syntax
    otherwise: Syntax


@dataclass(frozen=True, slots=True)
class Call:
    at: int
    function: str
    args: tuple[Syntax, ...]


@dataclass(frozen=True, slots=True)
class Each:
    """`any(body for row in over if where)`, and the same with `all`, `sum` and `count`."""

    at: int
    function: str
    row: str
    row_at: int
    over: Syntax
    where: Syntax | None
    body: Syntax


Syntax = Word | Figure | Name | Dotted | Group | Logic | Not | Compare | Member | Reckon | Minus | Choose | Call | Each
