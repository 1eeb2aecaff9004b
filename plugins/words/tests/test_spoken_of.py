"""What somebody has said of how they wish to be spoken of stands on their page, for whoever may open it."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from core.api import HomeAnswers, HomeData, Text
from plugins.words.spoken_of import FORM, draw

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


def said(person="emrys", subject="emrys", **values):
    return HomeAnswers(values, subject=subject, person=person, at=NOW)


def page(*sent, language="en"):
    html = draw(HomeData(Text({"en": ""}), NOW, subject="emrys", answers={FORM: sent}), language)
    return re.sub(r"</?span[^>]*>", "", html)


def test_nothing_said_is_nothing_shown():
    assert page() == ""


def test_a_name_and_a_word_that_makes_one_wince_are_shown():
    rows = [{"row": "1", "answers": {"wince_word": "patient"}}]
    html = page(said(call_me="Em", wince_words=rows))
    assert "Call me Em." in html
    assert "These make me wince: patient." in html


def test_what_was_said_later_goes_before_and_the_rest_stays():
    html = page(said(call_me="Mr Bowen", how_i_say_it="Tricks."), said(call_me="Em"))
    assert "Call me Em." in html
    assert "Mr Bowen" not in html
    assert "Tricks." in html


def test_what_others_say_of_them_is_not_their_own_wish():
    assert page(said(person="carys", call_me="Dad")) == ""


@pytest.mark.parametrize("words", ["<script>x</script>", "{words}"])
def test_hostile_words_stay_words(words):
    assert "<script" not in page(said(call_me=words))


def test_what_was_said_in_another_language_is_marked_as_such():
    said_in_welsh = HomeAnswers(
        {"how_i_say_it": "Mae 'nghof yn chwarae castiau."},
        subject="emrys",
        person="emrys",
        languages={"how_i_say_it": "cy"},
    )
    html = draw(HomeData(Text({"en": ""}), NOW, subject="emrys", answers={FORM: (said_in_welsh,)}), "en")
    assert '<span lang="cy">Mae &#39;nghof yn chwarae castiau.</span>' in html
