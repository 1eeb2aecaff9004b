"""A case as a page shows it: every sentence said, everything that may be pressed decided. Pure; templates only lay it out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from core.contributions import Missing
from core.permissions import Answer
from core.text import Text
from forms.model import STRICTEST
from forms.records import TOGETHER, Response
from workflows import engine, history, seats, timers
from workflows.compiled import asked_of_seats
from workflows.diagram import Picture, drawn
from workflows.records import Due, Seat
from workflows.sentences import both, listed
from workflows.spans import day_in_words, day_of
from workflows.view import Asker, CaseView
from workflows.waiting import Waits, is_for, waits_for
from workflows.writing import keeps_out

May = Callable[[str], Answer]
"""May the viewer see the things of this row of the permission matrix, and all of them or a part?"""


@dataclass(frozen=True)
class Shown:
    """What a page is made for: who looks, in which language, what they may see, and whether they may help it along.

    `part` is what they may see of it where it is not the whole (`workflows.plan`).
    """

    view: CaseView
    asker: Asker
    language: str
    may: May
    helps: bool
    part: str | None = None


@dataclass(frozen=True)
class WayShown:
    """A way on. `why_not` is empty when the viewer may take it; `waiting` are (what is missing, next kind step).

    `aside`: a way that waits for nothing by itself, such as letting it rest; it is offered more quietly.
    """

    id: str
    label: str
    to: str
    why_not: str
    waiting: tuple[tuple[str, str], ...]
    may_pass_by: bool
    aside: bool


@dataclass(frozen=True)
class FormShown:
    """A form to answer: the seat it would be kept on, whether that seat has sent it, and the responses one may read."""

    form: str
    title: str
    seat: str
    sent: bool
    may_write: bool
    read: tuple[str, ...]


@dataclass(frozen=True)
class SeatShown:
    """A place round the table."""

    id: str
    who: str
    voice: str
    status: str
    kind: str
    mine: bool
    tries: tuple[str, ...]
    asked_other: str
    alongside: str
    forms: tuple[FormShown, ...]
    may_help: bool
    gone: str
    may_withdraw: bool


def opens(answer: Answer, seated: bool, lost: bool = False) -> bool:
    """True for a mark that opens one person's things; a mark for groups of at least so many people never does.

    Whoever holds a seat sits at the table and may open its page; what others said there still follows the matrix. Where
    somebody's place was given back (`lost`), no gift opens it either.
    """
    return seated or (answer.yes and answer.at_least is None and not (lost and answer.shared))


def part_of(answer: Answer, seated: bool) -> str | None:
    """The part of a case that a mark opens, by its name; None: all of it. A gift opens what was agreed, as a part does."""
    return None if seated or answer.whole else answer.part or "shared"


def helps(view: CaseView, asker: Asker) -> bool:
    """May they help a case along: note that somebody was asked, give a place, write down for another?

    Not whoever has given their place back, or had it taken back; somebody trained can take the lead again.
    """
    if view.case.lost_by(asker.person):
        return False
    trained = any(view.people.roles[role].may_host for role in asker.roles if role in view.people.roles)
    return trained or asker.person in (view.case.host, view.case.subject)


def heading(view: CaseView) -> Text | None:
    """Whom a case is about, by name: the person, or the two whose it is; None where it is about nobody."""
    subject = view.persons.get(view.case.subject or "")
    if subject is not None:
        return Text({"en": subject.name})
    two = [view.who(seat) for seat in view.case.seats] if view.workflow.subject == "pair" else []
    return listed(two) if two else None


# -- where we are -----------------------------------------------------------------------------------------------------


def picture(page: Shown) -> Picture:
    """The numbered steps with where we are."""
    return drawn(page.view.workflow, page.view.case.step)


def ways(page: Shown) -> list[WayShown]:
    """Every way on from here, with what it waits for."""
    return [_way(page, transition.id) for transition in page.view.step.transitions]


def _way(page: Shown, id: str) -> WayShown:
    view, asker = page.view, page.asker
    way = view.compiled.ways[view.case.step, id]
    verdict = engine.may(view, id, asker)
    waiting = engine.waits(view, way)
    overrides = [one.override for one in waiting]
    passable = bool(waiting) and all(
        override is not None and any(engine.stands_for(view, who, asker) for who in override.by)
        for override in overrides
    )
    return WayShown(
        id=id,
        label=way.transition.label.said(page.language),
        to=view.compiled.steps[way.transition.to].title.said(page.language),
        why_not="" if verdict.yes else verdict.why.said(page.language),
        waiting=tuple(said(one.missing, page.language) for one in waiting),
        may_pass_by=verdict.yes and passable,
        aside=way.transition.freely and not waiting,
    )


def said(missing: Missing, language: str) -> tuple[str, str]:
    """What is missing, and the next kind step, in one language."""
    return missing.say.said(language), missing.next.said(language) if missing.next is not None else ""


# -- who is round the table -------------------------------------------------------------------------------------------

_KIND = {"heard": "good", "chose_not_to": "quiet", "not_now": "quiet", "tried": "waiting", "invited": "waiting"}


def table(page: Shown) -> list[SeatShown]:
    """Everybody's place, with how they stand in words."""
    return [_seat(page, seat) for seat in page.view.case.seats]


def _seat(page: Shown, seat: Seat) -> SeatShown:
    view, language = page.view, page.language
    here, me = seat.withdrawn is None, page.asker.person
    mine = here and seat.person == me
    may_write = here and (mine or page.helps or seat.alongside == me)
    asks = seats.asks_of(view, seat, view.step) if here else ()
    now = [ask.form for ask in asks]
    earlier = [local for local in view.compiled.forms if local not in now and view.sent_by(local, seat) is not None]
    return SeatShown(
        id=seat.id,
        who=view.who(seat).said(language),
        voice=view.people.voice_title(seat.voice).said(language),
        status=seats.status_words(view, seat).said(language),
        kind=_KIND[seat.status] if here else "quiet",
        mine=mine,
        tries=tuple(f"{day(page, one.at)}: {one.way}" for one in seat.tries),
        asked_other=view.name(seat.asked_other).said(language) if seat.asked_other else "",
        alongside=view.name(seat.alongside).said(language) if seat.alongside else "",
        forms=(
            *(_form(page, local, seat.id, may_write) for local in now),
            *(_form(page, local, seat.id, False) for local in earlier),
        ),
        may_help=here and page.helps,
        gone=day(page, seat.withdrawn) if seat.withdrawn is not None else "",
        may_withdraw=here
        and seat.person != view.case.subject
        and me in {seat.person, view.case.subject, view.case.host},
    )


def _form(page: Shown, local: str, seat: str, may_write: bool) -> FormShown:
    form = page.view.compiled.form(local)
    sent = [one for one in page.view.sent(local) if one.seat == seat]
    readable = [one.id for one in sent if _may_read(page, local, one)]
    return FormShown(
        local,
        form.title.said(page.language),
        seat,
        bool(sent),
        may_write and not page.view.case.closed and not keeps_out(page.view, page.asker, local, seat),
        tuple(readable),
    )


def together(page: Shown) -> list[FormShown]:
    """The forms of this step that are answered once for everybody, or again and again."""
    view = page.view
    may_write = page.helps or bool(view.case.seats_of(page.asker.person))
    found = []
    for ask in view.step.ask:
        if asked_of_seats(ask) and not ask.again:
            continue
        if ask.again:
            readable = [one.id for one in view.sent(ask.form) if _may_read(page, ask.form, one)]
            title = view.compiled.form(ask.form).title.said(page.language)
            found.append(
                FormShown(
                    ask.form,
                    title,
                    "again",
                    bool(view.sent(ask.form)),
                    may_write and not view.case.closed,
                    tuple(readable),
                )
            )
        elif view.seat_for(ask.form) == TOGETHER:
            found.append(_form(page, ask.form, TOGETHER, may_write))
        else:
            found.append(_form(page, ask.form, view.seat_for(ask.form), may_write))
    return found


def earlier(page: Shown) -> list[FormShown]:
    """What was written down together at other steps and may be read: a word that is being tried stands there to be read."""
    view, here = page.view, {ask.form for ask in page.view.step.ask}
    asks = [ask for step in view.workflow.steps for ask in step.ask if ask.again or not asked_of_seats(ask)]
    found = []
    for form in dict.fromkeys(ask.form for ask in asks if ask.form not in here):
        readable = tuple(one.id for one in view.sent(form) if _may_read(page, form, one))
        if readable:
            title = view.compiled.form(form).title.said(page.language)
            found.append(FormShown(form, title, "", True, False, readable))
    return found


def _may_read(page: Shown, local: str, sent: Response) -> bool:
    form = page.view.compiled.form(local)
    if sent.person is not None and sent.person == page.asker.person:
        return True
    if sent.sealed:
        return False
    answer = page.may(form.audience or STRICTEST)
    return opens(answer, seated=False) and answer.whole


# -- what comes up ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DueShown:
    """Something that has come up, or will: in words, with its day."""

    key: int
    words: str
    day: str
    mine: bool
    review: bool


def due_now(page: Shown) -> list[DueShown]:
    """What has come up and waits."""
    return [_due(page, due) for due in timers.waiting(page.view.case)]


def ahead(page: Shown) -> list[DueShown]:
    """The reviews that are still to come."""
    if page.view.case.paused:
        return []
    return [
        _due(page, due) for due in page.view.case.timers if due.open and due.due_at is None and due.kind == "review"
    ]


def _due(page: Shown, due: Due) -> DueShown:
    words = timers.words_of(page.view, due).said(page.language)
    day = day_in_words(day_of(due.at, page.view.zone)).said(page.language)
    mine = is_for(page.view, due, page.asker) or page.helps
    return DueShown(due.key, words, day, mine, due.kind == "review")


def my_waits(page: Shown) -> tuple[Waits, ...]:
    """What waits for the viewer."""
    return waits_for(page.view, page.asker)


_PAUSED = {
    "hospital": both("In hospital for now: nothing is chased.", "Yn yr ysbyty am y tro: does dim brys am ddim."),
    "away": both("Away for now: nothing is chased.", "I ffwrdd am y tro: does dim brys am ddim."),
    "died": both(
        "Has died. What was said here is kept, and nothing is asked of anyone.",
        "Wedi marw. Mae'r hyn a ddywedwyd yma'n cael ei gadw, a does dim yn cael ei ofyn gan neb.",
    ),
}


def pause_words(page: Shown) -> str:
    """Why its timers stand still, said gently; nothing while they run."""
    reason = page.view.case.paused
    known = _PAUSED.get(
        reason or "", both("Resting for now: nothing is chased.", "Yn gorffwys am y tro: does dim brys am ddim.")
    )
    return known.said(page.language) if reason else ""


def told(page: Shown) -> Iterator[tuple[str, str]]:
    """The history, newest first: (day, sentence)."""
    for line in reversed(page.view.case.history):
        words: Text = history.sentence(page.view, line)
        yield day(page, line.at), words.said(page.language) + (f" “{line.why}”" if line.why else "")


def day(page: Shown, at: str) -> str:
    """The day of a moment, in words."""
    return day_in_words(day_of(at, page.view.zone)).said(page.language)
