"""Attachments of one home: a file for each, named by the SHA-256 of what was attached and sealed where the home is."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from core.stores.disk import Disk, put_file
from core.stores.keys import Sealer
from core.stores.protocol import Corrupt, NotFound

BLOBS = "blobs"
_NAME = re.compile(r"[0-9a-f]{64}")
_UNNAMED_FOR = timedelta(days=1)
"""So long a record may take to name what was attached for it."""


class Blobs:
    """The attachments of a home; call between `Journal.lock` and `unlock`."""

    def __init__(self, folder: Path, home: str, sealer: Sealer | None, disk: Disk) -> None:
        self.folder = folder / BLOBS
        self._home = home
        self._sealer = sealer
        self._disk = disk

    def put(self, name: str, data: bytes, now: datetime) -> None:
        """Keep the bytes; returns when they and their name are on the disk."""
        self._disk.make_folder(self.folder)
        path = self.folder / name
        # Also what is there already is written again: its day begins anew, and a damaged file is put right.
        sealed = data if self._sealer is None else self._sealer.seal(data, self._place(name))
        put_file(self._disk, path, sealed, now.timestamp())
        self._disk.sync_folder(self.folder)
        self._disk.sync_folder(self.folder.parent)

    def get(self, name: str) -> bytes:
        """The bytes. Raises NotFound, or Corrupt when they are no longer the same."""
        path = self.folder / name
        try:
            data = path.read_bytes() if _NAME.fullmatch(name) else None
        except FileNotFoundError:
            data = None
        except OSError as error:
            raise Corrupt(f"{path} cannot be read ({error.strerror}); restore it from a backup") from error
        if data is None:
            raise NotFound(f"there is no attachment {name} in {self._home}")
        if self._sealer is not None:
            try:
                data = self._sealer.open(data, self._place(name))
            except Corrupt as error:
                raise Corrupt(f"{path}: {error}") from error
        if sha256(data).hexdigest() != name:
            raise Corrupt(f"{path} is damaged; restore it from a backup")
        return data

    def names(self) -> list[str]:
        """Of every attachment, sorted."""
        if not self.folder.exists():
            return []
        return sorted(path.name for path in self.folder.iterdir() if _NAME.fullmatch(path.name))

    def let_go(self, named: set[str], now: datetime) -> int:
        """Take away those that are not among the `named` and have been here longer than a day; says how many."""
        done = 0
        for name in self.names():
            path = self.folder / name
            if name not in named and now.timestamp() - path.stat().st_mtime > _UNNAMED_FOR.total_seconds():
                self._disk.remove(path)
                done += 1
        if done:
            self._disk.sync_folder(self.folder)
        return done

    def _place(self, name: str) -> bytes:
        return f"{self._home}|{name}".encode()
