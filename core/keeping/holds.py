"""Holds: reasons to keep records for longer than any rule says, kept as records themselves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from core.ids import new_id
from core.records import Kept, Person
from core.stores.protocol import Refused, Store

REASONS = ("claim", "inquiry", "death")


@dataclass(frozen=True, kw_only=True)
class Hold(Kept):
    """Nothing of this person (empty: of this home) is purged while it lasts. `ended` is the day it was lifted, or nothing."""

    kind: ClassVar[str] = "hold"
    persons: ClassVar[tuple[str, ...]] = ("person",)
    keeps: ClassVar[str] = "proof"
    because: str
    since: str
    person: str = ""
    note: str = ""
    ended: str = ""
    why_ended: str = ""


def add(store: Store, home: str, because: str, *, person: str, note: str, day: str, actor: str) -> Hold:
    """A new hold. Raises Refused for a reason or a person there is not."""
    if because not in REASONS:
        raise Refused(f"'{because}' is no reason for a hold; the reasons are {', '.join(REASONS)}")
    with store.tx(home, actor=actor, purpose="hold") as tx:
        if person and Person.get(tx, person) is None:
            raise Refused(f"there is nobody with the id '{person}' in {home}")
        return Hold(id=new_id(), because=because, since=day, person=person, note=note).keep(tx)


def lift(store: Store, home: str, id: str, *, why: str, day: str, actor: str) -> Hold:
    """End a hold; that it was there stays. Raises Refused."""
    with store.tx(home, actor=actor, purpose="hold lifted") as tx:
        found = Hold.get(tx, id)
        if found is None or found.ended:
            raise Refused(f"there is no hold '{id}' in {home} that lasts; see: cartref hold list {home}")
        return replace(found, ended=day, why_ended=why).keep(tx)


def lasting(store: Store, home: str) -> list[Hold]:
    """The holds that last, oldest first."""
    return [one for one in every(store, home) if not one.ended]


def every(store: Store, home: str) -> list[Hold]:
    """Every hold there ever was, oldest first."""
    with store.read(home) as tx:
        return sorted(Hold.find(tx), key=lambda one: (one.since, one.id))
