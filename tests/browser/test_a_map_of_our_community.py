"""A map of the home: who cleans is asked for, nobody is shown without their yes, and half a year later the chapel is back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import expect

from core.clock import HandClock
from tests.browser.conftest import Overheard
from tests.browser.site import Site
from tests.browser.visiting import Visitor
from tests.journeys.cast import Cast

REFUSED = "status of 422"
WHO = "Who is around us?"


def _row(who: str, kind: str, near: str, tie: str = "both_ways", yes: str = "yes") -> Mapping[str, Any]:
    kind, _, work = kind.partition("/")
    as_ = {"works_as": work} if work else {}
    return {"who": who, "kind": kind, **as_, "how_near": near, "tie": tie, "may_we_show": yes}


def _seat(tablet: Visitor, voice: str, who: str) -> None:
    tablet.unfold("Someone is missing")
    tablet.page.get_by_label("Which voice").select_option(label=voice)
    tablet.page.get_by_label("Who", exact=True).select_option(label=who)
    tablet.press("Give them a place")


def _write_for(tablet: Visitor, who: str, *rows: Mapping[str, Any]) -> None:
    tablet.card(who).get_by_role("button").filter(has_text=WHO).click()
    tablet.send({"who_there_is": list(rows)}, how="said")
    tablet.follow("Go on")


def test_the_homes_map_leaves_nobody_out_and_shows_nobody_without_their_yes(
    tablet: Visitor, overheard: Overheard, hafan: tuple[Site, Cast]
) -> None:
    overheard.expect(REFUSED)
    page = tablet.page
    tablet.become("ffion")
    tablet.open("modules")
    page.locator(".tile", has_text="Map of our community").get_by_role("button").click()

    tablet.become("bethan")
    tablet.open("cases/new")
    page.locator("label.card", has_text="Map of our community").click()
    tablet.press("Begin")
    path = page.url.partition("/h/hafan/")[2]
    _seat(tablet, "The person who lives here", "Norah Keane")
    _seat(tablet, "Kitchen, house and grounds", "Marek")
    _write_for(tablet, "Norah Keane", _row("Chapel", "faith", "near", "lost_touch"))
    tablet.become("marek")
    tablet.open(path)
    tablet.press(f"{WHO}: in my own words")
    postman = _row("The postman", "neighbour", "near", yes="not_sure")
    tablet.send(
        {
            "who_there_is": [
                _row("Marek", "works_here/kitchen", "home"),
                _row("Kofi", "works_here/nights", "home"),
                postman,
            ]
        }
    )

    tablet.become("bethan")
    tablet.open(path)
    tablet.press("Walk round it together")
    tablet.press("This is how it is today")
    refused = page.locator("#refused")
    expect(refused).to_contain_text("Not on the map yet, nor asked: Emrys Bowen and Idris Vaughan.")
    expect(refused).to_contain_text("Who cleans, who cooks, who works nights? One of these is not on the map.")
    tablet.photo()

    people = [_row("Emrys Bowen", "lives_here", "home"), _row("Idris Vaughan", "lives_here", "home")]
    _seat(tablet, "Care team", "Kofi")
    _write_for(tablet, "Kofi", _row("Marged", "works_here/cleaning", "home"), *people)
    tablet.press("This is how it is today")
    tablet.reads("Where we are: How it is today")
    tablet.press("Hang it up and live with it")
    expect(page.locator("main")).not_to_contain_text("The postman")
    tablet.photo()

    clock = hafan[0].house.clock
    assert isinstance(clock, HandClock)
    clock.forward(days=183)
    tablet.become("bethan")
    tablet.open(path)
    tablet.card("Norah Keane").get_by_role("button").filter(has_text=WHO).click()
    page.locator(".looked-at__row a").first.click()
    tablet.send({"who_there_is": [{"tie": "both_ways"}]}, how="said")
    tablet.follow("Go on")
    tablet.reads("Chapel, we have lost touch before, both ways now.")
    tablet.photo()
