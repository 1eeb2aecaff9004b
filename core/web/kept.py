"""What was typed is never lost: it is carried along over a sign-in, and shown back when it cannot be taken.

A page of ours that refuses a post puts the posted fields into hidden inputs, each with a prefix, beside the way they were
going: a route's name and its ids. The next page offers them to be sent again, by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote_plus

from flask import request

from core.web.ways import Way, read_way, way_here

PREFIX = "_kept."
WAY = "_kept_way"
LARGEST = 1_500_000
"""Characters that are carried along at most; beyond that they are shown to be copied."""
_OURS = ("csrf_token", WAY)
_NEVER = ("sign_in", "sign_out", "language", "own_password")
"""Nothing that anybody wrote is sent here, but a password may be."""
_SHOWN = 400
_LOOKED_AT = 20_000
"""So many fields of a body that was too large are looked at for words."""


@dataclass(frozen=True)
class Kept:
    """Fields that were posted and not yet taken, and where they were going."""

    way: Way
    fields: tuple[tuple[str, str], ...]

    def hidden(self) -> Iterator[tuple[str, str]]:
        """Name and value of each hidden input that carries them along."""
        yield WAY, str(self.way)
        for name, value in self.fields:
            yield PREFIX + name, value

    def words(self) -> list[str]:
        """What a person typed, as far as it looks like words."""
        return list(words_of(self.fields))


def posted() -> Kept | None:
    """The fields of this post, to be carried along; None when there are none, or they cannot be sent again from here."""
    if request.method != "POST":
        return None
    carried = carried_along()
    if carried is not None:
        return carried
    way = way_here()
    if way is None or way.endpoint in _NEVER or read_way(str(way), "POST") is None:
        return None
    return _made(way, ((name, value) for name, value in request.form.items(multi=True) if name not in _OURS))


def carried_along() -> Kept | None:
    """What this post brings from an earlier one."""
    way = read_way(request.form.get(WAY, ""), "POST")
    if way is None or way.endpoint in _NEVER:
        return None
    fields = ((name[len(PREFIX) :], value) for name, value in request.form.items(multi=True) if name.startswith(PREFIX))
    return _made(way, (field for field in fields if field[0] not in _OURS))


def _made(way: Way, fields: Iterable[tuple[str, str]]) -> Kept | None:
    made = Kept(way, tuple(field for field in fields if "password" not in field[0]))
    size = sum(len(name) + len(value) for name, value in made.fields)
    return made if made.fields and size <= LARGEST else None


# -- showing back what was too large ---------------------------------------------------------------------------------


def read_back(most: int) -> list[str]:
    """What can be read of a body that was too large to be taken: the words in its first `most` bytes."""
    stream = request.environ["wsgi.input"]
    seek = getattr(stream, "seek", None)
    try:
        if seek is not None:
            seek(0)
        raw: bytes = stream.read(most)
    except (OSError, ValueError):
        return []
    text = raw.decode("utf-8", "ignore")
    if request.mimetype == "multipart/form-data":
        return list(words_of(_parts(text, request.mimetype_params.get("boundary", ""))))
    if request.mimetype == "application/x-www-form-urlencoded":
        return list(words_of(_fields(text)))
    return []


def _fields(text: str) -> Iterator[tuple[str, str]]:
    for pair in text.split("&", _LOOKED_AT)[:_LOOKED_AT]:
        name, _equals, value = pair.partition("=")
        yield unquote_plus(name, errors="ignore"), unquote_plus(value, errors="ignore")


def _parts(text: str, boundary: str) -> Iterator[tuple[str, str]]:
    for part in text.split(f"--{boundary}", _LOOKED_AT)[:_LOOKED_AT] if boundary else []:
        head, _, value = part.partition("\r\n\r\n")
        name = re.search(r'name="([^"]*)"', head)
        if name and "filename=" not in head:
            yield name[1], value.removesuffix("\r\n")


def _is_of_the_page(name: str) -> bool:
    """`_at` and `_go` are the page's own; `_given.helped` is what somebody wrote, and so is `_words`."""
    return name.startswith("_") and "." not in name and name != "_words"


def words_of(fields: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The values that somebody may have written: no passwords, no marks, at most so many."""
    shown = 0
    for name, value in fields:
        plain = name.removeprefix(PREFIX)
        if not value.strip() or plain in _OURS or _is_of_the_page(plain) or "password" in plain:
            continue
        if re.fullmatch(r"[a-z0-9_.:-]{1,60}", value):
            continue  # an option's id or a number, not a text
        yield value
        shown += 1
        if shown == _SHOWN:
            return
