"""SQLite as the ground of the SQL store: one private file, a write-ahead log beside it, and a lock for each home.

A transaction of SQLite that writes keeps every other writer of the file waiting, so it is begun only when everything is known;
until then a home is held by the lock on a file of its own.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DBAPIError, IntegrityError

from core.stores import taken
from core.stores.disk import Disk, flocked
from core.stores.entries import Anchor
from core.stores.folder import check_local, check_mine, disk_trouble
from core.stores.protocol import Corrupt, Full, Poisoned, Refused, StoreError
from core.stores.sqlground import Again, Ground, replacing
from core.stores.sqlpast import end_of
from core.stores.sqltables import REVISION
from core.stores.sqlupgrade import upgrade, version_of

OURS = 0x43617274
"""What SQLite's `application_id` says in a file of ours: `Cart`."""

WAIT = 30
"""Seconds to wait for another writer of the file."""

_SOMETHING_ERASED = 1
"""What SQLite's `user_version` says while erased bytes may still stand in the file."""


class SqliteGround(Ground):
    """One file. Raises Refused, saying what to do, where it should not be used."""

    def __init__(self, path: Path, disk: Disk | None = None) -> None:
        self.path = path.absolute()
        self._locks = self.path.with_name(f"{self.path.name}-locks")
        _private(self.path, self._locks, disk or Disk())
        self.engine = self.within = self._engine()
        try:
            with self.plainly():
                self._open()
        except BaseException:
            self.close()
            raise

    def _engine(self) -> Engine:
        url = URL.create("sqlite+pysqlite", database=str(self.path))
        # as many connections as threads need: none ever waits for another's
        engine = create_engine(url, connect_args={"timeout": WAIT}, pool_size=8, max_overflow=-1)
        event.listen(engine, "connect", _made)
        event.listen(engine, "begin", _begun)
        return engine

    def _open(self) -> None:
        with self.connected(self.engine) as connection:
            ours = connection.exec_driver_sql("pragma application_id").scalar()
            found = connection.exec_driver_sql("select count(*) from sqlite_master").scalar()
            if found and ours != OURS:
                raise Refused(f"{self.path} holds other things already; name a file that is not there yet")
            version = version_of(connection) if found else None
            connection.rollback()
        if version == REVISION:
            return
        with self.hold("_host"), self.connected(self.engine) as connection:
            raw: Any = connection.connection.driver_connection
            raw.execute("pragma journal_mode = wal")  # not within a transaction; the file remembers it
            connection.execution_options(cartref_begin="begin immediate")
            upgrade(connection, str(self.path))
            connection.exec_driver_sql(f"pragma application_id = {OURS}")
            connection.commit()

    # -- Ground ------------------------------------------------------------------------------------------------------

    def begin(self, connection: Connection, home: str, *, writing: bool) -> None:
        """A snapshot; it begins with what is read first."""
        connection.execution_options(cartref_begin="begin")
        connection.exec_driver_sql("select count(*) from head where false")

    @contextmanager
    def hold(self, home: str) -> Iterator[None]:
        """Hold the home's own lock, against other processes too."""
        try:
            held = os.open(self._locks / home, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise disk_trouble(self._locks / home, error) from error
        try:
            with flocked(held, fcntl.LOCK_EX):
                yield
        finally:
            os.close(held)

    def lock(self, connection: Connection, home: str) -> Anchor:
        """Where the audit ends; `hold` keeps others away."""
        return end_of(connection, home)

    def to_keep(self, connection: Connection, home: str) -> None:
        """Let go of the snapshot, and be the one writer of the file."""
        connection.rollback()
        connection.execution_options(cartref_begin="begin immediate")
        connection.begin()

    def elsewhere(self, connection: Connection, home: str) -> None:
        """Nothing: SQLite knows no walls."""

    def upsert(self, table: Table, key: tuple[str, ...]) -> Any:
        """An insert that puts rows in the place of those with the same home and key."""
        return _upsert(table, key)

    def trouble(self, error: DBAPIError, *, keeping: bool = False) -> StoreError | Again:
        """What SQLite said, as an error of the store."""
        code = getattr(error.orig, "sqlite_errorcode", None) or 0
        name = str(getattr(error.orig, "sqlite_errorname", "") or "")
        said = str(error.orig)
        match code & 0xFF:
            case sqlite3.SQLITE_FULL:
                return Full(f"there is no room to write in {self.path}; nothing of this was kept")
            case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
                return Refused(f"another program keeps {self.path} busy; close it and try again (nothing was kept)")
            case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
                return Refused(f"{self.path} cannot be written to; let this user write there, and open it again")
            case sqlite3.SQLITE_CANTOPEN:
                return Refused(f"{self.path} cannot be opened; see to its folder and open the store again")
            case sqlite3.SQLITE_IOERR if keeping:
                return Poisoned(f"the disk did not confirm {self.path} ({name}); see to the disk")
            case sqlite3.SQLITE_IOERR:
                return Refused(f"{self.path} cannot be read ({name}); see to the disk")
            case sqlite3.SQLITE_NOTADB:
                return Corrupt(f"{self.path} is not a file of SQLite; restore it from a backup")
            case sqlite3.SQLITE_ERROR if not said.startswith(("no such ", "table ", "unsupported file")):
                return StoreError(f"{self.path} could not do this ({said})")
            case sqlite3.SQLITE_ERROR | sqlite3.SQLITE_CORRUPT:  # a table is not what it was made as
                return Corrupt(f"{self.path} is damaged ({said}); restore it from a backup")
        if isinstance(error, IntegrityError):
            return Corrupt(f"{self.path} holds what does not fit together ({said}); run: cartref verify")
        if "decode" in said:
            return Corrupt(f"{self.path} holds text that is no text any more; restore it from a backup")
        return StoreError(f"{self.path} could not do this ({said})")

    def forgotten(self, connection: Connection) -> None:
        """Note within the transaction that erased bytes may stand in the file."""
        connection.exec_driver_sql(f"pragma user_version = {_SOMETHING_ERASED}")

    def sweep(self) -> tuple[int, int]:
        """Write the file anew without what was erased, and empty its log."""
        before = self._size()
        with self.connected(self.engine) as connection:
            raw: Any = connection.connection.driver_connection
            try:
                if raw.execute("pragma user_version").fetchone()[0] == _SOMETHING_ERASED:
                    raw.execute("pragma user_version = 0")
                    raw.execute("vacuum")
                busy = raw.execute("pragma wal_checkpoint(truncate)").fetchone()[0]
            except sqlite3.Error as error:
                raise DBAPIError.instance("vacuum", None, error, sqlite3.Error) from error
        if busy:
            with self.connected(self.engine) as connection:
                connection.exec_driver_sql(f"pragma user_version = {_SOMETHING_ERASED}")
                connection.commit()
            raise Refused(f"somebody was reading {self.path} all the while; tidy again later")
        return before, self._size()

    def turn(
        self, homes: Sequence[str], now: Callable[[], datetime], every: timedelta
    ) -> AbstractContextManager[str | None]:
        """The home whose turn it is: a file beside each home's lock is held."""
        return taken.take({home: self._locks / f"{home}.turn" for home in homes}, now, every)

    def faults(self, connection: Connection) -> Iterable[str]:
        """What SQLite finds itself, in its indexes too."""
        for (said,) in connection.exec_driver_sql("pragma integrity_check").all():
            if said != "ok":
                yield f"{self.path}: {said}"

    def _size(self) -> int:
        beside = (self.path, self.path.with_name(f"{self.path.name}-wal"))
        return sum(one.stat().st_size for one in beside if one.exists())


@cache
def _upsert(table: Table, key: tuple[str, ...]) -> Any:
    return replacing(insert(table), table, key)


def _made(connection: Any, record: object) -> None:
    connection.isolation_level = None  # nothing begins or ends a transaction but the store
    for said in (
        "foreign_keys = on",
        "synchronous = full",
        "secure_delete = on",
        "temp_store = memory",
        "trusted_schema = off",
    ):
        connection.execute(f"pragma {said}")


def _begun(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("cartref_begin", "begin"))


def _private(path: Path, locks: Path, disk: Disk) -> None:
    """Make the file and its folder ready, private to this user. Raises Refused with what to do, or Full."""
    folder = path.parent
    try:
        check_local(folder, disk)
        if not folder.exists():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            disk.sync_folder(folder.parent)
        if path.is_dir():
            raise Refused(f"{path} is a folder; name a file in it, or one that is not there yet")
        check_mine(folder)
        if not path.exists():
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
            disk.sync_folder(folder)
        for one in folder.glob(f"{path.name}*"):
            check_mine(one)
        locks.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise disk_trouble(path, error) from error
