"""What kind of thing an expression's part is: words, a number, one of some options, rows of a group …"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from core.text import Sentence, sentence


@dataclass(frozen=True, slots=True)
class Simple:
    """A kind with nothing further to say about it."""

    name: str


@dataclass(frozen=True, slots=True)
class Option:
    """One option id out of `ids`; when `ordered`, ids compare by their position. No ids at all fits every choice."""

    ids: tuple[str, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Options:
    """Several option ids out of `ids`."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a repeated group, and what each row holds."""

    fields: Mapping[str, Type]

    def __hash__(self) -> int:
        return hash(tuple(sorted(self.fields)))


@dataclass(frozen=True, slots=True)
class Many:
    """Several answers of one kind: every voice's, the last three …"""

    of: Type


Type = Simple | Option | Options | Rows | Many

TEXT = Simple("text")
NUMBER = Simple("number")
BOOL = Simple("bool")
DATE = Simple("date")
PERSON = Simple("person")
SORT = Simple("sort")
THING = Simple("thing")
"""`THING` is an answer that can be there or not, and no more: a link, a picture, a drawing."""

_WORDS: Mapping[Simple, Sentence] = MappingProxyType(
    {
        TEXT: sentence("words somebody wrote"),
        NUMBER: sentence("a number"),
        BOOL: sentence("a condition that holds or not"),
        DATE: sentence("a date"),
        PERSON: sentence("a person"),
        SORT: sentence("pictures sorted under good, unsure and not good"),
        THING: sentence("something that can only be there or not"),
    }
)


def described(kind: Type) -> Sentence:
    """The kind in English words that fit after "is"."""
    match kind:
        case Simple():
            return _WORDS[kind]
        case Option(ordered=True):
            return sentence("one word of a scale")
        case Option():
            return sentence("one of its options")
        case Options():
            return sentence("a choice of several options")
        case Rows():
            return sentence("the rows of a group")
        case Many():
            return sentence("several answers")


def reading(kind: Type) -> str:
    """How a stored answer of this kind is read, as one word shared with the browser."""
    match kind:
        case Simple():
            return kind.name
        case Option():
            return "text"
        case Options():
            return "options"
        case Rows():
            return "rows"
        case Many(of):
            return f"many {reading(of)}"


def fits(kind: Type, wanted: Type) -> bool:
    """True when a value of `kind` may stand where `wanted` is asked for."""
    match kind, wanted:
        case Option(), Option():
            return wanted.ids == () or kind == wanted or (not wanted.ordered and set(kind.ids) == set(wanted.ids))
        case Option(), Simple("text"):
            return True
        case Options(), Options():
            return wanted.ids == () or set(kind.ids) == set(wanted.ids)
        case Rows(), Rows():
            return all(name in kind.fields and fits(kind.fields[name], need) for name, need in wanted.fields.items())
        case Many(of), Many(need):
            return fits(of, need)
        case _:
            return kind == wanted
