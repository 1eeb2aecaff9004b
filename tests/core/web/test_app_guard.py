"""What stands before and after every page: headers, where a post came from, its token, and the names we answer to."""

from __future__ import annotations

import re

import pytest

from core import testing


@pytest.fixture(scope="module")
def house():
    return testing.house()


@pytest.fixture(scope="module")
def app(house):
    return testing.app(house)


@pytest.fixture(scope="module")
def cast(house):
    return testing.home_with_cast(house)


@pytest.fixture
def browser(house, app, cast):
    return testing.browser(house, cast.accounts["mair"], app)


def _urls(app, cast):
    """Every address of the app, with ids that are there where it asks for some; and one that is not there at all."""
    ids = {"home_id": cast.home.id, "person_id": cast.people["dilys"].id, "filename": "css/theme.css"}
    for rule in app.url_map.iter_rules():
        values = {name: ids.get(name, "x1") for name in rule.arguments}
        with app.test_request_context("/"):
            yield app.url_for(rule.endpoint, **values), rule
    yield "/no/such/page", None


def test_every_answer_of_every_address_carries_the_guarding_headers(app, cast, house):
    somebody, nobody = testing.browser(house, cast.accounts["mair"], app), testing.browser(house, None, app)
    token = somebody.token()
    seen = 0
    for url, rule in _urls(app, cast):
        answers = [browser.get(url) for browser in (somebody, nobody)]
        if rule is not None and "POST" in rule.methods:
            answers.append(somebody.client.post(url, data={"csrf_token": token}, headers={"Origin": testing.HERE}))
            answers.append(nobody.client.post(url, data={"x": "y"}))
        for answer in answers:
            seen += 1
            csp = answer.headers["Content-Security-Policy"]
            assert "default-src 'self'" in csp, url
            assert "frame-ancestors 'none'" in csp, url
            assert "unsafe" not in csp, url
            assert answer.headers["X-Content-Type-Options"] == "nosniff", url
            assert answer.headers["Referrer-Policy"] == "same-origin", url
            static = rule is not None and rule.endpoint.endswith("static") and answer.status_code == 200
            assert static or answer.headers["Cache-Control"] == "no-store", url
            assert answer.status_code < 500, url
    assert seen > 40


def test_a_file_with_its_hash_is_kept_by_the_browser_and_one_without_is_asked_for_again(browser):
    href = re.search(r'href="(/static/css/theme.css\?v=[0-9a-f]{12})"', browser.get("/").text)[1]
    assert "immutable" in browser.get(href).headers["Cache-Control"]
    assert browser.get("/static/css/theme.css").headers["Cache-Control"] == "no-cache"


def test_no_page_of_the_shell_carries_a_script_or_style_inside_it(app, cast, browser):
    for url, rule in _urls(app, cast):
        if rule is not None and "GET" in rule.methods and not rule.endpoint.endswith("static"):
            page = browser.get(url).text
            assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", page), url


def test_a_post_without_a_token_changes_nothing(browser, house, cast):
    data = {"module": "x", "on": "yes", "revision": "1"}
    for headers in ({}, {"Origin": testing.HERE}):
        assert browser.client.post(f"/h/{cast.home.id}/modules", data=data, headers=headers).status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://example.com"},
        {"Origin": "http://localhost.example.com"},
        {"Origin": "http://localhost:8001"},
        {"Origin": "null"},
        {"Referer": "https://example.com/localhost"},
        {"Origin": testing.HERE, "Sec-Fetch-Site": "cross-site"},
        {"Origin": testing.HERE, "Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_post_from_another_site_is_refused_even_with_a_good_token(browser, cast, headers):
    data = {"csrf_token": browser.token(), "about": "", "words": "from elsewhere", "once": "a"}
    answer = browser.client.post(f"/h/{cast.home.id}/worried", data=data, headers=headers)
    assert answer.status_code == 400
    assert "from a page that is not ours" in answer.text
    assert "from elsewhere" not in answer.text


def test_a_browser_that_does_not_say_where_it_is_may_post_with_a_good_token(browser, cast):
    data = {"csrf_token": browser.token(), "words": "somebody fell", "once": "b"}
    assert browser.client.post(f"/h/{cast.home.id}/worried", data=data).status_code == 303


@pytest.mark.parametrize("host", ["example.com", "localhost.example.com", "127.0.0.2", "localhost:80@example.com"])
def test_under_a_strange_name_there_is_no_page(app, host):
    answer = app.test_client().get("/", headers={"Host": host})
    assert answer.status_code == 400
    assert "example.com" not in answer.text
    assert "CARTREF_HOSTS" in answer.text or "Host" in answer.text


@pytest.mark.parametrize("host", ["localhost", "localhost:8137", "127.0.0.1:9"])
def test_this_computers_own_names_are_answered_to(app, host):
    assert app.test_client().get("/healthz", headers={"Host": host}).text == "ready\n"


def test_a_name_that_was_set_is_answered_to(house):
    app = testing.app(house, hosts=("cartref.example.org",))
    assert app.test_client().get("/healthz", headers={"Host": "cartref.example.org"}).status_code == 200


def test_cookies_survive_a_restart(house, app, cast):
    again = testing.app(house)
    assert again.secret_key == app.secret_key
    assert len(app.secret_key) == 64
