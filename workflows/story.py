"""What can happen to a case in a replayed story: the same services as a page, told in YAML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core import outbox
from core.contributions import Asking, StoryStep
from core.ids import new_id
from core.records import Person
from core.replay import World
from core.stores.protocol import Tx
from forms.answers import stored
from forms.drafts import begin, compiled_of
from forms.records import TOGETHER
from forms.responses import Given, answer
from workflows import runner, seats
from workflows.records import Case, Seat
from workflows.view import CaseView

Event = Mapping[str, Any]


def story_steps() -> tuple[StoryStep, ...]:
    """The kinds of events the engine brings, by the word that marks them."""
    return (
        StoryStep("start", start),
        StoryStep("move", move),
        StoryStep("seat", seat),
        StoryStep("sign", sign),
        StoryStep("tried", tried),
        StoryStep("asked_other", asked_other),
        StoryStep("chose_not_to", chose_not_to),
        StoryStep("looked_at", looked_at),
        StoryStep("answer", send),
    )


def start(world: World, event: Event) -> None:
    """`start: pack.workflow`, `subject`, perhaps `about`; `as` names the case for what follows."""
    about = str(event.get("about", ""))
    subject = world.person(event["subject"]) if "subject" in event else None
    case = runner.start(
        world.house, world.home_id, ref=event["start"], subject=subject, by=_by(world, event).id, about=about
    )
    world.cases[str(event.get("as", event["start"]))] = case.id


def move(world: World, event: Event) -> None:
    """`move: transition`; `opens_as` names the case that it opens."""
    before = {link.case for link in _case(world, event).links}
    after = runner.move(
        world.house, world.home_id, _id(world, event), event["move"], _by(world, event), event.get("why")
    )
    fresh = [link.case for link in after.links if link.case not in before]
    if "opens_as" in event and fresh:
        world.cases[str(event["opens_as"])] = fresh[-1]


def seat(world: World, event: Event) -> None:
    """`seat: {person, voice}`, perhaps with `alongside`."""
    told = event["seat"]
    person, by = world.person(told["person"]), _by(world, event).id

    def given(view: CaseView) -> Case:
        case = seats.give_seat(view, new_id(), told["voice"], person, by)
        if "alongside" not in told:
            return case
        own = next(one for one in case.seats_of(person) if one.voice == told["voice"])
        return seats.sit_alongside(view.with_case(case), own.id, world.person(told["alongside"]), by)

    runner.change(world.house, world.home_id, _id(world, event), by, "seated", given)


def sign(world: World, event: Event) -> None:
    """`sign: resident` (a voice or a role), `how` it was given."""
    who = str(event["sign"])
    line = (
        who
        if who in world.house.catalogue(world.home_id).people.roles and not _is_voice(world, who)
        else f"voice:{who}"
    )
    how = str(event.get("how", "signed"))
    runner.sign(world.house, world.home_id, _id(world, event), line, _by(world, event), how)


def tried(world: World, event: Event) -> None:
    """`tried: person`, `way`."""
    _at_seat(
        world, event, "tried", lambda view, own, by: seats.note_try(view, own.id, str(event.get("way", "asked")), by)
    )


def asked_other(world: World, event: Event) -> None:
    """`asked_other: person`, `who` was asked: an advocate, or someone who knows them."""
    who = world.person(event["who"])
    _at_seat(world, event, "asked_other", lambda view, own, by: seats.ask_other(view, own.id, who, by))


def chose_not_to(world: World, event: Event) -> None:
    """`chose_not_to: person`."""
    _at_seat(world, event, "chose_not_to", lambda view, own, by: seats.chose_not_to(view, own.id, by))


def looked_at(world: World, event: Event) -> None:
    """`looked_at: review`: what had come up, or will."""
    runner.tick_home(world.house, world.home_id)
    due = next(due for due in _case(world, event).timers if due.open and due.id == event["looked_at"])
    runner.looked_at(world.house, world.home_id, _id(world, event), due.key, _by(world, event), event.get("why"))


def send(world: World, event: Event) -> None:
    """`answer: form` of a `case`, `seat` (a person, or `together`), `values`, `declined`, and how it was given."""
    home, by = world.house.home(world.home_id), _by(world, event).id
    given = Given(
        how=event.get("how", "written"),
        sure=event.get("sure", "sure"),
        language=event.get("language", "en"),
        helped=str(event.get("helped", "")),
    )
    with world.house.store.tx(world.home_id, actor=by, purpose="story") as tx:
        view = runner.view(world.house, home, tx, _id(world, event))
        local = str(event["answer"])
        own = _seat_in(world, tx, view, str(event.get("seat", TOGETHER)))
        again = view.compiled.asked[local] == "again"
        draft = begin(
            world.house,
            world.home_id,
            tx,
            ref=view.case.forms[local]["ref"],
            form_hash=view.case.forms[local]["hash"],
            subject=view.case.subject,
            case=view.case.id,
            form=local,
            seat=own.id if own is not None and view.compiled.asked[local] != "once" else view.seat_for(local),
            voice=own.voice if own is not None else "",
            person=own.person if own is not None else None,
            occasion=str(len(view.sent(local)) + 1) if again else "",
            writer=by,
            back={},
        )
        compiled = compiled_of(world.house, world.home_id, tx, draft.form_hash)
        people = tuple((person.id, person.name) for person in Person.find(tx))
        values = {
            id: stored(compiled.form.question(id), value) for id, value in world.real(event.get("values", {})).items()
        }
        answer(
            world.house,
            world.home_id,
            tx,
            draft=draft,
            compiled=compiled,
            values=values,
            declined=dict(event.get("declined", {})),
            given=given,
            asking=Asking(given.language, people),
        )
    outbox.deliver(world.house, world.home_id)


def _at_seat(world: World, event: Event, what: str, how: Any) -> None:
    by, person = _by(world, event).id, str(event[what])

    def changed(view: CaseView) -> Case:
        own = next(iter(view.case.seats_of(world.person(person))), None)
        if own is None:
            raise ValueError(f"'{person}' has no seat in this case")
        made: Case = how(view, own, by)
        return made

    runner.change(world.house, world.home_id, _id(world, event), by, what, changed)


def _seat_in(world: World, tx: Tx, view: CaseView, who: str) -> Seat | None:
    """Somebody's seat; on a case where they have none yet but speak, as staff who noticed something do, a passing one."""
    if who == TOGETHER:
        return None
    person = world.person(who)
    own = next(iter(view.case.seats_of(person)), None)
    if own is not None:
        return own
    voice = next((voice for role in Person.need(tx, person).roles if (voice := view.people.voice_of(role))), "")
    return Seat(person, voice, person)


def _is_voice(world: World, who: str) -> bool:
    return who in world.house.catalogue(world.home_id).people.voices


def _by(world: World, event: Event) -> Person:
    with world.house.store.read(world.home_id) as tx:
        return Person.need(tx, world.person(event["by"]))


def _id(world: World, event: Event) -> str:
    return world.cases[str(event["case"])]


def _case(world: World, event: Event) -> Case:
    with world.house.store.read(world.home_id) as tx:
        return Case.need(tx, _id(world, event))
