"""Taking turns: one transaction at a time in a home, and an order in which a thread may hold two."""

from __future__ import annotations

import threading

from core.stores.protocol import HOST, StoreError


class Turn:
    """A home's turn, for a `with`: True where the thread had it already and goes on within it.

    A class and no generator, like all that a look at one record goes through: opening takes longer than looking.
    """

    __slots__ = ("_before", "_home", "_lock", "_mine")

    def __init__(self, mine: threading.local, before: tuple[str, ...], home: str, lock: threading.Lock | None) -> None:
        self._mine = mine
        self._before = before
        self._home = home
        self._lock = lock

    def __enter__(self) -> bool:
        if not self._home:
            return True
        if self._lock is not None:
            self._lock.acquire()
        self._mine.homes = (*self._before, self._home)
        return False

    def __exit__(self, *_why: object) -> None:
        if self._home:
            self._mine.homes = self._before
            if self._lock is not None:
                self._lock.release()


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

    def take(self, home: str, *, reading: bool = False, join: bool = False, alone: bool = True) -> Turn:
        """A home's turn. With `join`, a thread that holds this very turn already goes on within it.

        Without `alone` others may be at work in the home meanwhile: for a store whose readers see a snapshot. Raises
        StoreError where the thread has a transaction open elsewhere.
        """
        held: tuple[str, ...] = getattr(self._mine, "homes", ())
        if held:
            if join and home in held:
                return Turn(self._mine, held, "", None)
            if not (reading and home == HOST and held != (HOST,) and len(held) == 1):
                raise StoreError(f"this thread has a transaction open in {held[-1]}: use that one, or leave it first")
        return Turn(self._mine, held, home, self._lock_of(home) if alone else None)

    def _lock_of(self, home: str) -> threading.Lock:
        lock = self._locks.get(home)
        if lock is None:
            with self._guard:
                lock = self._locks.setdefault(home, threading.Lock())
        return lock
