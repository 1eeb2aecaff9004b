"""Whose turn it is for what is done by itself: a file for each home, held by one worker at a time.

It says when the home was last looked after. What it says is worth little: a home without it is due.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

NEVER = datetime.min.replace(tzinfo=UTC)


@contextmanager
def take(files: Mapping[str, Path], now: Callable[[], datetime], every: timedelta) -> Iterator[str | None]:
    """The home that waits longest of those that nobody holds, by its file; None: none is due. See `Store.tend`."""
    held: dict[int, tuple[datetime, str]] = {}
    try:
        for home, path in files.items():
            file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(file)
                continue
            held[file] = (_said(file), home)
        # a moment far ahead of us was told by a clock that was wrong
        due = [file for file, (at, _) in held.items() if abs(now() - at) >= every]
        mine = min(due, key=lambda file: held[file], default=None)
        for file in [one for one in held if one != mine]:
            del held[file]
            os.close(file)
        yield None if mine is None else held[mine][1]
        if mine is not None:
            words = now().isoformat().encode()
            os.pwrite(mine, words, 0)
            os.ftruncate(mine, len(words))
    finally:
        for file in held:
            os.close(file)


def _said(file: int) -> datetime:
    try:
        said = datetime.fromisoformat(os.pread(file, 100, 0).decode())
    except ValueError:
        return NEVER
    return said if said.tzinfo else NEVER
