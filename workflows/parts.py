"""What conversations add to the home's other pages: what waits for me today, and a person's conversations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from flask import render_template, url_for

from core.contributions import PagePart
from core.house import House
from core.permissions import Answer
from core.records import Person, holds_seat
from core.web.asking import Signed
from core.web.languages import gettext as _
from core.web.languages import language
from core.web.pages import PageAsked
from core.web.shown import shown as shown_here
from forms.model import STRICTEST
from workflows import runner, shown, starting, timers
from workflows.board import stands_on
from workflows.board_views import boards
from workflows.desk import Desk
from workflows.digest_views import in_shift
from workflows.records import Case
from workflows.starting import asker_of


class Here(Protocol):
    """Where somebody asks: in which house, and who they are."""

    @property
    def house(self) -> House: ...

    @property
    def signed(self) -> Signed: ...


def parts(slot: str, page: PageAsked) -> Iterable[PagePart]:
    """The parts for one slot of one page (`core.web.pages.PageAsked`)."""
    if slot == "home.nav":
        shown = [
            (one.ref, one.definition.board.title.said(page.language))
            for one in boards(Desk.here(page.house, page.home.id))
        ]
        yield PagePart(render_template("workflows/nav.html", home_id=page.home.id, boards=shown), "40")
    elif slot in ("home.waiting", "home.today"):
        waits = slot == "home.waiting"
        first = _first(page) if not waits else []
        if first:
            yield PagePart(render_template("workflows/first.html", cards=first), "05")
        seen = _open(page, None)
        shift = in_shift(page, seen)
        if waits and shift is not None:
            yield PagePart(render_template("workflows/in_shift.html", shift=shift), "15")
        listed = shift.cases if shift is not None else frozenset()
        cards = _today(page, [one for one in seen if _takes_part_in(one) or one.view.case.id not in listed], waits)
        if cards:
            yield PagePart(render_template(f"workflows/{'waiting' if waits else 'today'}.html", cards=cards), "20")
    elif slot == "household.somebody" and page.subject is not None:
        yield from _takes_part(page, page.subject)
    elif slot == "person.main" and page.subject is not None:
        cards = case_cards(page, page.subject)
        may_begin = not page.subject.gone and _may_begin(page)
        if cards or may_begin:
            begin = url_for("workflows.new", home_id=page.home.id, subject=page.subject.id) if may_begin else ""
            yield PagePart(render_template("workflows/person.html", cards=cards, begin=begin), "20")


def _takes_part(page: PageAsked, somebody: Person) -> Iterable[PagePart]:
    """The open conversations that somebody leads or has a place in, so that they can be passed on when they leave."""
    with page.house.store.read(page.home.id) as tx:
        every = {case.id: case for case in Case.find(tx, {"closed": False})}
    theirs = {id for id, case in every.items() if case.host == somebody.id or case.seats_of(somebody.id)}
    seen = [made for made in _open(page, None) if made.view.case.id in theirs and made.part is None]
    cards = []
    for made in seen:
        leads = made.view.case.host == somebody.id
        words = _("Leads it: somebody else can take the lead there") if leads else _("Has a place there")
        cards.append({**_card(page, made, []), "about": words})
    others = len(theirs) - len(seen)
    if theirs:
        html = render_template("workflows/takes_part.html", cards=cards, others=others)
        yield PagePart(html, "20")


def _first(page: PageAsked) -> list[dict[str, str]]:
    """The boards that a day begins with, for those who may begin one of their cases about somebody who stands there."""
    desk = Desk.here(page.house, page.home.id)
    with page.house.store.read(page.home.id) as tx:
        people = Person.find(tx)
    return [
        {
            "title": one.definition.board.title.said(page.language),
            "about": one.definition.board.about.said(page.language) if one.definition.board.about else "",
            "href": url_for("workflows.board", home_id=page.home.id, ref=one.ref),
        }
        for one in boards(desk)
        if one.definition.board.today
        and starting.may_start(one.definition, desk.signed.person, desk.viewer.people).yes
        and any(stands_on(desk, one.definition.board, person) for person in people)
    ]


def _today(page: Here, seen: list[shown.Shown], waits: bool) -> list[dict[str, str]]:
    """My open conversations among those I may see: those in which something waits for me, with what it is; or the others."""
    found = [(made, shown.my_waits(made)) for made in seen if _mine(made)]
    return [
        _card(page, made, [one.say.said(language()) for one in waiting])
        for made, waiting in found
        if bool(waiting) is waits
    ]


def case_cards(page: Here, subject: Person | None) -> list[dict[str, str]]:
    """The open conversations whoever is asking may see, about one person or (None) all of them."""
    return [_card(page, made, []) for made in _open(page, subject)]


def _open(page: Here, subject: Person | None) -> list[shown.Shown]:
    """Every open case the viewer may see, as it stands now."""
    home = page.signed.home
    catalogue = page.house.catalogue(home.id)
    viewer = page.signed.viewer(catalogue.people)
    where = {"closed": False, **({"subject": subject.id} if subject is not None else {})}
    found = []
    with page.house.store.read(home.id) as tx:
        for case in Case.find(tx, where):
            view = runner.view(page.house, home, tx, case)
            seated = holds_seat(tx, case.id, page.signed.person.id)
            asker = viewer.asker(view.persons.get(case.subject or ""), seat=seated)
            answer = catalogue.matrix.may(asker, view.workflow.audience or STRICTEST)
            if not shown.opens(answer, seated, case.lost_by(page.signed.person.id)):
                continue
            view = view.with_case(timers.tick(view).case)
            me = asker_of(page.signed.person, catalogue.people)
            part = shown.part_of(answer, seated)
            found.append(shown.Shown(view, me, language(), _nothing, shown.helps(view, me), part))
    return found


def _nothing(row: str) -> Answer:
    """A card shows no words of anybody."""
    return Answer(False, row)


def _mine(made: shown.Shown) -> bool:
    """Led by me, with a place for me, or with something that has come up for me."""
    return made.part is None and (_takes_part_in(made) or bool(shown.my_waits(made)))


def _takes_part_in(made: shown.Shown) -> bool:
    """Led by me, or with a place for me."""
    me, case = made.asker.person, made.view.case
    return case.host == me or any(me in (seat.person, seat.alongside) for seat in case.held())


def _card(page: Here, made: shown.Shown, waiting: list[str]) -> dict[str, str]:
    view = made.view
    shown_here(Case.kind, view.case.id)
    heading = shown.heading(view)
    title = view.workflow.title.said(made.language)
    if made.part is not None:
        return {
            "title": f"{title}: {heading.said(made.language)}" if heading is not None else title,
            "href": url_for("workflows.case", home_id=page.signed.home.id, case_id=view.case.id),
            "about": shown.pause_words(made) or _("What to go by"),
        }
    return {
        "title": f"{title}: {heading.said(made.language)}" if heading is not None else title,
        "href": url_for("workflows.case", home_id=page.signed.home.id, case_id=view.case.id),
        "tag": view.step.title.said(made.language),
        "tag_kind": "waiting" if waiting else "quiet",
        "about": " · ".join(filter(None, (view.case.about, shown.pause_words(made), *waiting))),
    }


def _may_begin(page: PageAsked) -> bool:
    catalogue = page.house.catalogue(page.home.id)
    return any(
        starting.may_start(one.definition, page.signed.person, catalogue.people).yes
        for one in catalogue.of_kind("workflow")
    )
