"""The folder that a TinyStore keeps its homes in: made, or looked at before anything in it is touched."""

from __future__ import annotations

import fcntl
import json
import os
import re
import stat
from pathlib import Path

from core.stores.disk import NO_ROOM, Disk, put_file
from core.stores.protocol import Full, Refused, StoreError
from core.stores.segment import FORMAT
from core.stores.values import canonical

MARK = "store.json"
RESTORING, BEFORE = ".restoring", ".before-"
"""What is added to the name of a folder while a backup is put back into it, and to that of what was there before."""
_OURS = canonical({"cartref_store": FORMAT}) + b"\n"
_NEW_MARK = "store.json.new"
_ELSEWHERE = re.compile(
    r"nfs.*|cifs|smb.*|ncpfs|afs|9p|ceph|lustre|glusterfs|beegfs|gpfs|gfs2|ocfs2|virtiofs|vboxsf|prl_fs|vmhgfs|fuse(\..*)?"
)
"""File systems on which a lock or a sync may not mean what it says. (`fuseblk`, a disk of this computer, is none of them.)"""


def open_folder(folder: Path, disk: Disk) -> None:
    """Make the folder ready, private to this user (mode 0700). Raises Refused with what to do, or Full."""
    try:
        check_local(folder, disk)
        if not folder.exists():
            if folder.with_name(f"{folder.name}{RESTORING}").exists():
                raise Refused(
                    f"putting a backup back into {folder} was broken off; type that cartref restore again "
                    f"(what was there before stands beside it, as {folder.name}{BEFORE}…)"
                )
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            disk.sync_folder(folder.parent)
        if not folder.is_dir():
            raise Refused(f"{folder} is not a folder; name one that is, or one that is not there yet")
        check_mine(folder)
        _mark(folder, disk)
    except OSError as error:
        raise disk_trouble(folder, error) from error


def disk_trouble(path: Path, error: OSError) -> StoreError:
    """What the system said, as an error of the store."""
    if error.errno in NO_ROOM:
        return Full(f"there is no room to make {path}; nothing was kept")
    return Refused(f"{path} cannot be opened ({error.strerror}); see to it and open the store again")


def check_local(folder: Path, disk: Disk) -> None:
    """Raises Refused for a folder that is not on a disk of this computer."""
    where = folder.resolve()
    deepest, kind = -1, ""
    for line in disk.mounts().splitlines():
        mount, _, rest = line.partition(" - ")
        fields = mount.split(" ")
        if len(fields) > 4:
            point = Path(_unescaped(fields[4]))
            # Of those that lead here the deepest counts, and of the same place the last.
            if where.is_relative_to(point) and len(point.parts) >= deepest:
                deepest, kind = len(point.parts), rest.split(" ")[0]
    if _ELSEWHERE.fullmatch(kind):
        raise Refused(
            f"{folder} lies on {kind}, where what is written may not last and locks may not hold; "
            "name a place on a disk of this computer, or use postgresql:"
        )


def _unescaped(text: str) -> str:
    """A path as mountinfo writes it: a space is \\040."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), text)


def check_mine(path: Path) -> None:
    """Raises Refused for a folder or a file that is another user's, that others can reach, or that takes nothing."""
    state = path.stat()
    right, needed = ("700", os.R_OK | os.W_OK | os.X_OK) if stat.S_ISDIR(state.st_mode) else ("600", os.R_OK | os.W_OK)
    if state.st_uid != os.geteuid():
        raise Refused(
            f"{path} belongs to another user of this computer (number {state.st_uid}); run this as that user, "
            f"or give it over: chown -R {os.geteuid()} {path}"
        )
    mode = stat.S_IMODE(state.st_mode)
    if mode & 0o077:
        raise Refused(f"other users of this computer can reach {path} (mode {mode:04o}); run: chmod {right} {path}")
    if not os.access(path, needed):
        raise Refused(
            f"{path} can only be read, so nothing would be kept; what is there is unharmed. "
            f"Run chmod {right} {path}, or see why its disk takes nothing, and open the store again"
        )


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
        put_file(disk, mark, _OURS)
        disk.sync_folder(folder)
    finally:
        os.close(held)


def _check_mark(mark: Path) -> None:
    data = mark.read_bytes()
    try:
        said = json.loads(data)
    except ValueError:
        said = None
    found = said.get("cartref_store") if isinstance(said, dict) else None
    if not isinstance(found, int) or found < 1:
        raise Refused(f"{mark} is not the mark of a store; restore it from a backup")
    if found > FORMAT:
        raise Refused(f"{mark.parent} was written by a newer version; install that version to open it")
    if found < FORMAT:
        raise Refused(
            f"{mark.parent} was written by a version from before the first release, in a form that is not read any more; "
            "name another folder"
        )
    if data != _OURS:
        raise Refused(f"{mark} is not as it was written; restore it from a backup")
