"""What can be pressed in a conversation: each post read, whoever may press it asked, and the engine told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flask import abort, request

from core.ids import new_id
from core.records import Person
from core.stores.protocol import Tx
from core.text import Text
from forms.records import How
from workflows import engine, seats, shown, starting, timers
from workflows.desk import Desk
from workflows.effects import Moved
from workflows.records import Case
from workflows.sentences import both
from workflows.view import CaseView, Refused
from workflows.waiting import may_look_at

SAID_YES: tuple[How, ...] = ("said", "signed", "pointed", "written", "drawn", "recorded")
"""The ways in which a yes can be given; what was only noticed is none."""
LONGEST = 4_000
"""Most characters of a reason: a conversation keeps all that happened, and there is room for more than one story in it."""
_AT_REST = ("looked_at",)
"""What can be pressed when a conversation is at rest."""

Action = Callable[[Desk, CaseView], Case | Moved]


def _field(name: str) -> str:
    return request.form.get(name, "").strip()


def at_hand(desk: Desk, tx: Tx, case: Case, what: str) -> Desk:
    """The desk with the person a post names; 404 for somebody who is not of this home, and for a case at rest."""
    id = _field("person")
    named = Person.get(tx, id) if 0 < len(id) <= 64 else None
    if (case.closed and what not in _AT_REST) or (id and (named is None or named.gone)):
        abort(404)
    return replace(desk, named=named)


def not_too_long() -> None:
    """Raises Refused for a reason that is longer than is kept."""
    if any(len(_field(name)) > LONGEST for name in ("why", "how", "way")):
        raise Refused(
            both(
                "This is longer than can be kept here. Please say it in fewer words.",
                "Mae hyn yn hirach nag y gellir ei gadw yma. Dywedwch e mewn llai o eiriau, os gwelwch yn dda.",
            )
        )


def _move(desk: Desk, view: CaseView) -> Moved:
    return engine.move(view, _field("transition"), desk.me, _field("why") or None)


def _sign(desk: Desk, view: CaseView) -> Moved:
    how = _field("how") or "written"
    if how not in SAID_YES:
        abort(404)
    return engine.sign(view, _field("line"), desk.me, how, _field("person") or None)


def _lead(desk: Desk, view: CaseView) -> Case:
    return seats.lead(view, desk.me)


def _looked_at(desk: Desk, view: CaseView) -> Moved:
    key = _field("key")
    due = view.case.due(int(key)) if key.isascii() and key.isdecimal() and len(key) < 10 else None
    if due is None or not may_look_at(view, due, desk.me, shown.helps(view, desk.me)):
        abort(404)
    return timers.reviewed(view, due.key, desk.me, _field("why") or None)


def _seat(desk: Desk, view: CaseView) -> Case:
    _only_helpers(desk, view)
    _with_their_own_voice(desk, _field("voice"))
    return seats.give_seat(view, new_id(), _field("voice"), _field("person") or None, desk.me.person)


def _with_their_own_voice(desk: Desk, voice: str) -> None:
    """Nobody who works here takes the place of a family member, an advocate or a resident. Raises Refused."""
    people, person = desk.viewer.people, desk.named
    if person is None or not starting.may_lead(person, people):
        return
    if voice not in {people.voice_of(role) for role in person.roles}:
        raise Refused(
            both(
                "{who} works here, and speaks with the voice that goes with that.",
                "Mae {who} yn gweithio yma, ac yn siarad â'r llais sy'n mynd gyda hynny.",
                who=Text({"en": person.name}),
            )
        )


def _withdraw(desk: Desk, view: CaseView) -> Case:
    return seats.withdraw(view, _field("seat"), desk.me, _field("why"))


def _alongside(desk: Desk, view: CaseView) -> Case:
    _only_helpers(desk, view)
    return seats.sit_alongside(view, _field("seat"), _field("person") or None, desk.me.person)


def _tried(desk: Desk, view: CaseView) -> Case:
    _only_helpers(desk, view)
    return seats.note_try(view, _field("seat"), _field("way"), desk.me.person)


def _asked_other(desk: Desk, view: CaseView) -> Case:
    _only_helpers(desk, view)
    # Whoever notes it has asked themselves: they are not the other one.
    other = desk.named.id if desk.named is not None and desk.named.id != desk.me.person else ""
    return seats.ask_other(view, _field("seat"), other, desk.me.person)


def _status(desk: Desk, view: CaseView) -> Case:
    seat = view.case.seat(_field("seat"))
    mine = seat is not None and seat.person == desk.me.person
    if not mine:
        _only_helpers(desk, view)
    if _field("status") not in ("not_now", "chose_not_to"):
        abort(404)
    if not mine and not _field("why"):
        raise Refused(both("Write down how they said so.", "Ysgrifennwch sut y dywedon nhw hynny."))
    if _field("status") == "not_now":
        return seats.not_now(view, _field("seat"), desk.me.person)
    return seats.chose_not_to(view, _field("seat"), desk.me.person, _field("why") or None)


def _dispute(desk: Desk, view: CaseView) -> Moved:
    if not view.case.seats_of(desk.me.person):
        _only_helpers(desk, view)
    return engine.dispute(view, _field("item"), desk.me, _field("why"), _field("row") or None)


def _settle(desk: Desk, view: CaseView) -> Moved:
    return engine.settle(view, _field("item"), desk.me, _field("how"), _field("row") or None)


def _only_helpers(desk: Desk, view: CaseView) -> None:
    if not shown.helps(view, desk.me):
        abort(404)


ACTIONS: dict[str, Action] = {
    "move": _move,
    "sign": _sign,
    "lead": _lead,
    "looked_at": _looked_at,
    "seat": _seat,
    "withdraw": _withdraw,
    "alongside": _alongside,
    "tried": _tried,
    "asked_other": _asked_other,
    "status": _status,
    "dispute": _dispute,
    "settle": _settle,
}
"""What can be done to a conversation, by the last word of its address."""
