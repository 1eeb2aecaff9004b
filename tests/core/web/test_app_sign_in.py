"""Signing in and out at a browser."""

from __future__ import annotations

import pytest

from core import accounts, testing
from core.accounts import Pretend
from core.web.asking import COOKIE

PASS = "three green hens"


@pytest.fixture
def house():
    return testing.house()


@pytest.fixture
def cast(house):
    return testing.home_with_cast(house)


@pytest.fixture
def browser(house):
    return testing.browser(house)


def _sign_in(browser, name="bethan.hafan", password=PASS, **more):
    return browser.post("/sign-in", {"name": name, "password": password, **more})


@pytest.fixture
def bethan(house, cast):
    accounts.set_password(house, cast.accounts["bethan"], PASS)


def test_the_front_page_asks_whoever_is_not_signed_in_to_sign_in(browser, cast):
    page = browser.get("/").text
    assert 'href="/sign-in"' in page
    assert "Hafan y Gilfach" not in page


def test_whoever_belongs_to_one_home_goes_straight_in(browser, bethan):
    answer = _sign_in(browser)
    assert (answer.status_code, answer.location) == (303, "/h/hafan/")
    assert "Hello, Bethan" in browser.get(answer.location).text


def test_whoever_asked_for_a_page_goes_on_to_that_page(browser, bethan):
    asked = browser.get("/h/hafan/people/")
    assert (asked.status_code, asked.location) == (303, "/sign-in?to=people?home_id%3Dhafan")
    assert 'name="to" value="people?home_id=hafan"' in browser.get(asked.location).text
    assert _sign_in(browser, to="people?home_id=hafan").location == "/h/hafan/people/"


@pytest.mark.parametrize("to", ["https://example.com/", "//example.com", "sign_out", "worry_read?home_id=a&worry_id=b"])
def test_going_on_never_leads_out_of_the_house(browser, bethan, to):
    assert _sign_in(browser, to=to).location == "/h/hafan/"


def test_a_wrong_password_and_a_wrong_name_read_the_same(browser, bethan):
    wrong = _sign_in(browser, password="something else")
    nobody = _sign_in(browser, name="nobody", password="something else")
    said = "That name and password do not fit together"
    assert [page.status_code for page in (wrong, nobody)] == [401, 401]
    assert said in wrong.text
    assert said in nobody.text
    assert "something else" not in wrong.text


def test_too_many_tries_are_told_when_to_come_back_in_words(house, browser, bethan):
    for _ in range(5):
        _sign_in(browser, password="something else")
    page = _sign_in(browser)
    assert page.status_code == 429
    assert "Please wait, and try again after 10:15." in page.text  # 9:00 UTC is 10:00 in summer


def test_the_cookie_is_for_pages_alone_and_for_this_site_alone(browser, bethan):
    cookies = _sign_in(browser).headers.getlist("Set-Cookie")
    ours = next(cookie for cookie in cookies if cookie.startswith(f"{COOKIE}="))
    assert "HttpOnly" in ours
    assert "SameSite=Lax" in ours


def test_behind_https_cookies_travel_by_https_alone(house, bethan):
    app = testing.app(house, https=True)
    browser = testing.browser(house, None, app)
    answer = app.test_client().get("/sign-in", base_url="https://localhost")
    assert all("Secure" in cookie for cookie in answer.headers.getlist("Set-Cookie"))
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    assert browser.get("/").status_code == 200


def test_signing_out_ends_the_sign_in_and_not_only_the_cookie(house, browser, bethan):
    _sign_in(browser)
    token = browser.client.get_cookie(COOKIE).value
    answer = browser.post("/sign-out")
    assert answer.location == "/"
    assert "You are signed out" in browser.get("/").text
    browser.client.set_cookie(COOKIE, token)
    assert browser.get("/h/hafan/").status_code == 303


def test_signing_out_by_a_link_is_not_possible(browser, bethan):
    _sign_in(browser)
    assert browser.get("/sign-out").status_code == 405
    assert browser.get("/h/hafan/").status_code == 200


def test_a_leaver_is_out_at_the_next_press(house, cast, browser):
    browser.sign_in(cast.accounts["bethan"])
    assert browser.get("/h/hafan/").status_code == 200
    accounts.disable(house, cast.accounts["bethan"], "mair")
    assert browser.get("/h/hafan/").status_code == 303


def test_a_new_sign_in_has_a_new_token_for_posts(browser, bethan):
    before = browser.token()
    _sign_in(browser)
    answer = browser.client.post("/sign-out", data={"csrf_token": before}, headers={"Origin": testing.HERE})
    assert answer.status_code == 400


def test_whoever_has_no_home_yet_is_told_kindly(house, browser):
    browser.sign_in(accounts.create(house, "nia").id)
    assert "have no place in a home yet" in browser.get("/").text


def test_whoever_is_in_two_homes_chooses(house, cast, browser):
    other = testing.home_with_cast(house, "bryn")
    accounts.join(house, cast.accounts["sian"], "bryn", other.people["huw"].id, "mair")
    browser.sign_in(cast.accounts["sian"])
    page = browser.get("/").text
    assert 'href="/h/hafan/"' in page
    assert 'href="/h/bryn/"' in page
    assert "Hello, Siân" in browser.get("/h/hafan/").text
    assert "Hello, Huw Pugh" in browser.get("/h/bryn/").text


def test_a_pretend_home_says_who_one_can_be_and_a_real_one_does_not(house, browser, cast):
    assert "three-green-hens" not in browser.get("/sign-in").text
    accounts.keep_pretend(house, [Pretend("Bethan, care worker", "bethan", "three-green-hens")])
    page = browser.get("/sign-in").text
    assert "three-green-hens" in page
    assert "Bethan, care worker" in page


def test_residents_read_larger_letters(house, cast, browser):
    browser.sign_in(cast.accounts["gwilym"])
    assert 'class="page mode-resident"' in browser.get("/h/hafan/").text
    browser.sign_in(cast.accounts["bethan"])
    assert "mode-resident" not in browser.get("/h/hafan/").text
