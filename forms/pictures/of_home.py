"""Pictures of a home: a page for each, and the way there on today's page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, render_template, url_for

from core.contributions import PagePart, Picture
from core.home_pictures import HomeAnswers, HomeData
from core.house import House
from core.permissions import Answer
from core.web.asking import Signed, may_see, require
from core.web.languages import language
from core.web.pages import render
from core.web.shown import note_all
from forms.companions import Looking
from forms.home_data import data_of
from forms.pictures import show
from forms.records import Response


class Told:
    """Which of the answers that were given to be drawn stand on the page: those that were named, or all where none were."""

    def __init__(self) -> None:
        self._named: dict[str, None] | None = None

    def lays_out(self, *answers: HomeAnswers) -> None:
        """These stand on the page; so do those named before."""
        self._named = (self._named or {}) | dict.fromkeys(one.id for one in answers)

    def note(self, data: HomeData) -> None:
        """Note them as shown."""
        every = (one.id for answers in data.answers.values() for one in answers)
        note_all((Response.kind, id) for id in (every if self._named is None else self._named) if id)


def open_pictures(house: House, who: Signed) -> list[Picture]:
    """The pictures of this home that are open to whoever asks."""
    packs = house.catalogue(who.home.id).packs
    every = show.pictures_of(house).values()
    return [one for one in every if one.of == "home" and one.pack in packs and _opens(who.home.id, one.row).yes]


def _opens(home_id: str, row: str) -> Answer:
    answer = may_see(home_id, row, None)
    # A mark for larger numbers, or for a part, does not open a picture of one home.
    return Answer(False, answer.why) if answer.at_least is not None or answer.part is not None else answer


def make(house: House) -> Blueprint:
    """The page of each picture of a home; the way there is on today's page."""
    pages = Blueprint("pictures", __name__, url_prefix="/h/<home_id>/pictures")

    @pages.get("/<key>")
    def one(home_id: str, key: str) -> Any:
        who = require(home_id)
        picture = next((one for one in open_pictures(house, who) if one.key == key), None) or abort(404)
        looking = Looking.here(house, home_id)
        with house.store.read(home_id) as tx:
            data = data_of(looking, tx, picture.reads, picture.title, whole=True)
        told = Told()
        made = picture.draw(replace(data, lays_out=told.lays_out), language())
        told.note(data)
        title = picture.title.said(language())
        return render("forms/home_picture.html", page_title=title, title=title, figure=show.figure(made))

    return pages


def picture_cards(house: House, who: Signed) -> list[dict[str, str]]:
    """A card for each picture that is open."""
    return [
        {"title": one.title.said(language()), "href": url_for("pictures.one", home_id=who.home.id, key=one.key)}
        for one in open_pictures(house, who)
    ]


def pictures_part(page: Any) -> Iterator[PagePart]:
    """The way to the pictures from today's page."""
    cards = picture_cards(page.house, page.signed)
    if cards:
        yield PagePart(render_template("forms/home_pictures_list.html", cards=cards), "75")
