"""Emrys's exchange: from a label on a letter to a plan with an item of his own, every voice in its own words."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import Overheard
from tests.browser.site import Site
from tests.browser.visiting import Visitor
from tests.browser.walking import walk
from tests.journeys.cast import HOME, PASSPHRASE, Cast

LETTER = "The old letter said “challenging behaviour”. At home he ran a grocer's round for forty years."
QUOTED = re.compile(r"<(blockquote|textarea)\b.*?</\1>|“[^”]*”|&#8220;.*?&#8221;", re.DOTALL)
SHARED_BACK = ["carys", "marek", "bethan", "aled"]
REFUSED = "status of 422"
SHARE = "Share back what we heard"


def _begin_with_five_voices(tablet: Visitor) -> None:
    """Bethan signs in on the sign-in page, begins the exchange about Emrys, and gives everybody a place."""
    page = tablet.page
    page.goto(f"{tablet.site.url}/h/{HOME}/")
    page.get_by_label("Your sign-in name").fill(f"bethan.{HOME}")
    page.get_by_label("Your password").fill(PASSPHRASE)
    tablet.photo()
    tablet.press("Sign in", page.locator("main"))
    tablet.reads("Hello, Bethan")
    tablet.photo()
    tablet.follow("Conversations")
    tablet.follow("Begin a conversation")
    page.locator("label.card", has_text="Everyone is an expert").click()
    page.get_by_label("Whom is it about?").select_option(label="Emrys Bowen")
    page.get_by_label("In a few words").fill("Mornings")
    tablet.photo()
    tablet.press("Begin")
    tablet.reads("An idea for a conversation")
    tablet.press("Write it down")
    tablet.send(
        {
            "talk_about": "The door at ten in the morning",
            "round_table": [
                {"who_sits": "Carys Bowen", "whose_view": "family", "how_join": ["by_phone"]},
                {"who_sits": "Marek", "whose_view": "kitchen"},
                {"who_sits": "Bethan", "whose_view": "staff"},
                {"who_sits": "Aled", "whose_view": "practitioner", "how_join": ["by_phone"]},
            ],
            "helps_me_talk": ["walk", "welsh"],
            "language_offered": "yes",
        }
    )
    tablet.follow("Go on")
    tablet.press("Invite people")
    expect(page.locator(".voice")).to_have_count(5)
    tablet.press("Begin to listen")
    tablet.reads("One voice at a time")
    tablet.photo()


def _case(tablet: Visitor) -> str:
    """The path of the case that is open, for coming back to it."""
    found = re.search(r"/cases/[0-9a-f]{32}", tablet.page.url)
    assert found is not None
    return found[0].lstrip("/")


def _speak(tablet: Visitor, case: str, who: str, answers: dict[str, object]) -> None:
    """Somebody says in their own words how they see it."""
    tablet.become(who)
    tablet.open(case)
    tablet.press("How I see things: in my own words")
    tablet.send(answers)


def _everybody_is_heard(tablet: Visitor, case: str) -> None:
    _speak(
        tablet,
        case,
        "carys",
        {
            "only_i_know": LETTER,
            "be_different": "That he has a reason to put his coat on.",
            "could_give": "His old list.",
        },
    )
    _speak(tablet, case, "marek", {"going_well": "He calms when he checks my delivery."})
    _speak(
        tablet,
        case,
        "bethan",
        {"going_well": "Coat on at ten, every day.", "gets_in_the_way": ["noise", "misunderstood"]},
    )
    _speak(tablet, case, "aled", {"matters_most": [{"one_thing": "That he is asked before anybody moves him."}]})
    tablet.become("bethan")
    tablet.open(case)
    tablet.press("How I see things: write down for Emrys Bowen")
    tablet.answer({"how_these_feel": {"the_shops": "good", "the_lounge": "not_good"}, "could_give": "I do the list."})
    tablet.photo()
    tablet.send({}, how="sorted")
    tablet.follow("Go on")


def _notice(tablet: Visitor, case: str, *meanings: str) -> None:
    tablet.become("bethan")
    tablet.open(case)
    panel = tablet.page.locator(".panel", has=tablet.page.get_by_role("heading", name="What we noticed"))
    panel.get_by_role("button").click()
    tablet.send(
        {
            "what_we_saw": "At ten he stands at the door with his coat on and bangs it. He is turned back.",
            "meanings": [{"meaning": one, "how_sure": "fairly"} for one in meanings],
        },
        how="noticed",
    )
    tablet.follow("Go on")


def test_emrys_comes_with_a_label_and_leaves_with_a_list_in_his_hand(
    tablet: Visitor, hafan: tuple[Site, Cast], overheard: Overheard
) -> None:
    page = tablet.page
    overheard.expect(REFUSED)
    _begin_with_five_voices(tablet)
    case = _case(tablet)

    _notice(tablet, case, "He wants to go out")
    tablet.press(SHARE)
    tablet.reads("Could it be telling us something else?")
    tablet.reads("Listening")
    tablet.photo()
    _notice(tablet, case, "He wants to go out", "He looks for his van")

    emrys = tablet.card("Emrys Bowen")
    tablet.unfold("Not heard, or not now", emrys)
    emrys.get_by_label("In which way?").fill("On a walk")
    tablet.press("Note that we asked", emrys)
    tablet.become("ffion")
    tablet.open(case)
    tablet.press("Take the lead")
    tablet.press(SHARE)
    refused = page.locator("#refused")
    for words in ("Emrys Bowen", "advocate"):
        expect(refused).to_contain_text(words)
    tablet.photo()
    tablet.become("bethan")
    tablet.open(case)
    tablet.press("Take the lead")

    _everybody_is_heard(tablet, case)
    tablet.press(SHARE)
    tablet.reads("Sharing back")
    for who in SHARED_BACK:
        tablet.become(who)
        tablet.open(case)
        tablet.press("Sharing back: in my own words")
        tablet.send({"heard_right": "yes"})
    tablet.become("bethan")
    tablet.open(case)
    tablet.press("Sharing back: write down for Emrys Bowen")
    tablet.photo()
    tablet.send({"heard_right": "nearly", "mended": "I do the list. And I pay."}, how="said")
    tablet.follow("Go on")
    tablet.press("We have heard each other")
    tablet.reads("Finding a way")

    tablet.press("Write it down")
    tablet.send(
        {
            "plan": [
                {
                    "we_try": "Tuesday and Friday to the shop",
                    "whose": "staff",
                    "who_does_it": "Marek",
                    "by_when": "at ten",
                },
                {"we_try": "I carry the list", "whose": "resident", "who_does_it": "Emrys Bowen"},
            ],
            "part_offered": "takes_part",
            "person_says": "yes",
            "review_on": {"day": 29, "month": 6, "year": 2026},
        },
        how="said",
    )
    tablet.follow("Go on")
    tablet.press("Look together at something they would like to do")
    tablet.reads("Something I'd like to do")
    tablet.press("We agree")
    tablet.press("Begin")
    tablet.reads("Living with it")
    tablet.photo()
    tablet.follow("Something I'd like to do")
    tablet.reads("What would you like to do?")
    tablet.reads("Everyone is an expert")
    tablet.photo()
    _the_label_is_on_no_page(*hafan)


def _the_label_is_on_no_page(site: Site, cast: Cast) -> None:
    """Everybody who was there opens every page they can reach: the label stands there only as a quotation."""
    told = 0
    for who in ("bethan", "ffion", "carys", "emrys", "aled"):
        for stop, html in walk(site, who, cast.accounts[who], [f"/h/{HOME}/"]):
            words = html.lower()
            told += "challenging behaviour" in words
            assert "challenging" not in QUOTED.sub("", words), f"{who} meets the label on {stop.path}"
    assert told > 0, "the letter that was quoted is nowhere to be read"
