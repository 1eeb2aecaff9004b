"""What `check` looks at: whether what `get` and `find` go by is what was kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select, tuple_

from core.stores.entries import Anchor
from core.stores.protocol import Corrupt
from core.stores.sqlkeep import AT_ONCE, field_rows, indexed_fields
from core.stores.sqlpast import end_of, line_of
from core.stores.sqlrows import Rows
from core.stores.sqltables import ERASED, GONE, LIVE, audit, field, mine, record, revision
from core.stores.staging import Last

Place = tuple[str, str]
"""The kind and the id of a record."""

_STATES = {"put": LIVE, "delete": GONE, "erase": ERASED}


def check_home_rows(connection: Connection, rows: Rows) -> Iterator[str]:
    """What is wrong with a home's rows, in words."""
    home = rows.home
    yield from _head(connection, home)
    try:
        said = _said(connection, home)
    except Corrupt as wrong:
        yield str(wrong)
        return
    fields = indexed_fields(connection, home)
    for kind, id_, last in _records(connection, rows, said):
        if isinstance(last, str):
            yield last
        else:
            yield from _as_in_the_history(connection, rows, kind, id_, last)
            yield from _as_in_the_index(connection, home, kind, id_, last, fields.get(kind, []))
    for kind, id_ in sorted(said):
        yield f"{kind} {id_} in {home} is not there, and the audit tells of it"


def _head(connection: Connection, home: str) -> Iterator[str]:
    end = end_of(connection, home)
    asked = select(audit.c.seq, audit.c.sum).where(mine(audit, home)).order_by(audit.c.seq.desc()).limit(1)
    last = connection.execute(asked).one_or_none()
    if last is None:
        if end.seq:
            yield f"the audit of {home} is said to end at line {end.seq}, and has no lines"
    elif Anchor(*last) != end:
        yield f"the audit of {home} ends at line {last[0]}, and is said to end at line {end.seq}"


def _said(connection: Connection, home: str) -> dict[Place, tuple[int, int]]:
    """The last revision and the state of each record, as the audit tells."""
    said: dict[Place, tuple[int, int]] = {}
    after = 0
    while True:
        asked = select(audit.c.seq, audit.c.line).where(mine(audit, home), audit.c.seq > after)
        told = connection.execute(asked.order_by(audit.c.seq).limit(AT_ONCE)).all()
        for seq, text in told:
            for change in line_of(home, seq, text).changes:
                said[change.kind, change.id] = (change.rev, _STATES[change.action])
        if len(told) < AT_ONCE:
            return said
        after = told[-1][0]


def _records(
    connection: Connection, rows: Rows, said: dict[Place, tuple[int, int]]
) -> Iterator[tuple[str, str, Last | str]]:
    """Every record, or what is wrong with it. Takes what it finds out of `said`."""
    home = rows.home
    columns = (
        record.c.kind,
        record.c.id,
        record.c.revision,
        record.c.state,
        record.c.salt,
        record.c.mac,
        record.c.body,
    )
    after: Place = ("", "")
    while True:
        asked = select(*columns).where(mine(record, home), tuple_(record.c.kind, record.c.id) > after)
        told = connection.execute(asked.order_by(record.c.kind, record.c.id).limit(AT_ONCE)).all()
        for row in told:
            yield row[0], row[1], _record(rows, row, said.pop((row[0], row[1]), None))
        if len(told) < AT_ONCE:
            return
        after = (told[-1][0], told[-1][1])


def _record(rows: Rows, row: Any, told: tuple[int, int] | None) -> Last | str:
    kind, id_, number, state = row[:4]
    try:
        last = rows.last(kind, id_, row[2:])
    except Corrupt as wrong:
        return str(wrong)
    if told is None:
        return f"{kind} {id_} in {rows.home} is there, and the audit does not tell of it"
    if told != (number, state):
        return f"{kind} {id_} in {rows.home} stands at revision {number}, and the audit says {told[0]}"
    return last


def _as_in_the_history(connection: Connection, rows: Rows, kind: str, id: str, last: Last) -> Iterator[str]:
    asked = select(revision.c.seq, revision.c.place, revision.c.salt, revision.c.body).where(
        mine(revision, rows.home), revision.c.kind == kind, revision.c.id == id, revision.c.revision == last.revision
    )
    row = connection.execute(asked).one_or_none()
    if row is None and last.text is None:
        return
    try:
        content = None if row is None else rows.content_again(*row)
    except Corrupt as wrong:
        yield f"{kind} {id} in {rows.home}: {wrong}"
        return
    if (content and content.text) != last.text:
        yield f"{kind} {id} in {rows.home} is not what its history says"


def _as_in_the_index(
    connection: Connection, home: str, kind: str, id: str, last: Last, fields: list[str]
) -> Iterator[str]:
    asked = select(field.c.field, field.c.sort, field.c.number, field.c.word).where(
        mine(field, home), field.c.kind == kind, field.c.id == id
    )
    there = {tuple(row) for row in connection.execute(asked)}
    wanted = {
        (row["field"], row["sort"], row["number"], row["word"])
        for row in (() if last.text is None else field_rows(home, kind, id, last.text, fields))
    }
    for name in sorted({str(one[0]) for one in there ^ wanted}):
        yield f"the index of {kind} in {home} does not say of {id} what its {name} is"
