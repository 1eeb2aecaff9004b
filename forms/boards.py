"""Boards and pictures of a home: the data they are drawn from, for whoever looks, and where they stand."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, render_template, url_for
from werkzeug.routing import BuildError

from core.catalogue import Catalogue
from core.contributions import Board, PagePart, Picture
from core.home_pictures import Here, HomeAnswers, HomeData
from core.house import House
from core.permissions import Answer
from core.records import Person, case_step, holds_seat, lost_seat, moment
from core.stores.protocol import Tx
from core.text import Text
from core.web.asking import Signed, may_see, require
from core.web.languages import language
from core.web.pages import render
from forms.companions import Looking
from forms.consent import asked_for, kept_off, said_yes
from forms.drafts import compiled_of
from forms.fields.choosing import label_of
from forms.model import Asked, Form
from forms.pictures import show
from forms.records import Response
from forms.shown import only_whole, seen_of, values_of
from forms.wording import months

log = logging.getLogger("cartref.pictures")
_TOGETHER = Text({"en": "Together", "cy": "Gyda'n gilydd"})


def data_of(looking: Looking, tx: Tx, reads: Iterable[str], title: Text, *, whole: bool, subject: str = "") -> HomeData:
    """What was sent of these forms in the home, as far as whoever looks may see it; with `whole` all that is not kept apart."""
    house, home = looking.house, looking.house.home(looking.home_id)
    catalogue = house.catalogue(home.id, tx)
    zone, at_home = ZoneInfo(home.zone), catalogue.people.live_here()
    people = {person.id: person for person in Person.find(tx, order="name")}
    forms = {ref: found.definition for ref in reads if (found := catalogue.get("form", ref)) is not None}
    answers = {ref: tuple(_answers(looking, tx, ref, people, zone, whole, subject)) for ref in forms}
    return HomeData(
        title=title,
        now=house.clock.now().astimezone(zone),
        me=looking.viewer.person.id,
        subject=subject,
        answers=answers,
        people={id: _here(one, bool(at_home.intersection(one.roles))) for id, one in people.items()},
        months=months.months(tx),
        options={ref: _options(form) for ref, form in forms.items()},
        ways=lambda kind, *of: _way(catalogue, home.id, kind, *of),
    )


def _here(person: Person, lives_here: bool) -> Here:
    return Here(
        person.id,
        person.name,
        person.languages,
        lives_here and not person.gone,
        person.status == "here" and not person.gone,
    )


def _options(form: Form) -> dict[str, dict[str, Text]]:
    return {one.id: {id: label_of(one, id) for id in one.choices()} for _path, one, _group in form.walk()}


def _answers(
    looking: Looking, tx: Tx, ref: str, people: Mapping[str, Person], zone: ZoneInfo, whole: bool, about: str
) -> Iterator[HomeAnswers]:
    """On the page of somebody only what is about them, or about nobody."""
    found = Response.find(tx, {"ref": ref}, order="sent_at")
    every = [one for one in found if not about or one.subject in (None, about)]
    voices = looking.viewer.people
    off = kept_off(looking.house, looking.home_id, tx)
    for sent in every:
        form = compiled_of(looking.house, looking.home_id, tx, sent.form_hash).form
        seen = _open(form, sent, off) if whole else _seen(looking, tx, form, sent, people)
        values = {id: _value(form, id, value) for id, value in seen.items()}
        if values:
            yield HomeAnswers(
                values,
                id=sent.id,
                subject=sent.subject or "",
                person=sent.person or "",
                voice=voices.voice_title(sent.voice) if sent.voice else _TOGETHER,
                at=moment(sent.sent_at).astimezone(zone),
                case=sent.case or "",
                step=case_step(tx, sent.case),
                languages={id: last.language for id in values if (last := sent.last(id)) is not None},
            )


def _open(form: Asked, sent: Response, off: frozenset[str]) -> dict[str, Any]:
    """What is for everybody who sees the form's answers: no sealed half, and nobody named without their yes."""
    if sent.sealed:
        return {}
    open_ = {one.id: one for one in form.questions() if one.audience in (None, form.audience)}
    values = {id: value for id, value in sent.values().items() if id in open_}
    return {
        id: said_yes(open_[id], sent, value, off) if asked_for(open_[id]) else value for id, value in values.items()
    }


def _seen(looking: Looking, tx: Tx, form: Asked, sent: Response, people: Mapping[str, Person]) -> dict[str, Any]:
    me = looking.viewer.person.id
    sight = looking.sight(tx, people.get(sent.subject or ""), holds_seat(tx, sent.case, me))
    if lost_seat(tx, sent.case, me):
        sight = replace(sight, reader="")
    if sent.case is not None:
        sight = replace(sight, may=only_whole(sight.may))
    return values_of(seen_of(form, looking.viewer.people, sent, sight))


def _value(form: Asked, id: str, value: Any) -> Any:
    """A stored value, without the answers inside a group that have an audience of their own."""
    question = form.question(id)
    if question is None or question.type != "group":
        return value
    kept = {inner.id for inner in question.questions if inner.audience in (None, form.audience)}
    return [{**row, "answers": {name: said for name, said in row["answers"].items() if name in kept}} for row in value]


def _way(catalogue: Catalogue, home_id: str, kind: str, *of: str) -> str:
    """The address of a form, a person's page, a conversation, or the page where one begins; "" where that is not open."""
    try:
        if kind == "form" and catalogue.get("form", of[0]) is not None:
            return url_for("forms.alone", home_id=home_id, ref=of[0])
        if kind == "begin" and catalogue.get("workflow", of[0]) is not None:
            more = {name: said for name, said in zip(("subject", "about"), of[1:], strict=False) if said}
            return url_for("workflows.new", home_id=home_id, ref=of[0], **more)  # type: ignore[arg-type]
        if kind == "person":
            return url_for("person", home_id=home_id, person_id=of[0])
        if kind == "case":
            return url_for("workflows.case", home_id=home_id, case_id=of[0])
    except BuildError:
        log.info("no way to %s %s", kind, of)
    return ""


# -- boards ----------------------------------------------------------------------------------------------------------


def board_parts(slot: str, page: Any) -> Iterator[PagePart]:
    """The boards of one slot of a page (`core.web.pages.PageAsked`). One that fails is left out and logged."""
    known: dict[str, Board] = page.house.plugins.hooks.collected.of("boards")
    catalogue = page.house.catalogue(page.home.id)
    for board in known.values():
        if board.slot != slot or board.pack not in catalogue.packs or not page.may_see(board.row):
            continue
        looking = Looking(page.house, page.home.id, page.signed.viewer(catalogue.people), catalogue.matrix)
        subject = page.subject.id if page.subject is not None else ""
        with page.house.store.read(page.home.id) as tx:
            title = Text({"en": board.key})
            data = data_of(looking, tx, board.reads, title, whole=board.whole, subject=subject)
        try:
            html = board.draw(data, page.language)
        except Exception:  # a board is a plugin's: without it the page says everything else
            log.exception("the board %s was left out", board.key)
            continue
        if html:
            yield PagePart(str(html), board.order)


# -- pictures of a home ----------------------------------------------------------------------------------------------


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
        made = picture.draw(data, language())
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
