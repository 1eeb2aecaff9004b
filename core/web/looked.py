"""Who has looked: every page that shows a record notes it, and whom it is about can see by whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby

from flask import Flask, Response, abort, g, request

from core import homes, looks
from core.looks import Look
from core.records import Person
from core.web import asking, pages
from core.web.asking import house, require, subject_or_404
from core.web.languages import _, day, join

AUDIT_ROW = "audit"
NOTED = {"person_id": "person", "case_id": "case", "response_id": "response"}
"""Names in addresses → the kind of record that a page at such an address shows."""


def install(app: Flask) -> None:
    """Note looks from now on, and give the app the page that shows them."""
    app.after_request(note)
    app.add_url_rule("/h/<home_id>/people/<person_id>/looked", "looked", looked)


def note(answer: Response) -> Response:
    """Note what a page has just shown to whom. Nobody's look at themselves is noted, nor a page that was refused."""
    signed: asking.Signed | None = g.get("cartref_here")
    if signed is None or answer.status_code != 200 or request.method != "GET":
        return answer
    for name, id in (request.view_args or {}).items():
        if name in NOTED and id != signed.person.id:
            house().looks.note(signed.home.id, signed.person.id, NOTED[name], id)
    return answer


def may_see_looks(home_id: str, subject: Person) -> bool:
    """True when whoever is asking may see who looked at what is about this person."""
    return asking.may_see(home_id, AUDIT_ROW, subject).yes


def looked(home_id: str, person_id: str) -> tuple[str, int]:
    """Who looked at this person's page, at what was said and at conversations about them, day by day."""
    require(home_id)
    subject = subject_or_404(home_id, person_id)
    if not may_see_looks(home_id, subject):
        abort(404)
    house().looks.keep()
    names = {one.id: one.name for one in homes.people(house(), home_id)}
    zone = house().home(home_id).zone
    found = looks.at_what_is_about(house().store, home_id, person_id)
    rows = list(_rows(found, names, zone))
    return pages.render("pages/looked.html", page_title=_("Who has looked"), subject=subject, rows=rows)


def _rows(found: Iterable[Look], names: dict[str, str], zone: str) -> Iterator[tuple[str, str, str]]:
    """Day, who, and what: one row for each who looked on a day."""
    for when, of_day in groupby(found, lambda one: day(datetime.fromisoformat(one.at), zone)):
        whats: dict[str, dict[str, None]] = {}
        for one in of_day:
            whats.setdefault(names.get(one.by, _("somebody who is no longer here")), {})[_what(one.kind)] = None
        for who, what in whats.items():
            yield when, who, join(list(what))


def _what(kind: str) -> str:
    return {
        "person": _("the page about them"),
        "case": _("a conversation"),
        "response": _("what was said"),
    }.get(kind, _("something that was written down"))
