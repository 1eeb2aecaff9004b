"""A share is the resident's gift: one thing, to one person, until a day or until it is taken back."""

from __future__ import annotations

import re

import pytest

from core import shares
from core.shares import Share
from tests.security.conftest import SENSES, mark


def _page(world, whom: str = "dilys") -> str:
    return f"/h/hafan/people/{world.id(whom)}/shared"


def _give(world, by: str = "dilys", to: str = "carys", row: str = "senses_one", **more: str):
    return world.browser(by).post(_page(world), {"row": row, "to": world.id(to), **more})


def _senses(world, who: str):
    return world.browser(who).get(f"/h/hafan/check-ins/{SENSES}/person/{world.id('dilys')}")


def _only(world) -> Share:
    (found,) = world.find(Share)
    return found


def test_a_daughter_sees_her_mothers_check_in_once_it_is_shared_and_no_longer_once_it_is_taken_back(world):
    assert _senses(world, "carys").status_code == 404
    assert _give(world).status_code == 303
    said = f"/h/hafan/answers/{world.kept['hafan', 'dilys_senses']}"
    assert _senses(world, "carys").status_code == 200
    assert mark("hafan", "dilys-senses") in world.browser("carys").get(said).text
    assert world.browser("dilys").post(f"/h/hafan/shared/{_only(world).id}/back").status_code == 303
    assert _senses(world, "carys").status_code == 404
    assert world.browser("carys").get(said).status_code == 404


def test_it_opens_that_one_thing_about_that_one_person_and_nothing_else(world):
    _give(world)
    assert _senses(world, "eleri").status_code == 404
    carys = world.browser("carys")
    assert carys.get(f"/h/hafan/check-ins/{SENSES}/person/{world.id('gwilym')}").status_code == 404
    assert carys.get(world.url("cwtch")).status_code == 200  # she has a place there, from before
    world.browser("dilys").post(f"{world.url('cwtch')}/withdraw", {"seat": world.seat("carys", "cwtch"), "why": "x"})
    assert carys.get(world.url("cwtch")).status_code == 404


def test_it_ends_after_its_last_day(world):
    assert _give(world, until="2026-06-03").status_code == 303
    world.clock.forward(days=2)
    assert _senses(world, "carys").status_code == 200
    world.clock.forward(days=1)
    assert _senses(world, "carys").status_code == 404


@pytest.mark.parametrize(
    ("by", "gives"), [("dilys", True), ("nia", True), ("bethan", True), ("mair", True), ("sian", True)]
)
def test_the_person_their_attorney_and_whoever_writes_it_down_for_them_may_give(world, by, gives):
    assert (_give(world, by, how="said").status_code == 303) is gives
    kept = _only(world)
    assert kept.given_by == (world.id("nia") if by == "nia" else world.id("dilys"))
    assert kept.noted_by == world.id(by)


@pytest.mark.parametrize(
    "by", ["gwilym", "carys", "alun", "geraint", "eleri", "rhodri", "aled", "priya", "quinn", "ivor", "sam"]
)
def test_nobody_else_may_give_or_look_at_what_is_given(world, by):
    _give(world)
    assert world.browser(by).get(_page(world)).status_code == 404
    assert _give(world, by, to="ivor", how="said").status_code == 404
    if by != "carys":
        assert world.browser(by).post(f"/h/hafan/shared/{_only(world).id}/back").status_code == 404
    assert len(world.find(Share)) == 1


def test_a_carer_outside_the_circle_gives_nothing_she_does_not_see_herself(world):
    page = _give(world, "owen", how="said")
    assert page.status_code == 422
    assert world.find(Share) == []


def test_what_was_only_noticed_is_not_a_gift(world):
    for how in ("", "noticed"):
        page = _give(world, "bethan", how=how)
        assert page.status_code == 422
        assert "What was only noticed is not a yes." in page.text
    assert world.find(Share) == []


@pytest.mark.parametrize(
    ("to", "row"),
    [("eleri", "senses_one"), ("gwilym", "senses_one"), ("dilys", "senses_one"), ("carys", "exchange_columns"), ("carys", "safeguarding"), ("carys", "audit"), ("owen", "senses_one")],
)  # fmt: skip
def test_only_what_is_hers_to_give_goes_to_those_who_may_be_given_it(world, to, row):
    assert _give(world, to=to, row=row).status_code == 422
    assert world.find(Share) == []


def test_a_day_that_has_gone_by_or_is_none_is_asked_for_again(world):
    for until in ("2026-05-31", "soon", "2026-13-45"):
        page = _give(world, "nia", until=until)
        assert page.status_code == 422
        assert "Choose a last day that is still to come" in page.text


def test_giving_twice_is_one_gift_with_the_new_last_day(world):
    _give(world)
    _give(world, until="2026-06-20")
    assert _only(world).until == "2026-06-20"


def test_whoever_was_given_it_sees_so_and_why_and_can_lay_it_down(world):
    _give(world)
    page = world.browser("carys").get("/h/hafan/who-may-see").text
    assert "Shared with you" in page
    assert "Given by Dilys Rees" in page
    back = re.search(r'action="(/h/hafan/shared/[^"]+)"', page)
    assert back is not None
    assert world.browser("carys").post(back[1]).status_code == 303
    assert "Shared with you" not in world.browser("carys").get("/h/hafan/who-may-see").text
    assert _senses(world, "carys").status_code == 404


def test_dilys_finds_what_she_shares_on_her_own_page(world):
    _give(world)
    dilys = world.browser("dilys")
    assert _page(world) in dilys.get(f"/h/hafan/people/{world.id('dilys')}").text
    page = dilys.get(_page(world)).text
    assert "Carys Bowen" in page
    assert "nes ei gymryd yn ôl" in page


def test_a_gift_opens_no_conversation_at_which_her_place_was_taken_back(world):
    world.browser("dilys").post(f"{world.url('cwtch')}/withdraw", {"seat": world.seat("carys", "cwtch"), "why": "x"})
    assert _give(world, row="cwtch_mine").status_code == 303
    carys = world.browser("carys")
    assert carys.get(world.url("cwtch")).status_code == 404
    assert world.url("cwtch") not in carys.get("/h/hafan/cases/").text


def test_a_gift_shows_what_was_agreed_and_not_the_conversation(world):
    assert _give(world, to="rhodri", row="cwtch_mine").status_code == 303
    page = world.browser("rhodri").get(world.url("cwtch"))
    assert page.status_code == 200
    for words in ("What has happened", mark("hafan", "cwtch-about"), mark("hafan", "bethan-ours"), "What next?"):
        assert words not in page.text
    assert world.browser("rhodri").get(f"/h/hafan/answers/{world.kept['hafan', 'cwtch_mine']}").status_code == 404


def test_what_was_shared_is_kept_with_who_took_it_back(world):
    _give(world)
    world.browser("mair").post(f"/h/hafan/shared/{_only(world).id}/back", {"why": "Dilys said so"})
    kept = _only(world)
    assert (kept.withdrawn_by, kept.why) == (world.id("mair"), "Dilys said so")
    assert not kept.live(shares.local_date(world.clock.now(), "Europe/London"))
