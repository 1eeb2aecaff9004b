"""What a form is: its pages, questions and rules, as typed, frozen definitions (`definitions.md`, *A form*)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from core.definitions import DefId, Name, Reference, Strict, TextField, refuse
from core.problems import Path
from core.text import Sentence, Text, sentence

FACES = {
    3: ("not_good", "unsure", "good"),
    5: ("not_good_at_all", "not_good", "unsure", "good", "very_good"),
}
"""The faces, worst to best, by the number of points."""
ABOUT_SOMEBODY = ("resident", "person", "pair")
"""The subjects that are somebody. At a table about the whole home, several people may speak with any voice."""
YES_NO_NOT_SURE = ("yes", "no", "not_sure")
SORTED = ("good", "unsure", "not_good")
"""Where a picture can be put."""

_SPAN = re.compile(r"([1-9][0-9]{0,3}) (hour|day|week|month|year)s?")


def _day(value: object) -> object:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            hint = sentence("write it like 2026-06-01")
            raise refuse("E106", sentence("'{day}' is no date", day=value), hint) from None
    return value


def _span(value: str) -> str:
    if _SPAN.fullmatch(value) is None:
        hint = sentence("write it like '7 days', '4 weeks', '12 weeks' or '24 hours'")
        raise refuse("E106", sentence("'{span}' is no length of time", span=value), hint)
    return value


def span_parts(span: str) -> tuple[int, str]:
    """`7 days` as `(7, "day")`."""
    found = _SPAN.fullmatch(span)
    assert found is not None, span
    return int(found[1]), found[2]


Day = Annotated[date, BeforeValidator(_day)]
Span = Annotated[str, AfterValidator(_span)]
"""A length of time in words: `7 days`, `24 hours`, `12 weeks`."""


class Option(Strict):
    """One of the answers that can be chosen. `alone`: choosing it takes the others away."""

    said_as: ClassVar[Sentence] = sentence("an option")
    id: DefId
    label: TextField
    picture: str | None = None
    alone: bool = False


class Repeat(Strict):
    """How often a group is asked: between `at_least` and `at_most` rows, or once for each row of another group.

    `consent` is the question of a row that asks whether it may be shown.
    """

    said_as: ClassVar[Sentence] = sentence("a repeat")
    at_least: Annotated[int, Field(ge=0, le=50)] = 0
    at_most: Annotated[int, Field(ge=1, le=100)] = 30
    add: TextField | None = None
    for_each: Annotated[str, Field(min_length=1)] | None = None
    consent: Name | None = None


class Wording(Strict):
    """What one voice reads instead of the usual words."""

    said_as: ClassVar[Sentence] = sentence("a wording")
    ask: TextField | None = None
    help: TextField | None = None
    easy: TextField | None = None


class Locked(Strict):
    """What a home may not change about a part, and why."""

    said_as: ClassVar[Sentence] = sentence("a lock")
    what: tuple[Literal["hide", "reword", "move_after", "add_option"], ...]
    because: TextField


class Check(Strict):
    """Something that should hold between answers; `soft` is a kind nudge that never blocks."""

    said_as: ClassVar[Sentence] = sentence("a check")
    that: str
    say: TextField
    soft: bool = False


class Question(Strict):
    """One question. Which keys belong to which type is in the question type's own check."""

    said_as: ClassVar[Sentence] = sentence("a question")
    id: Name
    ask: TextField | None = None
    easy: TextField | None = None
    picture: str | None = None
    by_voice: Mapping[str, Wording] = Field(default_factory=dict)
    help: TextField | None = None
    type: str
    also: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    scale: tuple[Option, ...] = ()
    points: Literal[3, 5] | None = None
    min: int | float | str | None = None
    max: int | float | str | None = None
    unit: TextField | None = None
    to: tuple[str, ...] = ()
    repeat: Repeat | None = None
    questions: tuple[Question, ...] = ()
    required: bool = False
    show_if: str | None = None
    checks: tuple[Check, ...] = ()
    compute: str | None = None
    default: str | None = None
    shows: str | None = None
    voices: tuple[str, ...] = ()
    sensitive: bool = False
    audience: str | None = None
    maps: Mapping[str, str] = Field(default_factory=dict)
    renamed_from: Name | None = None
    because: TextField | None = None
    locked: Locked | None = None

    def wording(self, voice: str, like: Mapping[str, str]) -> Wording:
        """The words for a voice: its own, else those of the voice it is `like`, else everybody's."""
        own = self.by_voice.get(voice) or self.by_voice.get(like.get(voice, "")) or Wording()
        return Wording(ask=own.ask or self.ask, help=own.help or self.help, easy=own.easy or self.easy)

    @property
    def label(self) -> Text:
        """The words everybody reads; the id where a question (an `info`, say) has none."""
        return self.ask or Text({"en": self.id.replace("_", " ")})

    def choices(self) -> tuple[str, ...]:
        """The option ids that can be answered, in order; empty for other types."""
        fixed = {"faces": FACES[self.points or 3], "yes_no_not_sure": YES_NO_NOT_SURE}.get(self.type)
        return fixed or tuple(option.id for option in self.options or self.scale)


class Page(Strict):
    """Questions that are shown together when everything is on one page."""

    said_as: ClassVar[Sentence] = sentence("a page")
    id: DefId
    title: TextField | None = None
    about: TextField | None = None
    show_if: str | None = None
    questions: tuple[Question, ...] = Field(min_length=1)


class Expect(Strict):
    """What a form's scenario expects: at least these questions shown, none of those, these nudges."""

    said_as: ClassVar[Sentence] = sentence("an expectation")
    shown: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    says: tuple[str, ...] = ()


class Scenario(Strict):
    """A small story that `check` runs: given these answers, expect this."""

    said_as: ClassVar[Sentence] = sentence("a scenario")
    name: str
    voice: str | None = None
    today: Day | None = None
    given: Mapping[str, Any] = Field(default_factory=dict)
    expect: Expect


class Asked(Strict):
    """What forms and check-ins share: something with pages that people answer."""

    id: Name
    title: TextField
    about: TextField | None = None
    subject: Literal["resident", "person", "pair", "home", "nothing"] = "resident"
    voices: tuple[str, ...] = ()
    mode: Literal["one", "all"] | None = None
    audience: str | None = None
    conditions: Mapping[Name, str] = Field(default_factory=dict)
    pages: tuple[Page, ...] = Field(min_length=1)
    checks: tuple[Check, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    renamed_from: Name | None = None
    locked: Locked | None = None

    def questions(self) -> tuple[Question, ...]:
        """Every top-level question in the order of the file."""
        return tuple(question for page in self.pages for question in page.questions)

    def question(self, id: str) -> Question | None:
        """The top-level question with this id."""
        return next((question for question in self.questions() if question.id == id), None)

    def walk(self) -> Iterator[tuple[Path, Question, Question | None]]:
        """Every question with its path in the file and the group it stands in (None: none), in order."""
        for p, page in enumerate(self.pages):
            for q, question in enumerate(page.questions):
                path: Path = ("pages", p, "questions", q)
                yield path, question, None
                for n, inner in enumerate(question.questions):
                    yield (*path, "questions", n), inner, question


class Form(Asked):
    """A form: each voice answers it for itself.

    `grows`: standing alone, a voice has one set of answers and adds to it. `both_show`: the question whose yes, from each of
    those who answer, lets them see each other's half. `without_names`: what is said is kept, and nowhere who said it.
    """

    said_as: ClassVar[Sentence] = sentence("a form")
    purpose: TextField | None = None
    keeps: Mapping[str, str] = Field(default_factory=dict)
    grows: bool = False
    both_show: Name | None = None
    without_names: bool = False
    also_alone: bool = False
    """True for a form that a workflow asks and that is offered by itself as well."""


STRICTEST = "own_words"
"""The row of the permission matrix for a form that names none."""


def audience_of(form: Asked, question: Question | None, group: Question | None = None) -> str:
    """The row of the permission matrix that says who may see the answers to a question: its own, its group's, its form's."""
    own = question.audience if question is not None else None
    return own or (group.audience if group is not None else None) or form.audience or STRICTEST


class Measure(Strict):
    """One line of a check-in's series: the answers to one question."""

    said_as: ClassVar[Sentence] = sentence("a measure")
    id: Name
    question: Name
    title: TextField


class Rhythm(Strict):
    """How often a group is asked, and how many pages at a time."""

    said_as: ClassVar[Sentence] = sentence("a rhythm")
    every: Span
    pages: Annotated[int, Field(ge=1)] | None = None


class Privacy(Strict):
    """How many different people must have answered before a group is shown, and who sees single answers."""

    said_as: ClassVar[Sentence] = sentence("a privacy floor")
    at_least: Annotated[int, Field(ge=1)] = 5
    groups: Mapping[str, Literal["group_only", "own_and_group", "circle"]] = Field(default_factory=dict)


class Signal(Strict):
    """Something worth noticing in one person's series; it offers, it never forces."""

    said_as: ClassVar[Sentence] = sentence("a signal")
    id: DefId
    when: str
    offer: TextField
    opens: Reference | None = None
    voice: str | None = None


class Between(Strict):
    """A question to talk about, where one group's middle answer lies in the upper half of a scale and another's in the lower."""

    said_as: ClassVar[Sentence] = sentence("a line of 'between'")
    id: DefId
    measure: DefId
    high: str
    low: str
    ask: TextField
    opens: Reference | None = None


class CheckIn(Asked):
    """A short form asked again and again, whose answers become series."""

    said_as: ClassVar[Sentence] = sentence("a check-in")
    groups: tuple[str, ...] = Field(min_length=1)
    rhythm: Mapping[str, Rhythm] = Field(default_factory=dict)
    measures: tuple[Measure, ...] = Field(min_length=1)
    privacy: Privacy = Privacy()
    signals: tuple[Signal, ...] = ()
    between: tuple[Between, ...] = ()
    picture: str | None = None

    def for_own_eyes(self, group: str | None) -> bool:
        """True where single answers of a group are for nobody's eyes but those of whoever gave them."""
        return group is None or self.privacy.groups.get(group, "circle") != "circle"


Question.model_rebuild()
