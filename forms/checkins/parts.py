"""What check-ins add to the home's pages: one that waits, offers that are open, and the way to a person's own rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import render_template, url_for
from werkzeug.routing import BuildError

from core.catalogue import Catalogue
from core.contributions import PagePart
from core.web.languages import gettext as _
from core.web.languages import language
from core.web.shown import shown
from forms.checkins import asking, looking
from forms.checkins.signals import Offer


def parts(slot: str, page: Any) -> Iterable[PagePart]:
    """The parts for one slot of one page (`core.web.pages.PageAsked`)."""
    if slot == "home.nav":
        if page.house.catalogue(page.home.id).of_kind("check_in"):
            yield PagePart(render_template("forms/checkins/nav.html", home_id=page.home.id), "40")
    elif slot == "home.waiting":
        yield from _waiting(page)
    elif slot == "person.main" and page.subject is not None:
        cards = _about(page)
        with page.house.store.read(page.home.id) as tx:
            found = list(looking.offers(page.house, page.home.id, tx, page.signed.person, page.subject))
        offers = offer_cards(page.house.catalogue(page.home.id), page.home.id, found)
        if cards or offers:
            yield PagePart(render_template("forms/checkins/about_person.html", cards=cards, offers=offers), "30")


def _waiting(page: Any) -> Iterable[PagePart]:
    house, home_id, person = page.house, page.home.id, page.signed.person
    catalogue = house.catalogue(home_id)
    waiting = []
    with house.store.read(home_id) as tx:
        for published in catalogue.of_kind("check_in"):
            chance = asking.chance(tx, catalogue, published, person, asking.today_of(house, home_id))
            if chance is not None and not chance.answered and not chance.not_this_time:
                href = url_for("check_ins.mine", home_id=home_id, ref=published.ref)
                waiting.append({"title": published.definition.title.said(language()), "href": href})
        offers = offer_cards(catalogue, home_id, looking.offers(house, home_id, tx, person))
    if waiting or offers:
        yield PagePart(render_template("forms/checkins/today.html", waiting=waiting, offers=offers), "20")


def _about(page: Any) -> list[dict[str, str]]:
    """Where whoever is asking can go about the person whose page this is."""
    catalogue = page.house.catalogue(page.home.id)
    person, subject = page.signed.person, page.subject
    viewer = page.signed.viewer(catalogue.people)
    cards = []
    for published in catalogue.of_kind("check_in"):
        title = published.definition.title.said(language())
        where = {"home_id": page.home.id, "ref": published.ref, "person_id": subject.id}
        if not catalogue.people.live_here().intersection(subject.roles):
            continue
        if looking.may_see_one(catalogue, published.definition, viewer, subject):
            words = _("What was said, row by row")
            cards.append({"title": title, "about": words, "href": url_for("check_ins.person", **where)})
        if asking.may_ask(person, catalogue.people, subject):
            words = _("Ask {name}", name=subject.name)
            cards.append({"title": words, "about": title, "href": url_for("check_ins.ask", **where)})
    return cards


def offer_cards(catalogue: Catalogue, home_id: str, found: Iterable[looking.OfferView]) -> list[dict[str, Any]]:
    """Open offers in words, each with where it can lead and how it is laid to rest."""
    cards = []
    for one in found:
        shown(Offer.kind, one.offer.id)
        words = one.offer.words.said(language())
        if one.whose == "asked":
            words = _("{name} would like to talk with you. Please go to them within a day.", name=one.person.name)
        cards.append(
            {
                "whose": {"asked": one.person.name, "theirs": _("When you are with {name}", name=one.person.name)}.get(
                    one.whose, ""
                ),
                "words": words,
                "opens": _opens(catalogue, home_id, one) if one.whose != "asked" else "",
                "rest": url_for("check_ins.let_rest", home_id=home_id, offer_id=one.offer.id),
            }
        )
    return cards


def _opens(catalogue: Catalogue, home_id: str, one: looking.OfferView) -> str:
    """Where the offered conversation begins; nothing when the home does not use that module."""
    if not one.offer.opens or catalogue.get("workflow", one.offer.opens) is None:
        return ""
    subject = one.offer.person
    try:
        return url_for("workflows.new", home_id=home_id, ref=one.offer.opens, subject=subject)
    except BuildError:
        return ""
