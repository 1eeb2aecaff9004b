"""The embedded store: a journal for each home, and TinyDB tables in memory that follow it.

Several threads and several processes on one computer may use the same folder. Each transaction begins by reading
what others have appended since, so nothing it sees is stale, and ends when its frame is on the disk.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.clock import Clock
from core.stores.disk import Disk
from core.stores.folder import disk_trouble, open_folder
from core.stores.journal import HEAD_SIZE, Journal, header
from core.stores.live import Live
from core.stores.payload import Entry
from core.stores.protocol import HOST, Corrupt, Poisoned, Record, Refused
from core.stores.tinytx import TinyTx
from core.stores.turns import Turns
from core.stores.values import check_home, check_text, from_canonical

LOG = "log.1"


class Place:
    """One home: its journal (None: nothing was ever kept there) and the tables that follow it."""

    def __init__(self, home: str, journal: Journal | None) -> None:
        self.home = home
        self.journal = journal
        self.live = Live()
        self._sound = True

    @contextmanager
    def held(self, *, writing: bool) -> Iterator[None]:
        """Hold the home against other processes, having read what they wrote."""
        if self.journal is None:
            yield
            return
        with self.journal.locked(shared=not writing):
            self._catch_up(self.journal, writing=writing)
            yield

    def commit(self, journal: Journal, entry: Entry) -> None:
        """Keep one transaction; returns when it is on the disk."""
        spot = journal.append(entry.to_bytes())
        self._sound = False  # until the tables have followed: an interruption between the two starts them over
        self.live.apply(entry.changes, entry.idem, entry.answer or b"{}", spot)
        self._sound = True

    def history(self, kind: str, id: str) -> list[Record]:
        """Every kept revision of a record, read back from the journal."""
        if self.journal is None:
            return []
        records: list[Record] = []
        for spot in self.live.table(kind).past.get(id, ()):
            entry = Entry.from_bytes(self.journal.read_back(spot))
            records.extend(
                Record(self.home, kind, id, revision, from_canonical(text))
                for of_kind, of_id, revision, text in entry.changes
                if (of_kind, of_id) == (kind, id) and text is not None
            )
        return records

    def _catch_up(self, journal: Journal, *, writing: bool) -> None:
        if not self._sound:
            self.live = Live()
            journal.start_over()
        self._sound = False
        for payload, spot in journal.catch_up(writing=writing):
            try:
                entry = Entry.from_bytes(payload)
            except (ValueError, KeyError, TypeError) as error:
                raise Corrupt(f"{journal.path} at byte {spot[0]:,}: this is not a transaction") from error
            if entry.seq != self.live.seq + 1:
                raise Corrupt(f"{journal.path} at byte {spot[0]:,}: {entry.seq} does not follow {self.live.seq}")
            self.live.apply(entry.changes, entry.idem, entry.answer or b"{}", spot)
        self._sound = True


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
    """Keeps each home in its own directory of `folder`. Raises Refused, saying what to do, where it should not."""

    def __init__(self, folder: Path, clock: Clock, disk: Disk | None = None) -> None:
        self.folder = folder.absolute()
        self.clock = clock
        self._disk = disk or Disk()
        open_folder(self.folder, self._disk)
        self._process = _Process()
        self._guard = threading.Lock()
        self._closed = False
        self._poison = ""

    @contextmanager
    def tx(self, home: str, *, actor: str, purpose: str, idem: str | None = None) -> Iterator[TinyTx]:
        """A transaction bound to `home`; see `Store.tx`."""
        check_text("the actor", actor)
        check_text("the purpose", purpose)
        if idem is not None:
            check_text("the idempotency key", idem)
        with self._held(home, writing=True) as place:
            replayed = None if idem is None else place.live.answers.get(idem)
            tx = TinyTx(home, place.live, idem, replayed, writes=True)
            begun_by = os.getpid()
            try:
                yield tx
            finally:
                tx.over = True
            if os.getpid() != begun_by:
                raise Refused("this transaction belongs to the process that this one was forked from")
            if place.journal is not None and (tx.changes or tx.answered is not None):
                at = self.clock.now().isoformat()
                changes = tuple(tx.changes)
                entry = Entry(place.live.seq + 1, at, actor, purpose, idem, tx.answered, changes)
                place.commit(place.journal, entry)

    @contextmanager
    def read(self, home: str) -> Iterator[TinyTx]:
        """A transaction that only reads; see `Store.read`."""
        with self._held(home, writing=False) as place:
            tx = TinyTx(home, place.live, None, None, writes=False)
            try:
                yield tx
            finally:
                tx.over = True

    def history(self, home: str, kind: str, id: str) -> list[Record]:
        """Every kept revision, oldest first; see `Store.history`."""
        with self._held(home, writing=False, join=True) as place:
            return place.history(kind, id)

    def homes(self) -> list[str]:
        """The homes in which anything was ever kept, without the host directory."""
        self._check_open()
        return sorted(
            path.parent.name
            for path in self.folder.glob(f"*/{LOG}")
            if path.parent.name != HOST and _holds_a_frame(path)
        )

    def close(self) -> None:
        """Wait for the transactions that are open, then let go of files and locks."""
        process = self._now()
        self._closed = True
        for home, place in list(process.places.items()):
            with process.turns.take(home):
                if process.places.pop(home, None) is not None and place.journal is not None:
                    place.journal.close()

    @contextmanager
    def _held(self, home: str, *, writing: bool, join: bool = False) -> Iterator[Place]:
        check_home(home)
        self._check_open()
        process = self._now()
        with process.turns.take(home, reading=not writing, join=join) as joined:
            self._check_open()  # again: it may have been closed while waiting for the turn
            place = self._place(process, home, make=writing)
            if joined:
                yield place
                return
            try:
                with place.held(writing=writing):
                    yield place
            except Poisoned as error:
                self._poison = str(error)
                raise

    def _place(self, process: _Process, home: str, *, make: bool) -> Place:
        place = process.places.get(home)
        if place is not None:
            return place
        path = self.folder / home / LOG
        try:
            if make:
                path.parent.mkdir(mode=0o700, exist_ok=True)
            elif not path.exists():
                return Place(home, None)
            place = Place(home, Journal(path, home, self._disk))
        except OSError as error:
            raise disk_trouble(path, error) from error
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

    def _check_open(self) -> None:
        if self._closed:
            raise Refused("this store is closed; open it again")
        if self._poison:
            raise Poisoned(f"{self._poison}, then open the store again")


def _holds_a_frame(path: Path) -> bool:
    """True when a first frame has arrived, without reading the whole journal."""
    first = len(header(path.parent.name))
    with path.open("rb") as file:
        file.seek(first)
        length = int.from_bytes(file.read(4), "big")
    return bool(length) and path.stat().st_size >= first + HEAD_SIZE + length
