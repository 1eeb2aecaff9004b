"""The pages of conversations: begin one, see where it is and what it waits for, and help it along. Every action is a post."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response as Reply

from core import outbox
from core.catalogue import Catalogue
from core.contributions import Missing
from core.house import House
from core.ids import new_id
from core.records import Person, holds_seat
from core.stores.protocol import NotFound, Tx
from core.web.asking import Signed, Viewer, require
from core.web.languages import gettext as _
from core.web.languages import language
from core.web.pages import render, say
from forms import drafts
from forms.companions import Looking
from forms.model import STRICTEST
from forms.records import HOWS, TOGETHER
from workflows import engine, runner, seats, shown, starting, timers
from workflows.effects import Moved
from workflows.parts import case_cards
from workflows.pictures import case_pictures
from workflows.records import Case, Link
from workflows.starting import asker_of
from workflows.view import Asker, CaseView, Refused
from workflows.waiting import is_for

Made = tuple[str, int] | Reply


@dataclass(frozen=True)
class Desk:
    """Who is asking, in which house, settled before a transaction is opened."""

    house: House
    signed: Signed
    viewer: Viewer
    catalogue: Catalogue

    @classmethod
    def here(cls, house: House, home_id: str) -> Desk:
        """Whoever asks for this page."""
        signed = require(home_id)
        catalogue = house.catalogue(home_id)
        return cls(house, signed, Viewer(signed.person, catalogue.people), catalogue)

    @property
    def home_id(self) -> str:
        """The home's id."""
        return self.signed.home.id

    @property
    def me(self) -> Asker:
        """Whoever is asking, as the engine knows them."""
        return asker_of(self.signed.person, self.viewer.people)

    def page(self, tx: Tx, case_id: str) -> shown.Shown:
        """A case with what has come up by now, for this viewer; 404 for whoever may not see it."""
        try:
            view = runner.view(self.house, self.signed.home, tx, case_id)
        except NotFound:
            abort(404)
        view = view.with_case(timers.tick(view).case)
        seated = holds_seat(tx, case_id, self.signed.person.id)
        may = self._may(view, seated)
        if not shown.opens(may(view.workflow.audience or STRICTEST), seated):
            abort(404)
        return shown.Shown(view, self.me, language(), may, shown.helps(view, self.me))

    def linked(self, tx: Tx, case: Case) -> list[tuple[Link, Case]]:
        """The cases beside this one, as far as whoever is asking may open them."""
        found = []
        for link in case.links:
            other = Case.get(tx, link.case)
            if other is None:
                continue
            view = runner.view(self.house, self.signed.home, tx, other.id)
            seated = holds_seat(tx, other.id, self.signed.person.id)
            if shown.opens(self._may(view, seated)(view.workflow.audience or STRICTEST), seated):
                found.append((link, other))
        return found

    def _may(self, view: CaseView, seated: bool) -> shown.May:
        asker = self.viewer.asker(view.persons.get(view.case.subject or ""), seat=seated)
        return lambda row: self.catalogue.matrix.may(asker, row)


def make(house: House) -> Blueprint:
    """The pages of the workflow engine."""
    pages = Blueprint("workflows", __name__, template_folder="templates", url_prefix="/h/<home_id>/cases")
    pages.add_url_rule("/", "cases", lambda home_id: _cases(Desk.here(house, home_id)))
    pages.add_url_rule("/new", "new", lambda home_id: _new(Desk.here(house, home_id)))
    pages.add_url_rule("/new", "start", lambda home_id: _start(Desk.here(house, home_id)), methods=["POST"])
    pages.add_url_rule("/<case_id>", "case", lambda home_id, case_id: _page(Desk.here(house, home_id), case_id))
    pages.add_url_rule("/<case_id>/answer", "answer", _at(house, _answer), methods=["POST"])
    for name, action in ACTIONS.items():
        pages.add_url_rule(
            f"/<case_id>/{name.replace('_', '-')}", name, _at(house, _changing(name, action)), methods=["POST"]
        )
    return pages


def _at(house: House, view: Callable[[Desk, str], Made]) -> Callable[..., Made]:
    return lambda home_id, case_id: view(Desk.here(house, home_id), case_id)


# -- lists and beginning ----------------------------------------------------------------------------------------------


def _cases(desk: Desk) -> Made:
    """The open conversations that whoever is asking may see."""
    return render(
        "workflows/cases.html",
        cards=case_cards(desk, None),
        page_title=_("Conversations"),
        may_begin=bool(_may_begin(desk)),
    )


def _may_begin(desk: Desk) -> list[tuple[str, str, str]]:
    """(reference, title, about) of each workflow whoever is asking may begin."""
    catalogue = desk.catalogue
    return [
        (
            one.ref,
            one.definition.title.said(language()),
            one.definition.about.said(language()) if one.definition.about else "",
        )
        for one in catalogue.of_kind("workflow")
        if starting.may_start(one.definition, desk.signed.person, catalogue.people).yes
    ]


def _new(desk: Desk, problem: str = "", status: int = 200) -> Made:
    """Begin a conversation: which one, and about whom."""
    with desk.house.store.read(desk.home_id) as tx:
        everybody = Person.find(tx, order="name")
    at_home = desk.viewer.people.live_here()
    about = [one for one in everybody if at_home.intersection(one.roles) and _may_speak_of(desk, one)]
    return render(
        "workflows/new.html",
        status,
        kinds=[{"id": ref, "label": title, "help": words} for ref, title, words in _may_begin(desk)],
        subjects=[(one.id, one.name) for one in about],
        chosen={name: request.values.get(name, "") for name in ("ref", "subject", "about")},
        problem=problem,
        page_title=_("Begin a conversation"),
    )


def _may_speak_of(desk: Desk, subject: Person) -> bool:
    """About whom somebody may begin: themselves, those they are there for, or anybody where their role is for all."""
    mine = subject.id == desk.signed.person.id or desk.viewer.is_there_for(subject)
    roles = (desk.viewer.people.roles.get(role) for role in desk.signed.roles)
    return subject.status != "died" and (mine or any(role is not None and role.reach == "home" for role in roles))


def _start(desk: Desk) -> Made:
    ref, subject = request.form.get("ref", ""), request.form.get("subject", "")
    found = desk.catalogue.get("workflow", ref)
    if found is None:
        return _new(desk, _("Please choose what you would like to talk about."), 422)
    personal = found.definition.subject in starting.ABOUT_SOMEBODY
    with desk.house.store.read(desk.home_id) as tx:
        person = Person.get(tx, subject)
    if personal and (person is None or not _may_speak_of(desk, person)):
        return _new(desk, _("Please choose whom it is about."), 422)
    try:
        case = runner.start(
            desk.house,
            desk.home_id,
            ref=ref,
            subject=subject if personal else None,
            by=desk.signed.person.id,
            about=request.form.get("about", "").strip()[:300],
        )
    except Refused as refused:
        return _new(desk, refused.why.said(language()), 422)
    outbox.deliver(desk.house, desk.home_id)
    say(_("The conversation has begun."))
    return redirect(url_for("workflows.case", home_id=desk.home_id, case_id=case.id), 303)


# -- one conversation -------------------------------------------------------------------------------------------------


def _page(desk: Desk, case_id: str, refused: Refused | None = None) -> Made:
    """One conversation; where something was refused, with what is missing, and with what was typed."""
    with desk.house.store.read(desk.home_id) as tx:
        page = desk.page(tx, case_id)
        linked = desk.linked(tx, page.view.case)
        everybody = Person.find(tx, order="name")
        looking = Looking(desk.house, desk.home_id, desk.viewer, desk.catalogue.matrix)
        pictures = case_pictures(desk.house, tx, page.view, looking, language())
    titles = {one.ref: one.definition.title.said(language()) for one in desk.catalogue.of_kind("workflow")}
    return render(
        "workflows/case.html",
        422 if refused is not None else 200,
        page=page,
        case=page.view.case,
        shown=shown,
        title=page.view.workflow.title.said(language()),
        step=page.view.step,
        subject=page.view.persons.get(page.view.case.subject or ""),
        host=page.view.name(page.view.case.host).said(language()) if page.view.case.host else "",
        may_lead=starting.may_lead(desk.signed.person, desk.viewer.people)
        and page.view.case.host != desk.signed.person.id,
        links=[(titles.get(link.ref, link.ref), link.how, found) for link, found in linked],
        people=[(one.id, one.name) for one in everybody if one.status != "died"],
        voices=[(id, voice.title.said(language())) for id, voice in desk.viewer.people.voices.items()],
        hows=[how for how in HOWS if how in ("said", "signed", "pointed", "written", "drawn", "recorded")],
        refused=refused.why.said(language()) if refused is not None else "",
        missing=[_found(page, one) for one in refused.missing] if refused is not None else [],
        pictures=pictures,
        typed=request.form,
        page_title=page.view.workflow.title.said(language()),
    )


def _found(page: shown.Shown, missing: Missing) -> tuple[str, str]:
    return shown.said(missing, page.language)


def _answer(desk: Desk, case_id: str) -> Made:
    """Go to the form: the writer's own draft for that seat, which waits until it is sent."""
    local, seat_id = request.form.get("form", ""), request.form.get("seat", TOGETHER)
    with desk.house.store.tx(desk.home_id, actor=desk.signed.person.id, purpose="answer") as tx:
        page = desk.page(tx, case_id)
        view = page.view
        if local not in view.case.forms or view.case.closed:
            abort(404)
        again = view.compiled.asked[local] == "again"
        own = next(iter(view.case.seats_of(page.asker.person)), None)
        seat = own if seat_id == "again" else view.case.seat(seat_id)
        if seat is None and seat_id not in (TOGETHER, "again"):
            abort(404)
        if not (page.helps or own is not None or (seat is not None and seat.alongside == page.asker.person)):
            abort(404)
        if view.compiled.asked[local] == "each_voice" and seat is None:
            abort(404)
        others = seat is not None and seat.person != page.asker.person and seat.alongside != page.asker.person
        if others and not page.helps and view.compiled.asked[local] == "each_voice":
            abort(404)
        shared = seat is None or (view.compiled.asked[local] == "once" and view.seat_for(local) == TOGETHER)
        draft = drafts.begin(
            desk.house,
            desk.home_id,
            tx,
            ref=view.case.forms[local]["ref"],
            form_hash=view.case.forms[local]["hash"],
            subject=view.case.subject,
            case=case_id,
            form=local,
            seat=TOGETHER if shared or seat is None else seat.id,
            voice=(page.asker.voice if again else "") if seat is None else seat.voice,
            person=(page.asker.person if again else None) if seat is None else seat.person,
            occasion=str(len(view.sent(local)) + 1) if again else "",
            writer=desk.signed.person.id,
            back={"endpoint": "workflows.case", "case_id": case_id},
        )
    return redirect(url_for("forms.draft", home_id=desk.home_id, draft_id=draft.id), 303)


# -- changes ----------------------------------------------------------------------------------------------------------

Action = Callable[[Desk, CaseView], Case | Moved]


def _changing(what: str, action: Action) -> Callable[[Desk, str], Made]:
    """A post that changes a case: it goes back to the case's page, or shows there what is still missing."""

    def changed(desk: Desk, case_id: str) -> Made:
        with desk.house.store.read(desk.home_id) as tx:
            desk.page(tx, case_id)  # 404 for whoever may not see it
        try:
            before = runner.change(
                desk.house, desk.home_id, case_id, desk.signed.person.id, what, lambda view: action(desk, view)
            )
        except Refused as refused:
            return _page(desk, case_id, refused)
        outbox.deliver(desk.house, desk.home_id)
        say(_words(what, before))
        return redirect(url_for("workflows.case", home_id=desk.home_id, case_id=case_id), 303)

    return changed


def _words(what: str, case: Case) -> str:
    if what == "move":
        return _("Moved on.") if not case.closed else _("At rest now. Thank you.")
    return {"signed": _("Thank you, that is noted."), "lead": _("You lead this conversation now.")}.get(
        what, _("That is noted. Thank you.")
    )


def _field(name: str) -> str:
    return request.form.get(name, "").strip()


def _move(desk: Desk, view: CaseView) -> Moved:
    return engine.move(view, _field("transition"), desk.me, _field("why") or None)


def _sign(desk: Desk, view: CaseView) -> Moved:
    return engine.sign(view, _field("line"), desk.me, _field("how") or "written")


def _lead(desk: Desk, view: CaseView) -> Case:
    return seats.lead(view, desk.me)


def _looked_at(desk: Desk, view: CaseView) -> Moved:
    key = _field("key")
    due = view.case.due(int(key)) if key.isdecimal() else None
    if due is None or not (shown.helps(view, desk.me) or is_for(view, due, desk.me)):
        abort(404)
    return timers.reviewed(view, due.key, desk.me, _field("why") or None)


def _seat(desk: Desk, view: CaseView) -> Case:
    _only_helpers(desk, view)
    return seats.give_seat(view, new_id(), _field("voice"), _field("person") or None, desk.me.person)


def _alongside(desk: Desk, view: CaseView) -> Case:
    _only_helpers(desk, view)
    return seats.sit_alongside(view, _field("seat"), _field("person") or None, desk.me.person)


def _tried(desk: Desk, view: CaseView) -> Case:
    _only_helpers(desk, view)
    return seats.note_try(view, _field("seat"), _field("way"), desk.me.person)


def _asked_other(desk: Desk, view: CaseView) -> Case:
    _only_helpers(desk, view)
    return seats.ask_other(view, _field("seat"), _field("person"), desk.me.person)


def _status(desk: Desk, view: CaseView) -> Case:
    seat = view.case.seat(_field("seat"))
    if seat is None or seat.person != desk.me.person:
        _only_helpers(desk, view)
    if _field("status") == "not_now":
        return seats.not_now(view, _field("seat"), desk.me.person)
    return seats.chose_not_to(view, _field("seat"), desk.me.person, _field("why") or None)


def _dispute(desk: Desk, view: CaseView) -> Moved:
    if not view.case.seats_of(desk.me.person):
        _only_helpers(desk, view)
    return engine.dispute(view, _field("item"), desk.me, _field("why"), _field("row") or None)


def _settle(desk: Desk, view: CaseView) -> Moved:
    return engine.settle(view, _field("item"), desk.me, _field("how"), _field("row") or None)


def _only_helpers(desk: Desk, view: CaseView) -> None:
    if not shown.helps(view, desk.me):
        abort(404)


ACTIONS: dict[str, Action] = {
    "move": _move,
    "sign": _sign,
    "lead": _lead,
    "looked_at": _looked_at,
    "seat": _seat,
    "alongside": _alongside,
    "tried": _tried,
    "asked_other": _asked_other,
    "status": _status,
    "dispute": _dispute,
    "settle": _settle,
}
"""What can be done to a conversation, by the last word of its address."""


def case_url(home_id: str, case_id: str) -> str:
    """The address of a conversation."""
    return url_for("workflows.case", home_id=home_id, case_id=case_id)
