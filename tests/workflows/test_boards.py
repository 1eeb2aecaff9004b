"""Boards: what a workflow file may say of them, and that nothing on one goes further than the case itself says."""

from __future__ import annotations

import re

import pytest

BOARD = """
board:
  title: {en: Walks, cy: Teithiau}
  audience: stories
  parts:
    - {at: [living], shows: [wish, plan.what]}
  shared:
    by: plan.others
    with:
      - {option: yes, who: [voice:family]}
      - {option: no, who: [everybody], name: plan.what}
    after_death: plan.others == "no"
pauses:"""


@pytest.fixture
def with_board(walk):
    return lambda board=BOARD: re.sub(r"\npauses:", lambda _: board, walk, count=1)


def test_a_board_that_says_what_lies_where_is_fine(sea, with_board):
    assert sea.findings(with_board()) == []


@pytest.mark.parametrize(
    ("before", "after", "code", "names"),
    [
        ("at: [living]", "at: [livin]", "E412", "livin"),
        ("plan.what]", "plan.wat]", "E412", "wat"),
        ("shows: [wish,", "shows: [wihs,", "E412", "wihs"),
        ("option: yes", "option: perhaps", "E412", "perhaps"),
        ("by: plan.others", "by: plan.anybody", "E412", "anybody"),
        ("name: plan.what", "name: plan", "E412", "plan"),
        ("who: [voice:family]", "who: [voice:famly]", "E201", "voice:famly"),
        ("audience: stories", "audience: storys", "E201", "storys"),
        ("at: [living], shows", "newest: true, shows", "E412", "steps"),
        ("at: [living], shows", "shows", "E412", "not clear"),
        ("title: {en: Walks", "picture: pond\n  title: {en: Walks", "E411", "pond"),
        ('plan.others == "no"', 'plan.others == "never"', "X305", "never"),
    ],
)
def test_a_board_that_names_what_is_not_there_is_refused_in_words(sea, with_board, before, after, code, names):
    found = sea.findings(with_board(BOARD.replace(before, after)))
    assert code in {one.code for one in found}
    assert any(names in one.message for one in found)
