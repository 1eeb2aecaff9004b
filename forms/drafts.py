"""Drafts: what somebody has typed and not sent. Autosaved, resumed on another device, seen by their writer alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from core.house import House
from core.ids import new_id
from core.records import stamp
from core.stores.protocol import Tx
from forms.answers import Typed, typed_from
from forms.compiled import Compiled, compile_form
from forms.model import Asked
from forms.records import Draft, Response

_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}(\.[A-Za-z0-9_]{1,60}){0,3}")
MOST_NAMES = 3_000
LONGEST_TYPED = 200_000
"""Most characters one input may hold in a draft; a longer text is refused in words, never cut."""


class TooLong(Exception):
    """Something that was typed is longer than a draft can hold; `name` is its input."""

    def __init__(self, name: str, length: int) -> None:
        super().__init__(f"'{name}' holds {length:,} letters, and {LONGEST_TYPED:,} fit")
        self.name, self.length = name, length


def compiled_of(house: House, home_id: str, tx: Tx, form_hash: str) -> Compiled:
    """The form with this hash as the home keeps it, with its rules checked."""
    known: dict[str, Compiled] = house.shelf("forms.compiled")
    made = known.get(form_hash)
    if made is None:
        form = house.definition(tx, form_hash)
        catalogue = house.catalogue(home_id, tx)
        types = house.installed.surroundings.question_types()
        made = known[form_hash] = compile_form(
            form, types, catalogue.people, _companions(house, home_id, tx, form_hash)
        )
    return made


def _companions(house: House, home_id: str, tx: Tx, form_hash: str) -> Mapping[str, tuple[Asked, str]]:
    from core.records import KeptSnapshot

    kept = KeptSnapshot.get(tx, form_hash)
    ref = kept.ref if kept else ""
    found = house.installed.surroundings.companions(ref)
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
) -> Draft:
    """The writer's draft for this seat: the one that waits, else a new one that holds what the seat answered before."""
    where = {"writer": writer, "form": form, "seat": seat, "occasion": occasion}
    for waiting in Draft.find(tx, where):
        if waiting.case == case and waiting.subject == subject and waiting.ref == ref:
            return waiting
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
        saved_at=stamp(house.clock.now()),
    )
    earlier = answered_before(tx, draft)
    if earlier is not None:
        compiled = compiled_of(house, home_id, tx, earlier.form_hash)
        draft = replace(
            draft,
            form_hash=earlier.form_hash,
            typed=typed_from(compiled, earlier.values(), earlier.declined()),
        )
    return draft.keep(tx)


def answered_before(tx: Tx, draft: Draft) -> Response | None:
    """What this seat has sent already for this form and occasion."""
    where = {"form": draft.form, "seat": draft.seat, "occasion": draft.occasion}
    for response in Response.find(tx, where):
        if response.case == draft.case and response.subject == draft.subject and response.ref == draft.ref:
            return response
    return None


def accept(compiled: Compiled, posted: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """What was posted for questions of this form, and nothing else. Raises TooLong rather than cutting anything."""
    ids = {question.id for question in compiled.form.questions()} | {"_given"}
    taken: dict[str, tuple[str, ...]] = {}
    for name, values in posted.items():
        top = name.partition(".")[0]
        if top not in ids or (top != "_given" and _NAME.fullmatch(name) is None) or len(taken) >= MOST_NAMES:
            continue
        longest = max((len(value) for value in values), default=0)
        if longest > LONGEST_TYPED:
            raise TooLong(name, longest)
        taken[name] = tuple(value.replace("\0", "") for value in values)
    return taken


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
