"""Everything that can be wrong with a definition is a `Problem`: a place, a stable code, a sentence."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from core.text import Hint, Sentence, sentence

Severity = Literal["error", "warning"]
Path = tuple[str | int, ...]
"""Where a value stands inside a document: keys and list positions from the top."""


@dataclass(frozen=True, order=True)
class Place:
    """A point in a file; `line` and `column` count from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake, said so that a reader can put it right. `hint` is what to do or what was perhaps meant."""

    place: Place
    code: str
    message: Sentence
    hint: Hint = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        hint = f"; {self.hint}" if self.hint else ""
        return f"{self.place} {self.code} {self.message}{hint}"

    def as_json(self) -> dict[str, str | int]:
        """The same, for `cartref check --json`."""
        return {
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
            "hint": self.hint,
        }


def did_you_mean(word: str, known: Iterable[str]) -> Hint:
    """`did you mean 'show_if'?` for the nearest known word, or an empty string when nothing is near."""
    near = difflib.get_close_matches(str(word), list(known), n=1, cutoff=0.6)
    return sentence("did you mean '{word}'?", word=near[0]) if near else ""
