"""A password somebody else chose opens nothing but the page to choose one's own; and anybody may choose a new one."""

from __future__ import annotations

import pytest

from core import accounts, homes, testing
from core.accounts import WrongSignIn

GIVEN, OWN = "tri gair bach eto", "afon lleuad eira canu"


@pytest.fixture
def room():
    house = testing.house()
    cast = testing.home_with_cast(house)
    app = testing.app(house)
    manager = testing.browser(house, cast.accounts["mair"], app)
    typed = {"name": "Nia", "roles": "care_staff", "account": "nia", "password": GIVEN}
    assert manager.post("/h/hafan/household/new", typed).status_code == 303
    return house, cast, app


def _nia(room):
    """Whoever signs in with the password the manager chose."""
    house, _cast, app = room
    browser = testing.browser(house, the_app=app)
    assert browser.post("/sign-in", {"name": "nia", "password": GIVEN}).status_code == 303
    return browser


def _chosen(old=GIVEN, new=OWN, again=None):
    return {"password": old, "password_new": new, "password_again": new if again is None else again}


def test_a_password_the_manager_chose_opens_nothing_of_the_home(room):
    _house, cast, _app = room
    browser = _nia(room)
    for path in ("", "people/", f"people/{cast.people['dilys'].id}", "check-ins/", "tools/", "who-may-see"):
        page = browser.get(f"/h/hafan/{path}")
        assert (page.status_code, page.headers.get("Location")) == (303, "/password"), path
    assert browser.get("/plugins").headers.get("Location") == "/password"
    assert "Somebody else chose the password" in browser.get("/password").text
    worried = browser.get("/worried", follow_redirects=True)
    assert (worried.status_code, "/password" in worried.request.path) == (200, False)


def test_with_a_password_of_her_own_everything_opens_and_the_managers_fits_no_more(room):
    house, _cast, _app = room
    browser = _nia(room)
    elsewhere = _nia(room)
    assert browser.post("/password", _chosen()).status_code == 303
    assert browser.get("/h/hafan/").status_code == 200
    assert elsewhere.get("/h/hafan/").status_code == 303, "another sign-in with the old password has ended"
    with pytest.raises(WrongSignIn):
        accounts.sign_in(house, "nia", GIVEN)
    assert accounts.sign_in(house, "nia", OWN)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (_chosen(old="not the one at all"), "does not fit"),
        (_chosen(again="afon lleuad eira"), "not typed alike"),
        (_chosen(new="short"), "at least 12"),
        (_chosen(new=GIVEN), "that is new"),
        ({}, "that is new"),
    ],
)
def test_what_has_to_be_put_right_is_said_and_no_password_is_shown_back(room, typed, says):
    browser = _nia(room)
    page = browser.post("/password", typed)
    assert page.status_code == 422
    assert says in page.text
    for secret in typed.values():
        assert f'"{secret}"' not in page.text
    assert browser.get("/h/hafan/").status_code == 303


def test_words_typed_before_the_password_was_chosen_are_carried_along(room):
    _house, cast, _app = room
    browser = _nia(room)
    held = browser.post(f"/h/hafan/people/{cast.people['dilys'].id}/status", {"status": "hospital"})
    assert held.status_code == 403
    assert "What you typed is safe" in held.text
    assert 'value="hospital"' in held.text


def test_whoever_has_chosen_their_own_password_meets_no_such_page_until_they_want_a_new_one(room):
    house, cast, app = room
    accounts.set_password(house, cast.accounts["bethan"], GIVEN)
    bethan = testing.browser(house, cast.accounts["bethan"], app)
    assert bethan.get("/h/hafan/").status_code == 200
    assert "/password" in bethan.get("/h/hafan/who-may-see").text
    assert bethan.post("/password", _chosen()).status_code == 303
    assert homes.person(house, "hafan", cast.people["bethan"].id) is not None
    assert accounts.sign_in(house, "bethan.hafan", OWN)


def test_nobody_chooses_a_password_without_being_signed_in(room):
    house, _cast, app = room
    assert testing.browser(house, the_app=app).get("/password").status_code == 303
    assert testing.browser(house, the_app=app).post("/password", _chosen()).status_code == 401
