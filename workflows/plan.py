"""What somebody sees who may see only a part of a conversation: what was agreed, and when it is looked at again.

Nothing of how it came about: no tries, no reasons, no differences, nobody's own words, not even where it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from core.clock import local_date
from core.records import moment
from core.web.shown import shown
from forms.compiled import Compiled
from forms.consent import Sight
from forms.model import Question
from forms.records import Envelope, Response
from forms.shown import seen_version, version_words
from workflows.records import Case, Move
from workflows.shown import DueShown, FormShown, Shown, ahead
from workflows.spans import day_in_words
from workflows.view import CaseView

NOBODY = ""
"""Whoever sees a part reads no words as their own here: those stand where they were said."""


@dataclass(frozen=True)
class Plan:
    """The agreed lines as (question, words, the language they were given in), since when, on which days it is looked at
    again, whether it is being talked about anew, and what the viewer may write down about how it goes."""

    lines: tuple[tuple[str, str, str], ...]
    since: str
    again: tuple[DueShown, ...]
    unsettled: bool
    forms: tuple[FormShown, ...]


def plan(page: Shown, forms: Mapping[str, Compiled], off: frozenset[str]) -> Plan:
    """The part of a case that its viewer may see. `forms` are those of its responses, by hash; `off` who said no to being named."""
    view, agreed = page.view, agreement(page.view)
    if agreed is None:
        return Plan((), "", (), False, ())
    sight = Sight(page.may, NOBODY, off)
    lines = [line for sent in _sent(page) for line in _agreed_lines(page, forms[sent.form_hash], sent, agreed, sight)]
    since = day_in_words(local_date(moment(agreed.at), view.zone)).said(page.language)
    unsettled = view.case.step != agreed.to or bool(view.case.disputed())
    again = tuple(ahead(page))
    return Plan(tuple(lines), since, again, unsettled, tuple(may_write(page)))


def may_write(page: Shown) -> list[FormShown]:
    """The forms that are asked again and again while the agreement is lived, for whoever helps: how it goes is theirs to say.

    Nothing of what others wrote there is read.
    """
    view, agreed = page.view, agreement(page.view)
    if not page.helps or agreed is None or view.case.step != agreed.to:
        return []
    titles = {ask.form: view.compiled.form(ask.form).title.said(page.language) for ask in view.step.ask if ask.again}
    return [FormShown(form, title, "again", False, True, ()) for form, title in titles.items()]


def agreement(view: CaseView) -> Move | None:
    """The line of the history with which what holds now was agreed: the newest one that set its reviews. None at rest."""
    if view.case.closed:
        return None
    return next((line for line in reversed(view.case.history) if _agrees(view, line)), None)


def _agrees(view: CaseView, line: Move) -> bool:
    way = view.compiled.ways.get((line.step, line.id or "")) if line.what == "moved" else None
    return way is not None and any(action.name == "review" for action in way.transition.then)


def _sent(page: Shown) -> list[Response]:
    """What was said together, and by the person it is about: another's words are nobody else's to give."""
    sent = [one for responses in page.view.responses.values() for one in responses]
    return [one for one in sent if one.person in (None, page.view.case.subject)]


def _agreed_lines(
    page: Shown, compiled: Compiled, sent: Response, agreed: Move, sight: Sight
) -> list[tuple[str, str, str]]:
    people, lines = page.view.people, []
    for question in compiled.form.questions():
        envelope = _as_agreed(sent, question, agreed)
        seen = seen_version(compiled.form, people, sent, question, envelope, sight) if envelope is not None else None
        if seen is None:
            continue
        still = without_what_waits(page.view.case, sent.form, question, seen)
        if still is not None and still.answered:
            label = (question.wording(sent.voice, people.like()).ask or question.label).said(page.language)
            lines.append((label, version_words(compiled, question, still, page.language), still.language))
            shown(Response.kind, sent.id)
    return lines


def _as_agreed(sent: Response, question: Question, agreed: Move) -> Envelope | None:
    """The version that was there when it was agreed: what somebody changes later is agreed first."""
    versions = [one for one in sent.answers.get(question.id, ()) if one.at <= agreed.at]
    return versions[-1] if versions else None


def without_what_waits(case: Case, local: str, question: Question, seen: Envelope) -> Envelope | None:
    """An answer without what somebody sees differently: until that is settled it is not agreed."""
    rows = {one.row for one in case.disputed() if one.item == f"{local}.{question.id}"}
    if None in rows:
        return None
    if not rows or question.type != "group":
        return seen
    return replace(seen, value=[row for row in seen.value if row["row"] not in rows])
