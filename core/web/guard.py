"""What stands before and after every page: where a post came from, its token, and the headers of each answer."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

SAFE = ("GET", "HEAD", "OPTIONS")
LARGEST_POST = 4 * 1024 * 1024
MOST_PARTS = 5_000

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # `same-origin` and not `no-referrer`: with that one a browser would not say where a post of our own came from.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), payment=(), usb=()",
}


class FromElsewhere(BadRequest):
    """A post that another site's page sent."""


class TokenTooOld(BadRequest):
    """A post of our own page whose token no longer fits."""


def install(app: Flask, https: bool = False) -> None:
    """Put the guard around an app; `https`: browsers are told never to come without it again."""
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_POST,
        MAX_FORM_MEMORY_SIZE=LARGEST_POST,
        MAX_FORM_PARTS=MOST_PARTS,
        SESSION_COOKIE_NAME="cartref",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_CHECK_DEFAULT=False,  # ours runs first: it says from where, and what happens to the words
        WTF_CSRF_TIME_LIMIT=None,  # nobody is hurried while answering
        WTF_CSRF_SSL_STRICT=False,  # the same question is asked of every post below, by Origin
    )
    app.extensions["cartref_csrf"] = CSRFProtect(app)
    app.after_request(add_headers)
    if https:
        app.after_request(_only_https)


def same_origin() -> bool | None:
    """Did this site's own page send the request? None when the browser does not say."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin") or request.headers.get("Referer")
    if origin is None:
        return True if site == "same-origin" else None
    try:
        return urlsplit(origin).netloc == request.host
    except ValueError:  # no address at all
        return False


def check_post() -> None:
    """Refuse a post from elsewhere, and one whose token does not fit. Raises FromElsewhere or TokenTooOld."""
    if request.method in SAFE:
        return
    here = same_origin()
    if here is False:
        raise FromElsewhere
    _not_too_many_parts()
    csrf: CSRFProtect = current_app.extensions["cartref_csrf"]
    if not current_app.config["WTF_CSRF_ENABLED"]:
        return
    try:
        csrf.protect()
    except CSRFError as error:
        if here is None:
            raise FromElsewhere from error
        raise TokenTooOld from error


def _not_too_many_parts() -> None:
    """Refuse a form of more parts than any page of ours has, before time is spent on each. Raises RequestEntityTooLarge.

    Of forms in several parts Flask counts them itself; of plain ones nobody does.
    """
    if request.mimetype == "application/x-www-form-urlencoded":
        length = request.content_length or 0
        if length > MOST_PARTS and request.get_data(parse_form_data=False).count(b"&") > MOST_PARTS:
            raise RequestEntityTooLarge


def add_headers(response: Response) -> Response:
    """The headers of every answer; only files of our own may be kept by a browser."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint is not None and request.endpoint.endswith("static") and response.status_code in (200, 206, 304):
        hashed = "v" in request.args
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if hashed else "no-cache"
    else:
        response.headers["Cache-Control"] = "no-store"
    return response


def _only_https(response: Response) -> Response:
    response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response
