"""The contestants of `bench/pages.py` ask the same thirty questions, say the same faults, and keep what was typed."""

from __future__ import annotations

import json
import re
import sqlite3

import pytest

from bench.asking.by_hand import appended, in_sqlite, least, nowhere, with_wtforms
from bench.asking.thirty import BAD, GOOD, asked


@pytest.fixture(scope="module")
def ours():
    return asked()


def _asked_for(html: str) -> set[str]:
    return set(re.findall(r'name="([abc][0-9])"', html))


def test_both_pages_ask_all_thirty_questions(ours):
    by_hand = with_wtforms(nowhere).get("/").text
    assert _asked_for(ours.browser.get(ours.where).text) == _asked_for(by_hand) == set(GOOD)


def test_both_take_what_is_right(ours):
    by_hand = with_wtforms(nowhere).post("/", data=GOOD)
    assert (ours.post(GOOD, "save").status_code, by_hand.status_code) == (303, 303)


def test_both_show_the_page_again_with_five_faults(ours):
    ours.post(GOOD, "save")
    again, by_hand = ours.post(BAD, "send"), with_wtforms(nowhere).post("/", data=BAD)
    faults = again.text.count("Write a number in figures"), by_hand.text.count("Not a valid integer value")
    assert (again.status_code, by_hand.status_code, faults) == (422, 422, (10, 5)), (
        "ours says each twice, at the top too"
    )


def test_what_was_typed_stands_in_our_page_again(ours):
    ours.post({**GOOD, "b3": "Down to the sea"}, "save")
    assert "Down to the sea" in ours.browser.get(ours.where).text


def test_what_was_typed_is_a_line_at_the_end_of_the_file(tmp_path):
    least("", appended(tmp_path / "bare")).post("/", data=GOOD)
    assert json.loads((tmp_path / "bare").read_text()) == GOOD


def test_what_was_typed_is_a_row_of_sqlite(tmp_path):
    with_wtforms(in_sqlite(tmp_path / "base")).post("/", data=GOOD)
    ((body,),) = sqlite3.connect(tmp_path / "base").execute("select body from answers").fetchall()
    assert json.loads(body) == {name: int(value) if name[0] == "c" else value for name, value in GOOD.items()}
