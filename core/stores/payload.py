"""One transaction as it stands in a frame, and back: its line, then what can be forgotten. No body is decoded by this.

Each part stands behind its length (four bytes; -1: there is none), so that it can be cut out as it is.
"""

from __future__ import annotations

import struct

from core.stores.entries import SALT_SIZE, Content, Entry, Line

_LENGTH = struct.Struct(">i")
_NONE = _LENGTH.pack(-1)


def encode(entry: Entry) -> bytes:
    """The payload of an entry."""
    parts = [_part(entry.text), _part(None if entry.idem is None else entry.idem.encode()), _part(entry.answer)]
    parts += [_part(None if content is None else content.salt + content.text) for content in entry.contents]
    return b"".join(parts)


def decode(payload: bytes) -> Entry:
    """The entry of a payload. Raises ValueError, KeyError or TypeError for anything else."""
    at = 0

    def cut() -> bytes | None:
        nonlocal at
        if at + 4 > len(payload):
            raise ValueError("a part is missing")
        (length,) = _LENGTH.unpack_from(payload, at)
        at += 4
        if length < 0:
            return None
        at += length
        if at > len(payload):
            raise ValueError("a part is longer than what is there")
        return payload[at - length : at]

    text, idem, answer = cut(), cut(), cut()
    if text is None:
        raise ValueError("there is no line")
    line = Line.from_bytes(text)
    parts = [cut() for _ in line.changes]
    if any(part is not None and len(part) < SALT_SIZE for part in parts):
        raise ValueError("a body is shorter than its salt")
    contents = tuple(None if part is None else Content(part[:SALT_SIZE], part[SALT_SIZE:]) for part in parts)
    if at != len(payload):
        raise ValueError("there is more than the line tells of")
    return Entry(text, line, contents, None if idem is None else idem.decode(), answer)


def _part(data: bytes | None) -> bytes:
    return _NONE if data is None else _LENGTH.pack(len(data)) + data
