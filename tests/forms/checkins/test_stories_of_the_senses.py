"""The acceptance stories of the six senses, told as tests."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from core import homes
from core.house import TOOLS
from core.pictures import PictureData
from core.records import Tools
from forms.checkins import asking, looking
from forms.checkins.groups import Quarter, Shown, TooFew
from forms.checkins.signals import Offer
from forms.pictures import show
from tests.forms.checkins.conftest import Asked

Everything = Callable[..., dict[str, str]]


def picture_of(asked: Asked, who: str) -> PictureData:
    """What is drawn of a resident now."""
    published = asked.published
    with asked.house.store.read(asked.home_id) as tx:
        view = looking.of_person(asked.house, asked.home_id, tx, published, asked.people[who], "resident")
    return view.data


def quarter_now(asked: Asked, name: str | None = None) -> Quarter:
    """The running quarter as everybody in the home may see it, or an earlier one."""
    published = asked.published
    with asked.house.store.read(asked.home_id) as tx:
        catalogue = asked.house.catalogue(asked.home_id, tx)
        today = asking.today_of(asked.house, asked.home_id)
        found = looking.quarters(asked.house, tx, catalogue, published, today)
    return next(one for one in found if name is None or one.name == name)


def staff_answer(asked: Asked, everything: Everything) -> None:
    """Seven by day, and four by night who do not feel part of the team."""
    for number in range(7):
        asked.add(f"day{number}", "care_staff", teams=("days",))
        asked.says(f"day{number}", everything())
    for number in range(4):
        asked.add(f"night{number}", "care_staff", teams=("nights",))
        asked.says(f"night{number}", everything(belongs_here="not_good"))


def test_emrys_before_his_trips_and_eight_weeks_on_is_two_lines_with_gaps_and_no_score(
    asked: Asked, everything: Everything
) -> None:
    asked.says("dilys", everything("not_good", belongs_here="unsure"), by="bethan", how="pointed")
    asked.clock.forward(weeks=8)
    after = {"something_to_get_up_for": "good", "matters_here": "good", "belongs_here": "unsure"}
    asked.says("dilys", after, by="bethan", how="pointed")
    data = picture_of(asked, "dilys")
    answered = [line for line in data.lines if line.marks]
    assert len(answered) == 2
    assert [line.faint for line in answered] == [True, False]
    assert set(answered[1].marks) == {"purpose", "significance", "belonging"}
    assert data.sentence.said("en") == (
        "Purpose and significance have grown since July; belonging is in between. "
        "Security, continuity and achievement were not asked. "
        "There was no check-in for a while between July and August."
    )
    radar = show.make(asked.house, "radar", data, "en")
    assert radar.svg.count('class="radar__line"') == 6 + 1, (
        "the first line is whole, the second only from belonging to purpose"
    )
    said = " ".join([radar.sentence, *(cell for row in radar.rows for cell in row)])
    assert re.search(r"\d", said) is None, "no number stands for anybody"
    assert ("Achievement", "Not good", "Not asked", "Not asked") in radar.rows


def test_four_on_nights_who_do_not_belong_are_too_few_to_show_and_are_folded_into_everybody(
    asked: Asked, everything: Everything
) -> None:
    staff_answer(asked, everything)
    asked.clock.forward(weeks=13)
    over = quarter_now(asked, "2026-Q3")
    assert over.over
    staff = next(one for one in over.groups if one.group == "staff")
    nights = next(one for one in over.teams if one.team == "nights")
    days = next(one for one in over.teams if one.team == "days")
    assert isinstance(staff, Shown)
    assert isinstance(nights, TooFew)
    assert nights.folded_into is not None
    assert nights.folded_into.said("en") == "Everyone who works here"
    assert isinstance(days, TooFew), "all less days would be the nights"


def test_the_group_page_says_that_nights_are_too_few_in_words(asked: Asked, everything: Everything) -> None:
    staff_answer(asked, everything)
    page = asked.browser("mair").get(asked.page("groups")).text
    assert "Nights: too few to show; folded into “Everyone who works here”." in page
    assert "People who live here: too few to show." in page


def test_dilys_who_does_not_feel_safe_is_offered_a_talk_and_the_way_to_safety(asked: Asked) -> None:
    said = {"feels_safe": "not_good", "more_security": "The man next door comes in."}
    asked.says("dilys", said, by="bethan")
    page = asked.browser("dilys").get(f"/h/{asked.home_id}/").text
    assert "Would you like to talk with someone about feeling safe?" in page or (
        "Hoffech chi siarad â rhywun am deimlo&#39;n ddiogel?" in page
    )
    assert page.count('href="/worried"') >= 2, "beside the offer, and on every page"


def test_the_form_itself_shows_the_way_to_safety_and_offers_somebody_to_talk_to(asked: Asked) -> None:
    browser = asked.browser("bethan")
    begun = browser.post(asked.page("ask", "dilys"), {"way": "together", "pages": "all"})
    draft = begun.headers["Location"]
    browser.post(draft, {"_at": "feels_safe", "feels_safe": "not_good", "_go": "next"})
    pages = [browser.get(f"{draft}?at={at}").text for at in ("about_safety", "talk_security")]
    assert "You have a right to feel safe here." in pages[0]
    assert "Would you like someone to talk to?" in pages[1]


def test_what_dilys_said_and_that_she_said_it_is_nowhere_in_the_group_view(
    asked: Asked, everything: Everything
) -> None:
    for number in range(5):
        asked.add(f"resident{number}", "resident")
        asked.says(f"resident{number}", everything(), by="bethan")
    said = everything(feels_safe="not_good") | {"more_security": "The man next door comes in."}
    asked.says("dilys", said, by="bethan")
    page = asked.browser("mair").get(asked.page("groups")).text
    assert "People who live here (5 people)" in page
    assert "next door" not in page
    assert "Dilys" not in page


def test_idris_asleep_on_three_tries_leaves_a_gap_and_noticing_is_offered_as_a_guess(asked: Asked) -> None:
    browser = asked.browser("bethan")
    for _try in range(3):
        browser.post(asked.page("ask", "dilys"), {"way": "later"})
    page = browser.get(asked.page("ask", "dilys")).text
    assert "Tried 3 times this week." in page
    assert "marked as a guess" in page
    assert picture_of(asked, "dilys").lines == ()
    begun = browser.post(asked.page("ask", "dilys"), {"way": "noticed"})
    shown = browser.get(begun.headers["Location"] + "?at=_check").text
    assert re.search(r'value="noticed"[^>]* (checked|selected)', shown)
    assert re.search(r'value="guess"[^>]* (checked|selected)', shown)


def test_what_was_noticed_as_a_guess_stays_beside_what_was_said(asked: Asked, everything: Everything) -> None:
    asked.says("dilys", everything("good"), by="bethan", how="noticed", sure="guess")
    data = picture_of(asked, "dilys")
    assert [line.noticed for line in data.lines] == [True]
    assert data.lines[0].marks["security"].words.said("en") == "Good, noticed, not said, a guess"
    assert data.sentence.said("en").startswith("Nothing was said.")
    asked.says("dilys", {"feels_safe": "not_good"}, by="bethan")
    assert [line.noticed for line in picture_of(asked, "dilys").lines] == [False, True]


def test_noticing_counts_for_nobody_in_the_group(asked: Asked, everything: Everything) -> None:
    for number in range(6):
        asked.add(f"resident{number}", "resident")
        asked.says(f"resident{number}", everything(), by="bethan", how="noticed", sure="guess")
    groups = {one.group: one for one in quarter_now(asked).groups}
    assert isinstance(groups["resident"], TooFew)


def test_belonging_not_good_twice_offers_a_conversation_and_rests_when_it_grows(asked: Asked) -> None:
    def waiting() -> list[str]:
        with asked.house.store.read(asked.home_id) as tx:
            return [one.signal for one in Offer.find(tx, {"state": "open"})]

    asked.says("dilys", {"belongs_here": "not_good"}, by="bethan")
    assert waiting() == []
    asked.clock.forward(weeks=3)
    asked.says("dilys", {"belongs_here": "not_good"}, by="bethan")
    assert waiting() == ["belonging_low"]
    asked.clock.forward(weeks=3)
    asked.says("dilys", {"belongs_here": "good"}, by="bethan")
    assert waiting() == []


def _purpose(asked: Asked, everything: Everything, staff: str, resident: str) -> str:
    """What the page of groups says after five who work here and five who live here answered so about purpose."""
    for number in range(5):
        asked.add(f"day{number}", "care_staff", teams=("days",))
        asked.says(f"day{number}", everything(something_to_get_up_for=staff))
        asked.add(f"lives{number}", "resident")
        asked.says(f"lives{number}", everything(something_to_get_up_for=resident), by="bethan")
    return asked.browser("sian").get(asked.page("groups")).text


def test_where_work_is_worthwhile_and_days_are_not_the_page_asks_for_and_with(
    asked: Asked, everything: Everything
) -> None:
    page = _purpose(asked, everything, "good", "not_good")
    assert "What are we doing for people that we could do with them?" in page


def test_where_both_have_something_to_get_up_for_nothing_is_asked(asked: Asked, everything: Everything) -> None:
    assert "that we could do with them?" not in _purpose(asked, everything, "good", "good")


def test_where_too_few_have_answered_nothing_is_asked_either(asked: Asked, everything: Everything) -> None:
    for number in range(5):
        asked.add(f"day{number}", "care_staff", teams=("days",))
        asked.says(f"day{number}", everything())
    asked.says("dilys", everything("not_good"), by="bethan")
    assert "that we could do with them?" not in asked.browser("sian").get(asked.page("groups")).text


def test_a_home_that_does_things_together_is_led_to_them_and_says_with_whom_on_the_next_page(
    asked: Asked, everything: Everything
) -> None:
    with asked.house.store.tx(asked.home_id, actor="test", purpose="a home from before senses needed it") as tx:
        tools = Tools.need(tx, TOOLS)
        replace(tools, modules=tuple(one for one in tools.modules if one != "activities")).keep(tx)
    assert "ref=activities.doing" not in _purpose(asked, everything, "good", "not_good"), "not switched on here"
    with asked.house.store.read(asked.home_id) as tx:
        tools = Tools.need(tx, TOOLS)
    homes.switch_module(asked.house, asked.home_id, "activities", True, "test", tools.revision)
    sian = asked.browser("sian")
    (way,) = re.findall(r'href="([^"]*ref=activities\.doing)"', sian.get(asked.page("groups")).text)
    assert re.search(r'value="activities\.doing"[^>]*checked', sian.get(way).text)
    dilys = {"ref": "activities.doing", "subject": asked.people["dilys"].id}
    assert sian.post(way.partition("?")[0], dilys).status_code == 303


def test_words_that_may_be_about_harm_bring_the_way_to_safety_onto_the_page(asked: Asked) -> None:
    browser = asked.browser("bethan")
    begun = browser.post(asked.page("ask", "dilys"), {"way": "together", "pages": "all"})
    draft = begun.headers["Location"]
    browser.post(draft, {"_at": "more_belonging", "more_belonging": "He pushed me.", "_go": "next"})
    assert "If someone may be coming to harm" in browser.get(f"{draft}?at=harm_belonging").text
