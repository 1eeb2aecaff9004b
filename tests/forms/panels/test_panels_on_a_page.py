"""A panel stands where its pack and its row open it; one that fails takes nothing else with it."""

from __future__ import annotations

import logging

from core import testing
from forms.panels import matching


def today(who="bethan", modules=("activities", "risk_benefit")):
    house = testing.house()
    cast = testing.home_with_cast(house, modules=modules)
    browser = testing.browser(house, cast.accounts[who])
    browser.post("/language", {"lang": "en"})
    return browser.words("/h/hafan/")


def test_a_panel_that_fails_is_left_out_and_the_page_says_everything_else(monkeypatch, caplog):
    monkeypatch.setattr(matching, "missed", lambda *_: 1 / 0)
    with caplog.at_level(logging.ERROR, "cartref.panels"):
        page = today()
    assert "the panel activities.who_we_missed was left out" in caplog.text
    assert "good moment lately?" not in page
    assert "What would somebody here like to do now?" in page
    assert "Someone could join me when…" in page


def test_a_way_stands_on_the_page_of_somebody_with_whom_it_is_so_and_on_no_other():
    home = testing.Lived("relationships")
    home.status("mair", "dilys", "hospital")
    home.status("mair", "gwilym", "died")
    read = {who: home.as_("owen").words(f"/h/hafan/people/{home.id(who)}") for who in ("dilys", "gwilym")}
    assert "Sit together for a round" in read["gwilym"]
    assert "Sit together for a round" not in read["dilys"]


def test_on_the_page_of_somebody_who_has_died_nothing_new_is_to_be_written_or_begun_about_them():
    home = testing.Lived("activities", "risk_benefit")
    page = f"/h/hafan/people/{home.id('gwilym')}"
    for offered in ("Write something down", "Begin a conversation"):
        assert offered in home.as_("owen").words(page)
    home.status("mair", "gwilym", "died")
    words = home.as_("owen").words(page)
    assert "Has died; remembered here" in words
    for offered in ("Write something down", "Begin a conversation"):
        assert offered not in words


def test_a_panel_of_a_pack_that_is_off_stands_nowhere():
    assert "like to do now?" not in today(modules=("words",))


def test_a_row_that_is_not_open_opens_no_panel():
    assert "good moment lately?" in today("bethan")
    assert "good moment lately?" not in today("carys")
