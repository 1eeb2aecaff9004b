"""A way that nobody needs to press: taken once answers make its condition true, and never past what it waits for."""

from __future__ import annotations

import pytest

from workflows import history

PARK = """      - {id: park, to: closed, label: {en: Somebody could be hurt, cy: Gallai rhywun gael niwed}, by: [host], freely: true, by_itself: plan.others == "yes"}
      - {id: differ,"""


@pytest.fixture
def parking(walk):
    return walk.replace("      - {id: differ,", PARK, 1)


def test_the_answer_alone_takes_the_case_there(sea, parking, at_planning):
    stage = sea.stage(
        parking, *at_planning, {"answer": "plan", "what": "Tuesdays", "others": "yes", "why_others": "The road"}
    )
    assert stage.view.case.step == "closed"


def test_the_history_says_that_it_went_by_itself(sea, parking, at_planning):
    stage = sea.stage(
        parking, *at_planning, {"answer": "plan", "what": "Tuesdays", "others": "yes", "why_others": "The road"}
    )
    words = [history.sentence(stage.view, line).said("en") for line in stage.view.case.history]
    assert any(one.startswith("By itself: “Somebody could be hurt”.") for one in words)


def test_another_answer_leaves_it_where_it_is(sea, parking, at_planning):
    stage = sea.stage(parking, *at_planning, {"answer": "plan", "what": "Tuesdays", "others": "no"})
    assert stage.view.case.step == "planning"


def test_it_waits_like_every_other_way_for_what_is_required(sea, parking, at_planning):
    waiting = parking.replace("freely: true, by_itself", "by_itself", 1)
    stage = sea.stage(waiting, *at_planning, {"answer": "plan", "what": "Tuesdays", "others": "yes"})
    assert stage.view.case.step == "planning"


def test_a_rule_that_names_nothing_is_a_mistake_with_its_place(sea, parking):
    found = sea.findings(parking.replace('by_itself: plan.others == "yes"', "by_itself: plan.nobody"))
    assert [one.path[-1] for one in found if one.code.startswith("X")] == ["by_itself"]
