"""A page is a compiled definition with values in its slots.

Each question is rendered once for a form, voice and language, through the component macros, with markers where values go.
A request only fills the markers, everything escaped in one place (`Fragment.fill`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template
from markupsafe import Markup, escape

from core.contributions import Asking
from core.expressions.env import Env
from core.text import Text
from forms.answers import Place, Reading, Typed
from forms.compiled import Compiled
from forms.fields.choosing import label_of
from forms.model import Question

_OPEN, _CLOSE = "\ue000", "\ue001"
_ROW = "\ue002"
_SLOT = re.compile(f' data-slot="([A-Z]+):([^"]*)"|{_OPEN}([A-Z]+):([^{_CLOSE}]*){_CLOSE}')
_FLAGS = {
    "CHECKED": " checked",
    "SELECTED": " selected",
    "HIDDEN": " hidden",
    "OPEN": " open",
    "INVALID": ' aria-invalid="true"',
}


def mark(kind: str, name: str = "") -> str:
    """A marker that a macro can write where a value goes."""
    return f"{_OPEN}{kind}:{name}{_CLOSE}"


@dataclass(frozen=True)
class Fragment:
    """Rendered markup cut at its markers: literal texts, and (kind, name) between them."""

    texts: tuple[str, ...]
    slots: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, html: str) -> Fragment:
        """Cut rendered markup at its markers."""
        texts: list[str] = []
        slots: list[tuple[str, str]] = []
        at = 0
        for found in _SLOT.finditer(html):
            texts.append(html[at : found.start()])
            slots.append((found[1] or found[3], found[2] if found[1] else found[4]))
            at = found.end()
        texts.append(html[at:])
        return cls(tuple(texts), tuple(slots))

    def fill(self, slot: Callable[[str, str], str], row: str = "") -> str:
        """The markup with every slot filled; `slot(kind, name)` gives what is already safe to stand there."""
        parts = [self.texts[0]]
        for (kind, name), text in zip(self.slots, self.texts[1:], strict=True):
            parts.append(slot(kind, name.replace(_ROW, row)))
            parts.append(text)
        html = "".join(parts)
        return html.replace(_ROW, row) if row else html


@dataclass(frozen=True)
class Look:
    """How a form is shown: to which voice, in which language, all questions on one page or one at a time."""

    voice: str
    language: str
    mode: str


class CompiledPages:
    """The fragments of one form in one look, made when first asked for."""

    def __init__(self, compiled: Compiled, look: Look, prefix: str = "") -> None:
        self.compiled = compiled
        self.look = look
        self.prefix = prefix  # keeps the ids of two forms on one page apart
        self._fragments: dict[tuple[str | None, str], Fragment] = {}
        self._rows: dict[str, Fragment] = {}
        self._person = Fragment.of("")

    def fragment(self, place: Place) -> Fragment:
        """The markup of one question."""
        known = self._fragments.get(place.key)
        if known is None:
            name = place.question.id if place.group is None else f"{place.group.id}.{_ROW}.{place.question.id}"
            known = self._fragments[place.key] = Fragment.of(
                self._rendered(place.question, name, place.group is not None)
            )
        return known

    def row(self, group: Question) -> Fragment:
        """The frame of one row of a group."""
        known = self._rows.get(group.id)
        if known is None:
            html = render_template(
                "forms/row.html",
                q={"name": group.id},
                row=_ROW,
                title=mark("TITLE"),
                inner=mark("INNER"),
                fixed=group.repeat is None or group.repeat.for_each is not None,
            )
            known = self._rows[group.id] = Fragment.of(html)
        return known

    def person(self, kind: str) -> Fragment:
        """One person to choose, in a list or on a card."""
        return Fragment.of(
            render_template("forms/person.html", kind=kind, name=mark("Q"), id=mark("ID"), said=mark("NAME"))
        )

    def _said(self, text: Text | None) -> str:
        return text.said(self.look.language) if text else ""

    def _rendered(self, question: Question, name: str, inner: bool) -> str:
        words = question.wording(self.look.voice, self.compiled.people.like())
        q: dict[str, Any] = {
            "name": name,
            "id": f"{self.prefix}{name.replace('.', '-')}" if self.prefix else "",
            "type": question.type,
            "ask": self._said(words.ask),
            "easy": self._said(words.easy) if self.look.mode == "one" else "",
            "help": self._said(words.help),
            "options": [
                {"id": option.id, "label": self._said(option.label), "alone": option.alone}
                for option in (question.options or question.scale)
            ],
            "labels": {},
            "points": question.points or 3,
            "unit": self._said(question.unit),
            "error": mark("ERROR", name),
            "add": self._said(question.repeat.add) if question.repeat and question.repeat.add else "",
            "size": "big" if self.look.mode == "one" and not inner else "",
            "level": 1 if self.look.mode == "one" and not inner else (3 if inner else 2),
        }
        if (question.show_if or question.voices) and (inner or self.look.mode == "all"):
            q["show_if"] = mark("RULE", name)
        if question.type == "yes_no_not_sure":
            q["options"] = [{"id": id, "label": self._said(label_of(question, id))} for id in question.choices()]
            q["declines"] = ("not_today", "rather_not")
        if inner or question.type == "info":
            q["declines"] = ()
        q |= {part: mark("VALUE", f"{name}.{part}") for part in ("day", "month", "year")}
        q |= {"value": mark("VALUE", name), "other": mark("VALUE", f"{name}.name"), "people_slot": mark("PEOPLE", name)}
        if question.type == "computed":
            q["value"] = mark("COMPUTED", name)
        shows = question.id in self.compiled.shows
        return render_template(
            "forms/question.html", q=q, shows=mark("SHOWS", name) if shows else "", rows=mark("ROWS", name)
        )


def escaped(words: object) -> str:
    """Words as they may stand in a page."""
    return str(escape(words))


@dataclass
class Filling:
    """Everything one request puts into the slots of a form's pages."""

    pages: CompiledPages
    typed: Typed
    reading: Reading
    asking: Asking
    env: Env
    errors: Mapping[str, str]
    shows: Mapping[str, str]
    captions: Mapping[str, str]
    row_word: Callable[[int], str]

    def question(self, place: Place) -> Markup:
        """One top-level question, with its rows where it is a group."""
        return Markup(self._place(place))

    def _place(self, place: Place) -> str:
        rule = self.pages.compiled.shown.get(place.key)

        def slot(kind: str, name: str) -> str:
            if kind == "ROWS":
                return self._rows(place)
            if kind == "RULE":
                tree = rule.for_browser(self.env) if rule is not None else None
                if tree is None:
                    tree = ["truth", place.name in self.reading.shown]
                return escaped(json.dumps(tree, ensure_ascii=False, separators=(",", ":")))
            return self._slot(kind, name, place)

        return self.pages.fragment(place).fill(slot, place.row or "")

    def _slot(self, kind: str, name: str, place: Place) -> str:
        if kind == "VALUE":
            return escaped((self.typed.get(name) or ("",))[-1])
        if kind == "ERROR":
            return escaped(self.errors.get(name, ""))
        if kind == "HIDDEN":
            hidden = (
                not self.errors.get(name[: -len(".error")])
                if name.endswith(".error")
                else place.name not in self.reading.shown
            )
            return _FLAGS["HIDDEN"] if hidden else ""
        if kind == "INVALID":
            return _FLAGS["INVALID"] if self.errors.get(place.name) else ""
        if kind in ("CHECKED", "SELECTED"):
            input_name, _, option = name.partition(":")
            return _FLAGS[kind] if option in self.typed.get(input_name, ()) else ""
        if kind == "PEOPLE":
            return self._people(place)
        if kind == "SHOWS":
            return self.shows.get(place.question.id, "")
        if kind == "COMPUTED":
            value = self._value(place)
            return escaped("" if value is None else value)
        return ""

    def _value(self, place: Place) -> Any:
        if place.group is None:
            return self.reading.values.get(place.question.id)
        rows = self.reading.values.get(place.group.id, ())
        return next((row["answers"].get(place.question.id) for row in rows if row["row"] == place.row), None)

    def _people(self, place: Place) -> str:
        fragment = self.pages.person(place.question.type)
        chosen = self.typed.get(f"{place.name}.id", ())
        made = []
        for id, said in self.asking.people:

            def slot(kind: str, name: str, id: str = id, said: str = said) -> str:
                if kind in ("SELECTED", "CHECKED"):
                    return _FLAGS[kind] if id in chosen else ""
                return escaped({"ID": id, "NAME": said, "Q": place.name}.get(kind, ""))

            made.append(fragment.fill(slot))
        return "".join(made)

    def _rows(self, group: Place) -> str:
        rows: dict[str, list[Place]] = {}
        for place in self.reading.places:
            if place.group is not None and place.group.id == group.question.id and place.row is not None:
                rows.setdefault(place.row, []).append(place)
        frame = self.pages.row(group.question)
        made = []
        for number, (row, inner) in enumerate(rows.items(), start=1):
            html = "".join(self._place(place) for place in inner)
            title = self.captions.get(row) or self.row_word(number)

            def slot(kind: str, name: str, html: str = html, title: str = title) -> str:
                return html if kind == "INNER" else escaped(title)

            made.append(frame.fill(slot, row))
        return "".join(made)


def names_on(places: Sequence[Place]) -> list[str]:
    """The input names these questions hold on a page, for laying what was posted over a draft."""
    return [place.name for place in places if place.group is None]
