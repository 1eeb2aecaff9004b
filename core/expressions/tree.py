"""The checked expression: every name looked up, every part with its type. Evaluating, saying and sending all read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from core.expressions.scope import Function, Symbol
from core.expressions.syntax import Comparing, Reckoning
from core.expressions.types import BOOL, DATE, NUMBER, Many, Option, Options, Type
from core.text import Text

Way = Literal["own", "form", "voice", "voices", "latest", "field", "item", "series", "last", "newest"]
"""Where an answer comes from: this form, a form asked once, one voice, every voice, the newest time, a field of the
row at hand, the item at hand, a whole series, the last few of a series, the newest of a series."""


@dataclass(frozen=True)
class Constant:
    """A number, a text, a date as ISO text, or an option id with its wording."""

    type: Type
    value: int | Fraction | str
    label: Text | None = None


@dataclass(frozen=True)
class Answer:
    """An answer: `name` is the question, field or measure; `form` is None for the form the expression stands in,
    `group` the repeated group that a field belongs to, `title` what the form or the voice is called."""

    type: Type
    way: Way
    name: str
    symbol: Symbol
    form: str | None = None
    title: Text | None = None
    group: str = ""
    voice: str = ""
    last: int = 0


@dataclass(frozen=True)
class Given:
    """What the moment gives: the date, whose view this is, whom it is about."""

    type: Type
    name: Literal["today", "voice", "subject"]
    labels: tuple[tuple[str, Text], ...] = ()


@dataclass(frozen=True)
class Listed:
    """A written-out list."""

    type: Type
    items: tuple[Node, ...]


@dataclass(frozen=True)
class Both:
    """`and` or `or` over conditions."""

    op: Literal["and", "or"]
    parts: tuple[Node, ...]
    type: Type = BOOL


@dataclass(frozen=True)
class Negated:
    part: Node
    type: Type = BOOL


@dataclass(frozen=True)
class Comparison:
    """Two sides of one type; `ids` are the scale's, when position decides."""

    op: Comparing
    left: Node
    right: Node
    ids: tuple[str, ...] = ()
    type: Type = BOOL


@dataclass(frozen=True)
class Membership:
    """`item in among`; both sides must be answered for either outcome, so `not in` is no mere opposite."""

    item: Node
    among: Node
    negated: bool
    type: Type = BOOL


@dataclass(frozen=True)
class Answered:
    of: Answer
    type: Type = BOOL


@dataclass(frozen=True)
class Declined:
    of: Answer
    type: Type = BOOL


@dataclass(frozen=True)
class Times:
    """How often a form was filled in."""

    form: str
    title: Text
    type: Type = NUMBER


@dataclass(frozen=True)
class Reckoned:
    """Arithmetic of two numbers."""

    op: Reckoning
    left: Node
    right: Node
    type: Type = NUMBER


@dataclass(frozen=True)
class Minused:
    part: Node
    type: Type = NUMBER


@dataclass(frozen=True)
class Moved:
    """A date some days later."""

    date: Node
    days: Node
    type: Type = DATE


@dataclass(frozen=True)
class Between:
    """Days from `start` to `end`."""

    start: Node
    end: Node
    type: Type = NUMBER


@dataclass(frozen=True)
class Chosen:
    type: Type
    when: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True)
class EachRow:
    """`any`, `all`, `count` or `sum` of `body` over the rows of `over` for which `where` holds."""

    function: Literal["any", "all", "count", "sum"]
    over: Node
    where: Node | None
    body: Node
    type: Type


@dataclass(frozen=True)
class Folded:
    """`sum`, `min`, `max` or `mean` of the answered ones among several; `ids` are the scale's."""

    function: Literal["sum", "min", "max", "mean"]
    over: Node
    type: Type
    ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Counted:
    over: Node
    type: Type = NUMBER


@dataclass(frozen=True)
class Called:
    """A function of plain values: one of ours, or `plugin`'s."""

    type: Type
    name: str
    args: tuple[Node, ...]
    plugin: Function | None = None


Node = (
    Constant
    | Answer
    | Given
    | Listed
    | Both
    | Negated
    | Comparison
    | Membership
    | Answered
    | Declined
    | Times
    | Reckoned
    | Minused
    | Moved
    | Between
    | Chosen
    | EachRow
    | Folded
    | Counted
    | Called
)


def parts(node: Node) -> tuple[Node, ...]:
    """The nodes directly inside one."""
    match node:
        case Both(parts=inner) | Listed(items=inner) | Called(args=inner):
            return inner
        case Negated(part=part) | Minused(part=part):
            return (part,)
        case Answered(of=part) | Declined(of=part) | Counted(over=part) | Folded(over=part):
            return (part,)
        case Comparison(left=left, right=right) | Reckoned(left=left, right=right):
            return (left, right)
        case Membership(item=left, among=right) | Between(start=left, end=right) | Moved(date=left, days=right):
            return (left, right)
        case Chosen():
            return (node.when, node.then, node.otherwise)
        case EachRow():
            return (node.over, node.body) if node.where is None else (node.over, node.where, node.body)
        case Constant() | Answer() | Given() | Times():
            return ()


def walk(node: Node) -> Iterator[Node]:
    """A node and everything inside it."""
    yield node
    for part in parts(node):
        yield from walk(part)


def labels(node: Node) -> dict[str, Text]:
    """The wording of the options a node's value can be."""
    match node:
        case Answer():
            return dict(node.symbol.option_labels)
        case Given():
            return dict(node.labels)
        case Folded() | Chosen() | Listed():
            found: dict[str, Text] = {}
            for part in parts(node):
                found |= labels(part)
            return found
        case _:
            return {}


def element(kind: Type) -> Type | None:
    """What one of several is: an answer, an option; None where there are not several."""
    match kind:
        case Many(of):
            return of
        case Options(ids):
            return Option(ids)
        case _:
            return None
