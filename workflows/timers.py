"""What comes up by itself: reviews, timers of a step, reminders. Data, evaluated by the clock that is passed in.

Days are the home's own dates. Timers stand still while the case is paused, and nothing ends without a line that says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from core.records import moment
from core.text import Text
from forms.model import Span
from workflows.effects import Effect, Moved, Tell
from workflows.model import Step, Timer
from workflows.records import Case, Due, Move
from workflows.sentences import both
from workflows.spans import after, day_of, later, reached, shifted
from workflows.view import Asker, CaseView, Refused, noted

REVIEW = "review"
"""The id of the reviews that an agreement sets itself; a new one takes the place of the one before."""
CLOCK = ""
"""Who did it, in a history, when nobody did: the time had come."""


@dataclass(frozen=True)
class Ticked:
    """The case after the clock was looked at, everything that has come up and waits, and what is to be done about it."""

    case: Case
    due: tuple[Due, ...] = ()
    effects: tuple[Effect, ...] = ()


# -- beginning --------------------------------------------------------------------------------------------------------


def begun(view: CaseView, dues: Iterable[Due]) -> Case:
    """The case with these timers running, each under a key of its own; in a paused case they stand still from the start."""
    case = view.case
    fresh = list(dues)
    if not fresh:
        return case
    timers = list(case.timers)
    for due in fresh:
        paused_at = view.stamp if case.paused else None
        timers.append(replace(due, key=len(timers) + 1, paused_at=paused_at))
    return replace(case, timers=tuple(timers))


def of_step(view: CaseView, step: Step) -> list[Due]:
    """The timers that run once a step is entered."""
    return [timer_of(view, step, timer) for timer in step.timers if timer.on in ("entered", "started")]


def timer_of(view: CaseView, step: Step, timer: Timer) -> Due:
    """One timer of a step, begun now; one that counts from when the case was begun may have come up already."""
    at = after(view.now, view.zone, timer.after)
    if timer.on == "started":
        at = _later_by_rests(view, after(moment(view.case.started_at), view.zone, timer.after))
    return Due(0, timer.id, "timer", step.id, view.stamp, at, tell=timer.tell, stays=timer.stays)


def _later_by_rests(view: CaseView, at: str) -> str:
    """A day or moment, later by as long as the case stood still so far."""
    since = None
    for line in view.case.history:
        if line.what == "paused":
            since = since or line.at
        elif line.what == "resumed" and since is not None:
            at, since = shifted(at, since, moment(line.at), view.zone), None
    return at if since is None else shifted(at, since, view.now, view.zone)


def review_of(view: CaseView, ladder: tuple[Mapping[str, Any], ...]) -> Due:
    """The first review of a ladder such as `7 days, then 4 weeks, then every 12 weeks`, begun now."""
    first = ladder[0]
    repeats = "every" in first
    goes: Mapping[str, Any] = first.get("or_after") or {}
    return Due(
        key=0,
        id=REVIEW,
        kind="review",
        step=view.case.step,
        set_at=view.stamp,
        at=after(view.now, view.zone, first["every"] if repeats else first["in"]),
        form=goes.get("form"),
        times=goes.get("times"),
        count_from=view.env.times(goes["form"]) if goes else 0,
        rest=ladder if repeats else ladder[1:],
        through=first.get("with"),
        sent_before=view.env.times(first["with"]) if "with" in first else 0,
    )


def second_look(view: CaseView, who: str, why: str, span: Span) -> Due:
    """Where a need was passed by: the day on which that is looked at again."""
    say = both(
        "We went on before everything was there, because: “{why}”. Is that still right?",
        "Aethon ni ymlaen cyn bod popeth yno, oherwydd: “{why}”. Ydy hynny'n dal yn iawn?",
        why=why,
    )
    at = after(view.now, view.zone, span)
    return Due(0, "override", "review", view.case.step, view.stamp, at, tell=who, say=dict(say.words))


# -- coming up --------------------------------------------------------------------------------------------------------


def tick(view: CaseView) -> Ticked:
    """What has come up by now. Where the person is in hospital, away or has died, nothing has: their timers stand still."""
    view = view.with_case(_following(view))
    if view.case.paused:
        return Ticked(view.case, waiting(view.case))
    for due in view.case.timers:
        if due.open and due.through is not None and view.env.times(due.through) > due.sent_before:
            view = view.with_case(_looked_at(view, due, _who_sent(view, due.through)))
    effects: list[Effect] = []
    while True:
        fresh = [due for due in view.case.timers if due.open and due.due_at is None and _has_come(view, due)]
        if not fresh:
            break
        keys = {due.key for due in fresh}
        timers = tuple(replace(due, due_at=view.stamp) if due.key in keys else due for due in view.case.timers)
        lines = tuple(Move(view.stamp, CLOCK, "fell_due", view.case.step, id=due.id) for due in fresh)
        view = view.with_case(replace(view.case, timers=timers, history=(*view.case.history, *lines)))
        view = view.with_case(begun(view, [late for due in fresh for late in _if_late(view, due)]))
        effects += [Tell(due.tell, words_of(view, due)) for due in fresh if due.tell is not None]
    return Ticked(view.case, waiting(view.case), tuple(effects))


def waiting(case: Case) -> tuple[Due, ...]:
    """What has come up and was not looked at yet. While the case is paused only what somebody was told, and what stays."""
    return tuple(due for due in case.timers if due.waiting and (not case.paused or due.kind == "told" or due.stays))


def _has_come(view: CaseView, due: Due) -> bool:
    if reached(due.at, view.now, view.zone):
        return True
    return due.form is not None and due.times is not None and view.env.times(due.form) >= due.count_from + due.times


def _if_late(view: CaseView, review: Due) -> list[Due]:
    """The timers of the present step that begin with a review: they count from the day on which it came up."""
    if review.kind != "review" or review.id != REVIEW:
        return []
    day = min(day_of(review.at, view.zone), view.today)
    return [
        replace(timer_of(view, view.step, timer), at=_from_day(view, timer, day))
        for timer in view.step.timers
        if timer.on == "review" and not any(due.open and due.id == timer.id for due in view.case.timers)
    ]


def _from_day(view: CaseView, timer: Timer, day: date) -> str:
    if "hour" in timer.after:
        return after(view.now, view.zone, timer.after)
    return later(day, timer.after).isoformat()


def words_of(view: CaseView, due: Due) -> Text:
    """What somebody is told when it comes up."""
    if due.say is not None:
        return Text(due.say)
    title = view.workflow.title
    if due.kind == "review":
        return both("Time to look again: {title}", "Mae'n bryd edrych eto: {title}", title=title)
    step = view.compiled.steps.get(due.step, view.step)
    if any(timer.id == due.id and timer.on == "review" for timer in step.timers):
        return both(
            "The day to look again has passed: {title}",
            "Mae'r diwrnod i edrych eto wedi mynd heibio: {title}",
            title=title,
        )
    return both(
        "This has waited a while at “{step}”: {title}",
        "Mae hyn wedi aros ers tro yn “{step}”: {title}",
        step=step.title,
        title=title,
    )


# -- looking at it, and ending ------------------------------------------------------------------------------------------


def reviewed(view: CaseView, key: int, asker: Asker, why: str | None = None) -> Moved:
    """Somebody looked at what had come up, or looked early. A review begins the next of its ladder. Raises Refused."""
    due = view.case.due(key)
    if due is None or not due.open:
        raise Refused(both("This has been looked at already.", "Mae hwn wedi cael sylw'n barod."))
    if due.stays:
        raise Refused(
            both(
                "This stays here until the step it is about is done: “{step}”.",
                "Mae hwn yn aros yma nes bod y cam sydd dan sylw wedi'i wneud: “{step}”.",
                step=view.step.title,
            )
        )
    if due.through is not None:
        raise Refused(
            both(
                "It is looked at by writing “{form}”.",
                "Edrychir arno drwy ysgrifennu “{form}”.",
                form=view.compiled.form(due.through).title,
            )
        )
    return Moved(_looked_at(view, due, asker.person, why))


def _looked_at(view: CaseView, due: Due, by: str, why: str | None = None) -> Case:
    case = _ended(view, lambda one: one.key == due.key, by)
    if due.kind == "review" and due.id == REVIEW:
        case = _ended(view.with_case(case), lambda one: _follows_a_review(view, one), by)
        if due.rest:
            case = begun(view.with_case(case), [review_of(view, due.rest)])
    return replace(case, history=noted(view, "looked_at", by, due.id, why))


def _who_sent(view: CaseView, form: str) -> str:
    """Who wrote the newest of a form down."""
    versions = [one for answers in view.sent(form)[-1].answers.values() for one in answers]
    return max(versions, key=lambda one: one.at).written_by if versions else CLOCK


def replaced(view: CaseView, by: str) -> Case:
    """The case without its running reviews, because a new one begins; whoever set it has looked at the old one."""
    looked = [due for due in view.case.timers if due.open and due.kind == "review" and due.id == REVIEW]
    if not looked:
        return view.case
    case = _ended(view, lambda one: one in looked or _follows_a_review(view, one), by)
    return replace(case, history=noted(view, "looked_at", by, REVIEW)) if any(one.waiting for one in looked) else case


def left(view: CaseView, by: str) -> Case:
    """The case as its step is left: that step's timers and reminders end, with a line for each that was waiting."""
    ends = [
        due
        for due in view.case.timers
        if due.open and due.step == view.case.step and (due.kind in ("timer", "reminder") or due.stays)
    ]
    return _with_lines(view, ends, by)


def at_rest(view: CaseView, by: str) -> Case:
    """The case as it comes to rest: all that still ran ends, and the history says so. What was told waits to be read."""
    return _with_lines(
        view, [due for due in view.case.timers if due.open and (due.kind != "told" or due.stays)], by, always=True
    )


def _with_lines(view: CaseView, ends: list[Due], by: str, always: bool = False) -> Case:
    if not ends:
        return view.case
    case = _ended(view, lambda one: one in ends, by)
    lines = tuple(Move(view.stamp, by, "ended", view.case.step, id=due.id) for due in ends if always or due.waiting)
    return replace(case, history=(*case.history, *lines))


def _ended(view: CaseView, which: Callable[[Due], bool], by: str) -> Case:
    timers = tuple(
        replace(due, done=view.stamp, done_by=by) if due.open and which(due) else due for due in view.case.timers
    )
    return replace(view.case, timers=timers)


def _follows_a_review(view: CaseView, due: Due) -> bool:
    step = view.compiled.steps.get(due.step)
    return step is not None and any(timer.id == due.id and timer.on == "review" for timer in step.timers)


# -- standing still -----------------------------------------------------------------------------------------------------


def pause(view: CaseView, reason: str, by: str = CLOCK) -> Case:
    """The case with its timers standing still from today. Raises Refused for a reason the workflow does not pause for."""
    if reason not in view.workflow.pauses:
        raise Refused(both("This does not pause for that.", "Dyw hwn ddim yn oedi am hynny."))
    if view.case.paused == reason:
        return view.case
    timers = tuple(replace(due, paused_at=due.paused_at or view.stamp) if due.open else due for due in view.case.timers)
    return replace(view.case, paused=reason, timers=timers, history=noted(view, "paused", by, reason))


def resume(view: CaseView, by: str = CLOCK) -> Case:
    """The case with its timers going on: what had not come up does so later, by as long as it stood still."""
    if view.case.paused is None:
        return view.case
    timers = tuple(_going_on(view, due) for due in view.case.timers)
    return replace(view.case, paused=None, timers=timers, history=noted(view, "resumed", by, view.case.paused))


def _going_on(view: CaseView, due: Due) -> Due:
    if not due.open or due.paused_at is None:
        return due
    at = due.at if due.due_at is not None else shifted(due.at, due.paused_at, view.now, view.zone)
    return replace(due, at=at, paused_at=None)


def _following(view: CaseView) -> Case:
    """The case paused or going on as the person it is about is away or here."""
    subject = view.persons.get(view.case.subject or "")
    if subject is None or view.case.closed:
        return view.case
    if subject.status in view.workflow.pauses:
        return pause(view, subject.status)
    return resume(view) if view.case.paused and _paused_by(view.case) == CLOCK else view.case


def _paused_by(case: Case) -> str | None:
    """Who paused it last: what somebody paused by hand, somebody resumes."""
    return next((line.by for line in reversed(case.history) if line.what == "paused"), None)
