"""Our tools: what the home asks with, what it has changed, the text view, a try-out, and putting it in use."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for

from core.house import House
from core.problems import Place, Problem
from core.records import Person, Tools, moment
from core.stores.protocol import Conflict
from core.text import sentence
from core.web.asking import require
from core.web.home import may_set
from core.web.languages import clock_time, day, in_words, language
from core.web.languages import gettext as _
from core.web.pages import render, say
from forms.layers.preview import previews
from forms.layers.publish import STARTER, bases_of, publish, published, text_of, texts_of, tools_of
from forms.layers.sentences import sentences
from forms.layers.tried import OVERLAID, Base, Tried, try_out

LONGEST_TEXT = 60_000
"""Most characters of an overlay's text."""
TRIES = 3
"""So often a text is tried when others change the home's tools at the same time."""


def add_to(pages: Blueprint, house: House) -> None:
    """Add the tools pages to the engine's blueprint."""
    desk = _Tools(house)
    pages.add_url_rule("/tools/", "tools", desk.every, methods=["GET"])
    pages.add_url_rule("/tools/<ref>", "tool", desk.one, methods=["GET"])
    pages.add_url_rule("/tools/<ref>/text", "tool_text", desk.text, methods=["GET"])
    pages.add_url_rule("/tools/<ref>/text", "tool_text_save", desk.save, methods=["POST"])


class _Tools:
    """The views, around one house."""

    def __init__(self, house: House) -> None:
        self.house = house

    def every(self, home_id: str) -> Any:
        """The forms and check-ins of this home."""
        require(home_id)
        catalogue = self.house.catalogue(home_id)
        with self.house.store.read(home_id) as tx:
            kept = tools_of(tx)
        cards = [
            {
                "title": one.definition.title.said(language()),
                "href": url_for("forms.tool", home_id=home_id, ref=one.ref),
                "about": one.definition.about.said(language()) if one.definition.about else "",
                "tag": _("Our own words in it") if one.ref in kept.overlays else _("As the pack has it"),
                "tag_kind": "good" if one.ref in kept.overlays else "quiet",
            }
            for kind in OVERLAID
            for one in catalogue.of_kind(kind)
        ]
        return render("forms/tools.html", cards=cards, page_title=_("Our tools"))

    def one(self, home_id: str, ref: str) -> Any:
        """One tool: what it asks, what this home has changed and why, and when."""
        require(home_id)
        catalogue = self.house.catalogue(home_id)
        found = published(catalogue, ref) or abort(404)
        zone = self.house.home(home_id).zone
        with self.house.store.read(home_id) as tx:
            tools = tools_of(tx)
            people = {one.id: one.name for one in Person.find(tx)}
            bases = bases_of(self.house, tx, tools, ref)
            text = text_of(tx, tools, ref)
            texts = texts_of(tx, ref)
        tried = try_out(self.house, catalogue, bases, ref, text)
        history = [
            {
                "at": f"{day(moment(one.at), zone)}, {clock_time(moment(one.at), zone)}",
                "by": people.get(one.by, ""),
                "number": one.number,
                "empty": not one.text.strip(),
                "href": url_for("forms.tool_text", home_id=home_id, ref=ref, earlier=one.number),
                "now": one.number == len(texts),
            }
            for one in reversed(texts)
        ]
        newer = len(bases) == 2 and bases[0].version != bases[1].version
        return render(
            "forms/tool.html",
            tool=found,
            changes=sentences(tried.base.data, tried.changes, language(), catalogue.people.voice_title)
            if tried.base and text
            else [],
            history=history,
            newer=bases[-1].version if newer else "",
            may_change=may_set(home_id),
            page_title=found.definition.title.said(language()),
        )

    def text(self, home_id: str, ref: str) -> Any:
        """The text view: what is in use, or an earlier text to begin from."""
        self._may_change(home_id)
        earlier = request.args.get("earlier", "")
        with self.house.store.read(home_id) as tx:
            tools = tools_of(tx)
            bases = bases_of(self.house, tx, tools, ref)
            text = text_of(tx, tools, ref)
            before = next((one.text for one in texts_of(tx, ref) if str(one.number) == earlier), None)
        shown = before if before is not None else text or self._starter(home_id, ref, bases)
        return self._editor(home_id, ref, bases, shown, tools, text, None)

    def save(self, home_id: str, ref: str) -> Any:
        """Look at it first, or use it from now on."""
        who = self._may_change(home_id)
        text = request.form.get("text", "").replace("\r\n", "\n")
        using = request.form.get("_go") == "publish"
        # Tried before the transaction, so that nobody waits for it; where the home's tools have moved meanwhile, tried again.
        tools, bases, in_use, tried = self._looked_at(home_id, ref, text)
        stale = _mark(in_use) != request.form.get("seen", "")
        tries = 1
        while using and not stale and tried.snapshot is not None:
            if self._published(home_id, text, tried, who, tools):
                break
            tools, bases, in_use, tried = self._looked_at(home_id, ref, text)
            stale = tries == TRIES or _mark(in_use) != request.form.get("seen", "")
            tries += 1
        if not using or tried.snapshot is None:
            return self._editor(home_id, ref, bases, text, tools, in_use, tried, 422 if using else 200)
        if stale:
            return self._editor(home_id, ref, bases, text, tools, in_use, tried, 409, stale=True)
        say(_("This is in use from now on. Answers given before keep the words they were given to."))
        return redirect(url_for("forms.tool", home_id=home_id, ref=ref), 303)

    def _may_change(self, home_id: str) -> str:
        who = require(home_id)
        if not may_set(home_id):
            abort(404)
        return who.person.id

    def _looked_at(self, home_id: str, ref: str, text: str) -> tuple[Tools, tuple[Base, ...], str, Tried]:
        """What the home has now, the text in use, and what comes of the new one over it."""
        with self.house.store.read(home_id) as tx:
            tools = tools_of(tx)
            bases = bases_of(self.house, tx, tools, ref)
            in_use = text_of(tx, tools, ref)
        return tools, bases, in_use, self._tried(home_id, bases, ref, text)

    def _published(self, home_id: str, text: str, tried: Tried, who: str, tools: Tools) -> bool:
        """False when the home's tools have changed since they were read."""
        try:
            with self.house.store.tx(home_id, actor=who, purpose="tools") as tx:
                publish(self.house, tx, text, tried, who, tools.revision)
        except Conflict:
            return False
        return True

    def _tried(self, home_id: str, bases: tuple[Base, ...], ref: str, text: str) -> Tried:
        if len(text) > LONGEST_TEXT:
            message = sentence(
                "this text has {number} letters, and {longest_text} fit",
                number=f"{len(text):,}",
                longest_text=f"{LONGEST_TEXT:,}",
            )
            problem = Problem(
                Place(f"{ref}.yaml", 1, 1), "E709", message, sentence("take out what is no longer needed")
            )
            return Tried(bases[0] if bases else None, None, None, (), (problem,))
        return try_out(self.house, self.house.catalogue(home_id), bases, ref, text)

    def _starter(self, home_id: str, ref: str, bases: tuple[Base, ...]) -> str:
        found = published(self.house.catalogue(home_id), ref) or abort(404)
        title = found.definition.title.said(language())
        version = bases[-1].version if bases else "0.0.0"
        return STARTER.format(
            why=_("Our own changes to “{title}”: each says why, so that the next person understands.", title=title),
            question=_("question"),
            mover=_("the question that moves"),
            id=ref.partition(".")[2],
            ref=ref,
            version=version,
        )

    def _editor(
        self,
        home_id: str,
        ref: str,
        bases: tuple[Base, ...],
        text: str,
        tools: Tools,
        in_use: str,
        tried: Tried | None,
        status: int = 200,
        stale: bool = False,
    ) -> Any:
        found = published(self.house.catalogue(home_id), ref) or abort(404)
        fine = tried is not None and tried.snapshot is not None
        problems = tried.problems if tried else ()
        return render(
            "forms/tool_text.html",
            status,
            tool=found,
            text=text,
            lines=_around(text, {one.place.line for one in problems}),
            seen=_mark(in_use),
            problems=[(f"#line-{one.place.line}", _said(one)) for one in problems],
            warnings=[_said(one) for one in tried.warnings] if tried else [],
            changes=sentences(
                tried.base.data, tried.changes, language(), self.house.catalogue(home_id).people.voice_title
            )
            if fine and tried and tried.base
            else [],
            preview=previews(self.house, home_id, tried.definition) if fine and tried else [],
            questions=[(one.id, one.label.said(language())) for one in found.definition.questions()],
            stale=stale,
            theirs=in_use,
            fine=fine,
            page_title=_("Change “{title}”", title=found.definition.title.said(language())),
        )


def _mark(text: str) -> str:
    """What a page has seen of the text in use, so that a stale one is known."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def _said(problem: Problem) -> str:
    """A problem as it is read beside the text, in the language of the page: where, which, what, and what to try."""
    hint = f"; {in_words(problem.hint)}" if problem.hint else ""
    return f"{problem.place.line}:{problem.place.column} {problem.code} {in_words(problem.message)}{hint}"


def _around(text: str, wrong: set[int]) -> list[tuple[int, str, bool]]:
    """The lines with their numbers, and which of them need another look."""
    return [(number, line, number in wrong) for number, line in enumerate(text.split("\n"), 1)]
