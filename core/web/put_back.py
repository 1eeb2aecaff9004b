"""What was typed put back into a page that was made anew: form by form, by where it goes and what it is about. Pure.

Words are only put into the form they were typed in, known by its address and its hidden fields. What finds no place is
given back, so that it can be shown beside the page instead of being lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from urllib.parse import urlsplit

Fields = tuple[tuple[str, str], ...]

OWN = frozenset({"csrf_token"})
"""Hidden fields that each page has anew."""
OLDER = frozenset({"once", "revision", "seen"})
"""Hidden fields that say what the page had seen: they stay as they were, so that nothing is overwritten unseen."""
_TICKED = ("checkbox", "radio")
_NO_WORDS = ("submit", "button", "image", "reset", "file", "password")


@dataclass(frozen=True)
class Typed:
    """What one form held: where it would have been sent, and its fields."""

    action: str
    fields: Fields


@dataclass
class _Form:
    """A form of the new page; `left` is what was typed in it and has not found its field yet."""

    action: str
    hidden: dict[str, str] = field(default_factory=dict)
    typed: Typed | None = None
    left: dict[str, list[str]] = field(default_factory=dict)


def put_back(html: str, typed: Iterable[Typed], here: str) -> tuple[str, Fields]:
    """The page with what was typed in it, and the fields that have no place there. `here` is the page's own address."""
    finder = _Finder(here)
    finder.feed(html)
    lost: list[tuple[str, str]] = []
    for one in typed:
        found = next((form for form in finder.forms if form.typed is None and _is_same(form, one)), None)
        if found is None:
            lost += one.fields
            continue
        found.typed = one
        for name, value in one.fields:
            found.left.setdefault(name, []).append(value)
    writer = _Writer(html, here, finder.forms)
    writer.feed(html)
    writer.close()
    lost += [(name, value) for form in finder.forms for name, values in form.left.items() for value in values]
    return writer.written(), tuple(lost)


def _is_same(form: _Form, typed: Typed) -> bool:
    """True for the same form: it goes to the same place and is about the same things."""
    sent = dict(typed.fields)
    told = {name: value for name, value in form.hidden.items() if name not in OLDER}
    return form.action == typed.action and all(sent.get(name) == value for name, value in told.items())


Attributes = list[tuple[str, str | None]]


class _Finder(HTMLParser):
    """Every form of a page, with its hidden fields."""

    def __init__(self, here: str) -> None:
        super().__init__(convert_charrefs=True)
        self.here = here
        self.forms: list[_Form] = []

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        given = dict(attrs)
        if tag == "form":
            self.forms.append(_Form(urlsplit(given.get("action") or self.here).path))
        elif tag == "input" and given.get("type") == "hidden" and self.forms and "form" not in given:
            name = given.get("name") or ""
            if name not in OWN and not name.startswith("_"):
                self.forms[-1].hidden[name] = given.get("value") or ""

    handle_startendtag = handle_starttag


class _Writer(HTMLParser):
    """The page again with its fields filled in; everything else stays letter by letter as it was."""

    def __init__(self, html: str, here: str, forms: list[_Form]) -> None:
        super().__init__(convert_charrefs=True)
        self.html, self.here = html, here
        self.lines = [0]
        for line in html.split("\n"):
            self.lines.append(self.lines[-1] + len(line) + 1)
        self.forms = iter(forms)
        self.form: _Form | None = None
        self.edits: list[tuple[int, int, str]] = []
        self.folded: list[tuple[int, int, str] | None] = []
        self.area: tuple[int, list[str]] | None = None
        self.options: list[str] | None = None
        self.choices = 0

    def _at(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        start, raw = self._at(), self.get_starttag_text() or ""
        end, given = start + len(raw), dict(attrs)
        if tag == "body":
            self._edit(start, end, tag, [*attrs, ("data-address", self.here)])
        elif tag == "details":
            closed = "open" not in given
            self.folded.append((start, end, _written(tag, [*attrs, ("open", None)])) if closed else None)
        elif tag == "form":
            self.form = next(self.forms, None)
            if "action" not in given:
                self._edit(start, end, tag, [*attrs, ("action", self.here)])
        elif self.form is None or self.form.typed is None or "form" in given:
            return
        elif tag == "input":
            self._input(start, end, attrs)
        elif tag == "textarea":
            self.area = (end, [])
        elif tag == "select":
            self.options, self.choices = self.form.left.pop(given.get("name") or "", None), 0
        elif tag == "option" and self.options is not None:
            self._marked(start, end, "option", attrs, "selected", (given.get("value") or "") in self.options)
            self.choices += 1
        if tag == "textarea" and self.area is not None:
            self.area[1].append(given.get("name") or "")

    handle_startendtag = handle_starttag

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "details" and self.folded:
            self.folded.pop()
        elif tag == "select":
            self.options = None
        elif tag == "textarea" and self.area is not None and self.form is not None:
            start, (name, *before) = self.area
            self.area = None
            value = self._next(name)
            if value is not None:
                self.edits.append((start, self._at(), f"\n{escape(value, quote=False)}"))
                self._unfold(value.replace("\r\n", "\n") != "".join(before).removeprefix("\n"))

    def _input(self, start: int, end: int, attrs: Attributes) -> None:
        given = dict(attrs)
        name, kind = given.get("name") or "", given.get("type") or "text"
        if not name or kind in _NO_WORDS or name in OWN or name.startswith("_"):
            return
        assert self.form is not None
        if kind in _TICKED:
            value = given.get("value") or "on"
            chosen = self.form.left.get(name, [])
            self._marked(start, end, "input", attrs, "checked", value in chosen)
            if value in chosen:
                chosen.remove(value)
            return
        typed = self._next(name)
        if typed is None:
            return
        others: Attributes = [one for one in attrs if one[0] != "value"]
        self._edit(start, end, "input", [*others, ("value", typed)])
        self._unfold(kind != "hidden" and typed != (given.get("value") or ""))

    def _next(self, name: str) -> str | None:
        assert self.form is not None
        values = self.form.left.get(name)
        return values.pop(0) if values else None

    def _marked(self, start: int, end: int, tag: str, attrs: Attributes, mark: str, yes: bool) -> None:
        """An input or an option that is chosen, or is not."""
        was = any(name == mark for name, _ in attrs)
        if was == yes:
            return
        others: Attributes = [one for one in attrs if one[0] != mark]
        self._edit(start, end, tag, [*others, (mark, None)] if yes else others)
        # The first option is chosen by itself: it tells of nobody's hand.
        self._unfold(yes and (tag != "option" or self.choices > 0))

    def _unfold(self, changed: bool) -> None:
        """What somebody typed is never folded away."""
        if changed:
            self.edits += [one for one in self.folded if one is not None and one not in self.edits]

    def _edit(self, start: int, end: int, tag: str, attrs: Attributes) -> None:
        self.edits.append((start, end, _written(tag, attrs)))

    def written(self) -> str:
        """The whole page."""
        return "".join(self._pieces())

    def _pieces(self) -> Iterator[str]:
        done = 0
        for start, end, words in sorted(self.edits):
            yield self.html[done:start]
            yield words
            done = end
        yield self.html[done:]


def _written(tag: str, attrs: Attributes) -> str:
    parts = (f" {name}" if value is None else f' {name}="{escape(value)}"' for name, value in attrs)
    return f"<{tag}{''.join(parts)}>"
