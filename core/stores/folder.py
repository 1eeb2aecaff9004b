"""The folder that a TinyStore keeps its homes in: made, or looked at before anything in it is touched."""

from __future__ import annotations

import fcntl
import json
import os
import stat
from pathlib import Path

from core.stores.disk import NO_ROOM, Disk
from core.stores.protocol import Full, Refused, StoreError
from core.stores.values import canonical

FORMAT = 2
MARK = "store.json"
_NEW_MARK = "store.json.new"


def open_folder(folder: Path, disk: Disk) -> None:
    """Make the folder ready, private to this user (mode 0700). Raises Refused with what to do, or Full."""
    try:
        if not folder.exists():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            disk.sync_folder(folder.parent)
        if not folder.is_dir():
            raise Refused(f"{folder} is not a folder; name one that is, or one that is not there yet")
        _check_private(folder)
        _mark(folder, disk)
    except OSError as error:
        raise disk_trouble(folder, error) from error


def disk_trouble(path: Path, error: OSError) -> StoreError:
    """What the system said, as an error of the store."""
    if error.errno in NO_ROOM:
        return Full(f"there is no room to make {path}; nothing was kept")
    return Refused(f"{path} cannot be opened ({error.strerror}); see to it and open the store again")


def _check_private(folder: Path) -> None:
    mode = stat.S_IMODE(folder.stat().st_mode)
    if mode & 0o077:
        raise Refused(f"other users of this computer can reach {folder} (mode {mode:04o}); run: chmod 700 {folder}")


def _mark(folder: Path, disk: Disk) -> None:
    """Look for our mark, or leave it in an empty folder. Held against others who open the same folder now."""
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        mark = folder / MARK
        if mark.exists():
            _check_mark(mark)
            return
        if {entry.name for entry in folder.iterdir()} - {_NEW_MARK}:
            raise Refused(f"{folder} holds other things already; name an empty folder or one that is not there yet")
        new = folder / _NEW_MARK
        with new.open("wb") as file:
            file.write(canonical({"cartref_store": FORMAT}) + b"\n")
            file.flush()
            disk.sync(file.fileno())
        new.rename(mark)
        os.fsync(held)
    finally:
        os.close(held)


def _check_mark(mark: Path) -> None:
    try:
        said = json.loads(mark.read_bytes())
    except ValueError:
        said = None
    found = said.get("cartref_store") if isinstance(said, dict) else None
    if not isinstance(found, int) or found < 1:
        raise Refused(f"{mark} is not the mark of a store; restore it from a backup")
    if found > FORMAT:
        raise Refused(f"{mark.parent} was written by a newer version; install that version to open it")
