"""`I'm worried about someone`: on every screen, also before signing in, with or without a name."""

from __future__ import annotations

from flask import Flask, abort, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from core import worries
from core.ids import new_token
from core.records import Home, moment
from core.stores.protocol import NotFound
from core.web import asking, pages
from core.web.asking import house, public, require
from core.web.languages import _, clock_time, day
from core.worries import TooManyWorries

LONGEST, LONGEST_NAME = 20_000, 1_000
"""Most characters of the worry, and of who it is about, who writes, and how to reach them."""

Made = tuple[str, int] | BaseResponse


def install(app: Flask) -> None:
    """Give an app these pages."""
    app.add_url_rule("/worried", "worried", worried)
    app.add_url_rule("/h/<home_id>/worried", "worried_home", worried_home, methods=["GET", "POST"])
    app.add_url_rule("/h/<home_id>/worried/heard", "worried_heard", worried_heard)
    app.add_url_rule("/h/<home_id>/worries", "worries", worries_page)
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
    typed = {name: request.form.get(name, "") for name in ("about", "words", "name", "reach", "once")}
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
            from_inside=asking.asker(home_id) is not None,
        )
    except TooManyWorries:
        return _page(
            home, typed, _("So much was written here in the last hour that we can take no more. Please phone."), 429
        )
    return redirect(url_for("worried_heard", home_id=home_id), 303)


def _page(home: Home, typed: dict[str, str], problem: str = "", status: int = 200) -> Made:
    return pages.render(
        "pages/worried.html",
        status,
        page_title=_("I'm worried about someone"),
        home=home,
        turn_to=_turn_to(home),
        typed=typed,
        problem=problem,
    )


def _turn_to(home: Home) -> list[tuple[str, str]]:
    """Whom to turn to, as pairs of what they are and who that is."""
    known = home.worried
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
        lead=home.worried.get("lead", ""),
        turn_to=_turn_to(home),
    )


def may_read_worries(home_id: str) -> bool:
    """True when whoever is asking is on this home's list of those who read worries."""
    return asking.may_see(home_id, worries.ROW, None, of_home=True).yes


def worries_page(home_id: str) -> Made:
    """What was written, for those who may read it; for everybody else there is no such page."""
    signed = require(home_id)
    if not may_read_worries(home_id):
        abort(404)
    zone = signed.home.zone
    found = [
        {
            "worry": worry,
            "at": f"{day(moment(worry.at), zone)}, {clock_time(moment(worry.at), zone)}",
            "read": worry.was_read_by(signed.person.id),
            "readers": ", ".join(one["name"] for one in worry.read_by),
        }
        for worry in worries.newest_first(house(), home_id)
    ]
    return pages.render("pages/worries.html", page_title=_("Worries that were written down"), found=found)


def worry_read(home_id: str, worry_id: str) -> Made:
    """Somebody who may has read it."""
    signed = require(home_id)
    if not may_read_worries(home_id):
        abort(404)
    worries.mark_read(house(), home_id, worry_id, signed.person)
    pages.say(_("We have kept that you read it."))
    return redirect(url_for("worries", home_id=home_id), 303)
