"""A made-up home where a case can be played through: one person for each role, and a clock that is moved by hand.

The stories inside workflow files happen here. A story begins with the seat of the person it is about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from core.clock import HandClock, local_date
from core.contributions import Asking
from core.people import People
from core.problems import Path, did_you_mean
from core.records import Person, stamp
from core.text import Hint, Sentence, sentence
from forms.answers import read, stored, typed_from
from forms.model import Question
from forms.records import Envelope, Response
from workflows import engine, seats, timers
from workflows.compiled import CompiledWorkflow
from workflows.effects import Moved, OpenCase
from workflows.records import Case, Seat, SeatStatus
from workflows.spans import is_span, moment_after
from workflows.view import Asker, CaseView

ZONE = "Europe/London"
EVENTS: Mapping[str, frozenset[str]] = {
    "seat": frozenset({"status"}),
    "answer": frozenset({"voice"}),
    "move": frozenset({"as", "why"}),
    "sign": frozenset({"how"}),
    "wait": frozenset(),
    "tried": frozenset({"way"}),
    "asked_other": frozenset(),
    "chose_not_to": frozenset(),
    "not_now": frozenset(),
    "looked_at": frozenset(),
    "dispute": frozenset({"row", "as", "why"}),
    "settle": frozenset({"row", "as", "how"}),
    "away": frozenset(),
}
"""What can happen in a story, by the word that says it, and the other keys it takes."""


class Fault(Exception):
    """An event of a story that means nothing: where below the event, what is wrong, and what may have been meant."""

    def __init__(self, path: Path, message: Sentence, hint: Hint = "") -> None:
        super().__init__(message)
        self.path, self.message, self.hint = path, message, hint


class Stage:
    """A made-up home: one person for each role, one voice for each of them, and a clock that waits for `wait`."""

    def __init__(self, made: CompiledWorkflow) -> None:
        self.made = made
        self.clock = HandClock()
        self.opened: list[str] = []
        self.number = 0
        self.people = _made_up(made.people)
        self.view = self._beginning()

    def _beginning(self) -> CaseView:
        made, now = self.made, stamp(self.clock.now())
        workflow = made.workflow
        voice = workflow.subject if workflow.subject in made.people.voices else None
        subject = self._speaker(voice) if voice else None
        host = next((id for id, role in made.people.roles.items() if role.may_host), None)
        case = Case(
            id="story",
            ref=made.whole_ref(workflow.id),
            workflow_hash="",
            forms={},
            subject=subject,
            step=workflow.steps[0].id,
            started_by=subject or host or "",
            started_at=now,
            host=host,
            entered_at=now,
            seats=(Seat(f"{voice}_seat", voice, subject),) if voice else (),
        )
        view = CaseView(case, made, {}, self.people, self.clock.now(), ZONE)
        return view.with_case(timers.begun(view, timers.of_step(view, view.step)))

    # -- events ---------------------------------------------------------------------------------------------------

    def happen(self, event: Mapping[str, Any]) -> None:
        """One event. Raises Fault for one that means nothing, Refused for one that the engine does not do."""
        word = next((key for key in EVENTS if key in event), None)
        if word is None:
            first = str(next(iter(event), ""))
            raise Fault(
                (),
                sentence("nothing that can happen is called '{first}'", first=first),
                did_you_mean(first, EVENTS) or sentence("one of {list}", list=", ".join(EVENTS)),
            )
        if word != "answer":
            self._only(event, word, EVENTS[word])
        getattr(self, f"_{word}")(event)

    def look_at_the_clock(self) -> None:
        """What has come up by now comes up."""
        self.view = self.view.with_case(timers.tick(self.view).case)

    @staticmethod
    def _only(event: Mapping[str, Any], word: str, known: frozenset[str]) -> None:
        for key in event:
            if key != word and key not in known:
                hint = did_you_mean(key, known) or (
                    sentence("it takes {list}", list=", ".join(sorted(known))) if known else sentence("take it out")
                )
                raise Fault((key,), sentence("'{word}' has no '{key}'", word=word, key=key), hint)

    def _seat(self, event: Mapping[str, Any]) -> None:
        seat = self._seat_of(event["seat"], "seat", give=True)
        status = event.get("status")
        if status is None:
            return
        known = ("invited", "tried", "heard", "chose_not_to", "not_now")
        if status not in known:
            raise Fault(
                ("status",),
                sentence("a seat is never '{status}'", status=status),
                did_you_mean(str(status), known) or sentence("it is {list}", list=", ".join(known)),
            )
        self._change(replace(seat, status=cast(SeatStatus, status)))

    def _answer(self, event: Mapping[str, Any]) -> None:
        local, voice = event["answer"], event.get("voice")
        forms = self.made.forms
        if local not in forms:
            raise Fault(
                ("answer",),
                sentence("this workflow has no form '{local}'", local=local),
                did_you_mean(str(local), forms) or sentence("its forms are {list}", list=", ".join(forms)),
            )
        if voice is None and self.made.asked[local] == "each_voice":
            raise Fault(
                (),
                sentence("'{local}' is answered by each voice", local=local),
                sentence("add voice: resident, or another"),
            )
        seat = self._seat_of(voice, "voice", give=True) if voice is not None else None
        given = {key: value for key, value in event.items() if key not in ("answer", "voice")}
        self._send(local, seat, self._values(local, seat, given))

    def _move(self, event: Mapping[str, Any]) -> None:
        id, case = event["move"], self.view.case
        way = self.made.ways.get((case.step, id))
        if way is None:
            here = [transition.id for transition in self.view.step.transitions]
            hint = did_you_mean(str(id), here) or (
                sentence("ways from here are {list}", list=", ".join(here))
                if here
                else sentence("nothing leads on from here")
            )
            raise Fault(
                ("move",),
                sentence("at '{step}', where the story is now, there is no way '{id}'", step=case.step, id=id),
                hint,
            )
        asker = self._as(event) if "as" in event else self._whoever(way.transition.by)
        self._done(engine.move(self.view, id, asker, event.get("why")))

    def _sign(self, event: Mapping[str, Any]) -> None:
        who = str(event["sign"])
        lines = [signer.sign.by for signer in self.made.signers[self.view.case.step]]
        by = next((one for one in (who, f"voice:{who}") if one in lines), None)
        if by is None:
            hint = did_you_mean(who, lines) or (
                sentence("it asks {list}", list=", ".join(lines)) if lines else sentence("nobody signs here")
            )
            raise Fault(
                ("sign",), sentence("'{step}' does not ask '{who}' to sign", step=self.view.case.step, who=who), hint
            )
        self._done(engine.sign(self.view, by, self._whoever((by,)), str(event.get("how", "signed"))))

    def _wait(self, event: Mapping[str, Any]) -> None:
        span = event["wait"]
        if not isinstance(span, str) or not is_span(span):
            raise Fault(
                ("wait",),
                sentence("'{span}' is no length of time", span=span),
                sentence("write it like '7 days', '4 weeks' or '24 hours'"),
            )
        self.clock.at = moment_after(self.clock.now(), ZONE, span)
        self.view = replace(self.view, now=self.clock.now())

    def _tried(self, event: Mapping[str, Any]) -> None:
        seat = self._seat_of(event["tried"], "tried")
        way = str(event.get("way", "asked"))
        self._now(seats.note_try(self.view, seat.id, way, self.view.case.host or ""))

    def _asked_other(self, event: Mapping[str, Any]) -> None:
        seat = self._seat_of(event["asked_other"], "asked_other")
        self._now(seats.ask_other(self.view, seat.id, self.view.case.host or "", self.view.case.host or ""))

    def _chose_not_to(self, event: Mapping[str, Any]) -> None:
        seat = self._seat_of(event["chose_not_to"], "chose_not_to")
        self._now(seats.chose_not_to(self.view, seat.id, self.view.case.host or ""))

    def _not_now(self, event: Mapping[str, Any]) -> None:
        seat = self._seat_of(event["not_now"], "not_now")
        self._now(seats.not_now(self.view, seat.id, self.view.case.host or ""))

    def _looked_at(self, event: Mapping[str, Any]) -> None:
        running = [due for due in self.view.case.timers if due.open]
        found = next((due for due in running if due.id == event["looked_at"]), None)
        if found is None:
            known = [due.id for due in running]
            hint = did_you_mean(str(event["looked_at"]), known) or sentence(
                "what runs is {word}", word=", ".join(known) or sentence("nothing")
            )
            raise Fault(
                ("looked_at",), sentence("nothing called '{looked_at}' runs here", looked_at=event["looked_at"]), hint
            )
        self._done(timers.reviewed(self.view, found.key, self._whoever(("host",))))

    def _dispute(self, event: Mapping[str, Any]) -> None:
        why = str(event.get("why", "We see it differently."))
        self._done(engine.dispute(self.view, str(event["dispute"]), self._as(event), why, event.get("row")))

    def _settle(self, event: Mapping[str, Any]) -> None:
        how = str(event.get("how", "Talked over."))
        self._done(engine.settle(self.view, str(event["settle"]), self._as(event), how, event.get("row")))

    def _away(self, event: Mapping[str, Any]) -> None:
        """The person it is about is in hospital, away, has died; or is `here` again."""
        subject = self.people.get(self.view.case.subject or "")
        if subject is None:
            raise Fault(("away",), sentence("this is about nobody who could be away"), sentence("take it out"))
        self.people = {**self.people, subject.id: replace(subject, status=str(event["away"]))}
        self.view = replace(self.view, persons=self.people)

    # -- who ------------------------------------------------------------------------------------------------------

    def _as(self, event: Mapping[str, Any]) -> Asker:
        who = event.get("as", "host")
        roles, voices = self.made.people.roles, self.made.people.voices
        if who == "host":
            return self._whoever(("host",))
        if who in roles:
            return self._asker(who)
        if who in voices:
            return self._asker(self._speaker(who))
        raise Fault(
            ("as",),
            sentence("there is no role '{who}'", who=who),
            did_you_mean(str(who), [*roles, *voices]) or sentence("roles are {list}", list=", ".join(roles)),
        )

    def _whoever(self, by: tuple[str, ...]) -> Asker:
        """The first made-up person who may; nobody in particular when nobody may."""
        for who in by:
            kind, _, voice = who.partition(":")
            if kind == "voice":
                seat = next((one for one in self.view.case.seats if one.voice == voice and one.person), None)
                if seat is not None and seat.person is not None:
                    return self._asker(seat.person)
            elif who == "host" and self.view.case.host is not None:
                return self._asker(self.view.case.host)
            elif who in self.made.people.roles:
                return self._asker(who)
        return Asker("nobody")

    def _asker(self, person: str) -> Asker:
        return Asker(person, self.people[person].roles)

    def _speaker(self, voice: str) -> str:
        return next((id for id, role in self.made.people.roles.items() if role.voice == voice), f"voice_{voice}")

    def _seat_of(self, voice: Any, key: str, give: bool = False) -> Seat:
        voices = self.made.people.voices
        if voice not in voices:
            raise Fault(
                (key,),
                sentence("there is no voice '{voice}'", voice=voice),
                did_you_mean(str(voice), voices) or sentence("voices are {list}", list=", ".join(voices)),
            )
        found = next((seat for seat in self.view.case.seats if seat.voice == voice), None)
        if found is None and give:
            self._now(seats.give_seat(self.view, f"{voice}_seat", voice, self._speaker(voice), ""))
            found = self.view.case.seat(f"{voice}_seat")
        if found is None:
            raise Fault(
                (key,),
                sentence("nobody sits here for '{voice}'", voice=voice),
                sentence("give them a place first: {seat: {voice}}", voice=voice),
            )
        return found

    # -- changes --------------------------------------------------------------------------------------------------

    def _now(self, case: Case) -> None:
        self.view = self.view.with_case(case)

    def _change(self, seat: Seat) -> None:
        self._now(
            replace(self.view.case, seats=tuple(seat if one.id == seat.id else one for one in self.view.case.seats))
        )

    def _done(self, moved: Moved) -> None:
        self._now(moved.case)
        self.opened += [effect.ref for effect in moved.effects if isinstance(effect, OpenCase)]

    def _values(self, local: str, seat: Seat | None, given: Mapping[str, Any]) -> dict[str, Any]:
        """The answers as they would be stored, read the way a page reads them."""
        compiled = self.made.forms[local]
        questions: dict[str, Question] = {one.id: one for one in compiled.form.questions()}
        for id in given:
            if id not in questions:
                raise Fault(
                    (id,),
                    sentence("'{local}' has no question '{id}'", local=local, id=id),
                    did_you_mean(id, questions) or sentence("it asks {list}", list=", ".join(questions)),
                )
        values: dict[str, Any] = {}
        try:
            for id, value in given.items():
                values[id] = stored(questions[id], value)
            typed = typed_from(compiled, values, {})
        except (AttributeError, TypeError, KeyError, ValueError):
            raise Fault(
                (),
                sentence("an answer to '{local}' does not fit its question", local=local),
                sentence("write it as it would be kept"),
            ) from None
        rows = {id: [row["row"] for row in values[id]] for id in values if questions[id].type == "group"}
        voice = seat.voice if seat is not None else next(iter(compiled.form.voices), "")
        today = local_date(self.clock.now(), ZONE)
        reading = read(compiled, typed, Asking("en"), voice=voice, today=today, rows=rows)
        for name, message in reading.errors.items():
            raise Fault((name.split(".")[0],), sentence("this cannot be an answer: {message}", message=message))
        for id in given:
            if id not in reading.shown:
                raise Fault(
                    (id,),
                    sentence("'{id}' is not asked here, so it has no answer", id=id),
                    sentence("answer first what it depends on, or take it out"),
                )
        return reading.values

    def _send(self, local: str, seat: Seat | None, values: Mapping[str, Any]) -> None:
        view, asked = self.view, self.made.asked[local]
        at = seat.id if seat is not None and asked != "once" else view.seat_for(local)
        sent = view.sent(local)
        earlier = None if asked == "again" else next((one for one in sent if one.seat == at), None)
        now = view.stamp
        answers = dict(earlier.answers) if earlier else {}
        for id, value in values.items():
            version = Envelope(value, view.case.host or "", "said", "sure", "en", now)
            answers[id] = (*answers.get(id, ()), version)
        self.number += 1
        response = Response(
            id=earlier.id if earlier else f"sent_{self.number}",
            ref=local,
            form_hash="",
            subject=view.case.subject,
            case=view.case.id,
            form=local,
            seat=at,
            voice=seat.voice if seat is not None else "",
            person=seat.person if seat is not None else None,
            occasion=str(len(sent) + 1) if asked == "again" else "",
            sent_at=now,
            answers=answers,
        )
        others = tuple(one for one in sent if one.id != response.id)
        self.view = replace(view, responses={**view.responses, local: (*others, response)})
        self._now(seats.hear(self.view, response, local))
        self._done(engine.by_itself(self.view))


def _made_up(people: People) -> dict[str, Person]:
    """One person for each role, called after it, and one for each voice that no role speaks with."""
    found = {id: Person(id=id, name=role.title.said("en"), roles=(id,)) for id, role in people.roles.items()}
    spoken = {role.voice for role in people.roles.values()}
    for voice, one in people.voices.items():
        if voice not in spoken:
            found[f"voice_{voice}"] = Person(id=f"voice_{voice}", name=one.title.said("en"))
    return found
