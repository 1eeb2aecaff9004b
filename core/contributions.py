"""The small frozen records that plugins hand over. Returning one is all there is to it: importing a module does nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from wtforms.fields.core import UnboundField

    from core.expressions import Symbol, Type
    from core.text import Hint, Sentence, Text


class Keyed(Protocol):
    """Something with a key that must be unique among all plugins."""

    @property
    def key(self) -> str:
        """The unique key."""
        ...


@dataclass(frozen=True)
class DefinitionFolder:
    """A folder that is a pack (it has a `pack.yaml`). `bundled` packs must speak every language."""

    path: Path
    bundled: bool = False

    @property
    def key(self) -> str:
        """The folder's name, which is the pack's id."""
        return self.path.name


Raw = Mapping[str, tuple[str, ...]]
"""What was typed for one question, by part: the empty part, or `day`, `month`, `declined` …"""


@dataclass(frozen=True)
class Asking:
    """What a field needs to know besides its question: the language, and what may be chosen from here and now.

    `people` and `links` are (id, name) pairs; a link's id is `kind:id`. `are` says what each of them is, for `to:` (the roles
    and voices of a person, the workflow of a case); whoever is not in it was chosen before and may be kept.
    """

    language: str
    people: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    are: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class QuestionType:
    """A kind of question.

    `keys` are the question keys it allows beyond the common ones, `needs` those it must have. `value` gives the type its
    answers have in rules; `field` an unbound WTForms field whose `data` is the stored value; `raw` turns a stored value
    back into what would have been typed; `shown` says an answer in words; `check(question)` gives (path below the question,
    code, message, hint) for what the model cannot see. A type that is `later` is known by name and not built yet.
    """

    key: str
    title: Text
    value: Callable[[Any], Type]
    field: Callable[[Any, Asking], UnboundField[Any]] | None = None
    raw: Callable[[Any, Any], Raw] = lambda question, value: {"": (str(value),)}
    shown: Callable[[Any, Any, str], str] = lambda question, value, language: str(value)
    later: bool = False
    keys: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    check: Callable[[Any], Iterable[tuple[tuple[str | int, ...], str, Sentence, Hint]]] = lambda question: ()


@dataclass(frozen=True)
class NeedRule:
    """A need with a name (`rule: voices_accounted_for`).

    `missing(view, rule)` gives a `Missing` for each thing that is missing; none: it holds. `rule.need` has the parameters and
    `rule.where` the checked condition. `params` are the keys of a need that it takes, `needs` those it must have. With
    `everybody`, `view.persons` holds everybody of the home, not only those the case names.
    """

    key: str
    missing: Callable[[Any, Any], Iterable[Missing]]
    params: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    everybody: bool = False


@dataclass(frozen=True)
class Missing:
    """One thing a need still waits for: what, the next kind step, and the names it is about."""

    say: Text
    next: Text | None = None
    about: tuple[str, ...] = ()
    rule: str = ""


@dataclass(frozen=True)
class WorkflowAction:
    """Something a transition does (`then: [{review: …}]`).

    `check(argument, standing)` gives (path below the argument, code, message, hint) for what is wrong with it; `effects(view,
    argument)` what it asks for.
    """

    key: str
    check: Callable[[Any, Any], Iterable[tuple[tuple[str | int, ...], str, Sentence, Hint]]]
    effects: Callable[[Any, Any], Iterable[Any]]


@dataclass(frozen=True)
class Picture:
    """A picture computed from records: `draw(data, language)` gives SVG, a sentence and a table (`PictureMade`).

    A picture of a series (a check-in) is given a `PictureData`, one of a case a `CasePictureData`, one of a board of cases a
    `BoardPictureData`, one of a home a `HomeData`: that one names the `pack` it comes with, the forms it `reads` whole, and
    the `row` of the permission matrix that says who sees it.
    """

    key: str
    title: Text
    draw: Callable[[Any, str], PictureMade]
    of: Literal["series", "case", "board", "home"] = "series"
    pack: str = ""
    reads: tuple[str, ...] = ()
    row: str = ""


@dataclass(frozen=True)
class PictureMade:
    """A drawn picture: safe SVG markup, one sentence of what it shows, and the same data as a table.

    `legend` has a small drawing and its words for each line; `note` says how the picture is to be read.
    """

    svg: str
    sentence: str
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    caption: str = ""
    legend: tuple[tuple[str, str], ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Blueprint:
    """Pages: a function that, given the house, makes a Flask blueprint."""

    key: str
    make: Callable[[Any], Any]


@dataclass(frozen=True)
class Command:
    """A command of the command line: `key` is its name, `make` gives the click command."""

    key: str
    make: Callable[[], Any]


@dataclass(frozen=True)
class PagePart:
    """A part of a page that a plugin adds in a named slot; `html` is already escaped markup."""

    html: str
    order: str = ""


@dataclass(frozen=True)
class StoryStep:
    """One kind of event in a replayed story: `key` is the word that marks it, `run(world, event)` does it."""

    key: str
    run: Callable[[Any, Mapping[str, Any]], None]


__all__ = [
    "Asking",
    "Blueprint",
    "Command",
    "DefinitionFolder",
    "Keyed",
    "Missing",
    "NeedRule",
    "PagePart",
    "Picture",
    "PictureMade",
    "QuestionType",
    "Raw",
    "StoryStep",
    "Symbol",
    "WorkflowAction",
]
