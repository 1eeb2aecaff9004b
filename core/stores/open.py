"""A store by its address, as it stands in the settings."""

from __future__ import annotations

from pathlib import Path

from core.clock import Clock
from core.problems import did_you_mean
from core.stores.keys import Keys
from core.stores.memory import MemoryStore
from core.stores.protocol import Refused, Store
from core.stores.tiny import TinyStore

_LATER = ("sqlite", "postgresql")


def open_store(url: str, clock: Clock, keys: Keys | None = None) -> Store:
    """`memory:` (forgotten at the end) or `tinydb:<folder>`, sealed with `keys`. Raises Refused with what to write instead."""
    scheme, colon, rest = url.partition(":")
    if colon and scheme == "memory":
        if rest:
            raise Refused(f"{url!r}: a store in memory has no name; write memory:")
        return MemoryStore(clock)
    if colon and scheme == "tinydb":
        if not rest:
            raise Refused(f"{url!r} names no folder; write for example tinydb:data")
        return TinyStore(Path(rest).expanduser(), clock)
    if scheme in _LATER:
        raise Refused(f"{url!r}: a store in {scheme} comes with a later version; use tinydb:<folder>")
    hint = did_you_mean(scheme, ("memory", "tinydb"))
    raise Refused(f"{url!r} is not the address of a store; write memory: or tinydb:<folder>" + (hint and f" ({hint})"))
