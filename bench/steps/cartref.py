"""Cartref: records from the store's bytes, the view, the engine, and the store's bytes again."""

from __future__ import annotations

from bench.steps.emrys import WAY, Contestant, Facts, Held, Stored, Table, plain
from core.stores.protocol import Record
from core.stores.values import canonical, from_canonical
from forms.records import Response
from workflows.engine import move
from workflows.records import Case
from workflows.view import Asker, CaseView, Refused


def cartref(table: Table) -> Contestant:
    """The contestant."""
    home, id = table.facts.case.home, table.facts.case.id

    def step(stored: Stored, asker: Asker) -> bytes:
        case = Case.from_record(Record(home, Case.kind, id, 1, from_canonical(stored.case)))
        sent: dict[str, tuple[Response, ...]] = {}
        for text in stored.answers:
            one = Response.from_record(Record(home, Response.kind, "", 1, from_canonical(text)))
            sent[one.form] = (*sent.get(one.form, ()), one)
        view = CaseView(case, table.made, sent, table.persons, table.now, "Europe/London")
        try:
            moved = move(view, WAY, asker)
        except Refused as refused:
            raise Held from refused
        return canonical(moved.case.body())

    return Contestant(keep, step, lambda text: plain(from_canonical(text)))


def only_json(table: Table) -> Contestant:
    """Nothing but what no engine can save while this is kept as it is: the bytes read, and a case written."""

    def step(stored: Stored, asker: Asker) -> bytes:
        for text in stored.answers:
            from_canonical(text)
        return canonical(from_canonical(stored.case))

    return Contestant(keep, step, lambda text: plain(from_canonical(text)))


def keep(facts: Facts) -> Stored:
    """A record for the case and one for each form that somebody sent, as the store writes them down."""
    return Stored(canonical(facts.case.body), tuple(canonical(one.body) for one in facts.sent))
