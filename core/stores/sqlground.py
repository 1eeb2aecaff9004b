"""What a database adds to the SQL store: how a snapshot is read, how a home is held for writing, what an error means."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Table, or_
from sqlalchemy.exc import DBAPIError, MultipleResultsFound, NoResultFound
from sqlalchemy.exc import TimeoutError as PoolIsEmpty

from core.stores.entries import Anchor
from core.stores.protocol import Corrupt, Refused, StoreError
from core.stores.sqltables import field

TRIES = 3
"""How often something is tried that the database undid by itself."""

T = TypeVar("T")


class Again(Exception):
    """The database undid this by itself, or lost the connection; `sure`: nothing of it can have been kept."""

    def __init__(self, error: StoreError, *, sure: bool = True) -> None:
        super().__init__(str(error))
        self.error = error
        self.sure = sure


class Ground(ABC):
    """One database."""

    engine: Engine
    within: Engine
    """For what a thread reads while it has a transaction open: nobody who holds one of these waits for another."""

    # -- what a database adds ----------------------------------------------------------------------------------------

    @abstractmethod
    def begin(self, connection: Connection, home: str, *, writing: bool) -> None:
        """Begin a transaction in a home: a snapshot, or (`writing`) one that may change rows."""

    @abstractmethod
    def hold(self, home: str) -> AbstractContextManager[None]:
        """Keep other processes from writing in a home, where that is not done by `lock`."""

    @abstractmethod
    def lock(self, connection: Connection, home: str) -> Anchor:
        """The end of the home's audit, held against other writers until the transaction ends."""

    @abstractmethod
    def to_keep(self, connection: Connection, home: str) -> None:
        """The transaction goes on to write."""

    @abstractmethod
    def elsewhere(self, connection: Connection, home: str) -> None:
        """The rows of another home are meant from here on, within the same transaction."""

    @abstractmethod
    def upsert(self, table: Table, key: tuple[str, ...]) -> Any:
        """An insert that puts rows in the place of those with the same home and key, where they differ."""

    @abstractmethod
    def trouble(self, error: DBAPIError, *, keeping: bool = False) -> StoreError | Again:
        """What the database said, as an error of the store."""

    @abstractmethod
    def forgotten(self, connection: Connection) -> None:
        """Something was erased in this transaction: `sweep` has something to do."""

    @abstractmethod
    def sweep(self) -> tuple[int, int]:
        """Take what was erased off the disk; bytes before and after (0, 0 where that cannot be told)."""

    @abstractmethod
    def faults(self, connection: Connection) -> Iterable[str]:
        """What the database itself finds wrong."""

    @abstractmethod
    def turn(
        self, homes: Sequence[str], now: Callable[[], datetime], every: timedelta
    ) -> AbstractContextManager[str | None]:
        """The home of these whose turn it is, held against every other worker; see `Store.tend`."""

    def keep_fields(self, connection: Connection, rows: list[dict[str, Any]]) -> None:
        """Put rows into the index of fields, in the place of those that stand there."""
        connection.execute(self.upsert(field, ("kind", "id", "field")), rows)

    def close(self) -> None:
        """Let go of connections that nobody uses."""
        self.engine.dispose()
        self.within.dispose()

    # -- the same for all --------------------------------------------------------------------------------------------

    @contextmanager
    def said(self, *, keeping: bool = False) -> Iterator[None]:
        """What the database says within, as an error of the store (or Again)."""
        try:
            yield
        except DBAPIError as error:
            raise self.trouble(error, keeping=keeping) from error
        except UnicodeDecodeError as error:
            raise Corrupt("there is text that is no text any more; restore it from a backup") from error
        except (MultipleResultsFound, NoResultFound) as error:
            raise Corrupt("one row stands where there should be another number of them; run: cartref verify") from error
        except PoolIsEmpty as error:
            raise Refused("too many are at work in these records at once; try again in a moment") from error

    @contextmanager
    def plainly(self) -> Iterator[None]:
        """What the database says within, as an error of the store, where nothing can be tried again."""
        try:
            with self.said():
                yield
        except Again as again:
            raise again.error from again

    @contextmanager
    def connected(self, engine: Engine) -> Iterator[Connection]:
        """A connection; a forked child that inherited it lets go of it without touching it."""
        connection = self.persistently(engine.connect)
        mine = os.getpid()
        try:
            yield connection
        finally:
            if os.getpid() == mine:
                connection.close()
            else:
                _inherited.append(connection)

    @contextmanager
    def reading(self, home: str, *, within: bool = False) -> Iterator[Connection]:
        """A connection that sees one snapshot of a home."""
        with self.connected(self.within if within else self.engine) as connection:
            self.persistently(lambda: self._begun(connection, home))
            yield connection

    def _begun(self, connection: Connection, home: str) -> None:
        self.afresh(connection)
        self.begin(connection, home, writing=False)

    def held(self, connection: Connection, home: str) -> Anchor:
        """Begin to write in a home: where its audit ends, held against others."""

        def try_it() -> Anchor:
            self.afresh(connection)
            self.begin(connection, home, writing=True)
            return self.lock(connection, home)

        return self.persistently(try_it)

    def persistently(self, work: Callable[[], T]) -> T:
        """Do something of which nothing is kept when the database undoes it; up to TRIES times."""
        for left in reversed(range(TRIES)):
            try:
                with self.said():
                    return work()
            except Again as again:
                if not left:
                    raise again.error from again
        raise AssertionError("the last try returns or raises")

    def afresh(self, connection: Connection) -> None:
        """Let go of a transaction that came to nothing, so that the next can begin."""
        if connection.in_transaction() or connection.invalidated:
            connection.rollback()


def replacing(made: Any, table: Table, key: tuple[str, ...]) -> Any:
    """An insert (of either database) that puts rows in the place of those with the same home and key."""
    key = ("home", *key)
    others = {one.name: made.excluded[one.name] for one in table.c if one.name not in key}
    if not others:
        return made.on_conflict_do_nothing(index_elements=key)
    # most fields of a record are as they were: their rows are left alone
    differs = or_(*(table.c[name].is_distinct_from(new) for name, new in others.items())) if table is field else None
    return made.on_conflict_do_update(index_elements=key, set_=others, where=differs)


_inherited: list[object] = []
"""What a forked child got from its parent: kept, because letting go of it would close the parent's own."""


def inherit(thing: object) -> None:
    """Keep something of the parent process without ever using it."""
    _inherited.append(thing)
