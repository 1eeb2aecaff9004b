"""Row by row of the permission matrix: whose marked words come out on any page that somebody opens."""

from __future__ import annotations

import html
import re

import pytest

from core import homes
from core.shares import Share
from tests.security.conftest import SENSES, World, mark
from tests.security.crawling import crawl

MARKED = re.compile(r"zq(hafan|bryn)([a-z]+)zq")
TABLE = {"carysview", "bethanview", "dilysview"}
ABOUT = {"exchangeabout", "choiceabout", "cwtchabout"}
CHOICE = {"dilyswish", "carysworry"}
ALL_OF_DILYS = TABLE | ABOUT | CHOICE | {"dilyscwtch", "dilyssenses"}

SEEN = {
    # The one it is about: everything, but nobody's private note, and nothing of what staff or family said of themselves.
    "dilys": ALL_OF_DILYS | {"dilysprivate"},
    # Another who lives here: their own, and no more.
    "gwilym": {"gwilymsenses"},
    # A daughter with a seat: the tables she sits at, her own private note and check-in; not her mother's check-in or Cwtch.
    "carys": TABLE | ABOUT | CHOICE | {"carysprivate", "caryssenses"},
    # The care worker who leads, and wrote down for Dilys what she said.
    "bethan": TABLE | ABOUT
    | {"dilyswish", "dilyscwtch", "dilyssenses", "dilysprivate", "bethanprivate", "bethanours", "bethansenses"},
    # A senior who leads conversations, and the manager: all but private notes and what staff and family said of themselves.
    "sian": ALL_OF_DILYS | {"gwilymsenses"},
    "mair": ALL_OF_DILYS | {"gwilymsenses", "worry"},
    # An attorney sees as the person does, but for their private words; another's attorney nothing of it.
    "nia": ALL_OF_DILYS,
    "geraint": {"gwilymsenses"},
    # Care and kitchen outside the circle: how to be kind, and safe. No more.
    "owen": {"cwtchabout", "dilyscwtch"},
    "huw": {"cwtchabout", "dilyscwtch"},
    # Without a seat, a circle or a share: nothing.
    **{name: set() for name in ("alun", "rhodri", "aled", "priya", "eleri", "quinn", "ivor", "sam")},
}  # fmt: skip


def _opened(world: World, name: str) -> dict[str, str]:
    browser = world.browser(name)
    kept = {what: id for (home, what), id in world.kept.items() if home == "hafan"}
    direct = [f"/h/hafan/answers/{id}" for what, id in kept.items() if what not in ("draft", "offer", "worry")]
    direct += [f"/h/hafan/heard/{id}" for what, id in kept.items() if what not in ("draft", "offer", "worry")]
    direct += [world.url(which) for which in ("exchange", "choice", "cwtch")]
    for who in ("dilys", "gwilym", "bethan", "carys"):
        senses = f"/h/hafan/check-ins/{SENSES}"
        direct += [f"{senses}/person/{world.id(who)}", f"{senses}/person/{world.id(who)}?as=picture"]
        direct += [f"{senses}/ask/{world.id(who)}", f"/h/hafan/people/{world.id(who)}"]
    direct += [f"/h/hafan/check-ins/{SENSES}/groups", f"/h/hafan/check-ins/{SENSES}/mine", "/h/hafan/worries"]
    direct += [
        "/h/hafan/",
        "/h/hafan/cases/",
        "/h/hafan/check-ins/",
        "/h/hafan/worries/readers",
        "/h/hafan/who-may-see",
    ]
    direct += [f"/h/hafan/people/{world.id('dilys')}/shared", f"/h/hafan/household/{world.id('bethan')}"]
    return {path: browser.get(path).text for path in direct}


def _marks(pages: dict[str, str]) -> set[str]:
    return {found[1] for text in pages.values() for found in MARKED.findall(text)}


OPENED_BY_A_GIFT = {
    # Each as Dilys, or somebody who writes it down for her, shares it: what it adds, and not one word more.
    ("carys", "senses_one"): {"dilyssenses"},
    ("rhodri", "cwtch_mine"): set(),  # what was agreed, and nothing was agreed yet
    ("ivor", "risk_benefit"): set(),
    ("ivor", "senses_one"): {"dilyssenses"},
}


@pytest.mark.parametrize(("name", "row"), OPENED_BY_A_GIFT)
def test_a_gift_adds_these_words_and_taking_it_back_takes_them_away(world, name, row):
    shared = f"/h/hafan/people/{world.id('dilys')}/shared"
    dilys = world.browser("dilys")
    assert dilys.post(shared, {"row": row, "to": world.id(name)}).status_code == 303
    assert _marks(_opened(world, name)) == SEEN[name] | OPENED_BY_A_GIFT[name, row]
    (share,) = world.find(Share)
    assert dilys.post(f"/h/hafan/shared/{share.id}/back").status_code == 303
    assert _marks(_opened(world, name)) == SEEN[name]


def test_a_place_taken_back_takes_the_table_away_with_it(world):
    for which in ("exchange", "choice", "cwtch"):
        data = {"seat": world.seat("carys", which), "why": "Dilys would rather not"}
        assert world.browser("dilys").post(f"{world.url(which)}/withdraw", data).status_code == 303
    assert _marks(_opened(world, "carys")) == {"caryssenses"}


def test_whoever_has_left_sees_no_words_at_all(world):
    homes.leave(world.house, "hafan", world.id("bethan"), world.id("mair"))
    assert _marks(_opened(world, "bethan")) == set()


def test_everybody_is_in_the_table(world):
    assert set(SEEN) == set(world.names())


@pytest.mark.parametrize("name", SEEN)
def test_each_person_sees_these_words_and_no_others(world, name):
    assert _marks(_opened(world, name)) == SEEN[name]


def test_no_link_leads_anybody_further_than_that(world):
    for name in ("huw", "mair", "gwilym"):
        assert _marks(crawl(world.browser(name), ["/h/hafan/"], most=60)) <= SEEN[name]


@pytest.mark.parametrize("name", ["mair", "sian", "dilys", "gwilym", "nia", "owen", "quinn", "ivor", "carys"])
def test_nobody_finds_a_single_answer_of_staff_or_family_not_in_a_comment_nor_an_attribute(world, name):
    """Faces carry no words, so it is the answers' own ids and dates that would give them away."""
    theirs = [who for who in ("bethan", "carys") if who != name]
    for path, text in _opened(world, name).items():
        for who in theirs:
            if not path.endswith(world.kept["hafan", f"{who}_senses"]):
                assert world.kept["hafan", f"{who}_senses"] not in text, path
    browser = world.browser(name)
    for who in theirs:
        for page in ("person", "ask"):
            assert browser.get(f"/h/hafan/check-ins/{SENSES}/{page}/{world.id(who)}").status_code == 404
        assert browser.get(f"/h/hafan/answers/{world.kept['hafan', f'{who}_senses']}").status_code == 404
        assert browser.get(f"/h/hafan/heard/{world.kept['hafan', f'{who}_senses']}").status_code == 404


def test_a_group_below_the_floor_is_too_few_to_show_for_everybody(world):
    for name in ("mair", "sian", "dilys", "bethan", "carys", "ivor"):
        page = world.browser(name).get(f"/h/hafan/check-ins/{SENSES}/groups")
        assert page.status_code == 200
        assert "<svg" not in page.text.split("<main", 1)[1]
        assert re.search("too few to show|rhy ychydig i'w dangos", html.unescape(page.text))
        assert re.search(r"\b[1-4] (person|people)\b", page.text) is None
    assert world.browser("quinn").get(f"/h/hafan/check-ins/{SENSES}/groups").status_code == 404


def test_one_more_answer_is_never_told_by_comparing_two_pages(world):
    """The page of the groups is the same before and after one more person answers, until enough of them have."""
    staff = ("bethan", "owen", "huw", "sian", "mair")
    page = f"/h/hafan/check-ins/{SENSES}/groups"
    mair = world.browser("mair")

    def look() -> str:
        text = mair.get(page).text
        return re.sub(r'name="csrf_token" value="[^"]*"', "", text)

    before = look()
    for who in staff[1:4]:
        world.says(who, {"feels_safe": "good"})
        assert look() == before
    world.says("mair", {"feels_safe": "good"})
    five = look()
    assert five != before
    for value in ("not_good", "unsure", "good"):
        world.says("owen", {"feels_safe": value})
        assert look() == five
    assert mark("hafan", "bethan-senses") not in five


def test_offers_that_belong_to_staff_and_family_reach_nobody_else(world):
    world.says("owen", {"feels_safe": "not_good"})
    for name in ("mair", "sian", "bethan", "dilys"):
        page = world.browser(name).get("/h/hafan/").text
        assert world.people["hafan", "owen"].name not in page
