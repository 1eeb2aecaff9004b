"""The system calls that make a write last, in one place, so that a test can let the disk fill up, fail or lose power."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.stores.protocol import Full, Poisoned

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What the system says when a disk, an allowance or the largest file is full."""


class Disk:
    """The computer's own disk."""

    def create(self, path: Path) -> int:
        """A new file for this user only, open for reading and writing. Raises FileExistsError."""
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)

    def write(self, descriptor: int, data: bytes, offset: int) -> int:
        """Write at `offset`; returns how many bytes were taken, perhaps not all."""
        return os.pwrite(descriptor, data, offset)

    def sync(self, descriptor: int) -> None:
        """Return when the file's bytes and length are on the disk itself."""
        os.fdatasync(descriptor)

    def cut(self, descriptor: int, length: int) -> None:
        """Make the file `length` bytes long."""
        os.ftruncate(descriptor, length)

    def replace(self, path: Path, target: Path) -> None:
        """Give a file another name, in the place of whatever had it."""
        path.replace(target)

    def remove(self, path: Path) -> None:
        """Take a file away, if it is there."""
        path.unlink(missing_ok=True)

    def make_folder(self, folder: Path) -> None:
        """A folder for this user only, if it is not there yet."""
        folder.mkdir(mode=0o700, exist_ok=True)

    def sync_folder(self, folder: Path) -> None:
        """Return when the names in a folder are on the disk itself."""
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def mounts(self) -> str:
        """What is mounted where, as Linux tells it; nothing on a system that does not."""
        try:
            return Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape")
        except OSError:
            return ""


@contextmanager
def room(folder: Path) -> Iterator[None]:
    """What the system says where nothing that counts has been changed yet, as an error of the store."""
    try:
        yield
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno in NO_ROOM:
            raise Full(f"there is no room to write in {folder}; nothing of this was kept") from error
        raise Poisoned(f"writing to {folder} failed ({error.strerror}); see to the disk") from error


@contextmanager
def confirmed(path: Path) -> Iterator[None]:
    """What the system says while syncing, as an error of the store."""
    try:
        yield
    except OSError as error:
        raise Poisoned(f"the disk did not confirm {path} ({error.strerror}); see to the disk") from error


@contextmanager
def flocked(descriptor: int, how: int) -> Iterator[None]:
    """Hold a lock on an open file (`fcntl.LOCK_SH` or `LOCK_EX`); a child that is forked meanwhile leaves it to its parent."""
    fcntl.flock(descriptor, how)
    mine = os.getpid()
    try:
        yield
    finally:
        if os.getpid() == mine:
            fcntl.flock(descriptor, fcntl.LOCK_UN)


def write_all(disk: Disk, descriptor: int, data: bytes, offset: int) -> None:
    """Write every byte at `offset`, however few the disk takes at a time."""
    done = 0
    while done < len(data):
        done += disk.write(descriptor, data[done:] if done else data, offset + done)


def put_file(disk: Disk, path: Path, data: bytes, stamp: float | None = None) -> None:
    """Have a file hold `data`, all of it or what it held before. The name is safe once its folder has been synced.

    `stamp` is the time that the file shall bear, in seconds since 1970.
    """
    new = path.with_name(f"{path.name}.new")
    disk.remove(new)
    descriptor = disk.create(new)
    try:
        write_all(disk, descriptor, data, 0)
        if stamp is not None:
            os.utime(descriptor, (stamp, stamp))
        disk.sync(descriptor)
    except OSError:
        disk.remove(new)
        raise
    finally:
        os.close(descriptor)
    disk.replace(new, path)
