"""An open case moved forward to the version of its workflow that its home uses now: what would happen, said first, then done.

Pure: a view and the newer version go in, sentences or the case come out. Nothing that was said is touched: each answer keeps
the words it was given to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from core.text import Text
from forms.model import STRICTEST, Form, Question, audience_of
from workflows import timers
from workflows.compiled import CompiledWorkflow, asked_of_seats
from workflows.model import Step
from workflows.records import Case, Move
from workflows.sentences import both, listed
from workflows.view import CaseView, Refused

Wider = Callable[[str, str], bool]
"""Does the first row of the permission matrix open things to anybody for whom the second does not?"""


@dataclass(frozen=True)
class Newer:
    """The version a home uses now, ready to run, with what a case keeps of it: hashes, and `forms` by local name."""

    compiled: CompiledWorkflow
    workflow_hash: str
    forms: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Forward:
    """What would become of a case: the step it would stand at, and sentences. `stays`: why it cannot be moved (nothing: it can).

    `gone`: its step is not in the newer version.
    """

    step: str
    says: tuple[Text, ...] = ()
    stays: tuple[Text, ...] = ()
    gone: bool = False


def is_older(case: Case, newer: Newer) -> bool:
    """True for a case that stands on another version of the workflow, or of one of its forms."""
    return case.workflow_hash != newer.workflow_hash or any(
        case.forms.get(local) != kept for local, kept in newer.forms.items()
    )


# -- what would happen --------------------------------------------------------------------------------------------------


def plan(view: CaseView, newer: Newer, steps: Mapping[str, str], wider: Wider) -> Forward:
    """What would become of this case. `steps` says for a step that is gone to which one its cases go."""
    old, target = view.step, _target(view, newer, steps)
    gone = view.case.step not in newer.compiled.steps
    if target is None or target.final:
        return Forward(old.id, stays=(_no_such_step(steps.get(old.id, "")),), gone=gone)
    stays = tuple(_reasons(view, newer, wider))
    return Forward(target.id, tuple(_sentences(view, newer, target)), stays, gone)


def next_to(view: CaseView, newer: Newer) -> str:
    """Where a case whose step is gone goes unless somebody says otherwise: back to the nearest step that is still there.

    Back and never on: nothing is passed over that way.
    """
    before = [step.id for step in view.workflow.steps]
    for id in reversed(before[: before.index(view.case.step)]):
        found = newer.compiled.steps.get(id)
        if found is not None and not found.final:
            return id
    return newer.compiled.workflow.steps[0].id


def _target(view: CaseView, newer: Newer, steps: Mapping[str, str]) -> Step | None:
    there = newer.compiled.steps
    if view.case.step in there:
        return there[view.case.step]
    return there.get(steps.get(view.case.step) or next_to(view, newer))


def _no_such_step(named: str) -> Text:
    return both(
        "“{step}” is no step at which a conversation can go on.",
        "Dyw “{step}” ddim yn gam lle gall sgwrs fynd ymlaen.",
        step=named,
    )


def _sentences(view: CaseView, newer: Newer, target: Step) -> Iterator[Text]:
    kept = target.id == view.case.step
    if kept:
        yield both("It stays at “{step}”.", "Mae'n aros yn “{step}”.", step=target.title)
    else:
        yield both(
            "“{step}” is not in the newer version. It goes on from “{to}”.",
            "Dyw “{step}” ddim yn y fersiwn mwy newydd. Mae'n mynd ymlaen o “{to}”.",
            step=view.step.title,
            to=target.title,
        )
    for local in view.compiled.forms:
        if local not in newer.forms and view.sent(local):
            yield both(
                "“{form}” is not asked any more. What was said there is kept, and can be read.",
                "Dyw “{form}” ddim yn cael ei ofyn mwyach. Mae'r hyn a ddywedwyd yno'n cael ei gadw, a gellir ei ddarllen.",
                form=view.compiled.form(local).title,
            )
        elif local in newer.forms:
            yield from _of_form(view, newer, local)
    for ask in target.ask:
        if ask.form not in view.compiled.forms:
            title = newer.compiled.form(ask.form).title
            yield both("“{form}” is asked as well now.", "Mae “{form}” yn cael ei ofyn hefyd nawr.", form=title)
    if _standing(view) and (not kept or _signed_changes(view, newer, target)):
        yield both("Marks are asked for again.", "Gofynnir eto am farciau.")


def _of_form(view: CaseView, newer: Newer, local: str) -> Iterator[Text]:
    """The questions of one form that are no longer asked though they were answered, and those that are asked as well now."""
    before = {one.id: one for one in view.compiled.form(local).questions()}
    now = {one.id: one for one in newer.compiled.form(local).questions()}
    said = {id for sent in view.sent(local) for id, versions in sent.answers.items() if versions}
    title = view.compiled.form(local).title
    left_out = [one.label for id, one in before.items() if id in said and id not in now]
    fresh = [one.label for id, one in now.items() if id not in before and one.type != "info"]
    if left_out:
        yield both(
            "Not asked any more in “{form}”: {list}. What was said is kept, and can be read.",
            "Ddim yn cael ei ofyn mwyach yn “{form}”: {list}. Mae'r hyn a ddywedwyd yn cael ei gadw, a gellir ei ddarllen.",
            form=title,
            list=_quoted(left_out),
        )
    if fresh:
        yield both(
            "Asked as well now in “{form}”: {list}.",
            "Yn cael ei ofyn hefyd nawr yn “{form}”: {list}.",
            form=title,
            list=_quoted(fresh),
        )


def _quoted(labels: list[Text]) -> Text:
    return listed(both("“{label}”", "“{label}”", label=label) for label in labels)


# -- why it cannot be ---------------------------------------------------------------------------------------------------


def _reasons(view: CaseView, newer: Newer, wider: Wider) -> Iterator[Text]:
    old, made = view.workflow, newer.compiled
    if old.subject != made.workflow.subject:
        yield both("The newer version is about somebody else.", "Mae'r fersiwn mwy newydd am rywun arall.")
    if wider(made.workflow.audience or STRICTEST, old.audience or STRICTEST):
        yield _for_more_eyes(old.title)
    for dispute in view.case.disputed():
        local, _, question = dispute.item.partition(".")
        if local not in newer.forms or made.form(local).question(question) is None:
            yield both(
                "A line that waits is not in the newer version. Settle it first.",
                "Dyw llinell sy'n aros ddim yn y fersiwn mwy newydd. Setlwch hi yn gyntaf.",
            )
    for local in view.compiled.forms:
        if local in newer.forms and view.sent(local):
            yield from _of_answers(view, newer, local, wider)


def _of_answers(view: CaseView, newer: Newer, local: str, wider: Wider) -> Iterator[Text]:
    """Why what was answered in one form does not go with its newer version."""
    before, now = view.compiled.form(local), newer.compiled.form(local)
    another = view.case.forms[local]["ref"] != newer.forms[local]["ref"]
    if (
        another
        or view.compiled.asked.get(local) != newer.compiled.asked.get(local)
        or _promise(before) != _promise(now)
    ):
        yield both(
            "“{form}” was answered, and is asked in another way now.",
            "Cafodd “{form}” ei ateb, ac mae'n cael ei ofyn mewn ffordd arall nawr.",
            form=before.title,
        )
        return
    asked = {one.id: one for one in now.questions()}
    for question in before.questions():
        values = [sent.values().get(question.id) for sent in view.sent(local) if sent.answers.get(question.id)]
        newest = asked.get(question.id)
        if not values or newest is None:
            continue
        if not all(_fits(question, newest, value) for value in values if value is not None):
            yield both(
                "“{question}” was answered, and the answer does not fit the way it is asked now.",
                "Cafodd “{question}” ei ateb, a dyw'r ateb ddim yn ffitio'r ffordd mae'n cael ei ofyn nawr.",
                question=question.label,
            )
        if _more_eyes(wider, (now, newest), (before, question)):
            yield _for_more_eyes(question.label)


def _more_eyes(wider: Wider, now: tuple[Form, Question], before: tuple[Form, Question]) -> bool:
    """True where a question, or one inside it, is for the eyes of somebody whom it was not for."""
    (form, question), (old_form, old) = now, before
    inner = {one.id: one for one in old.questions}
    return wider(audience_of(form, question), audience_of(old_form, old)) or any(
        wider(audience_of(form, one, question), audience_of(old_form, inner[one.id], old))
        for one in question.questions
        if one.id in inner
    )


def _promise(form: Form) -> tuple[bool, str | None]:
    """What those who answered were promised about their words."""
    return form.without_names, form.both_show


def _for_more_eyes(what: Text) -> Text:
    return both(
        "“{what}” would be for more eyes than when it was said.",
        "Byddai “{what}” ar gyfer mwy o lygaid na phan gafodd ei ddweud.",
        what=what,
    )


def _fits(before: Question, now: Question, value: Any) -> bool:
    """True where a kept answer means the same to the newer question: the same kind, and each chosen option still there."""
    if before.type != now.type:
        return False
    if before.type == "group":
        asked = {one.id: one for one in now.questions}
        return all(
            inner.id not in row["answers"]
            or inner.id not in asked
            or _fits(inner, asked[inner.id], row["answers"][inner.id])
            for row in value
            for inner in before.questions
        )
    known = {one.id for one in (*now.options, *now.scale)}
    chosen = value if isinstance(value, list | tuple) else [value]
    return not known or all(one in known for one in chosen if isinstance(one, str))


# -- doing it -----------------------------------------------------------------------------------------------------------


def brought(view: CaseView, newer: Newer, by: str, why: str, steps: Mapping[str, str], wider: Wider) -> Case:
    """The case on the newer version, with a line that says who moved it and why. Raises Refused where it stays.

    Forms that are no longer asked stay with it, so that what was said there can be read.
    """
    if not why.strip():
        raise Refused(both("Write down why; it is kept.", "Ysgrifennwch pam; mae'n cael ei gadw."))
    if not is_older(view.case, newer):
        raise Refused(both("It is on the newest version already.", "Mae ar y fersiwn diweddaraf yn barod."))
    made = plan(view, newer, steps, wider)
    if made.stays:
        raise Refused(made.stays[0])
    target, goes = newer.compiled.steps[made.step], made.step != view.case.step
    again = goes or _signed_changes(view, newer, target)
    case = timers.left(view, by) if goes else view.case
    marks = tuple(replace(one, standing=False) if again and one.standing else one for one in case.signatures)
    line = Move(view.stamp, by, "brought_forward", view.case.step, target.id, view.case.workflow_hash[:12], why.strip())
    case = replace(
        case,
        workflow_hash=newer.workflow_hash,
        forms={**view.case.forms, **newer.forms},
        step=target.id,
        entered_at=view.stamp if goes else case.entered_at,
        signatures=marks,
    )
    after = replace(view, compiled=newer.compiled, case=case)
    known = set() if goes else {due.id for due in case.timers if due.step == target.id}
    case = timers.begun(after, [due for due in timers.of_step(after, target) if due.id not in known])
    return replace(case, history=(*case.history, line))


def back(view: CaseView, before: Case, by: str, why: str) -> Case:
    """The case as it was `before` it was brought forward, with a line that says so. Raises Refused once anything has come of it."""
    last = view.case.history[-1]
    if not any(line.what == "brought_forward" for line in view.case.history):
        raise Refused(both("It was not moved to a newer version.", "Chafodd hi mo'i symud i fersiwn mwy newydd."))
    since = any(sent.sent_at >= last.at for responses in view.responses.values() for sent in responses)
    if last.what != "brought_forward" or since or before.history != view.case.history[: len(before.history)]:
        raise Refused(
            both(
                "Something has happened in it since, so it stays on the newer version.",
                "Mae rhywbeth wedi digwydd ynddi ers hynny, felly mae'n aros ar y fersiwn mwy newydd.",
            )
        )
    line = Move(view.stamp, by, "brought_back", view.case.step, before.step, None, why.strip() or None)
    return replace(before, revision=view.case.revision, history=(*view.case.history, line))


def _standing(view: CaseView) -> bool:
    return any(one.standing for one in view.case.signatures)


def _signed_changes(view: CaseView, newer: Newer, target: Step) -> bool:
    """True where what was signed at this step has other words now: its forms asked once, or the lines of its sign list."""
    once = [ask.form for ask in target.ask if not asked_of_seats(ask) and not ask.again]
    return view.step.sign != target.sign or any(
        view.case.forms.get(local, {}).get("hash") != newer.forms[local]["hash"] for local in once
    )
