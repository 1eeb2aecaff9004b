"""One file of a home's journal: frames, each summed over the one before it. Only ever added to.

The format is in docs/reference/journal.md. What cannot be proven to be whole and unchanged is never read as if it were.
"""

from __future__ import annotations

import json
import os
import struct
from array import array
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO, NamedTuple

from core.stores.disk import Disk, write_all
from core.stores.protocol import Corrupt, Refused
from core.stores.values import canonical

FORMAT = 2
LONGEST_PAYLOAD = 64 * 1024 * 1024
_READ_AHEAD = 256 * 1024
_LENGTH = struct.Struct(">I4s")
_SUM_SIZE = 16
HEAD_SIZE = _LENGTH.size + _SUM_SIZE


class Frame(NamedTuple):
    """A payload as it was read: the number of its line, and the sum of the frame before."""

    seq: int
    previous: bytes
    payload: bytes


def sum_of(*parts: bytes) -> bytes:
    """A 128-bit sum (BLAKE2b) over the parts, one after the other."""
    return blake2b(b"".join(parts), digest_size=_SUM_SIZE).digest()


def header(home: str, number: int, after: int) -> bytes:
    """The first line of a segment. Its sum begins the chain, so no segment can pass for another, or another home's."""
    return canonical({"after": after, "cartref_journal": FORMAT, "home": home, "segment": number}) + b"\n"


def frame(previous: bytes, payload: bytes) -> bytes:
    """A payload as it stands in the file, after the frame with the sum `previous`."""
    length = len(payload).to_bytes(4, "big")
    return length + sum_of(previous, length)[:4] + sum_of(previous, payload) + payload


def sum_in(framed: bytes) -> bytes:
    """The sum that a frame bears."""
    return framed[_LENGTH.size : HEAD_SIZE]


class Segment:
    """A segment that holds the lines behind `after`. `length`, `sum` and `offsets` are what has been read and proven.

    `end` is the number of its last line once it is closed; None: it still grows.
    """

    def __init__(self, path: Path, home: str, number: int, after: int, end: int | None = None) -> None:
        self.path = path
        self.home = home
        self.number = number
        self.after = after
        self.end = end
        self.header = header(home, number, after)
        self.length = 0
        self.sum = b""
        self.offsets = array("Q")
        """Where each frame begins."""

    @property
    def last(self) -> int:
        """The number of the last line that has been read."""
        return self.after + len(self.offsets)

    def open(self) -> int:
        """A descriptor of the file, for reading."""
        try:
            return os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            raise Corrupt(f"{self.path} is missing; restore it from a backup") from None

    def begin(self, disk: Disk, descriptor: int) -> None:
        """Write the first line of a new file, safely on the disk."""
        write_all(disk, descriptor, self.header, 0)
        disk.sync(descriptor)
        self.length, self.sum = len(self.header), sum_of(self.header)

    def read(self, descriptor: int, size: int, *, growing: bool) -> Iterator[Frame]:
        """The frames behind the last one read, up to `size`. Where the segment is `growing`, its last frame may not have
        arrived whole: nothing of it is told. Raises Corrupt where a closed one does not end with the line it was closed with."""
        if size < self.length:
            raise self.corrupt(size, f"the file ends here; {self.length:,} bytes of it were read before")
        if not self.length:
            self._read_header(descriptor)
        # A new reader each time: an old one may still hold bytes that another process has cut off since.
        with open(descriptor, "rb", buffering=_READ_AHEAD, closefd=False) as reader:
            reader.seek(self.length)
            while self.length < size:
                payload = self._next(reader, size)
                if payload is None:
                    if not growing:
                        raise self.corrupt(self.length, "the last frame is not whole")
                    return
                previous, self.sum = self.sum, self._read_sum
                self.offsets.append(self.length)
                self.length += HEAD_SIZE + len(payload)
                yield Frame(self.last, previous, payload)
        if not growing and self.end not in (None, self.last):
            raise self.corrupt(self.length, f"it ends with line {self.last}, and the next begins behind {self.end}")

    def append(self, framed: Sequence[bytes]) -> None:
        """Note frames that have been written behind the last one and are on the disk."""
        for one in framed:
            self.offsets.append(self.length)
            self.length += len(one)
        self.sum = sum_in(framed[-1])

    def read_back(self, descriptor: int, seq: int) -> Frame:
        """The frame of a line that was read before. Raises Corrupt when it is no longer the same."""
        index = seq - self.after - 1
        offset = self.offsets[index]
        if index:
            previous = os.pread(descriptor, _SUM_SIZE, self.offsets[index - 1] + _LENGTH.size)
        else:
            previous = sum_of(self.header)
        end = self.offsets[index + 1] if index + 1 < len(self.offsets) else self.length
        framed = os.pread(descriptor, end - offset, offset)
        payload = framed[HEAD_SIZE:]
        if frame(previous, payload) != framed:
            raise self.corrupt(offset, "this frame has changed since it was read")
        return Frame(seq, previous, payload)

    def corrupt(self, offset: int, what: str) -> Corrupt:
        """The error that names the file and the byte."""
        return Corrupt(f"{self.path} is damaged at byte {offset:,}: {what}; restore it from a backup")

    def _read_header(self, descriptor: int) -> None:
        found = os.pread(descriptor, max(4096, len(self.header)), 0)
        if not found.startswith(self.header):
            raise self._strange_header(found)
        self.length, self.sum = len(self.header), sum_of(self.header)

    def _strange_header(self, found: bytes) -> Corrupt | Refused:
        try:
            said = json.loads(found.partition(b"\n")[0])
        except ValueError:
            said = None
        if not isinstance(said, dict) or not isinstance(said.get("cartref_journal"), int):
            return self.corrupt(0, "the first line is not that of a journal")
        if said["cartref_journal"] > FORMAT:
            return Refused(f"{self.path} was written by a newer version; install that version to open it")
        if said.get("home") != self.home:
            return Refused(f"{self.path} holds the records of {said.get('home')!r}, not of {self.home!r}; put it back")
        return self.corrupt(0, "this is another segment, or its first line was changed")

    def _next(self, reader: BinaryIO, size: int) -> bytes | None:
        """The payload of the frame at `length`, or None when its end has not arrived. `_read_sum` is its sum.

        The length has a check of its own, so a frame that ends beyond the file is known to be unfinished, and
        nothing can stand behind it. A flipped bit in a length is not taken for an unfinished frame.
        """
        left = size - self.length
        if left < _LENGTH.size:
            return None
        start = reader.read(_LENGTH.size)
        length, check = _LENGTH.unpack(start)
        if check != sum_of(self.sum, start[:4])[:4]:
            raise self.corrupt(self.length, "the length of this frame is not the one that was written")
        if left < HEAD_SIZE + length:
            return None
        self._read_sum = reader.read(_SUM_SIZE)
        payload = reader.read(length)
        if sum_of(self.sum, payload) != self._read_sum:
            raise self.corrupt(self.length, "this frame is not the one that was written")
        return payload
