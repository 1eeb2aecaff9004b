"""The six conditions in the words of other evaluators, read once beforehand, over answers of which none is left out.

None of them knows an answer that is not there, nor which word of a scale comes first: their answers hold a null for what
was not answered, their conditions ask for it, and a table of places goes with them. What that costs is not counted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import asteval
import cel
import jinja2
import simpleeval

from bench.conditions.home import PLACES, Answers

Condition = Callable[[], bool]
Over = Callable[[str, Answers], Condition]
"""One of these sources over one person's answers, ready to be asked again and again."""

_WORRIED = "worry != None and places[worry] >= 1"
PYTHON: Sequence[str] = (
    'goes_out == "yes"',
    f'goes_out == "yes" and {_WORRIED}',
    f'goes_out == "yes" and {_WORRIED} and walks != None and walks < 5 and helps != None and "walk" in helps',
    "walks != None and walks * 2 + 1 > 6",
    'hopes != None and hopes != "" or helps != None and count(helps) > 1',
    'worries != None and some([w["answers"]["severity"] == "serious" for w in worries])',
)
JINJA: Sequence[str] = (
    *(source.replace("!= None", "is not none") for source in PYTHON[:4]),
    'hopes is not none and hopes != "" or helps is not none and helps | length > 1',
    'worries is not none and "serious" in (worries | map(attribute="answers.severity") | list)',
)
CEL: Sequence[str] = (
    *(
        source.replace(" and ", " && ").replace("None", "null").replace('"walk" in', "'walk' in")
        for source in PYTHON[:4]
    ),
    'hopes != null && hopes != "" || helps != null && helps.size() > 1',
    'worries != null && worries.exists(w, w.answers.severity == "serious")',
)


def with_simpleeval(source: str, answers: Answers) -> Condition:
    evaluator = simpleeval.EvalWithCompoundTypes(names=dict(answers), functions={"count": len, "some": any})
    parsed = evaluator.parse(source)
    return lambda: evaluator.eval(source, previously_parsed=parsed)  # type: ignore[no-any-return]


def with_asteval(source: str, answers: Answers) -> Condition:
    evaluator = asteval.Interpreter(user_symbols={**answers, "count": len, "some": any})
    parsed = evaluator.parse(source)
    return lambda: evaluator.run(parsed)  # type: ignore[no-any-return]


def with_jinja2(source: str, answers: Answers) -> Condition:
    compiled = jinja2.Environment(autoescape=True).compile_expression(source)
    return lambda: compiled(answers)  # type: ignore[no-any-return]


def with_cel(source: str, answers: Answers) -> Condition:
    program = cel.compile(source)
    context = cel.Context(dict(answers))
    return lambda: program.execute(context)  # type: ignore[no-any-return]


PEERS: dict[str, tuple[Over, Sequence[str]]] = {
    "simpleeval": (with_simpleeval, PYTHON),
    "asteval": (with_asteval, PYTHON),
    "jinja2": (with_jinja2, JINJA),
    "common-expression-language": (with_cel, CEL),
}
"""Each peer, and the six conditions as it wants them."""


def whole(answers: Answers, questions: Sequence[str]) -> Answers:
    """The answers with a null for each that was not given, and the places of the scale."""
    return {**dict.fromkeys(questions), **answers, "places": PLACES}
