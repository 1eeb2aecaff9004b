"""Taking turns: one transaction at a time in a home, and one at a time in a thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from core.stores.protocol import StoreError


class Turns:
    """The locks of a store's homes. A thread that holds one can never wait for another, so nothing ever deadlocks."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._mine = threading.local()

    @contextmanager
    def take(self, home: str, *, join: bool = False) -> Iterator[bool]:
        """Hold a home's turn; with `join`, a thread that holds this very turn already may go on within it (True)."""
        held: str | None = getattr(self._mine, "home", None)
        if held is not None:
            if join and held == home:
                yield True
                return
            raise StoreError(f"this thread has a transaction open in {held}: use that one, or leave it first")
        with self._guard:
            lock = self._locks.setdefault(home, threading.Lock())
        with lock:
            self._mine.home = home
            try:
                yield False
            finally:
                self._mine.home = None
