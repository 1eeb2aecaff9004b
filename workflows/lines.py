"""The marks that a step asks for, and the lines of what is agreed that wait or may be set aside, as one viewer sees them."""

from __future__ import annotations

from dataclasses import dataclass

from workflows import engine
from workflows.shown import Shown, day
from workflows.view import Asker, CaseView


@dataclass(frozen=True)
class MarkShown:
    """A line of the sign list: whose, whether it is there, and how the viewer may make it: `own`, `note` or not at all.

    `holders` are those of whom one is named when it is noted down: (person, name), where there are several.
    """

    line: str
    who: str
    signed: str
    may: str
    holders: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class LineShown:
    """A line that waits, or may be set aside."""

    item: str
    row: str
    title: str
    why: str
    may_settle: bool = False


def marks(page: Shown) -> list[MarkShown]:
    """The lines of this step's sign list that are asked for here."""
    view, asker = page.view, page.asker
    found = []
    for signer in view.compiled.signers[view.case.step]:
        by = signer.sign.by
        if signer.when is not None and not signer.when.evaluate(view.env):
            continue
        made = next(
            (one for one in view.case.signatures if one.standing and one.step == view.case.step and one.by == by), None
        )
        when = f"{view.name(made.person).said(page.language)}, {day(page, made.at)}" if made is not None else ""
        how = "own" if engine.stands_for(view, by, asker) else "note" if _may_note(view, by, asker) else ""
        found.append(
            MarkShown(
                by,
                engine.who_title(view, by).said(page.language),
                when,
                "" if made is not None else how,
                _holders(page, by),
            )
        )
    return found


def _holders(page: Shown, by: str) -> tuple[tuple[str, str], ...]:
    holders = engine.signing_holders(page.view, by)
    if len(holders) < 2:
        return ()
    return tuple((seat.person or "", page.view.who(seat).said(page.language)) for seat in holders)


def _may_note(view: CaseView, by: str, asker: Asker) -> bool:
    return by.startswith("voice:") and view.case.host == asker.person


def waiting_lines(page: Shown) -> list[LineShown]:
    """The lines that wait, with how each is seen."""
    view, me = page.view, page.asker.person
    return [
        LineShown(
            one.item,
            one.row or "",
            _line_title(page, one.item),
            one.why,
            me in {one.by, view.case.host, view.case.subject},
        )
        for one in view.case.disputed()
    ]


def lines_to_set_aside(page: Shown) -> list[LineShown]:
    """The lines of this step that may be set aside."""
    waiting = {(one.item, one.row) for one in page.view.case.disputed()}
    return [
        LineShown(item, "", _line_title(page, item), "")
        for item in page.view.step.disputable
        if (item, None) not in waiting
    ]


def _line_title(page: Shown, item: str) -> str:
    local, _, question = item.partition(".")
    found = page.view.compiled.form(local).question(question)
    return found.label.said(page.language) if found is not None else item
