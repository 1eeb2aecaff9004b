"""What is laid out becomes a look where it stands on a page: named, or all of it, and never before it is put there."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from markupsafe import Markup, escape

from core.home_pictures import HomeAnswers, HomeData
from core.text import Text
from core.web.shown import Laid, held, note_all, shown, something_else, taken
from forms.pictures.of_home import Told


@pytest.fixture
def page():
    with Flask(__name__).test_request_context():
        yield


def _data():
    answers = {"a.one": (HomeAnswers(id="1"), HomeAnswers(id="2")), "a.two": (HomeAnswers(id="3"),)}
    return HomeData(Text({"en": ""}), datetime(2026, 6, 1, tzinfo=UTC), answers=answers)


def test_a_picture_that_says_nothing_has_shown_all_it_was_given(page):
    Told().note(_data())
    assert list(taken()) == [("response", "1"), ("response", "2"), ("response", "3")]


def test_a_picture_that_names_answers_has_shown_those(page):
    told, data = Told(), _data()
    told.lays_out(data.answers["a.one"][1])
    told.lays_out(data.answers["a.two"][0])
    told.note(data)
    assert list(taken()) == [("response", "2"), ("response", "3")]


def test_a_picture_that_only_counts_has_shown_none(page):
    told = Told()
    told.lays_out()
    told.note(_data())
    assert taken() == {}


@pytest.mark.parametrize("put", [str, escape, "{}".format, lambda laid: Markup("<p>{}</p>").format(laid)])
def test_words_are_shown_when_they_are_put_into_a_page(page, put):
    laid = Laid("a <b>", [("response", "1")])
    assert taken() == {}
    assert "a " in put(laid)
    assert list(taken()) == [("response", "1")]


def test_words_that_are_not_markup_are_escaped_as_ever(page):
    assert escape(Laid("a <b>", [])) == "a &lt;b&gt;"
    assert escape(Laid(Markup("a <b>"), [])) == "a <b>"


def test_what_is_held_back_is_not_shown_until_it_is_said(page):
    shown("case", "1")
    with held() as aside:
        shown("response", "2")
    assert list(taken()) == [("case", "1")]
    note_all(aside)
    assert list(taken()) == [("case", "1"), ("response", "2")]


def test_what_is_held_back_where_something_fails_is_let_go(page):
    def drawn():
        with held():
            shown("response", "2")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        drawn()
    assert taken() == {}


def test_another_page_in_its_place_shows_nothing_of_it(page):
    shown("case", "1")
    something_else()
    assert taken() == {}


def test_outside_a_page_nothing_is_noted():
    shown("case", "1")
    with held() as aside:
        shown("case", "2")
    assert aside == {}
