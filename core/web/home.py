"""The pages of a home that the core itself has: today, its people, its modules, and who may see what."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from core import homes, worries
from core.contributions import PagePart
from core.homes import HomeError
from core.house import TOOLS
from core.permissions import Mark, Matrix, Row
from core.records import Person, Tools
from core.stores.protocol import Conflict
from core.web import asking, pages, sharing
from core.web.asking import Signed, Viewer, house, require, subject_or_404
from core.web.languages import _, join, language, ngettext
from core.web.looked import may_see_looks
from core.web.worried import may_read_worries

PERSON_ROW = "person_page"

Made = tuple[str, int] | BaseResponse


def install(app: Flask) -> None:
    """Give an app these pages."""
    app.add_url_rule("/h/<home_id>/", "today", today)
    app.add_url_rule("/h/<home_id>/people/", "people", people)
    app.add_url_rule("/h/<home_id>/people/<person_id>", "person", person)
    app.add_url_rule("/h/<home_id>/modules", "modules", modules, methods=["GET", "POST"])
    app.add_url_rule("/h/<home_id>/who-may-see", "who_may_see", who_may_see)
    app.add_url_rule("/plugins", "plugins", plugins)


def today(home_id: str) -> Made:
    """What plugins add, among it what is waiting for whoever is asking, and the people who live here.

    A worry goes before everything; else what somebody would like to do goes before what waits.
    """
    signed = require(home_id)
    waiting = []
    if may_read_worries(home_id) and (number := worries.unread(house(), home_id, signed.person)):
        title = ngettext("A worry was written down", "{n} worries were written down", number)
        waiting.append({"title": title, "href": url_for("worries", home_id=home_id)})
    waits = render_template("pages/waiting.html", cards=waiting, parts=pages.parts("home.waiting"))
    return pages.render(
        "pages/today.html",
        page_title=_("Today"),
        parts=pages.parts("home.today", own=PagePart(waits, "00" if waiting else "08")),
        cards=_cards(signed, _known_to(signed)),
    )


def people(home_id: str) -> Made:
    """The people whose pages whoever is asking may open."""
    signed = require(home_id)
    return pages.render(
        "pages/people.html", page_title=_("The people who live here"), cards=_cards(signed, _known_to(signed))
    )


def _known_to(signed: Signed) -> list[Person]:
    """Those whose home it is, as far as whoever is asking may open their page."""
    catalogue = house().catalogue(signed.home.id)
    viewer = signed.viewer(catalogue.people)
    at_home = catalogue.people.live_here()
    every = homes.people(house(), signed.home.id)
    return [one for one in every if at_home.intersection(one.roles) and may_open(viewer, catalogue.matrix, one)]


def may_open(viewer: Viewer, matrix: Matrix, subject: Person) -> bool:
    """A person's page opens for themselves, for those who are there for them, and for whoever may see pages about people.

    What stands on it is asked again, part by part.
    """
    if subject.id == viewer.person.id or viewer.is_there_for(subject):
        return True
    return matrix.may(viewer.asker(subject), PERSON_ROW).yes


def _cards(signed: Signed, found: list[Person]) -> list[dict[str, str]]:
    cards = []
    for one in found:
        status = status_words(one.status)
        card = {"title": one.name, "href": url_for("person", home_id=signed.home.id, person_id=one.id)}
        if one.id == signed.person.id:
            card["about"] = _("This is you")
        cards.append({**card, **({"tag": status, "tag_kind": "quiet"} if status else {})})
    return cards


def status_words(status: str) -> str:
    """How it is with somebody, in words; nothing for whoever is here."""
    return {
        "hospital": _("In hospital for now"),
        "away": _("Away for now"),
        "died": _("Has died; remembered here"),
    }.get(status, "")


def person(home_id: str, person_id: str) -> Made:
    """The page of one person, made of what plugins add to it."""
    signed = require(home_id)
    subject = subject_or_404(home_id, person_id)
    catalogue = house().catalogue(home_id)
    at_home = catalogue.people.live_here()
    if not at_home.intersection(subject.roles) and subject.id != signed.person.id:
        abort(404)
    if not may_open(signed.viewer(catalogue.people), catalogue.matrix, subject):
        abort(404)
    return pages.render(
        "pages/person.html",
        page_title=subject.name,
        subject=subject,
        status_words=status_words(subject.status),
        statuses=statuses_for(home_id, signed),
        may_see_looks=may_see_looks(home_id, subject),
        gives=bool(sharing.may_give(signed, subject)),
        parts=pages.parts("person.main", subject),
    )


def statuses_for(home_id: str, signed: Signed) -> list[tuple[str, str]]:
    """What can be said of somebody's whereabouts by whoever is asking: those trained to lead, and those who decide."""
    known = house().catalogue(home_id).people.roles
    trained = any(known[role].may_host for role in signed.roles if role in known)
    if not trained and not may_set(home_id):
        return []
    words = {
        "here": _("Here again"),
        "hospital": _("In hospital"),
        "away": _("Away for a while"),
        "died": _("Has died"),
    }
    return [(status, words[status]) for status in homes.STATUSES]


# -- modules ---------------------------------------------------------------------------------------------------------


def may_set(home_id: str) -> bool:
    """True when whoever is asking decides about this home's tools."""
    return asking.decides(home_id)


def modules(home_id: str) -> Made:
    """The modules that can be switched on and off."""
    signed = require(home_id)
    if not may_set(home_id):
        abort(404)
    problem, status = "", 200
    if request.method == "POST":
        try:
            return _switch(signed)
        except HomeError:
            problem, status = _("Another module needs this one. Switch that one off first."), 400
        except Conflict:
            problem, status = _("Somebody else changed the modules meanwhile. This is how they are now."), 409
    with house().store.read(home_id) as tx:
        tools = Tools.get(tx, TOOLS) or Tools(id=TOOLS)
    found = [_module(one, tools) for one in homes.installed_modules(house())]
    return pages.render(
        "pages/modules.html", status, page_title=_("Modules"), found=found, revision=tools.revision, problem=problem
    )


def _switch(signed: Signed) -> Made:
    module, on = request.form.get("module", ""), request.form.get("on") == "yes"
    revision = request.form.get("revision", "")
    if module not in homes.installed_modules(house()) or not (
        revision.isascii() and revision.isdecimal() and len(revision) < 10
    ):
        abort(400)
    homes.switch_module(house(), signed.home.id, module, on, signed.person.id, int(revision))
    pages.say(_("Switched on.") if on else _("Switched off. What was kept with it can still be read."))
    return redirect(url_for("modules", home_id=signed.home.id), 303)


def _module(id: str, tools: Tools) -> dict[str, object]:
    head = house().installed.catalogue.packs[id]
    lang = language()
    needs = [_title(one) for one in homes.needed_by(house(), id)]
    return {
        "id": id,
        "title": head.title.said(lang),
        "about": head.about.said(lang) if head.about else "",
        "on": id in tools.modules,
        "needs": join(needs),
    }


def _title(module: str) -> str:
    head = house().installed.catalogue.packs.get(module)
    return str(head.title.said(language())) if head else module


# -- who may see what, and plugins -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Seen:
    """One row of the matrix, said for whoever is asking."""

    title: str
    words: str


def who_may_see(home_id: str) -> Made:
    """What I may see here, and why, row by row."""
    signed = require(home_id)
    catalogue = house().catalogue(home_id)
    roles = [
        catalogue.people.roles[role].title.said(language()) for role in signed.roles if role in catalogue.people.roles
    ]
    rows = [Seen(row.title.said(language()), _row_words(row, signed.roles)) for row in catalogue.matrix.rows.values()]
    return pages.render(
        "pages/who_may_see.html",
        page_title=_("What I may see, and why"),
        rows=rows,
        roles=join(roles),
        shared=sharing.with_me(signed),
    )


_WIDEST = ("full", "when", "own", "none")


def _row_words(row: Row, roles: tuple[str, ...]) -> str:
    marks = sorted((row.may[role] for role in roles if role in row.may), key=lambda mark: _WIDEST.index(mark.see))
    return mark_words(marks[0]) if marks else _("Not for you to see.")


def mark_words(mark: Mark) -> str:
    """A mark of the matrix as a sentence to whoever holds it."""
    if mark.see == "full":
        return _("Yes, as far as it is about you, those you are there for, or the whole home you work in.")
    if mark.see == "own" or mark.when == "own":
        return _("Only what you said yourself.")
    if mark.see == "none":
        return _("Not for you to see.")
    if mark.when == "seat":
        return _("Where you have a seat in that conversation.")
    if mark.when == "circle":
        return _("For those who have you in their circle.")
    if mark.when == "named":
        return _("When your name is on the list that this home keeps for it.")
    if mark.when == "scope":
        return _("Where a legal authority, or your post in the home, gives you the right.")
    return _("When it has been shared with you, until that is taken back.")


def plugins() -> Made:
    """What became of every plugin, for whoever decides about the tools of a home."""
    account = asking.require_account()
    if not any(asking.asker(home_id) is not None and may_set(home_id) for home_id in account.people):
        abort(404)
    return pages.render("pages/plugins.html", page_title=_("Plugins"), states=house().plugin_states())
