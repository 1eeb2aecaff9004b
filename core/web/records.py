"""The page on which whoever decides about a home sees how its records are kept: sealed or not, and today's anchor."""

from __future__ import annotations

from datetime import date

from flask import Flask, abort, g
from werkzeug.wrappers import Response as BaseResponse

from core import accounts
from core.clock import local_date
from core.keeping import anchors, holds
from core.records import Person
from core.web import pages
from core.web.asking import house, require
from core.web.home import may_set
from core.web.languages import _, day
from core.web.shown import note_all

Made = tuple[str, int] | BaseResponse


def install(app: Flask) -> None:
    """Give an app this page, and every template what it says of seals."""
    app.add_url_rule("/h/<home_id>/records", "records", records)
    app.context_processor(_context)


def records(home_id: str) -> Made:
    """How the records of this home are kept."""
    signed = require(home_id)
    if not may_set(home_id):
        abort(404)
    today = local_date(house().clock.now(), signed.home.zone)
    with house().store.read(home_id) as tx:
        names = {person.id: person.name for person in Person.find(tx)}
    lasting = holds.lasting(house().store, home_id)
    note_all((holds.Hold.kind, one.id) for one in lasting)
    held = [
        {
            "who": names.get(one.person) or _("Everything in this home"),
            "why": _reason(one.because),
            "since": _said_day(one.since),
            "note": one.note,
        }
        for one in lasting
    ]
    return pages.render(
        "pages/records.html",
        page_title=_("How our records are kept"),
        anchor=str(anchors.note(house().store, home_id, today.isoformat())),
        held=held,
        outgrown=house().store.outgrows(home_id),
        pretend=bool(accounts.pretend(house())),
    )


def _reason(because: str) -> str:
    return {"claim": _("A claim"), "inquiry": _("An inquiry"), "death": _("A death")}.get(because, because)


def _said_day(written: str) -> str:
    return day(date.fromisoformat(written))


def _context() -> dict[str, object]:
    return {"unsealed": _unsealed}


def _unsealed() -> bool:
    """Asked by the few pages that say so, not by every page."""
    signed = g.get("cartref_here")
    return house().keys is None if signed is None else not house().sealed(signed.home.id)
