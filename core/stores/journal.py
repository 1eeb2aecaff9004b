"""An append-only file of frames, each summed over the one before it: the only thing that is written to the disk.

The format is in docs/reference/journal.md. A frame is one transaction; what cannot be proven to be whole and
unchanged is never read as if it were.
"""

from __future__ import annotations

import fcntl
import json
import os
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO

from core.stores.disk import NO_ROOM, Disk
from core.stores.protocol import Corrupt, Full, Poisoned, Refused, TooBig
from core.stores.values import canonical

FORMAT = 1
LONGEST_PAYLOAD = 64 * 1024 * 1024
_READ_AHEAD = 256 * 1024
_LENGTH = struct.Struct(">I4s")
_SUM_SIZE = 16
HEAD_SIZE = _LENGTH.size + _SUM_SIZE

Spot = tuple[int, int]
"""Where a frame begins and the CRC-32 of its payload: enough to read it back later and notice a changed bit."""


def sum_of(*parts: bytes) -> bytes:
    """A 128-bit sum (BLAKE2b) over the parts, one after the other."""
    digest = blake2b(digest_size=_SUM_SIZE)
    for part in parts:
        digest.update(part)
    return digest.digest()


def header(home: str) -> bytes:
    """The first line of a home's journal. Its sum begins the chain, so a journal cannot pass for another home's."""
    return canonical({"cartref_journal": FORMAT, "home": home}) + b"\n"


def frame(previous: bytes, payload: bytes) -> bytes:
    """A payload as it stands in the file, after the frame with the sum `previous`."""
    length = len(payload).to_bytes(4, "big")
    return length + sum_of(previous, length)[:4] + sum_of(previous, payload) + payload


class Journal:
    """One home's journal, open on one descriptor. Every method but `close` is called inside `locked`."""

    def __init__(self, path: Path, home: str, disk: Disk) -> None:
        self.path = path
        self.length = 0
        """How far the file has been read and proven."""
        self._header = header(home)
        self._home = home
        self._sum = b""
        self._disk = disk
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._opened = os.fstat(self._descriptor)

    @contextmanager
    def locked(self, *, shared: bool) -> Iterator[None]:
        """Hold the file against other processes: several may read, or one may write."""
        fcntl.flock(self._descriptor, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        mine = os.getpid()
        try:
            yield
        finally:
            if os.getpid() == mine:  # a forked child must not let go of its parent's lock
                fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def start_over(self) -> None:
        """Forget what was read, so that `catch_up` begins with the first frame again."""
        self.length, self._sum = 0, b""

    def catch_up(self, *, writing: bool) -> Iterator[tuple[bytes, Spot]]:
        """The payloads that were appended since the last time, by whichever process, on the disk for certain.

        A last frame that did not fully arrive was never acknowledged: a writer cuts it off, a reader passes over it.
        """
        state = self._state()
        if state.st_size == self.length and self.length:
            return
        if state.st_size < self.length:
            raise self._corrupt(state.st_size, f"the file ends here; {self.length:,} bytes of it were read before")
        # Whoever wrote these may have been stopped before syncing: nobody may act on them before they are safe.
        self._sync()
        if self.length == 0 and not self._read_header(state.st_size, writing=writing):
            return
        # A new reader each time: an old one may still hold bytes that another process has cut off since.
        with open(self._descriptor, "rb", buffering=_READ_AHEAD, closefd=False) as reader:
            reader.seek(self.length)
            while self.length < state.st_size:
                found = self._next(reader, state.st_size)
                if found is None:
                    if writing:
                        self._cut_back()
                    return
                payload, self._sum = found
                spot = (self.length, zlib.crc32(payload))
                self.length += HEAD_SIZE + len(payload)
                yield payload, spot

    def append(self, payload: bytes) -> Spot:
        """Write one frame after the last; returns when it is on the disk. Raises TooBig, Full or Poisoned."""
        if len(payload) > LONGEST_PAYLOAD:
            raise TooBig(f"the transaction takes {len(payload):,} bytes; at most {LONGEST_PAYLOAD:,} are kept at once")
        data = frame(self._sum, payload)
        self._write(data)
        spot = (self.length, zlib.crc32(payload))
        self.length += len(data)
        self._sum = data[_LENGTH.size : HEAD_SIZE]
        return spot

    def read_back(self, spot: Spot) -> bytes:
        """The payload of a frame that was read before. Raises Corrupt when it is no longer the same."""
        offset, crc = spot
        head = os.pread(self._descriptor, HEAD_SIZE, offset)
        length = _LENGTH.unpack_from(head)[0] if len(head) == HEAD_SIZE else 0
        payload = os.pread(self._descriptor, min(length, LONGEST_PAYLOAD), offset + HEAD_SIZE)
        if zlib.crc32(payload) != crc:
            raise self._corrupt(offset, "this frame has changed since it was read")
        return payload

    def close(self) -> None:
        """Let go of the descriptor, and with it of the lock."""
        os.close(self._descriptor)

    def _state(self) -> os.stat_result:
        """Of the file that bears the name now: writing on in one that was moved away would lose what is written."""
        try:
            state = self.path.stat()
        except FileNotFoundError:
            state = None
        if state is None or not os.path.samestat(state, self._opened):
            raise Refused(f"{self.path} was taken away or exchanged while it was open; open the store again")
        return state

    def _read_header(self, size: int, *, writing: bool) -> bool:
        """Read or, where there is none yet, write the first line. False: there is nothing to read."""
        found = os.pread(self._descriptor, len(self._header), 0)
        if found != self._header:
            if size >= len(self._header) or not self._header.startswith(found):
                raise self._strange_header()
            if not writing:
                return False
            # The names must be safe before the first line is: whoever finds the line relies on them.
            with self._confirmed():
                self._disk.sync_folder(self.path.parent)
                self._disk.sync_folder(self.path.parent.parent)
            self._cut_back()
            self._write(self._header)
        self.length, self._sum = len(self._header), sum_of(self._header)
        return True

    def _strange_header(self) -> Corrupt | Refused:
        try:
            said = json.loads(os.pread(self._descriptor, 4096, 0).partition(b"\n")[0])
        except ValueError:
            said = None
        if not isinstance(said, dict) or not isinstance(said.get("cartref_journal"), int):
            return self._corrupt(0, "the first line is not that of a journal")
        if said["cartref_journal"] > FORMAT:
            return Refused(f"{self.path} was written by a newer version; install that version to open it")
        return Refused(f"{self.path} holds the records of {said.get('home')!r}, not of {self._home!r}; put it back")

    def _next(self, reader: BinaryIO, size: int) -> tuple[bytes, bytes] | None:
        """The payload and the sum of the frame at `length`, or None when its end has not arrived.

        The length has a check of its own, so a frame that ends beyond the file is known to be unfinished, and
        nothing can stand behind it. A flipped bit in a length is not taken for an unfinished frame.
        """
        left = size - self.length
        if left < _LENGTH.size:
            return None
        start = reader.read(_LENGTH.size)
        length, check = _LENGTH.unpack(start)
        if check != sum_of(self._sum, start[:4])[:4]:
            raise self._corrupt(self.length, "the length of this frame is not the one that was written")
        if left < HEAD_SIZE + length:
            return None
        kept_sum = reader.read(_SUM_SIZE)
        payload = reader.read(length)
        if sum_of(self._sum, payload) != kept_sum:
            raise self._corrupt(self.length, "this frame is not the one that was written")
        return payload, kept_sum

    def _write(self, data: bytes) -> None:
        """Put `data` at the end and on the disk. Whatever goes wrong, nothing of it stays."""
        done = 0
        try:
            while done < len(data):
                done += self._disk.write(self._descriptor, data[done:] if done else data, self.length + done)
        except OSError as error:
            self._cut_back()
            if error.errno in NO_ROOM:
                raise Full(f"there is no room to write in {self.path}; nothing of this was kept") from error
            raise Poisoned(f"writing to {self.path} failed ({error.strerror}); see to the disk") from error
        try:
            self._sync()
        except Poisoned:
            self._cut_back()
            raise

    def _sync(self) -> None:
        with self._confirmed():
            self._disk.sync(self._descriptor)

    @contextmanager
    def _confirmed(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise Poisoned(f"the disk did not confirm {self.path} ({error.strerror}); see to the disk") from error

    def _cut_back(self) -> None:
        try:
            self._disk.cut(self._descriptor, self.length)
        except OSError as error:
            raise Poisoned(f"{self.path} could not be cut back ({error.strerror}); see to the disk") from error

    def _corrupt(self, offset: int, what: str) -> Corrupt:
        return Corrupt(f"{self.path} is damaged at byte {offset:,}: {what}; restore it from a backup")
