"""Sending: from a draft to answers that stay. Answers are added as new versions, never overwritten; events go with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from core import outbox
from core.clock import local_date
from core.contributions import Asking
from core.house import House
from core.ids import new_id
from core.records import stamp
from core.stores.protocol import NotFound, Tx
from forms.answers import Reading, Typed, read
from forms.compiled import Compiled
from forms.consent import Sight, asked_for, with_hidden
from forms.drafts import companions_of, compiled_of, in_the_way, refuse_others, sight_of
from forms.model import Form
from forms.records import HOWS, SURES, Declined, Draft, Envelope, How, Response, Sure
from forms.sent import around_of
from forms.sent import responses_of_case as responses_of_case
from forms.shown import seen_of, values_of
from forms.written import typed_from


@dataclass(frozen=True)
class Given:
    """How the answers of one sending were given; see `forms.records.Envelope`."""

    how: How = "written"
    sure: Sure = "sure"
    language: str = "en"
    helped: str = ""


def given_from(typed: Typed, language: str, writer_is_voice: bool) -> Given:
    """What was said about how it was given. Words somebody else wrote down are `said` unless it says otherwise."""
    how = (typed.get("_given.how") or ("",))[-1]
    sure = (typed.get("_given.sure") or ("",))[-1]
    spoken = (typed.get("_given.language") or ("",))[-1]
    return Given(
        how=next((one for one in HOWS if one == how), "written" if writer_is_voice else "said"),
        sure=next((one for one in SURES if one == sure), "sure"),
        language=spoken if len(spoken) == 2 and spoken.isalpha() else language,
        helped=(typed.get("_given.helped") or ("",))[-1].strip(),
    )


def versions(
    compiled: Compiled,
    reading: Reading,
    earlier: Response | None,
    given: Given,
    writer: str,
    at: str,
    unseen: Unseen | None = None,
    sight: Sight | None = None,
) -> dict[str, tuple[Envelope, ...]]:
    """question → every version of its answer: the earlier ones, and a new one where something changed.

    `unseen` is what the writer could not see of the earlier answers: without a word from them it stays as it is. So do rows
    that wait for somebody's yes, as far as they were not in their `sight`, each where it stood.
    """
    hidden = unseen.questions if unseen is not None else frozenset()
    answers: dict[str, tuple[Envelope, ...]] = dict(earlier.answers) if earlier else {}
    asked = {place.question.id for place in reading.places if place.group is None}
    for question in compiled.form.questions():
        if question.id not in asked:
            continue  # a page that was not asked this time leaves what was said there as it is
        value, way = reading.values.get(question.id), reading.declined.get(question.id)
        if sight is not None and asked_for(question) is not None:
            value = with_hidden(question, earlier, value, sight)
            way = way if value is None else None
        before = answers.get(question.id, ())
        if value is None and way is None and (question.id in hidden or (hidden and question.id not in reading.shown)):
            continue
        if unseen is not None and question.id in unseen.rows and way is None:
            value = _with_unseen(value or [], unseen.rows[question.id])
        if value is None and way is None and (not before or (before[-1].value is None and before[-1].declined is None)):
            continue
        if before and (before[-1].value, before[-1].declined) == (value, way):
            continue
        declined = cast(Declined | None, way)
        version = Envelope(value, writer, given.how, given.sure, given.language, at, declined, given.helped)
        answers[question.id] = (*before, version)
    return answers


@dataclass(frozen=True)
class Unseen:
    """What somebody who writes on a seat does not see of what it has answered: whole questions, and answers inside rows."""

    questions: frozenset[str]
    rows: Mapping[str, Mapping[str, Mapping[str, Any]]]


def _with_unseen(rows: list[dict[str, Any]], unseen: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows that somebody wrote, with the answers in them that they could not see; a row of those alone stays too."""
    known = {row["row"] for row in rows}
    kept = [{**row, "answers": {**unseen.get(row["row"], {}), **row["answers"]}} for row in rows]
    return [*kept, *({"row": id, "answers": dict(answers)} for id, answers in unseen.items() if id not in known)]


def send(
    house: House, home_id: str, tx: Tx, draft: Draft, compiled: Compiled, reading: Reading, given: Given
) -> Response:
    """Keep the answers of a draft and take the draft away, in this transaction, with the event that says so.

    Raises AlreadySaid when the seat's own person has answered since the draft was begun, and its writer is somebody else;
    NotNow when the conversation has gone on to where this is not asked, or the place is not theirs any more.
    """
    if reading.errors:
        raise ValueError("a draft with mistakes cannot be sent")
    if (waits := in_the_way(tx, draft)) is not None:
        raise waits
    earlier = refuse_others(tx, draft)
    sight = sight_of(house, home_id, tx, draft)
    unseen = _unseen(house, home_id, tx, earlier, sight)
    now = stamp(house.clock.now())
    nameless = isinstance(compiled.form, Form) and compiled.form.without_names
    writer = "" if nameless else draft.writer
    if nameless:
        given = replace(given, helped="")
    response = Response(
        id=earlier.id if earlier else new_id(),
        revision=earlier.revision if earlier else 0,
        ref=draft.ref,
        form_hash=draft.form_hash,
        subject=draft.subject,
        case=draft.case,
        form=draft.form,
        seat=draft.seat,
        voice=draft.voice,
        person=None if nameless else draft.person,
        occasion=draft.occasion,
        sent_at=now,
        answers=versions(compiled, reading, earlier, given, writer, now, unseen, sight),
        before=_forms_before(earlier, draft.form_hash),
    )
    response = with_the_other_half(tx, compiled, response).keep(tx)
    if draft.revision:
        tx.delete(Draft.kind, draft.id, expect=draft.revision)
    about = {"response": response.id, "case": draft.case or "", "subject": draft.subject or ""}
    outbox.record(house, tx, "answered", writer, about, ref=draft.ref, form=draft.form, seat=draft.seat)
    return response


def _forms_before(earlier: Response | None, form_hash: str) -> tuple[str, ...]:
    """The versions of its form that a response was answered in before this one."""
    if earlier is None:
        return ()
    return tuple(dict.fromkeys(one for one in (*earlier.before, earlier.form_hash) if one != form_hash))


def with_the_other_half(tx: Tx, compiled: Compiled, response: Response) -> Response:
    """The response sealed, or open, as its own answer and those of the others say; the others are kept so too.

    A form of two halves is open once there are two or more and each says yes. A half that is taken back seals them all.
    """
    question = compiled.form.both_show if isinstance(compiled.form, Form) else None
    if question is None or response.case is None:
        return response
    where = {"case": response.case, "form": response.form}
    others = [one for one in Response.find(tx, where) if one.id != response.id and one.ref == response.ref]
    open_ = bool(others) and all(one.values().get(question) == "yes" for one in (response, *others))
    for one in others:
        if one.sealed == open_:
            replace(one, sealed=not open_).keep(tx)
    return replace(response, sealed=not open_)


def _unseen(house: House, home_id: str, tx: Tx, earlier: Response | None, sight: Sight) -> Unseen | None:
    """What this seat has answered before in words that the draft's writer may not see."""
    if earlier is None:
        return None
    theirs = compiled_of(house, home_id, tx, earlier.form_hash)
    seen = seen_of(theirs.form, theirs.people, earlier, sight)
    groups = [one.id for one in theirs.form.questions() if one.type == "group"]
    rows = {id: _closed_rows(earlier.values().get(id, ()), values_of(seen).get(id, ())) for id in groups}
    return Unseen(frozenset(earlier.answers) - seen.keys(), {id: found for id, found in rows.items() if found})


def _closed_rows(every: Iterable[Any], seen: Iterable[Any]) -> dict[str, dict[str, Any]]:
    """row → the answers in it that are not among those that were seen."""
    open_ = {row["row"]: row["answers"] for row in seen}
    closed = {
        row["row"]: {id: value for id, value in row["answers"].items() if id not in open_.get(row["row"], {})}
        for row in every
    }
    return {row: answers for row, answers in closed.items() if answers}


def answer(
    house: House,
    home_id: str,
    tx: Tx,
    *,
    draft: Draft,
    compiled: Compiled,
    values: Mapping[str, Any],
    declined: Mapping[str, str],
    given: Given,
    asking: Asking,
) -> Response:
    """Answers given as stored values (a story, an importer), through the same reading and sending as a page."""
    typed = typed_from(compiled, values, declined)
    rows = {
        id: [row["row"] for row in value] for id, value in values.items() if isinstance(value, list) and _is_rows(value)
    }
    today = local_date(house.clock.now(), house.home(home_id).zone)
    around = around_of(tx, draft, companions_of(house, tx, draft.form_hash))
    voice, subject = draft.voice, draft.subject or ""
    reading = read(compiled, typed, asking, voice=voice, today=today, subject=subject, rows=rows, around=around)
    if reading.errors:
        raise ValueError("; ".join(f"{name}: {message}" for name, message in reading.errors.items()))
    return send(house, home_id, tx, replace(draft, typed=typed), compiled, reading, given)


def _is_rows(value: list[Any]) -> bool:
    return all(isinstance(row, dict) and "row" in row for row in value)


def need_draft(tx: Tx, draft_id: str, writer: str) -> Draft:
    """The writer's own draft, or NotFound: nobody sees another's draft."""
    draft = Draft.get(tx, draft_id)
    if draft is None or draft.writer != writer:
        raise NotFound("this draft is not here: it was sent, or it belongs to somebody else")
    return draft
