"""The voices round the table: who was invited, asked, heard, chose not to, and who sits alongside."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.clock import local_date
from core.records import moment
from core.text import Text
from forms.records import Response
from workflows.compiled import asked_of_seats, asks_voice
from workflows.model import Ask, Step
from workflows.records import Case, Happened, Seat, SeatStatus, Try
from workflows.sentences import both
from workflows.view import Asker, CaseView, Refused, noted

TRIES, DAYS, WAYS = 3, 2, 2
"""Properly asked: at least so many times, on so many days, in so many ways, and somebody else was asked as well."""


# -- giving seats -----------------------------------------------------------------------------------------------------


def give_seat(view: CaseView, id: str, voice: str, person: str | None, by: str) -> Case:
    """The case with a place for this voice. A person has one seat for each voice, and a voice of one person one seat.

    Where a case is about nobody by name, several people may speak with a voice that elsewhere is one person's.
    """
    found = view.people.voices.get(voice)
    if found is None:
        raise Refused(both("There is no such voice here.", "Does dim llais felly yma."))
    several = view.compiled.several(voice)
    for seat in view.case.seats:
        if seat.voice == voice and seat.person == person:
            given_again = replace(seat, withdrawn=None, withdrawn_by=None)
            return view.case if given_again == seat else _with(view, given_again, "seated", by)
    for seat in view.case.held():
        if seat.voice == voice and (seat.person is None or (not several and person is None)):
            taken = replace(seat, person=person)
            return _with(view, taken, "seated", by) if person is not None else view.case
        if seat.voice == voice and not several:
            raise Refused(
                both(
                    "{who} speaks with this voice, and nobody else does.",
                    "{who} sy'n siarad â'r llais hwn, a neb arall.",
                    who=view.who(seat),
                )
            )
    seats = (*view.case.seats, Seat(id, voice, person))
    return replace(view.case, seats=seats, history=noted(view, "seated", by, id))


def sit_alongside(view: CaseView, seat_id: str, person: str | None, by: str) -> Case:
    """The case with somebody who speaks or sits alongside a voice; None: nobody any more."""
    return _with(view, replace(_seat(view, seat_id), alongside=person), "alongside", by)


def withdraw(view: CaseView, seat_id: str, asker: Asker, why: str) -> Case:
    """The case without this place: whoever had it opens and writes nothing here from now on; what they said stays as theirs.

    The person it is about decides who sits there, and whoever leads; anybody may step back by themselves, and owes no reason.
    """
    seat = _seat(view, seat_id)
    if view.case.subject is not None and seat.person == view.case.subject:
        raise Refused(
            both(
                "This is about {who}, so their place stays. They may choose not to take part.",
                "Mae hyn am {who}, felly mae eu lle'n aros. Cân nhw ddewis peidio â chymryd rhan.",
                who=view.who(seat),
            )
        )
    if asker.person not in {seat.person, view.case.subject, view.case.host}:
        raise Refused(
            both(
                "The person it is about takes a place back, or whoever leads; or the one who has it steps back.",
                "Y person y mae hyn amdano sy'n cymryd lle yn ôl, neu bwy bynnag sy'n arwain; neu mae'r un sydd â'r lle yn camu'n ôl.",
            )
        )
    if asker.person != seat.person and not why.strip():
        raise Refused(both("Write down why; it is kept.", "Ysgrifennwch pam; mae'n cael ei gadw."))
    gone = replace(seat, withdrawn=view.stamp, withdrawn_by=asker.person)
    return _with(view, gone, "withdrawn", asker.person, why.strip() or None)


# -- hearing ----------------------------------------------------------------------------------------------------------


def note_try(view: CaseView, seat_id: str, way: str, by: str) -> Case:
    """Somebody was asked once more, in this way. Whoever was heard, or chose not to, stays so."""
    seat = _seat(view, seat_id)
    if not way.strip():
        raise Refused(both("Write down in which way you asked.", "Ysgrifennwch ym mha ffordd y gofynnoch chi."))
    status: SeatStatus = "tried" if seat.status in ("invited", "not_now", "tried") else seat.status
    tried = replace(seat, status=status, tries=(*seat.tries, Try(view.stamp, way.strip(), by)))
    return _with(view, tried, "tried", by, way.strip())


def ask_other(view: CaseView, seat_id: str, person: str, by: str) -> Case:
    """An advocate, or someone who knows them, was asked too: not they themselves, and somebody by name."""
    if person in ("", _seat(view, seat_id).person):
        raise Refused(
            both(
                "Say who else was asked: an advocate, or someone who knows them.",
                "Dywedwch pwy arall a ofynnwyd: eiriolwr, neu rywun sy'n eu hadnabod.",
            )
        )
    return _with(view, replace(_seat(view, seat_id), asked_other=person), "asked_other", by)


def chose_not_to(view: CaseView, seat_id: str, by: str, why: str | None = None) -> Case:
    """They chose not to take part. That is an answer, and they may change their mind."""
    return _with(view, replace(_seat(view, seat_id), status="chose_not_to"), "chose_not_to", by, why)


def not_now(view: CaseView, seat_id: str, by: str) -> Case:
    """They said: another time."""
    return _with(view, replace(_seat(view, seat_id), status="not_now"), "not_now", by)


def hear(view: CaseView, response: Response, local: str) -> Case:
    """The case after answers came in: the seat is heard once it has sent all that a step asks of each voice.

    A signature stands for the words that were there, so it is asked for again when a form of its step has changed.
    """
    view = view.with_case(_sign_again(view, response, local))
    seat = view.case.seat(response.seat)
    if seat is None or seat.status == "heard" or seat.withdrawn is not None:
        return view.case
    steps = [step for step in view.workflow.steps if any(ask.form == local and asked_of_seats(ask) for ask in step.ask)]
    if not any(_sent_all(view, seat, step) for step in steps):
        return view.case
    return _with(view, replace(seat, status="heard"), "heard", response.person or "")


def _sign_again(view: CaseView, response: Response, local: str) -> Case:
    asked_here = any(ask.form == local and not asked_of_seats(ask) and not ask.again for ask in view.step.ask)
    standing = [one for one in view.case.signatures if one.standing and one.step == view.case.step]
    if not asked_here or not standing:
        return view.case
    signatures = tuple(replace(one, standing=False) if one in standing else one for one in view.case.signatures)
    by = next((v[-1].written_by for v in response.answers.values() if v), response.person or "")
    return replace(view.case, signatures=signatures, history=noted(view, "sign_again", by, local))


def lead(view: CaseView, asker: Asker) -> Case:
    """The case led by the asker. Raises Refused for anyone whose role was not trained to lead."""
    if not any(view.people.roles[role].may_host for role in asker.roles if role in view.people.roles):
        raise Refused(
            both(
                "Leading a conversation is for those who have had the training.",
                "Mae arwain sgwrs ar gyfer y rhai sydd wedi cael yr hyfforddiant.",
            )
        )
    if view.case.host == asker.person:
        return view.case
    return replace(view.case, host=asker.person, history=noted(view, "led", asker.person, asker.person))


# -- accounted for ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """How properly somebody was asked: times, different days, different ways, and whether somebody else was asked too."""

    times: int
    days: int
    ways: int
    other: bool

    @property
    def properly(self) -> bool:
        """True when it was often enough, on different days, in different ways, and with somebody else's help."""
        return self.times >= TRIES and self.days >= DAYS and self.ways >= WAYS and self.other


def asked(view: CaseView, seat: Seat) -> Asked:
    """How properly somebody was asked so far."""
    days = {local_date(moment(one.at), view.zone) for one in seat.tries}
    ways = {one.way.casefold() for one in seat.tries}
    return Asked(len(seat.tries), len(days), len(ways), seat.asked_other is not None)


def heard_in(view: CaseView, seat: Seat, step: Step) -> bool:
    """True when a step needs no more of this voice's own words: all sent, nothing asked of it, or heard before."""
    own = [ask for ask in step.ask if asked_of_seats(ask)]
    return _sent_all(view, seat, step) if own else seat.status == "heard"


def accounted_for(view: CaseView, seat: Seat, step: Step) -> bool:
    """Heard, or chose not to, or properly asked; or no longer at the table, which the history says with its reason."""
    return (
        seat.withdrawn is not None
        or heard_in(view, seat, step)
        or seat.status == "chose_not_to"
        or asked(view, seat).properly
    )


def asks_of(view: CaseView, seat: Seat, step: Step) -> tuple[Ask, ...]:
    """The items of a step that this seat answers for itself."""
    form = view.compiled.form
    return tuple(ask for ask in step.ask if asked_of_seats(ask) and asks_voice(ask, form(ask.form), seat.voice))


def status_words(view: CaseView, seat: Seat) -> Text:
    """A seat's status, as one says it."""
    if seat.withdrawn is not None:
        if seat.status == "heard":
            return both("heard; no longer at the table", "clywyd; ddim wrth y bwrdd mwyach")
        return both("no longer at the table", "ddim wrth y bwrdd mwyach")
    match seat.status:
        case "heard":
            return both("heard", "clywyd")
        case "chose_not_to":
            return both("chose not to take part", "wedi dewis peidio â chymryd rhan")
        case "not_now":
            return both("not now, another time", "ddim nawr, rywbryd eto")
        case "tried":
            times = len(seat.tries)
            return (
                both("asked once", "gofynnwyd unwaith")
                if times == 1
                else both("asked {n} times", "gofynnwyd {n} gwaith", n=times)
            )
        case "invited":
            return both("invited", "gwahoddwyd")


def _sent_all(view: CaseView, seat: Seat, step: Step) -> bool:
    return all(view.sent_by(ask.form, seat) is not None for ask in asks_of(view, seat, step))


def _seat(view: CaseView, id: str) -> Seat:
    found = view.case.seat(id)
    if found is None:
        raise Refused(both("There is no such place at this table.", "Does dim lle felly wrth y bwrdd hwn."))
    if found.withdrawn is not None:
        raise Refused(
            both(
                "This place was given back. Give them a place again first.",
                "Cafodd y lle hwn ei roi yn ôl. Rhowch le iddyn nhw eto yn gyntaf.",
            )
        )
    return found


def _with(view: CaseView, seat: Seat, what: Happened, by: str, why: str | None = None) -> Case:
    seats = tuple(seat if one.id == seat.id else one for one in view.case.seats)
    return replace(view.case, seats=seats, history=noted(view, what, by, seat.id, why))
