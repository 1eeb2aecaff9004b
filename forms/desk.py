"""One draft with everything around it that a request needs: the form, who may be chosen, what others have sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_time
from flask import render_template

from core.clock import local_date
from core.contributions import Asking
from core.house import House
from core.records import Home, Person, moment
from core.stores.protocol import Tx
from core.web.languages import LOCALES, language
from core.web.languages import gettext as _
from core.web.shown import Laid
from forms import companions, drafts
from forms.answers import Around, Place, Reading, Typed, env_of, read
from forms.compiled import Compiled
from forms.echoes import echoes_of
from forms.pages import CompiledPages, Filling, Look
from forms.records import Draft
from forms.sent import around_of
from forms.wording.lists import Wording, wording_for


@dataclass
class Desk:
    """One draft with everything around it that a request needs."""

    house: House
    home: Home
    writer: Person
    draft: Draft
    compiled: Compiled
    asking: Asking
    today: date
    rows: dict[str, list[str]]
    captions: dict[str, Laid]
    shows: dict[str, Laid]
    echoes: dict[str, Laid]
    subject: Person | None
    seat_person: Person | None
    around: Around
    wording: Wording

    @property
    def mode(self) -> str:
        """`one` question a page, or `all` on one page."""
        fixed = self.draft.mode or self.compiled.form.mode
        return fixed or ("one" if self.draft.voice in ("resident", "family") else "all")

    @property
    def for_somebody(self) -> bool:
        """True when the writer puts down somebody else's view."""
        return self.seat_person is not None and self.seat_person.id != self.writer.id

    def reading(self, typed: Typed | None = None) -> Reading:
        """What was typed, understood."""
        return read(
            self.compiled,
            self.draft.typed if typed is None else typed,
            self.asking,
            voice=self.draft.voice,
            today=self.today,
            subject=self.draft.subject or "",
            rows=self.rows,
            only=self.draft.only,
            around=self.around,
        )

    def filling(self, reading: Reading, errors: dict[str, str], beside: Mapping[str, Laid]) -> Filling:
        """The pages of this form with this draft's words in them; `beside` is markup that follows a question."""
        look = Look(self.draft.voice, language(), self.mode)
        shelf: dict[Any, CompiledPages] = self.house.shelf("forms.pages")
        pages = shelf.setdefault((self.draft.form_hash, look), CompiledPages(self.compiled, look))
        env = env_of(reading, self.around, today=self.today, voice=self.draft.voice, subject=self.draft.subject or "")
        return Filling(
            pages,
            self.draft.typed,
            reading,
            self.asking,
            env,
            errors,
            self.shows,
            self.captions,
            lambda number: _("Number {number}", number=number),
            render_template("forms/no_links.html"),
            beside,
            self.echoes,
        )


def desk(
    house: House,
    tx: Tx,
    home: Home,
    writer: Person,
    draft: Draft,
    looking: companions.Looking,
    *,
    offers: bool = True,
) -> Desk:
    """Everything around a draft; without `offers` when no page of it will be shown."""
    compiled = drafts.compiled_of(house, home.id, tx, draft.form_hash)
    people = {person.id: person for person in Person.find(tx, order="name")}
    rows, captions = companions.rows_for_each(looking, tx, compiled, draft, people)
    seen = drafts.seen_around(house, home.id, tx, draft)
    return Desk(
        house=house,
        home=home,
        writer=writer,
        draft=draft,
        compiled=compiled,
        asking=companions.asking_for(looking, tx, draft, people),
        today=local_date(house.clock.now(), home.zone),
        rows=rows,
        captions=captions,
        shows=companions.side_by_side(house, tx, compiled, draft, people, looking),
        subject=people.get(draft.subject or ""),
        seat_person=people.get(draft.person or ""),
        around=around_of(
            tx,
            draft,
            drafts.companions_of(house, tx, draft.form_hash),
            seen,
        ),
        echoes=echoes_of(house, home.id, tx, compiled, draft, seen) if offers else {},
        wording=wording_for(house, home.id, tx, draft, people) if offers else Wording(),
    )


def sequence(at_desk: Desk, reading: Reading) -> list[Place]:
    """The questions asked one at a time, in order."""
    return [place for place in reading.places if place.group is None and place.name in reading.shown]


def saved_words(at_desk: Desk) -> str:
    """When it was saved, in the home's own time."""
    when = moment(at_desk.draft.saved_at).astimezone(ZoneInfo(at_desk.home.zone))
    return _("Saved at {time}", time=format_time(when, "HH:mm", locale=LOCALES[language()]))
