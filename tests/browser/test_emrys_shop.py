"""Emrys's shop, and Norah's kitchen knives: a no is weighed as carefully as a yes, and what was agreed is looked at again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
from playwright.sync_api import expect

from core.clock import HandClock
from tests.browser.conftest import Overheard
from tests.browser.site import Site
from tests.browser.visiting import Visitor
from tests.journeys.cast import Cast

REFUSED = "status of 422"
EVERY_SIDE = "We have looked at it from every side"
LOOK = "Looking at it from every side"
ROAD = {
    "worry": "He crosses without looking",
    "whose": "mine",
    "kind": "body",
    "how_likely": "now_and_then",
    "severity": "serious",
    "behind": ["seen_it"],
}
WAYS = [
    {
        "option": "with_support",
        "looks_like": "With Marek, Tuesday and Friday at ten",
        "good_about_it": "He does the list",
    },
    {"option": "smaller_step", "looks_like": "To the corner and back first"},
    {"option": "no", "hard_about_it": "The door, and no trade"},
]
Event = Mapping[str, Any]


def _begin(tablet: Visitor, who: str, wish: str) -> str:
    """Bethan begins it, and writes the wish down in the person's own words; gives the path of the case."""
    tablet.become("bethan")
    tablet.open("cases/new")
    tablet.page.locator("label.card", has_text="Something I'd like to do").click()
    tablet.page.get_by_label("Whom is it about?").select_option(label=who)
    tablet.press("Begin")
    tablet.press("Write it down")
    tablet.send({"wish": wish}, how="said")
    tablet.follow("Go on")
    tablet.press("Look at it together")
    found = re.search(r"/(cases/[0-9a-f]{32})", tablet.page.url)
    assert found is not None
    return found[1]


def _seat(tablet: Visitor, voice: str, who: str) -> None:
    tablet.unfold("Someone is missing")
    tablet.page.get_by_label("Which voice").select_option(label=voice)
    tablet.page.get_by_label("Who", exact=True).select_option(label=who)
    tablet.press("Give them a place")


def _look_for(tablet: Visitor, who: str, answers: Mapping[str, Any]) -> None:
    """Bethan writes down how somebody else sees it, beside them."""
    card = tablet.card(who)
    again = card.get_by_role("button", name=f"{LOOK}: change or add")
    (again if again.count() else card.get_by_role("button", name=f"{LOOK}: write down for {who}")).click()
    tablet.send(answers, how="said")
    tablet.follow("Go on")


def _said_back(tablet: Visitor, who: str) -> None:
    """Everybody's words are read side by side, and somebody says: yes, that's it."""
    tablet.card(who).get_by_role("button", name=f"Did we hear you?: write down for {who}").click()
    tablet.send({"heard_right": "yes"}, how="said")
    tablet.follow("Go on")


def _settled(cast: Cast) -> tuple[str, Any]:
    """The same plan, agreed through the services that the pages use: the path of the case, and its world."""
    world = cast.world()

    def event(**more: Any) -> Event:
        return {"by": "bethan", "case": "shop", **more}

    own = {"could_go_well": [{"good_thing": "My old customers"}], "if_we_say_no": [{"lost": "No trade"}]}
    thought = {"thought_of_body": "yes", "thought_of_feelings": "yes"}
    decided = {
        "ways": WAYS[:2],
        "chosen": "with_support",
        "whose_decision": "person",
        "support_to_decide": "no",
        "language_offered": "yes",
    }
    cast.happen(
        world,
        [
            {"by": "bethan", "start": "risk_benefit.choice", "subject": "emrys", "as": "shop"},
            event(answer="choice_want", seat="emrys", how="said", values={"wish": "The shop. I do the list."}),
            event(seat={"person": "marek", "voice": "kitchen"}),
            event(move="look_together"),
            event(
                answer="choice_look", seat="marek", how="written", values={"could_go_well": [{"good_thing": "Leeks"}]}
            ),
            event(answer="choice_look", seat="emrys", how="said", values={**own, **thought}),
            event(move="decide"),
            event(answer="choice_heard", seat="marek", how="said", values={"heard_right": "yes"}),
            event(answer="choice_heard", seat="emrys", how="said", values={"heard_right": "yes"}),
            event(answer="choice_decide", seat="together", how="said", values={**decided, "limits_someone": "no"}),
            event(move="settle"),
            event(sign="resident", seat="emrys", how="said"),
            event(move="agreed"),
        ],
    )
    return f"cases/{world.cases['shop']}", world


def test_emrys_goes_to_the_shop_once_a_no_was_weighed_and_the_road_made_lighter(
    tablet: Visitor, overheard: Overheard
) -> None:
    overheard.expect(REFUSED)
    page = tablet.page
    case = _begin(tablet, "Emrys Bowen", "The shop, twice a week. I do the list.")
    _seat(tablet, "Family or friend", "Carys Bowen")
    _look_for(
        tablet,
        "Emrys Bowen",
        {
            "could_go_well": [
                {"good_thing": "My old customers", "how_much": "who_i_am", "good_senses": ["continuity"]}
            ],
            "thought_of_body": "yes",
            "thought_of_feelings": "yes",
        },
    )
    tablet.become("carys")
    tablet.open(case)
    tablet.press(f"{LOOK}: in my own words")
    tablet.send({"worries": [ROAD]})
    tablet.become("bethan")
    tablet.open(case)
    tablet.press(EVERY_SIDE)
    refused = page.locator("#refused")
    expect(refused).to_contain_text("What would be lost by saying no has not been written down.")
    expect(refused).to_contain_text("and if the answer were no, what then?")
    expect(refused).to_contain_text("A serious worry has no step yet: “He crosses without looking”.")
    tablet.photo()

    _look_for(tablet, "Emrys Bowen", {"if_we_say_no": [{"lost": "No trade", "lost_senses": ["purpose"]}]})
    tablet.press(EVERY_SIDE)
    expect(refused).to_contain_text("A serious worry has no step yet")
    expect(refused).not_to_contain_text("by saying no")
    tablet.press("Write it down")
    tablet.reads("He crosses without looking")
    tablet.send(
        {
            "steps": [
                {"kind_of_step": ["company"], "step": "Marek alongside, the same route", "takes_away": "nothing_lost"}
            ]
        }
    )
    tablet.follow("Go on")
    tablet.photo()
    tablet.press(EVERY_SIDE)
    tablet.reads("Deciding")
    _said_back(tablet, "Emrys Bowen")
    _said_back(tablet, "Carys Bowen")

    tablet.press("Write it down")
    tablet.send(
        {
            "ways": WAYS,
            "chosen": "with_support",
            "whose_decision": "person",
            "support_to_decide": "no",
            "language_offered": "yes",
            "plan": [{"part": "Tuesday and Friday at ten", "part_by": ["Marek"], "part_when": "after breakfast"}],
            "limits_someone": "no",
        },
        how="said",
    )
    tablet.follow("Go on")
    tablet.press("This is our plan")
    tablet.press("We agree")
    expect(refused).to_be_visible()
    tablet.press("Note that Emrys Bowen said yes")
    tablet.press("We agree")
    tablet.reads("Living with it")
    tablet.reads("We look again on 8 June 2026")
    tablet.photo()
    tablet.become("emrys")
    tablet.open(case)
    assert "risk" not in page.locator("main").inner_text().lower(), "his own pages never speak of risk"
    tablet.photo()


def test_three_goes_bring_the_first_look_back(tablet: Visitor, hafan: tuple[Site, Cast]) -> None:
    case, _world = _settled(hafan[1])
    tablet.become("marek")
    for face in ("good", "good", "unsure"):
        tablet.open(case)
        expect(tablet.page.get_by_role("button", name="We have looked at it")).to_have_count(0)
        tablet.press(
            "Write another one"
            if tablet.page.get_by_role("button", name="Write another one").count()
            else "Write it down"
        )
        tablet.send({"how_it_was": face})
    tablet.become("bethan")
    tablet.open(case)
    tablet.photo()
    tablet.press("We have looked at it")
    tablet.reads("We look again on")


def test_seven_days_bring_it_back_too(tablet: Visitor, hafan: tuple[Site, Cast]) -> None:
    site, cast = hafan
    case, _world = _settled(cast)
    assert isinstance(site.house.clock, HandClock)
    site.house.clock.forward(days=6)
    tablet.become("bethan")
    tablet.open(case)
    expect(tablet.page.get_by_role("button", name="We have looked at it")).to_have_count(0)
    site.house.clock.forward(days=1)
    tablet.become("bethan")
    tablet.open(case)
    tablet.press("We have looked at it")
    tablet.reads("We look again on 6 July 2026")


@pytest.mark.parametrize(
    ("ways", "said"),
    [
        ([{"option": "as_wished", "looks_like": "The kitchen knives"}, {"option": "no"}], "Think of one more"),
        ([{"option": "smaller_step", "looks_like": "A butter knife"}, {"option": "as_wished"}], ""),
    ],
    ids=["yes or no is no choice", "a smaller step makes it one"],
)
def test_norahs_kitchen_knives_are_more_than_a_yes_or_a_no(
    tablet: Visitor, overheard: Overheard, ways: list[dict[str, str]], said: str
) -> None:
    overheard.expect(REFUSED)
    _begin(tablet, "Norah Keane", "Make pastry again")
    _look_for(
        tablet,
        "Norah Keane",
        {
            "could_go_well": [{"good_thing": "Tarts for everyone"}],
            "if_we_say_no": [{"lost": "My kitchen"}],
            "thought_of_body": "yes",
            "thought_of_feelings": "yes",
        },
    )
    tablet.press(EVERY_SIDE)
    _said_back(tablet, "Norah Keane")
    tablet.press("Write it down")
    decided = {"ways": ways, "chosen": "as_wished", "whose_decision": "person", "language_offered": "yes"}
    tablet.send({**decided, "limits_someone": "no"}, how="said")
    tablet.follow("Go on")
    tablet.press("This is our plan")
    if said:
        expect(tablet.page.locator("#refused")).to_contain_text(said)
        tablet.photo()
    else:
        tablet.reads("Settling it")
