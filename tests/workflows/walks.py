"""A table in a home of its own where anything may happen to one case, through the same services as a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from core import homes, outbox
from core.clock import HandClock
from core.contributions import Asking
from core.house import House
from core.ids import new_id
from core.records import Person
from core.stores.protocol import NotFound
from forms import drafts, responses
from forms.answers import stored
from forms.model import Question
from forms.records import Draft, Response
from workflows import engine, runner, seats, shown, spans, starting, timers, writing
from workflows.records import Case
from workflows.starting import asker_of
from workflows.view import CaseView, Refused

REFUSALS = (Refused, drafts.AlreadySaid, drafts.NotNow, ValueError)
"""What a page answers in words; a ValueError is what was typed and cannot be an answer."""
waits = engine.waits
"""The engine as it was when the tests began, so that a fault put into it is not asked whether it is one."""


@dataclass
class Table:
    """One case of one workflow, in a fresh home with a person for each role, and perhaps some more."""

    house: House
    ref: str
    more: tuple[str, ...] = ("resident", "family", "manager")
    home_id: str = field(default_factory=new_id)
    case_id: str = ""
    people: dict[str, Person] = field(default_factory=dict)
    drafts: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    pressed: list[tuple[str, str, str]] = field(default_factory=list)
    """(step, way, person) of every press that was theirs to make and waited for nothing they could not pass by."""

    def __post_init__(self) -> None:
        clock: Any = self.house.clock
        clock.at = HandClock().at
        packs = homes.installed_modules(self.house)
        homes.create_home(self.house, {"en": "Walks", "cy": "Tro"}, id=self.home_id, modules=packs)
        known = self.house.installed.catalogue.people
        for role in known.roles:
            self._somebody(role, role)
        for role in self.more:
            self._somebody(f"{role}_2", role)
        subject = self.people["resident"].id
        for name in {"family", "family_2", "attorney", "advocate", "practitioner"} & self.people.keys():
            with self.house.store.tx(self.home_id, actor="host", purpose="near") as tx:
                replace(Person.need(tx, self.people[name].id), of=(subject,)).keep(tx)

    def _somebody(self, name: str, role: str) -> None:
        self.people[name] = homes.add_person(self.house, self.home_id, name.replace("_", " ").title(), (role,))

    # -- looking -----------------------------------------------------------------------------------------------------

    def view(self) -> CaseView:
        with self.house.store.read(self.home_id) as tx:
            return runner.view(self.house, self.house.home(self.home_id), tx, self.case_id)

    def now(self) -> CaseView:
        """The case as a page shows it: with what has come up by now."""
        view = self.view()
        return view.with_case(timers.tick(view).case)

    def asker(self, name: str) -> Any:
        return asker_of(self.person(name), self.house.catalogue(self.home_id).people)

    def said(self) -> dict[tuple[str, str], tuple[Any, ...]]:
        with self.house.store.read(self.home_id) as tx:
            return {(one.id, id): kept for one in Response.find(tx) for id, kept in one.answers.items()}

    def waiting_drafts(self) -> dict[str, Mapping[str, Any]]:
        with self.house.store.read(self.home_id) as tx:
            return {one.id: one.typed for one in Draft.find(tx)}

    def who_leads(self) -> str:
        host = self.view().case.host
        return next((name for name, one in self.people.items() if one.id == host), "host")

    # -- what may happen -----------------------------------------------------------------------------------------------

    def begin(self, who: str, about: str = "resident") -> None:
        workflow = self.house.installed.catalogue.definitions[self.ref].definition
        subject = None if workflow.subject in ("home", "nothing") else self.people[about].id
        by = self.people[who].id
        self.case_id = runner.start(self.house, self.home_id, ref=self.ref, subject=subject, by=by).id

    def starters(self) -> list[str]:
        catalogue = self.house.catalogue(self.home_id)
        workflow = catalogue.definitions[self.ref].definition
        about = {"pair": {"resident"}}.get(workflow.subject, set())
        return [
            name
            for name, one in self.people.items()
            if name not in about and starting.may_start(workflow, one, catalogue.people).yes
        ]

    def change(self, who: str, what: str, how: Callable[[CaseView], Any]) -> Case:
        return runner.change(self.house, self.home_id, self.case_id, self.people[who].id, what, how)

    def press(self, who: str, way: str, why: str | None = None) -> None:
        now, asker = self.now(), self.asker(who)
        found = now.compiled.ways.get((now.case.step, way))
        theirs = found is not None and any(engine.stands_for(now, one, asker) for one in found.transition.by)
        kept = [
            one
            for one in (waits(now, found) if found is not None else ())
            if not (why and one.override and any(engine.stands_for(now, by, asker) for by in one.override.by))
        ]
        if theirs and not kept:
            self.pressed.append((now.case.step, way, asker.person))
        runner.move(self.house, self.home_id, self.case_id, way, self.person(who), why)

    def person(self, who: str) -> Person:
        with self.house.store.read(self.home_id) as tx:
            return Person.need(tx, self.people[who].id)

    def write(self, who: str, local: str, wanted: str, values: Mapping[str, Any], send: bool) -> None:
        """Somebody opens the form where they may, and sends it now or (`send_later`) another time."""
        now, asker = self.now(), self.asker(who)
        with self.house.store.tx(self.home_id, actor=asker.person, purpose="answer") as tx:
            helps = shown.helps(now, asker)
            draft = writing.begin_writing(self.house, self.home_id, tx, now, asker, local, wanted, helps)
        if draft is None:
            return
        self.drafts.append((draft.id, values))
        if send:
            self.send_later(len(self.drafts) - 1)

    def send_later(self, number: int) -> None:
        """A draft that was opened is sent, whatever has become of the case meanwhile."""
        id, values = self.drafts[number % len(self.drafts)]
        with self.house.store.tx(self.home_id, actor="host", purpose="answer") as tx:
            draft = Draft.get(tx, id)
            if draft is None:
                return
            compiled = drafts.compiled_of(self.house, self.home_id, tx, draft.form_hash)
            people = tuple((one.id, one.name) for one in Person.find(tx))
            known = {one.id: one for one in compiled.form.questions()}
            fitting = {name: stored(known[name], value) for name, value in values.items() if name in known}
            responses.answer(
                self.house, self.home_id, tx, draft=draft, compiled=compiled, values=fitting, declined={},
                given=responses.Given(how="said"), asking=Asking("en", people),
            )  # fmt: skip
        outbox.deliver(self.house, self.home_id)

    def status(self, who: str, status: str) -> None:
        homes.set_status(self.house, self.home_id, self.people[who].id, status, "host")

    def leaves(self, who: str) -> None:
        try:
            homes.leave(self.house, self.home_id, self.people[who].id, "host")
        except (homes.HomeError, NotFound):
            return

    def comes_back(self, who: str) -> None:
        homes.come_back(self.house, self.home_id, self.people[who].id, "host")

    def wait(self, span: str) -> None:
        clock: Any = self.house.clock
        clock.at = spans.moment_after(clock.now(), "Europe/London", span)

    def places(self) -> list[tuple[str, str, tuple[str, ...]]]:
        """(form, place, those whose words belong there) of what the present step asks."""
        view = self.view()
        names = {one.id: name for name, one in self.people.items()}
        found: list[tuple[str, str, tuple[str, ...]]] = []
        for ask in view.step.ask:
            asked = view.compiled.asked[ask.form]
            if asked == "each_voice":
                found += [(ask.form, one.id, (names.get(one.person or "", "host"),)) for one in view.case.held()]
            else:
                at = "again" if asked == "again" else view.seat_for(ask.form)
                round_ = tuple(names.get(one.person or "", "host") for one in view.case.held())
                found.append((ask.form, at, round_ or ("host",)))
        return found

    # -- stories of the workflow file, so that a walk begins deep inside ------------------------------------------------

    def play(self, event: Mapping[str, Any]) -> None:
        """One event of a scenario, through the services; whoever may does it."""
        leads = self.who_leads()
        if "answer" in event:
            values = {key: value for key, value in event.items() if key not in ("answer", "voice")}
            seat = self._seat(event["voice"]) if "voice" in event else ""
            local = event["answer"]
            now = self.view()
            asked = now.compiled.asked.get(local)
            wanted = seat if asked == "each_voice" else "again" if asked == "again" else now.seat_for(local)
            self.write(leads, local, wanted, values, send=True)
        elif "move" in event:
            self._play_move(event)
        elif "wait" in event:
            self.wait(event["wait"])
        elif "away" in event:
            self.status("resident", event["away"])
        elif "sign" in event:
            line = event["sign"] if event["sign"] in self.people else f"voice:{event['sign']}"
            lines = [one.sign.by for one in self.view().compiled.signers[self.view().case.step]]
            line = next((one for one in lines if one in (event["sign"], f"voice:{event['sign']}")), line)
            who = line if line in self.people else leads
            runner.sign(self.house, self.home_id, self.case_id, line, self.person(who), event.get("how", "signed"))
        elif "seat" in event:
            self._seat(event["seat"])
        elif "tried" in event or "asked_other" in event or "chose_not_to" in event or "not_now" in event:
            word = next(one for one in ("tried", "asked_other", "chose_not_to", "not_now") if one in event)
            self.voice_event(leads, word, self._seat(event[word]), str(event.get("way", "asked")))

    def _play_move(self, event: Mapping[str, Any]) -> None:
        now = self.now()
        way = now.compiled.ways.get((now.case.step, event["move"]))
        if way is None:
            return
        who = event.get("as")
        if who not in self.people:
            able = [name for name in self.people if engine.may(now, event["move"], self.asker(name)).yes]
            who = able[0] if able else self.who_leads()
        self.press(who, event["move"], event.get("why"))

    def _seat(self, voice: str) -> str:
        """The place of a voice; given to somebody who speaks with it where there is none yet."""
        view = self.view()
        found = next((one.id for one in view.case.held() if one.voice == voice), None)
        if found is not None:
            return found
        who = next((one.id for one in self.people.values() if voice in map(view.people.voice_of, one.roles)), None)
        self.change(self.who_leads(), "seat", lambda now: seats.give_seat(now, new_id(), voice, who, ""))
        return next((one.id for one in self.view().case.held() if one.voice == voice), "")

    def voice_event(self, who: str, word: str, seat: str, way: str) -> None:
        by = self.people[who].id
        other = self.people["advocate"].id
        how: dict[str, Callable[[CaseView], Case]] = {
            "tried": lambda now: seats.note_try(now, seat, way, by),
            "asked_other": lambda now: seats.ask_other(now, seat, other, by),
            "chose_not_to": lambda now: seats.chose_not_to(now, seat, by),
            "not_now": lambda now: seats.not_now(now, seat, by),
        }
        self.change(who, word, how[word])


# -- answers ------------------------------------------------------------------------------------------------------------

_WORDS = ("The shop", "Siop", "dŵr", "Tuesdays", "I know the way.", "no", "x" * 300)


def some_answers(questions: tuple[Question, ...], random: Random) -> dict[str, Any]:
    """An answer to some of these questions, of the kind that each asks for; what cannot be one is left out."""
    made = {one.id: _some(one, random) for one in questions if random.random() < 0.8}
    return {id: value for id, value in made.items() if value is not None}


def _some(question: Question, random: Random) -> Any:
    options = [one.id for one in question.options]
    match question.type:
        case "text" | "long_text" | "when":
            return random.choice(_WORDS)
        case "choice":
            return random.choice(options)
        case "choices":
            return [random.choice(options)]
        case "words_scale":
            return random.choice([one.id for one in question.scale])
        case "yes_no_not_sure":
            return random.choice(("yes", "no", "not_sure"))
        case "faces":
            return random.choice(("good", "unsure", "not_good"))
        case "date":
            return random.choice(("2026-06-01", "2026-12-01"))
        case "number":
            return random.randint(1, 5)
        case "person":
            return {"id": None, "name": random.choice(("Norah", "Glyn"))}
        case "people":
            return [{"id": None, "name": random.choice(("Norah", "Glyn"))}]
        case "group" if question.repeat is None or question.repeat.for_each is None:
            rows = range(random.randint(1, 3))
            return [{"row": f"row{number}", "answers": some_answers(question.questions, random)} for number in rows]
        case _:
            return None
