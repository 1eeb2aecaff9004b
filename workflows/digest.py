"""What waits, said once a shift: one list for each shift of a home, addressed to roles, never to a person by name.

A list is made when a shift has begun and stays as it is until the next; what was looked at meanwhile leaves the page at once, and
so does what is about somebody who is in hospital, away, or has died.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from core import outbox
from core.clock import local_date
from core.house import House
from core.people import People
from core.records import LEADS, Kept, moment, stamp
from core.stores.protocol import Body, Conflict
from workflows import runner, timers
from workflows.records import Case, Due
from workflows.shifts import OnDuty, Shifts, now_on
from workflows.view import CaseView

RECORD = "digest"
"""The id of a home's one list: that of the shift that is going on. Those before are among its earlier revisions."""
PATIENCE = timedelta(days=7)
"""After so long somebody who leads the home is told as well."""


@dataclass(frozen=True)
class Item:
    """One thing that waits: a timer of a case, the roles it is for, and whether it has waited so long that a manager is told."""

    case: str
    key: int
    roles: tuple[str, ...]
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class Digest(Kept):
    """The list of one shift: which, the day on which it began, when the list was made, and what was on it."""

    kind: ClassVar[str] = "digest"
    keeps: ClassVar[str] = "event"
    shift: str
    day: str
    at: str
    items: tuple[Item, ...] = ()

    @classmethod
    def read(cls, body: Body) -> Body:
        items = tuple(Item(**{**one, "roles": tuple(one["roles"])}) for one in body["items"])
        return {**body, "items": items}

    def is_of(self, duty: OnDuty) -> bool:
        """True for the list of this shift."""
        return (self.shift, self.day) == (duty.shift.id, duty.day.isoformat())


# -- what is on it (pure) -------------------------------------------------------------------------------------------------


def items_of(view: CaseView) -> Iterator[Item]:
    """What waits in one case as it stands; nothing where it is paused."""
    if view.case.paused:
        return
    for due in timers.waiting(view.case):
        late = _late(view, due)
        roles = dict.fromkeys((*roles_for(view, due), *((LEADS,) if late else ())))
        if roles:
            yield Item(view.case.id, due.key, tuple(roles), late)


def roles_for(view: CaseView, due: Due) -> tuple[str, ...]:
    """The roles that look after what has come up. A resident or a family is not reminded, however long it waits.

    A review is for whoever leads; where nobody does, or they have left, for those who lead the home.
    """
    kind, _, voice = (due.tell or "host").partition(":")
    if kind == "voice":
        return tuple(id for id, role in view.people.roles.items() if role.voice == voice and _is_work(view.people, id))
    if kind != "host":
        return (kind,)
    host = view.persons.get(view.case.host or "")
    roles = [one for one in host.roles if _is_work(view.people, one)] if host is not None and not host.gone else []
    return tuple(roles) or (LEADS,)


def _is_work(people: People, role: str) -> bool:
    found = people.roles.get(role)
    return found is not None and found.may_host and found.reach == "home"


def _late(view: CaseView, due: Due) -> bool:
    """True once it has waited a week; time in which the case stood still does not count."""
    since = max((due.due_at or "", *(line.at for line in view.case.history if line.what == "resumed")))
    return local_date(view.now, view.zone) >= local_date(moment(since), view.zone) + PATIENCE


# -- making it ------------------------------------------------------------------------------------------------------------


def make(house: House, home_id: str) -> bool:
    """The list of the shift that is going on, where it is not there yet; True when it was made now.

    However many workers look, there is one: it is kept over the list before.
    """
    home, now = house.home(home_id), house.clock.now()
    with house.store.read(home_id) as tx:
        duty = now_on(Shifts.of(tx).shifts, now, home.zone)
        known = Digest.get(tx, RECORD)
    if duty is None or (known is not None and known.is_of(duty)):
        return False
    try:
        with house.store.tx(home_id, actor=runner.CLOCK, purpose="digest") as tx:
            known = Digest.get(tx, RECORD)
            if known is not None and known.is_of(duty):
                return False
            views = (runner.view(house, home, tx, case) for case in Case.find(tx, {"closed": False}))
            items = tuple(item for view in views for item in items_of(view.with_case(timers.tick(view).case)))
            revision = known.revision if known is not None else 0
            Digest(
                id=RECORD, revision=revision, shift=duty.shift.id, day=duty.day.isoformat(), at=stamp(now), items=items
            ).keep(tx)
            if items:
                about = {"shift": duty.shift.id, "day": duty.day.isoformat()}
                late = sum(one.late for one in items)
                outbox.record(house, tx, "digest", runner.CLOCK, about, waiting=len(items), late=late)
    except Conflict:
        return False
    return True
