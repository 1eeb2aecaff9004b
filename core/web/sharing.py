"""What is shared about somebody: with whom, until when; given and taken back on one page of theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Flask, abort, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from core import homes, shares
from core.clock import local_date
from core.permissions import Row
from core.records import Person, moment
from core.shares import Giver, Share
from core.text import Text
from core.web import pages
from core.web.asking import Signed, decides, house, require, subject_or_404
from core.web.languages import _, day, language

Made = tuple[str, int] | BaseResponse
LONGEST_WHY = 1_000


def install(app: Flask) -> None:
    """Give an app these pages."""
    app.add_url_rule("/h/<home_id>/people/<person_id>/shared", "shared", shared, methods=["GET", "POST"])
    app.add_url_rule("/h/<home_id>/shared", "home_shares", home_shares, methods=["GET", "POST"])
    app.add_url_rule("/h/<home_id>/shared/<share_id>/back", "share_back", share_back, methods=["POST"])


@dataclass(frozen=True)
class ShareShown:
    """One live share in words."""

    id: str
    what: str
    who: str
    until: str
    how: str
    may_withdraw: bool


def may_give(signed: Signed, subject: Person) -> dict[str, Giver]:
    """row → as whom whoever is asking may share it about this person; empty for those who may not."""
    catalogue = house().catalogue(signed.home.id)
    if not catalogue.people.live_here().intersection(subject.roles) or subject.gone:
        return {}
    asker = signed.viewer(catalogue.people).asker(subject)
    found = {}
    for row in shares.gifts(catalogue.matrix):
        answer = catalogue.matrix.may(asker, row.id)
        as_ = shares.giver(row, signed.person, subject, catalogue.people, answer.whole)
        if as_ is not None:
            found[row.id] = as_
    return found


def shared(home_id: str, person_id: str) -> Made:
    """What is shared about somebody, for whoever may give it, and the page to share more."""
    signed, subject = require(home_id), subject_or_404(home_id, person_id)
    gives = may_give(signed, subject)
    if not gives:
        abort(404)
    if request.method == "GET":
        return _page(signed, subject, gives)
    return _given(signed, subject, gives)


def _given(signed: Signed, subject: Person, gives: dict[str, Giver]) -> Made:
    matrix, people = house().catalogue(signed.home.id).matrix, house().catalogue(signed.home.id).people
    row_id, until, how = (request.form.get(name, "").strip() for name in ("row", "until", "how"))
    to = homes.person(house(), signed.home.id, request.form.get("to", "")[:64])
    row = matrix.rows.get(row_id) if row_id in gives else None
    if row is None or to is None:
        return _page(signed, subject, gives, _("Choose what to share, and with whom."))
    if not shares.may_receive(row, to, subject, people):
        words = _(
            "“{what}” is not something that is shared with {name}.", what=row.title.said(language()), name=to.name
        )
        return _page(signed, subject, gives, words)
    last = _day_of(until)
    if until and (last is None or last < _today(signed)):
        return _page(signed, subject, gives, _("Choose a last day that is still to come, or leave it empty."))
    as_ = gives[row_id]
    known = next((one for one in shares.HOWS if one == how), None)
    if as_ == "note" and known is None:
        return _page(
            signed, subject, gives, _("Say how {name} gave it. What was only noticed is not a yes.", name=subject.name)
        )
    shares.give(
        house(), signed.home.id, about=subject, row=row.id, to=to, by=signed.person, as_=as_,
        how=known if as_ == "note" and known else "written", until=last.isoformat() if last else "",
    )  # fmt: skip
    pages.say(_("Shared with {name}.", name=to.name))
    return redirect(url_for("shared", home_id=signed.home.id, person_id=subject.id), 303)


def share_back(home_id: str, share_id: str) -> Made:
    """A share taken back: by whoever may give it, or laid down by whom it was given to."""
    signed = require(home_id)
    with house().store.read(home_id) as tx:
        share = Share.get(tx, share_id[:64])
        subject = Person.get(tx, share.about) if share is not None and share.about else None
    if share is None or (subject is None and share.about != shares.OF_HOME):
        abort(404)
    mine = share.to == signed.person.id
    if not mine and not (decides(home_id) if subject is None else share.row in may_give(signed, subject)):
        abort(404)
    shares.withdraw(house(), home_id, share.id, signed.person.id, request.form.get("why", "").strip()[:LONGEST_WHY])
    pages.say(_("Taken back. It opens nothing from now on."))
    if mine:
        return redirect(url_for("who_may_see", home_id=home_id), 303)
    if subject is None:
        return redirect(url_for("home_shares", home_id=home_id), 303)
    return redirect(url_for("shared", home_id=home_id, person_id=subject.id), 303)


def home_shares(home_id: str) -> Made:
    """What the home itself shares with somebody outside, such as the council: for those who decide, and nobody's name in it."""
    signed = require(home_id)
    if not decides(home_id):
        abort(404)
    if request.method == "GET":
        return _home_page(signed)
    catalogue = house().catalogue(home_id)
    row_id, until = (request.form.get(name, "").strip() for name in ("row", "until"))
    to = homes.person(house(), home_id, request.form.get("to", "")[:64])
    row = next((one for one in shares.home_gifts(catalogue.matrix) if one.id == row_id), None)
    if row is None or to is None or not shares.may_receive_of_home(row, to, catalogue.people):
        return _home_page(signed, _("Choose what to share, and with whom."))
    last = _day_of(until)
    if until and (last is None or last < _today(signed)):
        return _home_page(signed, _("Choose a last day that is still to come, or leave it empty."))
    shares.give(
        house(), home_id, about=None, row=row.id, to=to, by=signed.person, as_="own",
        how="written", until=last.isoformat() if last else "",
    )  # fmt: skip
    pages.say(_("Shared with {name}.", name=to.name))
    return redirect(url_for("home_shares", home_id=home_id), 303)


def _home_page(signed: Signed, problem: str = "") -> Made:
    catalogue = house().catalogue(signed.home.id)
    rows = shares.home_gifts(catalogue.matrix)
    every = homes.people(house(), signed.home.id)
    with house().store.read(signed.home.id) as tx:
        live = shares.of(house(), tx, signed.home.zone, shares.OF_HOME)
    return pages.render(
        "pages/home_shares.html",
        422 if problem else 200,
        page_title=_("What our home shares"),
        found=[_shown(signed, one, catalogue.matrix.rows.get(one.row), True) for one in live],
        rows=[(row.id, row.title.said(language())) for row in rows],
        could=[
            (one.id, one.name)
            for one in every
            if any(shares.may_receive_of_home(row, one, catalogue.people) for row in rows)
        ],
        typed={name: request.form.get(name, "") for name in ("row", "to", "until")},
        problem=problem,
    )


def _page(signed: Signed, subject: Person, gives: dict[str, Giver], problem: str = "") -> Made:
    catalogue = house().catalogue(signed.home.id)
    every = homes.people(house(), signed.home.id)
    rows = [row for row in shares.gifts(catalogue.matrix) if row.id in gives]
    could = [one for one in every if any(shares.may_receive(row, one, subject, catalogue.people) for row in rows)]
    return pages.render(
        "pages/shared.html",
        422 if problem else 200,
        page_title=_("What is shared about {name}", name=subject.name),
        subject=subject,
        mine=subject.id == signed.person.id,
        found=about(signed, subject, gives),
        rows=[(row.id, row.title.said(language())) for row in rows],
        could=[(one.id, one.name) for one in could],
        notes="note" in gives.values(),
        hows=shares.HOWS,
        typed={name: request.form.get(name, "") for name in ("row", "to", "until", "how")},
        problem=problem,
    )


def about(signed: Signed, subject: Person, gives: dict[str, Giver]) -> list[ShareShown]:
    """The live shares about somebody that whoever is asking may give, and so may take back."""
    matrix = house().catalogue(signed.home.id).matrix
    with house().store.read(signed.home.id) as tx:
        live = shares.of(house(), tx, signed.home.zone, subject.id)
    return [_shown(signed, one, matrix.rows.get(one.row), one.row in gives) for one in live if one.row in gives]


def with_me(signed: Signed) -> list[ShareShown]:
    """What is shared with whoever is asking, about whom."""
    matrix = house().catalogue(signed.home.id).matrix
    found = []
    with house().store.read(signed.home.id) as tx:
        live = [one for one in Share.find(tx, {"to": signed.person.id}) if one.live(_today(signed))]
    for one in live:
        who = homes.person(house(), signed.home.id, one.about) if one.about else None
        name = who.name if who else "" if one.about else Text(signed.home.name).said(language())
        made = _shown(signed, one, matrix.rows.get(one.row), True)
        found.append(ShareShown(made.id, made.what, name, made.until, made.how, True))
    return found


def _shown(signed: Signed, share: Share, row: Row | None, may_withdraw: bool) -> ShareShown:
    names = {one.id: one.name for one in homes.people(house(), signed.home.id)}
    given, noted = names.get(share.given_by, ""), names.get(share.noted_by, "")
    on = day(moment(share.given_at), signed.home.zone)
    how = _("Given by {name} on {day}", name=given, day=on)
    if share.noted_by != share.given_by:
        how = _("Given by {name} on {day}, written down by {who}", name=given, day=on, who=noted)
    last = _day_of(share.until)
    until = _("until {day}", day=day(last, signed.home.zone)) if last else _("until it is taken back")
    what = row.title.said(language()) if row is not None else share.row
    return ShareShown(share.id, what, names.get(share.to, ""), until, how, may_withdraw)


def _today(signed: Signed) -> date:
    return local_date(house().clock.now(), signed.home.zone)


def _day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
