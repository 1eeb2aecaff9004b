"""How a case begins: who may begin it, whose seats are there from the start, and who leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from core.ids import new_id
from core.people import People
from core.records import Person, stamp
from forms.model import ABOUT_SOMEBODY
from workflows import timers
from workflows.compiled import CompiledWorkflow
from workflows.engine import YES
from workflows.model import Workflow
from workflows.records import Case, Link, Move, Seat
from workflows.sentences import both, listed
from workflows.view import Asker, CaseView, Verdict


def asker_of(person: Person, people: People) -> Asker:
    """Somebody as the engine knows them."""
    return Asker(person.id, person.roles, voice_of(person, people) or "")


def voice_of(person: Person, people: People) -> str | None:
    """The voice somebody speaks with: that of the first of their roles that has one."""
    return next((voice for role in person.roles if (voice := people.voice_of(role))), None)


def may_lead(person: Person, people: People) -> bool:
    """True for anyone with a role that was trained to lead."""
    return any(people.roles[role].may_host for role in person.roles if role in people.roles)


def may_start(workflow: Workflow, person: Person, people: People) -> Verdict:
    """May this person begin one? They hold no seat yet, so a voice is one that a role of theirs speaks with."""
    voices = {people.voice_of(role) for role in person.roles}
    for who in workflow.started_by:
        kind, _, voice = who.partition(":")
        if (kind == "voice" and voice in voices) or who in person.roles or (who == "host" and may_lead(person, people)):
            return YES
    names = listed(people.voice_title(who.partition(":")[2] or who) for who in workflow.started_by)
    return Verdict(False, both("This is begun by {names}.", "Mae hwn yn cael ei ddechrau gan {names}.", names=names))


def begin(
    made: CompiledWorkflow,
    *,
    ref: str,
    workflow_hash: str,
    forms: Mapping[str, Mapping[str, str]],
    subject: Person | None,
    starter: Person,
    host: str | None,
    about: str,
    now: datetime,
    zone: str,
    came_from: Link | None = None,
) -> Case:
    """A case at its first step. The subject's own seat comes first; whoever begins it without leading has one too.

    What is between two is about neither of them alone, and led by neither: `subject` is the other one, and each has a seat.
    """
    at = stamp(now)
    first = made.workflow.steps[0]
    two = made.workflow.subject == "pair"
    lines = (Move(at, starter.id, "started", first.id),)
    case = Case(
        id=new_id(),
        ref=ref,
        workflow_hash=workflow_hash,
        forms=forms,
        subject=subject.id if subject is not None and not two else None,
        step=first.id,
        started_by=starter.id,
        started_at=at,
        host=host if host is not None else (starter.id if may_lead(starter, made.people) and not two else None),
        about=about,
        entered_at=at,
        seats=_first_seats(made, subject, starter),
        links=(came_from,) if came_from is not None else (),
        history=lines,
    )
    persons = {person.id: person for person in (subject, starter) if person is not None}
    view = CaseView(case, made, {}, persons, now, zone)
    return timers.tick(view.with_case(timers.begun(view, timers.of_step(view, first)))).case


def _first_seats(made: CompiledWorkflow, subject: Person | None, starter: Person) -> tuple[Seat, ...]:
    seats = []
    if subject is not None and made.workflow.subject in ABOUT_SOMEBODY:
        voice = voice_of(subject, made.people)
        if voice is not None:
            seats.append(Seat(new_id(), voice, subject.id))
    voice = voice_of(starter, made.people)
    leads = may_lead(starter, made.people) and made.workflow.subject != "pair"
    if voice is not None and not leads and all(seat.person != starter.id for seat in seats):
        seats.append(Seat(new_id(), voice, starter.id))
    return tuple(seats)


def linked(case: Case, child: Case, by: str, at: str) -> Case:
    """A case with the one that was opened from it."""
    line = Move(at, by, "opened", case.step, id=child.id)
    return replace(case, links=(*case.links, Link(child.id, child.ref, "opened")), history=(*case.history, line))
