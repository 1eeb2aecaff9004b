"""Forms that stand alone: not part of a workflow, filled in whenever somebody has something to say."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, request, url_for

from core.catalogue import Catalogue, Published
from core.house import House
from core.ids import new_id
from core.people import People
from core.records import Person
from core.web.asking import Signed, Viewer, require
from core.web.languages import gettext as _
from core.web.languages import language
from core.web.pages import render
from forms.drafts import begin
from forms.model import Form


def standing_alone(house: House, catalogue: Catalogue) -> list[Published]:
    """The forms of a home that no workflow asks."""
    asked: set[str] = set()
    for one in catalogue.definitions.values():
        asks = house.installed.kinds[one.kind].asks
        if asks is not None:
            asked |= {form if "." in form else f"{one.pack}.{form}" for _, form, _ in asks(one.definition)}
    return [one for one in catalogue.of_kind("form") if one.ref not in asked]


def may_fill(form: Form, voice: str | None) -> bool:
    """True when this voice is one of those the form asks (none named: every voice)."""
    return voice is not None and (not form.voices or voice in form.voices)


def whose(form: Form, who: Signed, people: People, subject: Person | None) -> list[tuple[str, str, str | None]]:
    """Whose view the writer can put down: (voice, words, person): their own, and that of the person it is about."""
    choices: list[tuple[str, str, str | None]] = []
    voice = who.voice(people)
    if may_fill(form, voice):
        choices.append((str(voice), _("My own view"), who.person.id))
    if subject is not None and subject.id != who.person.id and "resident" in form.voices:
        words = _("{name}'s own words, and I write them down").replace("{name}", subject.name)
        choices.append(("resident", words, subject.id))
    return choices


def add_to(pages: Blueprint, house: House) -> None:
    """Add the pages that begin a form."""

    def _found(home_id: str, ref: str) -> Published:
        catalogue = house.catalogue(home_id)
        return next((one for one in standing_alone(house, catalogue) if one.ref == ref), None) or abort(404)

    def _subjects(home_id: str, who: Signed) -> list[Person]:
        people = house.catalogue(home_id).people
        viewer = Viewer(who.person, people)
        with house.store.read(home_id) as tx:
            every = Person.find(tx, order="name")
        here = [one for one in every if "resident" in one.roles and one.status != "died"]
        matrix = house.catalogue(home_id).matrix
        return [one for one in here if matrix.may(viewer.asker(one), "person_page").yes]

    @pages.get("/forms/<ref>")
    def alone(home_id: str, ref: str) -> Any:
        who = require(home_id)
        found = _found(home_id, ref)
        people = house.catalogue(home_id).people
        about = found.definition.subject in ("resident", "person", "pair")
        subjects = _subjects(home_id, who) if about else []
        chosen = next((one for one in subjects if one.id == request.args.get("subject")), None)
        choices = whose(found.definition, who, people, chosen)
        if not choices and not about:
            abort(404)
        return render(
            "forms/alone.html",
            form=found.definition,
            ref=ref,
            about=about,
            subjects=subjects,
            chosen=chosen,
            choices=choices,
            page_title=found.definition.title.said(language()),
        )

    @pages.post("/forms/<ref>")
    def alone_begin(home_id: str, ref: str) -> Any:
        who = require(home_id)
        found = _found(home_id, ref)
        people = house.catalogue(home_id).people
        about = found.definition.subject in ("resident", "person", "pair")
        subject = next((one for one in _subjects(home_id, who) if one.id == request.form.get("subject")), None)
        if about and subject is None:
            return redirect(url_for("forms.alone", home_id=home_id, ref=ref), 303)
        choices = {
            voice: person for voice, _words, person in whose(found.definition, who, people, subject if about else None)
        }
        voice = request.form.get("voice", "") or next(iter(choices), "")
        if voice not in choices:
            abort(404)
        person = choices[voice]
        with house.store.tx(home_id, actor=who.person.id, purpose="form begun") as tx:
            draft = begin(
                house,
                home_id,
                tx,
                ref=ref,
                form_hash=house.keep_snapshot(tx, found.snapshot),
                subject=subject.id if subject and about else None,
                case=None,
                form=found.definition.id,
                seat=f"{voice}-{person}",
                voice=voice,
                person=person,
                occasion=new_id(),
                writer=who.person.id,
                back={"endpoint": "today"},
            )
        return redirect(url_for("forms.draft", home_id=home_id, draft_id=draft.id), 303)
