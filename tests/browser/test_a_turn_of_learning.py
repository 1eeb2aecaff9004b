"""Calmer dinners: a home switches the module on, goes once round with somebody who lives there, and begins the next turn."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import Overheard
from tests.browser.visiting import Visitor

REFUSED = "status of 422"


def _write(tablet: Visitor, form: str, answers: dict[str, object]) -> None:
    """Bethan writes down what was said round the table, and goes on."""
    part = tablet.page.locator(".panel", has=tablet.page.get_by_role("heading", name=form, exact=True))
    part.get_by_role("button").first.click()
    tablet.send(answers, how="said")
    tablet.follow("Go on")


def test_calmer_dinners_go_from_something_noticed_to_something_learnt(tablet: Visitor, overheard: Overheard) -> None:
    overheard.expect(REFUSED)
    page = tablet.page
    tablet.become("ffion")
    tablet.open("modules")
    page.get_by_role("button", name="Switch on").and_(page.get_by_role("button", name="Learning together")).click()

    tablet.become("bethan")
    tablet.open("cases/new")
    page.locator("label.card", has_text="A turn of learning together").click()
    tablet.press("Begin")
    _write(tablet, "What have we noticed?", {"noticed": "Thirteen heavy moments at noon", "one_persons_story": "no"})
    tablet.press("Say what would be different")
    meal = {"different": "Buy tablets", "for_whom": ["resident", "staff"]}
    _write(tablet, "What would be different for people?", {"differences": [meal]})
    tablet.press("Choose our signs")
    refused = page.locator("#refused")
    expect(refused).to_contain_text("This is for at least two of us three groups to decide")
    expect(refused).to_contain_text("If that happened, what would be different for people?")
    tablet.photo()

    tablet.unfold("Someone is missing")
    page.get_by_label("Which voice").select_option(label="The person who lives here")
    page.get_by_label("Who", exact=True).select_option(label="Norah Keane")
    tablet.press("Give them a place")
    _write(tablet, "What would be different for people?", {"differences": [{"different": "We eat like a family"}]})
    tablet.press("Choose our signs")
    gravy = {"sign": "Someone passes the gravy", "chosen_by": ["resident"], "is_now": "not_yet"}
    _write(tablet, "How would we know?", {"signs": [gravy]})
    tablet.reads("“Someone passes the gravy”, before we begin: not yet.")
    tablet.press("Plan what we do")
    steps = [{"step": "Those who like to, lay and serve", "needs": ["time"]}]
    _write(tablet, "What will we do?", {"steps": steps, "limits_somebody": "no"})
    tablet.press("We begin")
    expect(refused).to_contain_text("has not said yes to this with their own mark")
    page.get_by_role("button", name=re.compile("Note that .* said yes")).first.click()
    tablet.press("We begin")
    tablet.reads("Where we are: Along the way")
    tablet.photo()

    tablet.press("Write it down")
    tablet.send({"doing_it": "partly", "surprise": "Idris carries the bread"})
    tablet.follow("Go on")
    tablet.press("See what we learnt")
    learnt = {"how_far": [{"is_now": "mostly"}], "we_learnt": "Serving ourselves slows the room.", "what_now": "change"}
    _write(tablet, "What did we learn?", learnt)
    tablet.reads("“Someone passes the gravy” was: not yet; now: mostly.")
    page.get_by_role("button", name=re.compile("Note that .* said yes")).first.click()
    tablet.press("Take the next turn")
    tablet.reads("Where we are: On to the next turn")
    tablet.photo()
    tablet.follow("A turn of learning together", tablet.part("Conversations beside this one"))
    tablet.reads("We are at “Noticing”; one turn led to it.")
    tablet.photo()
