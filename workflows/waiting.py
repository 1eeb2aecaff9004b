"""What waits for somebody in a case: words to give, a mark to make, something that has come up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.text import Text
from workflows import engine, seats, timers
from workflows.records import Due, Seat
from workflows.sentences import both
from workflows.view import Asker, CaseView


@dataclass(frozen=True)
class Waits:
    """One thing that waits: what kind, in which words, and what it is about (a form, a sign line, a timer's key)."""

    kind: Literal["answer", "sign", "due"]
    say: Text
    about: str
    seat: str | None = None


def waits_for(view: CaseView, asker: Asker) -> tuple[Waits, ...]:
    """Everything in this case that waits for this person, calmly and in the order it would be done."""
    if view.case.paused:
        return tuple(_due(view, due) for due in timers.waiting(view.case) if is_for(view, due, asker))
    found = [one for seat in view.case.seats_of(asker.person) for one in _words(view, seat)]
    found += [
        _mark(view, missing.about[0]) for missing in engine.unsigned(view) if _may_sign(view, missing.about[0], asker)
    ]
    found += [_due(view, due) for due in timers.waiting(view.case) if is_for(view, due, asker)]
    return tuple(found)


def is_for(view: CaseView, due: Due, asker: Asker) -> bool:
    """True when somebody is the one to look at what has come up; a review is for everybody round the table.

    So is what was meant for whoever leads, where nobody does: nothing is told to nobody.
    """
    if due.tell is not None and not (due.tell == "host" and view.case.host is None):
        return engine.stands_for(view, due.tell, asker)
    return asker.person == view.case.host or bool(view.case.seats_of(asker.person))


def _words(view: CaseView, seat: Seat) -> list[Waits]:
    if seat.status in ("chose_not_to", "not_now"):
        return []
    unheard = [
        ask for ask in seats.asks_of(view, seat, view.step) if not ask.again and view.sent_by(ask.form, seat) is None
    ]
    return [Waits("answer", view.compiled.form(ask.form).title, ask.form, seat.id) for ask in unheard]


def _may_sign(view: CaseView, by: str, asker: Asker) -> bool:
    return engine.stands_for(view, by, asker)


def _mark(view: CaseView, by: str) -> Waits:
    return Waits("sign", both("Your mark: {step}", "Eich nod chi: {step}", step=view.step.title), by)


def _due(view: CaseView, due: Due) -> Waits:
    return Waits("due", timers.words_of(view, due), str(due.key))
