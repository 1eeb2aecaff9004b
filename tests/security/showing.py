"""What a page shows of whom, found in its markup, beside the looks that it left: what is missing, and what is too much."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

from core import testing
from core.house import House
from core.web.languages import Speech, speaking
from forms.drafts import compiled_of
from forms.records import Response
from forms.shown import version_words
from forms.wording.offers import WRITTEN
from tests.browser.site import Site
from workflows.records import Case

SHORTEST = 12
"""Fewer letters stand in too many places to say whose they are."""
Record = tuple[str, str]


@dataclass(frozen=True)
class Told:
    """One response: whom it is about and by, every answer as a page would say it, and which of its words are nobody else's."""

    id: str
    persons: frozenset[str]
    speaker: str
    case: str
    said: tuple[str, ...]
    its_own: tuple[str, ...]


def plain(html: str) -> str:
    """The words of a page, its attributes too, in small letters and with single spaces."""
    return " ".join(unescape(re.sub(r"<(?:br|/?tspan)[^>]*>", " ", html)).casefold().split())


def everything_told(house: House, home: str) -> list[Told]:
    """Every response of a home."""
    with house.store.read(home) as tx:
        sent = Response.find(tx)
        kept = {one.id: compiled_of(house, home, tx, one.form_hash) for one in sent}
    with speaking(Speech("en")):
        pieces = {one.id: tuple(_pieces(kept[one.id], one)) for one in sent}
    written = {one.id: tuple(_written(kept[one.id].form.questions(), one)) for one in sent}
    often: dict[str, int] = {}
    for words in written.values():
        for one in set(words):
            often[one] = often.get(one, 0) + 1
    return [
        Told(
            one.id,
            frozenset(filter(None, (one.subject, one.person))),
            one.person or "",
            one.case or "",
            pieces[one.id],
            tuple(said for said in written[one.id] if len(said) >= SHORTEST and often[said] == 1),
        )
        for one in sent
    ]


def of_definitions(house: House, home: str) -> str:
    """Every word that stands in a definition of a home: what is found there is nobody's."""
    with house.store.read(home) as tx:
        found = house.catalogue(home, tx).definitions.values()
    return " ".join(
        f"{text} {text.replace('_', ' ')}" for text in (one.definition.model_dump_json().casefold() for one in found)
    )


def _pieces(compiled: Any, sent: Response) -> Iterator[str]:
    for question in compiled.form.questions():
        for version in sent.answers.get(question.id, ()):
            yield from _said(version_words(compiled, question, version, "en"))
            yield from _texts(version.value)


def _written(questions: Any, sent: Response) -> Iterator[str]:
    """What somebody wrote in words of their own."""
    for question in questions:
        last = sent.last(question.id)
        if last is None or not last.answered:
            continue
        if question.type in WRITTEN:
            yield from _said(last.value)
        for inner in question.questions:
            for row in last.value if inner.type in WRITTEN else ():
                yield from _said(row["answers"].get(inner.id) or "")


def _said(words: str) -> Iterator[str]:
    for line in words.splitlines():
        for piece in (line, *line.split(" · ")):
            if said := " ".join(piece.casefold().split()):
                yield said


def _texts(value: Any) -> Iterator[str]:
    """Every text in a value: what somebody wrote, and ids of options as they are read aloud."""
    if isinstance(value, str):
        yield from _said(value.replace("_", " "))
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from _said(str(key).replace("_", " "))
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)


def hidden_looks(page: str, told: list[Told], noted: set[Record], viewer: str, common: str) -> list[str]:
    """Words of somebody else on a page that left no look at them.

    `common` are the words of definitions: what stands there is nobody's.
    """
    found = []
    for one in told:
        if one.speaker == viewer or one.persons == {viewer}:
            continue
        words = next((said for said in one.its_own if said in page and said not in common), None)
        if words is not None and ("response", one.id) not in noted:
            found.append(f"“{words}” is shown and no look at it is noted")
    return found


def claimed_looks(path: str, page: str, told: list[Told], noted: set[Record]) -> list[str]:
    """Looks that a page left at what it does not show."""
    by_id = {one.id: one for one in told}
    found = []
    for kind, id in noted:
        if kind == "response":
            shows = id in page or any(said in page for said in by_id[id].said)
        else:  # a conversation, a person or an offer is named in the page's address, or in one that the page leads to
            shows = id in path or id in page
        if not shows:
            found.append(f"a look at the {kind} {id} is noted and it is not shown")
    return found


def drafts_begun(site: Site, account: str, home: str, most: int) -> list[str]:
    """Pages of drafts that somebody begins in the conversations they may open, where others have spoken before."""
    browser = testing.browser(site.house, account, site.app)
    with site.house.store.read(home) as tx:
        cases = [one.id for one in Case.find(tx, {"closed": False})]
    begun: list[str] = []
    for id in cases:
        answer = browser.get(f"/h/{home}/cases/{id}")
        asked = re.findall(
            r'action="([^"]+/answer)".*?name="form" value="([^"]+)".*?name="seat" value="([^"]+)"',
            answer.text,
            re.DOTALL,
        )
        for action, form, seat in asked[:most]:
            draft = browser.post(action, {"form": form, "seat": seat})
            if draft.status_code == 303:
                places = re.findall(rf"{draft.location}\?at=(\w+)", browser.get(f"{draft.location}?at=_check").text)
                begun += [
                    draft.location,
                    f"{draft.location}?at=_check",
                    *(f"{draft.location}?at={at}" for at in places),
                ]
    return begun
