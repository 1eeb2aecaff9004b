"""Everybody of a home: added, changed and given a sign-in by those who decide; and how it is with somebody now."""

from __future__ import annotations

import pytest

from core import accounts, homes, testing
from core.records import Person


@pytest.fixture
def room():
    house = testing.house()
    cast = testing.home_with_cast(house)
    return house, cast, testing.app(house)


def _as(room, name):
    house, cast, app = room
    return testing.browser(house, cast.accounts[name], app)


def _named(house, name):
    return next(one for one in homes.people(house, "hafan") if one.name == name)


def test_a_manager_adds_a_daughter_who_can_sign_in_and_finds_her_mother(room):
    house, cast, app = room
    dilys = cast.people["dilys"].id
    typed = {
        "name": "Rhian Rees",
        "roles": "family",
        "of": dilys,
        "languages": ["cy", "en"],
        "account": "rhian",
        "password": "tri gair bach eto",
    }
    assert _as(room, "mair").post("/h/hafan/household/new", typed).status_code == 303
    rhian = _named(house, "Rhian Rees")
    assert (rhian.roles, rhian.of, rhian.languages) == (("family",), (dilys,), ("cy", "en"))
    token = accounts.sign_in(house, "rhian", "tri gair bach eto")
    account = accounts.who(house, token)
    assert account is not None
    accounts.set_password(house, account.id, "afon lleuad eira canu")
    page = testing.browser(house, account.id, app).get("/h/hafan/people/")
    assert "Dilys Rees" in page.text
    assert "Gwilym Hughes" not in page.text


def test_what_was_typed_is_shown_back_beside_what_has_to_be_put_right(room):
    reply = _as(room, "mair").post(
        "/h/hafan/household/new", {"name": "Rhian Rees", "account": "rhian", "password": "short"}
    )
    assert reply.status_code == 422
    assert 'value="Rhian Rees"' in reply.text
    assert 'value="rhian"' in reply.text
    assert "Choose what they are here" in reply.text
    assert "short" not in reply.text.replace("shortly", "")
    assert not [one for one in homes.people(room[0], "hafan") if one.name == "Rhian Rees"]


def test_a_home_keeps_its_last_manager(room):
    _house, cast, _app = room
    mair = cast.people["mair"]
    reply = _as(room, "mair").post(
        f"/h/hafan/household/{mair.id}", {"name": mair.name, "roles": "care_staff", "revision": mair.revision}
    )
    assert reply.status_code == 422
    assert "at least one manager" in reply.text


def test_a_stale_change_is_refused_and_what_was_chosen_stays(room):
    house, cast, _app = room
    owen = cast.people["owen"]
    changed = {"name": "Owen Ellis", "roles": "care_staff", "revision": owen.revision}
    assert _as(room, "mair").post(f"/h/hafan/household/{owen.id}", changed).status_code == 303
    again = _as(room, "mair").post(f"/h/hafan/household/{owen.id}", {**changed, "name": "Owen Elis"})
    assert again.status_code == 409
    assert 'value="Owen Elis"' in again.text
    assert _named(house, "Owen Ellis").id == owen.id


@pytest.mark.parametrize("name", ["bethan", "carys", "dilys", "huw", "sian", "rhodri", "alun"])
def test_only_those_who_decide_see_everybody(room, name):
    browser = _as(room, name)
    assert browser.get("/h/hafan/household").status_code == 404
    assert browser.get("/h/hafan/household/new").status_code == 404
    assert browser.post("/h/hafan/household/new", {"name": "X", "roles": "manager"}).status_code == 404


def test_whoever_may_lead_says_that_somebody_is_in_hospital_and_family_may_not(room):
    house, cast, _app = room
    dilys = cast.people["dilys"].id
    where = f"/h/hafan/people/{dilys}/status"
    assert _as(room, "carys").post(where, {"status": "hospital"}).status_code == 404
    assert _as(room, "sian").post(where, {"status": "hospital"}).status_code == 303
    with house.store.read("hafan") as tx:
        assert Person.need(tx, dilys).status == "hospital"
    assert "In hospital for now" in _as(room, "sian").get(f"/h/hafan/people/{dilys}").text
    assert _as(room, "sian").post(where, {"status": "vanished"}).status_code == 400
    assert _as(room, "sian").post(where, {"status": "here"}).status_code == 303
