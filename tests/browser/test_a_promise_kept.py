"""A shift begins: the person first, a promise that stays until it is kept; and two halves that open when both say so."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from core import testing
from core.case_pictures import CasePictureData, VoiceAnswers
from core.clock import HandClock
from core.text import Text
from plugins.relationships.ties import draw
from tests.browser.conftest import Overheard
from tests.browser.site import Site, serving
from tests.browser.test_case_pictures_in_the_browser import CSS, LONG, WHAT_IS_WRONG
from tests.browser.visiting import Visitor
from tests.journeys.cast import Cast, move_in

SHIFT = "cases/boards/relationships.handover"


@pytest.fixture
def hafan() -> Iterator[tuple[Site, Cast]]:
    """The home with the modules of stories and relationships."""
    house = testing.house(clock=HandClock())
    cast = move_in(house, modules=["stories", "relationships"])
    with serving(house) as site:
        yield site, cast


def test_a_promise_made_in_the_snow_is_passed_on_and_kept(tablet: Visitor, overheard: Overheard) -> None:
    overheard.expect("status of 422")
    page = tablet.page
    tablet.become("bethan")
    tablet.open()
    tablet.follow("The shift begins")
    tablet.press("Pass something on about Emrys Bowen")
    tablet.send({"how_are_they": "Quiet, missed the shop (snow)", "promise": "Friday instead", "promise_by": "Friday"})

    tablet.become("kofi")
    tablet.open(SHIFT)
    promise = page.locator(".panel", has=page.get_by_role("heading", name="What became of the promise", exact=True))
    emrys = page.locator(".board__person", has=page.get_by_role("link", name="Emrys Bowen"))
    expect(emrys).to_contain_text("Quiet, missed the shop (snow)")
    expect(emrys).to_contain_text("Friday instead")
    tablet.photo()
    tablet.follow("Open: A promise is open", within=emrys)
    tablet.press("Kept")
    expect(page.locator("#refused")).to_contain_text("Nobody has written down that it was kept.")
    tablet.press("Write it down", within=promise)
    tablet.send({"came_of_it": "passed_on", "passed_to": "Marek"})

    tablet.become("marek")
    tablet.open(SHIFT)
    expect(emrys).to_contain_text("Friday instead")
    tablet.follow("Open: A promise is open", within=emrys)
    promise.get_by_role("button").first.click()
    tablet.send({"came_of_it": "kept", "how_it_was": "He did the list."})
    tablet.open(SHIFT)
    expect(emrys).not_to_contain_text("Friday instead")


def test_marek_and_norah_open_their_halves_when_both_say_so(tablet: Visitor) -> None:
    page = tablet.page
    tablet.become("marek")
    tablet.open("cases/new")
    page.locator("label.card", has_text="You and me").click()
    page.get_by_label("Whom is it about, or who is the other one?").select_option(label="Norah Keane")
    tablet.press("Begin")
    tablet.reads("Norah Keane and Marek")
    case = re.search(r"/(cases/[0-9a-f]{32})", page.url)
    assert case is not None
    tablet.press("You and me: in my own words")
    tablet.send({"taught_me": "Welsh cakes", "may_show": "yes"})
    tablet.become("norah")
    tablet.open(case[1])
    expect(page.locator("main")).not_to_contain_text("Welsh cakes")
    tablet.press("You and me: in my own words")
    tablet.send({"enjoy": "He makes room on the bench.", "may_show": "yes"})
    tablet.follow("Go on")
    tablet.reads("Where we are: Side by side")
    tablet.reads("give to each other")
    tablet.photo()


def _hard_web() -> CasePictureData:
    """Ten people with the longest names, each giving to the next and some back."""
    names = [f"{chr(65 + n)}wen {LONG}" for n in range(10)]

    def voice(n: int) -> VoiceAnswers:
        to = [names[(n + 1) % 10], names[(n + 5) % 10]]
        rows = [
            {"row": str(i), "answers": {"giving": LONG, "to_whom": {"id": None, "name": one}}}
            for i, one in enumerate(to)
        ]
        return VoiceAnswers({"gives": rows}, seat=str(n), person=names[n])

    return CasePictureData(
        Text({"cy": "Cysylltiadau"}), names[0], (), {}, {"us_give_take": tuple(map(voice, range(10)))}
    )


def test_a_web_of_ten_keeps_every_letter_inside_and_apart(page: Page) -> None:
    styles = "".join(
        (CSS / name).read_text(encoding="utf-8") for name in ("theme.css", "base.css", "living_pictures.css")
    )
    page.set_viewport_size({"width": 320, "height": 900})
    made = draw(_hard_web(), "cy")
    page.set_content(f"<style>{re.sub(r'@font-face [^}]*}', '', styles)}</style><main>{made.svg}</main>")
    assert page.evaluate(WHAT_IS_WRONG) == []
