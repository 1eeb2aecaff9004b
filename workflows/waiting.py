"""What waits for somebody in a case: words to give, a mark to make, something that has come up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.records import LEADS
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
    if view.case.paused or is_away(view):
        return tuple(_due(view, due) for due in timers.waiting(view.case) if is_for(view, due, asker))
    found = [one for seat in view.case.seats_of(asker.person) for one in _words(view, seat)]
    found += [
        _mark(view, missing.about[0]) for missing in engine.unsigned(view) if _may_sign(view, missing.about[0], asker)
    ]
    found += [_due(view, due) for due in timers.waiting(view.case) if is_for(view, due, asker)]
    return tuple(found)


def is_for(view: CaseView, due: Due, asker: Asker) -> bool:
    """True when somebody is the one to look at what has come up; a review is for everybody round the table.

    Where nobody whom it is for is here any more, it is for those who lead the home: nothing waits for nobody; and what was meant
    for whoever leads, where nobody does, is for everybody round the table too. While the person it is about is not here, only
    those who work on it are asked: whoever leads, and roles that are told.
    """
    if LEADS in asker.roles and not _somebody(view, due.tell):
        return True
    away = is_away(view)
    if due.tell is not None and not (due.tell == "host" and view.case.host is None):
        return not (away and due.tell.startswith("voice:")) and engine.stands_for(view, due.tell, asker)
    return asker.person == view.case.host or (not away and bool(view.case.seats_of(asker.person)))


def may_look_at(view: CaseView, due: Due, asker: Asker, helps: bool) -> bool:
    """May they say that it was looked at? What a role was told is for that role alone; a review is for whoever helps too."""
    return is_for(view, due, asker) or (helps and due.tell is None)


def is_away(view: CaseView) -> bool:
    """True while the person a case is about is in hospital or away, has died or has left."""
    subject = view.persons.get(view.case.subject or "")
    return subject is not None and (subject.gone or subject.status != "here")


def _somebody(view: CaseView, tell: str | None) -> bool:
    """False where it is for whoever leads or for those with a place, and none of them is here any more."""
    kind, _, voice = (tell or "").partition(":")
    if kind not in ("", "host", "voice"):
        return True
    seats = [one.person for one in view.case.held() if kind != "host" and voice in ("", one.voice)]
    wanted = [*seats, *([view.case.host] if kind in ("", "host") else [])]
    found = (view.persons.get(id or "") for id in wanted)
    return any(one is not None and not one.gone for one in found)


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
