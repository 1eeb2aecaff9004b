"""The pages in front of every home: what this is, signing in and out, the language, and whether the house is ready."""

from __future__ import annotations

from flask import Flask, Response, g, make_response, redirect, request, session, url_for
from werkzeug.wrappers import Response as BaseResponse

from core import accounts
from core.accounts import TooManyTries, WrongSignIn
from core.stores.protocol import HOST
from core.web import again, asking, pages
from core.web.again import keeps_words
from core.web.asking import COOKIE, house
from core.web.kept import Kept, carried_along
from core.web.languages import _, clock_time
from core.web.ways import read_way

LANGUAGE_COOKIE = again.COOKIE

Made = tuple[str, int] | BaseResponse


def install(app: Flask) -> None:
    """Give an app these pages."""
    app.add_url_rule("/", "front", front)
    app.add_url_rule("/sign-in", "sign_in", sign_in, methods=["GET", "POST"])
    app.add_url_rule("/sign-out", "sign_out", sign_out, methods=["POST"])
    app.add_url_rule("/language", "language", language, methods=["POST"])
    app.add_url_rule("/healthz", "healthz", healthz)


def front() -> Made:
    """What this is, and the homes where whoever is asking belongs."""
    account = asking.account()
    homes = [home for home in house().homes() if account is not None and home.id in account.people]
    return pages.render("pages/front.html", homes=homes, signed_in=account is not None)


def healthz() -> BaseResponse:
    """200 as soon as pages can be made and records read."""
    with house().store.read(HOST):
        return Response("ready\n", mimetype="text/plain")


@keeps_words
def sign_in() -> Made:
    """The page to sign in, and what it sends."""
    if request.method == "GET":
        return sign_in_page()
    carried = carried_along()
    if again.changed():
        return sign_in_page(200, carried)
    name = request.form.get("name", "")
    try:
        token = accounts.sign_in(house(), name, request.form.get("password", ""))
    except TooManyTries as wait:
        words = _("Several tries did not fit. Please wait, and try again after {time}.", time=clock_time(wait.until))
        return sign_in_page(429, carried, words)
    except WrongSignIn:
        return sign_in_page(401, carried, _("That name and password do not fit together. Please try again."))
    session.clear()  # a new sign-in, a new token for posts
    g.pop("csrf_token", None)
    asking.forget_account()
    g.cartref_account = accounts.who(house(), token)
    answer = make_response(kept_page(carried, 200) if carried is not None else redirect(_next_page(), 303))
    answer.set_cookie(COOKIE, token, httponly=True, samesite="Lax", secure=request.is_secure)
    return answer


def _next_page() -> str:
    way = read_way(request.form.get("to", ""))
    if way is not None and way.endpoint not in ("sign_in", "front"):
        return way.url()
    account = asking.account()
    if account is not None and len(account.people) == 1:
        return url_for("today", home_id=next(iter(account.people)))
    return url_for("front")


def sign_out() -> BaseResponse:
    """End the sign-in of this browser."""
    token = request.cookies.get(COOKIE)
    if token:
        accounts.sign_out(house(), token)
    session.clear()
    pages.say(_("You are signed out. Thank you."))
    answer = redirect(url_for("front"), 303)
    answer.delete_cookie(COOKIE, httponly=True, samesite="Lax", secure=request.is_secure)
    return answer


@keeps_words
def language() -> Made:
    """Remember the language that was chosen, and go back to where it was chosen, with what was typed there."""
    chosen = again.changed() or request.form.get("lang", "")
    again.speak(chosen)
    carried = carried_along()
    here = request.form.get("next", "")
    answer: BaseResponse
    if carried is not None:
        answer = make_response(kept_page(carried, 200))
    elif again.has_words():
        answer = again.page(chosen, here)
    else:
        way = read_way(here)
        answer = redirect(way.url() if way is not None else url_for("front"), 303)
    return again.remember(answer, chosen)


def sign_in_page(status: int = 200, carried: Kept | None = None, problem: str = "") -> Made:
    """The page to sign in; what was typed before is carried along in it, unseen."""
    to = request.values.get("to", "") if request.endpoint == "sign_in" else ""
    return pages.render(
        "pages/sign_in.html",
        status,
        page_title=_("Sign in"),
        carried=carried,
        problem=problem,
        name=request.form.get("name", "") if request.endpoint == "sign_in" else "",
        to=to if read_way(to) is not None else "",
        pretend=accounts.pretend(house()),
    )


def kept_page(carried: Kept, status: int) -> Made:
    """We kept what you typed: one button sends it again to the very page it was going to."""
    return pages.render(
        "pages/kept.html",
        status,
        page_title=_("We kept what you typed"),
        carried=carried,
        words=carried.words(),
        action=carried.way.url(),
        who=_who(carried),
    )


def _who(carried: Kept) -> str:
    """Whose words they become when they are sent: the person of the home they were going to."""
    home_id = carried.way.ids.get("home_id")
    signed = asking.asker(home_id) if home_id else None
    return signed.person.name if signed else ""
