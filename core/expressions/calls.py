"""What each function asks for and gives back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, cast

from core.expressions.matching import fitted, single
from core.expressions.names import Row, near, quoted
from core.expressions.problems import ExpressionError, refuse
from core.expressions.scope import BUILT_IN, Function
from core.expressions.syntax import Call, Dotted, Each, Figure, Name, Syntax, Word
from core.expressions.tree import (
    Answer,
    Answered,
    Called,
    Constant,
    Counted,
    Declined,
    EachRow,
    Folded,
    Given,
    Listed,
    Node,
    Times,
    element,
)
from core.expressions.types import BOOL, DATE, NUMBER, SORT, TEXT, Many, Option, Options, Rows, Type, described
from core.text import Hint, sentence

if TYPE_CHECKING:
    from core.expressions.check import Checker

Folding = Literal["sum", "min", "max", "mean"]
MOST_LAST = 100
MOST_DECIMALS = 6


def called(checker: Checker, call: Call) -> Node:
    """The checked call of one of our functions, or of a plugin's."""
    if call.function in _OURS:
        return _OURS[call.function](checker, call)
    if call.function in checker.scope.functions:
        return _plugin(checker, call, checker.scope.functions[call.function])
    if call.function in checker.scope.own or call.function in checker.scope.conditions:
        raise refuse(
            call.at,
            "X401",
            sentence("'{function}' is not a function", function=call.function),
            sentence("write {function} without brackets", function=call.function),
        )
    raise refuse(
        call.at,
        "X401",
        sentence("there is no function '{function}'", function=call.function),
        near(call.function, [*BUILT_IN, *checker.scope.functions]),
    )


def over_rows(checker: Checker, each: Each) -> Node:
    """`any`, `all`, `sum` or `count` over rows, one level deep."""
    if checker.row is not None or checker.inside_rows:
        hint = sentence("look at one group at a time; count( ) tells how many rows are inside")
        raise refuse(each.at, "X402", sentence("rows inside rows are one level too many"), hint)
    if _taken(checker, each.row):
        raise refuse(
            each.row_at,
            "X403",
            sentence("'{row}' is a name already", row=each.row),
            sentence("choose another short name for the row, such as r"),
        )
    over = checker.node(each.over)
    one = over.type if isinstance(over.type, Rows) else element(over.type)
    if one is None or not isinstance(over, Answer):
        hint = sentence("write a group, voices(…) or last(…)")
        raise refuse(
            each.over.at,
            "X404",
            sentence("{over} is {kind}, and has no rows to look at", over=quoted(each.over), kind=described(over.type)),
            hint,
        )
    checker.row = Row(each.row, one, over)
    try:
        wheres = [] if each.where is None else [each.where]
        body_kind = checker.number if each.function == "sum" else checker.condition
        *where, body = checker.gather(
            [*wheres, each.body], lambda part: checker.condition(part) if part is each.where else body_kind(part)
        )
    finally:
        checker.row = None
    function = cast(Literal["any", "all", "count", "sum"], each.function)
    return EachRow(function, over, where[0] if where else None, body, BOOL if function in ("any", "all") else NUMBER)


def _taken(checker: Checker, name: str) -> bool:
    scope = checker.scope
    places: tuple[Mapping[str, object], ...] = (
        scope.own,
        scope.forms,
        scope.measures,
        scope.conditions,
        scope.functions,
    )
    return name in BUILT_IN or name in ("today", "subject") or any(name in place for place in places)


def _arguments(call: Call, *wanted: str) -> tuple[Syntax, ...]:
    """The arguments, when there are as many as wanted."""
    if len(call.args) == len(wanted):
        return call.args
    how = sentence("write {function}({list})", function=call.function, list=", ".join(wanted))
    raise refuse(
        call.at,
        "X405",
        sentence(
            "{function}( ) was given {number} things and takes {number_b}",
            function=call.function,
            number=len(call.args),
            number_b=len(wanted),
        ),
        how,
    )


def _answered(checker: Checker, call: Call) -> Node:
    (part,) = _arguments(call, "question")
    node = checker.node(part)
    if not isinstance(node, Answer):
        hint = sentence("write answered(question)")
        raise refuse(
            part.at, "X406", sentence("answered( ) asks about an answer, and this is something worked out"), hint
        )
    return Answered(node)


def _declined(checker: Checker, call: Call) -> Node:
    (part,) = _arguments(call, "question")
    form, answer = checker.question(part, "declined")
    if form is not None and form.asked != "once":
        hint = sentence("ask answered( ) of each answer instead")
        raise refuse(
            part.at,
            "X406",
            sentence("'{form}' has several answers to {part}", form=answer.form, part=quoted(part)),
            hint,
        )
    return Declined(answer)


def _voices(checker: Checker, call: Call) -> Node:
    (part,) = _arguments(call, "question")
    form, answer = checker.question(part, "voices")
    if form is not None and form.asked != "each_voice":
        raise _wrong_way(part, answer, form.asked)
    kind = answer.type if isinstance(answer.type, Rows) else Many(answer.type)
    return replace(answer, way="voices", type=kind)


def _voice(checker: Checker, call: Call) -> Node:
    part, who = _arguments(call, "question", '"resident"')
    form, answer = checker.question(part, "voice")
    if form is not None and form.asked != "each_voice":
        raise _wrong_way(part, answer, form.asked)
    voices = checker.scope.voices
    if not isinstance(who, Word):
        raise refuse(
            who.at,
            "X407",
            sentence("the voice is written out between quotation marks"),
            sentence('as in voice(q, "resident")'),
        )
    if who.text not in voices:
        raise refuse(who.at, "X407", sentence('there is no voice "{text}" here', text=who.text), near(who.text, voices))
    if who.text not in checker.scope.single_voices:
        message = sentence('several people may hold the voice "{text}", so it has no one answer', text=who.text)
        raise refuse(
            who.at, "X408", message, sentence("write voices({part}) and look at each", part=quoted(part)[1:-1])
        )
    return replace(answer, way="voice", voice=who.text, title=voices[who.text])


def _latest(checker: Checker, call: Call) -> Node:
    (part,) = _arguments(call, "question")
    if isinstance(part, Name) and part.id in checker.scope.measures:
        symbol = checker.scope.measures[part.id]
        return Answer(symbol.type, "newest", part.id, symbol)
    form, answer = checker.question(part, "latest")
    if form is None:
        raise refuse(
            part.at,
            "X409",
            sentence("{part} is asked in this form, once", part=quoted(part)),
            sentence("write {part} by itself", part=quoted(part)[1:-1]),
        )
    if form.asked != "again":
        raise _wrong_way(part, answer, form.asked)
    return replace(answer, way="latest")


def _wrong_way(part: Syntax, answer: Answer, asked: str) -> ExpressionError:
    name = quoted(part)[1:-1]
    how, hint = {
        "once": (sentence("asked once, so it has one answer"), sentence("write {part} by itself", part=name)),
        "each_voice": (sentence("answered by each voice"), sentence("write voices({name})", name=name)),
        "again": (sentence("filled in again and again"), sentence("write latest({name})", name=name)),
    }[asked]
    return refuse(part.at, "X409", sentence("'{form}' is {how}", form=answer.form, how=how), hint)


def _times(checker: Checker, call: Call) -> Node:
    (part,) = _arguments(call, "form")
    forms = checker.scope.forms
    again = [name for name, form in forms.items() if form.asked == "again"]
    if not isinstance(part, Name) or part.id not in forms:
        name = part.id if isinstance(part, (Name, Dotted)) else ""
        raise refuse(
            part.at, "X410", sentence("times( ) asks about a whole form that is filled in again"), near(name, again)
        )
    if part.id not in again:
        raise refuse(
            part.at, "X410", sentence("'{id}' is not a form that is filled in again", id=part.id), near(part.id, again)
        )
    return Times(part.id, forms[part.id].title)


def _last(checker: Checker, call: Call) -> Node:
    series, number = _arguments(call, "measure", "2")
    measures = checker.scope.measures
    if not isinstance(series, Name) or series.id not in measures:
        word = series.id if isinstance(series, Name) else ""
        hint = near(word, measures) or sentence("it works in the signals of a check-in")
        raise refuse(series.at, "X411", sentence("last( ) asks about a measure of a check-in"), hint)
    if not isinstance(number, Figure) or not isinstance(number.value, int) or not 1 <= number.value <= MOST_LAST:
        raise refuse(
            number.at,
            "X411",
            sentence("how many is a whole number from 1 to {most_last}", most_last=MOST_LAST),
            sentence("as in last({id}, 2)", id=series.id),
        )
    symbol = measures[series.id]
    return Answer(Many(symbol.type), "last", series.id, symbol, last=number.value)


def _count(checker: Checker, call: Call) -> Node:
    (part,) = _arguments(call, "several")
    node = checker.node(part)
    if isinstance(node.type, (Options, Rows, Many)) or node.type == SORT:
        return Counted(node)
    hint: Hint = sentence("write answered({part})", part=quoted(part)[1:-1]) if isinstance(node, Answer) else ""
    raise refuse(
        part.at,
        "X412",
        sentence("{part} is {kind}, and there is only one to count", part=quoted(part), kind=described(node.type)),
        hint,
    )


def _any_all(checker: Checker, call: Call) -> Node:
    example = f'{call.function}(w.severity == "serious" for w in worries)'
    raise refuse(
        call.at,
        "X413",
        sentence("{function}( ) looks at rows one by one", function=call.function),
        sentence("write it as {example}", example=example),
    )


def _fold(checker: Checker, call: Call) -> Node:
    function = cast(Folding, call.function)
    if not call.args:
        raise refuse(
            call.at,
            "X405",
            sentence("{function}( ) was given nothing", function=function),
            sentence("write {function}(a, b)", function=function),
        )
    nodes = checker.gather(call.args)
    if len(nodes) == 1:
        over = nodes[0]
        one = element(over.type) if isinstance(over.type, Many) else None
        if one is None:
            hint = sentence("write {function}(a, b), or give it voices(…) or last(…)", function=function)
            raise refuse(
                call.args[0].at, "X414", sentence("{function}( ) needs several numbers", function=function), hint
            )
        where = call.args[0]
    else:
        over, one, where = _listed(function, call.args, nodes)
    if one == NUMBER or (function in ("min", "max") and one == DATE):
        return Folded(function, over, one)
    if function in ("min", "max") and isinstance(one, Option) and one.ordered:
        return Folded(function, over, one, one.ids)
    clue: Hint = sentence("words of a scale are never added up") if isinstance(one, Option) else ""
    raise refuse(
        where.at, "X414", sentence("{function}( ) cannot work on {kind}", function=function, kind=described(one)), clue
    )


def _listed(function: str, args: Sequence[Syntax], nodes: Sequence[Node]) -> tuple[Node, Type, Syntax]:
    kind = nodes[0].type
    for arg, node in zip(args, nodes, strict=True):
        single(arg, node)
        if node.type != kind:
            raise refuse(
                arg.at,
                "X414",
                sentence("{function}( ) was given things of different kinds", function=function),
                sentence("all of them should be {kind}", kind=described(kind)),
            )
    return Listed(Many(kind), tuple(nodes)), kind, args[0]


def _round(checker: Checker, call: Call) -> Node:
    if len(call.args) == 1:
        return Called(NUMBER, "round", (checker.number(call.args[0]), Constant(NUMBER, 0)))
    number, places = _arguments(call, "number", "1")
    if not isinstance(places, Figure) or places.value not in range(MOST_DECIMALS + 1):
        raise refuse(
            places.at,
            "X415",
            sentence("decimal places are a whole number from 0 to {most_decimals}", most_decimals=MOST_DECIMALS),
            sentence("as in round(x, 1)"),
        )
    return Called(NUMBER, "round", (checker.number(number), Constant(NUMBER, places.value)))


def _since(checker: Checker, call: Call) -> Node:
    (part,) = _arguments(call, "date")
    node = fitted(checker.node(part), DATE, part)
    return Called(NUMBER, call.function, (node, Given(DATE, "today")))


def _of_text(returns: Type, *wanted: str, more: bool = False) -> Callable[[Checker, Call], Node]:
    """`more`: the last of what it wants may stand there several times."""

    def check(checker: Checker, call: Call) -> Node:
        parts = call.args if more and len(call.args) > len(wanted) else _arguments(call, *wanted)
        nodes = checker.gather(parts)
        for part, node in zip(parts, nodes, strict=True):
            if node.type != TEXT:
                hint: Hint = (
                    sentence('write "…" in {part}', part=quoted(part)[1:-1])
                    if isinstance(node.type, (Options, Many))
                    else ""
                )
                message = sentence(
                    "{part} is {kind}, and {function}( ) looks at words somebody wrote",
                    part=quoted(part),
                    kind=described(node.type),
                    function=call.function,
                )
                raise refuse(part.at, "X416", message, hint)
        return Called(returns, call.function, tuple(nodes))

    return check


def _plugin(checker: Checker, call: Call, function: Function) -> Node:
    wanted = [described(kind) for kind in function.params]
    parts = _arguments(call, *wanted)
    nodes = checker.gather(parts)
    fitting = [fitted(node, kind, part) for node, kind, part in zip(nodes, function.params, parts, strict=True)]
    return Called(function.returns, call.function, tuple(fitting), function)


_OURS: Mapping[str, Callable[[Checker, Call], Node]] = {
    "answered": _answered,
    "declined": _declined,
    "voices": _voices,
    "voice": _voice,
    "latest": _latest,
    "times": _times,
    "last": _last,
    "count": _count,
    "any": _any_all,
    "all": _any_all,
    "sum": _fold,
    "min": _fold,
    "max": _fold,
    "mean": _fold,
    "round": _round,
    "days_since": _since,
    "weeks_since": _since,
    "age": _since,
    "lower": _of_text(TEXT, "words"),
    "contains": _of_text(BOOL, "words", '"part"', more=True),
    "begins": _of_text(BOOL, "words", '"part"', more=True),
}
