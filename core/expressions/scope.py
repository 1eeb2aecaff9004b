"""What the names in an expression mean, and the words a sentence needs for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from core.expressions.types import Rows, Type
from core.text import Text

if TYPE_CHECKING:
    from core.expressions.parse import Parsed

Asked = Literal["once", "each_voice", "again"]
"""How often a form is asked: once for the case, once of each voice, or time after time."""


@dataclass(frozen=True)
class Symbol:
    """What one name stands for: its kind, its wording, the wording of its options, and the fields of its rows."""

    type: Type
    label: Text
    option_labels: Mapping[str, Text] = field(default_factory=dict)
    fields: Mapping[str, Symbol] = field(default_factory=dict)

    @classmethod
    def of_rows(cls, label: Text, fields: Mapping[str, Symbol]) -> Symbol:
        """A repeated group with these questions in each row."""
        return cls(Rows({name: symbol.type for name, symbol in fields.items()}), label, {}, fields)


@dataclass(frozen=True)
class FormScope:
    """Another form of the same case, under the local name its workflow gives it."""

    symbols: Mapping[str, Symbol]
    asked: Asked
    title: Text


@dataclass(frozen=True)
class Function:
    """A function from a plugin. `call` gets stored answer values, never an unanswered one, and gives one back
    (or None for unanswered); what it raises counts as unanswered. `say` has a place `{0}`, `{1}` … for each argument."""

    params: tuple[Type, ...]
    returns: Type
    call: Callable[..., object]
    say: Text


@dataclass(frozen=True)
class Scope:
    """All the names an expression may use."""

    own: Mapping[str, Symbol] = field(default_factory=dict)
    forms: Mapping[str, FormScope] = field(default_factory=dict)
    voices: Mapping[str, Text] = field(default_factory=dict)
    single_voices: frozenset[str] = frozenset()
    """The voices that one person alone can hold, so that `voice(q, "resident")` has one answer."""
    measures: Mapping[str, Symbol] = field(default_factory=dict)
    """In a check-in's signals: names that stand for a series of answers."""
    conditions: Mapping[str, Parsed] = field(default_factory=dict)
    functions: Mapping[str, Function] = field(default_factory=dict)


BUILT_IN = frozenset(
    [
        "answered",
        "declined",
        "count",
        "sum",
        "min",
        "max",
        "mean",
        "round",
        "days_since",
        "weeks_since",
        "age",
        "lower",
        "contains",
        "begins",
        "latest",
        "times",
        "last",
        "any",
        "all",
        "voice",
        "voices",
    ]
)
RESERVED = BUILT_IN | {"today", "subject"}
"""Names no question, form, row or condition may take."""
