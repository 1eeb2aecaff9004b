"""What the forms engine adds to the home's pages: drafts that wait for their writer, and forms that stand alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import render_template, url_for

from core.contributions import PagePart
from core.records import Person
from forms.alone import is_about_somebody, standing_alone, whose
from forms.growing import grown_of
from forms.mapping.views import part_of as papers_of
from forms.records import Draft


def parts(slot: str, page: Any) -> Iterable[PagePart]:
    """The parts for one slot of one page (`core.web.pages.PageAsked`)."""
    if slot == "home.nav":
        yield PagePart(render_template("forms/nav.html", home_id=page.home.id), "50")
    elif slot == "home.waiting":
        waiting = _drafts(page)
        if waiting:
            yield PagePart(render_template("forms/waiting.html", cards=waiting), "30")
    elif slot == "home.today":
        alone = _alone(page, None)
        if alone:
            yield PagePart(render_template("forms/alone_list.html", cards=alone), "70")
    elif slot == "person.main" and page.subject is not None:
        grown = grown_of(page, page.subject)
        if grown:
            yield PagePart(render_template("forms/grown.html", grown=grown), "10")
        alone = [] if page.subject.gone else _alone(page, page.subject)
        if alone:
            yield PagePart(render_template("forms/alone_list.html", cards=alone), "80")
        papers = papers_of(page)
        if papers is not None:
            yield papers


def _drafts(page: Any) -> list[dict[str, str]]:
    catalogue = page.house.catalogue(page.home.id)
    cards = []
    with page.house.store.read(page.home.id) as tx:
        for draft in Draft.find(tx, {"writer": page.signed.person.id}, order="saved_at"):
            found = catalogue.definitions.get(draft.ref)
            subject = Person.get(tx, draft.subject or "")
            cards.append(
                {
                    "title": found.definition.title.said(page.language) if found else draft.form,
                    "about": subject.name if subject else "",
                    "href": url_for("forms.draft", home_id=page.home.id, draft_id=draft.id),
                }
            )
    return cards


def _alone(page: Any, subject: Person | None) -> list[dict[str, str]]:
    catalogue = page.house.catalogue(page.home.id)
    cards = []
    for one in standing_alone(page.house, catalogue):
        if (subject is not None) != is_about_somebody(one.definition) or (subject is not None and one.definition.grows):
            continue  # what grows stands on the person's page with what it says so far
        if not whose(one.definition, page.signed, catalogue.people, subject):
            continue
        href = url_for("forms.alone", home_id=page.home.id, ref=one.ref, subject=subject.id if subject else None)
        cards.append(
            {
                "title": one.definition.title.said(page.language),
                "about": one.definition.about.said(page.language) if one.definition.about else "",
                "href": href,
            }
        )
    return cards
