"""Turns of learning, through the pages: who must be at the table, what is asked once more, and that none ends unlearnt."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from core import testing

WHY = {"noticed": "Thirteen heavy moments at noon", "touches": ["resident", "staff"], "one_persons_story": "no"}
FAMILY_MEAL = {"different": "We eat like a family", "for_whom": ["resident", "staff"], "which_sense": "belonging"}
GRAVY = {"sign": "Someone passes the gravy", "chosen_by": ["resident"], "is_now": "not_yet"}
SERVE = {"steps": [{"step": "Those who like to, lay and serve", "needs": ["time"]}], "limits_somebody": "no"}
LEARNT = {
    "how_far": [{"is_now": "mostly", "what_we_see": "Two tables of three"}],
    "better_for": ["resident", "staff"],
    "not_for": "Not yet where it is loud by the door.",
    "we_learnt": "Serving ourselves slows the room down.",
    "tell_another_home": "Begin with one table.",
    "what_now": "change",
}


def words(answer: Any) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)))


class Turn:
    """A turn that somebody has begun, as they and the others see it in their browsers."""

    def __init__(self, by: str, about: str = "Noon") -> None:
        self.house = testing.house()
        self.cast = testing.home_with_cast(self.house, modules=["leap", "exchange", "risk_benefit"])
        self.app = testing.app(self.house)
        self.by = self.browser(by)
        self.at = self.by.post("/h/hafan/cases/new", {"ref": "leap.leap", "about": about}).headers["Location"]

    def browser(self, who: str) -> testing.Browser:
        return testing.browser(self.house, self.cast.accounts[who], self.app)

    def seat(self, who: str, voice: str) -> None:
        person = self.cast.people[who].id
        assert self.by.post(f"{self.at}/seat", {"voice": voice, "person": person}).status_code == 303

    def move(self, way: str, by: testing.Browser | None = None) -> str:
        """Press, and read what the page says afterwards."""
        return words((by or self.by).post(f"{self.at}/move", {"transition": way}, follow_redirects=True))

    def yes(self, voice: str, who: str | None = None) -> None:
        whose = {"person": self.cast.people[who].id} if who else {}
        noted = self.by.post(f"{self.at}/sign", {"line": f"voice:{voice}", "how": "said", **whose})
        assert noted.status_code == 303

    def reads(self, who: str = "") -> str:
        return words((self.browser(who) if who else self.by).get(self.at))

    def read_everywhere(self, who: str = "") -> str:
        """The page of the turn, and every page of answers that it leads to."""
        browser = self.browser(who) if who else self.by
        page = browser.get(self.at)
        paths = sorted(set(re.findall(r'href="(/h/hafan/answers/[0-9a-f]+)"', page.text)))
        return " ".join(words(answer) for answer in (page, *map(browser.get, paths)))

    def to_signs(self, *differences: dict[str, Any]) -> str:
        self.by.answer(self.at, "leap_why", WHY)
        self.move("hope")
        self.by.answer(self.at, "leap_difference", {"differences": list(differences or (FAMILY_MEAL,))})
        return self.move("choose_signs")

    def to_doing(self) -> None:
        self.seat("dilys", "resident")
        self.to_signs()
        self.by.answer(self.at, "leap_signs", {"signs": [GRAVY]})
        assert "Where we are: What we do" in self.move("plan")

    def to_along(self) -> None:
        self.to_doing()
        self.by.answer(self.at, "leap_do", SERVE)
        self.yes("resident")
        assert "Where we are: Along the way" in self.move("start_doing")


@pytest.fixture
def turn() -> Turn:
    return Turn("sian")


def test_calmer_dinners_go_once_round_and_lead_to_the_next_turn(turn):
    turn.to_along()
    begun = turn.read_everywhere("dilys")
    for said in ("Thirteen heavy moments at noon", "We eat like a family", "Those who like to, lay and serve"):
        assert said in begun
    turn.by.answer(turn.at, "leap_along", {"doing_it": "partly", "surprise": "Gwilym carries the bread"}, "again")
    turn.move("learn")
    turn.by.answer(turn.at, "leap_learn", LEARNT)
    assert "“Someone passes the gravy” was: not yet; now: mostly." in turn.reads()
    assert "Not yet where it is loud by the door." in turn.read_everywhere("dilys")
    turn.yes("resident")
    done = turn.by.post(f"{turn.at}/move", {"transition": "next_turn"}, follow_redirects=True)
    assert "This turn has come round: “On to the next turn”." in words(done)
    (following,) = {path for path in re.findall(r'href="(/h/hafan/cases/[0-9a-f]{32})"', done.text) if path != turn.at}
    second = words(turn.by.get(following))
    assert "We are at “Noticing”; one turn led to it." in second
    assert "Serving ourselves slows the room down." in second


def test_something_to_buy_is_asked_about_once_more():
    turn = Turn("mair", "Tablets")
    turn.seat("dilys", "resident")
    buy = {"different": "Buy tablets", "for_whom": ["resident"]}
    said = turn.to_signs(buy)
    assert "One of these is something to do. If that happened, what would be different for people?" in said
    assert "Where we are: What would be different" in said
    turn.by.answer(turn.at, "leap_difference", {"differences": [{**buy, "and_then": "I see my sister on Sundays"}]})
    assert "Where we are: How we would know" in turn.move("choose_signs")


def test_at_four_in_the_morning_one_turn_holds_what_differs_for_the_night_and_for_whoever_is_awake():
    turn = Turn("owen", "A cup of tea at four")
    turn.seat("dilys", "resident")
    turn.to_signs(
        {"different": "Being awake is company", "for_whom": ["resident"], "which_sense": "security"},
        {"different": "The night has a good hour", "for_whom": ["staff"], "which_sense": "purpose"},
    )
    kettle = {"sign": "The kettle at four", "chosen_by": ["resident"], "is_now": "some"}
    laugh = {"sign": "Somebody laughed", "chosen_by": ["resident"], "is_now": "not_yet"}
    turn.by.answer(turn.at, "leap_signs", {"signs": [kettle, laugh]})
    said = turn.move("plan")
    assert "“The night has a good hour” has no sign yet that was chosen by somebody it touches." in said
    assert "“Being awake is company” has no sign" not in said
    turn.by.answer(turn.at, "leap_signs", {"signs": [kettle, {**laugh, "chosen_by": ["staff"]}]})
    assert "Where we are: What we do" in turn.move("plan")
    both = "“The kettle at four”, before we begin: a little; “Somebody laughed”, before we begin: not yet."
    assert both in turn.reads()


def test_no_turn_closes_before_it_is_written_what_was_learnt(turn):
    turn.to_along()
    turn.by.answer(turn.at, "leap_along", {"doing_it": "yes"}, "again")
    turn.move("learn")
    turn.yes("resident")
    for way in ("rest", "share", "next_turn"):
        said = turn.move(way)
        assert "“What did we learn?” has no answer yet" in said
        assert "Where we are: What we learnt" in said


def test_a_turn_that_stops_early_says_what_it_taught_first(turn):
    turn.seat("carys", "family")
    turn.move("stop_here")
    turn.yes("family")
    assert "“What did we learn?” has no answer yet" in turn.move("rest")
    turn.by.answer(turn.at, "leap_learn", {"we_learnt": "It was the door, not the noon.", "what_now": "stop_kindly"})
    turn.yes("family")
    assert "This turn has come round: “At rest”." in turn.move("rest")


def test_the_manager_alone_neither_begins_nor_closes():
    turn = Turn("mair")
    assert "at least two of us three groups" in turn.to_signs()
    turn.seat("carys", "family")
    turn.move("choose_signs")
    turn.by.answer(turn.at, "leap_signs", {"signs": [{**GRAVY, "chosen_by": ["staff"]}]})
    turn.move("plan")
    turn.by.answer(turn.at, "leap_do", SERVE)
    said = turn.move("start_doing")
    assert "Family or friend has not said yes to this with their own mark." in said
    assert "Where we are: What we do" in said
    turn.yes("family")
    turn.move("start_doing")
    turn.by.answer(turn.at, "leap_along", {"doing_it": "yes"}, "again")
    turn.move("learn")
    turn.by.answer(turn.at, "leap_learn", LEARNT)
    assert "Family or friend has not said yes to this with their own mark." in turn.move("rest")
    turn.yes("family")
    assert "This turn has come round" in turn.move("rest")


def test_family_at_the_table_moves_a_turn_that_they_chair(turn):
    turn.seat("carys", "family")
    turn.by.answer(turn.at, "leap_why", WHY)
    assert "Where we are: What would be different" in turn.move("hope", turn.browser("carys"))


def test_whoever_has_no_place_moves_nothing(turn):
    assert "This is for whoever leads this conversation" in turn.move("stop_here", turn.browser("huw"))


def test_one_persons_story_comes_in_with_their_yes(turn):
    mine = {"noticed": "Somebody at the door at ten", "one_persons_story": "yes"}
    turn.by.answer(turn.at, "leap_why", {**mine, "they_said_yes": "not_yet"})
    assert "they have not said yes to its being told here" in turn.move("hope")
    turn.by.answer(turn.at, "leap_why", {**mine, "they_said_yes": "yes"})
    assert "Where we are: What would be different" in turn.move("hope")


def test_what_would_limit_two_people_is_looked_at_with_each_on_their_own_page(turn):
    turn.to_doing()
    each = [turn.cast.people["dilys"].id, turn.cast.people["gwilym"].id]
    limits = {"steps": [{"step": "Close the lounge at noon"}], "limits_somebody": "yes", "whom_it_limits": {"id": each}}
    turn.by.answer(turn.at, "leap_do", {**limits, "looked_with_each": "not_yet"})
    turn.yes("resident")
    assert "has not been looked at with each of those it limits" in turn.move("start_doing")
    turn.move("look_with_each")
    page = turn.by.get(turn.at).text
    opened = {path for path in re.findall(r'href="(/h/hafan/cases/[0-9a-f]{32})"', page) if path != turn.at}
    about = sorted(re.findall(r"(\w+ \w+): Noon", words(turn.by.get(path)))[0] for path in opened)
    assert about == ["Dilys Rees", "Gwilym Hughes"]


def test_whom_it_would_limit_is_read_by_name_only_by_those_who_lead_and_the_manager(turn):
    turn.to_doing()
    limits = {"steps": [{"step": "Close the lounge at noon"}], "limits_somebody": "yes"}
    gwilym = {"whom_it_limits": {"id": turn.cast.people["gwilym"].id}}
    turn.by.answer(turn.at, "leap_do", {**limits, **gwilym})

    def reads(who: str) -> str:
        browser = turn.browser(who)
        page = browser.get(turn.at)
        paths = set(re.findall(r'href="(/h/hafan/answers/[0-9a-f]+)"', page.text))
        return " ".join(words(browser.get(path)) for path in sorted(paths))

    assert "Gwilym Hughes" in reads("sian")
    assert "Gwilym Hughes" in reads("mair")
    for who in ("carys", "huw", "owen", "rhodri", "dilys"):
        assert "Gwilym" not in reads(who)


def test_a_turn_that_is_begun_tells_the_manager_what_it_may_need(turn):
    turn.to_along()
    mair = words(turn.browser("mair").get("/h/hafan/"))
    assert "A turn of learning has begun. It may need time, money or permission from you." in mair


def test_a_month_later_the_turn_comes_up_again(turn):
    turn.to_along()
    turn.house.clock.forward(days=31)
    assert "Time to look again: A turn of learning together" in turn.reads("sian")


def test_two_hopes_become_two_small_tries_whose_signs_stand_side_by_side(turn):
    turn.seat("dilys", "resident")
    turn.by.answer(turn.at, "leap_why", WHY)
    turn.move("hope")
    later = {"different": "We eat at one", "for_whom": ["resident"]}
    early = {"different": "Noon stays noon", "for_whom": ["staff"]}
    turn.by.answer(turn.at, "leap_difference", {"differences": [later], "see_it_differently": "yes"})
    assert "two small tries, and we compare the signs" in turn.move("choose_signs")
    turn.by.answer(turn.at, "leap_difference", {"differences": [later, early], "see_it_differently": "yes"})
    turn.move("choose_signs")
    signs = [
        {"sign": "Plates come back empty", "chosen_by": ["resident"], "is_now": "some"},
        {"sign": "Nobody runs", "chosen_by": ["staff"], "is_now": "mostly"},
    ]
    turn.by.answer(turn.at, "leap_signs", {"signs": signs})
    assert (
        "“Plates come back empty”, before we begin: a little; “Nobody runs”, before we begin: mostly." in turn.reads()
    )


def test_a_turn_is_open_to_everybody_here(turn):
    turn.to_along()
    for who in ("carys", "huw", "owen", "rhodri", "alun"):
        assert "Where we are: Along the way" in turn.reads(who)


def test_the_pages_of_a_turn_are_welsh_for_a_welsh_reader(turn):
    turn.to_along()
    turn.by.post("/language", {"lang": "cy"})
    said = turn.reads()
    assert "Rydyn ni yn “Ar hyd y ffordd”." in said
    for english in ("Along the way", "before we begin", "still to come", "Where this turn is"):
        assert english not in said
