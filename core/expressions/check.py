"""From the shape of an expression to a checked tree: every name known, every part of a type that fits."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from core.expressions.calls import called, over_rows
from core.expressions.checked import Checked
from core.expressions.matching import compared, fitted, member, single
from core.expressions.names import Names, quoted
from core.expressions.parse import DEEPEST, MOST_NODES, Parsed, parse
from core.expressions.problems import ExpressionError, ExpressionProblem, TooMuch, refuse
from core.expressions.reading import too_deep
from core.expressions.scope import Scope
from core.expressions.syntax import (
    Call,
    Choose,
    Compare,
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
    Syntax,
    Word,
)
from core.expressions.tree import Answer, Between, Both, Chosen, Constant, Minused, Moved, Negated, Node, Reckoned
from core.expressions.types import BOOL, DATE, NUMBER, TEXT, Option, Type, described
from core.text import Hint, sentence


def check(source: str | Parsed, scope: Scope, expect: Type | None = None) -> Checked:
    """The checked expression, of type `expect` where one is given. Raises `ExpressionError` with all its problems."""
    parsed = parse(source) if isinstance(source, str) else source
    checker = Checker(scope)
    node = checker.node(parsed.syntax)
    if expect == BOOL:
        node = checker.condition(parsed.syntax, node)
    elif expect is not None:
        node = fitted(node, expect, parsed.syntax)
    return Checked(parsed.source, node)


class _Steps:
    """How many nodes may still be checked, and how deep the one at hand lies; named conditions share their user's."""

    left = MOST_NODES
    depth = 0


class Checker(Names):
    """Checks one expression. Each method gives a node or raises `ExpressionError`."""

    def __init__(self, scope: Scope, inlining: tuple[str, ...] = ()) -> None:
        super().__init__(scope)
        self._inlining = inlining
        self.inside_rows = False
        self._steps = _Steps()

    def node(self, syntax: Syntax) -> Node:
        """The checked node for one part."""
        steps = self._steps
        steps.left -= 1
        if steps.left < 0 or steps.depth >= DEEPEST:
            raise too_deep(syntax.at)
        steps.depth += 1
        try:
            return self._leaf(syntax)
        finally:
            steps.depth -= 1

    def gather(self, parts: Sequence[Syntax], one: Callable[[Syntax], Node] | None = None) -> list[Node]:
        """The nodes of several parts; the problems of all of them in one error."""
        nodes: list[Node] = []
        problems: list[ExpressionProblem] = []
        for part in parts:
            try:
                nodes.append((one or self.node)(part))
            except TooMuch:
                raise
            except ExpressionError as error:
                problems.extend(error.problems)
        if problems:
            raise ExpressionError(problems)
        return nodes

    def condition(self, syntax: Syntax, node: Node | None = None) -> Node:
        """A part that must hold or not hold."""
        node = node or self.node(syntax)
        if node.type == BOOL:
            return node
        hint = sentence("compare it with something")
        if isinstance(node, Answer):
            hint = sentence("write answered({syntax}), or compare it with an answer", syntax=quoted(syntax)[1:-1])
        raise refuse(
            syntax.at,
            "X301",
            sentence(
                "{syntax} is {kind}, and a condition is needed here", syntax=quoted(syntax), kind=described(node.type)
            ),
            hint,
        )

    def number(self, syntax: Syntax) -> Node:
        """A part that must be a number."""
        node = self.node(syntax)
        if node.type == NUMBER:
            return node
        raise refuse(
            syntax.at,
            "X302",
            sentence(
                "{syntax} is {kind}, and a number is needed here", syntax=quoted(syntax), kind=described(node.type)
            ),
        )

    def _leaf(self, syntax: Syntax) -> Node:
        match syntax:
            case Word(text=text):
                return Constant(TEXT, text)
            case Figure(value=value):
                return Constant(NUMBER, value)
            case Name() if syntax.id in self.scope.conditions and syntax.id not in self.scope.own:
                return self._inlined(syntax)
            case Name():
                return self.named(syntax)
            case Dotted():
                return self.dotted(syntax)
            case Call():
                return called(self, syntax)
            case Each():
                return over_rows(self, syntax)
            case Group():
                raise refuse(
                    syntax.at,
                    "X303",
                    sentence("a written-out list stands only after 'in'"),
                    sentence('as in x in ("a", "b")'),
                )
            case _:
                return self._operator(syntax)

    def _operator(self, syntax: Logic | Not | Compare | Member | Reckon | Minus | Choose) -> Node:
        match syntax:
            case Logic():
                return Both(syntax.op, tuple(self.gather(syntax.parts, self.condition)))
            case Not():
                return Negated(self.condition(syntax.part))
            case Compare():
                left, right = self.gather([syntax.left, syntax.right])
                return compared(syntax, left, right)
            case Member():
                return self._member(syntax)
            case Reckon():
                return self._reckoned(syntax)
            case Minus():
                return Minused(self.number(syntax.part))
            case Choose():
                return self._chosen(syntax)

    def _member(self, syntax: Member) -> Node:
        if isinstance(syntax.among, Group):
            if not syntax.among.items:
                raise refuse(
                    syntax.among.at, "X303", sentence("the list after 'in' is empty"), sentence('as in x in ("a", "b")')
                )
            item, *listed = self.gather([syntax.item, *syntax.among.items])
            return member(syntax, item, listed)
        item, among = self.gather([syntax.item, syntax.among])
        return member(syntax, item, among)

    def _reckoned(self, syntax: Reckon) -> Node:
        left, right = self.gather([syntax.left, syntax.right])
        match left.type, syntax.op, right.type:
            case (l_type, _, r_type) if l_type == r_type == NUMBER:
                return Reckoned(syntax.op, left, right)
            case (l_type, "-", r_type) if l_type == r_type == DATE:
                return Between(right, left)
            case (l_type, "+", r_type) if l_type == DATE and r_type == NUMBER:
                return Moved(left, right)
            case (l_type, "-", r_type) if l_type == DATE and r_type == NUMBER:
                return Moved(left, Minused(right))
        side, part = (syntax.left, left) if left.type not in (NUMBER, DATE) else (syntax.right, right)
        hint: Hint = (
            sentence("words are never joined or counted with")
            if part.type == TEXT or isinstance(part.type, Option)
            else ""
        )
        raise refuse(
            side.at,
            "X302",
            sentence(
                "{side} is {kind}, and '{op}' works on numbers",
                side=quoted(side),
                kind=described(part.type),
                op=syntax.op,
            ),
            hint,
        )

    def _chosen(self, syntax: Choose) -> Node:
        when, then, otherwise = self.gather([syntax.when, syntax.then, syntax.otherwise])
        when = self.condition(syntax.when, when)
        if then.type == otherwise.type == BOOL:
            return Chosen(BOOL, when, then, otherwise)
        single(syntax.then, then)
        single(syntax.otherwise, otherwise)
        if then.type == TEXT and isinstance(then, Constant):
            then = fitted(then, otherwise.type, syntax.then, otherwise)
        else:
            otherwise = fitted(otherwise, then.type, syntax.otherwise, then)
        return Chosen(then.type, when, then, otherwise)

    def _inlined(self, name: Name) -> Node:
        """A named condition's own tree in the place of its name; its own mistakes are told where it is written."""
        if name.id in self._inlining:
            circle = sentence("{words}", words=" → ".join([*self._inlining, name.id]))
            raise refuse(name.at, "X209", sentence("the condition '{id}' leads back to itself", id=name.id), circle)
        inner = Checker(self.scope, (*self._inlining, name.id))
        inner._steps = self._steps
        inner.inside_rows = self.inside_rows or self.row is not None
        syntax = self.scope.conditions[name.id].syntax
        try:
            return inner.condition(syntax)
        except TooMuch:
            raise too_deep(name.at) from None
        except ExpressionError as error:
            first = error.problems[0]
            if first.code == "X209":
                raise refuse(name.at, "X209", first.message, first.hint) from None
            hint = first.hint if first.code == "X210" else first.message
            raise refuse(name.at, "X210", sentence("the condition '{id}' cannot be used", id=name.id), hint) from None
