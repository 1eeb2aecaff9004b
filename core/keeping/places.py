"""Folders of records: put one in another's place in one step, try one out, and know whether Cartref is running over one."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.keeping.archive import trouble_with
from core.stores.folder import BEFORE, RESTORING
from core.stores.protocol import Refused

_SCHEME = "tinydb:"


def folder_of(url: str) -> Path | None:
    """The folder that an address of a store names; None for a store that is no folder."""
    return Path(url.removeprefix(_SCHEME)).expanduser().resolve() if url.startswith(_SCHEME) else None


def url_of(folder: Path) -> str:
    """The address of the store in a folder."""
    return f"{_SCHEME}{folder}"


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder of one's own that is gone afterwards, with all that was in it."""
    with tempfile.TemporaryDirectory(prefix="cartref-") as made:
        yield Path(made) / "records"


def beside(folder: Path) -> Path:
    """Where what is to take this folder's place is made; what an earlier, broken off attempt left there goes."""
    made = folder.with_name(f"{folder.name}{RESTORING}")
    try:
        clear(made)
    except OSError as error:
        raise trouble_with(made, error) from error
    return made


def copy_home(home: Path, to: Path) -> None:
    """A home's files as they are, safely on the disk. Raises Refused or Full."""
    try:
        clear(to)
        shutil.copytree(home, to)
        os.sync()
    except (OSError, shutil.Error) as error:
        raise trouble_with(to, error) from error


def clear(made: Path) -> None:
    """Take away what did not take its place."""
    if made.exists():
        shutil.rmtree(made)


def take_place(new: Path, folder: Path, stamp: str) -> Path | None:
    """Let `new` be called `folder` from now on; what was there is kept beside it, and named as the answer.

    Raises Refused or Full; then everything is as it was.
    """
    aside = folder.with_name(f"{folder.name}{BEFORE}{stamp}")
    try:
        if not folder.exists() or not any(folder.iterdir()):
            new.rename(folder)
            aside_is: Path | None = None
        else:
            folder.rename(aside)
            try:
                new.rename(folder)
            except OSError:
                aside.rename(folder)
                raise
            aside_is = aside
        descriptor = os.open(folder.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise trouble_with(folder, error) from error
    return aside_is


@contextmanager
def running_over(url: str) -> Iterator[None]:
    """Held while Cartref serves the records of an address: nobody puts others in their place meanwhile."""
    with _held(url, fcntl.LOCK_SH, needed=False):
        yield


@contextmanager
def alone_with(url: str) -> Iterator[None]:
    """Held while records are put in the place of others. Raises Refused where Cartref is running over them."""
    folder = folder_of(url)
    try:
        if folder is not None:
            folder.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        assert folder is not None
        raise trouble_with(folder.parent, error) from error
    with _held(url, fcntl.LOCK_EX, needed=True):
        yield


@contextmanager
def _held(url: str, how: int, *, needed: bool) -> Iterator[None]:
    folder = folder_of(url)
    if folder is None:
        yield
        return
    # beside the folder and not in it: the folder is what is exchanged. Where nothing can be made here, nothing can be renamed.
    lock = folder.with_name(f".{folder.name}.running")
    try:
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        if needed:
            raise trouble_with(lock, error) from error
        yield
        return
    try:
        try:
            fcntl.flock(descriptor, how | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if needed:
                raise Refused(f"Cartref is running over {folder}; stop it first, then type this again") from error
        yield
    finally:
        os.close(descriptor)
