"""A page is a compiled definition with values in its slots.

Each question is rendered once for a form, voice and language, through the component macros, with markers where values go.
A request only fills the markers, everything escaped in one place (`Fragment.fill`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from flask import render_template
from markupsafe import Markup, escape

from core.contributions import Asking
from core.expressions.env import Env
from core.text import Text
from core.web.shown import Laid, shown
from forms.answers import Place, Reading, Typed
from forms.compiled import Compiled
from forms.fields.choosing import label_of
from forms.fields.people import which, whom
from forms.model import Question

_OPEN, _CLOSE = "\ue000", "\ue001"
_ROW = "\ue002"
_CARD = ("name", "id", "value", "key", "said")
"""What a card of a person or record is made of, as `forms/person.html` takes it."""
_SLOT = re.compile(f' data-slot="([A-Z]+):([^"]*)"|{_OPEN}([A-Z]+):([^{_OPEN}{_CLOSE}]*){_CLOSE}')
_NO_MARKS = {ord(mark): None for mark in (_OPEN, _CLOSE, _ROW)}
"""An author's words hold no markers of ours."""
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
        parts = [self.texts[0].replace(_ROW, row)]
        for (kind, name), text in zip(self.slots, self.texts[1:], strict=True):
            parts.append(slot(kind, name.replace(_ROW, row)))
            parts.append(text.replace(_ROW, row))
        return "".join(parts)


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
        self._people: dict[str, Fragment] = {}

    def fragment(self, place: Place) -> Fragment:
        """The markup of one question."""
        known = self._fragments.get(place.key)
        if known is None:
            name = place.question.id if place.group is None else f"{place.group.id}.{_ROW}.{place.question.id}"
            known = self._fragments[place.key] = Fragment.of(self._rendered(place, name))
        return known

    def row(self, group: Question) -> Fragment:
        """The frame of one row of a group."""
        known = self._rows.get(group.id)
        if known is None:
            html = render_template(
                "forms/row.html",
                q={"name": group.id, "id": f"{self.prefix}{group.id}" if self.prefix else ""},
                row=_ROW,
                title=mark("TITLE") if group.repeat is not None else "",
                inner=mark("INNER"),
                fixed=_is_fixed(group),
            )
            known = self._rows[group.id] = Fragment.of(html)
        return known

    def person(self, kind: str) -> Fragment:
        """One person or record to choose, in a list or on a card."""
        known = self._people.get(kind)
        if known is None:
            html = render_template("forms/person.html", kind=kind, **{part: mark(part.upper()) for part in _CARD})
            known = self._people[kind] = Fragment.of(html)
        return known

    def _said(self, text: Text | None) -> str:
        return text.said(self.look.language).translate(_NO_MARKS) if text else ""

    def _rendered(self, place: Place, name: str) -> str:
        question, inner = place.question, place.group is not None
        shows = mark("SHOWS", name) if question.id in self.compiled.shows and not inner else ""
        q = self.described(place, name)
        q |= {part: mark("VALUE", f"{name}.{part}") for part in ("day", "month", "year")}
        q |= {"value": mark("VALUE", name), "other": mark("VALUE", f"{name}.name"), "error": mark("ERROR", name)}
        q |= {"people_slot": mark("PEOPLE", name), "links_slot": mark("LINKS", name)}
        if question.type == "computed":
            q |= {"value": mark("COMPUTED", name), "compute": mark("RECKON", name)}
        if self.follows(place):
            q["show_if"] = mark("RULE", name)
        return render_template("forms/question.html", q=q, shows=shows, rows=mark("ROWS", name))

    def follows(self, place: Place) -> bool:
        """True when the page must know by which rule a question is asked, since the answers it hangs on are on it too."""
        if place.group is not None:
            return bool(place.question.show_if or place.question.voices)
        asked = place.question.show_if or place.question.voices or place.page in self.compiled.page_shown
        return bool(asked) and self.look.mode == "all"

    def described(self, place: Place, name: str) -> dict[str, Any]:
        """A question as the macros take it, without any value."""
        question, inner = place.question, place.group is not None
        words = question.wording(self.look.voice, self.compiled.people.like())
        one = self.look.mode == "one" and not inner
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
            "add": self._said(question.repeat.add) if question.repeat and question.repeat.add else "",
            "fixed": question.type == "group" and _is_fixed(question),
            "faces": any(one.type in ("faces", "sort") for one in question.questions),
            "legend": not inner,
            "size": "big" if one else "",
            "level": 1 if one else (2 + int(inner and self.look.mode == "all")),
        }
        if question.type == "yes_no_not_sure":
            q["options"] = [{"id": id, "label": self._said(label_of(question, id))} for id in question.choices()]
            q["declines"] = ("not_today", "rather_not")
        if inner or question.type == "info":
            q["declines"] = ()
        return q


def _is_fixed(group: Question) -> bool:
    """True when the rows of a group are given, and none can be added or taken out."""
    return group.repeat is None or group.repeat.for_each is not None


def _json(tree: object) -> str:
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":"))


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
    shows: Mapping[str, Laid]
    captions: Mapping[str, Laid]
    row_word: Callable[[int], str]
    nothing: str = ""
    """What stands where there is no record to choose; markup."""
    beside: Mapping[str, Laid] = field(default_factory=dict)
    """Input name → markup that follows that question."""
    echoes: Mapping[str, Laid] = field(default_factory=dict)
    """Question → whose words stand in its box before the writer has changed them."""

    def question(self, place: Place) -> Markup:
        """One top-level question, with its rows where it is a group."""
        return Markup(self._place(place))  # noqa: S704 - rendered by our macros, every value escaped in `fill`

    def _place(self, place: Place) -> str:
        def slot(kind: str, name: str) -> str:
            return self._slot(kind, name, place)

        if (echo := self.echoes.get(place.name)) is not None:
            echo.stands_here()
        return self.pages.fragment(place).fill(slot, place.row or "") + str(self.beside.get(place.name, ""))

    def _slot(self, kind: str, name: str, place: Place) -> str:
        if kind in self._BIG:
            return self._BIG[kind](self, place)
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
        return ""

    def rule(self, place: Place) -> str:
        """By which rule a question is asked, as the page works it out: its page's and its own; JSON."""
        compiled = self.pages.compiled
        page = compiled.page_shown.get(place.page) if place.group is None else None
        rules = [rule for rule in (page, compiled.shown.get(place.key)) if rule is not None]
        trees = [rule.for_browser(self.env) for rule in rules]
        voices = place.question.voices
        if not trees or None in trees or (voices and self.pages.look.voice not in voices):
            return _json(["truth", place.name in self.reading.shown])
        return _json(trees[0] if len(trees) == 1 else ["and", *trees])

    def reckon(self, place: Place) -> str:
        """How a computed question is reckoned in the page; empty when only the server can."""
        rule = self.pages.compiled.computed.get(place.key)
        tree = rule.for_browser(self.env) if rule is not None else None
        return "" if tree is None else _json(tree)

    def _computed(self, place: Place) -> str:
        value = self._value(place)
        return escaped("" if value is None else value)

    def _shows(self, place: Place) -> str:
        return str(self.shows.get(place.question.id, ""))

    def _value(self, place: Place) -> Any:
        if place.group is None:
            return self.reading.values.get(place.question.id)
        rows = self.reading.values.get(place.group.id, ())
        return next((row["answers"].get(place.question.id) for row in rows if row["row"] == place.row), None)

    def _people(self, place: Place) -> str:
        return self._cards(place, whom(place.question, self.asking), self.typed.get(f"{place.name}.id", ()))

    def _links(self, place: Place) -> str:
        known = which(place.question, self.asking)
        for id, _title in known:
            kind, _colon, record = id.partition(":")
            shown(kind, record)  # a conversation is offered with what it is about
        return self._cards(place, known, self.typed.get(place.name, ())) or self.nothing

    def _cards(self, place: Place, known: Sequence[tuple[str, str]], chosen: Sequence[str]) -> str:
        fragment = self.pages.person(place.question.type)
        at = self.pages.prefix + place.name.replace(".", "-")
        made = []
        for id, said in known:

            def slot(kind: str, name: str, id: str = id, said: str = said) -> str:
                if kind in ("SELECTED", "CHECKED"):
                    return _FLAGS[kind] if id in chosen else ""
                parts = {"NAME": place.name, "ID": at, "VALUE": id, "KEY": id.replace(":", "-"), "SAID": said}
                return escaped(parts.get(kind, ""))

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

            def slot(kind: str, name: str, html: str = html, title: Laid | str = title) -> str:
                return html if kind == "INNER" else escaped(title)

            made.append(frame.fill(slot, row))
        return "".join(made)

    _BIG: ClassVar[Mapping[str, Callable[[Filling, Place], str]]] = {
        "ROWS": lambda filling, place: filling._rows(place),
        "RULE": lambda filling, place: escaped(filling.rule(place)),
        "RECKON": lambda filling, place: escaped(filling.reckon(place)),
        "PEOPLE": lambda filling, place: filling._people(place),
        "LINKS": lambda filling, place: filling._links(place),
        "SHOWS": lambda filling, place: filling._shows(place),
        "COMPUTED": lambda filling, place: filling._computed(place),
    }
