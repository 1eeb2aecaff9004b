"""What a picture of a home, or a panel on one of its pages, is made of: what was sent there, and who lives there.

A plugin's `Picture(…, of="home")` takes a `HomeData`. It names the forms it `reads` and the row of the permission matrix that
says who sees it; what is not for whoever looks is not in the data.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from core.case_pictures import RowAnswers
from core.text import Text

_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class HomeAnswers(RowAnswers):
    """What was sent of one form on one occasion, newest versions.

    `subject` is the person it is about, `person` whose view it is (ids, "" for nobody); `at` when it was sent, in the home's
    own time; `case` and `step` the conversation it belongs to and where that stands, "" where it belongs to none; `languages`
    in which language each question was answered; `noticed` names the questions that somebody noticed and nobody said.
    """

    id: str = ""
    subject: str = ""
    person: str = ""
    voice: Text = field(default_factory=lambda: Text({"en": ""}))
    at: datetime = _LONG_AGO
    case: str = ""
    step: str = ""
    languages: Mapping[str, str] = field(default_factory=dict)
    noticed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Here:
    """Somebody of the home: what they are called, which languages they speak, whether they live here and are at home now."""

    id: str
    name: str
    languages: tuple[str, ...] = ()
    lives_here: bool = False
    at_home: bool = True


@dataclass(frozen=True)
class MonthOfWords:
    """The words of one month (`2026-06`), of the whole home: word → in how many of its answers. Only once enough people wrote."""

    month: str
    answers: int
    old: Mapping[str, int]
    new: Mapping[str, int]


@dataclass(frozen=True)
class HomeData:
    """Everything a picture of a home or a panel is made of.

    `now` is the home's own time; `subject` whose page it is ("" on the home's own pages); `months` the home's words by month.

    Whoever looks is noted as having been shown everything a picture was given of others. One that only counts, or lays out
    some of it, says which answers stand on the page: `lays_out(*answers)`, as often as it likes, with none for none at all.
    """

    title: Text
    now: datetime
    subject: str = ""
    answers: Mapping[str, tuple[HomeAnswers, ...]] = field(default_factory=dict)
    people: Mapping[str, Here] = field(default_factory=dict)
    months: tuple[MonthOfWords, ...] = ()
    lays_out: Callable[..., None] = lambda *_: None

    def sent(self, form: str) -> tuple[HomeAnswers, ...]:
        """What was sent of a form (`pack.form`), the oldest first."""
        return self.answers.get(form, ())

    def residents(self) -> list[Here]:
        """Those who live here and are at home now, by name."""
        here = [one for one in self.people.values() if one.lives_here and one.at_home]
        return sorted(here, key=lambda one: one.name)
