"""One person's own turn, through the pages: it begins when they say so, and is open to their circle alone."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from core import testing


def words(answer: Any) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)))


class Stall:
    """Dilys would like a stall at the summer fair; Bethan, who is in her circle, writes it down with her."""

    def __init__(self) -> None:
        self.house = testing.house()
        self.cast = testing.home_with_cast(self.house, modules=["leap", "exchange", "risk_benefit", "stories"])
        self.app = testing.app(self.house)
        dilys = {"ref": "leap.my_turn", "subject": self.cast.people["dilys"].id}
        self.bethan = self.browser("bethan")
        self.at = self.bethan.post("/h/hafan/cases/new", dilys).headers["Location"]
        self.seat = re.findall(r'name="seat" value="([^"]+)"', self.bethan.get(self.at).text)[0]

    def browser(self, who: str) -> testing.Browser:
        return testing.browser(self.house, self.cast.accounts[who], self.app)

    def move(self, way: str) -> str:
        return words(self.bethan.post(f"{self.at}/move", {"transition": way}, follow_redirects=True))

    def hope(self, **hope: Any) -> str:
        self.bethan.answer(self.at, "leap_difference", {"differences": [hope]}, self.seat)
        return self.move("choose_signs")

    def chosen(self) -> None:
        self.hope(different="I have a stall at the summer fair")
        signs = [{"sign": "Somebody asks the price", "is_now": "not_yet"}]
        self.bethan.answer(self.at, "leap_signs", {"signs": signs, "first_step": "Ask about a table"}, self.seat)

    def yes(self) -> None:
        assert self.bethan.post(f"{self.at}/sign", {"line": "voice:resident", "how": "said"}).status_code == 303


@pytest.fixture
def stall() -> Stall:
    return Stall()


def test_a_stall_at_the_fair_begins_with_her_own_yes_and_ends_with_what_she_learnt(stall):
    stall.chosen()
    assert "Dilys Rees has not said yes to this with their own mark." in stall.move("begin")
    stall.yes()
    assert "Where we are: Along the way" in stall.move("begin")
    stall.bethan.answer(stall.at, "leap_along", {"doing_it": "partly", "surprise": "Old scales"}, "again")
    stall.move("learn")
    assert "has no answer yet" in stall.move("rest")
    learnt = {"how_far": [{"is_now": "there"}], "we_learnt": "People still know my voice."}
    stall.bethan.answer(stall.at, "leap_learn", learnt, stall.seat)
    said = stall.move("next_turn")
    assert "“Somebody asks the price” was: not yet; now: it is like that." in said
    assert "A turn of my own" in said


def test_what_came_of_the_stall_is_told_as_a_story_of_hers_that_leads_back_to_her_turn(stall):
    stall.chosen()
    stall.yes()
    for way in ("begin", "learn"):
        stall.move(way)
    learnt = {"how_far": [{"is_now": "there"}], "we_learnt": "People still know my voice."}
    stall.bethan.answer(stall.at, "leap_learn", learnt, stall.seat)
    stall.move("tell_story")
    dilys = stall.browser("dilys")
    page = dilys.get(stall.at).text
    (story,) = {path for path in re.findall(r'href="(/h/hafan/cases/[0-9a-f]{32})"', page) if path != stall.at}
    told = dilys.get(story)
    assert "Dilys Rees" in words(told)
    assert f'href="{stall.at}"' in told.text


def test_something_to_buy_is_asked_about_once_more(stall):
    assert "If that happened, what would be different?" in stall.hope(different="Buy a radio")
    assert "Where we are: How I would know" in stall.hope(different="Buy a radio", and_then="I hear the rugby")


def test_it_is_open_to_her_and_her_circle_and_to_nobody_else(stall):
    stall.chosen()
    for who in ("dilys", "bethan", "sian"):
        assert "Somebody asks the price" in words(stall.browser(who).get(stall.at))
    for who in ("carys", "owen", "huw", "gwilym", "rhodri"):
        assert stall.browser(who).get(stall.at).status_code == 404
