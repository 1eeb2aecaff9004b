"""When something does not work: a page of kind sentences in the reader's language, never a traceback."""

from __future__ import annotations

import logging
from collections.abc import Callable

from flask import Flask, Response, redirect, request, url_for
from werkzeug.exceptions import HTTPException, InternalServerError, RequestEntityTooLarge, SecurityError
from werkzeug.wrappers import Response as BaseResponse

from core.ids import new_id
from core.stores.protocol import Conflict, Full, NotFound, StoreError, TooBig, Unkeepable
from core.web import asking, kept, pages, shown
from core.web.front import kept_page, sign_in_page
from core.web.guard import LARGEST_POST, FromElsewhere, TokenTooOld
from core.web.languages import _
from core.web.own_password import password_page
from core.web.ways import Way, way_here

log = logging.getLogger("cartref.web")

Made = tuple[str, int] | BaseResponse

BARE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Cartref</title>
<h1>Something did not work</h1><p>What you sent may not have been kept. Please go back and try again.</p>
<h1 lang="cy">Aeth rhywbeth o'i le</h1>
<p lang="cy">Efallai na chafodd yr hyn a anfonoch ei gadw. Ewch yn ôl a rhoi cynnig arall arni.</p></html>"""
"""The page of last resort, when even the page that says so cannot be made."""

STRANGE_ADDRESS = (
    "This is Cartref, but not under this address. Whoever looks after it can add the address to CARTREF_HOSTS.\n"
    "Dyma Cartref, ond nid o dan y cyfeiriad hwn. Gall pwy bynnag sy'n gofalu amdano ychwanegu'r cyfeiriad at CARTREF_HOSTS.\n"
)


def install(app: Flask) -> None:
    """Give an app its error pages."""
    pages_of: list[tuple[type[Exception], Callable[[Exception], Made]]] = [
        (asking.SignInNeeded, _sign_in_needed),
        (asking.OwnPasswordNeeded, _own_password_needed),
        (FromElsewhere, _from_elsewhere),
        (TokenTooOld, _token_too_old),
        (SecurityError, _strange_address),
        (RequestEntityTooLarge, _too_large),
        (HTTPException, _http),
        (Conflict, _conflict),
        (NotFound, lambda error: page(404)),
        (Full, _full),
        (TooBig, _cannot_keep),
        (Unkeepable, _cannot_keep),
        (StoreError, _store),
        (Exception, _broken),
    ]
    for kind, make in pages_of:
        app.register_error_handler(kind, _instead(make))


def _instead(make: Callable[[Exception], Made]) -> Callable[[Exception], Made]:
    """The page of an error is sent instead of the one that was being made, and shows nothing of it."""

    def made(error: Exception) -> Made:
        shown.something_else()
        return make(error)

    return made


def page(
    status: int, *paragraphs: str, title: str = "", words: list[str] | None = None, way: Way | None = None
) -> Made:
    """An error page: what happened, what to do now, and the reader's own words where they could not be taken."""
    known_title, known_paragraphs = _sentences(status)
    return pages.render(
        "pages/error.html",
        status,
        page_title=title or known_title,
        paragraphs=paragraphs or known_paragraphs,
        words=words or [],
        back=way.url() if way is not None else "",
    )


def _sentences(status: int) -> tuple[str, tuple[str, ...]]:
    if status == 404:
        return _("There is no such page here"), (
            _("It may have moved, or it may be somebody else's. Nothing of yours is lost."),
        )
    if status == 405:
        return _("This page cannot be opened in that way"), (
            _("It is a step on the way to another page. Please begin again from the first page."),
        )
    if status == 409:
        return _("Somebody else saved first"), (
            _("While you were writing, somebody else changed the same thing. Nothing of theirs was overwritten."),
            _("Open the page again to see what they wrote, and add yours beside it."),
        )
    if status == 400:
        return _("We could not understand what was sent"), (
            _("Please go back and try again. If it keeps happening, tell whoever looks after Cartref for you."),
        )
    return _("Something did not work"), (_("It is not your fault. Please go back and try again in a moment."),)


# -- each kind -------------------------------------------------------------------------------------------------------


def _sign_in_needed(error: Exception) -> Made:
    way = way_here()
    if request.method == "POST":
        return sign_in_page(401, carried=kept.posted())
    return redirect(url_for("sign_in", to=str(way)) if way is not None else url_for("sign_in"), 303)


def _own_password_needed(error: Exception) -> Made:
    account = asking.account()
    if request.method == "POST" and account is not None:
        return password_page(account, kept.posted(), status=403)
    return redirect(url_for("own_password"), 303)


def _from_elsewhere(error: Exception) -> Made:
    return page(
        400,
        _("This was sent from a page that is not ours, so we did not take it."),
        _("If you did press a button here, please open Cartref again and press it once more."),
        title=_("We did not take this"),
    )


def _token_too_old(error: Exception) -> Made:
    carried = kept.posted()
    if request.endpoint == "sign_in":
        return sign_in_page(400, carried, _("This page had been open for a long while. Please sign in again."))
    if carried is not None:
        needs_somebody = not asking.is_public(request.endpoint) and asking.account() is None
        return sign_in_page(401, carried) if needs_somebody else kept_page(carried, 400)
    return page(
        400,
        _("This page had been open for a long while. Please open it again and press the button once more."),
        title=_("Please press that once more"),
        words=kept.read_back(LARGEST_POST),
    )


def _strange_address(error: Exception) -> Made:
    return Response(STRANGE_ADDRESS, 400, mimetype="text/plain")


def _too_large(error: Exception) -> Made:
    return page(
        413,
        _("This was more than we can take in one go, so it was not kept."),
        _("Your words are below. Please copy them, go back, and send them in smaller parts."),
        title=_("That was very long"),
        words=kept.read_back(LARGEST_POST),
    )


def _http(error: Exception) -> Made:
    assert isinstance(error, HTTPException)
    if isinstance(error, InternalServerError) and error.original_exception is not None:
        return _broken(error.original_exception)
    return page(404 if error.code == 403 else error.code or 500, words=_typed())


def _conflict(error: Exception) -> Made:
    return page(409, words=_typed(), way=way_here() if request.method == "GET" else None)


def _full(error: Exception) -> Made:
    log.error("the store is full: %s", error)
    return page(
        507,
        _("There is no room left to keep anything more, so this was not kept. What was kept before is safe."),
        _("Please tell whoever looks after Cartref for you. Your words are below, to be copied."),
        title=_("There is no room left"),
        words=_typed(),
    )


def _cannot_keep(error: Exception) -> Made:
    return page(
        413,
        _("This was more than we can keep in one place, or held a sign that cannot be kept."),
        _("Your words are below. Please copy them, go back, and send them in smaller parts."),
        title=_("We could not keep this"),
        words=_typed(),
    )


def _store(error: Exception) -> Made:
    log.error("the store: %s", error)
    return page(
        503,
        _("Your words could not be kept just now. What was kept before is safe."),
        _("Please tell whoever looks after Cartref for you. Your words are below, to be copied."),
        title=_("We cannot keep anything just now"),
        words=_typed(),
    )


def _broken(error: BaseException) -> Made:
    mark = new_id()[-8:]
    log.error("page %s failed (%s)", request.endpoint, mark, exc_info=error)
    try:
        return page(
            500,
            _("It is not your fault. Please go back and try again in a moment."),
            _("If it keeps happening, tell whoever looks after Cartref for you, with this mark: {mark}", mark=mark),
            title=_("Something did not work"),
            words=_typed(),
        )
    except Exception:  # the page of last resort needs nothing of what just failed
        log.exception("the error page failed too (%s)", mark)
        return Response(BARE, 500, mimetype="text/html")


def _typed() -> list[str]:
    """What was typed into the post that could not be taken; nothing when it cannot be read again."""
    if request.method != "POST":
        return []
    try:
        found = kept.posted()
    except HTTPException:
        return []
    return found.words() if found is not None else []
