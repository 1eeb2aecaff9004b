"""With scripts off: every answer is a plain form that is sent, and nothing needs more than that."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Overheard
from tests.browser.site import Site
from tests.browser.visiting import Visitor
from tests.journeys.cast import Cast, listening


@pytest.fixture
def context_options(context_options: dict[str, Any]) -> dict[str, Any]:
    """A browser that runs no scripts at all."""
    return {**context_options, "java_script_enabled": False}


def test_carys_says_how_she_sees_things_one_question_at_a_time(tablet: Visitor, hafan: tuple[Site, Cast]) -> None:
    case = listening(hafan[1], "carys")
    tablet.become("carys")
    tablet.open(case)
    tablet.press("How I see things: in my own words")
    tablet.send(
        {
            "only_i_know": "He ran a grocer's round for forty years.",
            "matters_most": [{"one_thing": "That he has his trade"}, {"one_thing": "That he is asked"}],
            "gets_in_the_way": ["rule", "noise"],
            "whose_rule": "The home's",
            "rule_is_for": "Nobody remembers.",
        }
    )
    tablet.photo()
    tablet.follow("Look at what was sent")
    for words in ("He ran a grocer's round for forty years.", "That he is asked", "Nobody remembers."):
        tablet.reads(words)


def test_what_follows_from_an_answer_is_asked_before_it_is_sent(tablet: Visitor, hafan: tuple[Site, Cast]) -> None:
    case = listening(hafan[1], "bethan")
    tablet.become("bethan")
    tablet.open(case)
    tablet.press("How I see things: in my own words")
    tablet.fill("going_well", "Coat on at ten, every day.")
    tablet.fill("gets_in_the_way", ["rule"])
    expect(tablet.page.locator("[data-question=whose_rule]")).to_be_hidden()
    tablet.press("Send")
    tablet.fill("whose_rule", "The home's")
    tablet.photo()
    tablet.press("Send")
    tablet.reads("You have been heard")
    tablet.follow("Look at what was sent")
    tablet.reads("Whose rule is it?")
    tablet.reads("Coat on at ten, every day.")


def test_a_page_that_refuses_keeps_every_word(tablet: Visitor, hafan: tuple[Site, Cast], overheard: Overheard) -> None:
    overheard.expect("status of 422")
    case = listening(hafan[1], "bethan")
    tablet.become("bethan")
    tablet.open(case)
    tablet.page.locator(".panel", has_text="What we noticed").get_by_role("button").click()
    tablet.fill("where_it_was", "At the door")
    tablet.fill("which_day", {"day": 31, "month": 2, "year": 2026})
    tablet.press("Send")
    expect(tablet.page.locator(".govuk-error-summary")).to_be_visible()
    expect(tablet.page.locator("[name=where_it_was]")).to_have_value("At the door")
