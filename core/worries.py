"""Worries about somebody: written by anybody, with or without a name, and read only by those the home has named for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, ClassVar

from core import outbox
from core.house import House
from core.ids import new_id
from core.records import Kept, Person, stamp
from core.stores.protocol import Body, Condition

ROW = "safeguarding"
"""The row of the permission matrix that says who reads them."""
MOST_AN_HOUR = 60
"""More than this in an hour is somebody filling the disk; they are shown the telephone numbers instead."""
MOST_FROM_INSIDE = 240
"""Whoever is signed in is heard beyond that, so that nobody outside can silence those who live and work here."""


class TooManyWorries(Exception):
    """More was written in the last hour than people write."""


@dataclass(frozen=True, kw_only=True)
class Worry(Kept):
    """What somebody wrote: about whom, in their words, and as much of their name and address as they gave."""

    kind: ClassVar[str] = "worry"
    indexes: ClassVar[tuple[str, ...]] = ("at",)
    keeps: ClassVar[str] = "safeguarding"
    at: str
    about: str
    words: str
    name: str = ""
    reach: str = ""
    read_by: tuple[Mapping[str, str], ...] = ()

    @classmethod
    def read(cls, body: Body) -> Body:
        return {**body, "read_by": tuple(body.get("read_by", ()))}

    def was_read_by(self, person_id: str) -> bool:
        """True when this person said that they have read it."""
        return any(one["person"] == person_id for one in self.read_by)


def write(
    house: House,
    home_id: str,
    *,
    once: str,
    about: str,
    words: str,
    name: str = "",
    reach: str = "",
    from_inside: bool = False,
) -> None:
    """Keep a worry; the same `once` a second time changes nothing. Raises TooManyWorries. Nobody's account is kept with it,
    nor that it came from somebody who was signed in (`from_inside`)."""
    most = MOST_FROM_INSIDE if from_inside else MOST_AN_HOUR
    since = stamp(house.clock.now() - timedelta(hours=1))
    idem = f"worry-{once}"
    with house.store.tx(home_id, actor="somebody", purpose="worried", idem=idem) as tx:
        if tx.replayed is not None:
            return
        recent = tx.find(Worry.kind, (Condition("at", "range", (since, None)),), limit=most)
        if len(recent) >= most:
            raise TooManyWorries
        worry = Worry(id=new_id(), at=stamp(house.clock.now()), about=about, words=words, name=name, reach=reach)
        worry.keep(tx)
        outbox.record(house, tx, "worried", "somebody", {"worry": worry.id})


def newest_first(house: House, home_id: str) -> list[Worry]:
    """Every worry of a home."""
    with house.store.read(home_id) as tx:
        return sorted(Worry.find(tx), key=lambda worry: (worry.at, worry.id), reverse=True)


def unread(house: House, home_id: str, person: Person) -> int:
    """How many this person has not said to have read."""
    return sum(not worry.was_read_by(person.id) for worry in newest_first(house, home_id))


def mark_read(house: House, home_id: str, worry_id: str, person: Person) -> None:
    """Keep that this person has read it, and when. Raises NotFound."""
    with house.store.tx(home_id, actor=person.id, purpose="worry read") as tx:
        worry = Worry.need(tx, worry_id)
        if worry.was_read_by(person.id):
            return
        mark: dict[str, Any] = {"person": person.id, "name": person.name, "at": stamp(house.clock.now())}
        replace(worry, read_by=(*worry.read_by, mark)).keep(tx)
        outbox.record(house, tx, "worry_read", person.id, {"worry": worry.id})
