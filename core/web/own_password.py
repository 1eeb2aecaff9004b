"""One's own password: chosen by whoever signs in with it, and first of all where somebody else chose the one they were given."""

from __future__ import annotations

from flask import Flask, g, make_response, redirect, request, session, url_for
from werkzeug.wrappers import Response as BaseResponse

from core import accounts
from core.accounts import SHORTEST, AccountError, TooManyTries, WrongSignIn
from core.records import Account
from core.web import again, asking, pages
from core.web.again import keeps_words
from core.web.asking import COOKIE, SignInNeeded, house
from core.web.front import kept_page
from core.web.kept import Kept, carried_along
from core.web.languages import _, clock_time

Made = tuple[str, int] | BaseResponse


def install(app: Flask) -> None:
    """Give an app this page."""
    app.add_url_rule("/password", "own_password", own_password, methods=["GET", "POST"])


@keeps_words
def own_password() -> Made:
    """The page to choose one's own password, and what it sends."""
    account = asking.account()
    if account is None:
        raise SignInNeeded
    if request.method == "GET":
        return password_page(account)
    carried = carried_along()
    if again.changed():
        return password_page(account, carried)
    problem, status = _wrong(account)
    if problem:
        return password_page(account, carried, problem, status)
    accounts.set_password(house(), account.id, request.form.get("password_new", ""))
    token = accounts.open_sign_in(house(), account.id)
    session.clear()  # a new sign-in, a new token for posts
    g.pop("csrf_token", None)
    asking.forget_account()
    g.cartref_account = accounts.who(house(), token)
    if carried is None:
        pages.say(_("Your new password is in use. Everywhere else you are signed out."))
    answer = make_response(kept_page(carried, 200) if carried is not None else redirect(url_for("front"), 303))
    answer.set_cookie(COOKIE, token, httponly=True, samesite="Lax", secure=request.is_secure)
    return answer


def _wrong(account: Account) -> tuple[str, int]:
    """What has to be put right first, and the status that says so; an empty text when nothing has."""
    old, new = request.form.get("password", ""), request.form.get("password_new", "")
    if new != request.form.get("password_again", ""):
        return _("The new password was not typed alike both times. Please type it twice again."), 422
    if new == old:
        return _("Please choose a password that is new."), 422
    try:
        accounts.check_password(account.name, new)
    except AccountError:
        return _(
            "Choose at least {number} letters that are hard to guess: three or four words in a row do well.",
            number=SHORTEST,
        ), 422
    try:
        accounts.sign_out(house(), accounts.sign_in(house(), account.name, old))
    except TooManyTries as wait:
        return _(
            "Several tries did not fit. Please wait, and try again after {time}.", time=clock_time(wait.until)
        ), 429
    except WrongSignIn:
        return _("The password you have now does not fit. Please type it again."), 422
    return "", 200


def password_page(account: Account, carried: Kept | None = None, problem: str = "", status: int = 200) -> Made:
    """The page to choose one's own password; what was typed before is carried along in it, unseen."""
    return pages.render(
        "pages/password.html",
        status,
        page_title=_("Your own password"),
        carried=carried,
        problem=problem,
        provisional=account.provisional,
        sign_in_name=account.name,
    )
