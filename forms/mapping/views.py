"""Papers for outside: choose a format on somebody's page, and read or print what was said here under its headings."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, render_template, url_for

from core.catalogue import Published
from core.clock import local_date
from core.contributions import PagePart
from core.house import House
from core.records import Person
from core.web.asking import may_see, require, subject_or_404
from core.web.languages import day, language
from core.web.languages import gettext as _
from core.web.pages import render
from forms.companions import Looking
from forms.mapping.document import lay_out
from forms.model import STRICTEST


def in_force(house: House, home_id: str) -> list[Published]:
    """The formats of this home that hold today, by title."""
    today = local_date(house.clock.now(), house.home(home_id).zone)
    found = [
        one
        for one in house.catalogue(home_id).of_kind("mapping")
        if one.definition.from_ <= today and (one.definition.until is None or today <= one.definition.until)
    ]
    return sorted(found, key=lambda one: str(one.definition.title.said(language())))


def may_lay_out(home_id: str, mapping: Any, subject: Person) -> bool:
    """True when whoever is asking may see things of the format's own row; each answer is asked about once more."""
    return may_see(home_id, mapping.audience or STRICTEST, subject).yes


def add_to(pages: Blueprint, house: House) -> None:
    """Add the page of one document to the engine's blueprint."""

    @pages.get("/people/<person_id>/papers/<ref>")
    def paper(home_id: str, person_id: str, ref: str) -> Any:
        require(home_id)
        subject = subject_or_404(home_id, person_id)
        found = next((one for one in in_force(house, home_id) if one.ref == ref), None)
        if found is None or not may_lay_out(home_id, found.definition, subject):
            abort(404)
        looking = Looking.here(house, home_id)
        home = house.home(home_id)
        with house.store.read(home_id) as tx:
            parts = lay_out(looking, tx, found.definition, subject)
        return render(
            "forms/paper.html",
            home=home,
            subject=subject,
            mapping=found.definition,
            parts=parts,
            today=day(house.clock.now(), home.zone),
            since=day(found.definition.from_),
            page_title=_("{format}: {name}", format=found.definition.title.said(language()), name=subject.name),
        )


def part_of(page: Any) -> PagePart | None:
    """The formats on somebody's page, for those who may lay them out."""
    home_id, subject = page.home.id, page.subject
    cards = [
        {
            "title": one.definition.title.said(page.language),
            "about": one.definition.heading.said(page.language),
            "href": url_for("forms.paper", home_id=home_id, person_id=subject.id, ref=one.ref),
        }
        for one in in_force(page.house, home_id)
        if may_lay_out(home_id, one.definition, subject)
    ]
    return PagePart(render_template("forms/papers.html", cards=cards), "90") if cards else None
