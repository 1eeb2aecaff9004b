"""One transaction as it stands in a frame, and back: its line, then what can be forgotten. No body is decoded by this.

Each part stands behind its length (four bytes; -1: there is none), so that it can be cut out as it is.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from core.stores.entries import SALT_SIZE, Anchor, Content, Entry, Line

_LENGTH = struct.Struct(">i")
_NONE = _LENGTH.pack(-1)
_BEFORE_BODIES = 3
_said = json.JSONDecoder().decode


class Glance(NamedTuple):
    """What the tables need of an entry: `changes` begin with action, kind, id, revision; `texts` are their bodies."""

    anchor: Anchor
    prev: str
    changes: Sequence[Sequence[Any]]
    texts: list[bytes | None]
    idem: str | None
    answer: bytes | None


def encode(entry: Entry) -> bytes:
    """The payload of an entry."""
    parts = [_part(entry.text), _part(None if entry.idem is None else entry.idem.encode()), _part(entry.answer)]
    parts += [_part(None if content is None else content.salt + content.text) for content in entry.contents]
    return b"".join(parts)


def decode(payload: bytes) -> Entry:
    """The entry of a payload. Raises ValueError, KeyError or TypeError for anything else."""
    text, idem, answer, bodies = _cut(payload)
    line = Line.from_bytes(text)
    if len(bodies) != len(line.changes):
        raise ValueError("not as many bodies as changes")
    contents = tuple(None if body is None else Content(body[:SALT_SIZE], body[SALT_SIZE:]) for body in bodies)
    return Entry(text, line, contents, idem, answer)


def glance(payload: bytes) -> Glance:
    """What the tables need of a payload: as `decode`, in less than half the time. Opening a home does little else."""
    text, idem, answer, bodies = _cut(payload)
    said = _said(text.decode())
    changes = said.get("changes", ())
    if len(bodies) != len(changes):
        raise ValueError("not as many bodies as changes")
    texts = [None if body is None else body[SALT_SIZE:] for body in bodies]
    return Glance(Anchor(said["seq"], sha256(text).hexdigest()), said["prev"], changes, texts, idem, answer)


def glance_at(entry: Entry) -> Glance:
    """What the tables need of an entry."""
    texts = [None if content is None else content.text for content in entry.contents]
    return Glance(entry.anchor, entry.line.prev, entry.line.changes, texts, entry.idem, entry.answer)


def _cut(payload: bytes) -> tuple[bytes, str | None, bytes | None, list[bytes | None]]:
    """The parts of a payload."""
    parts: list[bytes | None] = []
    at, end = 0, len(payload)
    while at + _LENGTH.size <= end:
        (length,) = _LENGTH.unpack_from(payload, at)
        at += _LENGTH.size
        if length < 0:
            parts.append(None)
        else:
            parts.append(payload[at : at + length])
            at += length
    if at != end or len(parts) < _BEFORE_BODIES or parts[0] is None:
        raise ValueError("the parts do not fit")
    bodies = parts[_BEFORE_BODIES:]
    if any(body is not None and len(body) < SALT_SIZE for body in bodies):
        raise ValueError("a body is shorter than its salt")
    return parts[0], None if parts[1] is None else parts[1].decode(), parts[2], bodies


def _part(data: bytes | None) -> bytes:
    return _NONE if data is None else _LENGTH.pack(len(data)) + data
