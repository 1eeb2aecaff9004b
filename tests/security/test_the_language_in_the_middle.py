"""Somebody changes the language while they are typing: on every page where anybody types, each word stays in its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pytest

from core import testing
from tests.security.conftest import World
from tests.security.crawling import Presser, crawl

TYPED_INTO = {
    "worried_home", "sign_in", "somebody_new", "somebody", "forms.tool_text", "forms.draft",
    "workflows.new", "workflows.case", "workflows.shifts", "check_ins.ask", "shared", "home_shares", "worry_readers",
}  # fmt: skip
"""The pages on which somebody types or chooses; a new one is looked at as soon as a link leads there, and belongs here."""
_NO_TYPING = ("hidden", "submit", "button", "password", "file")


@dataclass
class Box:
    """One form of a page: where it goes, and its fields as a browser would send them."""

    id: str
    action: str
    fields: list[list[str]] = field(default_factory=list)
    texts: list[int] = field(default_factory=list)
    types: bool = False


class Read(HTMLParser):
    """The forms of a page's main part, and the form that the language button sends."""

    def __init__(self, text: str, here: str) -> None:
        super().__init__()
        self.here, self.boxes, self.box = here, list[Box](), None
        self.button: dict[str, Any] = {}
        self.way, self.main, self.area = "", False, False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given: dict[str, Any] = dict(attrs)
        name = given.get("name", "")
        if tag == "main":
            self.main = True
        elif name in ("_here", "next"):
            self.way = given["value"]
        elif tag == "button" and name in ("_language", "lang"):
            self.button = given
        elif tag == "form" and self.main and given.get("method") == "post":
            self.box = Box(given.get("id", ""), given.get("action") or self.here)
            self.boxes.append(self.box)
        elif self.box is not None and tag in ("input", "textarea", "select") and name:
            self._field(tag, given)
        elif self.box is not None and tag == "option" and "selected" in given:
            self.box.fields[-1][1] = given.get("value", "")

    def _field(self, tag: str, given: dict[str, Any]) -> None:
        assert self.box is not None
        kind = given.get("type", "text") if tag == "input" else tag
        if kind in ("password", "submit") or given["name"] == "csrf_token":
            return
        seen = kind not in _NO_TYPING and "hidden" not in given
        self.box.types |= seen
        if kind in ("checkbox", "radio") and "checked" not in given:
            return
        if seen and kind in ("text", "textarea"):
            self.box.texts.append(len(self.box.fields))
        self.area = tag == "textarea"
        self.box.fields.append([given["name"], given.get("value", "")])

    def handle_data(self, data: str) -> None:
        if self.box is not None and self.area:
            self.box.fields[-1][1] += data

    def handle_endtag(self, tag: str) -> None:
        self.area = False
        if tag == "form":
            self.box = None


def _typing(page: Read, number: int) -> list[tuple[str, str]]:
    """A mark typed into every text of the page: (where the form goes, the mark)."""
    marks = []
    for box in page.boxes:
        for at in box.texts:
            number += 1
            box.fields[at][1] = f"Zq{number}zq <é> & «w»"
            marks.append((box.action, box.fields[at][1]))
    return marks


def _press(presser: Presser, page: Read) -> Any:
    """The language button as a browser presses it: its form, and with scripts every other form along with it."""
    sent = next((box for box in page.boxes if box.id and box.id == page.button.get("form")), None)
    data: dict[str, Any] = {page.button["name"]: "cy"}
    data["_here" if sent else "next"] = page.way
    for name, value in sent.fields if sent else []:
        data.setdefault(name, []).append(value)
    for number, box in enumerate(one for one in page.boxes if one is not sent and one.types):
        data[f"_also.{number}"] = box.action
        for name, value in box.fields:
            data.setdefault(f"_also.{number}.{name}", []).append(value)
    return presser.post(sent.action if sent else "/language", data)


def _pages(world: World, name: str) -> dict[str, tuple[str, str]]:
    """Endpoint → one page of it on which somebody types, with its text."""
    browser = world.browser(name) if name else world.stranger()
    begun = Presser(browser).post(f"{world.url()}/answer", {"form": "invite", "seat": "together"}) if name else None
    start = ["/", "/sign-in", "/h/hafan/", "/h/hafan/worried", "/h/hafan/household"]
    found: dict[str, tuple[str, str]] = {}
    adapter = testing.app(world.house).url_map.bind("localhost")
    for path, text in crawl(browser, [*start, *([begun.location] if begun and begun.location else [])]).items():
        if text and any(box.types for box in Read(text, path).boxes):
            endpoint, _ids = adapter.match(path.partition("?")[0], method="GET")
            found.setdefault(endpoint, (path, text))
    return found


Pages = dict[str, dict[str, tuple[str, str]]]
WHO = {"a carer": "bethan", "the manager": "mair", "nobody signed in": ""}


@pytest.fixture(scope="module")
def looked_at(built: World) -> Pages:
    return {who: _pages(built, name) for who, name in WHO.items()}


@pytest.mark.parametrize("who", WHO)
def test_every_word_stays_in_its_place_on_every_page(built: World, looked_at: Pages, who: str) -> None:
    presser = Presser(built.browser(WHO[who]) if WHO[who] else built.stranger())
    lost = []
    for endpoint, (path, _text) in looked_at[who].items():
        page = Read(presser.browser.get(path).text, path)
        marks = _typing(page, 0)
        answer = _press(presser, page)
        while answer.status_code == 303:
            answer = presser.browser.get(answer.location)
        if answer.status_code != 200 or '<html lang="cy"' not in answer.text:
            lost.append(f"{endpoint}: {answer.status_code}, not in Welsh")
        found = Read(answer.text, path)
        now = [(box.action, box.fields[at][1].removeprefix("\n")) for box in found.boxes for at in box.texts]
        lost += [f"{endpoint}: {mark}" for mark in marks if mark not in now]
        presser.post("/language", {"lang": "en"})
    assert lost == []


@pytest.mark.parametrize("who", WHO)
def test_a_page_with_one_form_keeps_its_words_without_scripts_too(looked_at: Pages, who: str) -> None:
    without = [
        endpoint
        for endpoint, (path, text) in looked_at[who].items()
        for page in [Read(text, path)]
        if len([box for box in page.boxes if box.types]) == 1
        and page.button.get("form") not in [box.id for box in page.boxes if box.types]
    ]
    assert without == []


def test_these_are_the_pages_on_which_somebody_types(looked_at: Pages) -> None:
    assert {endpoint for pages in looked_at.values() for endpoint in pages} == TYPED_INTO


def test_what_a_page_was_sent_to_do_is_not_done_when_only_the_language_changes(built: World) -> None:
    presser, before = Presser(built.browser("bethan")), built.case()
    seat = before.seats[0].id
    press = {
        "_language": "cy",
        "_here": f"workflows.case?home_id=hafan&case_id={before.id}",
        "seat": seat,
        "way": "Lluniau",
    }
    answer = presser.post(f"{built.url()}/tried", press)
    assert 'value="Lluniau"' in answer.text
    assert built.case() == before


def test_words_whose_page_is_gone_are_shown_to_be_copied(built: World) -> None:
    presser = Presser(built.browser("bethan"))
    gone = {"_language": "cy", "_here": "workflows.case?home_id=hafan&case_id=none", "why": "Mae hi'n hapus yno."}
    answer = presser.post(f"{built.url()}/move", gone)
    assert (answer.status_code, "Mae hi&#39;n hapus yno." in answer.text) == (200, True)
    assert '<html lang="cy"' in answer.text


def test_no_password_comes_back_with_the_page(built: World) -> None:
    presser = Presser(built.stranger())
    answer = presser.post("/sign-in", {"_language": "cy", "name": "bethan", "password": "three green hens"})
    assert 'value="bethan"' in answer.text
    assert "three green hens" not in answer.text


def test_words_that_wait_for_a_sign_in_wait_in_the_other_language_too(built: World) -> None:
    presser = Presser(built.stranger())
    held = presser.post(f"{built.url()}/move", {"transition": "invite_people", "why": "Nobody else is here."})
    assert held.status_code == 401
    page = Read(held.text, "/sign-in")
    answer = _press(presser, page)
    assert '<html lang="cy"' in answer.text
    assert Read(answer.text, "/sign-in").boxes[0].fields == page.boxes[0].fields
    assert "Nobody else is here." in answer.text


def test_words_that_are_only_shown_are_shown_in_the_other_language_too(built: World) -> None:
    presser = Presser(built.browser("bethan"))
    shown = presser.post("/h/hafan/drafts/none", {"_at": "wish", "_go": "next", "wish": "To see the sea & more"})
    answer = _press(presser, Read(shown.text, ""))
    assert '<html lang="cy"' in answer.text
    assert "To see the sea &amp; more" in answer.text
