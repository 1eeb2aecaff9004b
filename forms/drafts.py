"""Drafts: what somebody has typed and not sent. Autosaved, resumed on another device, seen by their writer alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from core import shares
from core.clock import local_date
from core.expressions import UNANSWERED
from core.house import House
from core.ids import new_id
from core.permissions import Answer
from core.records import KeptSnapshot, Person, holds_seat, lost_seat, stamp
from core.stores.protocol import Tx
from core.web.asking import Viewer
from forms.answers import Reading, Typed, env_of
from forms.compiled import Compiled, compile_form
from forms.consent import Sight, kept_off
from forms.model import Asked, Form
from forms.records import Draft, Response
from forms.sent import Companions, around_of, spoke_for_themselves
from forms.sent import answered_before as answered_before
from forms.shown import seen_of, values_of
from forms.written import typed_from

_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}(\.[A-Za-z0-9_]{1,60}){0,3}")
LONGEST_TYPED = 200_000
"""Most characters one input may hold in a draft; a longer text is refused in words, never cut."""


class TooLong(Exception):
    """Something that was typed is longer than a draft can hold; `name` is its input."""

    def __init__(self, name: str, length: int) -> None:
        super().__init__(f"'{name}' holds {length:,} letters, and {LONGEST_TYPED:,} fit")
        self.name, self.length = name, length


class AlreadySaid(Exception):
    """The person whose seat this is has answered here themselves, so nobody else writes on it: `person` is their id."""

    def __init__(self, person: str) -> None:
        super().__init__("this person has answered here in their own words; nobody else changes them")
        self.person = person


class NotNow(Exception):
    """A draft cannot be sent as its conversation stands: `why` is `place` (the writer's or the seat's was given back), `step`
    (it has left the steps that ask this) or `rest` (it is at rest)."""

    def __init__(self, why: str) -> None:
        super().__init__(f"this cannot be sent now ({why})")
        self.why = why


def in_the_way(tx: Tx, draft: Draft) -> NotNow | None:
    """Why a draft cannot be sent as things stand; None: it can. What was typed in it stays in any case."""
    case = tx.get("case", draft.case) if draft.case is not None else None
    if case is None:
        return None
    if no_longer_there(tx, draft):
        return NotNow("place")
    if case.body.get("closed"):
        return NotNow("rest")
    return NotNow("step") if draft.steps and case.body.get("step") not in draft.steps else None


def no_longer_there(tx: Tx, draft: Draft) -> bool:
    """True when the writer's place at the conversation, or the one they write on, was given or taken back."""
    case = tx.get("case", draft.case) if draft.case is not None else None
    seats = case.body["seats"] if case is not None else []
    gone = any(seat["id"] == draft.seat and seat.get("withdrawn") for seat in seats)
    return gone or lost_seat(tx, draft.case, draft.writer)


def compiled_of(house: House, home_id: str, tx: Tx, form_hash: str) -> Compiled:
    """The form with this hash as the home keeps it, with its rules checked."""
    known: dict[str, Compiled] = house.shelf("forms.compiled")
    made = known.get(form_hash)
    if made is None:
        form = house.definition(tx, form_hash)
        catalogue = house.catalogue(home_id, tx)
        types = house.installed.surroundings.question_types()
        made = known[form_hash] = compile_form(form, types, catalogue.people, companions_of(house, tx, form_hash))
    return made


def companions_of(house: House, tx: Tx, form_hash: str) -> Companions:
    """The forms that are asked together with the one of this hash, by their local names."""
    kept = KeptSnapshot.get(tx, form_hash)
    found = house.installed.surroundings.companions(kept.ref if kept else "")
    return {name: (one.definition, asked) for name, (one, asked) in found.items()}


def begin(
    house: House,
    home_id: str,
    tx: Tx,
    *,
    ref: str,
    form_hash: str,
    subject: str | None,
    case: str | None,
    form: str,
    seat: str,
    voice: str,
    person: str | None,
    occasion: str,
    writer: str,
    back: Mapping[str, Any],
    only: Sequence[str] = (),
    steps: Sequence[str] = (),
) -> Draft:
    """The writer's draft for this seat: the one that waits, else a new one with what the seat answered before.

    Of that it holds no more than its writer may see: writing down for somebody is not reading what others wrote down.
    A new one that has no answers yet is filled in by the form's `default:` rules, from what was sent in the case and may be
    seen by its writer. Raises AlreadySaid when the seat's own person has answered and somebody else writes.
    """
    draft = Draft(
        id=new_id(),
        ref=ref,
        form_hash=form_hash,
        subject=subject,
        case=case,
        form=form,
        seat=seat,
        voice=voice,
        person=person,
        occasion=occasion,
        writer=writer,
        back=dict(back),
        only=tuple(only),
        steps=tuple(steps),
        saved_at=stamp(house.clock.now()),
    )
    earlier = refuse_others(tx, draft)
    where = {"writer": writer, "form": form, "seat": seat, "occasion": occasion}
    for waiting in Draft.find(tx, where):
        if waiting.case == case and waiting.subject == subject and waiting.ref == ref:
            return waiting
    if earlier is not None:
        compiled = compiled_of(house, home_id, tx, earlier.form_hash)
        seen = seen_of(compiled.form, compiled.people, earlier, sight_of(house, home_id, tx, draft))
        newest = compiled_of(house, home_id, tx, form_hash)
        if case is not None or (isinstance(newest.form, Form) and newest.form.grows):
            # What is added to for ever takes the home's new questions up, instead of staying on the form it began with; so
            # does a conversation that was moved forward to them.
            compiled = newest
            asked = {question.id for question in newest.form.questions()}
            seen = {id: envelope for id, envelope in seen.items() if id in asked}
        ways = {id: way for id, way in earlier.declined().items() if id in seen}
        typed = typed_from(compiled, values_of(seen), ways)
        draft = replace(draft, form_hash=form_hash if compiled is newest else earlier.form_hash, typed=typed)
    else:
        compiled = compiled_of(house, home_id, tx, form_hash)
        draft = replace(draft, typed=typed_from(compiled, prefilled(house, home_id, tx, draft, compiled), {}))
    return replace(draft, typed=with_room(compiled, draft.typed)).keep(tx)


def refuse_others(tx: Tx, draft: Draft) -> Response | None:
    """What the seat has sent already; AlreadySaid where its own person has spoken and the draft's writer is somebody else."""
    earlier = answered_before(tx, draft)
    if draft.person is not None and draft.writer != draft.person and spoke_for_themselves(earlier):
        raise AlreadySaid(draft.person)
    return earlier


def sight_of(house: House, home_id: str, tx: Tx, draft: Draft) -> Sight:
    """What the writer of a draft may see about the person it is about, as things stand now."""
    catalogue = house.catalogue(home_id, tx)
    writer, subject = Person.get(tx, draft.writer), Person.get(tx, draft.subject or "")
    if writer is None:
        return Sight(lambda row: Answer(False, "nobody of this home"), draft.writer, kept_off(house, home_id, tx))
    seated = holds_seat(tx, draft.case, draft.writer)
    given = shares.live_for(house, tx, house.home(home_id).zone, writer.id)
    asker = Viewer(writer, catalogue.people, given).asker(subject, seat=seated, own=False)
    return Sight(lambda row: catalogue.matrix.may(asker, row), draft.writer, kept_off(house, home_id, tx))


def seen_around(house: House, home_id: str, tx: Tx, draft: Draft) -> Callable[[Response, Asked], dict[str, object]]:
    """The values of another response that rules on this draft's pages may use: those that its writer may see."""
    sight, people = sight_of(house, home_id, tx, draft), house.catalogue(home_id, tx).people

    def seen(response: Response, form: Asked) -> dict[str, object]:
        return dict(values_of(seen_of(form, people, response, sight)))

    return seen


def prefilled(house: House, home_id: str, tx: Tx, draft: Draft, compiled: Compiled) -> dict[str, Any]:
    """question → what its `default:` rule gives, from the answers of the case that the writer may see."""
    if not compiled.defaults:
        return {}
    around = around_of(tx, draft, companions_of(house, tx, draft.form_hash), seen_around(house, home_id, tx, draft))
    today = local_date(house.clock.now(), house.home(home_id).zone)
    env = env_of(Reading(), around, today=today, voice=draft.voice, subject=draft.subject or "")
    given = {key[1]: rule.evaluate(env) for key, rule in compiled.defaults.items() if key[0] is None}
    return {id: value for id, value in given.items() if value is not UNANSWERED and value not in ("", [], None)}


def accept(compiled: Compiled, posted: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """What was posted for questions of this form, and nothing else. Raises TooLong rather than cutting anything."""
    ids = {question.id for question in compiled.form.questions()} | {"_given"}
    taken: dict[str, tuple[str, ...]] = {}
    for name, values in posted.items():
        top = name.partition(".")[0]
        if top not in ids or (top != "_given" and _NAME.fullmatch(name) is None):
            continue
        longest = max((len(value) for value in values), default=0)
        if longest > LONGEST_TYPED:
            raise TooLong(name, longest)
        taken[name] = tuple(_keepable(value) for value in values)
    return taken


def _keepable(words: str) -> str:
    """Words without what no file can keep: NUL, and half characters."""
    return words.replace("\0", "").encode("utf-8", "replace").decode()


def overwrite(draft: Draft, taken: Typed, shown: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The draft's words with those of one page laid over them; `shown` are the input names that page holds.

    A box that was unticked posts nothing: what the page holds and did not post is empty now. The words of rows that were
    taken out stay, so that they can be put back.
    """
    resting = [f"{group}.{row}." for group, row in taken_out(draft.typed)]
    kept = {
        name: values
        for name, values in draft.typed.items()
        if not _on_page(name, shown) or name.endswith("._out") or any(name.startswith(start) for start in resting)
    }
    return {**kept, **taken}


def _on_page(name: str, shown: Sequence[str]) -> bool:
    return any(name == one or name.startswith(f"{one}.") for one in shown)


def taken_out(typed: Typed) -> list[tuple[str, str]]:
    """The rows that were taken out and can be put back: (group, row)."""
    return [(name[: -len("._out")], row) for name, rows in typed.items() if name.endswith("._out") for row in rows]


def with_row(typed: Typed, group: str, rows: Sequence[str], new: str) -> dict[str, tuple[str, ...]]:
    """One more row at the end of a group; `rows` are those it has."""
    return {**typed, f"{group}._row": (*rows, new)}


def with_room(compiled: Compiled, typed: Typed) -> dict[str, tuple[str, ...]]:
    """What was typed, with empty rows in each repeated group until it has as many as it asks for; their ids are new."""
    made = dict(typed)
    for group in compiled.form.questions():
        if group.repeat is None or group.repeat.for_each is not None:
            continue
        rows = made.get(f"{group.id}._row", ())
        missing = max(group.repeat.at_least, 1) - len(rows)
        if missing > 0:
            made[f"{group.id}._row"] = (*rows, *(new_row() for _ in range(missing)))
    return made


def new_row() -> str:
    """The id of a new row: never a number, so that rows of two voices are not taken for one."""
    return new_id()[-12:]


def without_row(typed: Typed, group: str, rows: Sequence[str], gone: str) -> dict[str, tuple[str, ...]]:
    """A group without one row; its words rest beside until the draft is sent."""
    out = (*(row for row in typed.get(f"{group}._out", ()) if row != gone), gone)
    return {**typed, f"{group}._row": tuple(row for row in rows if row != gone), f"{group}._out": out}


def with_row_again(typed: Typed, group: str, row: str) -> dict[str, tuple[str, ...]]:
    """A row put back where it can be seen."""
    out = tuple(one for one in typed.get(f"{group}._out", ()) if one != row)
    rows = tuple(dict.fromkeys((*typed.get(f"{group}._row", ()), row)))
    return {**typed, f"{group}._row": rows, f"{group}._out": out}


def save(house: House, tx: Tx, draft: Draft, typed: Typed) -> Draft:
    """Keep what was typed. The draft is the writer's own and is overwritten freely."""
    return replace(draft, typed=dict(typed), saved_at=stamp(house.clock.now())).keep(tx)
