"""Stores at addresses: folders, and stores in memory by name; and how backups are made and put back in these tests."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core.clock import Clock
from core.keeping.anchors import note
from core.keeping.backup import OfStore, back_up, home_bodies
from core.keeping.restore import restore
from core.stores.keys import Keys
from core.stores.memory import MemoryStore
from core.stores.protocol import HOST, Refused, Store
from core.stores.tiny import TinyStore
from tests.core.keeping.pretend import KINDS


class NamedStore(MemoryStore):
    """Goes on when it is opened again under its name."""

    def close(self) -> None:
        """Nothing is let go of."""


class Shelf:
    """Opens `tinydb:<folder>` as it is, and any other address (`named:<name>`) as the store of that name."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.stores: dict[str, Store] = {}

    def open(self, url: str, clock: Clock | None = None, keys: Keys | None = None) -> Store:
        scheme, _, rest = url.partition(":")
        if scheme not in ("tinydb", "named"):
            raise Refused(f"{url!r} is not the address of a store")
        if url in self.stores:
            return self.stores[url]
        if scheme == "named":
            self.stores[url] = NamedStore(self.clock)
        made = self.stores.get(url) or TinyStore(Path(rest), self.clock, keys=keys)
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


DAY = "2026-06-01"


def made(store: Any, out: Path, to: Any, homes: tuple[str, ...] = (HOST, "hafan", "llys")) -> Path:
    """A backup of some homes, with their anchors."""
    anchors = [note(store, home, DAY) for home in homes]
    back_up(OfStore(store), homes, out, to=to, made=DAY, bodies=home_bodies(store), anchors=anchors)
    return out


def put_back(backup: Path, keys: Keys | None, url: str, shelf: Shelf, **more: Any) -> Any:
    """Restore a backup at an address of the shelf."""
    return restore(backup, keys, url, shelf.open, KINDS, **{"stamp": "now", **more})
