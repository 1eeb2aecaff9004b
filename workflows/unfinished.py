"""What a step still asks for: required questions without an answer, and groups with too few rows.

Choosing not to answer is an answer, and only answers that are asked for here and now are waited for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core.contributions import Missing
from core.text import Text
from forms.answers import unfinished
from forms.model import Question
from forms.records import Envelope, Response
from workflows.compiled import asked_of_seats
from workflows.model import Ask, Step
from workflows.sentences import both
from workflows.view import CaseView


def unfinished_in(view: CaseView, step: Step) -> Iterator[Missing]:
    """One sentence for each question that a step's forms still wait for."""
    for ask in step.ask:
        demands = view.compiled.demands[ask.form]
        for response in _sent(view, ask) if demands else ():
            yield from _of_one(view, ask.form, demands, response, of_seats=asked_of_seats(ask) and not ask.again)


def form_unfinished(view: CaseView, local: str) -> tuple[Missing, ...]:
    """The same for one form asked once, whichever step asks it."""
    sent = view.sent(local)
    return tuple(_of_one(view, local, view.compiled.demands[local], sent[-1] if sent else None))


def _sent(view: CaseView, ask: Ask) -> Sequence[Response | None]:
    """The responses that a step waits for (None: nothing sent yet, and it waits for that).

    Who has sent nothing is waited for by `voices_accounted_for`, not here.
    """
    sent = view.sent(ask.form)
    if asked_of_seats(ask) and not ask.again:
        return sent
    return sent[-1:] or (() if ask.again else (None,))


def _of_one(
    view: CaseView,
    local: str,
    demands: tuple[Question, ...],
    response: Response | None,
    *,
    of_seats: bool = False,
) -> Iterator[Missing]:
    if not any(_lacks(question, response.last(question.id) if response is not None else None) for question in demands):
        return
    values = response.values() if response is not None else {}
    declined = response.declined() if response is not None else {}
    compiled = view.compiled.forms[local]
    voice = response.voice if response is not None else next(iter(compiled.form.voices), "")
    who = _whose(view, response) if response is not None and of_seats else None
    for id in dict.fromkeys(id for id, _ in unfinished(compiled, values, declined, voice=voice, today=view.today)):
        yield _missing(view, local, id, values, who)


def _whose(view: CaseView, response: Response) -> Text:
    seat = view.case.seat(response.seat)
    return view.who(seat) if seat is not None else view.name(response.person)


def _lacks(question: Question, newest: Envelope | None) -> bool:
    """A quick look before the thorough one: whether this question could be unfinished at all."""
    if newest is not None and newest.declined:
        return False
    if question.type != "group":
        return newest is None or not newest.answered
    rows = newest.value or () if newest is not None else ()
    least = question.repeat.at_least if question.repeat is not None else 0
    inner = [one.id for one in question.questions if one.required]
    return len(rows) < max(least, int(question.required)) or any(
        id not in row["answers"] for row in rows for id in inner
    )


def _missing(view: CaseView, local: str, id: str, values: Mapping[str, Any], who: Text | None) -> Missing:
    form = view.compiled.form(local)
    question = next(one for _, one, _ in form.walk() if one.id == id)
    title = form.title if who is None else both("{form}, {who}", "{form}, {who}", form=form.title, who=who)
    least = question.repeat.at_least if question.repeat is not None else 0
    if question.type == "group" and least > 1:
        say = both(
            "{title}: “{label}” asks for {least} or more, and has {number}.",
            "{title}: mae “{label}” yn gofyn am {least} neu fwy, ac mae {number} yno.",
            title=title,
            label=question.label,
            least=least,
            number=len(values.get(id, ())),
        )
        return Missing(say, about=(id,))
    say = both(
        "{title}: “{label}” has no answer yet.",
        "{title}: does dim ateb eto i “{label}”.",
        title=title,
        label=question.label,
    )
    next_step = both(
        "Ask again at a good moment. “I would rather not say” is an answer too.",
        "Gofynnwch eto ar adeg dda. Mae “byddai'n well gen i beidio â dweud” yn ateb hefyd.",
    )
    return Missing(say, next_step, about=(id,))
