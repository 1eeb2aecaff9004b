"""The embedded store: a journal for each home, and TinyDB tables in memory that follow it.

Several threads and several processes on one computer may use the same folder. Each transaction begins by reading
what others have appended since, so nothing it sees is stale, and ends when its frame is on the disk.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from core.clock import Clock
from core.stores import taken
from core.stores.current import CURRENT, holds_a_line, read_current
from core.stores.disk import Disk
from core.stores.entries import Anchor, Deed, Entry, check_attachment
from core.stores.folder import disk_trouble, open_folder
from core.stores.journal import Journal
from core.stores.keys import Keys
from core.stores.kinds import Kinds, RecordKind
from core.stores.place import Place
from core.stores.protocol import HOST, NotFound, Poisoned, Record, Refused, Tidied
from core.stores.tidying import tidy
from core.stores.tinytx import MANY_RECORDS, MOST_RECORDS, TinyTx
from core.stores.turns import Turns
from core.stores.values import check_home

TURN = "TURN"
"""Beside each home's records: when it was last looked after, held by whoever does so now."""

log = logging.getLogger("cartref.stores")


class _Process:
    """What belongs to one process and must not pass to a forked child: locks, and descriptors that hold locks."""

    def __init__(self) -> None:
        self.pid = os.getpid()
        self.turns = Turns()
        self.places: dict[str, Place] = {}

    def let_go(self) -> None:
        for place in self.places.values():
            if place.journal is not None:
                place.journal.close()
        self.places.clear()


class TinyStore:
    """Keeps each home in its own directory of `folder`; with `keys`, new homes are sealed. Raises Refused, saying what
    to do, where it should not."""

    def __init__(self, folder: Path, clock: Clock, disk: Disk | None = None, keys: Keys | None = None) -> None:
        self.folder = folder.absolute()
        self.clock = clock
        self._disk = disk or Disk()
        self._keys = keys
        self._kinds = Kinds()
        open_folder(self.folder, self._disk)
        self._process = _Process()
        self._guard = threading.Lock()
        self._closed = False
        self._poison = ""
        self._warned: dict[str, str] = {}

    def declare(self, kinds: Iterable[RecordKind]) -> None:
        """Say which fields may be asked for; see `Store.declare`."""
        self._kinds = Kinds((*self._kinds, *kinds))

    @contextmanager
    def tx(
        self, home: str, *, actor: str, purpose: str, idem: str | None = None, on_behalf_of: str = ""
    ) -> Iterator[TinyTx]:
        """A transaction bound to `home`; see `Store.tx`."""
        deed = Deed.of(actor, purpose, idem, on_behalf_of)
        with self._held(home) as (place, journal):
            begun_by = os.getpid()
            with TinyTx(home, place.live, self._kinds, deed) as tx:
                yield tx
            if os.getpid() != begun_by:
                raise Refused("this transaction belongs to the process that this one was forked from")
            if tx.to_keep:
                place.keep(journal, [tx.entry(place.live.anchor, self.clock.now())])
                self._warn(place)

    def read(self, home: str) -> _Reading:
        """A transaction that only reads; see `Store.read`."""
        return _Reading(self, home)

    def history(self, home: str, kind: str, id: str) -> list[Record]:
        """Every kept revision, oldest first; see `Store.history`."""
        with self._turn(home, join=True) as place:
            return place.history(kind, id)

    def homes(self) -> list[str]:
        """The homes in which anything was ever kept, without the host directory."""
        self._check_open()
        return sorted(
            path.parent.name
            for path in self.folder.glob(f"*/{CURRENT}")
            if path.parent.name != HOST and holds_a_line(path.parent)
        )

    def anchor(self, home: str) -> Anchor:
        """Where the home's audit ends now."""
        with self._turn(home, join=True) as place:
            return place.live.anchor

    def events(self, home: str, after: int = 0) -> Iterator[Entry]:
        """Every entry after a line, in order; see `Store.events`."""
        last = self.anchor(home).seq
        while after < last:
            with self._turn(home) as place:
                part = place.part(after)
            for entry in part:
                if entry.line.seq > last:
                    return
                after = entry.line.seq
                yield entry

    def adopt(self, home: str, entries: Iterable[Entry]) -> int:
        """Keep entries of another store as they are; see `Store.adopt`."""
        with self._held(home) as (place, journal):
            try:
                return place.adopt(journal, entries)
            finally:
                self._warn(place)

    def attach(self, home: str, data: bytes) -> str:
        """Keep the bytes of an attachment; see `Store.attach`."""
        name = check_attachment(data)
        with self._held(home) as (_, journal):
            journal.attach(name, data, self.clock.now())
        return name

    def attached(self, home: str, sha256: str) -> bytes:
        """The bytes of an attachment; see `Store.attached`."""
        with self._turn(home, join=True) as place:
            if place.journal is None:
                raise NotFound(f"there is no attachment {sha256} in {home}")
            return place.journal.blobs().get(sha256)

    def attachments(self, home: str) -> list[str]:
        """The SHA-256 of every attachment of the home, sorted."""
        with self._turn(home, join=True) as place:
            return [] if place.journal is None else place.journal.blobs().names()

    def tidy(self, home: str) -> Tidied:
        """Take what was erased off the disk; see `Store.tidy`."""
        with self._turn(home) as place:  # before anything is waited for: whoever has a transaction open is told so here
            if place.journal is None:
                return Tidied(0, 0, 0)
        return tidy(self.folder / home, lambda: self._held(home), self.clock.now())

    @contextmanager
    def tend(self, every: timedelta, apart_from: Collection[str] = ()) -> Iterator[str | None]:
        """Hold the home whose turn it is; see `Store.tend`."""
        files = {home: self.folder / home / TURN for home in self.homes() if home not in apart_from}
        with taken.take(files, self.clock.now, every) as home:
            yield home

    def check(self, home: str) -> Iterator[str]:
        """What is wrong with the tables that `find` and `get` go by; see `Store.check`. Writers wait meanwhile."""
        with self._turn(home) as place:
            faults = list(place.check())
        yield from faults

    def sealed(self, home: str) -> bool:
        """True for a home whose records are sealed with a key; one that was begun without stays plain."""
        path = self.folder / check_home(home) / CURRENT
        return read_current(path, home).sealed if path.exists() else self._keys is not None

    def outgrows(self, home: str) -> bool:
        """True from MANY_RECORDS present records on; see `Store.outgrows`."""
        with self._turn(home, join=True) as place:
            return place.live.count >= MANY_RECORDS

    def warnings(self) -> list[str]:
        """What whoever looks after this should know, in sentences."""
        return [self._warned[home] for home in sorted(self._warned)]

    def close(self) -> None:
        """Wait for the transactions that are open, then let go of files and locks."""
        process = self._now()
        self._closed = True
        for home, place in list(process.places.items()):
            with process.turns.take(home):
                if process.places.pop(home, None) is not None and place.journal is not None:
                    place.journal.close()

    @contextmanager
    def _held(self, home: str) -> Iterator[tuple[Place, Journal]]:
        """The home's turn, for writing."""
        with self._turn(home, writing=True) as place:
            assert place.journal is not None
            yield place, place.journal

    def _turn(self, home: str, *, writing: bool = False, join: bool = False) -> _HomeTurn:
        """The home's turn. With `join`, a thread that has it already goes on within it."""
        return _HomeTurn(self, home, writing, join)

    def _place(self, process: _Process, home: str, *, make: bool) -> Place:
        place = process.places.get(home)
        if place is not None:
            return place
        folder = self.folder / home
        try:
            if make:
                self._disk.make_folder(folder)
            elif not folder.exists():
                return Place(home, None)
            place = Place(home, Journal(folder, home, self._disk, self._keys))
        except OSError as error:
            raise disk_trouble(folder, error) from error
        process.places[home] = place
        return place

    def _now(self) -> _Process:
        """This process's own locks and files: a forked child opens its own and closes what it inherited."""
        if self._process.pid != os.getpid():
            with self._guard:
                if self._process.pid != os.getpid():
                    inherited, self._process = self._process, _Process()
                    inherited.let_go()
        return self._process

    def _warn(self, place: Place) -> None:
        if place.live.count >= MANY_RECORDS and place.home not in self._warned:
            self._warned[place.home] = (
                f"{place.home} holds more than {MANY_RECORDS:,} records; a folder takes {MOST_RECORDS:,} and no more. "
                "Plan to move it to PostgreSQL"
            )
            log.warning("%s", self._warned[place.home])

    def _check_open(self) -> None:
        if self._closed:
            raise Refused("this store is closed; open it again")
        if self._poison:
            raise Poisoned(f"{self._poison}, then open the store again")


class _HomeTurn:
    """A home's turn, for a `with`: its place, held against other threads and processes, with all that they wrote."""

    __slots__ = ("_held", "_home", "_join", "_store", "_turn", "_writing")

    def __init__(self, store: TinyStore, home: str, writing: bool, join: bool) -> None:
        self._store = store
        self._home = check_home(home)
        self._writing = writing
        self._join = join
        self._held: Place | None = None

    def __enter__(self) -> Place:
        store, writing = self._store, self._writing
        store._check_open()
        process = store._now()
        self._turn = process.turns.take(self._home, reading=not writing, join=self._join)
        joined = self._turn.__enter__()
        try:
            store._check_open()  # again: it may have been closed while waiting for the turn
            place = store._place(process, self._home, make=writing)
            if not joined:
                place.hold(writing=writing)
                self._held = place
                store._warn(place)
        except BaseException as error:
            self._leave(error)
            raise
        return place

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self._leave(error)

    def _leave(self, error: BaseException | None) -> None:
        if isinstance(error, Poisoned):
            self._store._poison = str(error)
        if self._held is not None:
            self._held.let_go()
        self._turn.__exit__()


class _Reading:
    """A transaction that only reads, for a `with`."""

    __slots__ = ("_home", "_store", "_turn", "_tx")

    def __init__(self, store: TinyStore, home: str) -> None:
        self._store = store
        self._home = home

    def __enter__(self) -> TinyTx:
        self._turn = self._store._turn(self._home)
        place = self._turn.__enter__()
        self._tx = TinyTx(self._home, place.live, self._store._kinds)
        return self._tx

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self._tx.over = True
        self._turn.__exit__(kind, error, trace)
