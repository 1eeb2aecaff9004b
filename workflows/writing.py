"""On whose place what somebody is about to write is kept, and whether it is theirs to write; and their draft for it."""

from __future__ import annotations

from dataclasses import dataclass

from core.house import House
from core.ids import new_id
from core.stores.protocol import Tx
from forms import drafts
from forms.records import TOGETHER, Draft
from workflows.compiled import asked_of_seats, asks_voice
from workflows.records import Seat
from workflows.view import Asker, CaseView

AGAIN = "again"
"""What a page says instead of a seat where a form is asked again and again: whoever writes speaks for themselves."""


@dataclass(frozen=True)
class Place:
    """Where an answer is kept: a seat, whose view it is there, and which time it is of a form asked again."""

    seat: str
    voice: str = ""
    person: str | None = None
    occasion: str = ""


def place_of(view: CaseView, asker: Asker, local: str, wanted: str, helps: bool) -> Place | None:
    """Where this form would be kept when the asker writes it at the seat they named; None where it is not theirs to write.

    A form asked once is written at a step that asks it, at the one seat that keeps it: what was agreed does not change in
    passing. What each voice says may be said at any step, on a seat of its own.
    """
    if local not in view.compiled.asked or view.case.closed or view.case.lost_by(asker.person):
        return None
    own = next(iter(view.case.seats_of(asker.person)), None)
    kind = view.compiled.asked[local]
    if kind == "again" and view.compiled.form(local).without_names:
        # No number either: it would say who came after whom.
        return Place(TOGETHER, occasion=new_id()) if wanted in _named(own) and (helps or own is not None) else None
    if kind == "again":
        return _again(view, asker, local, own) if wanted in _named(own) and (helps or own is not None) else None
    seat = view.case.seat(wanted)
    if seat is not None and seat.withdrawn is not None:
        return None
    beside = seat is not None and seat.alongside == asker.person
    if kind == "each_voice":
        mine = seat is not None and (seat.person == asker.person or beside or helps)
        if keeps_out(view, asker, local, wanted):
            return None
        return _at(seat) if mine and seat is not None and _asks(view, local, seat) else None
    asked_now = any(ask.form == local and not asked_of_seats(ask) for ask in view.step.ask)
    if not asked_now or wanted != view.seat_for(local) or not (helps or own is not None or beside):
        return None
    return _at(seat) if seat is not None else Place(TOGETHER)


def steps_of(view: CaseView, local: str) -> tuple[str, ...]:
    """The steps at which a form can be sent: of one that is asked once, those that ask it; of another any (none named)."""
    if view.compiled.asked[local] != "once":
        return ()
    return tuple(step.id for step in view.workflow.steps if any(ask.form == local for ask in step.ask))


def keeps_out(view: CaseView, asker: Asker, local: str, seat: str) -> bool:
    """True where somebody who has a half of their own would write the other half of a form of two."""
    own = {one.id for one in view.case.seats_of(asker.person)}
    return view.compiled.form(local).both_show is not None and bool(own) and seat not in own


def _named(own: Seat | None) -> tuple[str, ...]:
    return (AGAIN, TOGETHER) if own is None else (AGAIN, TOGETHER, own.id)


def _again(view: CaseView, asker: Asker, local: str, own: Seat | None) -> Place:
    occasion = str(len(view.sent(local)) + 1)
    if own is None:
        return Place(TOGETHER, asker.voice, asker.person, occasion)
    return Place(own.id, own.voice, own.person, occasion)


def _at(seat: Seat) -> Place:
    return Place(seat.id, seat.voice, seat.person)


def _asks(view: CaseView, local: str, seat: Seat) -> bool:
    """True when some step asks this voice for this form."""
    form = view.compiled.form(local)
    return any(
        ask.form == local and asked_of_seats(ask) and asks_voice(ask, form, seat.voice)
        for step in view.workflow.steps
        for ask in step.ask
    )


def begin_writing(
    house: House, home_id: str, tx: Tx, view: CaseView, asker: Asker, local: str, wanted: str, helps: bool
) -> Draft | None:
    """The writer's own draft for that place, which waits until it is sent; None where it is not theirs to write."""
    place = place_of(view, asker, local, wanted, helps)
    if place is None:
        return None
    return drafts.begin(
        house,
        home_id,
        tx,
        ref=view.case.forms[local]["ref"],
        form_hash=view.case.forms[local]["hash"],
        subject=view.case.subject,
        case=view.case.id,
        form=local,
        seat=place.seat,
        voice=place.voice,
        person=place.person,
        occasion=place.occasion,
        writer=asker.person,
        back={"endpoint": "workflows.case", "case_id": view.case.id},
        steps=steps_of(view, local),
    )
