"""By keyboard alone, in one's own language half-way through, and worried before anybody is signed in."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Overheard
from tests.browser.site import Site
from tests.browser.visiting import Visitor
from tests.journeys.cast import HOME, Cast, listening

HERE = "document.activeElement === element"


def _tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until this has the focus; a page where it never gets there cannot be used by keyboard."""
    expect(wanted).to_be_attached()
    for _press in range(60):
        page.keyboard.press("Tab")
        if wanted.evaluate(f"element => {HERE}"):
            return
    raise AssertionError(f"the keyboard never reaches {wanted}")


def test_a_whole_check_in_by_keyboard_alone(tablet: Visitor) -> None:
    page = tablet.page
    tablet.become("emrys")
    tablet.open()
    _tab_to(page, page.get_by_role("link", name="How are things?"))
    page.keyboard.press("Enter")
    _tab_to(page, page.get_by_role("button", name="Begin"))
    page.keyboard.press("Enter")
    asked = 0
    while page.locator("input[name=_at]").get_attribute("value") != "_check":
        faces = page.locator(".faces input[type=radio]")
        if faces.count():
            _tab_to(page, faces.first)
            page.keyboard.press("Space")
            page.keyboard.press("ArrowRight")
            expect(faces.nth(1)).to_be_checked()
            asked += 1
        question = page.url
        _tab_to(page, page.get_by_role("button", name="Continue", exact=True))
        page.keyboard.press("Enter")
        expect(page).not_to_have_url(question)
    assert asked == 2, "Emrys is asked two senses this week"
    tablet.photo()
    _tab_to(page, page.get_by_role("button", name="Send", exact=True))
    page.keyboard.press("Enter")
    tablet.reads("Thank you, Emrys Bowen.")
    tablet.photo()


@pytest.mark.parametrize("who", ["carys", "bethan"])
def test_the_language_changes_in_the_middle_and_every_word_stays(
    tablet: Visitor, hafan: tuple[Site, Cast], who: str
) -> None:
    page, case = tablet.page, listening(hafan[1], who)
    tablet.become(who)
    tablet.open(case)
    tablet.press("How I see things: in my own words")
    page.locator("[name=going_well]").fill("Mae e'n gwenu wrth y drws.")
    tablet.press("Cymraeg")
    expect(page.locator("html")).to_have_attribute("lang", "cy")
    expect(page.locator("[name=going_well]")).to_have_value("Mae e'n gwenu wrth y drws.")
    expect(page.locator("main")).to_contain_text("Beth welwch chi'n mynd yn dda iddyn nhw")
    tablet.photo()


def test_the_language_changes_among_the_small_boxes_of_a_conversation_and_every_word_stays(
    tablet: Visitor, hafan: tuple[Site, Cast]
) -> None:
    page, case = tablet.page, listening(hafan[1], "carys", "bethan")
    tablet.become("bethan")
    tablet.open(case)
    boxes = page.locator('main form input[name="way"]')
    assert boxes.count() > 1
    for number in range(boxes.count()):
        boxes.nth(number).evaluate("(one, words) => { one.value = words; }", f"Lluniau {number}")
    tablet.press("Cymraeg")
    expect(page.locator("html")).to_have_attribute("lang", "cy")
    for number in range(boxes.count()):
        expect(boxes.nth(number)).to_have_value(f"Lluniau {number}")
        expect(boxes.nth(number)).to_be_visible()
    assert tablet.site.path(page).endswith(case), "opening it again asks for the conversation"
    tablet.photo()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_worry_stays_as_the_language_changes_and_enter_sends_it(
    hafan: tuple[Site, Cast], browser: Browser, scripts: bool
) -> None:
    site, cast = hafan
    page = browser.new_context(java_script_enabled=scripts, locale="en-GB").new_page()
    site.go(page, f"/h/{cast.home.id}/worried")
    page.locator("#words").fill("Mae'r dyn drws nesaf yn dod i mewn.\nBob nos.")
    page.locator("#about").fill("Dilys")
    page.get_by_role("button", name="Cymraeg", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "cy")
    expect(page.locator("#words")).to_have_value("Mae'r dyn drws nesaf yn dod i mewn.\nBob nos.")
    page.locator("#about").press("Enter")
    expect(page).to_have_url(re.compile("/heard$"))
    page.context.close()


def test_whoever_is_worried_says_so_before_signing_in(tablet: Visitor, overheard: Overheard) -> None:
    overheard.expect("status of 404")
    page, site = tablet.page, tablet.site
    for path in ("/", "/sign-in", f"/h/{HOME}/no-such-page", "/nowhere"):
        site.go(page, path)
        expect(page.get_by_role("link", name="I'm worried about someone")).to_be_visible()
    page.get_by_role("link", name="I'm worried about someone").click()
    tablet.reads("If somebody is in danger now, phone 999.")
    tablet.photo()
    page.get_by_label("Who are you worried about?").fill("Dilys")
    page.get_by_label("What worries you?").fill("The man next door comes in.")
    tablet.press("Send it")
    tablet.reads("Thank you for telling us")
    tablet.become("bethan")
    tablet.open()
    expect(page.locator("main")).not_to_contain_text(re.compile("worry was written", re.IGNORECASE))
    tablet.become("ffion")
    tablet.open()
    tablet.follow("A worry was written down")
    tablet.reads("The man next door comes in.")
    tablet.photo()
