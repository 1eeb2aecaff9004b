"""A home rewords a question, leaves one out and adds one of its own; the home next door, and what was said before, stay."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from core import testing
from core.clock import HandClock
from tests.browser.conftest import Overheard
from tests.browser.site import Site, serving
from tests.browser.visiting import Visitor
from tests.journeys.cast import Cast, move_in

TOOL = "senses.six_senses"
OLD, NEW = "Do you feel safe and at ease here?", "Do you feel at home and safe?"
DOG = "Time with Mot the dog?"
CHANGES = """changes:
  - reword: {safe}
    by_voice:
      resident: {{ask: {{en: "Do you feel at home and safe?", cy: "Ydych chi'n teimlo'n gartrefol ac yn ddiogel?"}}}}
    because: Norah said that “safe” sounds like a lock.   # at the table, a Tuesday
  - hide: more_achievement
    because: One box for words is enough for us.
  - add:
      id: time_with_mot
      ask: {{en: "Time with Mot the dog?", cy: "Amser gyda Mot y ci?"}}
      type: faces
      points: 3
    after: belongs_here
    because: Idris asked for it.
"""


@pytest.fixture
def next_door() -> Iterator[tuple[Site, Cast, Cast]]:
    """Two homes in one house, with the same people in them."""
    house = testing.house()
    here, there = move_in(house, "hafan"), move_in(house, "glan")
    with serving(house) as site:
        yield site, here, there


def _ask_emrys(tablet: Visitor) -> None:
    tablet.become("bethan")
    tablet.open(f"check-ins/{TOOL}/ask/{tablet.cast.people['emrys'].id}")
    tablet.page.locator("label.card", has_text="All of it today").click()
    tablet.press("Together: I write down what they say")


def test_a_manager_changes_a_check_in_for_her_own_home_alone(
    next_door: tuple[Site, Cast, Cast], page: Page, overheard: Overheard
) -> None:
    site, here, there = next_door
    overheard.expect("status of 422")
    glan = Visitor(site, page, there, "a-home-makes-it-its-own")
    _ask_emrys(glan)
    glan.send({"feels_safe": "good"})
    glan.follow("Look at what was sent")
    before = site.path(page)
    glan.reads(OLD)

    glan.become("ffion")
    glan.open("tools/")
    glan.photo()
    glan.follow("How are things?")
    glan.follow("Change it as text")
    box = page.get_by_label("Our changes, as text")
    starter = box.input_value()
    box.fill(starter.replace("changes: []\n", CHANGES.format(safe="feels_saf")))
    glan.press("Use it from now on")
    problem = page.locator(".govuk-error-summary li a")
    expect(problem).to_contain_text("did you mean 'feels_safe'?")
    glan.photo()
    problem.click()
    expect(page.locator(".numbered-line--wrong")).to_contain_text("feels_saf")

    box.fill(starter.replace("changes: []\n", CHANGES.format(safe="feels_safe")))
    glan.press("Look at it first")
    resident, staff = page.get_by_label("As somebody who lives here"), page.get_by_label("As staff")
    for preview in (resident, staff):
        expect(preview).to_contain_text(DOG)
    expect(resident).to_contain_text(NEW)
    expect(resident).not_to_contain_text(OLD)
    expect(staff).to_contain_text("Do you feel safe to speak up here?")
    glan.photo()
    glan.press("Use it from now on")
    glan.reads("What we have changed")
    glan.reads("Norah said that “safe” sounds like a lock.")
    expect(page.locator("#status")).to_contain_text("in use from now on")
    glan.photo()

    assert isinstance(site.house.clock, HandClock)
    site.house.clock.forward(weeks=1)
    _ask_emrys(glan)
    page.goto(f"{site.url}{site.path(page).partition('?')[0]}?at=feels_safe")
    glan.reads(NEW)
    page.goto(f"{site.url}{site.path(page).partition('?')[0]}?at=time_with_mot")
    glan.reads(DOG)
    glan.become("bethan")
    page.goto(f"{site.url}{before}")
    glan.reads(OLD)
    expect(page.locator("main")).not_to_contain_text(NEW)

    hafan = Visitor(site, page, here, "the-home-next-door")
    _ask_emrys(hafan)
    hafan.reads(OLD)
    expect(page.locator("main")).not_to_contain_text(NEW)
    hafan.become("ffion")
    hafan.open(f"tools/{TOOL}")
    hafan.reads("Nothing yet: we ask it as the pack has it.")
    expect(page.locator("main")).not_to_contain_text(DOG)
