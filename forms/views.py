"""Filling in: one question a page or all on one page, saved as it is typed, sent when the writer says so."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as Reply

from core import outbox
from core.house import House
from core.records import Home, Person
from core.stores.protocol import TooBig, Tx
from core.web.again import BUTTON, keeps_words
from core.web.asking import Signed, require
from core.web.languages import gettext as _
from core.web.shown import something_else
from forms import alone, companions, reading_views
from forms.desk import Desk, desk
from forms.drafts import AlreadySaid, NotNow, no_longer_there
from forms.layers import views as tools_views
from forms.mapping import views as mapping_views
from forms.records import Draft
from forms.responses import need_draft, send
from forms.saving import (
    CHECK,
    EVERYTHING,
    Autosaved,
    GoTo,
    Left,
    Outcome,
    Post,
    Ready,
    Shown,
    base_of,
    given_of,
    mistakes,
    take,
)
from forms.showing import back_to, not_here, not_yours, show, typed_words
from forms.wording.offers import beside

LARGEST_REVISION = 12
"""Digits of a revision that a page can have seen."""


def make(house: House) -> Blueprint:
    """The pages of the forms engine."""
    pages = Blueprint("forms", __name__, template_folder="templates", url_prefix="/h/<home_id>")

    @pages.get("/drafts/<draft_id>")
    def draft(home_id: str, draft_id: str) -> Any:
        who = require(home_id)
        home = house.home(home_id)
        looking = companions.Looking.here(house, home_id)
        with house.store.read(home_id) as tx:
            found = _there(tx, _own(Draft.get(tx, draft_id), who))
            at_desk = desk(house, tx, home, who.person, found, looking) if found is not None else None
        if at_desk is None:
            return not_here(home)
        return show(at_desk, request.args.get("at", ""), more="more" in request.args)

    @pages.get("/drafts/<draft_id>/words")
    def words(home_id: str, draft_id: str) -> Any:
        """Other words for what is written so far, for the page to put beside it."""
        who = require(home_id)
        looking = companions.Looking.here(house, home_id)
        with house.store.read(home_id) as tx:
            found = _own(Draft.get(tx, draft_id), who)
            at_desk = desk(house, tx, house.home(home_id), who.person, found, looking) if found is not None else None
        return "".join(map(str, beside(at_desk, at_desk.reading()).values())) if at_desk is not None else ("", 404)

    @pages.post("/drafts/<draft_id>")
    @keeps_words
    def save(home_id: str, draft_id: str) -> Any:
        who = require(home_id)
        home = house.home(home_id)
        post = _post()
        looking = companions.Looking.here(house, home_id)
        with house.store.tx(home_id, actor=who.person.id, purpose="draft") as tx:
            found = _there(tx, _own(Draft.get(tx, draft_id), who))
            at_desk = (
                desk(house, tx, home, who.person, found, looking, offers=not post.autosave)
                if found is not None
                else None
            )
            outcome = take(at_desk, tx, post, _base(house, home_id, found, post)) if at_desk and found else None
        # Pages are drawn after the transaction: drawing one asks the store for other things.
        if at_desk is None or outcome is None:
            return _gone(house, home, who, draft_id, post)
        if isinstance(outcome, Ready):
            return _sent(house, home, who, at_desk, post, looking)
        return _answered(at_desk, outcome)

    @pages.post("/drafts/<draft_id>/throw-away")
    def throw_away(home_id: str, draft_id: str) -> Any:
        who = require(home_id)
        with house.store.tx(home_id, actor=who.person.id, purpose="draft") as tx:
            found = need_draft(tx, draft_id, who.person.id)
            tx.delete(Draft.kind, found.id, expect=found.revision)
        return redirect(back_to(home_id, found), 303)

    @pages.app_errorhandler(AlreadySaid)
    def already_said(error: AlreadySaid) -> Any:
        something_else()
        home_id = str((request.view_args or {}).get("home_id", ""))
        return not_yours(house.home(home_id), _name(house, home_id, error.person), typed_words())

    reading_views.add_to(pages, house)
    mapping_views.add_to(pages, house)
    tools_views.add_to(pages, house)
    alone.add_to(pages, house)
    return pages


def _own(found: Draft | None, who: Signed) -> Draft | None:
    """A draft is its writer's alone; to everybody else it is not here."""
    return found if found is not None and found.writer == who.person.id else None


def _there(tx: Tx, found: Draft | None) -> Draft | None:
    """A draft of a conversation whose place was given back opens no more; it is kept, and is there again with the place."""
    return None if found is not None and no_longer_there(tx, found) else found


def _post() -> Post:
    form = request.form
    seen = form.get("_seen", "")
    return Post(
        at=form.get("_at", ""),
        go="save" if BUTTON in form else form.get("_go", "next"),
        add=form.get("_add", ""),
        remove=form.get("_remove", ""),
        restore=form.get("_restore", ""),
        words=form.get("_words", ""),
        tab=form.get("_tab", "")[:40],
        seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) <= LARGEST_REVISION else 0,
        live="_live" in form,
        autosave="X-Autosave" in request.headers,
        fields={name: values for name, values in form.lists() if name != "csrf_token"},
    )


def _base(house: House, home_id: str, found: Draft, post: Post) -> Any:
    """What this page began with, when another page has saved since: only then the draft's past is read."""
    if found.revision <= post.seen or (found.typed.get("_tab") or ("",))[-1] in ("", post.tab):
        return None
    past = [Draft.from_record(record) for record in house.store.history(home_id, Draft.kind, found.id)]
    return base_of(past, post)


def _answered(at_desk: Desk, outcome: Outcome) -> Any:
    if isinstance(outcome, Autosaved):
        return Response(outcome.words, outcome.status, mimetype="text/plain")
    if isinstance(outcome, Shown):
        return show(at_desk, outcome.at, outcome.errors, outcome.status)
    if isinstance(outcome, GoTo):
        return _to(at_desk, outcome)
    assert isinstance(outcome, Left)
    return redirect(back_to(at_desk.home.id, at_desk.draft), 303)


def _to(at_desk: Desk, to: GoTo) -> Reply:
    more = {"more": "1"} if to.more else {}
    where = url_for("forms.draft", home_id=at_desk.home.id, draft_id=at_desk.draft.id, at=to.at, **more)  # type: ignore[arg-type]
    return redirect(f"{where}#{to.anchor}" if to.anchor else where, 303)


# -- sending ---------------------------------------------------------------------------------------------------------


def _key(draft_id: str, who: Signed) -> str:
    """One sending of one draft by its writer: pressing twice, or fifty times, is one."""
    return f"send-{draft_id}-{who.person.id}"


def _sent(house: House, home: Home, who: Signed, at_desk: Desk, post: Post, looking: companions.Looking) -> Any:
    """Send the draft, once. What was typed is safe in it already."""
    draft_id = at_desk.draft.id
    response_id: str | None = None
    outcome: Outcome | None = None
    try:
        with house.store.tx(home.id, actor=who.person.id, purpose="answers sent", idem=_key(draft_id, who)) as tx:
            if tx.replayed is not None:
                return _heard_already(home, tx.replayed, post)
            found = _own(Draft.get(tx, draft_id), who)
            if found is not None:
                at_desk = desk(house, tx, home, who.person, found, looking)
                reading = at_desk.reading()
                errors = mistakes(at_desk, reading)
                if errors:
                    outcome = Shown(CHECK if at_desk.mode == "one" else EVERYTHING, errors)
                else:
                    given = given_of(at_desk)
                    response = send(house, home.id, tx, found, at_desk.compiled, reading, given)
                    tx.answer({"response": response.id, "mark": post.mark})
                    response_id = response.id
    except AlreadySaid as said:
        return not_yours(home, _name(house, home.id, said.person), _draft_words(at_desk))
    except NotNow as wait:
        if wait.why == "place":
            return not_here(home, typed_words())
        return show(at_desk, CHECK if at_desk.mode == "one" else EVERYTHING, {"_given": _waits(wait.why)}, 409)
    except TooBig:
        words = _("This is more than can be kept in one form. Your draft is safe; please shorten an answer or two.")
        return show(at_desk, CHECK, {"_given": words}, 413)
    if outcome is not None:
        return _answered(at_desk, outcome)
    if response_id is None:
        return not_here(home, typed_words())
    outbox.deliver(house, home.id)
    return redirect(url_for("forms.heard", home_id=home.id, response_id=response_id), 303)


def _waits(why: str) -> str:
    """Why a draft cannot be sent now, and what becomes of it."""
    if why == "rest":
        return _("This conversation is at rest, so nothing more is sent there. Your draft is kept.")
    return _(
        "This conversation has gone on since you began, and does not ask this now. Your draft is kept: "
        "it can be sent when the conversation comes back to it, and whoever leads can do that."
    )


def _gone(house: House, home: Home, who: Signed, draft_id: str, post: Post) -> Any:
    """The draft is not here: sent a moment ago by the same press of the button, or from elsewhere."""
    if len(draft_id) > 64 or not draft_id.isalnum() or post.autosave:
        return not_here(home, typed_words())
    with house.store.tx(home.id, actor=who.person.id, purpose="answers sent", idem=_key(draft_id, who)) as tx:
        answered = tx.replayed
    if not answered:
        return not_here(home, typed_words())
    return _heard_already(home, answered, post)


def _heard_already(home: Home, answered: dict[str, Any], post: Post) -> Any:
    """The very same words again lead to the same thanks; other words are shown, so that they are not lost."""
    if post.go == "send" and answered["mark"] == post.mark:
        return redirect(url_for("forms.heard", home_id=home.id, response_id=answered["response"]), 303)
    return not_here(home, typed_words(), answered["response"])


def _name(house: House, home_id: str, person_id: str) -> str:
    with house.store.read(home_id) as tx:
        person = Person.get(tx, person_id)
    return person.name if person is not None else ""


def _draft_words(at_desk: Desk) -> list[str]:
    """What a draft holds in words, to be shown back."""
    return [
        value
        for name, values in at_desk.draft.typed.items()
        if not name.startswith("_") and not name.endswith(("._row", "._out", ".declined"))
        for value in values
        if value.strip()
    ]
