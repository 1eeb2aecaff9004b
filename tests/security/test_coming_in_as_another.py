"""Nobody comes in as somebody else, and nobody is said to be away by somebody who does not know them."""

from __future__ import annotations

import pytest

from core import accounts, homes
from core.homes import HomeError
from tests.security.crawling import Presser

PASSWORD = "three quiet words"


def _as_they_are(world, name, **more):
    person = world.people["hafan", name]
    with world.house.store.read("hafan") as tx:
        revision = type(person).need(tx, person.id).revision
    return {
        "name": person.name, "roles": list(person.roles), "teams": list(person.teams), "of": list(person.of), "circle": list(person.circle),
        "languages": list(person.languages), "revision": str(revision), **more,
    }  # fmt: skip


@pytest.mark.parametrize("name", ["bethan", "carys", "dilys", "mair"])
def test_whoever_can_sign_in_gets_no_second_way_in_from_somebody_else(world, name):
    mair = Presser(world.browser("mair"))
    typed = _as_they_are(world, name, account="another.way", password=PASSWORD)
    answer = mair.post(f"/h/hafan/household/{world.id(name)}", typed)
    assert answer.status_code == 400
    assert accounts.named(world.house, "another.way") is None
    made = accounts.create(world.house, "another.way", PASSWORD)
    with pytest.raises(HomeError):
        homes.give_account(world.house, "hafan", world.id(name), made.id)
    assert accounts.named(world.house, "another.way").people == {}


@pytest.mark.parametrize("name", ["bethan", "carys", "dilys", "sian", "nia", "aled", "quinn", "ivor", "sam"])
def test_who_belongs_here_is_kept_by_those_who_decide_and_nobody_else(world, name):
    press = Presser(world.browser(name))
    for path in ("/h/hafan/household", "/h/hafan/household/new", f"/h/hafan/household/{world.id('dilys')}"):
        assert press.browser.get(path).status_code == 404
        if path != "/h/hafan/household":
            assert press.post(path, _as_they_are(world, "dilys", roles=["manager"])).status_code == 404


@pytest.mark.parametrize("status", ["hospital", "away", "died", "", "gone"])
@pytest.mark.parametrize(
    ("name", "subject"),
    [("carys", "dilys"), ("nia", "dilys"), ("aled", "gwilym"), ("quinn", "dilys"), ("rhodri", "dilys"), ("mair", "bethan"),
     ("huw", "mair"), ("dilys", "gwilym"), ("ivor", "dilys"), ("mair", "carys")],
)  # fmt: skip
def test_nobody_is_said_to_be_away_by_somebody_who_may_not(world, name, subject, status):
    press = Presser(world.browser(name))
    assert press.post(f"/h/hafan/people/{world.id(subject)}/status", {"status": status}).status_code == 404
    found = homes.person(world.house, "hafan", world.id(subject))
    assert found is not None
    assert found.status == "here"


def test_a_password_that_was_typed_is_carried_to_no_other_page(world):
    mair = world.browser("mair")
    press = Presser(mair)
    mair.sign_out()
    answer = press.post(
        "/h/hafan/household/new", {"name": "Nia", "roles": "family", "account": "nia", "password": PASSWORD}
    )
    assert answer.status_code == 401
    assert "Nia" in answer.text
    assert PASSWORD not in answer.text
    old = mair.client.post(
        "/h/hafan/household/new", data={"name": "Nia", "password": PASSWORD}, headers={"Origin": "http://localhost"}
    )
    assert PASSWORD not in old.text
