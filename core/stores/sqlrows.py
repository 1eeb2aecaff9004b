"""What is in a row of the SQL store: bodies sealed with the home's key where there is one, and checked when they are read."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from core.stores.entries import SALT_SIZE, Content
from core.stores.keys import Sealer
from core.stores.protocol import Corrupt
from core.stores.sqltables import ERASED, LIVE
from core.stores.staging import Last
from core.stores.values import canonical


def as_kept(value: object) -> bytes:
    """The bytes of a column. What is no bytes any more, in a damaged file, is none: it fits no sum."""
    return bytes(value) if isinstance(value, bytes | bytearray | memoryview) else b""


class Rows:
    """One home's rows as they stand in the tables. `sealer` is None where the home has no key."""

    def __init__(self, home: str, sealer: Sealer | None, new_key: bytes | None = None) -> None:
        self.home = home
        self.sealer = sealer
        self.new_key = new_key
        """The wrapped data key of a home that begins with this transaction."""

    def seal(self, data: bytes, *place: object) -> bytes:
        """Bytes as they are kept at one place of this home."""
        return data if self.sealer is None else self.sealer.seal(data, canonical([self.home, *place]))

    def open(self, kept: bytes, *place: object) -> bytes:
        """What was kept at this place. Raises Corrupt."""
        if not isinstance(kept, bytes | bytearray | memoryview):
            raise Corrupt(f"what is kept in {self.home} is not as it was kept; restore it from a backup")
        return bytes(kept) if self.sealer is None else self.sealer.open(bytes(kept), canonical([self.home, *place]))

    # -- records -----------------------------------------------------------------------------------------------------

    def record(self, kind: str, id: str, revision: int, text: bytes | None, *, erased: bool) -> dict[str, Any]:
        """The row of a record."""
        state = ERASED if erased else LIVE if text is not None else LIVE + 1
        body = None if text is None else self.seal(text, "record", kind, id, revision)
        salt = secrets.token_bytes(SALT_SIZE)
        return {
            "home": self.home,
            "kind": kind,
            "id": id,
            "revision": revision,
            "state": state,
            "salt": salt,
            "mac": self._mac(kind, id, revision, state, salt, body),
            "body": body,
        }

    def last(self, kind: str, id: str, row: Sequence[Any]) -> Last:
        """The record again from (revision, state, salt, mac, body). Raises Corrupt for a row that is not as it was kept."""
        revision, state, salt, mac, body = row
        try:
            fits = hmac.compare_digest(bytes(mac), self._mac(kind, id, revision, state, bytes(salt), body))
        except (TypeError, ValueError):
            fits = False
        if not fits:
            raise Corrupt(f"{kind} {id} in {self.home} is not as it was kept; restore it from a backup")
        text = None if body is None else self.open(body, "record", kind, id, revision)
        return Last(revision, text, state == ERASED)

    def _mac(self, kind: str, id: str, revision: int, state: int, salt: bytes, body: bytes | None) -> bytes:
        place = canonical([self.home, kind, id, revision, state, body is None])
        return hmac.digest(salt, place + b"\n" + (body or b""), "sha256")

    # -- answers -----------------------------------------------------------------------------------------------------

    def answer(self, idem: str, seq: int, at: str, text: bytes | None) -> dict[str, Any]:
        """The row of an idempotency key and what was answered under it."""
        body = None if text is None else self.seal(text, "answer", seq)
        row = {"home": self.home, "idem": idem, "seq": seq, "at": at, "body": body}
        return {**row, "sum": self._sum(idem, seq, at, body)}

    def answer_again(self, row: Sequence[Any]) -> bytes | None:
        """What was answered, from (idem, seq, at, body, sum). Raises Corrupt."""
        idem, seq, at, body, total = row
        try:
            fits = as_kept(total) == self._sum(idem, seq, at, body)
        except (TypeError, ValueError):
            fits = False
        if not fits:
            raise Corrupt(
                f"what was answered at line {seq} of {self.home} is not as it was kept; restore it from a backup"
            )
        return None if body is None else self.open(body, "answer", seq)

    def _sum(self, idem: str, seq: int, at: str, body: bytes | None) -> bytes:
        place = canonical([self.home, idem, seq, at, body is None])
        return sha256(place + b"\n" + (body or b"")).digest()

    # -- contents ----------------------------------------------------------------------------------------------------

    def content(self, seq: int, place: int, content: Content) -> dict[str, bytes]:
        """A body of the history. Where there is a key the salt is sealed too: with it alone a short text could be guessed."""
        if self.sealer is None:
            return {"salt": content.salt, "body": content.text}
        return {
            "salt": self.seal(content.salt, "salt", seq, place),
            "body": self.seal(content.text, "revision", seq, place),
        }

    def content_again(self, seq: int, place: int, salt: bytes | None, body: bytes | None) -> Content | None:
        """The body again, None where it was erased. Whether it is the one that was kept, its line says."""
        if salt is None or body is None:
            return None
        return Content(self.open(salt, "salt", seq, place), self.open(body, "revision", seq, place))


def sum_of_name(name: str) -> bytes:
    """What stands beside a home's name in the list of homes."""
    return sha256(name.encode()).digest()
