"""Attachments of the SQL store, and what `tidy` lets go."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, bindparam, delete, select

from core.stores.protocol import ANSWERS_KEPT_DAYS, ATTACHMENT, Corrupt, NotFound
from core.stores.sqlground import Ground
from core.stores.sqlrows import Rows
from core.stores.sqltables import answer, attachment, mine, revision
from core.stores.values import from_canonical

UNNAMED_KEPT = timedelta(days=1)
"""How long an attachment is kept that no record names."""


def keep_attachment(ground: Ground, connection: Connection, rows: Rows, name: str, data: bytes, now: datetime) -> None:
    """Keep the bytes of an attachment under their name."""
    row = {"home": rows.home, "sha256": name, "at": now.isoformat(), "bytes": rows.seal(data, "attachment", name)}
    connection.execute(ground.upsert(attachment, ("sha256",)), [row])


def attached_bytes(connection: Connection, rows: Rows, name: str) -> bytes:
    """The bytes of an attachment, the same as they were."""
    asked = select(attachment.c.bytes).where(mine(attachment, rows.home), attachment.c.sha256 == name)
    kept = connection.execute(asked).scalar() if name.isascii() and name.isalnum() else None
    if kept is None:
        raise NotFound(f"there is no attachment {name} in {rows.home}")
    data = rows.open(kept, "attachment", name)
    if sha256(data).hexdigest() != name:
        raise Corrupt(f"the attachment {name} in {rows.home} is not as it was kept; restore it from a backup")
    return data


def attached_names(connection: Connection, home: str) -> list[str]:
    """The names of every attachment, sorted. Raises Corrupt where one is no text any more."""
    names = list(connection.execute(select(attachment.c.sha256).where(mine(attachment, home))).scalars())
    if not all(isinstance(name, str) for name in names):
        raise Corrupt(f"the name of an attachment in {home} is not as it was kept; restore it from a backup")
    return sorted(names)


def forget(ground: Ground, connection: Connection, rows: Rows, now: datetime) -> int:
    """Forget old idempotency keys, and attachments that no record names; says how many attachments."""
    home = rows.home
    kept = connection.execute(select(answer.c.idem, answer.c.at).where(mine(answer, home))).all()
    old = [{"old": idem} for idem, at in kept if _older(at, now, timedelta(days=ANSWERS_KEPT_DAYS))]
    if old:
        connection.execute(delete(answer).where(mine(answer, home), answer.c.idem == bindparam("old")), old)
        ground.forgotten(connection)
    there = connection.execute(select(attachment.c.sha256, attachment.c.at).where(mine(attachment, home))).all()
    unused = {name for name, at in there if _older(at, now, UNNAMED_KEPT)}
    if unused:
        unused -= _named(connection, rows)
    if unused:
        gone = [{"old": name} for name in sorted(unused)]
        connection.execute(
            delete(attachment).where(mine(attachment, home), attachment.c.sha256 == bindparam("old")), gone
        )
        ground.forgotten(connection)
    return len(unused)


def _older(at: str, now: datetime, than: timedelta) -> bool:
    try:
        return now - datetime.fromisoformat(at) > than
    except (ValueError, TypeError) as error:
        raise Corrupt(f"{at!r} is no moment any more; restore it from a backup") from error


def _named(connection: Connection, rows: Rows) -> set[str]:
    """The attachments that any revision of a record names."""
    asked = select(revision.c.seq, revision.c.place, revision.c.salt, revision.c.body).where(
        mine(revision, rows.home), revision.c.kind == ATTACHMENT, revision.c.body.is_not(None)
    )
    named: set[str] = set()
    for seq, place, salt, body in connection.execute(asked).all():
        content = rows.content_again(seq, place, salt, body)
        if content is not None:
            named.add(str(from_canonical(content.text).get("sha256")))
    return named
