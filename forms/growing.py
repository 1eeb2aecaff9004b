"""Forms that grow: what a person has said about themselves so far, on their own page, and the way to add to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for

from core.records import Person
from core.web.languages import language
from forms.alone import is_about_somebody, standing_alone, whose
from forms.companions import Looking
from forms.drafts import compiled_of
from forms.records import Response
from forms.shown import Said, said_in


@dataclass(frozen=True)
class Grown:
    """One such form about somebody: what each voice said that the viewer may see, and where to add to it ("": not theirs)."""

    title: str
    about: str
    said: tuple[tuple[str, tuple[Said, ...]], ...]
    add: str


def grown_of(page: Any, subject: Person) -> list[Grown]:
    """What stands on somebody's page; a form that the viewer neither reads nor writes is left out."""
    catalogue = page.house.catalogue(page.home.id)
    looking = Looking.here(page.house, page.home.id)
    found = []
    for one in standing_alone(page.house, catalogue):
        if not (one.definition.grows and is_about_somebody(one.definition)):
            continue
        said = tuple(_said(page, looking, one.ref, subject))
        mine = bool(whose(one.definition, page.signed, catalogue.people, subject)) and not subject.gone
        if said or mine:
            add = url_for("forms.alone", home_id=page.home.id, ref=one.ref, subject=subject.id) if mine else ""
            about = one.definition.about.said(page.language) if one.definition.about and not said else ""
            found.append(Grown(one.definition.title.said(page.language), about, said, add))
    return found


def _said(page: Any, looking: Looking, ref: str, subject: Person) -> list[tuple[str, tuple[Said, ...]]]:
    """The address of each voice's answers, and the answers in words."""
    found = []
    with page.house.store.read(page.home.id) as tx:
        sight = looking.sight(tx, subject, False)
        names = {person.id: person.name for person in Person.find(tx)}
        for response in Response.find(tx, {"subject": subject.id, "ref": ref}, order="sent_at"):
            compiled = compiled_of(page.house, page.home.id, tx, response.form_hash)
            said = tuple(said_in(compiled, response, sight, names, language()))
            if said:
                href = url_for("forms.answers", home_id=page.home.id, response_id=response.id)
                found.append((href, said))
    return found
