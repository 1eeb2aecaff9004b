"""A checked tree becomes closures, once; after that an evaluation is a few plain calls. Nothing here raises."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import cast

from core.expressions.env import Env
from core.expressions.operators import COMPARE, FUNCTIONS, RECKON, between, folded, minus, moved
from core.expressions.scope import Function
from core.expressions.shortcuts import Row, Run, Truth, beside_whole, own, shortcut, with_whole
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
)
from core.expressions.types import BOOL, NUMBER, PERSON, Many, Option, Type, reading
from core.expressions.values import READ, UNANSWERED, kept, person_key, present, read_many, read_number


def compiled(node: Node) -> Callable[[Env], object]:
    """A function from the answers to the value, shaped as it would be stored, or `UNANSWERED`."""
    run = value(node)
    if node.type != NUMBER:
        return run

    def evaluate(env: Env) -> object:
        found = run(env)
        return kept(found) if isinstance(found, (int, Fraction)) else found

    return evaluate


def value(node: Node) -> Run:
    """The closure for any node."""
    match node:
        case Constant(value=constant):
            return lambda env, row=None: constant
        case Answer():
            return _read(node)
        case Given(name="today"):
            return lambda env, row=None: env.today.isoformat()
        case Given(name="voice"):
            return lambda env, row=None: env.voice or UNANSWERED
        case Given():
            return lambda env, row=None: {"id": env.subject, "name": ""} if env.subject else UNANSWERED
        case Chosen():
            when, then, otherwise = truth(node.when), value(node.then), value(node.otherwise)
            return lambda env, row=None: then(env, row) if when(env, row) else otherwise(env, row)
        case Folded():
            return _folded(node)
        case Listed(items=items):
            runs = [value(item) for item in items]
            return lambda env, row=None: [run(env, row) for run in runs]
        case Called(plugin=Function() as function):
            return _plugin(node, function)
        case Called(args=args):
            return _work(FUNCTIONS[node.name], args)
        case _:
            return truth(node) if node.type == BOOL else _worked_out(node)


def _worked_out(node: Node) -> Run:
    """Numbers and dates that are reckoned."""
    match node:
        case Reckoned(right=Constant(value=int() as number)):
            return with_whole(node.op, value(node.left), number)
        case Reckoned():
            return _work(RECKON[node.op], (node.left, node.right))
        case Minused(part=part):
            return _work(minus, (part,))
        case Moved():
            return _work(moved, (node.date, node.days))
        case Between():
            return _work(between, (node.start, node.end))
        case Times(form=form):
            return lambda env, row=None: read_number(env.times(form))
        case Counted(over=over):
            return _counted(over)
        case EachRow():
            return _count_or_sum(node)
        case _:
            raise AssertionError(node)


def truth(node: Node) -> Truth:
    """The closure for a condition: always true or false, never unanswered."""
    short = shortcut(node)
    if short is not None:
        return short
    match node:
        case Both(op="and"):
            return _all_of([truth(part) for part in node.parts])
        case Both():
            return _any_of([truth(part) for part in node.parts])
        case Negated(part=part):
            holds = truth(part)
            return lambda env, row=None: not holds(env, row)
        case Comparison():
            return _compared(node)
        case Membership():
            return _member(node)
        case Answered(of=answer):
            fetch = _fetched(answer)
            return lambda env, row=None: present(fetch(env, row))
        case Declined(of=answer):
            form, name = answer.form, answer.name
            return lambda env, row=None: bool(env.declined(form, name))
        case EachRow():
            return _any_or_all(node)
        case Chosen():
            when, then, otherwise = truth(node.when), truth(node.then), truth(node.otherwise)
            return lambda env, row=None: then(env, row) if when(env, row) else otherwise(env, row)
        case _:
            run = _read(node) if isinstance(node, Answer) else value(node)
            return lambda env, row=None: run(env, row) is True


def _fetched(answer: Answer) -> Run:
    """The stored value, as it is."""
    form, name, voice, number = answer.form, answer.name, answer.voice, answer.last
    match answer.way:
        case "own":
            return lambda env, row=None: env.own.get(name)
        case "form":
            return lambda env, row=None: env.answer(form, name)
        case "field":
            return lambda env, row=None: row.get(name) if row is not None else None
        case "item":
            return lambda env, row=None: row
        case "voice":
            return lambda env, row=None: env.by_voice(form, name, voice)
        case "voices":
            return lambda env, row=None: list(env.voices(form, name))
        case "latest":
            return lambda env, row=None: env.latest(form or "", name)
        case "series":
            return lambda env, row=None: list(env.series(name))
        case "last":
            return lambda env, row=None: _newest(env.series(name), number)
        case "newest":
            return lambda env, row=None: next(iter(_newest(env.series(name), 1)), None)


def _newest(series: Sequence[object], number: int) -> list[object]:
    """The last `number` answers, gaps left out; none at all before there are so many."""
    given = [entry for entry in series if present(entry)]
    return given[-number:] if len(given) >= number else []


def _read(answer: Answer) -> Run:
    """The answer as a value to reckon with."""
    fetch, kind = _fetched(answer), answer.type
    if isinstance(kind, Many):
        read_one = READ[reading(kind.of)]
        return lambda env, row=None: read_many(fetch(env, row), read_one)
    read = READ[reading(kind)]
    if answer.way == "own":
        return own(answer.name, read, kind == NUMBER)
    return lambda env, row=None: read(fetch(env, row))


def _work(work: Callable[..., object], args: Sequence[Node]) -> Run:
    """A total function of the values of `args`."""
    runs = [value(arg) for arg in args]
    if len(runs) == 2:
        first, second = runs
        return lambda env, row=None: work(first(env, row), second(env, row))
    return lambda env, row=None: work(*[run(env, row) for run in runs])


def _folded(node: Folded) -> Run:
    over, function, ids = value(node.over), node.function, node.ids
    return lambda env, row=None: folded(function, cast(Iterable[object], over(env, row)), ids)


def _counted(over: Node) -> Run:
    several = value(over)

    def count(env: Env, row: Row | None = None) -> object:
        found = several(env, row)
        return len(found) if isinstance(found, list) else 0

    return count


def _keyed(node: Node, ids: Sequence[str] = ()) -> Run:
    """A value as it is compared: a person by who it is, a word of a scale by its position."""
    run = value(node)
    kind = node.type.of if isinstance(node.type, Many) else node.type
    if ids:
        positions: dict[object, int] = {word: place for place, word in enumerate(ids)}
        return lambda env, row=None: positions.get(run(env, row), UNANSWERED)
    if kind != PERSON:
        return run
    if kind == node.type:
        return lambda env, row=None: person_key(run(env, row))
    return lambda env, row=None: [person_key(part) for part in cast(Iterable[object], run(env, row))]


def _compared(node: Comparison) -> Truth:
    if node.left.type == NUMBER and isinstance(node.right, Constant) and isinstance(node.right.value, int):
        return beside_whole(node.op, value(node.left), node.right.value)
    compare, left, right = COMPARE[node.op], _keyed(node.left, node.ids), _keyed(node.right, node.ids)
    return lambda env, row=None: compare(left(env, row), right(env, row))


def _member(node: Membership) -> Truth:
    item, among, wanted = _keyed(node.item), _keyed(node.among), not node.negated

    def member(env: Env, row: Row | None = None) -> bool:
        one, several = item(env, row), among(env, row)
        if one is UNANSWERED or not isinstance(several, list):
            return False
        known = [part for part in several if part is not UNANSWERED]
        return bool(known) and (one in known) is wanted

    return member


def _all_of(parts: Sequence[Truth]) -> Truth:
    match parts:
        case [first, second]:
            return lambda env, row=None: first(env, row) and second(env, row)
        case [first, second, third]:
            return lambda env, row=None: first(env, row) and second(env, row) and third(env, row)

    def every(env: Env, row: Row | None = None) -> bool:
        for part in parts:
            if not part(env, row):
                return False
        return True

    return every


def _any_of(parts: Sequence[Truth]) -> Truth:
    match parts:
        case [first, second]:
            return lambda env, row=None: first(env, row) or second(env, row)
        case [first, second, third]:
            return lambda env, row=None: first(env, row) or second(env, row) or third(env, row)

    def some(env: Env, row: Row | None = None) -> bool:
        for part in parts:
            if part(env, row):
                return True
        return False

    return some


def _rows(node: EachRow) -> Callable[[Env], Sequence[Row]]:
    """The rows, or the single answers, that the inner part is to look at."""
    over = value(node.over)

    def rows(env: Env) -> Sequence[Row]:
        found = over(env)
        return found if isinstance(found, list) else ()

    if node.where is None:
        return rows
    where = truth(node.where)
    return lambda env: [row for row in rows(env) if where(env, row)]


def _any_or_all(node: EachRow) -> Truth:
    rows, holds = _rows(node), truth(node.body)
    if node.function == "any":

        def some(env: Env, row: Row | None = None) -> bool:
            for each in rows(env):
                if holds(env, each):
                    return True
            return False

        return some

    def every(env: Env, row: Row | None = None) -> bool:
        # Nothing to look at is not agreement: `all` needs at least one row.
        found = rows(env)
        for each in found:
            if not holds(env, each):
                return False
        return bool(found)

    return every


def _count_or_sum(node: EachRow) -> Run:
    rows = _rows(node)
    if node.function == "count":
        holds = truth(node.body)
        return lambda env, row=None: sum(1 for each in rows(env) if holds(env, each))
    number = value(node.body)
    return lambda env, row=None: folded("sum", [number(env, each) for each in rows(env)], ())


def _plugin(node: Called, function: Function) -> Run:
    runs = [value(arg) for arg in node.args]
    empty = False if node.type == BOOL else UNANSWERED
    read = _reader(function.returns)

    def call(env: Env, row: Row | None = None) -> object:
        values = [run(env, row) for run in runs]
        if any(found is UNANSWERED for found in values):
            return empty
        stored = [kept(found) if isinstance(found, (int, Fraction)) else found for found in values]
        try:
            return read(function.call(*stored))
        except Exception:  # noqa: BLE001 - whatever a plugin does, an expression has a value
            return empty

    return call


def _reader(kind: Type) -> Callable[[object], object]:
    if isinstance(kind, Many):
        read_one = READ[reading(kind.of)]
        return lambda raw: read_many(raw, read_one)
    if isinstance(kind, Option) and kind.ids:
        return lambda raw: raw if raw in kind.ids else UNANSWERED
    return READ[reading(kind)]
