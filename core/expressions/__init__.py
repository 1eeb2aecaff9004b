"""The expression language: one line of logic that can be checked, evaluated, and said as a sentence.

`check(source, scope)` gives a `Checked`, or raises `ExpressionError` with every problem at once.
"""

from core.expressions.check import check
from core.expressions.checked import Checked
from core.expressions.env import DictEnv, Env
from core.expressions.parse import Parsed, named, parse
from core.expressions.problems import ExpressionError, ExpressionProblem
from core.expressions.scope import BUILT_IN, RESERVED, FormScope, Function, Scope, Symbol
from core.expressions.types import (
    BOOL,
    DATE,
    NUMBER,
    PERSON,
    SORT,
    TEXT,
    THING,
    Many,
    Option,
    Options,
    Rows,
    Type,
)
from core.expressions.values import UNANSWERED, Unanswered

__all__ = [
    "BOOL",
    "BUILT_IN",
    "DATE",
    "NUMBER",
    "PERSON",
    "RESERVED",
    "SORT",
    "TEXT",
    "THING",
    "UNANSWERED",
    "Checked",
    "DictEnv",
    "Env",
    "ExpressionError",
    "ExpressionProblem",
    "FormScope",
    "Function",
    "Many",
    "Option",
    "Options",
    "Parsed",
    "Rows",
    "Scope",
    "Symbol",
    "Type",
    "Unanswered",
    "check",
    "named",
    "parse",
]
