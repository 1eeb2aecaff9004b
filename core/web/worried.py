"""`I'm worried about someone`: on every screen, also before signing in, with or without a name."""

from __future__ import annotations

from flask import Flask, abort, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from core import homes, worries
from core.ids import new_token
from core.records import Home, Person, moment
from core.stores.protocol import Conflict, NotFound
from core.web import asking, pages
from core.web.asking import house, public, require
from core.web.languages import _, clock_time, day
from core.web.shown import note_all
from core.worries import NotOnList, Readers, TooManyWorries, Worry

NOBODY = "nobody"
"""From whom a worry is kept that everybody on the list reads."""
LONGEST, LONGEST_NAME = 20_000, 1_000
"""Most characters of the worry, and of who it is about, who writes, and how to reach them."""

Made = tuple[str, int] | BaseResponse


def install(app: Flask) -> None:
    """Give an app these pages."""
    app.add_url_rule("/worried", "worried", worried)
    app.add_url_rule("/h/<home_id>/worried", "worried_home", worried_home, methods=["GET", "POST"])
    app.add_url_rule("/h/<home_id>/worried/heard", "worried_heard", worried_heard)
    app.add_url_rule("/h/<home_id>/worries", "worries", worries_page)
    app.add_url_rule("/h/<home_id>/worries/readers", "worry_readers", worry_readers, methods=["GET", "POST"])
    app.add_url_rule("/h/<home_id>/worries/<worry_id>", "worry_read", worry_read, methods=["POST"])


def worried() -> Made:
    """Which home it is about, where that is not clear by itself."""
    account = asking.account()
    homes = house().homes()
    mine = [home for home in homes if account is not None and home.id in account.people]
    known = mine or homes
    if len(known) == 1:
        return redirect(url_for("worried_home", home_id=known[0].id), 303)
    return pages.render("pages/worried_where.html", page_title=_("I'm worried about someone"), homes=known)


def _home_or_404(home_id: str) -> Home:
    try:
        return house().home(home_id)
    except NotFound:
        abort(404)


@public
def worried_home(home_id: str) -> Made:
    """The page to write a worry on, and what it sends."""
    home = _home_or_404(home_id)
    if request.method == "GET":
        return _page(home, {"once": new_token()})
    typed = {name: request.form.get(name, "") for name in ("about", "words", "name", "reach", "once", "kept_from")}
    if not typed["words"].strip():
        return _page(home, typed, _("Write what worries you, in any words. A few are enough."), 400)
    if any(len(value) > (LONGEST if name == "words" else LONGEST_NAME) for name, value in typed.items()):
        return _page(home, typed, _("That is longer than we can keep. Please send it in smaller parts."), 400)
    once = typed["once"][:64] or new_token()
    try:
        worries.write(
            house(),
            home_id,
            once=once,
            about=typed["about"].strip(),
            words=typed["words"].strip(),
            name=typed["name"].strip(),
            reach=typed["reach"].strip(),
            kept_from="" if typed["kept_from"] == NOBODY else typed["kept_from"][:64],
            from_inside=asking.asker(home_id) is not None,
        )
    except NotOnList:
        return _page(home, typed, _("There is nobody else here who could read it. Please phone."), 422)
    except TooManyWorries:
        return _page(home, typed, _("So much was written here lately that we can take no more. Please phone."), 429)
    return redirect(url_for("worried_heard", home_id=home_id), 303)


def _page(home: Home, typed: dict[str, str], problem: str = "", status: int = 200) -> Made:
    named = _named(home.id)
    return pages.render(
        "pages/worried.html",
        status,
        page_title=_("I'm worried about someone"),
        home=home,
        turn_to=_turn_to(home, named),
        readers=_whom_it_goes_to(named),
        typed=typed,
        problem=problem,
    )


def _named(home_id: str) -> list[Person]:
    """Those on the home's list of who reads worries, the lead first."""
    with house().store.read(home_id) as tx:
        found = worries.readers(tx)
        persons = [Person.get(tx, id) for id in found.readers] if found is not None else []
    return [person for person in persons if person is not None]


def _whom_it_goes_to(named: list[Person]) -> list[dict[str, str]]:
    """Whoever writes chooses who reads it, as options by whom it is kept from. With one reader there is nothing to choose."""
    if len(named) < 2:
        return []
    first, second = named
    only = [
        {"id": one.id, "label": _("Only {name}, not {other}: it may be about {other}", name=two.name, other=one.name)}
        for one, two in ((first, second), (second, first))
    ]
    return [{"id": NOBODY, "label": _("{first} and {second}", first=first.name, second=second.name)}, *only]


def _turn_to(home: Home, named: list[Person]) -> list[tuple[str, str]]:
    """Whom to turn to, as pairs of what they are and who that is."""
    known = {**home.worried}
    for key, person in zip(("lead", "second"), named, strict=False):
        if person.name not in known.get(key, ""):
            known[key] = person.name  # the list has changed since the home's words about it were written
    authority = " · ".join(known[key] for key in ("authority", "authority_phone") if known.get(key))
    pairs = [
        (_("In danger now"), _("Phone 999")),
        (_("Keeps people safe in this home"), known.get("lead", "")),
        (_("If you would rather turn to somebody else"), known.get("second", "")),
        (_("To report it to the authority yourself"), authority),
    ]
    return [(what, who) for what, who in pairs if who]


@public
def worried_heard(home_id: str) -> Made:
    """It was heard, and what happens next."""
    home = _home_or_404(home_id)
    return pages.render(
        "pages/worried_heard.html",
        page_title=_("Thank you for telling us"),
        home=home,
        turn_to=_turn_to(home, _named(home.id)),
    )


def may_read_worries(home_id: str) -> bool:
    """True when whoever is asking is on this home's list of those who read worries."""
    signed = require(home_id)
    with house().store.read(home_id) as tx:
        return worries.reads(tx, signed.person, house().catalogue(home_id, tx).matrix)


def worries_page(home_id: str) -> Made:
    """What was written, for those who may read it; for everybody else there is no such page."""
    signed = require(home_id)
    if not may_read_worries(home_id):
        abort(404)
    zone = signed.home.zone
    every = worries.newest_first(house(), home_id, signed.person)
    note_all((Worry.kind, worry.id) for worry in every)
    found = [
        {
            "worry": worry,
            "at": f"{day(moment(worry.at), zone)}, {clock_time(moment(worry.at), zone)}",
            "read": worry.was_read_by(signed.person.id),
            "readers": ", ".join(one["name"] for one in worry.read_by),
            "only_you": bool(worry.kept_from),
        }
        for worry in every
    ]
    return pages.render("pages/worries.html", page_title=_("Worries that were written down"), found=found)


def worry_read(home_id: str, worry_id: str) -> Made:
    """Somebody who may has read it."""
    signed = require(home_id)
    worries.mark_read(house(), home_id, worry_id, signed.person)  # 404 for one that is not theirs to read
    pages.say(_("We have kept that you read it."))
    return redirect(url_for("worries", home_id=home_id), 303)


# -- who reads them -------------------------------------------------------------------------------------------------------


def worry_readers(home_id: str) -> Made:
    """The list of who reads worries, kept by those who decide about the home."""
    signed = require(home_id)
    if not asking.decides(home_id):
        abort(404)
    if request.method == "GET":
        return _list_page(home_id)
    lead, second, seen = (request.form.get(name, "") for name in ("lead", "second", "revision"))
    revision = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else 0
    try:
        worries.name_readers(house(), home_id, lead, second, signed.person.id, revision)
    except NotOnList as wrong:
        words = {
            "lead": _("Choose somebody who is a manager here."),
            "second": _("Choose a second person: once there are two, there stay two."),
            "same": _("Choose two different people, so that nobody is the only reader of a worry about themselves."),
        }
        return _list_page(home_id, (lead, second), words[str(wrong)], 422)
    except Conflict:
        words_now = _("Somebody else changed the list meanwhile. This is how it is now.")
        return _list_page(home_id, None, words_now, 409)
    pages.say(_("The list is kept."))
    return redirect(url_for("worry_readers", home_id=home_id), 303)


def _list_page(home_id: str, chosen: tuple[str, str] | None = None, problem: str = "", status: int = 200) -> Made:
    matrix = house().catalogue(home_id).matrix
    people = homes.people(house(), home_id)
    with house().store.read(home_id) as tx:
        found = worries.readers(tx) or Readers(id=worries.LIST, lead="")
    lead, second = chosen or (found.lead, found.second)
    names = {one.id: one.name for one in people}
    return pages.render(
        "pages/worry_readers.html",
        status,
        page_title=_("Who reads worries"),
        could=[(one.id, one.name) for one in people if worries.could_read(one, matrix)],
        lead=lead,
        second=second,
        revision=found.revision,
        has_second=bool(found.second),
        by=names.get(found.by, ""),
        on=day(moment(found.at), house().home(home_id).zone) if found.at else "",
        problem=problem,
    )
