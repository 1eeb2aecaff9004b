"""A store by its address, as it stands in the settings."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

from core.clock import Clock
from core.problems import did_you_mean
from core.stores.keys import Keys
from core.stores.memory import MemoryStore
from core.stores.protocol import Refused, Store
from core.stores.tiny import TinyStore

SCHEMES = ("memory", "tinydb", "sqlite", "postgresql")
_NEEDED = {"sqlite": ("sqlalchemy", "alembic"), "postgresql": ("sqlalchemy", "alembic", "psycopg")}


def open_store(url: str, clock: Clock, keys: Keys | None = None) -> Store:
    """`memory:` (forgotten at the end), `tinydb:<folder>`, `sqlite:<file>` or `postgresql://…`; with `keys`, new homes are sealed.

    Raises Refused with what to write instead.
    """
    scheme, colon, rest = url.partition(":")
    if colon and scheme == "memory":
        if rest:
            raise Refused(f"{url!r}: a store in memory has no name; write memory:")
        return MemoryStore(clock)
    if colon and scheme == "tinydb":
        if not rest:
            raise Refused(f"{url!r} names no folder; write for example tinydb:data")
        return TinyStore(Path(rest).expanduser(), clock, keys=keys)
    if colon and scheme == "sqlite":
        return _sqlite(url, rest, clock, keys)
    if colon and scheme == "postgresql":
        return _postgresql(url, clock, keys)
    hint = did_you_mean(scheme, SCHEMES)
    raise Refused(
        f"{shown(url)!r} is not the address of a store; write memory:, tinydb:<folder>, sqlite:<file> or postgresql://…"
        + (hint and f" ({hint})")
    )


def shown(url: str) -> str:
    """An address as it may be shown: without the password in it."""
    return re.sub(r"(//[^:/@]*):.*@", r"\1:…@", url)


def need_libraries(scheme: str) -> None:
    """Raises Refused with what to install where the libraries of an SQL store are not there."""
    missing = [name for name in _NEEDED[scheme] if find_spec(name) is None]
    if missing:
        raise Refused(
            f"a store in {scheme} needs {' and '.join(missing)}, which is not installed; type: pip install 'cartref[sql]'"
        )


def _sqlite(url: str, rest: str, clock: Clock, keys: Keys | None) -> Store:
    if not rest or rest.startswith("//"):
        raise Refused(f"{url!r} names no file; write for example sqlite:data/homes.db")
    need_libraries("sqlite")
    from core.stores.sql import SqlStore
    from core.stores.sqlite import SqliteGround

    path = Path(rest).expanduser().absolute()
    return SqlStore(lambda: SqliteGround(path), clock, keys)


def _postgresql(url: str, clock: Clock, keys: Keys | None) -> Store:
    need_libraries("postgresql")
    from core.stores.postgres import PostgresGround
    from core.stores.sql import SqlStore

    return SqlStore(lambda: PostgresGround(url), clock, keys)
