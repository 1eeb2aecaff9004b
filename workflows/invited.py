"""The action `seat`: whoever an answer names round the table is given their place, so that nobody is written down twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field

from core.contributions import WorkflowAction
from core.definitions import Strict
from core.people import People
from core.problems import did_you_mean
from core.records import Person
from core.text import Sentence, sentence
from workflows.actions import Fault, Standing, read_argument
from workflows.effects import GiveSeat
from workflows.env import answer_to
from workflows.starting import may_lead, voice_of
from workflows.view import CaseView


class Seating(Strict):
    """Each row of a group names somebody, and whose view they bring."""

    said_as: ClassVar[Sentence] = sentence("a 'seat'")
    from_: Annotated[str, Field(alias="from")]
    who: str
    voice: str


def check_seat(given: Any, standing: Standing) -> Iterator[Fault]:
    """It names a group of a form, and in its rows a question that names a person and one whose options are voices."""
    found, faults = read_argument(Seating, given, standing)
    yield from faults
    if found is None:
        return
    local, _, _group = found.from_.partition(".")
    used = standing.workflow.used(local)
    form = standing.seen.find("form", used.form, standing.seen.pack) if used is not None else None
    asked = form.definition.questions() if form is not None else ()
    groups = {f"{local}.{one.id}": one for one in asked if one.type == "group"}
    if found.from_ not in groups:
        hint = did_you_mean(found.from_, groups) or sentence("write form.question of a group")
        yield ("from",), "E403", sentence("'{id}' is no group of rows", id=found.from_), hint
        return
    inner = {one.id: one for one in groups[found.from_].questions}
    people = [one.id for one in inner.values() if one.type == "person"]
    if found.who not in people:
        hint = did_you_mean(found.who, people) or sentence("it has {list}", list=", ".join(inner))
        yield ("who",), "E403", sentence("'{id}' is no question that names a person", id=found.who), hint
    voices = [one.id for one in inner.values() if one.type == "choice"]
    if found.voice not in voices:
        hint = did_you_mean(found.voice, voices) or sentence("it has {list}", list=", ".join(inner))
        yield ("voice",), "E403", sentence("'{id}' is no question with one choice", id=found.voice), hint
        return
    for option in inner[found.voice].choices():
        if option not in standing.seen.people.voices:
            hint = did_you_mean(option, standing.seen.people.voices) or sentence(
                "voices are {list}", list=", ".join(standing.seen.people.voices)
            )
            yield ("voice",), "E201", sentence("there is no voice '{voice}'", voice=option), hint


def seat(view: CaseView, given: Any) -> Iterator[GiveSeat]:
    """A place for each person of this home whom the newest answer names."""
    local, _, group = given["from"].partition(".")
    sent = view.sent(local)
    rows = answer_to(sent[-1], group) if sent else None
    for row in rows if isinstance(rows, list | tuple) else ():
        who = row["answers"].get(given["who"])
        if isinstance(who, Mapping) and who.get("id"):
            yield GiveSeat(row["answers"].get(given["voice"]) or "", who["id"])


def seat_action() -> WorkflowAction:
    """The action as a plugin contributes it."""
    return WorkflowAction("seat", check_seat, seat)


def may_sit(person: Person, people: People, subject: str | None) -> bool:
    """Those who could have a place: who live and work here, and who are there for the one it is about, not others' families."""
    roles = [people.roles[role] for role in person.roles if role in people.roles]
    near = any(role.reach != "named" for role in roles) or subject is None or subject in person.of
    return not person.gone and near and any(role.voice for role in roles)


def voice_at_the_table(person: Person, people: People, wanted: str) -> str | None:
    """The voice somebody is given: the one that was chosen for them; their own where none was, or where they work here."""
    own = {people.voice_of(role) for role in person.roles}
    if not wanted or (may_lead(person, people) and wanted not in own):
        return voice_of(person, people)
    return wanted
