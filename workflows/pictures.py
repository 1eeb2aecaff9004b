"""The pictures of a case for one viewer: what they may see as plain data, and each picture that its workflow names."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from core.case_pictures import AskedQuestion, CasePictureData, Chair, ChairState, KeptDay, VoiceAnswers
from core.clock import local_date
from core.contributions import Picture, PictureMade
from core.house import House
from core.permissions import Answer
from core.pictures import Step
from core.records import Person, holds_seat, moment
from core.stores.protocol import Tx
from core.text import Text
from core.web.shown import held, note_all, shown
from forms.checkins.sentences import day_words
from forms.companions import Looking
from forms.consent import NOBODY, kept_off, said_yes
from forms.fields.choosing import label_of
from forms.model import STRICTEST, Form, Question
from forms.records import Envelope, Response
from forms.shown import May, may_see
from workflows import runner, seats
from workflows.records import Case, Move, Seat, SeatStatus
from workflows.sentences import both
from workflows.view import CaseView

log = logging.getLogger("cartref.pictures")

NOW = "~"
"""After every moment: stamps begin with a figure."""
MOST_EARLIER = 24
"""So many cases one after another are looked back to."""
_STATES: Mapping[SeatStatus, ChairState] = {"heard": "heard", "chose_not_to": "chose_not_to"}
_DECLINED = {
    "not_today": both("Not today", "Nid heddiw"),
    "rather_not": both("I'd rather not say", "Byddai'n well gen i beidio â dweud"),
    "not_sure": both("I'm not sure", "Dydw i ddim yn siŵr"),
}
_TOGETHER = both("Together", "Gyda'n gilydd")


def case_pictures(
    house: House, tx: Tx, view: CaseView, looking: Looking, language: str
) -> list[tuple[str, PictureMade]]:
    """Title and drawing of each picture the case's workflow names, of no more than this viewer may see. None: an empty list."""
    if not view.workflow.pictures:
        return []
    data = _data(house, tx, view, looking)
    if not data.whole and not data.chairs and not any(data.answers.values()):
        return []
    data = replace(_noted(data), earlier=tuple(_earlier(house, tx, view, looking)))
    known: dict[str, Picture] = house.plugins.hooks.collected.of("pictures")
    wanted = [known[key] for key in view.workflow.pictures if key in known and known[key].of == "case"]
    return [(picture.title.said(language), made) for picture in wanted for made in _drawn(picture, data, language)]


def _data(house: House, tx: Tx, view: CaseView, looking: Looking) -> CasePictureData:
    me = looking.viewer.person.id
    subject = view.persons.get(view.case.subject or "")
    off = kept_off(house, looking.home_id, tx)
    data = data_of(view, looking.may(subject, holds_seat(tx, view.case.id, me)), me, _names(tx, view), off)
    return replace(data, died=frozenset(person.id for person in Person.find(tx, {"status": "died"})))


def _earlier(house: House, tx: Tx, view: CaseView, looking: Looking) -> list[CasePictureData]:
    """The cases of the same workflow that this one came from, the oldest first, as far as this viewer may see them."""
    found: list[CasePictureData] = []
    home, case = house.home(looking.home_id), view.case
    while len(found) < MOST_EARLIER:
        link = next((one for one in case.links if one.how == "came_from" and one.ref == case.ref), None)
        before = Case.get(tx, link.case) if link is not None else None
        if before is None:
            break
        data = _data(house, tx, runner.view(house, home, tx, before), looking)
        if data.whole or data.chairs or data.answers:
            found.insert(0, _noted(data, before.id))
        case = before
    return found


def _drawn(picture: Picture, data: CasePictureData, language: str) -> Iterator[PictureMade]:
    try:
        with held() as records:
            made = picture.draw(data, language)
    except Exception:  # a picture is a plugin's: without it the page still says everything in words
        log.exception("the picture %s was left out", picture.key)
        return
    note_all(records)
    yield made


class _Noted(Mapping[str, tuple[VoiceAnswers, ...]]):
    """Answers by form that are noted as shown when a picture reads them, and with them the case they belong to (`of`)."""

    def __init__(self, answers: Mapping[str, tuple[VoiceAnswers, ...]], of: str) -> None:
        self._answers = answers
        self._of = of

    def __getitem__(self, form: str) -> tuple[VoiceAnswers, ...]:
        if self._of:
            shown(Case.kind, self._of)
        found = self._answers[form]
        note_all((Response.kind, one.id) for one in found)
        return found

    def __contains__(self, form: object) -> bool:
        return form in self._answers

    def __iter__(self) -> Iterator[str]:
        return iter(self._answers)

    def __len__(self) -> int:
        return len(self._answers)


def _noted(data: CasePictureData, of: str = "") -> CasePictureData:
    """The same data; what a picture reads of them is noted as shown."""
    kept = tuple(replace(day, answers=_Noted(day.answers, of)) for day in data.kept)
    return replace(data, answers=_Noted(data.answers, of), kept=kept)


def _names(tx: Tx, view: CaseView) -> dict[str, str]:
    """Person id → name: everybody the case names, and those who wrote on it without a place of their own."""
    names = {id: person.name for id, person in view.persons.items()}
    wrote = {sent.person for responses in view.responses.values() for sent in responses if sent.person}
    found = (Person.get(tx, id) for id in sorted(wrote - set(names)))
    return names | {person.id: person.name for person in found if person is not None}


def data_of(
    view: CaseView, may: May, me: str, names: Mapping[str, str], off: frozenset[str] = NOBODY
) -> CasePictureData:
    """What the person `me` may see of a case, as pictures are drawn from it. Pure.

    Whoever sees only a part of the workflow's row gets their own chair, their own words, and the parts that are open to
    them. A question with an audience of its own (a private note) is in nobody's picture, its writer's own included. Nor is a row that waits for somebody's yes, or names one of those who are `off`.
    """
    here = _Here(view, lambda row: _whole_mark(may(row)), me, names, off)
    mark = here.may(view.workflow.audience or STRICTEST)
    whole = mark.whole
    mine = [seat for seat in view.case.held() if me in (seat.person, seat.alongside)]
    places = view.case.seats if whole else mine
    forms = {local: view.compiled.form(local) for local in view.case.forms}
    answers = {local: tuple(here.answers(local, form)) for local, form in forms.items()}
    return CasePictureData(
        title=view.workflow.title,
        about=names.get(view.case.subject or "", ""),
        chairs=tuple(here.chair(seat) for seat in places),
        asked={
            local: {one.id: _asked(one) for one in form.questions() if _open(form, one)}
            for local, form in forms.items()
        },
        answers={local: found for local, found in answers.items() if found},
        whole=whole,
        topic=view.case.about,
        steps=tuple(Step(one.id, Text(one.title.words)) for one in view.workflow.steps),
        step=view.case.step,
        kept=tuple(here.kept(line.at, forms) for line in view.case.history if _is_snapshot(view, line)),
        since=day_words(local_date(moment(view.case.entered_at), view.zone), view.today.year),
    )


def _is_snapshot(view: CaseView, line: Move) -> bool:
    step = view.compiled.steps.get(line.to or "")
    return line.what == "moved" and step is not None and step.snapshot


def _whole_mark(answer: Answer) -> Answer:
    """A mark for groups of at least so many people opens nothing of one person's case."""
    return answer if answer.at_least is None else Answer(False, answer.why)


def _open(form: Form, question: Question) -> bool:
    """True for a question whose answers may be in a picture at all."""
    return question.type != "info" and question.audience in (None, form.audience)


@dataclass(frozen=True)
class _Here:
    """One case as one viewer may see it."""

    view: CaseView
    may: May
    me: str
    names: Mapping[str, str]
    off: frozenset[str] = NOBODY

    def chair(self, seat: Seat) -> Chair:
        """A seat as a picture shows it."""
        return Chair(
            seat=seat.id,
            voice=self.view.people.voice_title(seat.voice),
            person=self.names.get(seat.person or "", ""),
            status=seats.status_words(self.view, seat),
            state=_STATES.get(seat.status, "waiting"),
            subject=seat.person is not None and seat.person == self.view.case.subject,
            alongside=self.names.get(seat.alongside or "", ""),
        )

    def kept(self, at: str, forms: Mapping[str, Form]) -> KeptDay:
        """How things stood at this moment, as far as it may be seen now."""
        day = local_date(moment(at), self.view.zone)
        answers = {local: tuple(self.answers(local, form, at)) for local, form in forms.items()}
        return KeptDay(
            day, day_words(day, self.view.today.year), {local: found for local, found in answers.items() if found}
        )

    def answers(self, local: str, form: Form, at: str = NOW) -> Iterator[VoiceAnswers]:
        """What each voice had sent of a form by then, as far as it may be seen; nothing of those of whom nothing may."""
        for sent in self.view.sent(local):
            newest = {one.id: _by_then(sent, one.id, at) for one in form.questions() if _open(form, one)}
            if not any(newest.values()) and at != NOW:
                continue
            seen = {id: one for id, one in newest.items() if one is not None and self._sees(form, id, sent, one)}
            if seen or self._own(sent):
                yield self._voice(form, sent, seen)

    def _sees(self, form: Form, id: str, sent: Response, envelope: Envelope) -> bool:
        question = form.question(id)
        return question is not None and (
            self._own(sent) or envelope.written_by == self.me or (not sent.sealed and may_see(form, question, self.may))
        )

    def _own(self, sent: Response) -> bool:
        return sent.person is not None and sent.person == self.me

    def _value(self, form: Form, id: str, envelope: Envelope, sent: Response) -> object:
        """A stored value, without rows that wait for somebody's yes, and without answers that have an audience of their own."""
        question = form.question(id)
        if question is None or question.type != "group":
            return envelope.value
        open_ = {inner.id for inner in question.questions if _open(form, inner)}
        return [
            {**row, "answers": {name: value for name, value in row["answers"].items() if name in open_}}
            for row in said_yes(question, sent, envelope.value, self.off)
        ]

    def _voice(self, form: Form, sent: Response, seen: Mapping[str, Envelope]) -> VoiceAnswers:
        day = local_date(moment(sent.sent_at), self.view.zone)
        return VoiceAnswers(
            id=sent.id,
            values={id: self._value(form, id, one, sent) for id, one in seen.items() if one.answered},
            seat=sent.seat,
            voice=self.view.people.voice_title(sent.voice) if sent.voice else _TOGETHER,
            person=self.names.get(sent.person or "", ""),
            subject=sent.person is not None and sent.person == self.view.case.subject,
            day=day,
            on=day_words(day, self.view.today.year),
            noticed=frozenset(id for id, one in seen.items() if one.how == "noticed"),
            declined={id: _DECLINED[one.declined] for id, one in seen.items() if one.declined is not None},
        )


def _by_then(sent: Response, id: str, at: str) -> Envelope | None:
    """The newest version that was there at a moment."""
    return next((one for one in reversed(sent.answers.get(id, ())) if one.at <= at), None)


def _asked(question: Question) -> AskedQuestion:
    return AskedQuestion(
        question.id,
        Text(question.label.words),
        question.type,
        tuple(Step(id, label_of(question, id)) for id in question.choices()),
        {inner.id: _asked(inner) for inner in question.questions},
    )
