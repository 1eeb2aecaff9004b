"""Emrys's story: told, read back, shared with this home, and taken back; and its pictures with the longest words there are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core import testing
from core.board_pictures import BoardItem, BoardPictureData
from core.case_pictures import AskedQuestion, CasePictureData, RowAnswers, VoiceAnswers
from core.clock import HandClock
from core.contributions import PictureMade
from core.pictures import Step
from core.text import Text
from plugins.stories import river, star
from tests.browser.conftest import Overheard
from tests.browser.site import Site, serving
from tests.browser.test_case_pictures_in_the_browser import CSS, LONG, WHAT_IS_WRONG
from tests.browser.visiting import Visitor
from tests.journeys.cast import Cast, move_in

REFUSED = "status of 422"


@pytest.fixture
def hafan() -> Iterator[tuple[Site, Cast]]:
    """The home with the module of stories."""
    house = testing.house(clock=HandClock())
    cast = move_in(house, modules=["stories"])
    with serving(house) as site:
        yield site, cast


def _begin(tablet: Visitor) -> str:
    tablet.become("bethan")
    tablet.open("cases/new")
    tablet.page.locator("label.card", has_text="A story of change").click()
    tablet.page.get_by_label("Whom is it about?").select_option(label="Emrys Bowen")
    tablet.press("Begin")
    found = re.search(r"/(cases/[0-9a-f]{32})", tablet.page.url)
    assert found is not None
    return found[1]


def test_emrys_tells_that_he_does_the_shop_and_takes_it_back_when_he_likes(
    tablet: Visitor, overheard: Overheard
) -> None:
    overheard.expect(REFUSED)
    page = tablet.page
    case = _begin(tablet)
    tablet.press("Write it down")
    tablet.send(
        {
            "called": "I do the shop.",
            "before": "The door, and people saying no.",
            "changed": "I carry the list.",
            "why_it_matters": "They know me there.",
        },
        how="said",
    )
    tablet.follow("Go on")
    tablet.press("Read it back together")
    tablet.press("Yes, that is my story")
    expect(page.locator("#refused")).to_contain_text("Emrys Bowen has not said yes to this with their own mark.")
    tablet.photo()
    page.get_by_label("How did they say yes?").select_option(label="Said in words")
    tablet.press("Note that Emrys Bowen said yes")
    tablet.press("Yes, that is my story")
    tablet.press("Write it down")
    tablet.send(
        {
            "may_hear": ["this_home"],
            "whose_yes": "person",
            "my_name": "own",
            "anybody_else": "yes",
            "others": [{"who_else": "The grocer", "they_say": "glad"}],
            "after_my_death": "ask_family",
        },
        how="said",
    )
    tablet.follow("Go on")
    page.get_by_label("How did they say yes?").select_option(label="Said in words")
    tablet.press("Note that Emrys Bowen said yes")
    tablet.press("Share it, this far")

    tablet.become("marek")
    tablet.open()
    tablet.follow("Our stories")
    tablet.reads("I carry the list.")
    tablet.reads("Emrys Bowen, 1 June")
    tablet.photo()

    tablet.become("emrys")
    tablet.open(case)
    tablet.press("Take it back")
    tablet.become("norah")
    tablet.open("cases/boards/stories.story")
    tablet.reads("No story has been shared with you yet.")
    expect(page.locator("main")).not_to_contain_text("I carry the list.")


def _hard_star() -> CasePictureData:
    """Three hopes with long names, nine voices, and all of them of one mind."""
    hopes = [{"row": str(n), "answers": {"hoping_for": f"{LONG} {n}"}} for n in range(3)]
    said = ("there", "changed_my_mind", "not_yet")
    far = tuple(Step(id, Text({"cy": id})) for id in ("not_yet", "a_little", "mostly", "there", "changed_my_mind"))
    inner = {"how_far": AskedQuestion("how_far", Text({"cy": ""}), "choice", far)}
    asked = {"how": {"how_far_each": AskedQuestion("how_far_each", Text({"cy": ""}), "group", (), inner)}}
    views = tuple(
        VoiceAnswers(
            {"how_far_each": [{"row": str(n), "answers": {"how_far": said[n]}} for n in range(3)]},
            seat=str(voice),
            person=f"{chr(65 + voice)}wen {LONG}",
        )
        for voice in range(4)
    )
    answers = {"hope": (VoiceAnswers({"hopes": hopes}, subject=True),), "how": views}
    return CasePictureData(Text({"cy": "Gobeithion"}), "Mair", (), asked, answers)


def _hard_river() -> BoardPictureData:
    items = tuple(
        BoardItem(
            LONG if n % 2 else "Emrys Bowen",
            date(2026, 5, n + 1),
            Text({"cy": f"{n + 1} Rhagfyr 2026"}),
            {"story_change": (RowAnswers({"called": f"{LONG} {n} fi sy'n gwneud y siopa bob dydd Mawrth"}),)},
        )
        for n in range(14)
    )
    return BoardPictureData(Text({"cy": "Ein straeon"}), items)


@pytest.mark.parametrize(
    "drawn", [star.draw(_hard_star(), "cy"), river.draw(_hard_river(), "cy")], ids=["star", "river"]
)
def test_its_pictures_keep_every_word_inside_and_apart(page: Page, drawn: PictureMade) -> None:
    styles = "".join(
        Path(CSS / name).read_text(encoding="utf-8") for name in ("theme.css", "base.css", "living_pictures.css")
    )
    page.set_viewport_size({"width": 320, "height": 900})
    page.set_content(f"<style>{re.sub(r'@font-face [^}]*}', '', styles)}</style><main>{drawn.svg}</main>")
    assert page.evaluate(WHAT_IS_WRONG) == []
