"""What `check` looks at: whether what `get` and `find` go by is what was kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

from sqlalchemy import Connection, select, tuple_

from core.stores.entries import Change
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
    try:
        end_of(connection, home)
    except Corrupt as wrong:
        yield str(wrong)
    try:
        said = _said(connection, home)
    except Corrupt as wrong:
        yield str(wrong)
        return
    fields = indexed_fields(connection, home)
    yield from _bodies(connection, home, said)
    for kind, id_, last in _records(connection, rows, said.last):
        if isinstance(last, str):
            yield last
        else:
            yield from _as_in_the_history(connection, rows, kind, id_, last)
            yield from _as_in_the_index(connection, home, kind, id_, last, fields.get(kind, []))
    for kind, id_ in sorted(said.last):
        yield f"{kind} {id_} in {home} is not there, and the audit tells of it"


@dataclass
class _Said:
    """What the audit tells of records: the last revision and state of each, and which bodies must stand in the history."""

    last: dict[Place, tuple[int, int]] = dataclass_field(default_factory=dict)
    bodies: dict[Place, set[tuple[int, int, int]]] = dataclass_field(default_factory=dict)

    def follow(self, seq: int, changes: Iterable[Change]) -> None:
        """Follow one line."""
        for place, change in enumerate(changes):
            one = (change.kind, change.id)
            self.last[one] = (change.rev, _STATES[change.action])
            if change.action == "put":
                self.bodies.setdefault(one, set()).add((seq, place, change.rev))
            elif change.action == "erase":
                self.bodies.pop(one, None)


def _said(connection: Connection, home: str) -> _Said:
    said = _Said()
    after = 0
    while True:
        asked = select(audit.c.seq, audit.c.line).where(mine(audit, home), audit.c.seq > after)
        told = connection.execute(asked.order_by(audit.c.seq).limit(AT_ONCE)).all()
        for seq, text in told:
            said.follow(seq, line_of(home, seq, text).changes)
        if len(told) < AT_ONCE:
            return said
        after = told[-1][0]


def _bodies(connection: Connection, home: str, said: _Said) -> Iterator[str]:
    """The bodies of the history: all that the audit tells of, and none that was erased."""
    wanted = {(kind, id_, *one) for (kind, id_), bodies in said.bodies.items() for one in bodies}
    columns = (revision.c.kind, revision.c.id, revision.c.seq, revision.c.place, revision.c.revision)
    asked = select(*columns).where(mine(revision, home), revision.c.body.is_not(None), revision.c.salt.is_not(None))
    there = {tuple(row) for row in connection.execute(asked)}
    for kind, id_, seq, *_ in sorted(wanted - there):
        yield f"what line {seq} of {home} tells of {kind} {id_} has gone from the history"
    for kind, id_, seq, *_ in sorted(there - wanted, key=str):
        yield f"the history holds a body of {kind} {id_} at line {seq} of {home} that the audit does not tell of, or that was erased"


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
    told = connection.execute(asked).all()
    if not told and last.text is None:
        return
    try:
        content = rows.content_again(*told[0]) if len(told) == 1 else None
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
