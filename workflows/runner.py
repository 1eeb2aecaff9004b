"""The services of the workflow engine: they read a case from the store, ask the engine, and keep what it gives.

Every change is a case kept over the revision it was read at, with its event, in one transaction. Whoever calls delivers
the outbox afterwards. What the engine does not do is a `Refused`, and nothing is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from core import outbox
from core.catalogue import Published
from core.house import House
from core.ids import new_id
from core.records import Event, Home, Person, stamp
from core.stores.protocol import Condition, Tx
from forms.records import Response
from workflows import engine, seats, starting, timers
from workflows.compiled import CompiledWorkflow, compile_workflow
from workflows.effects import Effect, GiveSeat, Moved, OpenCase, Tell
from workflows.invited import may_sit, voice_at_the_table
from workflows.records import Case, Link, Move
from workflows.sentences import both
from workflows.starting import asker_of
from workflows.view import CaseView, Refused

Change = Callable[[CaseView], Case | Moved]
CLOCK = "clock"
"""Who did it, in events, when the time had come."""
MOST_A_DAY = 100
"""So many conversations somebody begins in a day; more is a loop or a mischief, and would fill the disk."""


@dataclass(frozen=True)
class Desk:
    """A transaction in one home, with everything around it that a case needs."""

    house: House
    home: Home
    tx: Tx


# -- reading ----------------------------------------------------------------------------------------------------------


def view(house: House, home: Home, tx: Tx, case: Case | str) -> CaseView:
    """A case as the engine looks at it. Raises NotFound."""
    found = case if isinstance(case, Case) else Case.need(tx, case)
    made = compiled_of(Desk(house, home, tx), found.ref, found.workflow_hash, found.forms)
    persons = {one.id: one for one in Person.find(tx)} if made.everybody else _persons(tx, found)
    return CaseView(found, made, _responses(tx, found), persons, house.clock.now(), home.zone)


def compiled_of(desk: Desk, ref: str, workflow_hash: str, forms: Mapping[str, Mapping[str, str]]) -> CompiledWorkflow:
    """The workflow a case began with, its rules checked once for all cases of that version."""
    key = ":".join((workflow_hash, *(f"{local}={kept['hash']}" for local, kept in sorted(forms.items()))))
    shelf = desk.house.shelf("workflows.compiled")
    made: CompiledWorkflow | None = shelf.get(key)
    if made is None:
        around = desk.house.installed.surroundings
        made = shelf[key] = compile_workflow(
            desk.house.definition(desk.tx, workflow_hash),
            {local: desk.house.definition(desk.tx, kept["hash"]) for local, kept in forms.items()},
            pack=ref.partition(".")[0],
            people=desk.house.catalogue(desk.home.id, desk.tx).people,
            types=around.question_types(),
            rules=around.need_rules(),
            actions=around.actions(),
        )
    return made


def _responses(tx: Tx, case: Case) -> dict[str, tuple[Response, ...]]:
    """What was sent, by local form name, in the order in which each was begun: ids follow time."""
    found: dict[str, tuple[Response, ...]] = {}
    for response in Response.find(tx, {"case": case.id}):
        found[response.form] = (*found.get(response.form, ()), response)
    return found


def _persons(tx: Tx, case: Case) -> dict[str, Person]:
    """Everybody a case names."""
    ids = {case.subject, case.host, case.started_by}
    for seat in case.seats:
        ids |= {seat.person, seat.alongside, seat.asked_other} | {one.by for one in seat.tries}
    ids |= (
        {line.by for line in case.history}
        | {line.person for line in case.signatures}
        | {line.by for line in case.disputes}
    )
    found = (Person.get(tx, id) for id in sorted(id for id in ids if id))
    return {person.id: person for person in found if person is not None}


# -- starting ---------------------------------------------------------------------------------------------------------


def start(house: House, home_id: str, *, ref: str, subject: str | None, by: str, about: str = "") -> Case:
    """A new case of the home's own version of a workflow. Raises Refused for somebody who may not begin it, and NotFound."""
    home = house.home(home_id)
    with house.store.tx(home_id, actor=by, purpose="start") as tx:
        desk = Desk(house, home, tx)
        starter = Person.need(tx, by)
        published, _ = in_use(desk, ref)
        verdict = starting.may_start(published.definition, starter, house.catalogue(home_id, tx).people)
        if not verdict.yes:
            raise Refused(verdict.why)
        return _begun(desk, ref, subject, starter, about=about)


def _begun(
    desk: Desk,
    ref: str,
    subject: str | None,
    starter: Person,
    *,
    about: str = "",
    host: str | None = None,
    came_from: Link | None = None,
) -> Case:
    _not_too_many(desk, starter)
    published, forms = in_use(desk, ref)
    snapshots = {local: desk.house.keep_snapshot(desk.tx, one.snapshot) for local, one in forms.items()}
    named = {local: {"ref": forms[local].ref, "hash": hash} for local, hash in snapshots.items()}
    workflow_hash = desk.house.keep_snapshot(desk.tx, published.snapshot)
    case = starting.begin(
        compiled_of(desk, ref, workflow_hash, named),
        ref=ref,
        workflow_hash=workflow_hash,
        forms=named,
        subject=Person.need(desk.tx, subject) if subject else None,
        starter=starter,
        host=host,
        about=about,
        now=desk.house.clock.now(),
        zone=desk.home.zone,
        came_from=came_from,
    ).keep(desk.tx)
    outbox.record(desk.house, desk.tx, "case_started", starter.id, _about(case), ref=ref)
    return case


def _not_too_many(desk: Desk, starter: Person) -> None:
    since = stamp(desk.house.clock.now() - timedelta(days=1))
    begun = (Condition("started_by", "eq", starter.id), Condition("started_at", "range", (since, None)))
    if len(desk.tx.find(Case.kind, begun, limit=MOST_A_DAY)) >= MOST_A_DAY:
        raise Refused(
            both(
                "You have begun {n} conversations since yesterday. Please go on with one of those, or begin this one tomorrow.",
                "Rydych chi wedi dechrau {n} sgwrs ers ddoe. Ewch ymlaen ag un o'r rheini, neu dechreuwch yr un hon yfory.",
                n=MOST_A_DAY,
            )
        )


def in_use(desk: Desk, ref: str) -> tuple[Published, dict[str, Published]]:
    """A workflow of this home and its forms, by local name. Raises Refused where the home has it not, or not whole."""
    catalogue = desk.house.catalogue(desk.home.id, desk.tx)
    found = catalogue.get("workflow", ref)
    if found is None:
        known = desk.house.installed.catalogue.get("workflow", ref)
        raise Refused(
            both(
                "“{ref}” is not switched on in this home.",
                "Dyw “{ref}” ddim wedi'i droi ymlaen yn y cartref hwn.",
                ref=known.definition.title if known is not None else ref,
            )
        )
    forms: dict[str, Published] = {}
    for used in found.definition.forms:
        whole = used.form if "." in used.form else f"{found.pack}.{used.form}"
        form = catalogue.get("form", whole)
        if form is None:
            raise Refused(
                both(
                    "“{ref}” needs “{form}”, which is not switched on here.",
                    "Mae angen “{form}” ar “{ref}”, a dyw e ddim wedi'i droi ymlaen yma.",
                    ref=ref,
                    form=whole,
                )
            )
        forms[used.name] = form
    return found, forms


# -- changing ---------------------------------------------------------------------------------------------------------


def change(house: House, home_id: str, case_id: str, actor: str, what: str, how: Change, **data: Any) -> Case:
    """One change of a case, whatever the engine makes of it, kept with its event. Raises Refused, NotFound or Conflict."""
    home = house.home(home_id)
    with house.store.tx(home_id, actor=actor, purpose=what) as tx:
        before = view(house, home, tx, case_id)
        # What has come up meanwhile comes up first, so that it can be looked at.
        come_up = timers.tick(before)
        made = how(before.with_case(come_up.case))
        case, effects = (made.case, made.effects) if isinstance(made, Moved) else (made, ())
        return keep_change(Desk(house, home, tx), before, Moved(case, (*come_up.effects, *effects)), actor, what, data)


def keep_change(desk: Desk, before: CaseView, made: Moved, actor: str, what: str, data: Mapping[str, Any]) -> Case:
    """The case kept with its event and all that it asks for; unchanged where nothing is different."""
    after, effects = made.case, made.effects
    if after == before.case and not effects:
        return before.case
    after = _all_seated(desk, before.with_case(after), effects, actor)
    for effect in effects:
        if not isinstance(effect, OpenCase) or _is_open_already(desk, after, effect):
            continue
        if effect.about is not None and not _lives_here(desk, effect.about):
            # Said without a name: whoever reads the history may not be among those who may know who was named.
            after = replace(after, history=(*after.history, Move(stamp(before.now), actor, "not_opened", after.step)))
            continue
        child = _opened(desk, after, effect, actor)
        after = starting.linked(after, child, actor, stamp(before.now))
    after = after.keep(desk.tx)
    outbox.record(desk.house, desk.tx, what, actor, _about(after), step=after.step, **data)
    _tell(desk, after, effects, actor)
    return after


def _all_seated(desk: Desk, view: CaseView, effects: tuple[Effect, ...], actor: str) -> Case:
    """The case with a place for each person who was named and may sit there; whoever may not is asked in another way."""
    for effect in effects:
        person = Person.get(desk.tx, effect.person) if isinstance(effect, GiveSeat) else None
        if not isinstance(effect, GiveSeat) or person is None or not may_sit(person, view.people, view.case.subject):
            continue
        voice = voice_at_the_table(person, view.people, effect.voice)
        if voice is None or any(seat.person == person.id for seat in view.case.seats):
            continue
        with suppress(Refused):
            view = view.with_case(seats.give_seat(view, new_id(), voice, person.id, actor))
    return view.case


def _is_open_already(desk: Desk, parent: Case, effect: OpenCase) -> bool:
    """True where what is begun once was opened from here about that person before, and is still going on."""
    if not effect.once:
        return False
    before = [Case.get(desk.tx, link.case) for link in parent.links if link.how == "opened" and link.ref == effect.ref]
    about = effect.about or parent.subject
    return any(one is not None and one.subject == about and not one.closed for one in before)


def _lives_here(desk: Desk, person: str) -> bool:
    found = Person.get(desk.tx, person)
    at_home = desk.house.catalogue(desk.home.id, desk.tx).people.live_here()
    return found is not None and not found.gone and bool(at_home.intersection(found.roles))


def _opened(desk: Desk, parent: Case, effect: OpenCase, actor: str) -> Case:
    starter = Person.need(desk.tx, actor)
    link = Link(parent.id, parent.ref, "came_from")
    return _begun(
        desk, effect.ref, effect.about or parent.subject, starter, about=parent.about, host=parent.host, came_from=link
    )


def _tell(desk: Desk, case: Case, effects: tuple[Effect, ...], actor: str) -> None:
    for effect in effects:
        if isinstance(effect, Tell):
            outbox.record(desk.house, desk.tx, "told", actor, _about(case), who=effect.who, say=dict(effect.say.words))


def _about(case: Case) -> dict[str, str]:
    return {"case": case.id, "subject": case.subject or ""}


# -- what people do ---------------------------------------------------------------------------------------------------


def move(house: House, home_id: str, case_id: str, transition: str, by: Person, why: str | None = None) -> Case:
    """Take a way on from here. Raises Refused with what is still missing."""

    def taken(now: CaseView) -> Moved:
        return engine.move(now, transition, asker_of(by, now.people), why)

    return change(house, home_id, case_id, by.id, "moved", taken, transition=transition)


def sign(
    house: House, home_id: str, case_id: str, line: str, by: Person, how: str = "signed", whose: str | None = None
) -> Case:
    """Sign the present step as one line of its list, or note down that somebody did."""

    def signed(now: CaseView) -> Moved:
        return engine.sign(now, line, asker_of(by, now.people), how, whose)

    return change(house, home_id, case_id, by.id, "signed", signed, line=line)


def looked_at(house: House, home_id: str, case_id: str, key: int, by: Person, why: str | None = None) -> Case:
    """Somebody looked at what had come up."""

    def looked(now: CaseView) -> Moved:
        return timers.reviewed(now, key, asker_of(by, now.people), why)

    return change(house, home_id, case_id, by.id, "looked_at", looked)


# -- what happens by itself -------------------------------------------------------------------------------------------


def hear_answer(house: House, home_id: str, event: Event) -> None:
    """Somebody's answers came in: their seat is heard. Hearing it twice changes nothing."""
    case_id, response_id = event.about.get("case"), event.about.get("response")
    if not case_id or not response_id:
        return
    home = house.home(home_id)
    with house.store.tx(home_id, actor=event.actor or CLOCK, purpose="heard") as tx:
        response, case = Response.get(tx, response_id), Case.get(tx, case_id)
        if response is None or case is None or response.form not in case.forms:
            return
        desk = Desk(house, home, tx)
        before = view(house, home, tx, case)
        heard = before.with_case(seats.hear(before, response, response.form))
        gone = engine.by_itself(heard)
        ticked = timers.tick(heard.with_case(gone.case))
        made = Moved(ticked.case, (*gone.effects, *ticked.effects))
        keep_change(desk, before, made, event.actor, "heard", {"form": response.form})


def tick_home(house: House, home_id: str) -> int:
    """Look at the clock for every open case of a home; gives how many have changed."""
    home = house.home(home_id)
    with house.store.read(home_id) as tx:
        open_ = [record.id for record in tx.all(Case.kind, {"closed": False})]
    return sum(_ticked(house, home, case_id) for case_id in open_)


def _ticked(house: House, home: Home, case_id: str) -> bool:
    with house.store.tx(home.id, actor=CLOCK, purpose="tick") as tx:
        case = Case.get(tx, case_id)
        if case is None or case.closed:
            return False
        before = view(house, home, tx, case)
        ticked = timers.tick(before)
        return (
            keep_change(Desk(house, home, tx), before, Moved(ticked.case, ticked.effects), CLOCK, "came_up", {}) != case
        )
