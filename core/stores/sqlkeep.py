"""How entries are kept in the tables: lines, bodies, what is there now, the index of its fields, answers, and the head."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Executable, bindparam, delete, insert, select, update

from core.stores.entries import Anchor, Entry
from core.stores.kinds import Kinds
from core.stores.protocol import HOST, Corrupt
from core.stores.query import key_of
from core.stores.sqlfind import parts
from core.stores.sqlground import Ground
from core.stores.sqlkeys import keep_new_key
from core.stores.sqlrows import Rows, sum_of_name
from core.stores.sqltables import (
    LIVE,
    answer,
    audit,
    field,
    head,
    indexed,
    known,
    mine,
    record,
    revision,
)
from core.stores.staging import Last
from core.stores.values import from_canonical

AT_ONCE = 500
"""Records that are held in memory while an index is filled or looked at."""


class Keeper:
    """Keeps what follows `after` in one home, within a transaction that the caller ends."""

    def __init__(self, ground: Ground, connection: Connection, rows: Rows, kinds: Kinds) -> None:
        self._ground = ground
        self._connection = connection
        self._rows = rows
        self._kinds = kinds

    def keep(self, after: Anchor, entries: list[Entry]) -> None:
        """Keep entries that follow each other, all of them or (when this raises) none."""
        home = self._rows.home
        keep_new_key(self._connection, self._rows)
        lines = [
            {"home": home, "seq": one.line.seq, "line": one.text.decode(), "sum": one.anchor.sum} for one in entries
        ]
        self._each(insert(audit), lines)
        self._keep_contents(entries)
        now = _now(entries)
        self._keep_records(now)
        self._keep_fields(now, new_home=after.seq == 0)
        answers = [
            self._rows.answer(one.idem, one.line.seq, one.line.at, one.answer)
            for one in entries
            if one.idem is not None
        ]
        self._each(self._ground.upsert(answer, ("idem",)), answers)
        self._move_head(after, entries[-1].anchor)

    def fill(self, kind: str, fields: Iterable[str]) -> None:
        """Put the fields of every kept record of a kind into the index."""
        home, fields = self._rows.home, tuple(fields)
        for page in live(self._connection, self._rows, kind):
            self._upsert_fields((kind, id_, last.text, fields) for id_, last in page if last.text is not None)
        noted = [{"home": home, "kind": kind, "field": name} for name in fields]
        self._connection.execute(self._ground.upsert(indexed, ("kind", "field")), noted)

    def missing(self, there: dict[str, list[str]] | None = None) -> dict[str, list[str]]:
        """Declared fields, by kind, that do not stand in this home's index yet."""
        there = indexed_fields(self._connection, self._rows.home) if there is None else there
        wanted = {kind.key: [one for one in kind.indexes if one not in there.get(kind.key, ())] for kind in self._kinds}
        return {kind: fields for kind, fields in wanted.items() if fields}

    # -- inside ------------------------------------------------------------------------------------------------------

    def _each(self, statement: Executable, rows: list[dict[str, Any]]) -> None:
        """One statement for each of the rows; a single one goes the short way."""
        if rows:
            self._connection.execute(statement, rows if len(rows) > 1 else rows[0])

    def _keep_contents(self, entries: list[Entry]) -> None:
        home, gone = self._rows.home, dict[tuple[str, str], int]()
        contents: list[dict[str, Any]] = []
        for one in reversed(entries):  # from the end: what is erased later is not kept even for a moment
            for place, (change, content) in reversed(list(enumerate(zip(one.line.changes, one.contents, strict=True)))):
                if change.action == "erase":
                    gone.setdefault((change.kind, change.id), change.rev)
                elif content is not None and (change.kind, change.id) not in gone:
                    row = {"home": home, "seq": one.line.seq, "place": place, "kind": change.kind, "id": change.id}
                    contents.append({**row, "revision": change.rev, **self._rows.content(one.line.seq, place, content)})
        self._each(insert(revision), contents[::-1])
        if gone:
            self._connection.execute(
                update(revision)
                .where(
                    mine(revision, home),
                    revision.c.kind == bindparam("of_kind"),
                    revision.c.id == bindparam("of_id"),
                    revision.c.revision < bindparam("before"),
                )
                .values(salt=None, body=None),
                [{"of_kind": kind, "of_id": id_, "before": rev} for (kind, id_), rev in sorted(gone.items())],
            )
            self._ground.forgotten(self._connection)

    def _keep_records(self, now: dict[tuple[str, str], Last]) -> None:
        rows = [
            self._rows.record(kind, id_, last.revision, last.text, erased=last.erased)
            for (kind, id_), last in sorted(now.items())
        ]
        self._each(self._ground.upsert(record, ("kind", "id")), rows)

    def _keep_fields(self, now: dict[tuple[str, str], Last], *, new_home: bool) -> None:
        home = self._rows.home
        kinds = {kind for kind, _ in now}
        if not kinds:
            return
        there = indexed_fields(self._connection, home)
        for kind, fields in self.missing(there).items():
            if new_home or kind in kinds:
                self.fill(kind, fields)
                there.setdefault(kind, []).extend(fields)
        self._upsert_fields(
            (kind, id_, last.text, there.get(kind, ()))
            for (kind, id_), last in sorted(now.items())
            if last.text is not None
        )
        gone = [{"of_kind": kind, "of_id": id_} for (kind, id_), last in sorted(now.items()) if last.text is None]
        self._each(
            delete(field).where(
                mine(field, home), field.c.kind == bindparam("of_kind"), field.c.id == bindparam("of_id")
            ),
            gone,
        )

    def _upsert_fields(self, records: Iterable[tuple[str, str, bytes, Iterable[str]]]) -> None:
        rows = [
            row for kind, id_, text, fields in records for row in field_rows(self._rows.home, kind, id_, text, fields)
        ]
        if rows:
            self._ground.keep_fields(self._connection, rows)

    def _move_head(self, after: Anchor, end: Anchor) -> None:
        home, run = self._rows.home, self._connection.execute
        if after.seq == 0:
            run(self._ground.upsert(head, ()), [{"home": home, "seq": end.seq, "sum": end.sum}])
            if home != HOST:
                self._ground.elsewhere(self._connection, HOST)
                run(self._ground.upsert(known, ("name",)), [{"home": HOST, "name": home, "sum": sum_of_name(home)}])
                self._ground.elsewhere(self._connection, home)
            return
        moved = run(
            update(head)
            .where(mine(head, home), head.c.seq == after.seq, head.c.sum == after.sum)
            .values(seq=end.seq, sum=end.sum)
        )
        if moved.rowcount != 1:
            raise Corrupt(f"the end of the audit of {home} moved while it was held; run: cartref verify")


def _now(entries: list[Entry]) -> dict[tuple[str, str], Last]:
    """Each changed record as the last change leaves it."""
    return {
        (change.kind, change.id): Last(change.rev, None if content is None else content.text, change.action == "erase")
        for one in entries
        for change, content in zip(one.line.changes, one.contents, strict=True)
    }


def indexed_fields(connection: Connection, home: str) -> dict[str, list[str]]:
    """The fields of each kind that stand in the index of a home."""
    found: dict[str, list[str]] = {}
    for kind, name in connection.execute(select(indexed.c.kind, indexed.c.field).where(mine(indexed, home))):
        found.setdefault(kind, []).append(name)
    return found


def field_rows(home: str, kind: str, id: str, text: bytes, fields: Iterable[str]) -> Iterator[dict[str, Any]]:
    """What stands in the index for one record."""
    body = from_canonical(text)
    for name in fields:
        sort, number, word = parts(key_of(body.get(name)))
        row = {"home": home, "kind": kind, "id": id, "field": name}
        yield {**row, "sort": sort, "number": number, "word": word}


def live(connection: Connection, rows: Rows, kind: str) -> Iterator[list[tuple[str, Last]]]:
    """The live records of a kind by id, some at a time."""
    after: str | None = None
    while True:
        asked = select(record.c.id, record.c.revision, record.c.state, record.c.salt, record.c.mac, record.c.body)
        asked = asked.where(mine(record, rows.home), record.c.kind == kind, record.c.state == LIVE)
        if after is not None:
            asked = asked.where(record.c.id > after)
        told = connection.execute(asked.order_by(record.c.id).limit(AT_ONCE)).all()
        if not told:
            return
        yield [(row[0], rows.last(kind, row[0], row[1:])) for row in told]
        after = told[-1][0]
