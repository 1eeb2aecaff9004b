"""From the written expression to its shape. Python's `ast` reads it; every node is then asked for by name."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from fractions import Fraction

from core.expressions.problems import ExpressionError, refuse
from core.expressions.reading import sift, too_deep
from core.expressions.syntax import (
    Call,
    Choose,
    Compare,
    Comparing,
    Dotted,
    Each,
    Figure,
    Group,
    Logic,
    Member,
    Minus,
    Name,
    Not,
    Reckon,
    Reckoning,
    Syntax,
    Word,
)
from core.text import Hint, sentence

MOST_NODES = 200
DEEPEST = 40
OVER_ROWS = ("any", "all", "sum", "count")

_COMPARING: Mapping[type[ast.cmpop], Comparing] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_RECKONING: Mapping[type[ast.operator], Reckoning] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
}


@dataclass(frozen=True)
class Parsed:
    """An expression as written, and its shape; its names are not looked up yet."""

    source: str
    syntax: Syntax


def parse(source: str) -> Parsed:
    """The shape of an expression. Raises `ExpressionError` for anything outside the language."""
    sift(source)
    # Line breaks of a YAML block mean no more than spaces; columns stay where they were.
    line = source.replace("\r", " ").replace("\n", " ").replace("\t", " ")
    start = len(line) - len(line.lstrip())
    try:
        tree = ast.parse(line[start:], mode="eval")
    except (RecursionError, MemoryError):
        raise too_deep(1) from None
    except SyntaxError as error:
        column = min(start + (error.offset or 1), len(source))
        raise refuse(
            column, "X109", sentence("the expression cannot be read from here on"), _syntax_hint(source)
        ) from None
    return Parsed(source, _Reader(line, start).read(tree.body))


def named(source: str) -> frozenset[str]:
    """Every name an expression mentions, functions apart; none where it cannot be read."""
    try:
        todo: list[object] = [parse(source).syntax]
    except ExpressionError:
        return frozenset()
    found = set()
    while todo:
        part = todo.pop()
        if isinstance(part, Name | Dotted):
            found.add(part.id)
        elif isinstance(part, tuple):
            todo += part
        elif is_dataclass(part):
            todo += [getattr(part, one.name) for one in fields(part)]
    return frozenset(found)


def _syntax_hint(source: str) -> Hint:
    for opening, closing in ("()", "[]"):
        if source.count(opening) != source.count(closing):
            return sentence(
                "there are {many} '{opening}' and {others} '{closing}'",
                many=source.count(opening),
                opening=opening,
                others=source.count(closing),
                closing=closing,
            )
    return sentence("look for a word or a sign that is missing or stands twice")


class _Reader:
    """Turns `ast` nodes into ours, counting them."""

    def __init__(self, line: str, start: int) -> None:
        self._bytes = line[start:].encode()
        self._start = start
        self._left = MOST_NODES
        self._depth = 0

    def read(self, node: ast.expr) -> Syntax:
        self._left -= 1
        self._depth += 1
        if self._left < 0 or self._depth > DEEPEST:
            raise too_deep(self._at(node))
        found = self._read(node)
        self._depth -= 1
        return found

    def _at(self, node: ast.expr) -> int:
        """The column in characters; `ast` counts bytes, and `ŵ` has two."""
        return self._start + len(self._bytes[: node.col_offset].decode()) + 1

    def _read(self, node: ast.expr) -> Syntax:
        at = self._at(node)
        match node:
            case ast.Constant(value=str(text)):
                return Word(at, text)
            case ast.Constant(value=int(number)):
                return Figure(at, number)
            case ast.Constant(value=float(number)):
                return Figure(at, Fraction(repr(number)))
            case ast.Name(id=name):
                return Name(at, name)
            case ast.Attribute(value=ast.Name(id=left), attr=right):
                return Dotted(at, left, right)
            case ast.Tuple(elts=items) | ast.List(elts=items):
                return Group(at, tuple(self.read(item) for item in items))
            case ast.Call():
                return self._call(at, node)
            case _:
                return self._joined(at, node)

    def _joined(self, at: int, node: ast.expr) -> Syntax:
        match node:
            case ast.BoolOp(op=op, values=parts):
                return Logic(at, "and" if isinstance(op, ast.And) else "or", tuple(self.read(part) for part in parts))
            case ast.UnaryOp(op=ast.Not(), operand=part):
                return Not(at, self.read(part))
            case ast.UnaryOp(op=ast.USub(), operand=part):
                return Minus(at, self.read(part))
            case ast.Compare():
                return self._comparison(at, node)
            case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _RECKONING:
                return Reckon(at, _RECKONING[type(sign)], self.read(left), self.read(right))
            case ast.IfExp(test=when, body=then, orelse=otherwise):
                return Choose(at, self.read(when), self.read(then), self.read(otherwise))
            case _:
                raise self._not_ours(at, node)

    @staticmethod
    def _not_ours(at: int, node: ast.expr) -> ExpressionError:
        match node:
            case ast.Attribute():
                return refuse(
                    at, "X110", sentence("a dot joins a form and its question, or a row and its field, and no more")
                )
            case ast.GeneratorExp() | ast.ListComp():
                hint = sentence('write it as any(w.how == "bad" for w in worries)')
                return refuse(
                    at, "X111", sentence("'for' belongs straight inside any( ), all( ), sum( ) or count( )"), hint
                )
            case _:
                return refuse(at, "X112", sentence("this way of writing is not in the language"))

    def _comparison(self, at: int, node: ast.Compare) -> Syntax:
        """`1 < x < 5` is two comparisons, so its middle is read twice, and counted twice."""
        sides = [node.left, *node.comparators]
        pairs = tuple(
            self._pair(at if index == 0 else self._at(sides[index]), op, sides[index], sides[index + 1])
            for index, op in enumerate(node.ops)
        )
        return pairs[0] if len(pairs) == 1 else Logic(at, "and", pairs)

    def _pair(self, at: int, op: ast.cmpop, left: ast.expr, right: ast.expr) -> Syntax:
        if isinstance(op, (ast.In, ast.NotIn)):
            return Member(at, self.read(left), self.read(right), isinstance(op, ast.NotIn))
        return Compare(at, _COMPARING[type(op)], self.read(left), self.read(right))

    def _call(self, at: int, node: ast.Call) -> Syntax:
        if not isinstance(node.func, ast.Name):
            raise refuse(at, "X113", sentence("only a function's name can stand before a bracket"), "")
        name = node.func.id
        match node.args:
            case [ast.GeneratorExp(elt=body, generators=[over])] if not node.keywords:
                return self._each(at, name, body, over)
            case [ast.GeneratorExp()]:
                raise refuse(
                    at, "X111", sentence("one 'for' is enough"), sentence("look at one group's rows at a time")
                )
        return Call(at, name, tuple(self.read(arg) for arg in node.args))

    def _each(self, at: int, name: str, body: ast.expr, over: ast.comprehension) -> Syntax:
        if name not in OVER_ROWS:
            raise refuse(
                at,
                "X111",
                sentence("'for' cannot stand inside {name}( )", name=name),
                sentence("it belongs in any, all, sum or count"),
            )
        if not isinstance(over.target, ast.Name):
            raise refuse(
                self._at(over.target), "X111", sentence("between 'for' and 'in' stands one short name for a row")
            )
        if len(over.ifs) > 1:
            raise refuse(
                self._at(over.ifs[1]), "X111", sentence("one 'if' is enough"), sentence("join the two with and")
            )
        where = self.read(over.ifs[0]) if over.ifs else None
        row_at = self._at(over.target)
        return Each(at, name, over.target.id, row_at, self.read(over.iter), where, self.read(body))
