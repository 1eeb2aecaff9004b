"""Every page of a lived-in home, opened by those who may: whose words stand on it and which looks it left are the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import unquote_plus

import pytest

import forms.shown
from core import accounts, homes, replay, testing
from core.clock import SystemClock
from core.looks import Looks
from core.stores.memory import MemoryStore
from tests.browser.site import Site
from tests.browser.walking import walk
from tests.security.showing import (
    Record,
    claimed_looks,
    drafts_begun,
    everything_told,
    hidden_looks,
    of_definitions,
    plain,
)

pytestmark = pytest.mark.slow

HOME = "hafan_y_gilfach"
VIEWERS = {"ffion": "Ffion", "bethan": "Bethan", "carys": "Carys Bowen", "marek": "Marek", "emrys": "Emrys Bowen"}
DRAFTS = {"ffion": 0, "bethan": 2, "carys": 2, "marek": 1, "emrys": 1}
"""So many drafts somebody begins in each conversation, where they can."""


@dataclass
class Opened:
    """One page that was opened: by whom, where, its words, and the looks it left."""

    who: str
    path: str
    page: str
    noted: set[Record]


@dataclass
class Seen:
    """Everything that was opened, and what is known of the home."""

    site: Site
    pages: list[Opened] = field(default_factory=list)

    def id(self, who: str) -> str:
        """A viewer's id."""
        return self.site.person(HOME, VIEWERS[who]).id


@pytest.fixture(scope="module")
def seen():
    clock = SystemClock()
    house = testing.house(clock=clock, store=MemoryStore(clock))
    replay.replay_all(house)
    found = Seen(Site("", house, testing.app(house)))
    account = {name: found.site.account(name) for name in VIEWERS if name != "emrys"}
    account["emrys"] = accounts.create(house, "emrys").id
    homes.give_account(house, HOME, found.id("emrys"), account["emrys"])
    noted: set[Record] = set()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Looks, "note", lambda self, home, by, kind, id: noted.add((kind, id)))
        for who in VIEWERS:
            seeds = [f"/h/{HOME}/", *drafts_begun(found.site, account[who], HOME, DRAFTS[who])]
            noted.clear()
            for stop, html in walk(found.site, who, account[who], seeds):
                found.pages.append(Opened(who, stop.path, plain(html), set(noted)))
                noted.clear()
    return found


@pytest.fixture(scope="module")
def told(seen):
    return everything_told(seen.site.house, HOME)


@pytest.fixture(scope="module")
def nobodys(seen):
    return of_definitions(seen.site.house, HOME)


def test_whoever_is_shown_words_of_somebody_else_has_left_a_look(seen, told, nobodys):
    hidden = [
        f"{one.who} {one.path}: {words}"
        for one in seen.pages
        for words in hidden_looks(one.page, told, one.noted, seen.id(one.who), nobodys + plain(unquote_plus(one.path)))
    ]
    assert hidden == [], "\n".join(hidden)


def test_no_look_is_noted_at_what_was_not_shown(seen, told):
    claimed = [
        f"{one.who} {one.path}: {words}"
        for one in seen.pages
        for words in claimed_looks(one.path, one.page, told, one.noted)
    ]
    assert claimed == [], "\n".join(claimed)


def test_the_walk_meets_words_of_others_on_pages_of_every_kind(seen, told, nobodys):
    shown = {
        seen.site.endpoint(one.path)
        for one in seen.pages
        if hidden_looks(one.page, told, set(), seen.id(one.who), nobodys)
    }
    assert shown >= {
        "today",
        "person",
        "workflows.case",
        "workflows.board",
        "forms.answers",
        "forms.draft",
        "forms.paper",
    }


def test_a_page_that_forgets_its_looks_is_found(seen, told, nobodys, monkeypatch):
    board = next(
        one for one in seen.pages if "/boards/" in one.path and any(kind == "response" for kind, _ in one.noted)
    )
    noted: set[Record] = set()
    monkeypatch.setattr(Looks, "note", lambda self, home, by, kind, id: noted.add((kind, id)))
    monkeypatch.setattr(forms.shown, "shown", lambda kind, id: None)
    browser = testing.browser(seen.site.house, seen.site.account(board.who), seen.site.app)
    page = plain(browser.get(board.path).text)
    assert hidden_looks(page, told, noted, seen.id(board.who), nobodys)


def test_a_look_too_much_is_found(seen, told):
    board = next(one for one in seen.pages if "/boards/" in one.path)
    another = next(one for one in told if one.its_own and not any(said in board.page for said in one.said))
    assert claimed_looks(board.path, board.page, told, board.noted | {("response", another.id)})
