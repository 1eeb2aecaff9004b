"""Whether two sides can be compared, and written words as what the other side makes of them: an option, a date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.expressions.names import near, quoted
from core.expressions.problems import ExpressionError, refuse
from core.expressions.syntax import Compare, Group, Member, Syntax
from core.expressions.tree import Answer, Chosen, Comparison, Constant, Listed, Membership, Node, labels
from core.expressions.types import (
    BOOL,
    DATE,
    NUMBER,
    SORT,
    TEXT,
    THING,
    Many,
    Option,
    Options,
    Rows,
    Type,
    described,
    fits,
)
from core.expressions.values import day_number
from core.text import Hint, sentence

IN_ORDER = ("<", "<=", ">", ">=")


def is_word(node: Node) -> bool:
    """True for words written in the expression itself, which become an option or a date beside one."""
    if isinstance(node, Chosen):
        return is_word(node.then) and is_word(node.otherwise)
    return isinstance(node, Constant) and node.type == TEXT


def fitted(node: Node, wanted: Type, syntax: Syntax, beside: Node | None = None) -> Node:
    """The node as a value of type `wanted`; `beside` is what it is compared with, for wording and for messages."""
    if isinstance(node, Chosen):
        then = fitted(node.then, wanted, syntax, beside)
        return Chosen(then.type, node.when, then, fitted(node.otherwise, wanted, syntax, beside))
    if isinstance(node, Constant) and is_word(node):
        if isinstance(wanted, Option) and wanted.ids:
            return _as_option(node, wanted, syntax, beside)
        if wanted == DATE:
            return _as_date(node, syntax)
    if fits(node.type, wanted):
        return node
    raise refuse(
        syntax.at,
        "X304",
        sentence(
            "{syntax} is {kind}, and {kind_b} is needed here",
            syntax=quoted(syntax),
            kind=described(node.type),
            kind_b=described(wanted),
        ),
    )


def _as_option(node: Constant, wanted: Option, syntax: Syntax, beside: Node | None) -> Constant:
    known = labels(beside) if beside is not None else {}
    word = str(node.value)
    if word in wanted.ids:
        return Constant(wanted, word, known.get(word))
    for option, label in known.items():
        if word.casefold() in (words.casefold() for words in label.words.values()):
            raise refuse(
                syntax.at,
                "X305",
                sentence('"{word}" is an option\'s wording, not its id', word=word),
                sentence('write "{option}"', option=option),
            )
    whose = f"'{beside.name}'" if isinstance(beside, Answer) else sentence("it")
    raise refuse(
        syntax.at, "X305", sentence('{whose} has no option "{word}"', whose=whose, word=word), near(word, wanted.ids)
    )


def _as_date(node: Constant, syntax: Syntax) -> Constant:
    if day_number(node.value) is None:
        raise refuse(
            syntax.at,
            "X306",
            sentence('"{value}" is not a date', value=node.value),
            sentence("write year, month and day, as in 2026-06-01"),
        )
    return replace(node, type=DATE)


def single(syntax: Syntax, node: Node) -> Node:
    """The node, when it is one value: not several, not rows, not something that is only there or not."""
    match node.type:
        case Rows():
            hint = sentence("ask about its rows: any(row.field … for row in …), or count( )")
        case Many() if isinstance(node, Answer) and node.way == "series":
            hint = sentence("write latest({name}) for the newest, or last({name}, 2) for the last two", name=node.name)
        case Many():
            hint = sentence('look at them one by one: any(v == "…" for v in …)')
        case Options():
            hint = sentence('write "…" in {syntax}', syntax=quoted(syntax)[1:-1])
        case kind if kind == SORT:
            hint = sentence("sorted pictures know only answered( ), declined( ) and count( )")
        case kind if kind == THING:
            hint = sentence("it knows only answered( ) and declined( )")
        case kind if kind == BOOL:
            hint = sentence("conditions are joined with and, or and not")
        case _:
            return node
    raise refuse(
        syntax.at,
        "X307",
        sentence("{syntax} is {kind}, and one value is needed here", syntax=quoted(syntax), kind=described(node.type)),
        hint,
    )


def compared(syntax: Compare, left: Node, right: Node) -> Comparison:
    """Two sides of one kind."""
    sides = ((single(syntax.left, left), syntax.left), (single(syntax.right, right), syntax.right))
    odd = [side for side in sides if side[0].type != NUMBER]
    if len(odd) == 1:
        raise _beside_a_number(syntax, *odd[0])
    if is_word(left):
        left = fitted(left, right.type, syntax.left, right)
    elif is_word(right):
        right = fitted(right, left.type, syntax.right, left)
    elif not _alike(left.type, right.type):
        raise _not_alike(syntax, left, right)
    if syntax.op not in IN_ORDER or left.type in (NUMBER, DATE):
        return Comparison(syntax.op, left, right)
    if isinstance(left.type, Option) and left.type.ordered and left.type == right.type:
        return Comparison(syntax.op, left, right, left.type.ids)
    message = sentence(
        "{left} is {kind} and has no order, so '{op}' means nothing",
        left=quoted(syntax.left),
        kind=described(left.type),
        op=syntax.op,
    )
    raise refuse(syntax.at, "X308", message, sentence("write == or !="))


def _alike(left: Type, right: Type) -> bool:
    if isinstance(left, Option) and isinstance(right, Option):
        return set(left.ids) == set(right.ids)
    return left == right


def _not_alike(syntax: Compare, left: Node, right: Node) -> ExpressionError:
    names = f"{quoted(syntax.left)} and {quoted(syntax.right)}"
    if isinstance(left.type, Option) and isinstance(right.type, Option):
        return refuse(
            syntax.at,
            "X309",
            sentence("{names} do not have the same options", names=names),
            sentence("compare each with its own words"),
        )
    message = sentence(
        "{names} cannot be compared: {kind}, and {kind_b}",
        names=names,
        kind=described(left.type),
        kind_b=described(right.type),
    )
    return refuse(syntax.at, "X309", message)


def _beside_a_number(syntax: Compare, node: Node, written: Syntax) -> ExpressionError:
    """A number stands beside words, a date or a person."""
    if isinstance(node.type, Option):
        example = node.type.ids[len(node.type.ids) // 2] if node.type.ids else "yes"
        message = sentence(
            "{written} is words, and compares with its words, not with a number", written=quoted(written)
        )
        return refuse(
            syntax.at,
            "X309",
            message,
            sentence(
                'for example {written} {op} "{example}"', written=quoted(written)[1:-1], op=syntax.op, example=example
            ),
        )
    hint: Hint = sentence("leave out the quotation marks") if is_word(node) else ""
    return refuse(
        syntax.at,
        "X309",
        sentence(
            "{written} is {kind}, and never compares with a number", written=quoted(written), kind=described(node.type)
        ),
        hint,
    )


def member(syntax: Member, item: Node, among: Node | Sequence[Node]) -> Node:
    """`item in among`: options chosen, every voice's answers, or a written-out list."""
    if not isinstance(among, Node):
        return _in_list(syntax, item, among)
    match among.type:
        case Options(ids):
            single(syntax.item, item)
            item = fitted(item, Option(ids), syntax.item, among)
            return Membership(item, among, syntax.negated)
        case Many(Options()):
            hint = sentence('write any("…" in v for v in {among})', among=_written(syntax.among))
            raise refuse(syntax.at, "X310", sentence("each of these answers is several options itself"), hint)
        case Many(of):
            single(syntax.item, item)
            item = fitted(item, of, syntax.item, among)
            return Membership(item, among, syntax.negated)
    raise _nothing_in(syntax, among)


def _in_list(syntax: Member, item: Node, listed: Sequence[Node]) -> Node:
    assert isinstance(syntax.among, Group)
    pairs = [
        compared(Compare(part.at, "==", syntax.item, part), item, node)
        for part, node in zip(syntax.among.items, listed, strict=True)
    ]
    items = tuple(pair.right for pair in pairs)
    return Membership(pairs[0].left, Listed(Many(items[0].type), items), syntax.negated)


def _nothing_in(syntax: Member, among: Node) -> ExpressionError:
    name = _written(syntax.among)
    hint: Hint = ""
    if among.type == TEXT:
        hint = sentence('write contains({name}, "…")', name=name)
    elif isinstance(among.type, Option):
        hint = sentence('it is one answer: write {name} == "…"', name=name)
    elif isinstance(among.type, Rows):
        hint = sentence('look at its rows: any(row.field == "…" for row in {name})', name=name)
    elif among.type == SORT:
        hint = sentence("sorted pictures know only answered( ), declined( ) and count( )")
    return refuse(
        syntax.among.at,
        "X310",
        sentence("nothing can be 'in' {among}: it is {kind}", among=quoted(syntax.among), kind=described(among.type)),
        hint,
    )


def _written(syntax: Syntax) -> str:
    return quoted(syntax)[1:-1] if quoted(syntax).startswith("'") else "…"
