"""Worries about somebody: written by anybody, with or without a name, and read only by those the home has named for it.

The list has a lead and a second. Whoever writes may keep a worry from one of them, so that nobody reads one about themselves.
When the list changes, what was written goes with it; a worry stays kept from whom it was kept from, whoever is on the list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, ClassVar

from core import outbox
from core.house import House
from core.ids import new_id
from core.permissions import Matrix
from core.records import LEADS, Kept, Person, stamp
from core.stores.protocol import Body, Condition, Conflict, NotFound, Tx

ROW = "safeguarding"
"""The row of the permission matrix that says who reads them."""
MOST_AN_HOUR = 60
"""More than this in an hour is somebody filling the disk; they are shown the telephone numbers instead."""
MOST_FROM_INSIDE = 240
"""Whoever is signed in is heard beyond that, so that nobody outside can silence those who live and work here."""
MOST_A_DAY, MOST_A_DAY_FROM_INSIDE = 250, 500
"""The same for a day, so that patience fills no disk either."""
LIST = "worry_readers"
"""The id of a home's one list of who reads worries."""


class TooManyWorries(Exception):
    """More was written in the last hour, or the last day, than people write."""


class NotOnList(Exception):
    """A list that cannot be: the message says which sentence a page shows (`lead`, `second`, `same`)."""


@dataclass(frozen=True, kw_only=True)
class Readers(Kept):
    """Who reads the worries of a home: two persons at most, one at least; named when, by whom."""

    kind: ClassVar[str] = "worry_readers"
    keeps: ClassVar[str] = "safeguarding"
    lead: str
    second: str = ""
    at: str = ""
    by: str = ""

    @property
    def readers(self) -> tuple[str, ...]:
        """The person ids on the list."""
        return tuple(one for one in (self.lead, self.second) if one)


@dataclass(frozen=True, kw_only=True)
class Worry(Kept):
    """What somebody wrote: about whom, in their words, and as much of their name and address as they gave.

    `kept_from` is who on the list does not read it, because it may be about them.
    """

    kind: ClassVar[str] = "worry"
    indexes: ClassVar[tuple[str, ...]] = ("at",)
    keeps: ClassVar[str] = "safeguarding"
    at: str
    about: str
    words: str
    name: str = ""
    reach: str = ""
    kept_from: str = ""
    read_by: tuple[Mapping[str, str], ...] = ()

    @classmethod
    def read(cls, body: Body) -> Body:
        return {**body, "read_by": tuple(body.get("read_by", ()))}

    def was_read_by(self, person_id: str) -> bool:
        """True when this person said that they have read it."""
        return any(one["person"] == person_id for one in self.read_by)


# -- the list -------------------------------------------------------------------------------------------------------------


def readers(tx: Tx) -> Readers | None:
    """The list of a home. Until a manager has chosen one it is the home's first manager; None while there is no manager."""
    kept = Readers.get(tx, LIST)
    if kept is not None:
        return kept
    first = next((one for one in Person.find(tx) if LEADS in one.roles and not one.gone), None)
    return Readers(id=LIST, lead=first.id) if first is not None else None


def could_read(person: Person, matrix: Matrix) -> bool:
    """True for somebody who can be named: the matrix lets one of their roles read what they are named for."""
    row = matrix.rows.get(ROW)
    marks = [row.may.get(role) for role in person.roles] if row is not None else []
    return not person.gone and any(mark is not None and mark.when == "named" for mark in marks)


def reads(tx: Tx, person: Person, matrix: Matrix) -> bool:
    """True when somebody is on the list, and may be."""
    found = readers(tx)
    return found is not None and person.id in found.readers and could_read(person, matrix)


def name_readers(house: House, home_id: str, lead: str, second: str, actor: str, revision: int) -> Readers:
    """Name who reads worries. Raises NotOnList, or Conflict for a list that somebody else changed since `revision`.

    There is always one at least, and once there are two there stay two: whatever is kept from one of them has a reader.
    """
    with house.store.tx(home_id, actor=actor, purpose="who reads worries") as tx:
        before = Readers.get(tx, LIST)
        if (before.revision if before else 0) != revision:
            raise Conflict(LIST, LIST, revision, before.revision if before else 0)
        matrix = house.catalogue(home_id, tx).matrix
        named = {one.id for one in Person.find(tx) if could_read(one, matrix)}
        if lead not in named:
            raise NotOnList("lead")
        if (second and second not in named) or (not second and before is not None and before.second):
            raise NotOnList("second")
        if lead == second:
            raise NotOnList("same")
        outbox.record(house, tx, "worry_readers", actor, {"lead": lead, "second": second})
        now = stamp(house.clock.now())
        return Readers(id=LIST, revision=revision, lead=lead, second=second, at=now, by=actor).keep(tx)


# -- worries --------------------------------------------------------------------------------------------------------------


def write(
    house: House,
    home_id: str,
    *,
    once: str,
    about: str,
    words: str,
    name: str = "",
    reach: str = "",
    kept_from: str = "",
    from_inside: bool = False,
) -> None:
    """Keep a worry; the same `once` a second time changes nothing. Raises TooManyWorries, and NotOnList where nobody would
    read what is kept from this person. Nobody's account is kept with it, nor that it came from somebody who was signed in
    (`from_inside`)."""
    idem = f"worry-{once}"
    with house.store.tx(home_id, actor="somebody", purpose="worried", idem=idem) as tx:
        if tx.replayed is not None:
            return
        _not_too_many(house, tx, from_inside)
        found = readers(tx)
        if kept_from and (found is None or not set(found.readers) - {kept_from}):
            raise NotOnList("second")
        now = stamp(house.clock.now())
        worry = Worry(id=new_id(), at=now, about=about, words=words, name=name, reach=reach, kept_from=kept_from)
        worry.keep(tx)
        outbox.record(house, tx, "worried", "somebody", {"worry": worry.id})


def _not_too_many(house: House, tx: Tx, from_inside: bool) -> None:
    hour, day = (MOST_FROM_INSIDE, MOST_A_DAY_FROM_INSIDE) if from_inside else (MOST_AN_HOUR, MOST_A_DAY)
    for most, hours in ((hour, 1), (day, 24)):
        since = stamp(house.clock.now() - timedelta(hours=hours))
        if len(tx.find(Worry.kind, (Condition("at", "range", (since, None)),), limit=most)) >= most:
            raise TooManyWorries


def newest_first(house: House, home_id: str, reader: Person) -> list[Worry]:
    """Every worry of a home that this person reads; none for whoever is not on the list."""
    with house.store.read(home_id) as tx:
        if not reads(tx, reader, house.catalogue(home_id, tx).matrix):
            return []
        found = [worry for worry in Worry.find(tx) if worry.kept_from != reader.id]
    return sorted(found, key=lambda worry: (worry.at, worry.id), reverse=True)


def unread(house: House, home_id: str, reader: Person) -> int:
    """How many of those they read this person has not said to have read."""
    return sum(not worry.was_read_by(reader.id) for worry in newest_first(house, home_id, reader))


def mark_read(house: House, home_id: str, worry_id: str, reader: Person) -> None:
    """Keep that this person has read it, and when. Raises NotFound, also for one that is not theirs to read."""
    with house.store.tx(home_id, actor=reader.id, purpose="worry read") as tx:
        worry = Worry.need(tx, worry_id)
        if worry.kept_from == reader.id or not reads(tx, reader, house.catalogue(home_id, tx).matrix):
            raise NotFound(f"there is no {Worry.kind} {worry_id}")
        if worry.was_read_by(reader.id):
            return
        mark: dict[str, Any] = {"person": reader.id, "name": reader.name, "at": stamp(house.clock.now())}
        replace(worry, read_by=(*worry.read_by, mark)).keep(tx)
        outbox.record(house, tx, "worry_read", reader.id, {"worry": worry.id})
