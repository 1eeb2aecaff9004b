"""The language changes in the middle of a page: the page is asked for again, and what was typed is put back into it.

Where somebody is typing, the language button sends their form (`answering` in `base.html`) with two more fields: the
language, and the way to the page. Whatever that form is for, nothing of it is done: the page is shown again in the other
language, with the words in their places. With scripts, the other forms of the page come along.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import TypeVar
from urllib.parse import unquote

from flask import Response, current_app, g, request
from werkzeug.wrappers import Response as BaseResponse

from core.text import LANGUAGES
from core.web import languages, pages, shown
from core.web.kept import words_of
from core.web.languages import _
from core.web.put_back import OWN, Typed, put_back
from core.web.ways import Way, read_way

BUTTON = "_language"
"""The field by which the language button sends a form that somebody is typing into."""
HERE = "_here"
"""The way to the page on which they are."""
ALSO = "_also."
"""The other forms of that page: `_also.3` is where the third one goes, `_also.3.why` one of its fields."""
WORDS = "_words"
"""Words that had no place on the page and are only shown."""
COOKIE = "cartref_lang"
_MOST_FORMS = 200
_YEAR = 365 * 24 * 3600

F = TypeVar("F", bound=Callable[..., object])


def keeps_words(view: F) -> F:
    """Mark a view that keeps what was typed by itself when the language changes in the middle."""
    view.cartref_keeps_words = True  # type: ignore[attr-defined]
    return view


def changed() -> str:
    """The language that somebody chose in the middle of typing; empty when they pressed something else."""
    return str(g.get("cartref_language", ""))


def speak(chosen: str) -> None:
    """From here on, answer this request in a language that was chosen by hand."""
    if chosen in LANGUAGES:
        languages.set_speech(languages.Speech(chosen, current_app.extensions["cartref_words"]))


def at_the_door() -> BaseResponse | None:
    """The page again, when the language was changed in the middle of it; None when the view has something to do."""
    chosen = request.form.get(BUTTON, "") if request.method == "POST" else ""
    if chosen not in LANGUAGES:
        return None
    g.cartref_language = chosen
    speak(chosen)
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or getattr(view, "cartref_keeps_words", False):
        return None
    return page(chosen, request.form.get(HERE, ""))


def remember(answer: BaseResponse, chosen: str) -> BaseResponse:
    """Let the browser remember the language that was chosen, where it is one of ours."""
    if chosen in LANGUAGES:
        answer.set_cookie(COOKIE, chosen, max_age=_YEAR, httponly=True, samesite="Lax", secure=request.is_secure)
    return answer


def remember_changed(answer: Response) -> Response:
    """The same for a language that was changed in the middle of a page."""
    chosen = changed()
    if chosen:
        remember(answer, chosen)
    return answer


# -- the page again --------------------------------------------------------------------------------------------------


def has_words() -> bool:
    """True when this post brings what somebody typed."""
    return any(typed.fields for typed in _typed()) or bool(request.form.getlist(WORDS))


def page(chosen: str, here: str) -> BaseResponse:
    """The page at `here` in the chosen language with what was typed put back; words without a place are shown to be copied."""
    shown.something_else()
    way = read_way(here)
    typed = list(_typed())
    lost = [(WORDS, words) for words in request.form.getlist(WORDS)]
    if way is None:
        lost += [one for form in typed for one in form.fields]
        return _shown(lost, None)
    seen: shown.Seen = {}
    answer = _asked_again(way, chosen, seen)
    speak(chosen)
    if answer.status_code != 200 or answer.mimetype != "text/html":
        return _shown([*lost, *(one for form in typed for one in form.fields)], None)
    html, left = put_back(answer.get_data(as_text=True), typed, way.url())
    if any(words_of([*lost, *left])):
        return _shown([*lost, *left], way)
    shown.handed_over(seen)
    answer.set_data(html)
    return answer


def _typed() -> Iterator[Typed]:
    """What each form of the page held: first the one the button sent, then the others that came along."""
    form = request.form
    if request.endpoint != "language":
        yield typed_here()
    for number in range(_MOST_FORMS):
        action = form.get(f"{ALSO}{number}")
        if action is not None:
            start = f"{ALSO}{number}."
            theirs = ((name[len(start) :], value) for name, value in form.items(multi=True) if name.startswith(start))
            yield Typed(action, _without_secrets(theirs))


def typed_here() -> Typed:
    """What the form of this post held."""
    own = (one for one in request.form.items(multi=True) if not one[0].startswith("_"))
    return Typed(request.path, _without_secrets(own))


def _without_secrets(fields: Iterator[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in fields if name not in OWN and "password" not in name)


def _asked_again(way: Way, chosen: str, seen: shown.Seen) -> Response:
    """The page as the browser would be given it, had it asked for it in this language; what it shows goes into `seen`."""
    path, _mark, query = way.url().removeprefix(request.script_root).partition("?")
    kept = [one for one in request.headers.get("Cookie", "").split("; ") if one and not one.startswith(f"{COOKIE}=")]
    gone = ("CONTENT_TYPE", "werkzeug.request", "HTTP_ORIGIN", "HTTP_X_AUTOSAVE")
    environ = {key: value for key, value in request.environ.items() if key not in gone}
    environ |= {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": unquote(path).encode().decode("latin-1"),
        "QUERY_STRING": query,
        "CONTENT_LENGTH": "0",
        "wsgi.input": BytesIO(),
        "HTTP_COOKIE": "; ".join([*kept, f"{COOKIE}={chosen}"]),
        shown.HANDED_OVER: seen,
    }
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    with app.app_context():  # its own: what this request has looked up is not taken over
        answer: Response = app.response_class.from_app(app.wsgi_app, environ)
    return answer


def _shown(lost: list[tuple[str, str]], way: Way | None) -> BaseResponse:
    """The words that have no place on the page, to be copied."""
    made, _status = pages.render(
        "pages/error.html",
        page_title=_("We kept what you typed"),
        paragraphs=(_("The page is not as it was. Your words are below, to be copied."),),
        words=list(words_of(lost)),
        back=way.url() if way is not None else "",
    )
    return Response(made, 200, mimetype="text/html")
