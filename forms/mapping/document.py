"""A document in an outside format, laid out from what was said here: every word with whose it is and how it was given.

Nothing is inferred and nothing summed up. What nobody was asked about stands there as not asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from core.records import Person, holds_seat, moment
from core.stores.protocol import Tx
from core.web.languages import day, language
from forms.companions import Looking
from forms.drafts import compiled_of
from forms.mapping.model import Mapping, Part, Take
from forms.records import Response
from forms.shown import Said, said_in


@dataclass(frozen=True)
class Quoted:
    """One answer as it stands in the document."""

    whose: str
    voice: str
    when: str
    said: Said


@dataclass(frozen=True)
class LaidOut:
    """One heading with what was said about it, oldest first; with nothing: not asked yet, or for somebody to write by hand."""

    title: str
    about: str
    by_hand: str
    quoted: tuple[Quoted, ...]


def lay_out(looking: Looking, tx: Tx, mapping: Mapping, subject: Person) -> list[LaidOut]:
    """Every heading, filled from what was sent about this person, as far as whoever looks may see it."""
    people = {person.id: person for person in Person.find(tx)}
    sent = sorted(Response.find(tx, {"subject": subject.id}), key=lambda one: (one.sent_at, one.id))
    return [
        LaidOut(
            part.title.said(language()),
            part.about.said(language()) if part.about else "",
            part.by_hand.said(language()) if part.by_hand else "",
            tuple(_quoted(looking, tx, part, subject, sent, people)),
        )
        for part in mapping.parts
    ]


def _quoted(
    looking: Looking, tx: Tx, part: Part, subject: Person, sent: list[Response], people: dict[str, Person]
) -> Iterator[Quoted]:
    names = {id: person.name for id, person in people.items()}
    zone = looking.house.home(looking.home_id).zone
    me = looking.viewer.person.id
    for response in sent:
        takes = {take.id for take in part.takes if _is_meant(take, response)}
        if not takes:
            continue
        compiled = compiled_of(looking.house, looking.home_id, tx, response.form_hash)
        sight = looking.sight(tx, subject, holds_seat(tx, response.case, me))
        for said in said_in(compiled, response, sight, names, language(), partial(_is_taken, takes)):
            voice = compiled.people.voice_title(response.voice).said(language())
            when = day(moment(said.envelope.at), zone)
            yield Quoted(names.get(response.person or "", ""), voice, when, said)


def _is_taken(takes: set[str], said: Said) -> bool:
    return said.question in takes and not said.declined and said.envelope.value is not None


def _is_meant(take: Take, response: Response) -> bool:
    return take.form == response.ref and (not take.voices or response.voice in take.voices)
