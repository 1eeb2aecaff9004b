"""Identifiers: time-ordered for records, unguessable for anything that grants access."""

from __future__ import annotations

import re
import secrets

from uuid6 import uuid7

_ID = re.compile(r"[a-z][a-z0-9_]{0,59}")


def new_id() -> str:
    """A uuid7 as 32 hexadecimal digits; later ones sort after earlier ones."""
    return uuid7().hex


def new_token() -> str:
    """128 random bits, URL-safe, for a session or an invitation."""
    return secrets.token_urlsafe(16)


def is_definition_id(word: object) -> bool:
    """True for a short lower_snake_case ASCII id, as `definitions.md` asks."""
    return isinstance(word, str) and _ID.fullmatch(word) is not None
