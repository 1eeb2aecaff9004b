"""One case as the engine looks at it: values in, values out. The clock, the store and the request stay outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from core.clock import local_date
from core.contributions import Missing
from core.people import People
from core.records import Person, stamp
from core.text import Text
from forms.records import TOGETHER, Response
from workflows.compiled import CompiledWorkflow
from workflows.env import CaseEnv
from workflows.model import Step, Workflow
from workflows.records import Case, Happened, Move, Seat
from workflows.sentences import both


@dataclass(frozen=True)
class Asker:
    """Who presses: a person, the roles they have, and the voice they speak with."""

    person: str
    roles: tuple[str, ...] = ()
    voice: str = ""


@dataclass(frozen=True)
class Verdict:
    """Yes or no, and why in words."""

    yes: bool
    why: Text


class Refused(Exception):
    """A change the engine does not make. `why` is a sentence for a person; `missing` what a transition still waits for."""

    def __init__(self, why: Text, missing: tuple[Missing, ...] = ()) -> None:
        super().__init__(" ".join((why.said("en"), *(one.say.said("en") for one in missing))))
        self.why = why
        self.missing = missing


@dataclass(frozen=True)
class CaseView:
    """A case with everything a decision about it may look at.

    `responses` are the sent answers by local form name, oldest first; `persons` those the case names, by id (everybody, where a
    need looks at everybody); `now` is in
    UTC and `zone` the home's own, since "7 days" are its dates.
    """

    case: Case
    compiled: CompiledWorkflow
    responses: Mapping[str, tuple[Response, ...]]
    persons: Mapping[str, Person]
    now: datetime
    zone: str

    @property
    def workflow(self) -> Workflow:
        """The definition the case began with."""
        return self.compiled.workflow

    @property
    def people(self) -> People:
        """Voices and roles of the home."""
        return self.compiled.people

    @property
    def step(self) -> Step:
        """Where the case stands."""
        return self.compiled.steps[self.case.step]

    @cached_property
    def stamp(self) -> str:
        """Now, as it is kept."""
        return stamp(self.now)

    @cached_property
    def today(self) -> date:
        """The home's own date."""
        return local_date(self.now, self.zone)

    @cached_property
    def env(self) -> CaseEnv:
        """The sent answers, for expressions."""
        return CaseEnv(self.responses, self.compiled.forms, self.today, self.case.subject or "")

    def sent(self, local: str) -> tuple[Response, ...]:
        """What was sent of one form, oldest first."""
        return self.responses.get(local, ())

    def sent_by(self, local: str, seat: Seat) -> Response | None:
        """What one seat sent of a form; of a form asked again, the newest."""
        return next((sent for sent in reversed(self.sent(local)) if sent.seat == seat.id), None)

    def seat_for(self, local: str) -> str:
        """The seat that keeps a form asked once: that of the form's only voice, else the shared one."""
        voices = self.compiled.form(local).voices
        if len(voices) == 1:
            own = next((seat for seat in self.case.held() if seat.voice == voices[0]), None)
            if own is not None:
                return own.id
        return TOGETHER

    def name(self, person: str | None) -> Text:
        """What somebody is called."""
        found = self.persons.get(person or "")
        return Text({"en": found.name}) if found is not None else both("somebody", "rhywun")

    def who(self, seat: Seat) -> Text:
        """Who sits on a seat: their name, or what the voice is called while nobody does."""
        return self.name(seat.person) if seat.person in self.persons else self.people.voice_title(seat.voice)

    def with_case(self, case: Case) -> CaseView:
        """The same view of a case that went on."""
        return CaseView(case, self.compiled, self.responses, self.persons, self.now, self.zone)


def noted(view: CaseView, what: Happened, by: str, id: str | None = None, why: str | None = None) -> tuple[Move, ...]:
    """The history with one more line, said now at the case's present step."""
    return (*view.case.history, Move(view.stamp, by, what, view.case.step, id=id, why=why))
