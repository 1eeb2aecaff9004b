"""A number in figures, as people here write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.fields.writing import figures
from tests.forms.naughty import EVERY, UNKEEPABLE


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("3", 3),
        (" 3 ", 3),
        ("+3", 3),
        ("2.5", "2.5"),
        ("2,5", "2.5"),
        ("2.50", "2.5"),
        ("0", 0),
        ("-0", 0),
        ("20", 20),
        ("7.0", 7),
    ],
)
def test_a_number_is_understood_as_it_is_written_here(understood, typed, kept):
    reading = understood(cups=typed)
    assert (reading.values["cups"], reading.errors) == (kept, {})


@pytest.mark.parametrize(("typed", "meant"), [("1,000", 1000), ("12,345.5", "12345.5"), ("1,000,000", 1_000_000)])
def test_a_comma_between_thousands_is_no_decimal_comma(typed, meant):
    number = figures(typed)
    assert number is not None
    assert str(number.normalize()) == str(type(number)(meant).normalize())


@pytest.mark.parametrize(
    "typed", ["three", "1e3", "1e-999999", "0x10", "½", "1/2", "1.2.3", "1,2,3", "", "９", "1" * 40]
)
def test_what_is_no_number_in_figures_is_not_guessed(typed):
    assert figures(typed) is None


@pytest.mark.parametrize(("typed", "says"), [("-1", "0 or more"), ("21", "20 or less"), ("lots", "in figures")])
def test_a_number_that_cannot_be_is_asked_about_again(understood, typed, says):
    reading = understood(cups=typed)
    assert "cups" not in reading.values
    assert says in reading.errors["cups"]


@pytest.mark.parametrize("typed", [*EVERY, *UNKEEPABLE])
def test_nothing_typed_into_a_number_breaks_the_page(understood, typed):
    reading = understood(cups=typed)
    assert reading.errors.get("cups") or isinstance(reading.values["cups"], int | str)


@given(st.integers(-(10**14), 10**14), st.integers(0, 999_999))
def test_every_plain_number_is_read_as_itself(whole, parts):
    number = figures(f"{whole}.{parts:06d}")
    assert number is not None
    assert f"{number:f}" == f"{whole}.{parts:06d}"


def test_a_number_is_said_with_its_unit(all_kinds):
    question = all_kinds.form.question("cups")
    assert all_kinds.types["number"].shown(question, 3, "cy") == "3 paned"
