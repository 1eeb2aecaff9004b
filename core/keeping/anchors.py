"""Anchors kept elsewhere: one line a day that proves later that nothing before it was changed or cut off.

    2026-06-01 hafan 1234 9f86d081 884c7d65 9a2feaa0 c55ad015 a3bf4f1b 2b0b822c d15d6c15 b0f00a08

The day, the home, the number of its last line, and that line's sum in groups that can be read out or written on paper.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from core.stores.disk import Disk
from core.stores.entries import Anchor
from core.stores.protocol import Refused, Store
from core.stores.values import check_home

_LINE = re.compile(r"(\d{4}-\d\d-\d\d)\s+([a-z0-9_][a-z0-9_-]*)\s+(\d{1,15})\s+([0-9a-f\s]+)")
_GROUP = 8
_SUM = 64


@dataclass(frozen=True)
class Noted:
    """An anchor as it was noted down: the day, the home, and the anchor."""

    day: str
    home: str
    anchor: Anchor

    def __str__(self) -> str:
        total = self.anchor.sum
        groups = " ".join(total[at : at + _GROUP] for at in range(0, len(total), _GROUP))
        return f"{self.day} {self.home} {self.anchor.seq} {groups}"


def note(store: Store, home: str, day: str) -> Noted:
    """The home's anchor as it is now."""
    return Noted(day, home, store.anchor(home))


def read_line(text: str) -> Noted | None:
    """An anchor from a line; None for anything else. However the sum is spaced or capitalised, it is the same."""
    found = _LINE.fullmatch(text.strip().lower())
    if found is None:
        return None
    day, home, seq, spaced = found.groups()
    total = "".join(spaced.split())
    return Noted(day, check_home(home), Anchor(int(seq), total)) if len(total) == _SUM else None


def read_lines(lines: Iterable[str], where: str) -> list[Noted]:
    """Every anchor of some lines; empty lines and those that begin with # are passed over. Raises Refused with the line."""
    found = []
    for number, text in enumerate(lines, 1):
        if not text.strip() or text.lstrip().startswith("#"):
            continue
        one = read_line(text)
        if one is None:
            raise Refused(f"line {number} of {where} is not an anchor; put it right, or put a # before it")
        found.append(one)
    return found


def read_file(path: Path) -> list[Noted]:
    """Every anchor in a file. Raises Refused."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise Refused(f"the anchors in {path} cannot be read ({str(reason).lower()}); name their file") from error
    return read_lines(text.splitlines(), str(path))


def of_home(noted: Iterable[Noted], home: str) -> tuple[Noted, ...]:
    """Those of one home."""
    return tuple(one for one in noted if one.home == home)


def add_to_file(path: Path, new: Iterable[Noted]) -> list[Noted]:
    """Write anchors down behind those that are there, durably; gives those that were not there yet.

    Raises Refused when one lies before an anchor that was noted earlier: the records are shorter than they were.
    """
    known = read_file(path) if path.exists() else []
    fresh = []
    for one in new:
        for earlier in of_home(known, one.home):
            _check_behind(one, earlier)
        if one not in known:
            fresh.append(one)
    if fresh:
        _append(path, "".join(f"{one}\n" for one in fresh), not known)
    return fresh


def _check_behind(one: Noted, earlier: Noted) -> None:
    same_line = one.anchor.seq == earlier.anchor.seq and one.anchor != earlier.anchor
    if one.anchor.seq < earlier.anchor.seq or same_line:
        raise Refused(
            f"the records of {one.home} end at line {one.anchor.seq}, and do not fit the anchor of {earlier.day} "
            f"(line {earlier.anchor.seq}); look at them with: cartref verify {one.home}"
        )


def _append(path: Path, text: str, begins: bool) -> None:
    head = "# Anchors of the records kept by Cartref: day, home, line, sum. Keep a copy away from this computer.\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            _write_behind(descriptor, (head + text if begins else text).encode())
        finally:
            os.close(descriptor)
        Disk().sync_folder(path.parent)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise Refused(
            f"the anchors cannot be written to {path} ({reason}); name another file in CARTREF_ANCHORS"
        ) from error


def _write_behind(descriptor: int, data: bytes) -> None:
    """All of it on a line of its own, safely on the disk, or nothing of it."""
    size = os.fstat(descriptor).st_size
    if size and os.pread(descriptor, 1, size - 1) != b"\n":
        data = b"\n" + data
    try:
        while data:
            data = data[os.write(descriptor, data) :]
        os.fsync(descriptor)
    except OSError:
        os.ftruncate(descriptor, size)
        raise
