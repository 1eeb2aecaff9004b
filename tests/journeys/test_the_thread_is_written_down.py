"""The table of the thread says where each truth is asserted: each test it names is there, and each test there is named."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
FILES = ("test_one_thread_through_all_nine.py", "test_the_end_of_the_thread.py")
TABLE = (HERE.parents[1] / "docs" / "practice" / "thread.md").read_text(encoding="utf-8")
NAMED = [one.rstrip("…") for one in re.findall(r"`(\d[\w…]+)`", TABLE)]
TESTS = [
    name
    for file in FILES
    for name in re.findall(r"^def test_week_(\w+)\(", (HERE / file).read_text("utf-8"), re.MULTILINE)
]


def test_every_test_that_the_table_names_is_there_once():
    assert len(NAMED) > 30
    assert {name: [one for one in TESTS if one.startswith(name)] for name in NAMED} == {
        name: [next((one for one in TESTS if one.startswith(name)), "")] for name in NAMED
    }


def test_every_truth_that_is_asserted_stands_in_the_table():
    assert [one for one in TESTS if not any(one.startswith(name) for name in NAMED)] == []
