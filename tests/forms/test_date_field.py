"""A date in three plain boxes."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.forms.naughty import EVERY


def boxes(day, month, year):
    return {"moved_in.day": day, "moved_in.month": month, "moved_in.year": year}


def test_a_date_is_kept_as_a_date(understood):
    assert understood(boxes("3", "03", " 2024 ")).values["moved_in"] == "2024-03-03"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (("31", "2", "2024"), "no such day"),
        (("0", "1", "2024"), "no such day"),
        (("1", "13", "2024"), "no such day"),
        (("3", "3", "24"), "four figures"),
        (("3", "3", "9999999999"), "four figures"),
        (("3", "", "2024"), "in figures"),
        (("third", "March", "2024"), "in figures"),
        (("٣", "٣", "٢٠٢٤"), "in figures"),
    ],
)
def test_a_day_that_cannot_be_is_asked_about_again(understood, typed, says):
    reading = understood(boxes(*typed))
    assert "moved_in" not in reading.values
    assert says in reading.errors["moved_in"]


def test_three_empty_boxes_are_no_answer(understood):
    reading = understood(boxes("", " ", ""))
    assert ("moved_in" in reading.values, reading.errors) == (False, {})


@pytest.mark.parametrize("typed", EVERY)
def test_nothing_typed_into_a_box_breaks_the_page(understood, typed):
    assert "moved_in" not in understood(boxes(typed, "3", "2024")).values or typed == "0"


@given(st.dates(min_value=date(1880, 1, 1), max_value=date(2150, 12, 31)))
def test_every_day_people_live_through_can_be_given(understood, day):
    typed = boxes(str(day.day), str(day.month), str(day.year))
    assert understood(typed).values["moved_in"] == day.isoformat()


def test_a_date_is_said_in_words(all_kinds):
    question = all_kinds.form.question("moved_in")
    assert all_kinds.types["date"].shown(question, "2024-03-03", "en") == "3 March 2024"
    assert all_kinds.types["date"].shown(question, "2024-03-03", "cy") == "3 Mawrth 2024"
