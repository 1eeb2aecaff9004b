"""What the workflow engine keeps: a case, with its seats, signatures, timers, links and history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from core.records import Kept
from core.stores.protocol import Body

SeatStatus = Literal["invited", "tried", "heard", "chose_not_to", "not_now"]


@dataclass(frozen=True)
class Try:
    """One time somebody was properly asked: when (a stamp), which way, and by whom."""

    at: str
    way: str
    by: str


@dataclass(frozen=True)
class Seat:
    """A place round the table: a voice, and who holds it (None while nobody does).

    `alongside` is who speaks or sits alongside (an advocate, an attorney); `asked_other` says that an advocate or someone who
    knows them was asked when they could not be heard.
    """

    id: str
    voice: str
    person: str | None = None
    status: SeatStatus = "invited"
    tries: tuple[Try, ...] = ()
    alongside: str | None = None
    asked_other: str | None = None


@dataclass(frozen=True)
class Signature:
    """Somebody signed a step: as which `by` of the sign list, who (a person id), how, and when."""

    step: str
    by: str
    person: str
    how: str
    at: str


@dataclass(frozen=True)
class Due:
    """A timer that runs: `at` the day it falls due (a date, local to the home), or after a form was sent `times` times.

    `rest` are the reviews that follow this one. `count_from` is how often the form had been sent when the timer began;
    `paused_days` counts the days it has been paused; `done` is the stamp at which it was looked at.
    """

    id: str
    kind: Literal["review", "timer"]
    set_at: str
    at: str
    form: str | None = None
    times: int | None = None
    count_from: int = 0
    rest: tuple[Mapping[str, Any], ...] = ()
    tell: str | None = None
    done: str | None = None
    paused_at: str | None = None


@dataclass(frozen=True)
class Link:
    """Another case that was opened from this one, or that this one came from."""

    case: str
    ref: str
    how: Literal["opened", "came_from"]


@dataclass(frozen=True)
class Move:
    """One line of a case's history: what happened, who did it, and why where a reason was given."""

    at: str
    by: str
    what: str
    step: str
    to: str | None = None
    why: str | None = None


@dataclass(frozen=True, kw_only=True)
class Case(Kept):
    """One running workflow. `forms` maps each local form name to the reference and hash it is answered with."""

    kind: ClassVar[str] = "case"
    ref: str
    workflow_hash: str
    forms: Mapping[str, Mapping[str, str]]
    subject: str | None
    step: str
    started_by: str
    started_at: str
    host: str | None
    about: str = ""
    entered_at: str = ""
    seats: tuple[Seat, ...] = ()
    signatures: tuple[Signature, ...] = ()
    timers: tuple[Due, ...] = ()
    links: tuple[Link, ...] = ()
    history: tuple[Move, ...] = ()
    disputed: Mapping[str, str] = field(default_factory=dict)
    paused: str | None = None
    closed: bool = False

    @classmethod
    def read(cls, body: Body) -> Body:
        out = dict(body)
        out["seats"] = tuple(
            Seat(**{**seat, "tries": tuple(Try(**one) for one in seat["tries"])}) for seat in body["seats"]
        )
        out["signatures"] = tuple(Signature(**one) for one in body["signatures"])
        out["timers"] = tuple(Due(**{**one, "rest": tuple(one["rest"])}) for one in body["timers"])
        out["links"] = tuple(Link(**one) for one in body["links"])
        out["history"] = tuple(Move(**one) for one in body["history"])
        return out

    def seat(self, id: str) -> Seat | None:
        """The seat with this id."""
        return next((seat for seat in self.seats if seat.id == id), None)

    def seat_of(self, person: str) -> Seat | None:
        """The seat this person holds."""
        return next((seat for seat in self.seats if seat.person == person), None)
