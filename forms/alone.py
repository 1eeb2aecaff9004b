"""Forms that stand alone: not part of a workflow, filled in whenever somebody has something to say."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, request, url_for

from core.catalogue import Catalogue, Published
from core.house import House
from core.ids import new_id
from core.people import People
from core.records import Person
from core.stores.protocol import Tx
from core.web.asking import Signed, require
from core.web.languages import gettext as _
from core.web.languages import language
from core.web.pages import render
from forms.drafts import begin
from forms.model import Form
from forms.records import Draft


def standing_alone(house: House, catalogue: Catalogue) -> list[Published]:
    """The forms of a home that no workflow asks, and those that say they are met alone as well."""
    asked: set[str] = set()
    for one in catalogue.definitions.values():
        asks = house.installed.kinds[one.kind].asks
        if asks is not None:
            asked |= {form if "." in form else f"{one.pack}.{form}" for _, form, _ in asks(one.definition)}
    return [one for one in catalogue.of_kind("form") if one.ref not in asked or one.definition.also_alone]


def is_about_somebody(form: Form) -> bool:
    """True for a form about one person; others are about the home, or nothing."""
    return form.subject in ("resident", "person", "pair")


def may_fill(form: Form, voice: str | None) -> bool:
    """True when this voice is one of those the form asks (none named: every voice)."""
    return voice is not None and (not form.voices or voice in form.voices)


def whose(form: Form, who: Signed, people: People, subject: Person | None) -> list[tuple[str, str, str | None]]:
    """Whose view the writer can put down: (voice, words, person): their own, and that of the person it is about."""
    choices: list[tuple[str, str, str | None]] = []
    voice = who.voice(people)
    if may_fill(form, voice):
        choices.append((str(voice), _("My own view"), who.person.id))
    theirs = people.voice_of(subject.roles[0]) if subject is not None and subject.roles else None
    if subject is not None and subject.id != who.person.id and theirs is not None and may_fill(form, theirs):
        choices.append((theirs, _("{name}'s own words, and I write them down", name=subject.name), subject.id))
    return choices


def voice_there(form: Form, people: People, person: Person) -> str | None:
    """The voice with which somebody fills in this form; None where it does not ask them."""
    voices = (people.voice_of(role) for role in person.roles)
    return next((voice for voice in voices if may_fill(form, voice)), None)


def begun(
    house: House,
    home_id: str,
    tx: Tx,
    found: Published,
    writer: str,
    subject: Person | None,
    voice: str,
    person: str | None,
) -> Draft:
    """The writer's draft that waits, else a new one: beginning twice is beginning once."""
    seat = f"{voice}-{person}"
    waiting = Draft.find(tx, {"writer": writer, "ref": found.ref, "seat": seat, "case": None})
    same = [one for one in waiting if one.subject == (subject.id if subject else None)]
    if same:
        return same[0]
    return begin(
        house,
        home_id,
        tx,
        ref=found.ref,
        form_hash=house.keep_snapshot(tx, found.snapshot),
        subject=subject.id if subject else None,
        case=None,
        form=found.definition.id,
        seat=seat,
        voice=voice,
        person=person,
        occasion="" if found.definition.grows else new_id(),
        writer=writer,
        back=_back(found.definition, subject),
    )


def _back(form: Form, subject: Person | None) -> dict[str, str]:
    """Where its writer comes back to: what grows stands on the page of the person it is about."""
    if form.grows and subject is not None:
        return {"endpoint": "person", "person_id": subject.id}
    return {"endpoint": "today"}


def add_to(pages: Blueprint, house: House) -> None:
    """Add the pages that begin a form."""

    def _found(home_id: str, ref: str) -> Published:
        catalogue = house.catalogue(home_id)
        return next((one for one in standing_alone(house, catalogue) if one.ref == ref), None) or abort(404)

    def _subjects(home_id: str, who: Signed) -> list[Person]:
        people = house.catalogue(home_id).people
        viewer = who.viewer(people)
        with house.store.read(home_id) as tx:
            every = Person.find(tx, order="name")
        live_here = people.live_here()
        here = [one for one in every if live_here.intersection(one.roles) and one.status != "died"]
        matrix = house.catalogue(home_id).matrix
        return [one for one in here if viewer.is_there_for(one) or matrix.may(viewer.asker(one), "person_page").yes]

    def _chosen(subjects: list[Person], id: str | None) -> Person | None:
        """Whom it is about: the one that was chosen, or the only one there is."""
        if id is None and len(subjects) == 1:
            return subjects[0]
        return next((one for one in subjects if one.id == id), None)

    @pages.get("/forms/<ref>")
    def alone(home_id: str, ref: str) -> Any:
        who = require(home_id)
        found = _found(home_id, ref)
        people = house.catalogue(home_id).people
        about = is_about_somebody(found.definition)
        subjects = _subjects(home_id, who) if about else []
        chosen = _chosen(subjects, request.args.get("subject"))
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
        about = is_about_somebody(found.definition)
        subject = _chosen(_subjects(home_id, who), request.form.get("subject")) if about else None
        if about and subject is None:
            return redirect(url_for("forms.alone", home_id=home_id, ref=ref), 303)
        choices = {voice: person for voice, _words, person in whose(found.definition, who, people, subject)}
        voice = request.form.get("voice", "") or next(iter(choices), "")
        if voice not in choices:
            abort(404)
        with house.store.tx(home_id, actor=who.person.id, purpose="form begun") as tx:
            draft = begun(house, home_id, tx, found, who.person.id, subject, voice, choices[voice])
        return redirect(url_for("forms.draft", home_id=home_id, draft_id=draft.id), 303)
