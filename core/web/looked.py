"""Who has looked: every page notes what it shows of others, and whom it is about can see by whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby

from flask import Flask, Response, abort, g, request

from core import homes, looks
from core.looks import EXPORTED, Look
from core.records import Person
from core.web import asking, pages, shown
from core.web.asking import house, require, subject_or_404
from core.web.languages import _, day, join

AUDIT_ROW = "audit"
NOTED = {"person_id": "person", "case_id": "case"}
"""Names in addresses → the kind of record that a page at such an address is about, whatever it says of it."""
LONGEST_LINE = 15
"""Digits of a line of the audit that an address may name."""


def install(app: Flask) -> None:
    """Note looks from now on, and give the app the page that shows them."""
    app.after_request(note)
    app.add_url_rule("/h/<home_id>/people/<person_id>/looked", "looked", looked)


def note(answer: Response) -> Response:
    """Note what this answer shows to whom, whichever way it was asked for. One without a page, or without words, shows nothing."""
    if request.method == "HEAD" or 300 <= answer.status_code < 400:
        return answer
    seen = _seen(answer) | shown.from_within()
    if seen and not shown.hand_over(seen):
        for home, by, kind, id in seen:
            house().looks.note(home, by, kind, id)
    return answer


def _seen(answer: Response) -> shown.Seen:
    asked = request.view_args or {}
    # A page of a plugin may stand at any address; who is asking was settled when its view asked.
    signed: asking.Signed | None = g.get("cartref_here") or g.get("cartref_signed", {}).get(asked.get("home_id"))
    if signed is None:
        return {}
    found = shown.taken()
    if not shown.is_something_else() and answer.status_code != 404:
        found |= {(NOTED[name], id): None for name, id in asked.items() if name in NOTED}
    return {(signed.home.id, signed.person.id, kind, id): None for kind, id in found}


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
    before = request.args.get("before", "")
    line = int(before) if before.isascii() and before.isdecimal() and len(before) <= LONGEST_LINE else None
    found = looks.at_what_is_about(house().store, house().kinds, home_id, person_id, line)
    return pages.render(
        "pages/looked.html",
        page_title=_("Who has looked"),
        subject=subject,
        days=list(_days(found.looks, names, zone)),
        since=day(datetime.fromisoformat(found.since), zone) if found.since else "",
        first=found.first,
        newest=line is None,
    )


def _days(found: Iterable[Look], names: dict[str, str], zone: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Each day, the newest first, with who looked on it and at what: one row for each of them."""
    for when, of_day in groupby(found, lambda one: day(datetime.fromisoformat(one.at), zone)):
        whats: dict[str, dict[str, None]] = {}
        for one in of_day:
            if one.purpose == EXPORTED:
                whats.setdefault(_("whoever looks after the computers"), {})[_("everything, taken out as a copy")] = (
                    None
                )
            else:
                whats.setdefault(names.get(one.by, _("somebody who is no longer here")), {})[_what(one.kind)] = None
        yield when, [(_begun(who), _begun(join(list(what)))) for who, what in whats.items()]


def _begun(words: str) -> str:
    """Words as they begin a line."""
    return words[:1].upper() + words[1:]


def _what(kind: str) -> str:
    return {
        "person": _("the page about them"),
        "case": _("a conversation"),
        "response": _("what was said"),
        "offer": _("an offer from a check-in"),
    }.get(kind, _("something that was written down"))
