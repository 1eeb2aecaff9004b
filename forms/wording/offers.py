"""Offers beside what somebody is writing, and what its buttons do: use it, keep one's own, never mind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flask import render_template, url_for
from markupsafe import Markup
from werkzeug.routing import BuildError

from core.stores.protocol import Tx
from core.web.languages import language
from core.web.shown import Laid
from core.words import Hurt, find_hurt
from forms.answers import Place, Reading, Typed
from forms.model import audience_of
from forms.records import Response
from forms.wording.lists import QuietWords

if TYPE_CHECKING:
    from forms.desk import Desk

KEPT = "_kept"
"""Where a draft keeps the words its writer wishes to keep: `name word`."""
MOST = 3
"""So many offers stand beside one answer; the others come once these are settled."""
WRITTEN = ("text", "long_text")
LONGEST_READ = 20_000
LONGEST_WORD = 200
MOST_KEPT = 500
"""So many words are remembered of one draft, and of one writer; the oldest are offered again."""
AROUND = 40
"""So many letters of the sentence are shown on either side of a word."""


@dataclass(frozen=True)
class Offer:
    """Other words for one word of an answer. `tries` are what can be pressed, `say` what can only be said."""

    name: str
    word: str
    before: str
    after: str
    tries: tuple[str, ...]
    in_place: bool
    because: str
    ask: str
    example: str
    opens: str
    theirs: bool = False
    """True where it says what the person it is about has said of themselves."""


def offers(at_desk: Desk, reading: Reading) -> list[Offer]:
    """What is offered in this draft as it stands, in the order of the questions."""
    return [one for place in reading.places if place.name in reading.shown for one in _beside(at_desk, place)]


def _beside(at_desk: Desk, place: Place) -> Iterator[Offer]:
    text = _text(at_desk, place)
    if not text:
        return
    seen: set[str] = set()
    for hurt in find_hurt(text, at_desk.wording.entries, writing=True):
        word = _plain(hurt.word)
        if word in seen or _left_alone(at_desk, place.name, word) or len(seen) == MOST:
            continue
        seen.add(word)
        yield _offer(at_desk, place.name, text, hurt)


def _text(at_desk: Desk, place: Place) -> str:
    """What is written there, where other words may be offered at all."""
    wording = at_desk.wording
    if not wording.entries or place.question.type not in WRITTEN:
        return ""
    rows = {audience_of(at_desk.compiled.form, one) for one in (place.group, place.question) if one is not None}
    text = (at_desk.draft.typed.get(place.name) or ("",))[-1]
    return "" if rows & wording.silent_in or len(text) > LONGEST_READ else text


def _plain(word: str) -> str:
    """One word however it is spaced and whatever its capitals."""
    return " ".join(word.lower().replace("’", "'").split())


def _left_alone(at_desk: Desk, name: str, word: str) -> bool:
    """Kept in this answer, not to be offered to this writer again, or the person's own word for themselves."""
    kept = f"{name} {word}" in at_desk.draft.typed.get(KEPT, ())
    return kept or word in at_desk.wording.quiet or any(word in own for own in at_desk.wording.own)


def _offer(at_desk: Desk, name: str, text: str, hurt: Hurt) -> Offer:
    entry, end = hurt.entry, hurt.start + len(hurt.word)
    called = at_desk.wording.called
    return Offer(
        name=name,
        word=hurt.word,
        before=_cut(text[max(hurt.start - AROUND, 0) : hurt.start], hurt.start > AROUND, "", " "),
        after=_cut(text[end : end + AROUND], len(text) > end + AROUND, " ", ""),
        tries=entry.tries(hurt.language),
        in_place=entry.in_place,
        because=entry.because.said(language()),
        ask=entry.ask.said(language()) if entry.ask else "",
        example=entry.example.said(language()).replace("{name}", called or "Emrys") if entry.example else "",
        opens=_opens(at_desk, entry.opens) if entry.opens else "",
        theirs=any(entry is one for one in at_desk.wording.theirs)
        or (entry.example is not None and at_desk.wording.calls),
    )


def _cut(text: str, more: bool, before: str, after: str) -> str:
    """A piece of a sentence in one line, cut at a word and with … where there is more."""
    words = re.split(r"\s+", text)
    if more and len(words) > 1:
        words = words[1:] if after else words[:-1]
    cut = " ".join(words)
    return (f"…{cut}" if after else f"{cut}…") if more else cut


def _opens(at_desk: Desk, ref: str) -> str:
    """Where a conversation begins that helps to find out; nothing where the home does not use that module."""
    if at_desk.house.catalogue(at_desk.home.id).get("workflow", ref) is None or at_desk.subject is None:
        return ""
    try:
        return url_for("workflows.new", home_id=at_desk.home.id, ref=ref, subject=at_desk.subject.id)
    except BuildError:
        return ""


def beside(at_desk: Desk, reading: Reading) -> dict[str, Laid]:
    """Input name → the offers that stand beside it, as markup."""
    found: dict[str, list[Offer]] = {}
    for one in offers(at_desk, reading):
        found.setdefault(one.name, []).append(one)
    told = [(Response.kind, id) for id in at_desk.wording.told_in]
    return {name: Laid(_markup(name, of), told if any(one.theirs for one in of) else ()) for name, of in found.items()}


def _markup(name: str, found: list[Offer]) -> Markup:
    return Markup(render_template("forms/wording.html", name=name, offers=found))  # noqa: S704 - our own template


# -- what a button does ----------------------------------------------------------------------------------------------


def pressed(at_desk: Desk, tx: Tx, typed: Typed, said: str) -> tuple[Typed, str]:
    """What was typed, once a button beside it was pressed, and the question it stands by.

    `said` is `use:number:name:word`, `keep:name:word` or `never:name:word`. What the answer no longer says is left alone.
    """
    known = {place.name for place in at_desk.reading(typed).places}
    what, _, rest = said.partition(":")
    if what == "use":
        number, _, rest = rest.partition(":")
        name, _, word = rest.partition(":")
        return (_used(at_desk, typed, name, word, number), name) if name in known else (typed, "")
    name, _, word = rest.partition(":")
    word = _plain(word)
    if name not in known or not 0 < len(word) <= LONGEST_WORD:
        return typed, ""
    if what == "keep":
        kept = dict.fromkeys((*typed.get(KEPT, ()), f"{name} {word}"))
        return {**typed, KEPT: tuple(kept)[-MOST_KEPT:]}, name
    if what == "never":
        quiet = QuietWords.get(tx, at_desk.writer.id) or QuietWords(id=at_desk.writer.id, person=at_desk.writer.id)
        words = tuple(dict.fromkeys((*quiet.words, word)))[-MOST_KEPT:]
        replace(quiet, words=words).keep(tx)
    return typed, name


def _used(at_desk: Desk, typed: Typed, name: str, word: str, number: str) -> Typed:
    """The answer with the other words in the place of each of those; what stands in quotation marks stays."""
    text = (typed.get(name) or ("",))[-1]
    wanted = _plain(word)
    found = [one for one in find_hurt(text, at_desk.wording.entries, writing=True) if _plain(one.word) == wanted]
    for hurt in reversed(found):
        tries = hurt.entry.tries(hurt.language)
        if hurt.entry.in_place and number in map(str, range(len(tries))):
            other = tries[int(number)]
            text = text[: hurt.start] + _as_written(hurt.word, other) + text[hurt.start + len(hurt.word) :]
    return {**typed, name: (text,)} if found else typed


def _as_written(word: str, other: str) -> str:
    """The other words, with a capital where the word had one."""
    return other[:1].upper() + other[1:] if word[:1].isupper() and not word.isupper() else other
