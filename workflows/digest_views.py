"""What waits in this shift, on the page of those who work in it; and the page on which a home says when its shifts begin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response as Reply

from core import outbox
from core.house import House
from core.records import stamp
from core.stores.protocol import Conflict
from core.web.home import may_set
from core.web.languages import gettext as _
from core.web.languages import join, language
from core.web.pages import PageAsked, render, say
from workflows import shown, timers
from workflows.desk import Desk
from workflows.digest import RECORD, Digest, Item
from workflows.shifts import NAMES, Shift, Shifts, is_time, now_on, plain, works_here, works_in
from workflows.shifts import RECORD as SHIFTS

Made = tuple[str, int] | Reply


# -- in this shift --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class InShift:
    """The list of this shift for one viewer: a card for each case in which something waits, and a gentle line for each person
    who is away. `cases` are those of the cards.
    """

    title: str
    cards: tuple[dict[str, str], ...]
    resting: tuple[str, ...]
    cases: frozenset[str]


def in_shift(page: PageAsked, seen: list[shown.Shown]) -> InShift | None:
    """What waits in this shift for the roles of whoever is asking; None where nothing does, or it is not their shift.

    `seen` are the open cases they may see, as they stand now.
    """
    person, people = page.signed.person, page.house.catalogue(page.home.id).people
    if not works_here(person, people):
        return None
    with page.house.store.read(page.home.id) as tx:
        shifts, made = Shifts.of(tx).shifts, Digest.get(tx, RECORD)
    duty = now_on(shifts, page.house.clock.now(), page.home.zone)
    if duty is None or made is None or not made.is_of(duty) or not works_in(person, duty.shift, shifts):
        return None
    open_ = {one.view.case.id: one for one in seen if one.part is None}
    theirs: dict[str, list[Item]] = {}
    for one in made.items:
        if one.case in open_ and set(one.roles) & set(person.roles):
            theirs.setdefault(one.case, []).append(one)
    cards = {id: card for id, items in theirs.items() if (card := _card(page, open_[id], items)) is not None}
    resting = tuple(dict.fromkeys(_resting([open_[id] for id in theirs])))
    if not cards and not resting:
        return None
    begins = f"{NAMES[duty.shift.id].said(page.language)}, {duty.shift.begins}"
    return InShift(begins, tuple(cards.values()), resting, frozenset(cards))


def _card(page: PageAsked, made: shown.Shown, items: list[Item]) -> dict[str, str] | None:
    """What still waits in one case; None once somebody has looked at it all, or while it stands still."""
    view = made.view
    waiting = {one.key: one for one in timers.waiting(view.case)}
    here = [one for one in items if one.key in waiting]
    if view.case.paused or not here:
        return None
    heading, title = shown.heading(view), view.workflow.title.said(language())
    ids = dict.fromkeys(role for one in here for role in one.roles)
    roles = [view.people.roles[id].title.said(language()) for id in ids if id in view.people.roles]
    words = dict.fromkeys(timers.words_of(view, waiting[one.key]).said(language()) for one in here)
    card = {
        "title": f"{title}: {heading.said(language())}" if heading is not None else title,
        "href": url_for("workflows.case", home_id=page.home.id, case_id=view.case.id),
        "about": " · ".join((*words, _("For: {roles}", roles=join(roles)))),
    }
    return {**card, "tag": _("Overdue"), "tag_kind": "waiting"} if any(one.late for one in here) else card


def _resting(made: list[shown.Shown]) -> Iterator[str]:
    """Of whom nothing is asked for now, said gently, once for each person."""
    for one in made:
        heading = shown.heading(one.view)
        if one.view.case.paused and heading is not None:
            yield f"{heading.said(language())}: {shown.pause_words(one)}"


# -- when shifts begin ----------------------------------------------------------------------------------------------------


def add_to(pages: Blueprint, house: House) -> None:
    """Add the page of shifts to the engine's blueprint."""
    pages.add_url_rule("/shifts", "shifts", lambda home_id: _page(_desk(house, home_id)))
    pages.add_url_rule("/shifts", "keep_shifts", lambda home_id: _keep(_desk(house, home_id)), methods=["POST"])


def _desk(house: House, home_id: str) -> Desk:
    desk = Desk.here(house, home_id)
    if not may_set(home_id):
        abort(404)
    return desk


def _page(desk: Desk, problems: list[tuple[str, str]] | None = None, status: int = 200) -> Made:
    with desk.house.store.read(desk.home_id) as tx:
        kept = Shifts.of(tx)
    shifts = _typed(desk) if request.method == "POST" else plain(kept)
    return render(
        "workflows/shifts.html",
        status,
        shifts=[{**one, "title": NAMES[str(one["id"])].said(language())} for one in shifts],
        teams=[(id, team.title.said(language())) for id, team in desk.viewer.people.teams.items()],
        revision=kept.revision,
        problems=problems or [],
        page_title=_("When our shifts begin"),
    )


def _typed(desk: Desk) -> list[dict[str, Any]]:
    known = desk.viewer.people.teams
    return [
        {
            "id": id,
            "begins": request.form.get(f"{id}.begins", "").strip()[:20],
            "teams": tuple(team for team in request.form.getlist(f"{id}.teams") if team in known),
        }
        for id in NAMES
    ]


def _keep(desk: Desk) -> Made:
    typed = [one for one in _typed(desk) if one["begins"]]
    problems = [
        (f"#{one['id']}-begins", _("Write the time like 07:00, with four figures, or leave it empty."))
        for one in typed
        if not is_time(str(one["begins"]))
    ]
    times = [str(one["begins"]) for one in typed]
    if not problems and len(set(times)) < len(times):
        problems = [("#early-begins", _("Two shifts begin at the same time. Please give each a time of its own."))]
    if not typed:
        problems = [("#early-begins", _("Please give at least one shift a time: what waits is listed when it begins."))]
    if problems:
        return _page(desk, problems, 422)
    made = tuple(Shift(**one) for one in typed)
    seen = request.form.get("revision", "")
    revision = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else 0
    try:
        with desk.house.store.tx(desk.home_id, actor=desk.signed.person.id, purpose="shifts") as tx:
            replace(Shifts.of(tx), id=SHIFTS, shifts=made, revision=revision).keep(tx)
            outbox.record(desk.house, tx, "shifts", desk.signed.person.id, {}, at=stamp(desk.house.clock.now()))
    except Conflict:
        words = _(
            "Somebody else changed the shifts meanwhile. What you typed is still here; look at it and keep it again."
        )
        return _page(desk, [("#early-begins", words)], 409)
    say(_("Kept. From the next shift on, what waits is listed at these times."))
    return redirect(url_for("workflows.shifts", home_id=desk.home_id), 303)
