"""The same tree as nested lists, for `core/web/static/expressions.js`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from core.expressions.env import Env
from core.expressions.evaluation import compiled, truth
from core.expressions.scope import Function
from core.expressions.tree import (
    Answer,
    Answered,
    Between,
    Both,
    Called,
    Chosen,
    Comparison,
    Constant,
    Counted,
    Declined,
    EachRow,
    Folded,
    Given,
    Listed,
    Membership,
    Minused,
    Moved,
    Negated,
    Node,
    Reckoned,
    Times,
    parts,
)
from core.expressions.types import BOOL, PERSON, Many, reading
from core.expressions.values import FINEST, UNANSWERED, kept

Json: TypeAlias = "bool | int | str | list[Json] | None"


def to_json(node: Node) -> Json:
    """A node as `[operation, …]`."""
    return _Writer(None).written(node)


def folded_for(node: Node, env: Env) -> Json | None:
    """The same, with the conditions a page cannot change already decided; None where an answer from elsewhere is
    weighed against one on the page, since that answer must not leave the server."""
    try:
        return _Writer(env).written(node)
    except _FromElsewhere:
        return None


class _FromElsewhere(Exception):
    """An answer of another form or voice, or a plugin's own function, would have to be sent."""


class _Writer:
    """Writes nodes as lists; with an `env`, decides on the way what the page cannot change."""

    def __init__(self, env: Env | None) -> None:
        self._env = env

    def written(self, node: Node) -> Json:
        if self._env is not None:
            if node.type == BOOL and not _reads_page(node):
                return ["truth", truth(node)(self._env)]
            if isinstance(node, (Given, Times)):
                return _fact(node, compiled(node)(self._env))
        return self._leaf(node)

    def _leaf(self, node: Node) -> Json:
        match node:
            case Constant(value=value):
                text = value if isinstance(value, str) else str(kept(value, FINEST))
                return ["value", reading(node.type), text]
            case Answer():
                return self._answer(node)
            case Given(name=name):
                return ["given", name]
            case Times(form=form):
                return ["times", form]
            case Declined(of=answer):
                return ["declined", answer.name if answer.form is None else f"{answer.form}.{answer.name}"]
            case _:
                return self._joined(node)

    def _joined(self, node: Node) -> Json:
        match node:
            case Comparison():
                return self._comparison(node)
            case Membership():
                return ["not in" if node.negated else "in", *self._keyed(node.item, node.among)]
            case EachRow():
                where = None if node.where is None else self.written(node.where)
                return ["each", node.function, self.written(node.over), where, self.written(node.body)]
            case Called(plugin=Function(), name=name):
                if self._env is not None:  # a plugin's Python cannot run in a page
                    raise _FromElsewhere
                return ["plugin", name, *map(self.written, node.args)]
            case Folded():
                return ["fold", node.function, list(node.ids), self.written(node.over)]
            case _:
                return [_operation(node), *map(self.written, parts(node))]

    def _answer(self, answer: Answer) -> Json:
        if self._env is not None and answer.way not in ("own", "field", "item"):
            raise _FromElsewhere
        detail: Json = answer.last if answer.way == "last" else answer.voice
        return ["get", reading(answer.type), answer.way, answer.form, answer.name, detail]

    def _comparison(self, node: Comparison) -> Json:
        if node.ids:
            sides: list[Json] = [["place", list(node.ids), self.written(side)] for side in (node.left, node.right)]
            return [node.op, *sides]
        return [node.op, *self._keyed(node.left, node.right)]

    def _keyed(self, *sides: Node) -> list[Json]:
        persons = any(side.type in (PERSON, Many(PERSON)) for side in sides)
        return [["who", self.written(side)] if persons else self.written(side) for side in sides]


def _reads_page(node: Node, in_rows: bool = False) -> bool:
    """True when the part may change while somebody fills in the page; a row changes with the group it belongs to."""
    match node:
        case Answer(way="own"):
            return True
        case Answer(way="field" | "item"):
            return not in_rows
        case EachRow(over=over):
            return _reads_page(over, in_rows) or any(_reads_page(part, True) for part in parts(node)[1:])
        case _:
            return any(_reads_page(part, in_rows) for part in parts(node))


def _operation(node: Node) -> str:
    """The word for a node that holds nothing but its parts."""
    match node:
        case Both(op=op) | Reckoned(op=op):
            return op
        case Called(name=name):
            return name
        case _:
            return _OPERATIONS[type(node)]


_OPERATIONS: Mapping[type, str] = {
    Negated: "not",
    Answered: "answered",
    Minused: "minus",
    Moved: "moved",
    Between: "days_since",
    Chosen: "if",
    Counted: "count",
    Listed: "list",
}


def _fact(node: Node, value: object) -> Json:
    """A value worked out beforehand."""
    if isinstance(value, dict):
        return ["value", "person", str(value.get("id") or "")]
    return ["unanswered"] if value is UNANSWERED else ["value", reading(node.type), str(value)]
