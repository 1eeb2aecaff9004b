"""Answers that are chosen: only what is there can be chosen, and an old page is told so kindly."""

from __future__ import annotations

import pytest

from tests.forms.naughty import EVERY

CHOSEN = [
    ("milk", "black"),
    ("goes_out", "not_sure"),
    ("mood", "unsure"),
]


@pytest.mark.parametrize(("question", "option"), CHOSEN)
def test_one_of_the_options_is_an_answer(understood, question, option):
    assert understood({question: option}).values[question] == option


@pytest.mark.parametrize("question", [question for question, _ in CHOSEN])
@pytest.mark.parametrize("posted", [*EVERY, "Black", "with_milk ", "milk:black"])
def test_an_option_there_is_not_is_refused_in_words(understood, question, posted):
    reading = understood({question: posted})
    assert question not in reading.values
    assert "choose again" in reading.errors[question]


def test_several_options_come_back_in_the_order_of_the_form(understood):
    assert understood(beside=["company", "welsh_cake", "company"]).values["beside"] == ["welsh_cake", "company"]


def test_what_stands_alone_is_not_taken_beside_others(understood):
    reading = understood(beside=["nothing", "company"])
    assert "beside" not in reading.values
    assert "goes by itself" in reading.errors["beside"]


def test_nothing_by_itself_is_an_answer(understood):
    assert understood(beside=["nothing"]).values["beside"] == ["nothing"]


def test_one_unknown_option_among_known_ones_is_refused_and_none_is_dropped(understood):
    reading = understood(beside=["company", "poetry"])
    assert "beside" not in reading.values
    assert reading.errors["beside"]


def test_a_word_of_a_scale_counts_by_its_place(understood):
    reading = understood(goes_out="yes", how_often="often")
    assert "where_to" in reading.shown
    assert "where_to" not in understood(goes_out="yes", how_often="now_and_then").shown


def test_pictures_are_put_where_they_were_put_and_others_left_out(understood):
    assert understood({"places.lounge": "good"}).values["places"] == {"lounge": "good"}


@pytest.mark.parametrize("place", [*EVERY, "very_good"])
def test_a_picture_is_put_in_no_place_there_is_not(understood, place):
    reading = understood({"places.lounge": place})
    assert "places" not in reading.values
    assert reading.errors["places"]


def test_a_picture_there_is_not_is_not_kept(understood):
    assert "places" not in understood({"places.attic": "good"}).values


def test_an_answer_is_said_in_the_readers_language(all_kinds):
    beside = all_kinds.form.question("beside")
    assert all_kinds.types["choices"].shown(beside, ["welsh_cake", "company"], "cy") == "Pice ar y maen, Cwmni"
    places = all_kinds.form.question("places")
    assert (
        all_kinds.types["sort"].shown(places, {"lounge": "good", "shops": "good"}, "en")
        == "Good: The lounge, The shops"
    )
