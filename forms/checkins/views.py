"""The pages of check-ins: asking, one's own, one person's, and the home's groups."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.routing import BuildError

from core import outbox
from core.catalogue import Published
from core.house import House
from core.records import Person, moment, stamp
from core.stores.protocol import Tx
from core.web.asking import Signed, Viewer, require, subject_or_404
from core.web.languages import day, language, ngettext
from core.web.languages import gettext as _
from core.web.pages import render, say
from core.web.shown import note_all
from forms.checkins import asking, drawn, looking
from forms.checkins.groups import Outside, Quarter, TooFew, between
from forms.checkins.parts import offer_cards
from forms.model import CheckIn
from forms.pictures import show
from forms.records import Response

VIEWS = ("rows", "picture", "table")


def make(house: House) -> Blueprint:
    """The pages of check-ins."""
    pages = Blueprint("check_ins", __name__, url_prefix="/h/<home_id>/check-ins")
    _asking(pages, house)
    _one_s_own(pages, house)
    _looking(pages, house)
    return pages


def _found(house: House, home_id: str, ref: str) -> Published:
    """A check-in of this home, or 404."""
    published = house.catalogue(home_id).get("check_in", ref)
    if published is None:
        abort(404)
    return published


def _asking(pages: Blueprint, house: House) -> None:
    """Asking somebody who lives here."""

    @pages.get("/<ref>/ask/<person_id>")
    def ask(home_id: str, ref: str, person_id: str) -> Any:
        who = require(home_id)
        published, subject = _found(house, home_id, ref), _asked(house, who, person_id)
        with house.store.read(home_id) as tx:
            chance = _chance(house, who, tx, published, subject)
            kept = asking.Tried.get(tx, asking.tried_id(ref, subject.id, chance.window))
        return render(
            "forms/checkins/ask.html",
            form=published.definition,
            ref=ref,
            subject=subject,
            chance=chance,
            senses=_page_titles(chance),
            tries=len(kept.tries) if kept else 0,
            enough=kept is not None and len(kept.tries) >= asking.ENOUGH_TRIES,
            page_title=published.definition.title.said(language()),
        )

    @pages.post("/<ref>/ask/<person_id>")
    def ask_now(home_id: str, ref: str, person_id: str) -> Any:
        who = require(home_id)
        published, subject = _found(house, home_id, ref), _asked(house, who, person_id)
        way = request.form.get("way", "")
        voice = asking.home_voice(house.catalogue(home_id).people)
        if way not in ("own", "together", "noticed", "later"):
            abort(400)
        with house.store.tx(home_id, actor=who.person.id, purpose="check-in") as tx:
            _chance(house, who, tx, published, subject)
            if way == "later":
                asking.try_again_later(house, home_id, tx, published, subject, voice, who.person)
                say(_("That is fine. Nothing is written in their place; it stays a gap."))
                return redirect(url_for("check_ins.ask", home_id=home_id, ref=ref, person_id=person_id), 303)
            draft = asking.begin(
                house,
                home_id,
                tx,
                published,
                writer=who.person,
                person=subject,
                voice=voice,
                subject=subject.id,
                way=cast(asking.Way, way),
                everything=request.form.get("pages") == "all",
            )
        return redirect(url_for("forms.draft", home_id=home_id, draft_id=draft.id), 303)


def _one_s_own(pages: Blueprint, house: House) -> None:
    """One's own answers, whoever one is."""

    @pages.get("/<ref>/mine")
    def mine(home_id: str, ref: str) -> Any:
        who = require(home_id)
        published = _found(house, home_id, ref)
        with house.store.read(home_id) as tx:
            chance = _chance(house, who, tx, published, who.person)
            view = looking.of_person(house, home_id, tx, published, who.person, chance.voice)
            about = [one for one in (Person.get(tx, id) for id in who.person.of) if one is not None]
        return render(
            "forms/checkins/mine.html",
            form=published.definition,
            ref=ref,
            chance=chance,
            senses=_page_titles(chance),
            about=about if _is_family(house, chance) else [],
            only_mine=published.definition.for_own_eyes(chance.group),
            view=view,
            page_title=published.definition.title.said(language()),
            **_figure(house, home_id, published, view),
        )

    @pages.post("/<ref>/mine")
    def mine_now(home_id: str, ref: str) -> Any:
        who = require(home_id)
        published = _found(house, home_id, ref)
        with house.store.tx(home_id, actor=who.person.id, purpose="check-in") as tx:
            chance = _chance(house, who, tx, published, who.person)
            if request.form.get("way") == "later":
                asking.try_again_later(house, home_id, tx, published, who.person, chance.voice, who.person)
                say(_("That is fine. You will be asked another time."))
                return redirect(url_for("today", home_id=home_id), 303)
            draft = asking.begin(
                house,
                home_id,
                tx,
                published,
                writer=who.person,
                person=who.person,
                voice=chance.voice,
                subject=_about(house, who, tx, chance),
                way="own",
                everything=request.form.get("pages") == "all",
            )
        return redirect(url_for("forms.draft", home_id=home_id, draft_id=draft.id), 303)


def _looking(pages: Blueprint, house: House) -> None:
    """What was said: everything there is, one person, the groups, and offers."""

    @pages.get("/")
    def overview(home_id: str) -> Any:
        who = require(home_id)
        return render("forms/checkins/overview.html", page_title=_("Check-ins"), tools=_tools(house, who))

    @pages.get("/<ref>/person/<person_id>")
    def person(home_id: str, ref: str, person_id: str) -> Any:
        who = require(home_id)
        published, subject = _found(house, home_id, ref), subject_or_404(home_id, person_id)
        catalogue = house.catalogue(home_id)
        lives_here = catalogue.people.live_here().intersection(subject.roles)
        if not lives_here or not looking.may_see_one(
            catalogue, published.definition, who.viewer(catalogue.people), subject
        ):
            abort(404)
        with house.store.read(home_id) as tx:
            voice = asking.home_voice(catalogue.people)
            view = looking.of_person(house, home_id, tx, published, subject, voice)
            cards = offer_cards(catalogue, home_id, looking.offers(house, home_id, tx, who.person, subject))
            names = {one.id: one.name for one in Person.find(tx)}
        return render(
            "forms/checkins/person.html",
            form=published.definition,
            ref=ref,
            subject=subject,
            view=view,
            offers=cards,
            names=names,
            may_ask=asking.may_ask(who.person, catalogue.people, subject),
            page_title=published.definition.title.said(language()),
            **_figure(house, home_id, published, view),
        )

    @pages.get("/<ref>/groups")
    def groups(home_id: str, ref: str) -> Any:
        who = require(home_id)
        published = _found(house, home_id, ref)
        catalogue = house.catalogue(home_id)
        answer = looking.may_see_groups(catalogue, published.definition, who.viewer(catalogue.people))
        if not answer.yes:
            abort(404)
        today = asking.today_of(house, home_id)
        context: dict[str, Any] = {"form": published.definition, "page_title": _("How the groups see it")}
        if answer.at_least is not None:
            with house.store.read(home_id) as tx:
                outside = looking.outside_quarters(tx, catalogue, published, today, answer.at_least)
            tables = [_outside_table(published.definition, name, found) for name, found in outside]
            return render("forms/checkins/outside.html", tables=tables, **context)
        with house.store.read(home_id) as tx:
            every = looking.quarters(house, tx, catalogue, published, today)
        drawn_quarters = [_quarter(house, home_id, published, one) for one in every]
        floor = published.definition.privacy.at_least
        return render("forms/checkins/groups.html", quarters=drawn_quarters, floor=floor, **context)

    @pages.post("/offers/<offer_id>/rest")
    def let_rest(home_id: str, offer_id: str) -> Any:
        who = require(home_id)
        with house.store.tx(home_id, actor=who.person.id, purpose="offer") as tx:
            seen = {one.offer.id: one.offer for one in looking.offers(house, home_id, tx, who.person)}
            offer = seen.get(offer_id)
            if offer is None:
                abort(404)
            replace(offer, state="rested", rested_at=stamp(house.clock.now())).keep(tx)
            outbox.record(house, tx, "offer_rested", who.person.id, {"offer": offer_id})
        say(_("It rests now. It can always be talked about later."))
        return redirect(url_for("today", home_id=home_id), 303)


# -- who, and what they may do ---------------------------------------------------------------------------------------


def _asked(house: House, who: Signed, person_id: str) -> Person:
    """A resident whom whoever is asking may ask, or 404."""
    subject = subject_or_404(who.home.id, person_id)
    if not asking.may_ask(who.person, house.catalogue(who.home.id).people, subject):
        abort(404)
    return subject


def _chance(house: House, who: Signed, tx: Tx, published: Published, person: Person) -> asking.Chance:
    today = asking.today_of(house, who.home.id)
    chance = asking.chance(tx, house.catalogue(who.home.id, tx), published, person, today)
    if chance is None:
        abort(404)
    return chance


def _page_titles(chance: asking.Chance) -> list[str]:
    """What is asked in this window, in words."""
    pages = [page for page in chance.check_in.pages if page.id in chance.pages]
    return [page.title.said(language()) for page in pages if page.title is not None]


def _is_family(house: House, chance: asking.Chance) -> bool:
    """True for a voice whose own answers are about their time with one of the people who live here."""
    return chance.check_in.privacy.groups.get(chance.group) == "own_and_group"


def _about(house: House, who: Signed, tx: Tx, chance: asking.Chance) -> str | None:
    """Whom somebody's own answers are about: themselves where it is their home, whom they visit, or nobody."""
    people = house.catalogue(who.home.id, tx).people
    if people.live_here().intersection(who.person.roles):
        return who.person.id
    if not _is_family(house, chance) or not who.person.of:
        return None
    chosen = request.form.get("about", "")
    return chosen if chosen in who.person.of else who.person.of[0]


def _tools(house: House, who: Signed) -> list[dict[str, Any]]:
    """Each check-in with where whoever is asking can go from here."""
    home_id, lang = who.home.id, language()
    catalogue = house.catalogue(home_id)
    viewer = who.viewer(catalogue.people)
    tools = []
    with house.store.read(home_id) as tx:
        every = Person.find(tx, order="name")
        for published in catalogue.of_kind("check_in"):
            check_in: CheckIn = published.definition
            chance = asking.chance(tx, catalogue, published, who.person, asking.today_of(house, home_id))
            residents = [_resident(home_id, catalogue, published, viewer, one) for one in every]
            tools.append(
                {
                    "title": check_in.title.said(lang),
                    "about": check_in.about.said(lang) if check_in.about else "",
                    "mine": url_for("check_ins.mine", home_id=home_id, ref=published.ref) if chance else "",
                    "waiting": chance is not None and not chance.answered and not chance.not_this_time,
                    "groups": url_for("check_ins.groups", home_id=home_id, ref=published.ref)
                    if looking.may_see_groups(catalogue, check_in, viewer).yes
                    else "",
                    "residents": [one for one in residents if one is not None],
                }
            )
    return tools


def _resident(
    home_id: str, catalogue: Any, published: Published, viewer: Viewer, subject: Person
) -> dict[str, str] | None:
    if subject.id == viewer.person.id or not catalogue.people.live_here().intersection(subject.roles):
        return None
    if looking.may_see_one(catalogue, published.definition, viewer, subject):
        href = url_for("check_ins.person", home_id=home_id, ref=published.ref, person_id=subject.id)
    elif asking.may_ask(viewer.person, catalogue.people, subject):
        href = url_for("check_ins.ask", home_id=home_id, ref=published.ref, person_id=subject.id)
    else:
        return None
    return {"title": subject.name, "href": href}


# -- pictures --------------------------------------------------------------------------------------------------------


def _figure(house: House, home_id: str, published: Published, view: looking.PersonView) -> dict[str, Any]:
    """The picture a page asks for with `?as=`: rows of faces first, the check-in's own picture, or the table alone."""
    chosen = request.args.get("as", VIEWS[0])
    chosen = chosen if chosen in VIEWS else VIEWS[0]
    own = published.definition.picture or "dots"
    key = own if chosen == "picture" else "dots"
    made = show.make(house, key, view.data, language())
    figure = show.figure(made, faces=key == "dots", drawn=chosen != "table") if not view.empty else ""
    title = show.pictures_of(house)[own].title.said(language()) if own in show.pictures_of(house) else ""
    zone = house.home(home_id).zone
    note_all((Response.kind, one.id) for one in view.responses)
    said = [
        {
            "words": day(moment(one.sent_at), zone),
            "href": url_for("forms.answers", home_id=home_id, response_id=one.id),
        }
        for one in view.responses
    ]
    return {"figure": figure, "shown_as": chosen, "own_picture": title if own != "dots" else "", "said": said}


def _begins(house: House, home_id: str, published: Published, opens: str | None) -> tuple[str, str]:
    """(title, address) of the conversation that a question between groups could begin; empty where the home does not use it."""
    if opens is None:
        return "", ""
    ref = opens if "." in opens else f"{published.pack}.{opens}"
    found = house.catalogue(home_id).get("workflow", ref)
    if found is None:
        return "", ""
    try:
        return found.definition.title.said(language()), url_for("workflows.new", home_id=home_id, ref=ref)
    except BuildError:
        return "", ""


def _quarter(house: House, home_id: str, published: Published, one: Quarter) -> dict[str, Any]:
    check_in: CheckIn = published.definition
    title = looking.quarter_words(one.name)
    data = drawn.of_groups(check_in, title, one.groups)
    made = show.make(house, check_in.picture or "dots", data, language())
    teams = drawn.of_groups(check_in, title, one.teams)
    return {
        "title": title.said(language()),
        "over": one.over,
        "figure": show.figure(made, level=2, title=title.said(language())) if data.lines else "",
        "asks": [
            (line.ask.said(language()), _begins(house, home_id, published, line.opens))
            for line in between(check_in, one.groups)
        ],
        "too_few": [_too_few(group) for group in (*one.groups, *one.teams) if isinstance(group, TooFew)],
        "teams": show.make(house, "dots", teams, language()) if teams.lines else None,
    }


def _too_few(one: TooFew) -> str:
    title = one.title.said(language())
    if one.folded_into is None:
        return _("{group}: too few to show.", group=title)
    return _("{team}: too few to show; folded into “{group}”.", team=title, group=one.folded_into.said(language()))


def _outside_table(check_in: CheckIn, name: str, found: tuple[Outside | TooFew, ...]) -> dict[str, Any]:
    rows: list[tuple[str, ...]] = []
    spokes = drawn.spokes(check_in)
    for one in found:
        if isinstance(one, TooFew):
            rows.append((one.title.said(language()), _("Too few to show; ask the home."), "", ""))
            continue
        for spoke in spokes:
            counts = one.counts.get(spoke.id)
            said = (
                ", ".join(f"{step.title.said(language())}: {counts[step.id]}" for step in spoke.steps)
                if counts
                else _("Too few to show; ask the home.")
            )
            people = ngettext("about {n} person", "about {n} people", one.people) if counts else ""
            rows.append((one.title.said(language()), spoke.title.said(language()), people, said))
    return {"title": looking.quarter_words(name).said(language()), "rows": rows}
