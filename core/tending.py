"""What is done by itself, without anybody pressing: events that wait to be told, timers that have come up.

Every home takes its turn; `Store.tend` sees to it that no two workers have the same one at the same time. What comes up is
kept in the same transaction as what it brings about, so whoever looks a second time finds nothing more to do.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from threading import Event, Thread

from core import accounts, outbox
from core.house import House
from core.keeping import anchors
from core.stores.protocol import HOST, StoreError

log = logging.getLogger("cartref.tending")

EVERY = timedelta(minutes=1)
"""How long a home waits between two turns."""
LOOKS_KEPT_EVERY = 10.0
"""Seconds between two times that looks are kept."""


def tend_home(house: House, home_id: str) -> None:
    """One home's turn: everything that waits is told, and whatever time has brought up is looked at."""
    outbox.deliver(house, home_id)
    for plugin, error in house.plugins.hooks.tell("came_round", house=house, home=home_id).items():
        log.error("%s did not look after %s: %s", plugin, home_id, error)
    outbox.deliver(house, home_id)


def tend_due(house: House, every: timedelta = EVERY, say: Callable[[str], None] = lambda home: None) -> int:
    """The turn of every home that is due, and that no other worker has; says its id, and how many there were.

    A home in trouble keeps no other waiting: what was wrong with the first of them is raised in the end.
    """
    seen: set[str] = set()
    wrong: list[Exception] = []
    while True:
        home_id = None
        try:
            with house.store.tend(every, seen) as home_id:
                if home_id is None:
                    break
                seen.add(home_id)
                tend_home(house, home_id)
        except Exception as error:
            if home_id is None:
                raise
            wrong.append(error)
        else:
            say(home_id)
    if wrong:
        raise wrong[0]
    return len(seen)


class Anchoring:
    """Writes each day's anchors into the file that is kept elsewhere, once a day. Pretend homes have none."""

    def __init__(self, house: House, path: Path | None) -> None:
        self._house = house
        self._path = path
        self._day: date | None = None

    def once_a_day(self) -> None:
        """Note where each home's audit ends, unless that was done today. Raises Refused where it does not fit the last."""
        today = self._house.clock.now().date()
        if self._path is None or today == self._day or accounts.pretend(self._house):
            return
        self._day = today
        store, day = self._house.store, today.isoformat()
        known = anchors.read_file(self._path) if self._path.exists() else []
        done = {one.home for one in known if one.day == day}
        noted: list[anchors.Noted] = []
        wrong: list[StoreError] = []
        for home in (HOST, *store.homes()):
            try:
                if home not in done:
                    noted.append(anchors.note(store, home, day))
            except StoreError as error:  # one home in trouble leaves no other without its anchor
                wrong.append(error)
        anchors.add_to_file(self._path, noted)
        if wrong:
            raise wrong[0]


class Background:
    """A thread that tends the homes while pages are served; `anchors_in` is the file that their anchors go to."""

    def __init__(self, house: House, anchors_in: Path | None = None) -> None:
        self._house = house
        self._anchoring = Anchoring(house, anchors_in)
        self._stop = Event()
        self._thread = Thread(target=self._go_round, name="cartref-tending", daemon=True)

    def __enter__(self) -> Background:
        self._thread.start()
        return self

    def __exit__(self, *_why: object) -> None:
        self._stop.set()
        self._thread.join()
        self._once(self._house.looks.keep)

    def _go_round(self) -> None:
        while not self._stop.wait(LOOKS_KEPT_EVERY):
            self._once(self._house.looks.keep)
            self._once(lambda: tend_due(self._house))
            self._once(self._anchoring.once_a_day)

    def _once(self, work: Callable[[], object]) -> None:
        """What cannot be done now is tried the next time round; pages go on meanwhile."""
        try:
            work()
        except StoreError as error:
            log.error("this waits: %s", error)
        except Exception:
            log.exception("this waits")
