"""The shifts of a home: when each begins, and which teams work in it. A home says so itself; until then there are three."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from core.people import People
from core.records import Kept, Person
from core.stores.protocol import Body, Tx
from core.text import Text
from workflows.sentences import both

RECORD = "shifts"
"""The id of a home's one record of shifts."""
NAMES: Mapping[str, Text] = {
    "early": both("Early shift", "Sifft gynnar"),
    "late": both("Late shift", "Sifft hwyr"),
    "night": both("Night shift", "Sifft nos"),
}
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


@dataclass(frozen=True)
class Shift:
    """One shift: the time by the home's clocks at which it begins, and the teams that work in it (none: everybody)."""

    id: str
    begins: str
    teams: tuple[str, ...] = ()


USUAL = (Shift("early", "07:00", ("days",)), Shift("late", "14:00", ("days",)), Shift("night", "21:00", ("nights",)))
"""What a home begins with."""


@dataclass(frozen=True, kw_only=True)
class Shifts(Kept):
    """What a home has said of its shifts, in the order in which they begin."""

    kind: ClassVar[str] = "shifts"
    keeps: ClassVar[str] = "tools"
    shifts: tuple[Shift, ...] = field(default=USUAL)

    @classmethod
    def read(cls, body: Body) -> Body:
        found = tuple(Shift(**{**one, "teams": tuple(one["teams"])}) for one in body["shifts"])
        return {**body, "shifts": found}

    @classmethod
    def of(cls, tx: Tx) -> Shifts:
        """Those of the transaction's home."""
        return cls.get(tx, RECORD) or cls(id=RECORD)


@dataclass(frozen=True)
class OnDuty:
    """A shift that is going on, and the day by the home's calendar on which it began."""

    shift: Shift
    day: date


def is_time(words: str) -> bool:
    """True for a time of day as it is kept: `07:00`."""
    return _CLOCK.fullmatch(words) is not None


def now_on(shifts: tuple[Shift, ...], now: datetime, zone: str) -> OnDuty | None:
    """The shift that is going on; before the first of a day it is the last one of the day before."""
    if not shifts:
        return None
    local = now.astimezone(ZoneInfo(zone))
    clock, today = local.strftime("%H:%M"), local.date()
    in_order = sorted(shifts, key=lambda one: one.begins)
    begun = [one for one in in_order if one.begins <= clock]
    return OnDuty(begun[-1], today) if begun else OnDuty(in_order[-1], today - timedelta(days=1))


def works_in(person: Person, shift: Shift, shifts: tuple[Shift, ...]) -> bool:
    """True for whoever works in this shift: by their team, or in any shift where no shift names a team of theirs."""
    named = {team for one in shifts for team in one.teams}
    mine = named.intersection(person.teams)
    return not mine or bool(mine.intersection(shift.teams))


def works_here(person: Person, people: People) -> bool:
    """True for those who work in the home: trained to lead, and there for everybody in it; not for who lives here or visits."""
    roles = [people.roles[role] for role in person.roles if role in people.roles]
    return not person.gone and any(role.may_host and role.reach == "home" for role in roles)


def plain(shifts: Shifts) -> list[dict[str, Any]]:
    """The shifts as a page has them: every name, with its time ("" where the home has no such shift) and its teams."""
    known = {one.id: one for one in shifts.shifts}
    return [
        {"id": id, "begins": known[id].begins if id in known else "", "teams": known[id].teams if id in known else ()}
        for id in NAMES
    ]
