"""Entries that no transaction could have kept, though their sums and MACs fit: what somebody might make up."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from core.stores.entries import Change, Content, Entry, Line, beginning, mac_of, sealed

HOME = "hafan"


def entry(
    body: bytes = b'{"v":1}', *, kind: Any = "note", id: Any = "a", rev: Any = 1, fields: Any = (), **line: Any
) -> Entry:
    """The first entry of a home, with one change."""
    content = sealed(body)
    change = Change("put", kind, id, rev, fields, mac_of(content))
    whole: dict[str, Any] = {
        "seq": 1,
        "at": "2026-06-01T09:00:00+00:00",
        "actor": "gwen",
        "on_behalf_of": "",
        "purpose": "test",
        "changes": (change,),
        "looks": (),
        "prev": beginning(HOME).sum,
        **line,
    }
    made = Line(**whole)
    return Entry(made.to_bytes(), made, (content,))


def _short(body: bytes) -> Entry:
    content = Content(b"salt", body)
    made = entry(changes=(Change("put", "note", "a", 1, (), mac_of(content)),))
    return replace(made, contents=(content,))


STRANGE = {
    "a body that is no JSON": entry(b"no json"),
    "a body that is a list": entry(b"[1]"),
    "a body with a fraction": entry(b'{"v":1.5}'),
    "a body with NaN": entry(b'{"v":NaN}'),
    "a body that is bottomless": entry(b'{"v":' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
    "a body that is no text": entry(b'{"v":"\xff"}'),
    "a body in another spelling": entry(b'{"v": 1}'),
    "a kind that is a list": entry(kind=["note"]),
    "an id that is a number": entry(id=7),
    "an id with a NUL": entry(id="a\0"),
    "an id without end": entry(id="a" * 5_000),
    "a revision that is true": entry(rev=True),
    "a field that is an object": entry(fields=({},)),
    "a number of a line that is a fraction": entry(seq=1.0),
    "an actor that is a number": entry(actor=5),
    "nobody as the actor": entry(actor=""),
    "a body under a short salt": _short(b'{"v":1}'),
    "a look at a number": entry(looks=((5, "a"),)),
    "a key with a NUL": replace(entry(), idem="k\0"),
    "an answer that is no JSON": replace(entry(), idem="k", answer=b"no json"),
}
