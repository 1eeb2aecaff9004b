"""What stands in words on a conversation's own page: what its step says is gone by, as far as whoever looks may see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from core.clock import local_date
from core.records import Person
from core.stores.protocol import Tx
from forms.checkins.sentences import day_words
from forms.consent import Sight, kept_off
from forms.records import Response
from forms.shown import Said, only_whole, said_in, version_words
from workflows.board import Told, told_by, wanted
from workflows.desk import Desk
from workflows.plan import without_what_waits
from workflows.shown import Shown
from workflows.view import CaseView


def standing(desk: Desk, tx: Tx, page: Shown) -> list[Told]:
    """Each answer that the step `shows`, in words, without lines that wait. Of a form asked again: the newest time."""
    names = {one.id: one.name for one in Person.find(tx)}
    lost = page.view.case.lost_by(page.asker.person)
    reader = "" if lost else page.asker.person
    sight = Sight(only_whole(page.may), reader, kept_off(desk.house, desk.home_id, tx))
    return list(_told(page, sight, names))


def _told(page: Shown, sight: Sight, names: dict[str, str]) -> Iterator[Told]:
    view, this_year = page.view, local_date(page.view.now, page.view.zone).year
    for local, questions in wanted(view.step.shows).items():
        sent = view.sent(local)
        for response in sent[-1:] if view.compiled.asked[local] == "again" else sent:
            stands = partial(_stands, questions)
            said = said_in(view.compiled.forms[local], response, sight, names, page.language, stands)
            kept = tuple(still for one in said for still in _still(view, response, one, page.language))
            if kept:
                yield told_by(
                    response, kept, names, view.zone, lambda day: day_words(day, this_year).said(page.language)
                )


def _stands(questions: set[str], said: Said) -> bool:
    return bool(questions & {"", said.question}) and not said.declined and said.envelope.answered


def _still(view: CaseView, response: Response, said: Said, language: str) -> Iterator[Said]:
    """An answer without what somebody sees differently: that stands where it waits."""
    compiled = view.compiled.forms[response.form]
    question = compiled.form.question(said.question)
    assert question is not None
    still = without_what_waits(view.case, response.form, question, said.envelope)
    if still is said.envelope:
        yield said
    elif still is not None and still.value:
        yield replace(said, envelope=still, words=version_words(compiled, question, still, language))
