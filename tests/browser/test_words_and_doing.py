"""Kinder words beside what somebody is writing, and a moment in four taps: as people meet them, in the browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from core import testing
from core.clock import HandClock
from tests.browser.site import Site, serving
from tests.browser.visiting import Visitor
from tests.journeys.cast import Cast, move_in

NOTE = "Emrys displayed challenging behaviour at 10 am"


@pytest.fixture
def hafan() -> Iterator[tuple[Site, Cast]]:
    """Hafan y Gilfach with the words it chooses and the things it does together."""
    house = testing.house(clock=HandClock())
    cast = move_in(house, modules=("risk_benefit", "senses", "words", "activities"))
    with serving(house) as site:
        yield site, cast


def test_other_words_come_beside_the_box_while_bethan_writes_and_one_press_uses_them(tablet: Visitor) -> None:
    tablet.become("bethan")
    tablet.open(f"forms/senses.moment?subject={tablet.cast.people['emrys'].id}")
    tablet.press("My own view")
    box = tablet.page.locator("textarea[name=what_happened]")
    box.fill(NOTE)
    offer = tablet.page.locator(".wording")
    expect(offer).to_contain_text("Perhaps instead: distress")
    expect(box).to_be_focused()
    expect(box).to_have_value(NOTE)
    tablet.photo()
    box.fill(NOTE.replace("challenging behaviour", "a closed door"))
    expect(offer).to_have_count(0)
    box.fill(NOTE)
    tablet.press("Use “distress”", within=offer)
    expect(box).to_have_value("Emrys displayed distress at 10 am")
    expect(offer).to_have_count(0)
    tablet.press("Send")
    tablet.reads("You have been heard")


def test_without_scripts_the_same_words_come_when_the_page_is_saved(tablet: Visitor) -> None:
    browser = tablet.page.context.browser
    assert browser is not None
    context = browser.new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        plain = Visitor(tablet.site, page, tablet.cast, tablet.story)
        plain.become("bethan")
        plain.open(f"forms/senses.moment?subject={tablet.cast.people['emrys'].id}")
        plain.press("My own view")
        page.locator("textarea[name=what_happened]").fill(NOTE)
        plain.press("Save and look again")
        expect(page.locator(".wording")).to_contain_text("Perhaps instead: distress")
        plain.press("Keep “challenging behaviour”")
        expect(page.locator(".wording")).to_have_count(0)
        expect(page.locator("textarea[name=what_happened]")).to_have_value(NOTE)
    finally:
        context.close()


def test_marek_writes_down_a_moment_with_four_taps_and_it_stands_on_the_wheel(
    tablet: Visitor, hafan: tuple[Site, Cast]
) -> None:
    tablet.become("marek")
    tablet.open("forms/activities.do_happened")
    tablet.press("My own view")
    expect(tablet.page.get_by_role("heading", name="Only if you like")).to_be_hidden()
    tablet.page.locator("label.card", has_text="Norah Keane").click()
    tablet.page.locator("label.card", has_text="Baking and cooking").click()
    tablet.page.locator('[data-question="how_it_felt"] label.card', has_text="Good").last.click()
    tablet.press("Send")
    tablet.reads("You have been heard")
    tablet.open("pictures/day_wheel")
    tablet.reads("They were shared by: Kitchen, house and grounds.")
    expect(tablet.page.locator(".day-wheel__mark")).to_have_count(2)  # one on the wheel, one in the legend
    tablet.photo()
    clock = hafan[0].house.clock
    assert isinstance(clock, HandClock)
    clock.forward(days=8)
    tablet.become("marek")
    tablet.open()
    missed = tablet.part("Who has not had a good moment lately?")
    expect(missed).to_contain_text("Norah Keane")
    tablet.become("norah")
    tablet.open()
    expect(tablet.page.get_by_text("Who has not had a good moment lately?")).to_have_count(0)
