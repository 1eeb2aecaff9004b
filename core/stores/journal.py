"""One home's directory, open: CURRENT names its segments in order, LOCK keeps processes apart, key.age seals it all.

Only the last segment grows. Which segments there are changes by one rename of CURRENT.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from core.stores.blobs import Blobs
from core.stores.current import CURRENT, KEY, LOCK, Current, holds_more, read_current
from core.stores.disk import Disk, confirmed, put_file, room, write_all
from core.stores.entries import Entry
from core.stores.keys import Keys, Sealer, new_data_key
from core.stores.payload import Glance, decode, encode, glance
from core.stores.protocol import Corrupt, Full, Poisoned, Refused, StoreError, TooBig
from core.stores.segment import LONGEST_PAYLOAD, Frame, Segment
from core.stores.wrapping import Wrapping

SEGMENT_SIZE = 16 * 1024 * 1024
"""A segment that has grown this long is closed, and the next begun."""


class Journal:
    """One home's segments. Every method but `close` is called between `lock` and `unlock`; `keys` seal a home that is begun here."""

    def __init__(self, folder: Path, home: str, disk: Disk, keys: Keys | None) -> None:
        self.folder = folder
        self.home = home
        self.segments: list[Segment] = []
        self.wrapping = Wrapping(folder, home)
        self._disk = disk
        self._keys = keys
        self._lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._locked_by = 0
        self._path = folder / CURRENT
        self._path_in_words = str(self._path)
        self._current = -1
        """CURRENT as it was read: held open, so that another file cannot look the same."""
        self._log = -1

    def lock(self, *, shared: bool) -> None:
        """Hold the home against other processes: several may read, or one may write."""
        fcntl.flock(self._lock, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        self._locked_by = os.getpid()

    def unlock(self) -> None:
        """Let others go on; a forked child does not let go of its parent's lock."""
        if os.getpid() == self._locked_by:
            fcntl.flock(self._lock, fcntl.LOCK_UN)

    def start_over(self) -> None:
        """Forget what was read, so that `catch_up` begins with the first frame again."""
        self._let_go()
        self.segments = []

    def is_as_read(self) -> bool:
        """True where nobody has written since this was read: two questions to the system, for whoever only reads."""
        if self._current < 0:
            return False
        try:
            named = os.stat(self._path_in_words)  # noqa: PTH116  # in half the time
        except OSError:
            return False
        if named.st_ino != self._named.st_ino or named.st_dev != self._named.st_dev:
            return False
        return os.fstat(self._log).st_size == self.segments[-1].length

    def catch_up(self, seq: int, *, writing: bool) -> Iterator[Glance]:
        """The entries after line `seq`, by whichever process they were appended, on the disk for certain.

        A last frame that did not fully arrive was never acknowledged: a writer cuts it off, a reader passes over it.
        """
        self._follow()
        if not self.segments:
            return
        for segment, following in pairwise(self.segments):
            if following.after > seq:
                yield from self._behind(self._rest(segment), seq)
        last = self.segments[-1]
        state = self._state(last)
        if state.st_size != last.length or not last.length:
            # Whoever wrote these may have been stopped before syncing: nobody may act on them before they are safe.
            self._sync()
            yield from self._behind(last.read(self._log, state.st_size, growing=True), seq)
            if writing and last.length < state.st_size:
                self._cut_back()

    def append(self, entries: Sequence[Entry]) -> None:
        """Write entries behind the last; returns when they are on the disk. Raises TooBig, Full or Poisoned."""
        payloads = [encode(entry) for entry in entries]
        for payload in payloads:
            if len(payload) > LONGEST_PAYLOAD:
                raise TooBig(
                    f"the transaction takes {len(payload):,} bytes; at most {LONGEST_PAYLOAD:,} are kept at once"
                )
        self.begin()
        if self.segments[-1].length >= SEGMENT_SIZE:
            self.roll_over()
        last = self.segments[-1]
        framed = self.wrapping.framed(last, payloads)
        with self._undone():
            write_all(self._disk, self._log, b"".join(framed), last.length)
        try:
            self._sync()
        except Poisoned:
            self._cut_back()
            raise
        last.append(framed)

    def read_back(self, seq: int) -> Entry:
        """The entry of a line that was read before. Raises Corrupt when it is no longer the same."""
        segment = next(one for one in reversed(self.segments) if one.after < seq)
        if segment is self.segments[-1]:
            return self.wrapping.read(segment.read_back(self._log, seq), decode)
        descriptor = segment.open()
        try:
            if not segment.offsets:  # it was made from others after this process had read those
                for _ in segment.read(descriptor, os.fstat(descriptor).st_size, growing=False):
                    pass
            return self.wrapping.read(segment.read_back(descriptor, seq), decode)
        finally:
            os.close(descriptor)

    def part(self, after: int) -> Iterator[Entry]:
        """The entries after a line, up to the end of their segment. They can be taken when the lock is not held any more."""
        segment = [one for one in self.segments if one.after <= after][-1]
        until = segment.last if segment is self.segments[-1] else None
        entries = self._entries(segment, segment.open(), until)
        return (entry for entry in entries if entry.line.seq > after)

    def entries_of(self, segment: Segment, until: int | None = None) -> Iterator[Entry]:
        """The entries of a segment, up to a line where it is still growing. The lock need not be held."""
        return self._entries(segment, segment.open(), until)

    def blobs(self) -> Blobs:
        """The home's attachments."""
        return Blobs(self.folder, self.home, self.wrapping.sealer, self._disk)

    def attach(self, name: str, data: bytes, now: datetime) -> None:
        """Keep an attachment; returns when it is on the disk. Raises Full or Poisoned."""
        self.begin()
        with room(self.folder):
            self.blobs().put(name, data, now)

    def let_go(self, named: set[str], now: datetime) -> int:
        """Take away the attachments that are old and not among the `named`; says how many. Raises Full or Poisoned."""
        with room(self.folder):
            return self.blobs().let_go(named, now)

    # -- which segments there are ------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Make the home's first segment, where it has none yet, and its key."""
        if self.segments:
            return
        if self._keys is not None:
            data_key = new_data_key()
            with room(self.folder):
                put_file(self._disk, self.folder / KEY, self._keys.wrap(data_key))
            self.wrapping = Wrapping(self.folder, self.home, Sealer(data_key))
        self.switch([self.new_segment(0)])
        self._sync_folder(self.folder.parent)

    def roll_over(self) -> None:
        """Close the last segment and begin the next."""
        self.switch([*self.segments, self.new_segment(self.segments[-1].last)])

    def new_segment(self, after: int) -> Segment:
        """A new, empty segment that nothing names yet."""
        number = max(
            (int(path.suffix[1:]) for path in self.folder.glob("log.*") if path.suffix[1:].isdigit()), default=0
        )
        while True:
            number += 1
            segment = Segment(self.folder / f"log.{number}", self.home, number, after)
            try:
                with room(self.folder):
                    descriptor = self._disk.create(segment.path)
            except FileExistsError:
                continue
            try:
                with room(self.folder):
                    segment.begin(self._disk, descriptor)
            finally:
                os.close(descriptor)
            return segment

    def switch(self, segments: list[Segment]) -> None:
        """Let CURRENT name other segments, from one moment to the next. Their files must be synced."""
        current = Current(self.wrapping.sealer is not None, tuple((one.number, one.after) for one in segments))
        self._sync_folder(self.folder)  # no name may stand in CURRENT before it is safe itself
        with room(self.folder):
            put_file(self._disk, self.folder / CURRENT, current.to_bytes(self.home))
        self._sync_folder(self.folder)
        self._take(segments)

    def fill(self, segment: Segment, payloads: Sequence[bytes]) -> None:
        """Write payloads into a new segment, safely on the disk. The lock need not be held. Raises Full or Poisoned."""
        descriptor = os.open(segment.path, os.O_RDWR | os.O_CLOEXEC)
        try:
            framed = self.wrapping.framed(segment, payloads)
            with room(self.folder):
                write_all(self._disk, descriptor, b"".join(framed), segment.length)
            with confirmed(segment.path):
                self._disk.sync(descriptor)
            segment.append(framed)
        finally:
            os.close(descriptor)

    def exchange(self, new: dict[int, list[Segment]], old: list[Segment]) -> None:
        """Let new segments take the place of old ones, `new` by the number of the first, and take the old ones away."""
        numbers = {one.number for one in old}
        if self.segments[-1].number in numbers:
            raise StoreError(f"{self.segments[-1].path} still grows; nothing was exchanged")
        segments: list[Segment] = []
        for one in self.segments:
            segments += new.get(one.number, []) if one.number in numbers else [one]
        for one, following in pairwise(segments):
            if one not in self.segments and one.last != following.after:
                raise StoreError(
                    f"{one.path} ends with line {one.last} and not {following.after}; nothing was exchanged"
                )
        self.switch(segments)
        self.remove(old)
        self._sync_folder(self.folder)

    def remove(self, segments: Iterable[Segment]) -> None:
        """Take the files of segments away that nothing names."""
        with room(self.folder):
            for one in segments:
                self._disk.remove(one.path)

    def clear_away(self) -> None:
        """Take away what one that was stopped left behind."""
        named = {one.path for one in self.segments}
        left = [path for path in self.folder.glob("log.*") if path not in named]
        left += [*self.folder.glob("*.new"), *self.blobs().folder.glob("*.new")]
        with room(self.folder):
            for path in left:
                self._disk.remove(path)

    def close(self) -> None:
        """Let go of the descriptors, and with them of the lock."""
        self._let_go()
        os.close(self._lock)

    def _follow(self) -> None:
        """Take up what CURRENT says, where that is not what was read last."""
        path = self._path
        try:
            state = path.stat()
        except FileNotFoundError:
            state = None
        if state is not None and self._current >= 0 and os.path.samestat(state, self._named):
            return
        self._check_lock()
        if state is None:
            if self.segments:
                raise self._exchanged(path)
            strange = [one.name for one in self.folder.iterdir() if one.name not in (LOCK, KEY) and holds_more(one)]
            if strange:
                raise Corrupt(f"{self.folder} holds {min(strange)} and no {CURRENT}; restore it from a backup")
            return
        # Whoever wrote it may have been stopped before syncing its name, or the home's.
        self._sync_folder(self.folder)
        self._sync_folder(self.folder.parent)
        current = read_current(path, self.home)
        if not self.segments:
            self.wrapping = Wrapping.of(self.folder, self.home, current.sealed, self._keys)
        known = {(one.number, one.after): one for one in self.segments}
        self._take(
            [
                known.get((number, after)) or Segment(self.folder / f"log.{number}", self.home, number, after)
                for number, after in current.segments
            ]
        )

    def _take(self, segments: list[Segment]) -> None:
        self._let_go()
        try:
            self._current = os.open(self.folder / CURRENT, os.O_RDONLY | os.O_CLOEXEC)
            self._named = os.fstat(self._current)
            self._log = os.open(segments[-1].path, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError as error:
            self._let_go()
            raise Corrupt(f"{error.filename} is missing; restore it from a backup") from None
        self._opened_log = os.fstat(self._log)
        for one, following in pairwise(segments):
            one.end = following.after
        self.segments = segments

    def _let_go(self) -> None:
        for descriptor in (self._current, self._log):
            if descriptor >= 0:
                os.close(descriptor)
        self._current = self._log = -1

    def _check_lock(self) -> None:
        """Writing on in a home that was moved away would lose what is written."""
        try:
            same = os.path.samestat((self.folder / LOCK).stat(), os.fstat(self._lock))
        except FileNotFoundError:
            same = False
        if not same:
            raise self._exchanged(self.folder)

    def _state(self, last: Segment) -> os.stat_result:
        try:
            state = last.path.stat()
        except FileNotFoundError:
            state = None
        if state is None or not os.path.samestat(state, self._opened_log):
            raise self._exchanged(last.path)
        return state

    def _exchanged(self, path: Path) -> Refused:
        return Refused(f"{path} was taken away or exchanged while it was open; open the store again")

    # -- reading and writing -----------------------------------------------------------------------------------------

    def _rest(self, segment: Segment) -> Iterator[Frame]:
        """What has not been read yet of a closed segment."""
        descriptor = segment.open()
        try:
            yield from segment.read(descriptor, os.fstat(descriptor).st_size, growing=False)
        finally:
            os.close(descriptor)

    def _behind(self, frames: Iterator[Frame], seq: int) -> Iterator[Glance]:
        for one in frames:
            if one.seq > seq:
                yield self.wrapping.read(one, glance)

    def _entries(self, segment: Segment, descriptor: int, until: int | None) -> Iterator[Entry]:
        """The entries of a segment, read once more from its beginning; closes the descriptor."""
        again = Segment(segment.path, self.home, segment.number, segment.after, segment.end)
        with open(descriptor, "rb") as file:
            if until is not None and until <= again.after:
                return
            for one in again.read(file.fileno(), os.fstat(file.fileno()).st_size, growing=until is not None):
                yield self.wrapping.read(one, decode)
                if one.seq == until:
                    return
            if until is not None:
                raise again.corrupt(again.length, f"it ends with line {again.last}, and line {until} was read before")

    @contextmanager
    def _undone(self) -> Iterator[None]:
        """Says what went wrong while writing to the last segment. Nothing of it stays."""
        try:
            with room(self.folder):
                yield
        except (Full, Poisoned):
            self._cut_back()
            raise

    def _sync(self) -> None:
        with confirmed(self.segments[-1].path):
            self._disk.sync(self._log)

    def _sync_folder(self, folder: Path) -> None:
        with confirmed(folder):
            self._disk.sync_folder(folder)

    def _cut_back(self) -> None:
        last = self.segments[-1]
        try:
            self._disk.cut(self._log, last.length)
        except OSError as error:
            raise Poisoned(f"{last.path} could not be cut back ({error.strerror}); see to the disk") from error
