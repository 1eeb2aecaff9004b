"""What was: a home's audit, the bodies beside it, and what was answered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, and_, func, select

from core.stores.entries import Anchor, Content, Entry, Line, beginning, mac_of
from core.stores.protocol import Corrupt, Record
from core.stores.sqlfind import keepable
from core.stores.sqlrows import Rows
from core.stores.sqltables import answer, audit, head, mine, revision
from core.stores.values import from_canonical

PAGE = 200
"""Entries that are read at once."""

_ANSWER = (answer.c.idem, answer.c.seq, answer.c.at, answer.c.body, answer.c.sum)


def end_of(connection: Connection, home: str) -> Anchor:
    """Where the home's audit ends: its head and its last line must say the same. Raises Corrupt."""
    said = connection.execute(select(head.c.seq, head.c.sum).where(mine(head, home))).one_or_none()
    asked = select(audit.c.seq, audit.c.sum).where(mine(audit, home)).order_by(audit.c.seq.desc()).limit(1)
    last = connection.execute(asked).one_or_none()
    end = beginning(home) if last is None else Anchor(*last)
    if (beginning(home) if said is None else Anchor(*said)) != end:
        told = 0 if said is None else said[0]
        raise Corrupt(
            f"the audit of {home} ends at line {end.seq}, and its end is said to be another (line {told}); "
            "restore it from a backup"
        )
    return end


def is_kept(connection: Connection, home: str, anchor: Anchor) -> bool:
    """True when the line that ends with `anchor` stands in the audit."""
    asked = select(audit.c.sum).where(mine(audit, home), audit.c.seq == anchor.seq)
    return connection.execute(asked).scalar() == anchor.sum


def replayed(connection: Connection, rows: Rows, idem: str) -> bytes | None:
    """What was answered under an idempotency key; None: it is new."""
    asked = select(*_ANSWER).where(mine(answer, rows.home), answer.c.idem == idem)
    row = connection.execute(asked).one_or_none()
    return None if row is None else rows.answer_again(row) or b"{}"


def last_line(connection: Connection, home: str) -> int:
    """The number of the last line there is, whatever the head says; 0: none."""
    return connection.execute(select(func.max(audit.c.seq)).where(mine(audit, home))).scalar() or 0


def entries_after(connection: Connection, rows: Rows, after: int, last: int) -> list[Entry]:
    """The next entries after a line and up to the `last`, at most PAGE. Raises Corrupt."""
    home = rows.home
    asked = select(audit.c.seq, audit.c.line, audit.c.sum).where(
        mine(audit, home), audit.c.seq > after, audit.c.seq <= last
    )
    lines = connection.execute(asked.order_by(audit.c.seq).limit(PAGE)).all()
    if not lines:
        return []
    first, last = lines[0][0], lines[-1][0]
    contents: dict[tuple[int, int], Content | None] = {}
    asked_for = select(revision.c.seq, revision.c.place, revision.c.salt, revision.c.body)
    for seq, place, salt, body in connection.execute(
        asked_for.where(mine(revision, home), revision.c.seq.between(first, last))
    ):
        contents[seq, place] = rows.content_again(seq, place, salt, body)
    of_lines = select(*_ANSWER).where(mine(answer, home), answer.c.seq.between(first, last))
    answers = {row[1]: (row[0], rows.answer_again(row)) for row in connection.execute(of_lines)}
    return [_entry(rows, seq, text, sum_, contents, answers.get(seq)) for seq, text, sum_ in lines]


def _entry(
    rows: Rows,
    seq: int,
    text: str,
    total: str,
    contents: dict[tuple[int, int], Content | None],
    answered: tuple[str, bytes | None] | None,
) -> Entry:
    line = line_of(rows.home, seq, text)
    idem, said = answered or (None, None)
    entry = Entry(
        text.encode(),
        line,
        tuple(contents.pop((seq, place), None) for place in range(len(line.changes))),
        idem,
        said,
    )
    if line.seq != seq or entry.anchor.sum != total:
        raise Corrupt(f"line {seq} of {rows.home} is not as it was kept; restore it from a backup")
    for fault in entry.faults():
        raise Corrupt(f"{fault}; restore it from a backup")
    return entry


def line_of(home: str, seq: int, text: str) -> Line:
    """A line of the audit again. Raises Corrupt."""
    try:
        return Line.from_bytes(text.encode())
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Corrupt(f"line {seq} of {home} is no line of an audit; restore it from a backup") from error


def past_of(connection: Connection, rows: Rows, kind: str, id: str) -> list[Record]:
    """Every kept revision of a record, oldest first, each as its line of the audit says."""
    if not (keepable(kind) and keepable(id)):
        return []
    home = rows.home
    asked = (
        select(revision.c.seq, revision.c.place, revision.c.revision, revision.c.salt, revision.c.body, audit.c.line)
        .join_from(revision, audit, and_(mine(audit, home), audit.c.seq == revision.c.seq))
        .where(mine(revision, home), revision.c.kind == kind, revision.c.id == id, revision.c.body.is_not(None))
        .order_by(revision.c.revision)
    )
    return [_past(rows, kind, id, row) for row in connection.execute(asked).all()]


def _past(rows: Rows, kind: str, id: str, row: Iterable[Any]) -> Record:
    seq, place, number, salt, body, text = row
    content = rows.content_again(seq, place, salt, body)
    changes = line_of(rows.home, seq, text).changes
    said = changes[place] if isinstance(place, int) and 0 <= place < len(changes) else None
    if (
        content is None
        or said is None
        or (said.kind, said.id, said.rev, said.mac) != (kind, id, number, mac_of(content))
    ):
        raise Corrupt(f"{kind} {id} at revision {number} is not what line {seq} says; restore it from a backup")
    return Record(rows.home, kind, id, number, from_canonical(content.text))
