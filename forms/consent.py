"""Rows that name somebody are open with that person's yes alone: not asked is hidden, and a no counts everywhere.

A repeated group says which of its questions asks for that yes (`repeat: {consent: may_we_show}`). A row without it is there
for the person whose words they are, for whoever wrote that row, and for those for whom the matrix opens the `audience` of
the question that asks. Somebody who said no in one row stands in no other row either, in whatever form, today or earlier.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from core.house import House
from core.permissions import Answer
from core.stores.protocol import Tx
from forms.model import Asked, Question
from forms.records import Response

Row = Mapping[str, Any]
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Sight:
    """Who reads, which rows of the matrix are open to them, and who said no (see `kept_off`)."""

    may: Callable[[str], Answer]
    reader: str
    off: frozenset[str]


def asked_for(question: Question) -> str | None:
    """The question inside a group that asks whether a row may be shown; None where nothing asks."""
    return question.repeat.consent if question.repeat is not None else None


def names_in(question: Question, row: Row) -> frozenset[str]:
    """Everybody whom a row names: ids, and names without regard to capitals."""
    found: set[str] = set()
    for inner in question.questions:
        value = row["answers"].get(inner.id)
        several = value if isinstance(value, list | tuple) else (value,)
        if inner.type in ("person", "people"):
            for one in several:
                if one is not None:
                    found |= {one["id"] or "", " ".join(one["name"].split()).casefold()}
    return frozenset(found - {""})


def kept_off(house: House, home_id: str, tx: Tx) -> frozenset[str]:
    """The ids and names of all who said no in any form of this home."""
    found: set[str] = set()
    for one in house.catalogue(home_id, tx).of_kind("form"):
        if not any(map(asked_for, one.definition.questions())):
            continue
        for response in Response.find(tx, {"ref": one.ref}):
            found |= _said_no(house.definition(tx, response.form_hash), response)
    return frozenset(found)


def _said_no(form: Asked, response: Response) -> set[str]:
    found: set[str] = set()
    for question in form.questions():
        consent = asked_for(question)
        for row in _rows(response, question.id) if consent is not None else ():
            if row["answers"].get(consent) == "no":
                found |= names_in(question, row)
    return found


def said_yes(question: Question, response: Response, rows: Iterable[Row], off: frozenset[str]) -> list[Row]:
    """Those of `rows` (of any version) that are open to everybody who may see the group: a yes then, and still a yes now."""
    consent = asked_for(question)
    if consent is None:
        return list(rows)
    now = {row["row"]: row for row in _rows(response, question.id)}
    return [
        row
        for row in rows
        if row["answers"].get(consent) == "yes"
        and now.get(row["row"], row)["answers"].get(consent) == "yes"
        and not names_in(question, row) & off
    ]


def open_rows(question: Question, response: Response, rows: Iterable[Row], sight: Sight) -> list[Row]:
    """Those of `rows` (of any version) that one reader may see."""
    rows = list(rows)
    consent = next((one for one in question.questions if one.id == asked_for(question)), None)
    if consent is None or sight.reader == response.person:
        return rows
    if consent.audience is not None and sight.may(consent.audience).yes:
        return rows
    everybodys = said_yes(question, response, rows, sight.off)
    mine = _written_by(response, question.id, sight.reader)
    return [row for row in rows if row in everybodys or row["row"] in mine]


def _written_by(response: Response, question: str, reader: str) -> frozenset[str]:
    """The rows that this reader added or changed, in any version."""
    mine: set[str] = set()
    before: dict[str, Any] = {}
    for version in response.answers.get(question, ()):
        rows = {row["row"]: row["answers"] for row in version.value or ()}
        if version.written_by == reader:
            mine |= {id for id, answers in rows.items() if before.get(id) != answers}
        before = rows
    return frozenset(mine)


def with_hidden(question: Question, earlier: Response | None, value: Any, sight: Sight) -> Any:
    """A new answer with the rows that its writer could not see, each where it stood: nobody takes away what they never saw."""
    before = _rows(earlier, question.id) if earlier is not None and asked_for(question) is not None else ()
    if earlier is None or not before:
        return value
    seen = {row["row"] for row in open_rows(question, earlier, before, sight)}
    known = {row["row"] for row in value or ()}
    hidden = [row for row in before if row["row"] not in seen | known]
    place = {row["row"]: number for number, row in enumerate(before)}
    rows = sorted([*(value or ()), *hidden], key=lambda row: place.get(row["row"], len(place)))
    return rows or None


def _rows(response: Response, question: str) -> tuple[Row, ...]:
    newest = response.last(question)
    return tuple(newest.value) if newest is not None and newest.answered else ()
