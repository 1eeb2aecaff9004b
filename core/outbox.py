"""Save first, then tell: events are kept in the same transaction as the change, and told to listeners after it is safe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from threading import RLock
from typing import Any

from core.house import House
from core.ids import new_id
from core.records import Event, stamp
from core.stores.protocol import Conflict, Tx

TOLD_AS = {"answered": "answered"}
"""What happened → the hook that tells of it. Other events are history only."""


def record(house: House, tx: Tx, what: str, actor: str, about: Mapping[str, str], **data: Any) -> Event:
    """Keep an event in this transaction. Listeners hear of it through `deliver`, after the commit."""
    event = Event(
        id=new_id(),
        at=stamp(house.clock.now()),
        what=what,
        actor=actor,
        about=dict(about),
        data=data,
        told=what not in TOLD_AS,
    )
    return event.keep(tx)


def deliver(house: House, home_id: str) -> int:
    """Tell every waiting event of a home to the listeners; those that fail are kept with the error and tried next time.

    Within this process an event is told once; where a process was stopped in between, listeners hear it again.
    """
    with _one_at_a_time(house, home_id):
        return _deliver(house, home_id)


def _one_at_a_time(house: House, home_id: str) -> RLock:
    locks: dict[str, RLock] = house.shelf("outbox")
    return locks.setdefault(home_id, RLock())


def _deliver(house: House, home_id: str) -> int:
    with house.store.read(home_id) as tx:
        waiting = Event.find(tx, {"told": False})
    done = 0
    for event in waiting:
        failed = house.plugins.hooks.tell(TOLD_AS[event.what], house=house, home=home_id, event=event)
        with house.store.tx(home_id, actor="outbox", purpose="deliver") as tx:
            now = Event.get(tx, event.id)
            if now is None or now.told:
                continue
            try:
                replace(now, told=not failed, failed=failed).keep(tx)
            except Conflict:
                continue
        done += not failed
    return done
