"""What can be wrong with an expression, said so that whoever wrote it can put it right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.text import Hint, Sentence


@dataclass(frozen=True, order=True)
class ExpressionProblem:
    """One mistake: the column (from 1) inside the expression, a stable code, a sentence, and what to do about it."""

    column: int
    code: str
    message: Sentence
    hint: Hint = ""

    def __str__(self) -> str:
        hint = f"; {self.hint}" if self.hint else ""
        return f"{self.column} {self.code} {self.message}{hint}"


class ExpressionError(Exception):
    """All the mistakes found in one expression, from left to right."""

    def __init__(self, problems: Iterable[ExpressionProblem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


class TooMuch(ExpressionError):
    """The expression is longer or deeper than anybody could follow; looking for further mistakes would be too."""


def refuse(column: int, code: str, message: Sentence, hint: Hint = "") -> ExpressionError:
    """One mistake, ready to be raised."""
    return ExpressionError([ExpressionProblem(column, code, message, hint)])
