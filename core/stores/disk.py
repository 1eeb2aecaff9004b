"""The system calls that make a write last, in one place, so that a test can let the disk fill up or fail."""

from __future__ import annotations

import errno
import os
from pathlib import Path

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What the system says when a disk, an allowance or the largest file is full."""


class Disk:
    """The computer's own disk."""

    def write(self, descriptor: int, data: bytes, offset: int) -> int:
        """Write at `offset`; returns how many bytes were taken, perhaps not all."""
        return os.pwrite(descriptor, data, offset)

    def sync(self, descriptor: int) -> None:
        """Return when the file's bytes and length are on the disk itself."""
        os.fdatasync(descriptor)

    def cut(self, descriptor: int, length: int) -> None:
        """Make the file `length` bytes long."""
        os.ftruncate(descriptor, length)

    def sync_folder(self, folder: Path) -> None:
        """Return when the names in a folder are on the disk itself."""
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
