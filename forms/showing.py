"""The pages of a draft: one question, all of them, the last look before sending, and when there is no such draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import current_app, request, url_for

from core.ids import new_id
from core.records import Home
from core.web.languages import gettext as _
from core.web.languages import language
from core.web.pages import render
from core.web.shown import Laid
from forms import drafts
from forms.answers import Place, Reading
from forms.desk import Desk, saved_words, sequence
from forms.pages import Filling
from forms.records import Draft
from forms.saving import CHECK, EVERYTHING, GIVEN
from forms.shown import answer_words, declined_words
from forms.wording.offers import beside

SAYS_NOTHING = ("info", "computed")
"""Types that nobody answers."""


def show(at_desk: Desk, at: str, errors: Mapping[str, str] | None = None, status: int = 200, more: bool = False) -> Any:
    """The page of a draft where the writer is; without `at` where they left off."""
    errors = dict(errors or {})
    reading = at_desk.reading()
    offered = beside(at_desk, reading)
    filling = at_desk.filling(reading, errors, offered)
    order = sequence(at_desk, reading)
    names = [place.name for place in order]
    at = EVERYTHING if at_desk.mode == "all" else at if at in (*names, CHECK) else where_left(reading, order)
    context = _context(at_desk, at, names, errors)
    nudges = [text.said(language()) for text in reading.nudges]
    if more:
        context["more"] = _("There is something more to ask, because of what you answered.")
    if at == EVERYTHING:
        parts = _parts(at_desk, reading, filling)
        return render("forms/everything.html", status, parts=parts, nudges=nudges, **context)
    if at == CHECK:
        said = _answers(at_desk, reading, order, offered)
        return render("forms/check.html", status, said=said, nudges=nudges, last=names[-1] if names else "", **context)
    here = names.index(at)
    return render(
        "forms/one.html",
        status,
        question=filling.question(order[here]),
        at=at,
        number=here + 1,
        total=len(names),
        page=at_desk.compiled.form.pages[order[here].page],
        **context,
    )


def where_left(reading: Reading, order: list[Place]) -> str:
    """The first question that still waits, once something was answered; at the beginning the first of all."""
    if not order:
        return CHECK
    waiting = [
        place.name
        for place in order
        if place.question.type not in SAYS_NOTHING
        and place.name not in reading.values
        and place.name not in reading.declined
        and place.name not in reading.errors
    ]
    begun = any(place.name in reading.values or place.name in reading.declined for place in order)
    return order[0].name if not begun else waiting[0] if waiting else CHECK


def _context(at_desk: Desk, at: str, names: list[str], errors: Mapping[str, str]) -> dict[str, Any]:
    draft = at_desk.draft
    return {
        "desk": at_desk,
        "draft": draft,
        "form": at_desk.compiled.form,
        "home": at_desk.home,
        "links": [(_link(at_desk, at, name, names), words) for name, words in errors.items()],
        "tab": new_id(),
        "given": {
            part: (draft.typed.get(f"{GIVEN}.{part}") or ("",))[-1] for part in ("how", "sure", "helped", "language")
        },
        "out": [(group, row) for group, row in drafts.taken_out(draft.typed) if at in (EVERYTHING, group)],
        "saved": saved_words(at_desk),
        "mode": "resident" if draft.voice == "resident" else "",
        "page_title": at_desk.compiled.form.title.said(language()),
        "back": back_to(at_desk.home.id, draft),
    }


def _parts(at_desk: Desk, reading: Reading, filling: Filling) -> list[tuple[Any, bool, bool, list[Any]]]:
    """Each part of the form: the page, whether it follows from an answer, whether it is out of sight, its questions."""
    parts = []
    for number, page in enumerate(at_desk.compiled.form.pages):
        places = [place for place in reading.places if place.page == number and place.group is None]
        if places:
            hidden = not any(place.name in reading.shown for place in places)
            follows = number in at_desk.compiled.page_shown or any(one.show_if for one in page.questions)
            parts.append((page, follows, hidden, [filling.question(place) for place in places]))
    return parts


def _link(at_desk: Desk, at: str, name: str, names: list[str]) -> str:
    anchor = f"#{name.replace('.', '-')}"
    top = name.partition(".")[0]
    if at != top and at != EVERYTHING and top in names:
        return url_for("forms.draft", home_id=at_desk.home.id, draft_id=at_desk.draft.id, at=top) + anchor
    return anchor


def _answers(at_desk: Desk, reading: Reading, order: list[Place], offered: Mapping[str, Laid]) -> list[dict[str, Any]]:
    """Each question with what was answered, in words, for looking at before sending."""
    said = []
    for place in order:
        question = place.question
        if question.type == "info":
            continue
        if (echo := at_desk.echoes.get(question.id)) is not None:
            echo.stands_here()
        value = reading.values.get(question.id)
        way = reading.declined.get(question.id)
        errors = [words for name, words in reading.errors.items() if name.partition(".")[0] == question.id]
        typed = " ".join(word for word in at_desk.draft.typed.get(question.id, ()) if word)
        if way:
            answer = declined_words(way, language())
        elif value is not None:
            answer = answer_words(at_desk.compiled, question, value, language())
        else:
            answer = typed if errors and typed else _("Nothing yet")
        asked = question.wording(at_desk.draft.voice, at_desk.compiled.people.like())
        said.append(
            {
                "ask": (asked.ask or question.label).said(language()),
                "answer": answer,
                "empty": value is None and not errors,
                "href": url_for("forms.draft", home_id=at_desk.home.id, draft_id=at_desk.draft.id, at=question.id),
                "may_change": question.type != "computed",
                "errors": errors,
                "beside": [html for name, html in offered.items() if name.partition(".")[0] == question.id],
            }
        )
    return said


def not_here(home: Home, words: list[str] | None = None, sent: str | None = None) -> Any:
    """There is no such draft; `words` are what was typed just now, `sent` the response it became."""
    title = _("This draft is not here")
    status = 410 if words else 404
    return render("forms/not_here.html", status, home=home, words=words or [], sent=sent, page_title=title)


def not_yours(home: Home, name: str, words: list[str] | None = None) -> Any:
    """Somebody has answered in their own words, and another would write in their place."""
    title = _("{name} has answered this in their own words", name=name)
    return render("forms/not_yours.html", 409, home=home, name=name, words=words or [], page_title=title)


def typed_words() -> list[str]:
    """What this post brought, as far as it looks like words."""
    return [
        value
        for name, values in request.form.lists()
        if not name.startswith(("_", "csrf"))
        for value in values
        if value.strip()
    ]


def back_to(home_id: str, draft: Draft) -> str:
    """Where the writer came from."""
    endpoint = str(draft.back.get("endpoint", "today"))
    if endpoint not in current_app.view_functions:
        return url_for("today", home_id=home_id)
    values = {key: value for key, value in draft.back.items() if key != "endpoint"}
    return url_for(endpoint, home_id=home_id, **values)
