"""The pages of conversations: begin one, see where it is and what it waits for, and help it along. Every action is a post."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response as Reply

from core import outbox
from core.contributions import Missing
from core.house import House
from core.records import Person
from core.stores.protocol import Tx
from core.web import again
from core.web.home import may_set
from core.web.kept import words_of
from core.web.languages import gettext as _
from core.web.languages import language
from core.web.pages import render, say
from core.web.put_back import put_back
from core.web.shown import note_all
from core.web.ways import Way
from forms import drafts
from forms.companions import Looking
from forms.consent import kept_off
from forms.model import ABOUT_SOMEBODY
from forms.records import TOGETHER
from workflows import board_views, digest_views, forward_views, forwarding, lines, runner, shown, starting, writing
from workflows.desk import Desk
from workflows.invited import may_sit
from workflows.parts import case_cards
from workflows.pictures import case_pictures
from workflows.plan import Plan, may_write, plan
from workflows.presses import ACTIONS, SAID_YES, Action, at_hand, not_too_long
from workflows.records import Case
from workflows.sentences import both
from workflows.standing import standing
from workflows.view import Refused

Made = tuple[str, int] | Reply

LONGEST_ABOUT = 300
"""Most characters of what a conversation is about."""


def make(house: House) -> Blueprint:
    """The pages of the workflow engine."""
    pages = Blueprint("workflows", __name__, template_folder="templates", url_prefix="/h/<home_id>/cases")
    pages.add_url_rule("/", "cases", lambda home_id: _cases(Desk.here(house, home_id)))
    pages.add_url_rule("/new", "new", lambda home_id: _new(Desk.here(house, home_id)))
    pages.add_url_rule("/new", "start", lambda home_id: _start(Desk.here(house, home_id)), methods=["POST"])
    board_views.add_to(pages, house)
    forward_views.add_to(pages, house)
    digest_views.add_to(pages, house)
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
        decides=may_set(desk.home_id),
        older=len(forwarding.older(desk.house, desk.home_id)) if forward_views.may_bring(desk) else 0,
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
    refs = [ref for ref, _title, _about in _may_begin(desk)]
    pairs = [ref for ref in refs if desk.catalogue.definitions[ref].definition.subject == "pair"]
    about = [one for one in everybody if _may_speak_of(desk, one) or (pairs and _may_sit_with(desk, one))]
    return render(
        "workflows/new.html",
        status,
        kinds=[{"id": ref, "label": title, "help": words} for ref, title, words in _may_begin(desk)],
        subjects=[(one.id, one.name) for one in about],
        pairs=bool(pairs),
        chosen={name: request.values.get(name, "") for name in ("ref", "subject", "about")},
        problem=problem,
        page_title=_("Begin a conversation"),
    )


def _may_sit_with(desk: Desk, other: Person) -> bool:
    """With whom somebody may begin what is between two: not themselves, and of families only those near to them."""
    me, people = desk.signed.person, desk.viewer.people
    if other.id == me.id or other.gone or not any(people.voice_of(role) for role in other.roles):
        return False
    reaches = [people.roles[role].reach for person in (me, other) for role in person.roles if role in people.roles]
    near = {me.id, *me.of}.intersection({other.id, *other.of})
    return bool(near) or "named" not in reaches or ("home" in reaches and "self" not in reaches)


def _may_speak_of(desk: Desk, subject: Person) -> bool:
    """About whom somebody may begin: themselves, those they are there for, or anybody where their role is for all."""
    if not desk.viewer.people.live_here().intersection(subject.roles):
        return False
    mine = subject.id == desk.signed.person.id or desk.viewer.is_there_for(subject)
    roles = (desk.viewer.people.roles.get(role) for role in desk.signed.roles)
    return not subject.gone and (mine or any(role is not None and role.reach == "home" for role in roles))


def _start(desk: Desk) -> Made:
    ref, subject = request.form.get("ref", ""), request.form.get("subject", "")
    found = desk.catalogue.get("workflow", ref)
    if found is None:
        return _new(desk, _("Please choose what you would like to talk about."), 422)
    personal = found.definition.subject in ABOUT_SOMEBODY
    with desk.house.store.read(desk.home_id) as tx:
        person = Person.get(tx, subject)
    may = _may_sit_with if found.definition.subject == "pair" else _may_speak_of
    if personal and (person is None or not may(desk, person)):
        if may is _may_sit_with:
            return _new(desk, _("Please choose who the other one is."), 422)
        return _new(desk, _("Please choose whom it is about."), 422)
    about = request.form.get("about", "").strip()
    if len(about) > LONGEST_ABOUT:
        words = both(
            "Please say in fewer words what it is about. There is room for more once it has begun.",
            "Dywedwch mewn llai o eiriau am beth mae e. Mae lle i fwy ar ôl dechrau.",
        )
        return _new(desk, words.said(language()), 422)
    try:
        case = runner.start(
            desk.house,
            desk.home_id,
            ref=ref,
            subject=subject if personal else None,
            by=desk.signed.person.id,
            about=about,
        )
    except Refused as refused:
        return _new(desk, refused.why.said(language()), 422)
    outbox.deliver(desk.house, desk.home_id)
    say(_("The conversation has begun."))
    return redirect(url_for("workflows.case", home_id=desk.home_id, case_id=case.id), 303)


# -- one conversation -------------------------------------------------------------------------------------------------


def _refused(desk: Desk, case_id: str, refused: Refused) -> Made:
    """One conversation with what is missing, and what was typed where it was typed; shown beside it where that box is gone."""
    made, status = _page(desk, case_id, refused)
    here = url_for("workflows.case", home_id=desk.home_id, case_id=case_id)
    html, left = put_back(made, [again.typed_here()], here)
    words = list(words_of(left))
    return _page(desk, case_id, refused, words) if words else (html, status)


def _page(desk: Desk, case_id: str, refused: Refused | None = None, words: Sequence[str] = ()) -> tuple[str, int]:
    """One conversation; where something was refused, with what is missing, and words that have no place in it any more."""
    with desk.house.store.read(desk.home_id) as tx:
        page = desk.page(tx, case_id, parts_too=True)
        made = _plan(desk, tx, page) if page.part is not None else None
        linked = desk.linked(tx, page.view.case)
        everybody = Person.find(tx, order="name")
        looking = Looking(desk.house, desk.home_id, desk.viewer, desk.catalogue.matrix)
        pictures = case_pictures(desk.house, tx, page.view, looking, language()) if made is None else []
        stands = standing(desk, tx, page) if page.part is None else []
    if made is not None:
        return _plan_page(page, made)
    note_all((Case.kind, other.id) for _link, other in linked)
    titles = {one.ref: one.definition.title.said(language()) for one in desk.catalogue.of_kind("workflow")}
    return render(
        "workflows/case.html",
        422 if refused is not None else 200,
        page=page,
        case=page.view.case,
        shown=shown,
        lines=lines,
        title=page.view.workflow.title.said(language()),
        step=page.view.step,
        heading=(shown.heading(page.view) or page.view.workflow.title).said(language()),
        led=page.view.workflow.subject != "pair",
        host=page.view.name(page.view.case.host).said(language()) if page.view.case.host else "",
        may_lead=starting.may_lead(desk.signed.person, desk.viewer.people)
        and page.view.case.host != desk.signed.person.id,
        links=[(titles.get(link.ref, link.ref), link.how, found) for link, found in linked],
        people=[(one.id, one.name) for one in everybody if may_sit(one, desk.viewer.people, page.view.case.subject)],
        voices=[(id, voice.title.said(language())) for id, voice in desk.viewer.people.voices.items()],
        titles=titles,
        going_on={link.ref for link, other in linked if link.how == "opened" and not other.closed},
        hows=SAID_YES,
        refused=refused.why.said(language()) if refused is not None else "",
        missing=[_found(page, one) for one in refused.missing] if refused is not None else [],
        pictures=pictures,
        stands=stands,
        words=words,
        here=str(Way("workflows.case", {"home_id": desk.home_id, "case_id": case_id})),
        page_title=page.view.workflow.title.said(language()),
    )


def _plan(desk: Desk, tx: Tx, page: shown.Shown) -> Plan:
    hashes = {sent.form_hash for responses in page.view.responses.values() for sent in responses}
    forms = {hash: drafts.compiled_of(desk.house, desk.home_id, tx, hash) for hash in hashes}
    return plan(page, forms, kept_off(desk.house, desk.home_id, tx))


def _plan_page(page: shown.Shown, made: Plan) -> tuple[str, int]:
    """What to go by, for whoever may see no more of this conversation than that."""
    view = page.view
    return render(
        "workflows/plan.html",
        plan=made,
        case=view.case,
        title=view.workflow.title.said(page.language),
        heading=(shown.heading(view) or view.workflow.title).said(page.language),
        host=view.name(view.case.host).said(page.language) if view.case.host else "",
        paused=shown.pause_words(page),
        page_title=view.workflow.title.said(page.language),
    )


def _found(page: shown.Shown, missing: Missing) -> tuple[str, str]:
    return shown.said(missing, page.language)


def _answer(desk: Desk, case_id: str) -> Made:
    """Go to the form: the writer's own draft for that seat, which waits until it is sent."""
    local, seat_id = request.form.get("form", ""), request.form.get("seat", TOGETHER)
    with desk.house.store.tx(desk.home_id, actor=desk.signed.person.id, purpose="answer") as tx:
        page = desk.page(tx, case_id, parts_too=True)
        if page.part is not None and local not in {one.form for one in may_write(page)}:
            abort(404)
        draft = writing.begin_writing(desk.house, desk.home_id, tx, page.view, page.asker, local, seat_id, page.helps)
        if draft is None:
            abort(404)
    return redirect(url_for("forms.draft", home_id=desk.home_id, draft_id=draft.id), 303)


# -- changes ----------------------------------------------------------------------------------------------------------


def _changing(what: str, action: Action) -> Callable[[Desk, str], Made]:
    """A post that changes a case: it goes back to the case's page, or shows there what is still missing."""

    def changed(desk: Desk, case_id: str) -> Made:
        with desk.house.store.read(desk.home_id) as tx:
            page = desk.page(tx, case_id)  # 404 for whoever may not see it
            desk = at_hand(desk, tx, page.view.case, what)
        try:
            not_too_long()
            before = runner.change(
                desk.house, desk.home_id, case_id, desk.signed.person.id, what, lambda view: action(desk, view)
            )
        except Refused as refused:
            return _refused(desk, case_id, refused)
        outbox.deliver(desk.house, desk.home_id)
        say(_words(what, before))
        if before.lost_by(desk.signed.person.id):
            return redirect(url_for("workflows.cases", home_id=desk.home_id), 303)
        return redirect(url_for("workflows.case", home_id=desk.home_id, case_id=case_id), 303)

    return changed


def _words(what: str, case: Case) -> str:
    if what == "move":
        return _("Moved on.") if not case.closed else _("At rest now. Thank you.")
    return {"signed": _("Thank you, that is noted."), "lead": _("You lead this conversation now.")}.get(
        what, _("That is noted. Thank you.")
    )


def case_url(home_id: str, case_id: str) -> str:
    """The address of a conversation."""
    return url_for("workflows.case", home_id=home_id, case_id=case_id)
