"""Pages that could not take what was sent, and pages that are not there, are as good to read as any other."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Overheard
from tests.browser.looking import keep, look, speak
from tests.browser.site import Site
from tests.browser.visiting import Visitor
from tests.journeys.cast import Cast, listening

Way = Callable[[Visitor, str], None]


def _signing_in(tablet: Visitor, case: str) -> None:
    tablet.site.go(tablet.page, "/sign-in")
    tablet.page.locator("#name").fill("bethan")
    tablet.page.locator("#password").fill("not-her-pass-phrase")
    tablet.page.locator("main form button").click()


def _a_worry(tablet: Visitor, case: str) -> None:
    tablet.open("worried")
    tablet.page.locator("main form button").click()


def _a_form(tablet: Visitor, case: str) -> None:
    tablet.become("bethan")
    tablet.open(case)
    tablet.page.locator("form:has(input[value=noticed]) button").first.click()
    tablet.fill("which_day", {"day": 31, "month": 2, "year": 2026})
    tablet.page.locator("main button[value=send]:not([tabindex])").click()


def _a_way_on(tablet: Visitor, case: str) -> None:
    tablet.become("bethan")
    tablet.open(case)
    tablet.page.locator("form:has(input[value=share]) button").click()


def _our_tools(tablet: Visitor, case: str) -> None:
    tablet.become("ffion")
    tablet.open("tools/senses.six_senses/text")
    box = tablet.page.locator("#text")
    box.fill(box.input_value().replace("changes: []", "changes:\n  - hide: feels_saf\n    because: x"))
    tablet.page.locator("main button[value=publish]").click()


def _nowhere(tablet: Visitor, case: str) -> None:
    tablet.site.go(tablet.page, "/nowhere")


def _a_sign_in_that_ran_out(tablet: Visitor, case: str) -> None:
    tablet.become("bethan")
    tablet.open(case)
    tablet.site.sign_out(tablet.page.context)
    tablet.page.locator("form:has(input[value=share]) button").click()


WAYS: dict[str, Way] = {
    "signing in": _signing_in,
    "a worry without words": _a_worry,
    "a form with a day there never was": _a_form,
    "a way on that waits": _a_way_on,
    "a change that means nothing": _our_tools,
    "a page that is not there": _nowhere,
    "a sign-in that ran out": _a_sign_in_that_ran_out,
}


@pytest.mark.parametrize("lang", ["en", "cy"])
@pytest.mark.parametrize("way", WAYS)
def test_a_page_that_asks_again_is_good_to_read(
    hafan: tuple[Site, Cast], page: Page, overheard: Overheard, way: str, lang: str
) -> None:
    site, cast = hafan
    overheard.expect("the server responded with a status of 4")
    case = listening(cast, "carys", "bethan")
    speak(page, site.url, lang)
    WAYS[way](Visitor(site, page, cast, way), case)
    expect(page.locator(".govuk-error-summary, h1").first).to_be_visible()
    found = look(page, lang)
    keep(page, f"asks-again-{way.replace(' ', '-')}-{lang}")
    assert {kind: faults for kind, faults in found.items() if faults} == {}
