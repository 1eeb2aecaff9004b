"""What can still be read of a folder whose records are damaged: line by line, each checked, up to the first that is not whole.

Nothing is written, and no store is opened: the folder may be read-only, or have lost its mark. A home whose damage lies in its third segment is told up to there, though it never opens again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.stores.blobs import Blobs
from core.stores.current import CURRENT, KEY, homes_in, read_current
from core.stores.disk import Disk
from core.stores.entries import Entry, erased
from core.stores.keys import Keys
from core.stores.payload import decode
from core.stores.protocol import HOST, Corrupt, NotFound, Refused
from core.stores.segment import Segment
from core.stores.values import check_home
from core.stores.wrapping import Wrapping


class FolderSalvage:
    """Reads the homes of a folder. `entries` ends with Corrupt at the line behind which nothing can be read."""

    def __init__(self, folder: Path, keys: Keys | None) -> None:
        self.folder = folder
        self._keys = keys

    def homes(self) -> list[str]:
        """Every home of which there is anything, with the host directory."""
        return [HOST, *sorted(homes_in(self.folder) - {HOST})]

    def length(self, home: str) -> int:
        """The number of the last line that can be read."""
        last = 0
        try:
            for entry in self._lines(home):
                last = entry.line.seq
        except (Corrupt, Refused):
            return last
        return last

    def entries(self, home: str) -> Iterator[Entry]:
        """The lines of a home as far as they can be read; of what a later line erased, nothing."""
        gone = self._erased(home)
        for entry in self._lines(home):
            for change in entry.line.changes:
                if change.rev <= gone.get((change.kind, change.id), 0):
                    entry = erased(entry, change.kind, change.id)
            yield entry

    def attachments(self, home: str) -> list[str]:
        """The names of its attachments."""
        return self._blobs(home).names()

    def attached(self, home: str, sha256: str) -> bytes:
        """The bytes of one. Raises NotFound or Corrupt."""
        return self._blobs(home).get(sha256)

    def _erased(self, home: str) -> dict[tuple[str, str], int]:
        found: dict[tuple[str, str], int] = {}
        try:
            for entry in self._lines(home):
                found.update(
                    {(change.kind, change.id): change.rev for change in entry.line.changes if change.action == "erase"}
                )
        except (Corrupt, Refused):
            return found
        return found

    def _lines(self, home: str) -> Iterator[Entry]:
        folder = self.folder / check_home(home)
        with _plainly(folder):
            if not (folder / CURRENT).exists():
                return
            current = read_current(folder / CURRENT, home)
            wrapping = Wrapping.of(folder, home, current.sealed, self._keys)
            last = len(current.segments) - 1
            for place, (number, after) in enumerate(current.segments):
                segment = Segment(folder / f"log.{number}", home, number, after)
                descriptor = segment.open()
                try:
                    size = os.fstat(descriptor).st_size
                    for frame in segment.read(descriptor, size, growing=place == last):
                        yield wrapping.read(frame, decode)
                finally:
                    os.close(descriptor)

    def _blobs(self, home: str) -> Blobs:
        folder = self.folder / check_home(home)
        with _plainly(folder):
            try:
                sealed = read_current(folder / CURRENT, home).sealed
            except (Corrupt, FileNotFoundError):
                sealed = (folder / KEY).exists()
            sealer = Wrapping.of(folder, home, sealed, self._keys).sealer
            return Blobs(folder, home, sealer, Disk())


@contextmanager
def _plainly(path: Path) -> Iterator[None]:
    """What the system says, as damage: whoever saves what is left goes on with the next home."""
    try:
        yield
    except FileNotFoundError as error:
        raise NotFound(f"{error.filename} is not there") from error
    except OSError as error:
        raise Corrupt(f"{path} cannot be read ({error.strerror})") from error
