"""Words that are typed: kept as they stand, whatever they are; what cannot be kept is refused in words."""

from __future__ import annotations

import pytest

from forms.fields.base import LONGEST
from tests.forms.naughty import EVERY, MARKUP, UNKEEPABLE, WRITING


@pytest.mark.parametrize("question", ["nickname", "morning", "tea_time"])
@pytest.mark.parametrize("words", EVERY)
def test_words_are_kept_as_they_were_typed(understood, question, words):
    reading = understood({question: words})
    assert (reading.values[question], reading.errors) == (words, {})


@pytest.mark.parametrize("words", UNKEEPABLE)
def test_what_no_file_can_keep_is_refused_in_words(understood, words):
    reading = understood(morning=words)
    assert "morning" not in reading.values
    assert "cannot be kept" in reading.errors["morning"]


def test_a_text_that_is_too_long_is_refused_and_not_cut(understood):
    reading = understood(morning="a" * (LONGEST + 1))
    assert "morning" not in reading.values
    assert "divide it in two" in reading.errors["morning"]


def test_the_longest_text_is_kept_whole(understood):
    assert understood(morning="å" * LONGEST).values["morning"] == "å" * LONGEST


@pytest.mark.parametrize("words", ["", " ", "\n\n", "\u00a0"])
def test_nothing_but_spaces_is_no_answer(understood, words):
    assert understood(morning=words).values.get("morning") is None


def test_lines_stay_lines(understood):
    assert understood(morning="one\r\ntwo\n  three").values["morning"] == "one\ntwo\n  three"


@pytest.mark.parametrize("words", [*MARKUP, *WRITING])
def test_words_are_shown_back_as_words_and_never_as_markup(carys, room, post, words):
    path = room.begin(carys)
    post(carys, path, "morning", "save", {"morning": words})
    page = carys.get(f"{path}?at=morning").text
    shown = page.split('name="morning"', 1)[1].split(">\n", 1)[1].split("</textarea>", 1)[0]
    from markupsafe import escape

    assert shown == str(escape(words))
    assert "<script>alert" not in page
    assert "<img src=x" not in page
