"""Stores at addresses: folders that remember what a store in memory held when it was closed, and others by name."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core.clock import Clock
from core.keeping import archive
from core.stores.memory import MemoryStore
from core.stores.protocol import Refused, Store
from core.stores.tiny import TinyStore
from tests.core.keeping.pretend import KINDS


class FolderStore(MemoryStore):
    """Keeps everything in files of its folder when it is closed."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        super().__init__(clock)
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for file in folder.glob("*.jsonl"):
            self.adopt(file.stem, map(archive.entry_from, file.read_bytes().splitlines()))
        for file in folder.glob("*/*"):
            self.attach(file.parent.name, file.read_bytes())

    def close(self) -> None:
        for home, kept in self._homes.items():
            lines = b"".join(map(archive.entry_bytes, kept.entries))
            (self.folder / f"{home}.jsonl").write_bytes(lines)
            (self.folder / home).mkdir(exist_ok=True)
            for name, (data, _at) in self._attached.get(home, {}).items():
                (self.folder / home / name).write_bytes(data)
        super().close()


def _in_folder(folder: Path, clock: Clock, keys: Any) -> Store:
    """The embedded store once it keeps the whole contract; until then one that does what these tests ask of it."""
    if hasattr(TinyStore, "adopt"):
        made: Any = TinyStore
        return made(folder, clock, keys=keys)  # type: ignore[no-any-return]
    return FolderStore(folder, clock)


class NamedStore(MemoryStore):
    """Goes on when it is opened again under its name."""

    def close(self) -> None:
        """Nothing is let go of."""


class Shelf:
    """Opens `tinydb:<folder>` as a FolderStore, and any other address (`named:<name>`) as the store of that name."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.stores: dict[str, Store] = {}

    def open(self, url: str, clock: Clock | None = None, keys: object = None) -> Store:
        scheme, _, rest = url.partition(":")
        if scheme not in ("tinydb", "named"):
            raise Refused(f"{url!r} is not the address of a store")
        if url in self.stores:
            return self.stores[url]
        if scheme == "named":
            self.stores[url] = NamedStore(self.clock)
        made = self.stores.get(url) or _in_folder(Path(rest), self.clock, keys)
        made.declare(KINDS)
        return made

    @contextmanager
    def opened(self, url: str) -> Iterator[Store]:
        store = self.open(url)
        yield store
        store.close()

    @staticmethod
    def folders_left() -> list[Path]:
        """Scratch folders that nobody took away."""
        return list(Path(tempfile.gettempdir()).glob("cartref-*/records"))
