"""The files that stand beside a home's segments: CURRENT names those, LOCK is held by whoever reads or writes, and
key.age seals the home."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import NamedTuple

from core.stores.protocol import Corrupt, Refused
from core.stores.segment import FORMAT, HEAD_SIZE, header, sum_of
from core.stores.values import canonical

CURRENT, LOCK, KEY = "CURRENT", "LOCK", "key.age"


class Current(NamedTuple):
    """What CURRENT says: whether the home is sealed, and its segments: number, and the line they begin behind."""

    sealed: bool
    segments: tuple[tuple[int, int], ...]

    def to_bytes(self, home: str) -> bytes:
        """A line, and a line with its sum."""
        said = {"cartref_home": FORMAT, "home": home, "sealed": self.sealed, "segments": self.segments}
        line = canonical(said) + b"\n"
        return line + sum_of(line).hex().encode() + b"\n"


def read_current(path: Path, home: str) -> Current:
    """What a CURRENT says. Raises Corrupt, or Refused for another home's or a newer version's."""
    data = path.read_bytes()
    try:
        said = json.loads(data.partition(b"\n")[0])
        told, version = said["home"], said["cartref_home"]
        if version > FORMAT:
            raise Refused(f"{path} was written by a newer version; install that version to open it")
        current = Current(said["sealed"], tuple((number, after) for number, after in said["segments"]))
        if data != current.to_bytes(told) or not current.segments:
            raise ValueError
    except (ValueError, KeyError, TypeError):
        raise Corrupt(f"{path} is damaged: it does not name the segments of a home; restore it from a backup") from None
    if told != home:
        raise Refused(f"{path} holds the records of {told!r}, not of {home!r}; put it back")
    return current


def homes_in(folder: Path) -> set[str]:
    """The homes of which a folder of records holds anything, however damaged, with what belongs to none."""
    return {path.parent.name for path in folder.glob("*/*") if path.name == CURRENT or path.name.startswith("log.")}


def holds_a_line(folder: Path) -> bool:
    """True when a home's first frame has arrived, without reading the whole journal. Also of one that is damaged: something was
    kept there, and whoever opens it is told what is wrong."""
    try:
        segments = read_current(folder / CURRENT, folder.name).segments
        number, after = segments[0]
        if len(segments) > 1 or after:
            return True
        first = header(folder.name, number, after)
        with (folder / f"log.{number}").open("rb") as file:
            if file.read(len(first)) != first:
                return True
            length = int.from_bytes(file.read(4), "big")
            return bool(length) and os.fstat(file.fileno()).st_size >= len(first) + HEAD_SIZE + length
    except (OSError, Corrupt, Refused):  # a file that is not there: damaged, or tidied away this moment
        return True


def holds_more(path: Path) -> bool:
    """True for a file of a home without CURRENT that holds more than what a beginning leaves behind."""
    if path.is_dir():
        return any(path.iterdir())
    if path.suffix == ".new":
        return False
    if not path.name.startswith("log."):
        return True
    with path.open("rb") as file:
        return bool(file.read(4096).partition(b"\n")[2])
