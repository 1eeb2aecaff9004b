"""The pictures of a case for one viewer: what they may see as plain data, and each picture that its workflow names."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from core.case_pictures import AskedQuestion, CasePictureData, Chair, ChairState, VoiceAnswers
from core.clock import local_date
from core.contributions import Picture, PictureMade
from core.house import House
from core.permissions import Answer
from core.pictures import Step
from core.records import Person, holds_seat, moment
from core.stores.protocol import Tx
from core.text import Text
from forms.checkins.sentences import day_words
from forms.companions import Looking
from forms.fields.choosing import label_of
from forms.model import STRICTEST, Form, Question
from forms.records import Envelope, Response
from forms.shown import May, may_see
from workflows import seats
from workflows.records import Seat, SeatStatus
from workflows.sentences import both
from workflows.view import CaseView

log = logging.getLogger("cartref.pictures")

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
    me = looking.viewer.person.id
    subject = view.persons.get(view.case.subject or "")
    data = data_of(view, looking.may(subject, holds_seat(tx, view.case.id, me)), me, _names(tx, view))
    if not data.whole and not data.chairs and not any(data.answers.values()):
        return []
    known: dict[str, Picture] = house.plugins.hooks.collected.of("pictures")
    wanted = [known[key] for key in view.workflow.pictures if key in known and known[key].of == "case"]
    return [(picture.title.said(language), made) for picture in wanted for made in _drawn(picture, data, language)]


def _drawn(picture: Picture, data: CasePictureData, language: str) -> Iterator[PictureMade]:
    try:
        yield picture.draw(data, language)
    except Exception:  # a picture is a plugin's: without it the page still says everything in words
        log.exception("the picture %s was left out", picture.key)


def _names(tx: Tx, view: CaseView) -> dict[str, str]:
    """Person id → name: everybody the case names, and those who wrote on it without a place of their own."""
    names = {id: person.name for id, person in view.persons.items()}
    wrote = {sent.person for responses in view.responses.values() for sent in responses if sent.person}
    found = (Person.get(tx, id) for id in sorted(wrote - set(names)))
    return names | {person.id: person.name for person in found if person is not None}


def data_of(view: CaseView, may: May, me: str, names: Mapping[str, str]) -> CasePictureData:
    """What the person `me` may see of a case, as pictures are drawn from it. Pure.

    Whoever sees only a part of the workflow's row gets their own chair, their own words, and the parts that are open to
    them. A question with an audience of its own (a private note) is in nobody's picture, its writer's own included.
    """
    here = _Here(view, lambda row: _whole_mark(may(row)), me, names)
    mark = here.may(view.workflow.audience or STRICTEST)
    whole = mark.yes and mark.part is None
    places = [seat for seat in view.case.seats if whole or me in (seat.person, seat.alongside)]
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
    )


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

    def answers(self, local: str, form: Form) -> Iterator[VoiceAnswers]:
        """What each voice sent of a form, as far as it may be seen; nothing of those of whom nothing may."""
        for sent in self.view.sent(local):
            newest = {one.id: sent.last(one.id) for one in form.questions() if _open(form, one)}
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

    def _voice(self, form: Form, sent: Response, seen: Mapping[str, Envelope]) -> VoiceAnswers:
        day = local_date(moment(sent.sent_at), self.view.zone)
        return VoiceAnswers(
            values={id: _value(form, id, one) for id, one in seen.items() if one.answered},
            seat=sent.seat,
            voice=self.view.people.voice_title(sent.voice) if sent.voice else _TOGETHER,
            person=self.names.get(sent.person or "", ""),
            subject=sent.person is not None and sent.person == self.view.case.subject,
            day=day,
            on=day_words(day, self.view.today.year),
            noticed=frozenset(id for id, one in seen.items() if one.how == "noticed"),
            declined={id: _DECLINED[one.declined] for id, one in seen.items() if one.declined is not None},
        )


def _value(form: Form, id: str, envelope: Envelope) -> object:
    """A stored value, without the answers inside a group that have an audience of their own."""
    question = form.question(id)
    if question is None or question.type != "group":
        return envelope.value
    open_ = {inner.id for inner in question.questions if _open(form, inner)}
    return [
        {**row, "answers": {name: value for name, value in row["answers"].items() if name in open_}}
        for row in envelope.value
    ]


def _asked(question: Question) -> AskedQuestion:
    return AskedQuestion(
        question.id,
        Text(question.label.words),
        question.type,
        tuple(Step(id, label_of(question, id)) for id in question.choices()),
        {inner.id: _asked(inner) for inner in question.questions},
    )
