"""How things are, before and eight weeks after: lines and faces to talk about, gaps left as gaps, and never a score."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from core.clock import HandClock
from tests.browser.looking import keep, speak
from tests.browser.site import Site
from tests.browser.visiting import Visitor
from tests.journeys.cast import Cast

CHECK_IN = "check-ins/senses.six_senses"
BEFORE = {
    "feels_safe": "good",
    "feels_like_my_life": "not_good",
    "belongs_here": "unsure",
    "something_to_get_up_for": "not_good",
    "matters_here": "not_good",
}
AFTER = {
    "feels_safe": "good",
    "feels_like_my_life": "good",
    "belongs_here": "unsure",
    "something_to_get_up_for": "good",
    "something_went_well": "good",
    "matters_here": "good",
}
JUDGING = re.compile(r"\b(score|total|sum|average|points?|rating|cyfanswm|sgôr)\b|%|\d\s*/\s*\d", re.IGNORECASE)


def _ask(tablet: Visitor, person: str, answers: dict[str, str]) -> None:
    """Bethan asks somebody all six, together, and writes down what they say."""
    tablet.become("bethan")
    tablet.open(f"{CHECK_IN}/ask/{tablet.cast.people[person].id}")
    tablet.page.locator("label.card", has_text="All of it today").click()
    tablet.press("Together: I write down what they say")
    tablet.send(answers)


def test_emrys_before_and_eight_weeks_after_are_two_lines_and_no_score(
    tablet: Visitor, hafan: tuple[Site, Cast]
) -> None:
    site, cast = hafan
    page, clock = tablet.page, site.house.clock
    assert isinstance(clock, HandClock)
    _ask(tablet, "emrys", BEFORE)
    clock.forward(weeks=8)
    _ask(tablet, "emrys", AFTER)

    tablet.open(f"{CHECK_IN}/person/{cast.people['emrys'].id}?as=picture")
    picture = page.locator("section.picture")
    expect(picture.locator("ul.picture__legend li")).to_have_count(2)
    drawn = "".join(picture.locator("svg text").all_text_contents())
    assert re.search(r"\d", drawn) is None, "no number stands in the picture"
    tablet.photo()
    rows = {
        line.locator("th").inner_text(): line.locator("td").all_text_contents()
        for line in picture.locator("tbody tr").all()
    }
    assert rows["Achievement"] == ["Not asked", "Not asked", "Good"], "what was left out before is a gap and not a zero"
    assert rows["Purpose"] == ["Not good", "Not asked", "Good"], "eight weeks in between are one gap"
    tablet.reads("Purpose")
    assert JUDGING.findall(page.locator("main").inner_text()) == []

    tablet.become("emrys")
    tablet.open(f"{CHECK_IN}/mine")
    expect(page.locator("body.mode-resident")).to_be_visible()
    assert JUDGING.findall(page.locator("main").inner_text()) == []
    tablet.photo()


def test_four_of_the_night_team_are_too_few_to_show(demo_site: Site, page: Page) -> None:
    demo_site.sign_in(page.context, demo_site.account("ffion"))
    speak(page, demo_site.url, "en")
    demo_site.go(page, f"/h/hafan_y_gilfach/{CHECK_IN}/groups")
    words = page.locator("main").inner_text()
    assert re.search(r"[Nn]ight[^:]*: too few to show", words), "four people would be found out"
    assert "folded into" in words
    assert JUDGING.findall(words) == []
    keep(page, "four-of-the-night-team")
