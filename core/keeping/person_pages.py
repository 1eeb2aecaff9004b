"""A person's records as a page to read: one list of headings and lines, written as plain text and as HTML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from markupsafe import escape

from core.web.languages import day, ngettext
from core.web.languages import gettext as _


@dataclass(frozen=True)
class Found:
    """One record as it was last: when and by whom it was changed, and its body (None: erased, or nothing is left)."""

    kind: str
    at: str
    actor: str
    action: str
    body: Mapping[str, Any] | None


@dataclass(frozen=True)
class Looked:
    """Somebody looked."""

    at: str
    actor: str
    purpose: str
    kind: str


@dataclass
class Page:
    """What is to be said: the home's name, the person's, the day and the language; then what was found."""

    home: str
    name: str
    day: str
    language: str = "en"
    found: list[Found] = field(default_factory=list)
    looks: list[Looked] = field(default_factory=list)
    people: Mapping[str, str] = field(default_factory=dict)


Part = tuple[str, str]
"""`h1`, `h2`, `h3` or `p`, and its words."""


def plain(page: Page) -> str:
    """The page as text."""
    lines: list[str] = []
    for tag, words in _parts(page):
        if tag == "p":
            lines.append(words)
        else:
            lines += ["", words, "=-~"[int(tag[1]) - 1] * len(words)]
    return "\n".join(lines).lstrip("\n") + "\n"


def html(page: Page) -> str:
    """The page as HTML that needs nothing else."""
    body = "\n".join(f"<{tag}>{escape(words)}</{tag}>" for tag, words in _parts(page))
    title = escape(next(_parts(page))[1])
    return (
        f'<!doctype html>\n<html lang="{escape(page.language)}"><head><meta charset="utf-8"><title>{title}</title>\n'
        "<style>body{font:1.1rem/1.5 sans-serif;max-width:45rem;margin:2rem auto;padding:0 1rem}"
        "p{margin:.2rem 0;white-space:pre-wrap}</style></head>\n<body>\n" + body + "\n</body></html>\n"
    )


def kind_words(kind: str) -> str:
    """What records of a kind are called."""
    return {
        "person": _("Who you are here"),
        "account": _("How you sign in"),
        "response": _("Answers"),
        "draft": _("Begun, and not sent"),
        "case": _("Conversations"),
        "event": _("What happened"),
        "offer": _("What was offered"),
        "attachment": _("Photographs and files"),
        "hold": _("Reasons to keep records for longer"),
    }.get(kind, kind.replace("_", " ").capitalize())


def _parts(page: Page) -> Iterator[Part]:
    yield "h1", _("What {home} keeps about {name}", home=page.home, name=page.name)
    yield "p", _("Taken out on {day}.", day=_day(page.day))
    yield "p", ngettext("There is one record.", "There are {n} records.", len(page.found))
    yield "p", _("The file records.jsonl has every one of them with all that it ever said, for a computer to read.")
    kinds = sorted({one.kind for one in page.found}, key=lambda kind: (kind != "person", kind))
    for kind in kinds:
        yield "h2", kind_words(kind)
        for one in page.found:
            if one.kind == kind:
                yield from _record(one, page.people)
    yield "h2", _("Who looked at these records")
    if not page.looks:
        yield "p", _("No look is noted.")
    for look in page.looks:
        who = _who(look.actor, page.people)
        yield (
            "p",
            _("{day}: {who}, {what} ({why})", day=_day(look.at), who=who, what=kind_words(look.kind), why=look.purpose),
        )


def _record(one: Found, people: Mapping[str, str]) -> Iterator[Part]:
    if one.at:
        yield "h3", _("{day}, by {who}", day=_day(one.at), who=_who(one.actor, people))
    if one.action == "delete":
        yield "p", _("It was taken out of sight since; this is what it said last.")
    if one.body is None:
        yield "p", _("It was erased; nothing of what it said is left.")
        return
    for words in _lines(one.body, people, 0):
        yield "p", words


def _lines(value: Mapping[str, Any], people: Mapping[str, str], depth: int) -> Iterator[str]:
    indent = "    " * depth
    for key, part in value.items():
        name = people.get(str(key), str(key).replace("_", " "))
        if isinstance(part, Mapping) and part:
            yield f"{indent}{name}:"
            yield from _lines(part, people, depth + 1)
        elif isinstance(part, list | tuple) and any(isinstance(item, Mapping | list | tuple) for item in part):
            yield f"{indent}{name}:"
            yield from _lines({str(number): item for number, item in enumerate(part, 1)}, people, depth + 1)
        elif part not in (None, "", [], (), {}):
            yield f"{indent}{name}: {_value(part, people)}"


def _value(part: Any, people: Mapping[str, str]) -> str:
    if isinstance(part, list | tuple):
        return ", ".join(_value(item, people) for item in part)
    if isinstance(part, bool):
        return _("yes") if part else _("no")
    return people.get(str(part), str(part))


def _who(actor: str, people: Mapping[str, str]) -> str:
    return people.get(actor, actor)


def _day(at: str) -> str:
    try:
        return day(date.fromisoformat(at) if len(at) == len("2026-06-01") else datetime.fromisoformat(at))
    except ValueError:
        return at
