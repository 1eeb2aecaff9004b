"""The page on which a manager sees open conversations on older versions, tries out what would happen, and moves them forward."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response as Reply

from core.house import House
from core.records import holds_seat
from core.stores.protocol import Conflict, NotFound
from core.web.languages import gettext as _
from core.web.languages import language, ngettext
from core.web.pages import render, say
from forms.model import STRICTEST
from workflows import forwarding, shown
from workflows.desk import Desk
from workflows.forwarding import Planned
from workflows.presses import LONGEST
from workflows.view import CaseView, Refused

Made = tuple[str, int] | Reply

ROW = "bring_forward"
"""The row of the permission matrix that says who moves conversations forward."""
AT_ONCE = 20
"""So many are moved before the page says how far it is."""
OTHERS = "others"
"""What the page says instead of conversations that whoever looks may not open."""


def add_to(pages: Blueprint, house: House) -> None:
    """Add the page to the engine's blueprint."""
    pages.add_url_rule("/newer", "newer", lambda home_id: _page(_desk(house, home_id)))
    pages.add_url_rule("/newer", "bring", lambda home_id: _bring(_desk(house, home_id)), methods=["POST"])
    pages.add_url_rule("/newer/back", "bring_back", lambda home_id: _back(_desk(house, home_id)), methods=["POST"])


def may_bring(desk: Desk) -> bool:
    """True for those who may move conversations forward in this home."""
    return desk.catalogue.matrix.may(desk.viewer.asker(None, of_home=True), ROW).yes


def _desk(house: House, home_id: str) -> Desk:
    desk = Desk.here(house, home_id)
    if not may_bring(desk):
        abort(404)
    return desk


# -- what would happen ----------------------------------------------------------------------------------------------------


@dataclass
class Group:
    """The conversations of one workflow: those that could go and those that stay, and what is chosen for steps that are gone."""

    ref: str
    title: str
    cards: list[dict[str, Any]] = field(default_factory=list)
    gone: dict[str, dict[str, Any]] = field(default_factory=dict)


def _steps() -> dict[str, dict[str, str]]:
    """The steps that were chosen for those that are gone: `to.<reference>.<step>`, as the page names them."""
    found: dict[str, dict[str, str]] = {}
    for name, value in request.values.items():
        kind, _dot, rest = name.partition(".")
        ref, _dot, step = rest.rpartition(".")
        if kind == "to" and ref and value:
            found.setdefault(ref, {})[step] = value
    return found


def _page(desk: Desk, problem: str = "", status: int = 200, going: dict[str, Any] | None = None) -> Made:
    steps = _steps()
    planned = [] if going is not None else forwarding.dry_run(desk.house, desk.home_id, steps)
    seen = [one for one in planned if _may_open(desk, one.view)]
    others = [one for one in planned if one not in seen]
    chosen = set(request.form.getlist("case"))
    return render(
        "workflows/newer.html",
        status,
        groups=[] if going is not None else _groups(desk, seen, chosen, steps),
        others=len(others),
        others_move=sum(one.moves for one in others),
        others_chosen=OTHERS in chosen,
        lately=[] if going is not None else _lately(desk),
        any_moves=any(one.moves for one in planned),
        why=request.form.get("why", ""),
        longest=LONGEST,
        problem=problem,
        going=going,
        page_title=_("Conversations on an older version"),
    )


def _groups(desk: Desk, planned: list[Planned], chosen: set[str], steps: dict[str, dict[str, str]]) -> list[Group]:
    groups: dict[str, Group] = {}
    for one in planned:
        case, view = one.case, one.view
        title = view.workflow.title.said(language())
        group = groups.setdefault(case.ref, Group(case.ref, title))
        if one.forward.gone and case.step not in group.gone:
            group.gone[case.step] = {
                "title": view.step.title.said(language()),
                "chosen": steps.get(case.ref, {}).get(case.step, one.forward.step),
                "steps": [(id, words.said(language())) for id, words in one.choices.items()],
            }
        group.cards.append(
            {
                "id": case.id,
                "title": _heading(view),
                "href": url_for("workflows.case", home_id=desk.home_id, case_id=case.id),
                "about": case.about,
                "says": [words.said(language()) for words in one.forward.says],
                "stays": [words.said(language()) for words in one.forward.stays],
                "chosen": case.id in chosen,
            }
        )
    return list(groups.values())


def _heading(view: CaseView) -> str:
    heading = shown.heading(view)
    return heading.said(language()) if heading is not None else view.workflow.title.said(language())


def _lately(desk: Desk) -> list[dict[str, str]]:
    """Those that were moved and in which nothing has happened since."""
    return [
        {
            "id": view.case.id,
            "title": f"{view.workflow.title.said(language())}: {_heading(view)}",
            "href": url_for("workflows.case", home_id=desk.home_id, case_id=view.case.id),
        }
        for view in forwarding.lately(desk.house, desk.home_id)
        if _may_open(desk, view)
    ]


def _may_open(desk: Desk, view: CaseView) -> bool:
    """Whoever moves conversations sees of them no more than they see anyway."""
    with desk.house.store.read(desk.home_id) as tx:
        seated = holds_seat(tx, view.case.id, desk.signed.person.id)
    asker = desk.viewer.asker(view.persons.get(view.case.subject or ""), seat=seated)
    answer = desk.catalogue.matrix.may(asker, view.workflow.audience or STRICTEST)
    lost = view.case.lost_by(desk.signed.person.id)
    return shown.opens(answer, seated, lost) and shown.part_of(answer, seated) is None


# -- moving them ----------------------------------------------------------------------------------------------------------


def _bring(desk: Desk) -> Made:
    """Try it out again with other steps, or move those that were chosen, so many at once."""
    if request.form.get("go") == "look":
        return _page(desk)
    why = request.form.get("why", "").strip()
    waiting = [one for one in request.form.get("rest", "").split(",") if one] or _chosen(desk)
    if not waiting:
        return _page(desk, _("Please choose which conversations to move."), 422)
    if not why:
        return _page(desk, _("Please write down why; it is kept with each of them."), 422)
    if len(why) > LONGEST:
        return _page(desk, _("Please say why in fewer words."), 422)
    now, rest = waiting[:AT_ONCE], waiting[AT_ONCE:]
    moved = sum(_moved(desk, id, why) for id in now)
    done, total = _number("moved") + moved, _number("total") or len(waiting)
    if rest:
        hidden = {"rest": ",".join(rest), "why": why, "moved": done, "total": total}
        hidden |= {name: value for name, value in request.form.items() if name.startswith("to.")}
        return _page(desk, going={"done": total - len(rest), "total": total, "hidden": hidden})
    stayed = total - done
    words = ngettext("One conversation was moved.", "{n} conversations were moved.", done) if done else ""
    if stayed > 0:
        stays = ngettext("One stays as it is.", "{n} stay as they are.", stayed)
        words = f"{words} {stays}".strip()
    say(words)
    return redirect(url_for("workflows.newer", home_id=desk.home_id), 303)


def _chosen(desk: Desk) -> list[str]:
    """The ids of what was chosen on the page, and of those it shows no more of than how many there are."""
    posted = dict.fromkeys(request.form.getlist("case"))
    planned = forwarding.dry_run(desk.house, desk.home_id, _steps())
    return [
        one.case.id
        for one in planned
        if one.case.id in posted or (OTHERS in posted and one.moves and not _may_open(desk, one.view))
    ]


def _moved(desk: Desk, case_id: str, why: str) -> bool:
    """False where it stays: it has changed meanwhile, or cannot go; the page says why when it is looked at again."""
    try:
        forwarding.bring(desk.house, desk.home_id, case_id, desk.signed.person.id, why, _steps())
    except (Refused, NotFound, Conflict):
        return False
    return True


def _number(name: str) -> int:
    typed = request.form.get(name, "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 7 else 0


def _back(desk: Desk) -> Made:
    try:
        forwarding.take_back(desk.house, desk.home_id, request.form.get("case", ""), desk.signed.person.id)
    except Refused as refused:
        return _page(desk, refused.why.said(language()), 422)
    except (NotFound, Conflict):
        return _page(desk, _("It has changed meanwhile. This is how things stand now."), 409)
    say(_("It is back on the version it was on."))
    return redirect(url_for("workflows.newer", home_id=desk.home_id), 303)
