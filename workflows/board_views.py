"""The pages of boards: look at one, and begin something new from it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response as Reply

from core import outbox
from core.board_pictures import BoardPictureData
from core.catalogue import Published
from core.contributions import Picture, PictureMade
from core.house import House
from core.records import Person
from core.web.languages import language
from core.web.pages import render
from forms.alone import whose
from forms.model import ABOUT_SOMEBODY
from workflows import board, runner, starting
from workflows.board_model import Board
from workflows.desk import Desk
from workflows.view import Refused
from workflows.writing import begin_writing

Made = tuple[str, int] | Reply
log = logging.getLogger("cartref.pictures")


def add_to(pages: Blueprint, house: House) -> None:
    """Add the pages of boards."""
    pages.add_url_rule("/boards/<ref>", "board", lambda home_id, ref: _board(Desk.here(house, home_id), ref))
    pages.add_url_rule(
        "/boards/<ref>/begin",
        "board_begin",
        lambda home_id, ref: _begin(Desk.here(house, home_id), ref),
        methods=["POST"],
    )


def boards(desk: Desk) -> Iterator[Published]:
    """The workflows with a board that could show this viewer something."""
    for one in desk.catalogue.of_kind("workflow"):
        if one.definition.board is not None and board.opens(desk, one.definition.board):
            yield one


def _found(desk: Desk, ref: str) -> Published:
    return next((one for one in boards(desk) if one.ref == ref), None) or abort(404)


def _board(desk: Desk, ref: str, problem: str = "", status: int = 200) -> Made:
    published = _found(desk, ref)
    shown: Board = published.definition.board
    with desk.house.store.read(desk.home_id) as tx:
        stretches = board.stretches(desk, tx, published, language())
    begins = starting.may_start(published.definition, desk.signed.person, desk.viewer.people).yes
    return render(
        "workflows/board.html",
        status,
        board=shown,
        ref=ref,
        stretches=stretches,
        empty=not any(part.laid for one in stretches for part in one.parts),
        begins=begins and shown.writes is None,
        writes=_writes(desk, published, stretches),
        begin_words=published.definition.title.said(language()),
        pictures=list(_picture(desk, shown, stretches)),
        problem=problem,
        page_title=shown.title.said(language()),
    )


def _writes(desk: Desk, published: Published, stretches: Iterable[board.Stretch]) -> dict[str, str]:
    """Person id → where the form that the board writes begins, for those about whom the viewer may fill it in."""
    named = published.definition.board.writes
    if named is None:
        return {}
    ref = named if "." in named else f"{published.pack}.{named}"
    form = desk.catalogue.get("form", ref)
    people = [one.subject for one in stretches if one.subject is not None]
    return {
        one.id: url_for("forms.alone", home_id=desk.home_id, ref=ref, subject=one.id)
        for one in people
        if form is not None and whose(form.definition, desk.signed, desk.viewer.people, one)
    }


def _picture(desk: Desk, shown: Board, stretches: Iterable[board.Stretch]) -> Iterator[tuple[str, PictureMade]]:
    known: dict[str, Picture] = desk.house.plugins.hooks.collected.of("pictures")
    picture = known.get(shown.picture or "")
    items = sorted((item for one in stretches for item in one.items), key=lambda item: item.day)
    if picture is None or picture.of != "board" or not items:
        return
    try:
        yield picture.title.said(language()), picture.draw(BoardPictureData(shown.title, tuple(items)), language())
    except Exception:  # a picture is a plugin's: without it the page still says everything in words
        log.exception("the picture %s was left out", picture.key)


def _begin(desk: Desk, ref: str) -> Made:
    """Begin one, about the person that was pressed, and go straight to the first form it asks."""
    published = _found(desk, ref)
    subject = request.form.get("subject", "")
    personal = published.definition.subject in ABOUT_SOMEBODY
    with desk.house.store.read(desk.home_id) as tx:
        person = Person.get(tx, subject) if 0 < len(subject) <= 64 else None
    if personal and (person is None or not board.stands_on(desk, published.definition.board, person)):
        abort(404)
    try:
        case = runner.start(
            desk.house, desk.home_id, ref=ref, subject=subject if personal else None, by=desk.signed.person.id
        )
    except Refused as refused:
        return _board(desk, ref, refused.why.said(language()), 422)
    outbox.deliver(desk.house, desk.home_id)
    asked = next(iter(published.definition.steps[0].ask), None)
    if asked is None:
        return redirect(url_for("workflows.case", home_id=desk.home_id, case_id=case.id), 303)
    with desk.house.store.tx(desk.home_id, actor=desk.signed.person.id, purpose="answer") as tx:
        page = desk.page(tx, case.id)
        draft = begin_writing(
            desk.house, desk.home_id, tx, page.view, page.asker, asked.form, page.view.seat_for(asked.form), page.helps
        )
    if draft is None:
        return redirect(url_for("workflows.case", home_id=desk.home_id, case_id=case.id), 303)
    return redirect(url_for("forms.draft", home_id=desk.home_id, draft_id=draft.id), 303)
