"""Whose turn it is for what is done by itself: a file beside a home's records, held by one worker at a time.

It says when the home was last looked after. What it says is worth little: a home without it is due.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

TURN = "TURN"
_NEVER = datetime.min.replace(tzinfo=UTC)


@contextmanager
def take(folder: Path, homes: Iterable[str], now: datetime, every: timedelta) -> Iterator[tuple[str, int] | None]:
    """The home that waits longest and that nobody holds, with its open file; None: none is due. Let go at the end."""
    held: dict[int, tuple[datetime, str]] = {}
    try:
        for home in homes:
            file = os.open(folder / home / TURN, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(file)
                continue
            at = _said(file)
            if at == _NEVER or now - at >= every:
                held[file] = (at, home)
            else:
                os.close(file)
        chosen = min(held, key=lambda file: held[file], default=None)
        for file in [one for one in held if one != chosen]:
            del held[file]
            os.close(file)
        yield None if chosen is None else (held[chosen][1], chosen)
    finally:
        for file in held:
            os.close(file)


def note(file: int, now: datetime) -> None:
    """Say in an open file that its home was looked after."""
    words = now.isoformat().encode()
    os.pwrite(file, words, 0)
    os.ftruncate(file, len(words))


def _said(file: int) -> datetime:
    try:
        return datetime.fromisoformat(os.pread(file, 100, 0).decode())
    except ValueError:
        return _NEVER
