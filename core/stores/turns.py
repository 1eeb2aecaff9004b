"""Taking turns: one transaction at a time in a home, and an order in which a thread may hold two."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from core.stores.protocol import HOST, StoreError


class Turns:
    """The locks of a store's homes.

    A thread has one transaction at a time; only within one of a home may it look into the host directory as well.
    So whoever waits holds nothing that another could be waiting for, and nothing ever deadlocks.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._mine = threading.local()

    @property
    def busy(self) -> bool:
        """True when this thread holds a turn."""
        return bool(getattr(self._mine, "homes", ()))

    @contextmanager
    def take(self, home: str, *, reading: bool = False, join: bool = False, alone: bool = True) -> Iterator[bool]:
        """Hold a home's turn. With `join`, a thread that holds this very turn already goes on within it (True).

        Without `alone` others may be at work in the home meanwhile: for a store whose readers see a snapshot.
        """
        held: tuple[str, ...] = getattr(self._mine, "homes", ())
        if join and home in held:
            yield True
            return
        if held and not (reading and home == HOST and held != (HOST,) and len(held) == 1):
            raise StoreError(f"this thread has a transaction open in {held[-1]}: use that one, or leave it first")
        with self._guard:
            lock = self._locks.setdefault(home, threading.Lock())
        with lock if alone else nullcontext():
            self._mine.homes = (*held, home)
            try:
                yield False
            finally:
                self._mine.homes = held
