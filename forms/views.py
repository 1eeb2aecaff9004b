"""Filling in: one question a page or all on one page, saved as it is typed, sent when the writer says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_time
from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response as Reply

from core import outbox
from core.clock import local_date
from core.contributions import Asking
from core.expressions import DictEnv
from core.house import House
from core.ids import new_id
from core.records import Home, Person, moment
from core.stores.protocol import Tx
from core.web.asking import require
from core.web.languages import gettext as _
from core.web.languages import language
from core.web.pages import render
from forms import alone, companions, drafts, reading_views
from forms.answers import Place, Reading, read, rows_of
from forms.compiled import Compiled
from forms.layers import views as tools_views
from forms.pages import CompiledPages, Filling, Look, names_on
from forms.records import Draft
from forms.responses import given_from, need_draft, send

CHECK = "_check"
"""The page after the last question: look at the answers, say how they were given, send."""
EVERYTHING = "_all"


@dataclass
class Desk:
    """One draft with everything around it that a request needs."""

    house: House
    home: Home
    writer: Person
    draft: Draft
    compiled: Compiled
    asking: Asking
    today: date
    rows: dict[str, list[str]]
    captions: dict[str, str]
    shows: dict[str, str]
    subject: Person | None
    seat_person: Person | None

    @property
    def mode(self) -> str:
        """`one` question a page, or `all` on one page."""
        fixed = self.draft.mode or self.compiled.form.mode
        return fixed or ("one" if self.draft.voice in ("resident", "family") else "all")

    def reading(self, typed: Any = None) -> Reading:
        """What was typed, understood."""
        return read(
            self.compiled,
            self.draft.typed if typed is None else typed,
            self.asking,
            voice=self.draft.voice,
            today=self.today,
            subject=self.draft.subject or "",
            rows=self.rows,
            only=self.draft.only,
        )

    def filling(self, reading: Reading, errors: dict[str, str]) -> Filling:
        """The pages of this form with this draft's words in them."""
        look = Look(self.draft.voice, language(), self.mode)
        shelf: dict[Any, CompiledPages] = self.house.shelf("forms.pages")
        pages = shelf.setdefault((self.draft.form_hash, look), CompiledPages(self.compiled, look))
        env = DictEnv(self.today, self.draft.voice, self.draft.subject or "", reading.values)
        row_word = lambda number: _("Number {number}").replace("{number}", str(number))  # noqa: E731
        return Filling(pages, self.draft.typed, reading, self.asking, env, errors, self.shows, self.captions, row_word)


def desk(house: House, tx: Tx, home: Home, writer: Person, draft: Draft, looking: companions.Looking) -> Desk:
    """Everything around a draft."""
    compiled = drafts.compiled_of(house, home.id, tx, draft.form_hash)
    people = Person.find(tx, order="name")
    by_id = {person.id: person for person in people}
    here = tuple((person.id, person.name) for person in people if person.status != "died")
    rows, captions = companions.rows_for_each(tx, compiled, draft)
    return Desk(
        house=house,
        home=home,
        writer=writer,
        draft=draft,
        compiled=compiled,
        asking=Asking(language(), here, companions.links(tx, draft)),
        today=local_date(house.clock.now(), home.zone),
        rows=rows,
        captions=captions,
        shows=companions.side_by_side(house, tx, compiled, draft, by_id, looking),
        subject=by_id.get(draft.subject or ""),
        seat_person=by_id.get(draft.person or ""),
    )


def make(house: House) -> Blueprint:
    """The pages of the forms engine."""
    pages = Blueprint("forms", __name__, template_folder="templates", url_prefix="/h/<home_id>")

    @pages.get("/drafts/<draft_id>")
    def draft(home_id: str, draft_id: str) -> Any:
        who = require(home_id)
        home = house.home(home_id)
        looking = companions.Looking.here(house, home_id)
        with house.store.read(home_id) as tx:
            found = Draft.get(tx, draft_id)
            if found is None or found.writer != who.person.id:
                found = None
            else:
                at_desk = desk(house, tx, home, who.person, found, looking)
        if found is None:
            return _not_here(home)
        return show(at_desk, request.args.get("at", ""))

    @pages.post("/drafts/<draft_id>")
    def save(home_id: str, draft_id: str) -> Any:
        who = require(home_id)
        home = house.home(home_id)
        looking = companions.Looking.here(house, home_id)
        with house.store.tx(home_id, actor=who.person.id, purpose="draft") as tx:
            found = Draft.get(tx, draft_id)
            reply: Any = None
            if found is not None and found.writer == who.person.id:
                at_desk = desk(house, tx, home, who.person, found, looking)
                reply = _taken(at_desk, tx)
        if reply is None:
            return _not_here(home, _typed_words())
        # Pages are drawn after the transaction: drawing one asks the store for other things.
        if isinstance(reply, _Sent):
            outbox.deliver(house, home_id)
            return redirect(url_for("forms.heard", home_id=home_id, response_id=reply.response_id), 303)
        if isinstance(reply, _Shown):
            return show(at_desk, reply.at, reply.errors, reply.status)
        return reply

    @pages.post("/drafts/<draft_id>/throw-away")
    def throw_away(home_id: str, draft_id: str) -> Any:
        who = require(home_id)
        with house.store.tx(home_id, actor=who.person.id, purpose="draft") as tx:
            found = need_draft(tx, draft_id, who.person.id)
            tx.delete(Draft.kind, found.id, expect=found.revision)
        return redirect(_back(home_id, found), 303)

    reading_views.add_to(pages, house)
    tools_views.add_to(pages, house)
    alone.add_to(pages, house)
    return pages


@dataclass(frozen=True)
class _Sent:
    """The answers were sent."""

    response_id: str


@dataclass(frozen=True)
class _Shown:
    """The page is shown again, with what is to be put right."""

    at: str
    errors: dict[str, str]
    status: int = 422


def _typed_words() -> list[str]:
    return [
        value
        for name, values in request.form.lists()
        if not name.startswith(("_", "csrf"))
        for value in values
        if value.strip()
    ]


def _not_here(home: Home, words: list[str] | None = None) -> Any:
    title = _("This draft is not here")
    return render("forms/not_here.html", 410 if words else 404, home=home, words=words or [], page_title=title)


def _back(home_id: str, draft: Draft) -> str:
    values = {key: value for key, value in draft.back.items() if key != "endpoint"}
    return url_for(str(draft.back.get("endpoint", "today")), home_id=home_id, **values)


def sequence(at_desk: Desk, reading: Reading) -> list[Place]:
    """The questions asked one at a time, in order."""
    return [place for place in reading.places if place.group is None and place.name in reading.shown]


def _taken(at_desk: Desk, tx: Tx) -> Any:
    """Keep what was posted, then go where the writer wants to."""
    house, draft = at_desk.house, at_desk.draft
    at = request.form.get("_at", "")
    before = at_desk.reading()
    on_page = names_on([p for p in before.places if at == EVERYTHING or p.question.id == at]) + ["_given"]
    posted = {name: values for name, values in request.form.lists() if name.partition(".")[0] in on_page}
    try:
        taken = drafts.accept(at_desk.compiled, posted)
    except drafts.TooLong as long:
        at_desk.draft = draft_with(draft, {**draft.typed, **{n: tuple(v) for n, v in posted.items()}})
        message = _("This is longer than can be kept in one answer. Please divide it in two.")
        return _Shown(at, {long.name: message}, 413)
    typed = drafts.overwrite(draft, taken, on_page)
    elsewhere = _changed_elsewhere(at_desk, taken)
    groups = {question.id: question for question in at_desk.compiled.form.questions() if question.type == "group"}
    added, removed, restored = (request.form.get(name, "") for name in ("_add", "_remove", "_restore"))
    group, _colon, row = (removed or restored).partition(":")
    if added in groups:
        rows = rows_of(groups[added], typed)
        repeat = groups[added].repeat
        if repeat is not None and len(rows) >= repeat.at_most:
            at_desk.draft = drafts.save(house, tx, draft, typed)
            return _Shown(
                at,
                {
                    added: _("There is room for {number} here, and they are all in use.").replace(
                        "{number}", str(repeat.at_most)
                    )
                },
            )
        typed = drafts.with_row(typed, added, rows, new_id()[-12:])
    elif removed and group in groups:
        typed = drafts.without_row(typed, group, rows_of(groups[group], typed), row)
    elif restored and group in groups:
        typed = drafts.with_row_again(typed, group, row)
    typed["_tab"] = (request.form.get("_tab", "")[:40],)
    at_desk.draft = drafts.save(house, tx, draft, typed)
    if request.headers.get("X-Autosave"):
        return saved_words(at_desk)
    if elsewhere:
        return _Shown(at, elsewhere, 409)
    reading = at_desk.reading()
    if added or removed or restored:
        return _to(at_desk, at, anchor=(added or group))
    return _gone_on(at_desk, tx, at, reading)


def draft_with(draft: Draft, typed: Any) -> Draft:
    """The draft with other words in it, not kept."""
    from dataclasses import replace

    return replace(draft, typed=typed)


def _changed_elsewhere(at_desk: Desk, taken: Any) -> dict[str, str]:
    """Where another page changed the same words since this one was opened: what stands there, so that nothing is lost."""
    draft = at_desk.draft
    if (draft.typed.get("_tab") or ("",))[-1] in ("", request.form.get("_tab", "")):
        return {}
    if draft.saved_at <= request.form.get("_seen", ""):
        return {}
    found = {}
    for name, values in taken.items():
        there = draft.typed.get(name, ())
        if there != values and any(there) and name.partition(".")[0] != "_given":
            message = _(
                "This was also changed on another page, where it says: “{words}”. Your own words are kept here; change them if you like, and save again."
            )
            found[name] = message.replace("{words}", " ".join(there))
    return found


def _gone_on(at_desk: Desk, tx: Tx, at: str, reading: Reading) -> Any:
    go = request.form.get("_go", "next")
    if go == "stop":
        return redirect(_back(at_desk.home.id, at_desk.draft), 303)
    if at_desk.mode == "one" and at != CHECK:
        order = [place.name for place in sequence(at_desk, reading)]
        here = order.index(at) if at in order else 0
        if go == "back":
            return _to(at_desk, order[here - 1] if here else order[0])
        wrong = {name: words for name, words in reading.errors.items() if name.partition(".")[0] == at}
        if wrong and go == "next":
            return _Shown(at, wrong)
        if go == "next":
            return _to(at_desk, order[here + 1] if here + 1 < len(order) else CHECK)
    if go == "back":
        order = [place.name for place in sequence(at_desk, reading)]
        return _to(at_desk, order[-1] if at_desk.mode == "one" else EVERYTHING)
    if go == "save":
        return _to(at_desk, at)
    if reading.errors:
        return _Shown(at if at_desk.mode == "one" else EVERYTHING, reading.errors)
    given = given_from(at_desk.draft.typed, language(), at_desk.writer.id == at_desk.draft.person)
    response = send(at_desk.house, at_desk.home.id, tx, at_desk.draft, at_desk.compiled, reading, given)
    return _Sent(response.id)


def _to(at_desk: Desk, at: str, anchor: str = "") -> Reply:
    where = url_for("forms.draft", home_id=at_desk.home.id, draft_id=at_desk.draft.id, at=at)
    return redirect(f"{where}#{anchor}-question" if anchor else where, 303)


def saved_words(at_desk: Desk) -> str:
    """ "Saved at 14:05", in the home's own time."""
    when = moment(at_desk.draft.saved_at).astimezone(ZoneInfo(at_desk.home.zone))
    clock = format_time(when, "HH:mm", locale="cy" if language() == "cy" else "en_GB")
    return _("Saved at {time}").replace("{time}", clock)


def show(at_desk: Desk, at: str, errors: dict[str, str] | None = None, status: int = 200) -> Any:
    """The page of a draft where the writer is."""
    errors = errors or {}
    reading = at_desk.reading()
    filling = at_desk.filling(reading, errors)
    order = sequence(at_desk, reading)
    names = [place.name for place in order]
    links = [(_link(at_desk, name, names), words) for name, words in errors.items()]
    context: dict[str, Any] = {
        "desk": at_desk,
        "draft": at_desk.draft,
        "form": at_desk.compiled.form,
        "home": at_desk.home,
        "links": links,
        "tab": new_id(),
        "given": {
            part: (at_desk.draft.typed.get(f"_given.{part}") or ("",))[-1]
            for part in ("how", "sure", "helped", "language")
        },
        "out": drafts.taken_out(at_desk.draft.typed),
        "saved": saved_words(at_desk),
        "mode": "resident" if at_desk.draft.voice == "resident" else "",
        "page_title": at_desk.compiled.form.title.said(language()),
        "back": _back(at_desk.home.id, at_desk.draft),
    }
    if at_desk.mode == "all":
        parts = [
            (
                page,
                [filling.question(place) for place in reading.places if place.page == number and place.group is None],
            )
            for number, page in enumerate(at_desk.compiled.form.pages)
        ]
        return render("forms/everything.html", status, parts=parts, nudges=_nudges(reading), **context)
    if at == CHECK or (at == "" and not names):
        said = _answers(at_desk, reading, order)
        return render(
            "forms/check.html", status, said=said, nudges=_nudges(reading), last=names[-1] if names else "", **context
        )
    here = names.index(at) if at in names else 0
    page = at_desk.compiled.form.pages[order[here].page]
    return render(
        "forms/one.html",
        status,
        question=filling.question(order[here]),
        at=names[here],
        number=here + 1,
        total=len(names),
        page=page,
        **context,
    )


def _nudges(reading: Reading) -> list[str]:
    return [text.said(language()) for text in reading.nudges]


def _link(at_desk: Desk, name: str, order: list[str]) -> str:
    anchor = f"#{name.replace('.', '-')}"
    top = name.partition(".")[0]
    if at_desk.mode == "one" and request.form.get("_at", request.args.get("at", "")) != top and top in order:
        return url_for("forms.draft", home_id=at_desk.home.id, draft_id=at_desk.draft.id, at=top) + anchor
    return anchor


def _answers(at_desk: Desk, reading: Reading, order: list[Place]) -> list[dict[str, Any]]:
    """Each question with what was answered, in words, for looking at before sending."""
    from forms.shown import answer_words, declined_words

    said = []
    for place in order:
        question = place.question
        if question.type == "info":
            continue
        words = at_desk.compiled.form.question(question.id)
        value = reading.values.get(question.id)
        way = reading.declined.get(question.id)
        answer = declined_words(way, language()) if way else answer_words(at_desk.compiled, question, value, language())
        asked = question.wording(at_desk.draft.voice, at_desk.compiled.people.like())
        label = (asked.ask or question.label).said(language())
        href = url_for("forms.draft", home_id=at_desk.home.id, draft_id=at_desk.draft.id, at=question.id)
        said.append(
            {
                "ask": label,
                "answer": answer,
                "href": href,
                "error": reading.errors.get(question.id, ""),
                "known": words is not None,
            }
        )
    return said
