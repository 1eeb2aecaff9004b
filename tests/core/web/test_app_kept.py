"""What was typed is never lost: not over a sign-in that ended, a token that grew old, or a text that was too long."""

from __future__ import annotations

import html
import re
from urllib.parse import urlencode

import pytest

from core import accounts, testing
from core.contributions import Blueprint
from core.stores.protocol import Conflict, Full, Poisoned, TooBig
from core.web import asking
from core.web.guard import LARGEST_POST
from core.worries import Worry

PASS = "three green hens"
WORDS = "She laughed out loud.\r\nThen she said: “tê, os gwelwch yn dda” & <smiled>."


@pytest.fixture
def house():
    return testing.house()


@pytest.fixture
def cast(house):
    return testing.home_with_cast(house)


@pytest.fixture
def heard():
    """What the page that takes words has taken: (who, [(name, value)…])."""
    return []


@pytest.fixture
def app(house, heard):
    app = testing.app(house)
    failures = {
        "full": Full("no room"),
        "big": TooBig("big"),
        "poisoned": Poisoned("x"),
        "conflict": Conflict("a", "b", 1, 2),
    }

    def tell(home_id: str, note_id: str):
        from flask import request

        if note_id in failures:
            raise failures[note_id]
        heard.append((asking.require(home_id).person.name, list(request.form.items(multi=True))))
        return "heard"

    app.add_url_rule("/h/<home_id>/notes/<note_id>", "note", tell, methods=["POST"])
    app.add_url_rule("/h/<home_id>/notes/<note_id>", "note_page", lambda home_id, note_id: "a note", methods=["GET"])
    return app


@pytest.fixture
def browser(house, cast, app):
    accounts.set_password(house, cast.accounts["bethan"], PASS)
    return testing.browser(house, cast.accounts["bethan"], app)


def _hidden(page: str, form: str) -> list[tuple[str, str]]:
    """The hidden inputs of the form that goes to `form`."""
    inside = re.search(rf'<form[^>]*action="{re.escape(form)}".*?</form>', page, re.DOTALL)[0]
    inputs = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', inside)
    return [(html.unescape(name), html.unescape(value)) for name, value in inputs]


def _as_form(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    form: dict[str, list[str]] = {}
    for name, value in pairs:
        form.setdefault(name, []).append(value)
    return form


IN_PARTS = "multipart/form-data; boundary=fin"


def _in_parts(fields: list[tuple[str, str]], file: str = "") -> bytes:
    """A multipart body, as a browser sends it."""
    parts = [f'--fin\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields]
    if file:
        head = 'Content-Disposition: form-data; name="photo"; filename="photo.png"'
        parts.insert(1, f"--fin\r\n{head}\r\n\r\n{file}\r\n")
    return ("".join(parts) + "--fin--\r\n").encode()


NOTE = "/h/hafan/notes/n1"
TYPED = {"what.said": WORDS, "way": ["signed", "pointed"], "empty": ""}


def test_words_are_carried_over_a_sign_in_that_ended_and_sent_again_by_hand(browser, heard):
    browser.sign_out()
    page = browser.post(NOTE, TYPED)
    assert page.status_code == 401
    assert "What you typed is safe." in page.text
    carried = _as_form(_hidden(page.text, "/sign-in"))
    carried.pop("csrf_token")

    kept = browser.post("/sign-in", {**carried, "name": "bethan.hafan", "password": PASS})
    assert kept.status_code == 200
    assert "We kept what you typed" in kept.text
    assert "It will be sent by Bethan." in kept.text
    assert heard == []

    again = _hidden(kept.text, NOTE)
    answer = browser.client.post(NOTE, data=_as_form(again), headers={"Origin": testing.HERE})
    assert answer.text == "heard"
    assert [pair for pair in heard[0][1] if pair[0] != "csrf_token"] == [
        ("what.said", WORDS),
        ("way", "signed"),
        ("way", "pointed"),
        ("empty", ""),
    ]


def test_words_survive_a_wrong_password_on_the_way(browser, heard):
    browser.sign_out()
    carried = _as_form(_hidden(browser.post(NOTE, TYPED).text, "/sign-in"))
    carried.pop("csrf_token")
    wrong = browser.post("/sign-in", {**carried, "name": "bethan.hafan", "password": "not that one"})
    still = _as_form(_hidden(wrong.text, "/sign-in"))
    assert still["_kept.what.said"] == [WORDS]
    assert still["_kept_way"] == ["note?home_id=hafan&note_id=n1"]


def test_words_under_a_token_that_grew_old_are_offered_to_be_sent_again(browser, heard):
    page = browser.client.post(NOTE, data={"csrf_token": "old", **TYPED}, headers={"Origin": testing.HERE})
    assert page.status_code == 400
    again = _as_form(_hidden(page.text, NOTE))
    assert again["what.said"] == [WORDS]
    assert again["csrf_token"] != ["old"]
    assert browser.client.post(NOTE, data=again, headers={"Origin": testing.HERE}).text == "heard"


def test_an_old_token_and_no_sign_in_are_one_sign_in_away(browser, heard):
    browser.sign_out()
    page = browser.client.post(NOTE, data={"csrf_token": "old", **TYPED}, headers={"Origin": testing.HERE})
    assert page.status_code == 401
    assert _as_form(_hidden(page.text, "/sign-in"))["_kept.what.said"] == [WORDS]


def test_a_worry_under_an_old_token_needs_no_sign_in_to_be_sent_again(house, browser):
    browser.sign_out()
    data = {"csrf_token": "old", "words": WORDS, "about": "Dilys", "once": "o1"}
    page = browser.client.post("/h/hafan/worried", data=data, headers={"Origin": testing.HERE})
    assert "We kept what you typed" in page.text
    again = _as_form(_hidden(page.text, "/h/hafan/worried"))
    assert browser.client.post("/h/hafan/worried", data=again, headers={"Origin": testing.HERE}).status_code == 303
    with house.store.read("hafan") as tx:
        assert [one.words for one in Worry.find(tx)] == [WORDS.strip()]


def test_nothing_from_another_site_is_shown_back_or_carried(browser):
    page = browser.client.post(NOTE, data={"what": WORDS}, headers={"Origin": "https://example.com"})
    assert "She laughed" not in page.text
    assert "_kept" not in page.text


@pytest.mark.parametrize(
    "way",
    [
        "https://example.com/x", "sign_in", "sign_out?x=1", "today?home_id=hafan", "nothing", "static?filename=x",
        "note?home_id=hafan", "note?home_id=..%2F..&note_id=x",
    ],
)  # fmt: skip
def test_kept_words_are_never_offered_to_anything_but_a_page_of_ours_that_takes_them(browser, way):
    answer = browser.post("/sign-in", {"_kept_way": way, "_kept.what": WORDS, "name": "bethan.hafan", "password": PASS})
    assert "example.com" not in answer.text
    assert answer.status_code == 303 or 'action="/sign-in"' in answer.text or 'action="/sign-out"' not in answer.text
    assert f'action="{way}"' not in answer.text


def test_a_password_is_never_carried_along(browser):
    page = browser.client.post(
        "/sign-in",
        data={"csrf_token": "old", "name": "bethan.hafan", "password": PASS},
        headers={"Origin": testing.HERE},
    )
    assert page.status_code == 400
    assert PASS not in page.text
    assert 'value="bethan.hafan"' in page.text


def test_a_text_that_is_too_long_is_shown_back_as_far_as_it_was_read(browser):
    long = "It began in spring. " * (LARGEST_POST // 20)
    body = urlencode({"title": "A very long story", "words": long + "the end"})
    page = browser.client.post(
        NOTE, data=body, content_type="application/x-www-form-urlencoded", headers={"Origin": testing.HERE}
    )
    assert page.status_code == 413
    assert "A very long story" in page.text
    assert page.text.count("It began in spring.") > 100_000
    assert "send them in smaller parts" in page.text


def test_a_long_text_in_parts_is_shown_back_too_without_its_files(browser):
    long = "It began in spring. " * (LARGEST_POST // 20)
    body = _in_parts([("title", "A very long story"), ("words", long)], file="What a picture holds")
    page = browser.client.post(NOTE, data=body, content_type=IN_PARTS, headers={"Origin": testing.HERE})
    assert page.status_code == 413
    assert "A very long story" in page.text
    assert "It began in spring." in page.text
    assert "What a picture holds" not in page.text


def test_many_rows_are_taken(browser, heard):
    rows = [("csrf_token", browser.token()), *((f"row.{number}", "x") for number in range(4_900))]
    answer = browser.client.post(NOTE, data=_in_parts(rows), content_type=IN_PARTS, headers={"Origin": testing.HERE})
    assert answer.text == "heard"
    assert len(heard[0][1]) == 4_901


@pytest.mark.parametrize(
    ("note", "status", "said"),
    [
        ("full", 507, "There is no room left to keep anything more"),
        ("big", 413, "This was more than we can keep in one place"),
        ("poisoned", 503, "Your words could not be kept just now"),
        ("conflict", 409, "somebody else changed the same thing"),
    ],
)
def test_when_the_store_cannot_keep_them_the_words_are_shown_to_be_copied(browser, note, status, said):
    page = browser.post(f"/h/hafan/notes/{note}", TYPED)
    assert page.status_code == status
    assert said in page.text
    assert (
        html.escape(WORDS).replace("&#x27;", "&#39;") in page.text.replace("\n\n", "\r\n\r\n")
        or "She laughed" in page.text
    )
    assert "Traceback" not in page.text


def test_a_blueprint_is_a_page_like_any_other(house):
    """A page of a plugin inside a home asks for a sign-in without saying so itself."""
    import flask

    pages = flask.Blueprint("garden", "garden")
    pages.add_url_rule("/h/<home_id>/garden", "garden", lambda home_id: "the garden")
    house.plugins.hooks.collected.by_hook["blueprints"]["garden"] = Blueprint("garden", lambda house: pages)
    house.plugins.hooks.collected.givers["blueprints", "garden"] = "garden"
    try:
        app = testing.app(house)
    finally:
        del house.plugins.hooks.collected.by_hook["blueprints"]["garden"]
        del house.plugins.hooks.collected.givers["blueprints", "garden"]
    cast = testing.home_with_cast(house)
    assert app.test_client().get("/h/hafan/garden").status_code == 303
    assert testing.browser(house, cast.accounts["huw"], app).get("/h/hafan/garden").text == "the garden"
    other = testing.home_with_cast(house, "bryn")
    assert testing.browser(house, other.accounts["huw"], app).get("/h/hafan/garden").status_code == 404
