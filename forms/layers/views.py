"""Our tools: what the home asks with, what it has changed, the text view, a try-out, and putting it in use."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, request, url_for

from core.clock import local_date
from core.contributions import Asking
from core.expressions import DictEnv
from core.house import TOOLS, House
from core.records import Person, Tools
from core.stores.protocol import Tx
from core.web.asking import Signed, require
from core.web.languages import gettext as _
from core.web.languages import language
from core.web.pages import render, say
from forms.answers import read
from forms.compiled import compile_form
from forms.layers.publish import OVERLAID, STARTER, Tried, base_of, publish, published, try_out
from forms.layers.sentences import sentences
from forms.pages import CompiledPages, Filling, Look

APPROVES = "manager"


def _may_change(who: Signed) -> bool:
    return APPROVES in who.roles


def add_to(pages: Blueprint, house: House) -> None:
    """Add the tools pages to the engine's blueprint."""

    def _tools(tx: Tx) -> Tools:
        return Tools.get(tx, TOOLS) or Tools(id=TOOLS)

    @pages.get("/tools/")
    def tools(home_id: str) -> Any:
        who = require(home_id)
        catalogue = house.catalogue(home_id)
        with house.store.read(home_id) as tx:
            kept = _tools(tx)
        cards = []
        for kind in OVERLAID:
            for one in catalogue.of_kind(kind):
                own = kept.overlays.get(one.ref)
                cards.append(
                    {
                        "title": one.definition.title.said(language()),
                        "href": url_for("forms.tool", home_id=home_id, ref=one.ref),
                        "about": one.definition.about.said(language()) if one.definition.about else "",
                        "tag": _("Our own words in it") if own else _("As the pack has it"),
                        "tag_kind": "good" if own else "quiet",
                    }
                )
        return render("forms/tools.html", cards=cards, may_change=_may_change(who), page_title=_("Our tools"))

    @pages.get("/tools/<ref>")
    def tool(home_id: str, ref: str) -> Any:
        who = require(home_id)
        found = published(house.catalogue(home_id), ref) or abort(404)
        with house.store.read(home_id) as tx:
            kept = _tools(tx)
            people = {one.id: one.name for one in Person.find(tx)}
        own = kept.overlays.get(ref, {})
        tried = try_out(house, house.catalogue(home_id), kept, ref, own.get("text", ""))
        base = base_of(house, kept, ref)
        return render(
            "forms/tool.html",
            tool=found,
            changes=sentences(base[0], tried.changes, language()) if base and own else [],
            history=[
                (line["at"], people.get(line["by"], ""), line["hash"][:12]) for line in reversed(own.get("history", ()))
            ],
            may_change=_may_change(who),
            page_title=found.definition.title.said(language()),
        )

    @pages.get("/tools/<ref>/text")
    def tool_text(home_id: str, ref: str) -> Any:
        who = require(home_id)
        if not _may_change(who):
            abort(404)
        with house.store.read(home_id) as tx:
            kept = _tools(tx)
        return _editor(home_id, ref, _text_of(home_id, ref, kept), kept.revision, None)

    @pages.post("/tools/<ref>/text")
    def tool_text_save(home_id: str, ref: str) -> Any:
        who = require(home_id)
        if not _may_change(who):
            abort(404)
        text = request.form.get("text", "").replace("\r\n", "\n")
        revision = int(request.form.get("revision", "0")) if request.form.get("revision", "0").isdigit() else 0
        with house.store.tx(home_id, actor=who.person.id, purpose="tools") as tx:
            kept = _tools(tx)
            tried = try_out(house, house.catalogue(home_id, tx), kept, ref, text)
            if request.form.get("_go") != "publish" or tried.snapshot is None:
                status = 422 if request.form.get("_go") == "publish" else 200
                return _editor(home_id, ref, text, revision, tried, status)
            if kept.revision != revision:
                return _editor(home_id, ref, text, kept.revision, tried, 409, theirs=_text_of(home_id, ref, kept))
            publish(house, tx, ref, text, tried, who.person.id, revision)
        say(_("This is in use from now on. Answers given before keep the words they were given to."))
        return redirect(url_for("forms.tool", home_id=home_id, ref=ref), 303)

    def _text_of(home_id: str, ref: str, kept: Tools) -> str:
        own = kept.overlays.get(ref)
        if own is not None:
            return str(own["text"])
        base = base_of(house, kept, ref)
        found = published(house.catalogue(home_id), ref)
        if base is None or found is None:
            abort(404)
        title = found.definition.title.said(language())
        return STARTER.format(title=title, id=ref.partition(".")[2], ref=ref, version=base[3])

    def _editor(
        home_id: str, ref: str, text: str, revision: int, tried: Tried | None, status: int = 200, theirs: str = ""
    ) -> Any:
        found = published(house.catalogue(home_id), ref) or abort(404)
        with house.store.read(home_id) as tx:
            base = base_of(house, _tools(tx), ref)
        problems = [
            (
                f"#line-{one.place.line}",
                f"{one.place.line}:{one.place.column} {one.code} {one.message}" + (f"; {one.hint}" if one.hint else ""),
            )
            for one in (tried.problems if tried else ())
        ]
        questions = [(one.id, one.label.said(language())) for one in found.definition.questions()]
        preview = _previews(home_id, tried.definition) if tried and tried.snapshot else []
        return render(
            "forms/tool_text.html",
            status,
            tool=found,
            text=text,
            lines=text.split("\n"),
            revision=revision,
            problems=problems,
            wrong_lines={one.place.line for one in tried.problems} if tried else set(),
            warnings=[f"{one.message}; {one.hint}" for one in tried.warnings] if tried else [],
            changes=sentences(base[0], tried.changes, language()) if tried and tried.snapshot and base else [],
            preview=preview,
            questions=questions,
            theirs=theirs,
            fine=bool(tried and tried.snapshot),
            page_title=_("Change {title}").replace("{title}", found.definition.title.said(language())),
        )

    def _previews(home_id: str, definition: Any) -> list[tuple[str, str, list[Any]]]:
        """The form as a resident and as staff would meet it; nothing typed here is kept."""
        people = house.catalogue(home_id).people
        types = house.installed.surroundings.question_types()
        compiled = compile_form(definition, types, people)
        today = local_date(house.clock.now(), house.home(home_id).zone)
        made = []
        for voice, mode, words in (
            ("resident", "one", _("As somebody who lives here")),
            ("staff", "all", _("As staff")),
        ):
            asking = Asking(language())
            reading = read(compiled, {}, asking, voice=voice, today=today)
            env = DictEnv(today, voice, "", reading.values)
            pages_made = CompiledPages(compiled, Look(voice, language(), "all"), prefix=f"try-{voice}-")
            filling = Filling(pages_made, {}, reading, asking, env, {}, {}, {}, str)
            questions = [
                filling.question(place)
                for place in reading.places
                if place.group is None and place.name in reading.shown
            ]
            made.append((words, voice if mode == "one" else "", questions))
        return made
