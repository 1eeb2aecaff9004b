"""The SQL store: one for SQLite (a file) and PostgreSQL (a server). What a database adds is its `Ground`.

A transaction reads one snapshot; what it has changed is written in one transaction of the database when its block is left.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import Connection, select

from core.clock import Clock
from core.stores.entries import Anchor, Deed, Entry, check_attachment, check_follows
from core.stores.keys import Keys
from core.stores.kinds import Kinds, RecordKind
from core.stores.protocol import HOST, Corrupt, Poisoned, Record, Refused, StoreError, Tidied
from core.stores.sqlground import TRIES, Again, Ground, inherit
from core.stores.sqlkeep import Keeper
from core.stores.sqlkeys import HomeKeys, keep_new_key
from core.stores.sqllook import check_home_rows
from core.stores.sqlpast import end_of, entries_after, is_kept, last_line, past_of, replayed
from core.stores.sqlrest import attached_bytes, attached_names, forget, keep_attachment
from core.stores.sqlrows import Rows, as_kept, sum_of_name
from core.stores.sqltables import head, known, mine
from core.stores.sqltx import SqlTx
from core.stores.turns import Turns
from core.stores.values import check_home

AT_ONCE = 100
"""Entries that `adopt` keeps in one transaction of the database."""

_PERHAPS = "the connection broke while this was being kept: perhaps it was; send it again with the same key"


class _Process:
    """What belongs to one process and must not pass to a forked child."""

    def __init__(self, ground: Ground) -> None:
        self.pid = os.getpid()
        self.ground = ground
        self.turns = Turns()


class SqlStore:
    """Keeps records in a database. `make` opens it, once in each process; `keys` seals what is kept, where there are any."""

    def __init__(self, make: Callable[[], Ground], clock: Clock, keys: Keys | None = None) -> None:
        self.clock = clock
        self._make = make
        self._kinds = Kinds()
        self._keys = HomeKeys(keys)
        self._ready: set[str] = set()
        self._guard = threading.Lock()
        self._closed = False
        self._poison = ""
        self._process = _Process(make())

    def declare(self, kinds: Iterable[RecordKind]) -> None:
        """Say which fields may be asked for. Each home's index is filled before the home is next used."""
        self._kinds = Kinds((*self._kinds, *kinds))
        self._ready = set()

    # -- transactions ------------------------------------------------------------------------------------------------

    @contextmanager
    def tx(
        self, home: str, *, actor: str, purpose: str, idem: str | None = None, on_behalf_of: str = ""
    ) -> Iterator[SqlTx]:
        """A transaction bound to `home`; see `Store.tx`."""
        deed = Deed.of(actor, purpose, idem, on_behalf_of)
        with self._writing(home) as (ground, connection):
            self._make_ready(ground, connection, home)
            after = ground.held(connection, home)
            with ground.plainly():
                rows = self._keys.rows(connection, home, writing=True)
                before = None if idem is None else replayed(connection, rows, idem)
            with SqlTx(connection, rows, ground.plainly, self._kinds, deed, before) as tx:
                yield tx
            if os.getpid() != self._process.pid:
                raise Refused("this transaction belongs to the process that this one was forked from")
            if tx.to_keep:
                self._keep(ground, connection, rows, after, [tx.entry(after, self.clock.now())])

    @contextmanager
    def read(self, home: str) -> Iterator[SqlTx]:
        """A transaction that only reads; see `Store.read`."""
        with self._reading(home, ready=True) as (ground, connection):
            with ground.plainly():
                rows = self._keys.rows(connection, home)
            with SqlTx(connection, rows, ground.plainly, self._kinds) as tx:
                yield tx

    def history(self, home: str, kind: str, id: str) -> list[Record]:
        """Every kept revision, oldest first; see `Store.history`."""
        with self._reading(home, join=True) as (ground, connection), ground.plainly():
            return past_of(connection, self._keys.rows(connection, home), kind, id)

    def homes(self) -> list[str]:
        """The homes in which anything was ever kept, without the host directory."""
        ground = self._now().ground
        with ground.reading(HOST, within=True) as connection, ground.plainly():
            found = connection.execute(select(known.c.name, known.c.sum).where(mine(known, HOST))).all()
        for name, total in found:
            if not isinstance(name, str) or as_kept(total) != sum_of_name(name):
                raise Corrupt(f"the list of homes is not as it was kept ({name!r}); restore it from a backup")
        return sorted(name for name, _ in found)

    # -- the audit, and moving whole homes ---------------------------------------------------------------------------

    def anchor(self, home: str) -> Anchor:
        """Where the home's audit ends now."""
        with self._reading(home, join=True) as (ground, connection), ground.plainly():
            return end_of(connection, home)

    def events(self, home: str, after: int = 0) -> Iterator[Entry]:
        """Every entry after a line, in order, some at a time; see `Store.events`."""
        with self._reading(home) as (ground, connection), ground.plainly():
            last = last_line(connection, home)
            page = entries_after(connection, self._keys.rows(connection, home), after, last)
        while page:
            yield from page
            after = page[-1].line.seq
            ground = self._now().ground
            with ground.reading(home, within=True) as connection, ground.plainly():
                page = entries_after(connection, self._keys.rows(connection, home), after, last)

    def adopt(self, home: str, entries: Iterable[Entry]) -> int:
        """Keep entries of another store as they are; see `Store.adopt`."""
        done = 0
        batch: list[Entry] = []
        with self._writing(home) as (ground, connection):
            after = end = ground.held(connection, home)
            ground.afresh(connection)
            try:
                for entry in entries:
                    check_follows(home, end, entry)
                    batch.append(entry)
                    end = entry.anchor
                    if len(batch) == AT_ONCE:
                        ready, batch = batch, []
                        self._keep_all(ground, connection, home, after, ready)
                        done, after = done + len(ready), end
            finally:  # what came before a fault stays
                if batch:
                    self._keep_all(ground, connection, home, after, batch)
        return done + len(batch)

    def attach(self, home: str, data: bytes) -> str:
        """Keep the bytes of an attachment; see `Store.attach`."""
        name = check_attachment(data)
        with self._writing(home) as (ground, connection):

            def work(rows: Rows) -> None:
                keep_new_key(connection, rows)
                keep_attachment(ground, connection, rows, name, bytes(data), self.clock.now())

            self._do(ground, connection, home, work)
        return name

    def attached(self, home: str, sha256: str) -> bytes:
        """The bytes of an attachment; see `Store.attached`."""
        with self._reading(home, join=True) as (ground, connection), ground.plainly():
            return attached_bytes(connection, self._keys.rows(connection, home), sha256)

    def attachments(self, home: str) -> list[str]:
        """The SHA-256 of every attachment of the home, sorted."""
        with self._reading(home, join=True) as (ground, connection), ground.plainly():
            return attached_names(connection, home)

    def tidy(self, home: str) -> Tidied:
        """Let go of what nobody needs; see `Store.tidy`."""
        gone: list[int] = []
        with self._writing(home) as (ground, connection):
            self._do(
                ground, connection, home, lambda rows: gone.append(forget(ground, connection, rows, self.clock.now()))
            )
        with ground.plainly():
            before, after = ground.sweep()
        return Tidied(before, after, gone[-1])

    @contextmanager
    def tend(self, every: timedelta, apart_from: Collection[str] = ()) -> Iterator[str | None]:
        """Hold the home whose turn it is; see `Store.tend`."""
        homes = [home for home in self.homes() if home not in apart_from]
        with self._now().ground.turn(homes, self.clock.now, every) as home:
            yield home

    def sealed(self, home: str) -> bool:
        """True for a home whose records are sealed with a key; see `Store.sealed`."""
        with self._reading(home, join=True) as (ground, connection), ground.plainly():
            return self._keys.seals(connection, home)

    def outgrows(self, home: str) -> bool:
        """False: a database takes what its computer takes."""
        return False

    def check(self, home: str) -> Iterator[str]:
        """What is wrong with how this home is kept; see `Store.check`."""
        with self._reading(home, ready=True) as (ground, connection), ground.plainly():
            found = [*ground.faults(connection)]
            found += check_home_rows(connection, self._keys.rows(connection, home))
        yield from found

    def close(self) -> None:
        """Take nothing more; transactions that are open end as they would have."""
        if not self._closed:
            self._closed = True
            self._process.ground.close()

    # -- inside ------------------------------------------------------------------------------------------------------

    def _keep(self, ground: Ground, connection: Connection, rows: Rows, after: Anchor, entries: list[Entry]) -> None:
        """Keep entries durably; once more where the database undid it by itself, for nobody else was in this home."""
        home, unsure = rows.home, False
        for left in reversed(range(TRIES)):
            try:
                with ground.said(keeping=True):
                    ground.to_keep(connection, home)
                    Keeper(ground, connection, rows, self._kinds).keep(after, entries)
                    connection.commit()
                break
            except Poisoned as error:
                self._poison = str(error)
                raise
            except Again as again:
                unsure = unsure or not again.sure
                if not left:
                    raise (Poisoned(_PERHAPS) if unsure else again.error) from again
            try:
                if self._was_kept(ground, connection, home, after, entries[-1].anchor):
                    break
            except StoreError as error:
                raise (Poisoned(_PERHAPS) if unsure else error) from error
        self._keys.kept(rows)

    def _keep_all(self, ground: Ground, connection: Connection, home: str, after: Anchor, entries: list[Entry]) -> None:
        """Keep entries of another store in a transaction of their own."""
        if ground.held(connection, home) != after:
            raise Refused(f"somebody else is writing in {home}; let nobody use it, and begin again")
        with ground.plainly():
            rows = self._keys.rows(connection, home, writing=True)
        self._keep(ground, connection, rows, after, entries)

    def _was_kept(self, ground: Ground, connection: Connection, home: str, after: Anchor, end: Anchor) -> bool:
        """Hold the home again, and say whether the entries up to `end` stand there after all."""
        if ground.held(connection, home) == after:
            return False
        with ground.plainly():
            found = is_kept(connection, home, end)
        ground.afresh(connection)
        if not found:
            raise Refused(f"somebody else changed something in {home} in between; nothing was kept, try again")
        return True

    def _do(self, ground: Ground, connection: Connection, home: str, work: Callable[[Rows], object]) -> None:
        """A change that no line of the audit tells of; doing it twice does no harm."""

        def try_it() -> None:
            ground.afresh(connection)
            ground.begin(connection, home, writing=True)
            ground.lock(connection, home)
            rows = self._keys.rows(connection, home, writing=True)
            ground.to_keep(connection, home)
            work(rows)
            connection.commit()
            self._keys.kept(rows)

        ground.persistently(try_it)

    def _make_ready(self, ground: Ground, connection: Connection, home: str) -> None:
        """Fill this home's index with the fields that were declared since."""
        if home in self._ready:
            return
        kinds = self._kinds

        def look() -> tuple[int, dict[str, list[str]]]:
            ground.afresh(connection)
            ground.begin(connection, home, writing=False)
            begun = connection.execute(select(head.c.seq).where(mine(head, home))).scalar() or 0
            rows = self._keys.rows(connection, home)
            return begun, Keeper(ground, connection, rows, kinds).missing() if begun else {}

        begun, missing = ground.persistently(look)
        ground.afresh(connection)
        if missing:

            def fill(rows: Rows) -> None:
                keeper = Keeper(ground, connection, rows, kinds)
                for kind, fields in keeper.missing().items():
                    keeper.fill(kind, fields)

            self._do(ground, connection, home, fill)
            ground.afresh(connection)
        if begun and kinds is self._kinds:
            self._ready.add(home)

    @contextmanager
    def _writing(self, home: str) -> Iterator[tuple[Ground, Connection]]:
        """A home's turn, its lock against other processes, and a connection."""
        check_home(home)
        process = self._now()
        with process.turns.take(home):
            self._check_open()  # again: it may have been closed while waiting for the turn
            with process.ground.hold(home), process.ground.connected(process.ground.engine) as connection:
                yield process.ground, connection

    @contextmanager
    def _reading(self, home: str, *, join: bool = False, ready: bool = False) -> Iterator[tuple[Ground, Connection]]:
        """A connection that sees one snapshot of a home, whoever writes meanwhile."""
        check_home(home)
        process = self._now()
        busy = process.turns.busy
        with process.turns.take(home, reading=True, join=join, alone=False):
            ground = process.ground
            if ready and home not in self._ready:
                with ground.hold(home), ground.connected(ground.within if busy else ground.engine) as connection:
                    self._make_ready(ground, connection, home)
            with ground.reading(home, within=busy) as connection:
                yield ground, connection

    def _now(self) -> _Process:
        """This process's own connections and turns: a forked child opens its own and never touches what it inherited."""
        self._check_open()
        if self._process.pid != os.getpid():
            with self._guard:
                if self._process.pid != os.getpid():
                    inherit(self._process)
                    self._process = _Process(self._make())
        return self._process

    def _check_open(self) -> None:
        if self._closed:
            raise Refused("this store is closed; open it again")
        if self._poison:
            raise Poisoned(f"{self._poison}, then open the store again")
