"""Somebody has left: from that moment nothing opens for them; what they took part in is passed on, and they can come back."""

from __future__ import annotations

import pytest

from core import accounts, homes
from core.accounts import MOST_SIGN_INS, SignIn
from core.stores.protocol import HOST


def _leaves(world, who: str, by: str = "mair"):
    return world.browser(by).post(f"/h/hafan/household/{world.id(who)}/left")


def test_every_sign_in_ends_at_once(world):
    at_home, at_work = world.browser("bethan"), world.browser("bethan")
    assert _leaves(world, "bethan").status_code == 303
    for browser in (at_home, at_work):
        assert browser.get("/h/hafan/").location.startswith("/sign-in")
    assert world.browser("bethan").get("/h/hafan/").status_code == 404
    assert world.browser("bethan").get(world.url()).status_code == 404


def test_another_home_where_they_work_too_stays_open(world):
    accounts.join(world.house, world.accounts["hafan", "bethan"], "bryn", world.id("bethan", "bryn"), "host")
    _leaves(world, "bethan")
    again = world.browser("bethan")
    assert again.get("/h/hafan/").status_code == 404
    assert again.get("/h/bryn/").status_code == 200


def test_what_they_lead_and_sit_in_is_listed_so_that_it_can_be_passed_on(world):
    _leaves(world, "bethan")
    page = world.browser("mair").get(f"/h/hafan/household/{world.id('bethan')}").text
    assert "What they take part in" in page
    for which in ("exchange", "choice", "cwtch"):
        assert world.url(which) in page
    assert world.browser("mair").post(f"{world.url()}/lead").status_code == 303
    assert world.case().host == world.id("mair")


def test_what_they_said_stays_and_nobody_chooses_them_for_anything_new(world):
    _leaves(world, "owen")
    page = world.browser("bethan").get(world.url()).text
    assert world.id("owen") not in page
    data = {"voice": "staff", "person": world.id("owen")}
    assert world.browser("bethan").post(f"{world.url()}/seat", data).status_code == 404


def test_they_can_come_back_as_what_they_were_with_the_sign_in_they_had(world):
    _leaves(world, "bethan")
    mair = world.browser("mair")
    assert "Has left" in mair.get("/h/hafan/household").text
    assert mair.post(f"/h/hafan/household/{world.id('bethan')}/back").status_code == 303
    assert world.browser("bethan").get(world.url()).status_code == 200


def test_the_last_manager_cannot_be_removed(world):
    page = _leaves(world, "mair")
    assert page.status_code == 422
    assert "A home keeps at least one manager who can sign in." in page.text
    assert world.browser("mair").get("/h/hafan/").status_code == 200


def test_a_manager_who_cannot_sign_in_or_has_left_is_not_one_that_the_home_keeps(world):
    homes.add_person(world.house, "hafan", "Ceri", ("manager",))
    assert _leaves(world, "mair").status_code == 422
    second = homes.add_person(world.house, "hafan", "Ann", ("manager",))
    account = accounts.create(world.house, "ann.hafan")
    homes.give_account(world.house, "hafan", second.id, account.id)
    homes.leave(world.house, "hafan", second.id, "test")
    assert _leaves(world, "mair").status_code == 422


@pytest.mark.parametrize("by", ["bethan", "sian", "dilys", "carys", "sam"])
def test_only_those_who_decide_about_the_home_say_so(world, by):
    assert _leaves(world, "owen", by).status_code == 404
    assert world.browser("owen").get("/h/hafan/").status_code == 200


def test_sign_ins_are_tidied_and_the_one_used_the_longest_ago_ends_first(world):
    account = world.accounts["hafan", "owen"]
    tokens = []
    for _ in range(MOST_SIGN_INS + 5):
        world.clock.forward(minutes=1)
        tokens.append(accounts.open_sign_in(world.house, account))
    with world.house.store.read(HOST) as tx:
        assert len(SignIn.find(tx, {"account": account})) == MOST_SIGN_INS
    assert accounts.who(world.house, tokens[4]) is None
    assert accounts.who(world.house, tokens[5]) is not None
    assert accounts.who(world.house, tokens[-1]) is not None
