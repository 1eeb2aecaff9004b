"""Words that fit into a drawing, letters that stand for names, and answers that are read without failing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.case_pictures import LONGER, RowAnswers, ems, fitted, initials, lines_of


def test_words_are_put_into_lines_and_none_is_lost():
    words = "Ideas that others already have"
    assert " ".join(fitted(words, 8)) == words
    assert len(fitted(words, 8)) > 1


def test_a_welsh_word_a_little_too_long_is_kept_whole_and_written_smaller():
    word = "camddealltwriaeth"
    assert fitted(word, ems(word) / 1.2) == [word]
    (line,) = lines_of([word], 0, 0, size=20, room=100)
    size = float(line.split('font-size="')[1].split('"')[0])
    assert size < 20
    assert size * ems(word) <= 101


def test_a_word_that_no_line_could_hold_is_broken_with_a_hyphen():
    lines = fitted("Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch", 8)
    assert all(line.endswith("-") for line in lines[:-1])
    assert "".join(line.removesuffix("-") for line in lines).startswith("Llanfairpwll")


def test_words_that_go_on_too_long_end_in_dots():
    lines = fitted("one two three four five six seven eight nine ten", 6, 2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")


@given(st.text(max_size=200), st.floats(2, 20), st.integers(0, 5))
def test_any_words_at_all_fit_their_lines(words, width, most):
    lines = fitted(words, width, most)
    assert lines
    assert not most or len(lines) <= most
    assert all(ems(line) <= max(width * LONGER, 3) + 0.01 for line in lines)


def test_no_two_names_have_the_same_letters():
    assert initials(["Carys Bowen", "Catrin Beynon", "Marek", "", "Mari"]) == ("CB", "CB2", "Ma", "?", "Ma2")


@given(st.lists(st.text(max_size=30), max_size=12))
def test_any_names_at_all_can_be_told_apart(names):
    assert len(set(initials(names))) == len(names)


@given(
    st.recursive(
        st.none() | st.text() | st.integers() | st.booleans(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_any_stored_value_at_all_can_be_read(value):
    answers = RowAnswers({"q": value})
    assert isinstance(answers.words("q"), str)
    assert all(isinstance(one, str) for one in answers.chosen("q"))
    assert all(isinstance(one, RowAnswers) for one in answers.rows("q"))
