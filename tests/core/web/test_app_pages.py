"""The core's own pages: today, people, modules, who may see what; and one home never sees into another."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest

from core import homes, testing
from core.house import TOOLS
from core.records import Tools


@pytest.fixture
def as_(house, app, cast):
    """`as_("mair")` is a browser at which Mair is signed in."""
    return lambda who: testing.browser(house, cast.accounts[who], app)


def _person(cast, who: str) -> str:
    return f"/h/hafan/people/{cast.people[who].id}"


# -- one home never sees into another ------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["dilys", "carys", "bethan", "mair"])
def test_every_page_of_another_home_is_not_there_for_anybody(house, app, cast, as_, who):
    other = testing.home_with_cast(house, "bryn")
    browser = as_(who)
    token = browser.token()
    seen = 0
    urls = list(_pages_of(app, "bryn", other.people["dilys"].id))
    for url, rule in urls:
        seen += 1
        for method in sorted(rule.methods & {"GET", "POST"}):
            answer = browser.client.open(
                url, method=method, data={"csrf_token": token}, headers={"Origin": testing.HERE}, buffered=True
            )
            assert answer.status_code == 404, (url, method)
            assert "Dilys" not in answer.text.replace("Dilys Rees</strong>", "")
    assert seen >= 7


def _pages_of(app, home_id: str, id: str):
    """Every address inside a home, with `id` wherever it asks for one; what is open to everybody is left out."""
    with app.test_request_context("/"):
        for rule in app.url_map.iter_rules():
            view = app.view_functions[rule.endpoint]
            if "home_id" not in rule.arguments or getattr(view, "cartref_public", False):
                continue
            others = rule.arguments - {"home_id"}
            for word in (id, 1):
                try:
                    yield app.url_for(rule.endpoint, home_id=home_id, **dict.fromkeys(others, word)), rule
                    break
                except ValueError:
                    continue  # this one asks for a number


def test_the_ids_of_another_home_are_not_there_under_this_one(house, cast, as_):
    other = testing.home_with_cast(house, "bryn")
    for who in ("dilys", "carys", "bethan", "mair"):
        assert as_(who).get(f"/h/hafan/people/{other.people['dilys'].id}").status_code == 404


@pytest.mark.parametrize(
    "path", ["/h/nowhere/", "/h/hafan/people/x", "/h/hafan/people/..", "/h/_host/", "/h/HAFAN/", "/h//"]
)
def test_a_home_or_a_person_that_is_not_there_is_a_kind_404(as_, path):
    answer = as_("mair").get(path)
    assert answer.status_code == 404
    assert "There is no such page here" in answer.text


def test_a_person_whose_account_leads_nowhere_has_no_place(house, cast, as_):
    from core import accounts

    accounts.join(house, cast.accounts["huw"], "hafan", "somebody-who-left", "mair")
    assert as_("huw").get("/h/hafan/").status_code == 404


# -- today, people -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "known"),
    [
        ("mair", {"Dilys Rees", "Gwilym Hughes"}),
        ("bethan", {"Dilys Rees", "Gwilym Hughes"}),
        ("huw", {"Dilys Rees", "Gwilym Hughes"}),
        ("dilys", {"Dilys Rees"}),
        ("gwilym", {"Gwilym Hughes"}),
        ("carys", {"Dilys Rees"}),
        ("alun", {"Dilys Rees"}),
        ("rhodri", set()),
    ],
)
def test_everybody_finds_the_people_they_are_there_for_and_nobody_else(as_, cast, who, known):
    browser = as_(who)
    for page in (browser.get("/h/hafan/"), browser.get("/h/hafan/people/")):
        assert {name for name in ("Dilys Rees", "Gwilym Hughes") if f">{name}</a>" in page.text} == known
    opened = {who for who in ("dilys", "gwilym") if browser.get(_person(cast, who)).status_code == 200}
    assert opened == {"dilys" if name == "Dilys Rees" else "gwilym" for name in known}


def test_a_carer_has_no_page_for_others_to_open_and_opens_her_own(as_, cast):
    assert as_("mair").get(_person(cast, "bethan")).status_code == 404
    assert as_("bethan").get(_person(cast, "bethan")).status_code == 200


def test_an_empty_day_is_said_kindly(house, app):
    quiet = testing.home_with_cast(house, "quiet", modules=[])
    rhodri = testing.browser(house, quiet.accounts["rhodri"], app)
    assert "Nothing is waiting for you. Have a good day." in rhodri.get("/h/quiet/").text


def test_somebody_in_hospital_is_said_to_be_there(house, cast, as_):
    homes.set_status(house, "hafan", cast.people["dilys"].id, "hospital", "bethan")
    assert "In hospital for now" in as_("bethan").get("/h/hafan/").text
    assert "In hospital for now" in as_("bethan").get(_person(cast, "dilys")).text


def test_a_name_that_looks_like_a_tag_is_only_a_name(house, cast, as_):
    dilys = replace(cast.people["dilys"], name='<img src=x onerror="alert(1)">')
    homes.change_person(house, "hafan", dilys, "mair")
    for path in ("/h/hafan/", "/h/hafan/people/", _person(cast, "dilys")):
        assert "<img src=x" not in as_("mair").get(path).text


# -- modules -------------------------------------------------------------------------------------------------------------


def _tools(house) -> Tools:
    with house.store.read("hafan") as tx:
        return Tools.need(tx, TOOLS)


def _switch(browser, module: str, on: bool, revision: int):
    data = {"module": module, "on": "yes" if on else "no", "revision": str(revision)}
    return browser.post("/h/hafan/modules", data)


@pytest.fixture
def alone(house):
    """A module that no other needs."""
    every = homes.installed_modules(house)
    needed = {one for module in every for one in homes.needed_by(house, module)}
    return next(one for one in every if one not in needed)


def test_the_manager_switches_a_module_off_and_on(house, cast, as_, alone):
    browser = as_("mair")
    answer = _switch(browser, alone, False, _tools(house).revision)
    assert answer.location == "/h/hafan/modules"
    assert "can still be read" in browser.get(answer.location).text
    assert alone not in _tools(house).modules
    _switch(browser, alone, True, _tools(house).revision)
    assert alone in _tools(house).modules


@pytest.mark.parametrize("who", ["dilys", "carys", "bethan", "huw", "sian", "rhodri"])
def test_nobody_else_has_that_page(house, as_, alone, who):
    browser, before = as_(who), _tools(house)
    assert browser.get("/h/hafan/modules").status_code == 404
    assert _switch(browser, alone, False, before.revision).status_code == 404
    assert _tools(house) == before


def test_two_managers_at_once_are_told_and_nothing_is_overwritten(house, as_, alone):
    read = _tools(house).revision
    _switch(as_("mair"), alone, False, read)
    second = _switch(as_("mair"), alone, True, read)
    assert second.status_code == 409
    assert "Somebody else changed the modules meanwhile" in second.text
    assert alone not in _tools(house).modules


def test_a_module_that_another_needs_is_not_switched_off_and_the_page_says_why(house, as_):
    needed = next(one for module in homes.installed_modules(house) for one in homes.needed_by(house, module))
    answer = _switch(as_("mair"), needed, False, _tools(house).revision)
    assert answer.status_code == 400
    assert "Another module needs this one" in answer.text


@pytest.mark.parametrize(
    "data", [{}, {"module": "home", "on": "no", "revision": "1"}, {"module": "x", "revision": "1"}]
)
def test_a_switch_that_is_none_is_refused(house, as_, data):
    before = _tools(house)
    assert as_("mair").post("/h/hafan/modules", data).status_code == 400
    assert _tools(house) == before


# -- who may see what ----------------------------------------------------------------------------------------------------


def _rows(page: str) -> dict[str, str]:
    pairs = re.findall(
        r"summary-list__key\">\s*(.*?)\s*</dt>.*?summary-list__value\">\s*(.*?)\s*</dd>", page, re.DOTALL
    )
    return {unescape(key): unescape(value) for key, value in pairs}


@pytest.mark.parametrize(
    ("who", "thing", "words"),
    [
        ("mair", "A private note in an exchange", "Not for you to see."),
        ("bethan", "A private note in an exchange", "Only what you said yourself."),
        ("carys", "What the others said in an exchange", "Where you have a seat in that conversation."),
        ("bethan", "The six senses of one person", "For those who have you in their circle."),
        ("carys", "The page about a person", "When it has been shared with you, until that is taken back."),
    ],
)
def test_the_matrix_is_said_to_each_person_in_words(as_, who, thing, words):
    assert _rows(as_(who).get("/h/hafan/who-may-see").text)[thing] == words


def test_every_row_of_the_matrix_is_on_that_page(house, as_):
    rows = _rows(as_("gwilym").get("/h/hafan/who-may-see").text)
    assert len(rows) == len(house.catalogue("hafan").matrix.rows)


# -- errors --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_page_that_breaks_says_so_kindly_and_shows_nothing_of_its_insides(house, app, cast, as_, language, caplog):
    def broken(home_id: str):
        raise RuntimeError("a secret inside")

    app.add_url_rule("/h/<home_id>/broken", "broken", broken)
    browser = as_("mair")
    browser.client.set_cookie("cartref_lang", language)
    page = browser.get("/h/hafan/broken")
    assert page.status_code == 500
    assert ("It is not your fault" if language == "en" else "Nid eich bai chi yw hyn") in page.text
    assert "a secret inside" not in page.text
    assert "RuntimeError" not in page.text
    mark = re.search(r"[0-9a-f]{8}(?=</p>)", page.text)[0]
    assert mark in caplog.text


def test_when_even_that_page_breaks_there_is_one_of_last_resort(house, app, cast, as_, monkeypatch):
    from core.web import pages

    monkeypatch.setattr(pages, "mode_of", lambda signed: 1 / 0)
    page = as_("mair").get("/h/hafan/")
    assert page.status_code == 500
    assert "Please go back and try again" in page.text
    assert "Ewch yn ôl" in page.text


def test_what_may_not_be_seen_is_not_there_rather_than_forbidden(app, cast, as_):
    import flask

    app.add_url_rule("/h/<home_id>/forbidden", "forbidden", lambda home_id: flask.abort(403))
    assert as_("mair").get("/h/hafan/forbidden").status_code == 404


def test_a_house_that_is_ready_says_so(app):
    assert app.test_client().get("/healthz").status_code == 200
