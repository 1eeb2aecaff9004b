"""One line may be frozen while daily life goes on."""

from __future__ import annotations

import pytest

from workflows.engine import dispute, settle
from workflows.view import Asker, Refused

CARYS = Asker("family", ("family",))
BETHAN = Asker("care_staff", ("care_staff",))


@pytest.fixture
def planned(happen, at_planning):
    return happen(*at_planning, {"answer": "plan", "what": "Tuesdays", "ways": [{"row": "van", "option": "ride"}]})


def test_the_rest_moves_on_while_one_line_waits_where_it_was(planned):
    planned.view = planned.view.with_case(dispute(planned.view, "plan.ways", CARYS, "Not in the van.", "van").case)
    planned.happen({"sign": "resident"})
    planned.happen({"move": "agree"})
    assert planned.view.case.step == "living"
    (line,) = planned.view.case.disputed()
    assert (line.item, line.row, line.step, line.why) == ("plan.ways", "van", "planning", "Not in the van.")


def test_only_a_line_that_the_step_calls_disputable_can_wait(planned):
    with pytest.raises(Refused):
        dispute(planned.view, "plan.what", CARYS, "I see it differently.")


def test_a_line_waits_with_how_it_is_seen(planned):
    with pytest.raises(Refused, match="how you see it"):
        dispute(planned.view, "plan.ways", CARYS, "  ")


def test_whoever_sees_it_differently_says_when_it_is_settled(planned):
    view = planned.view.with_case(dispute(planned.view, "plan.ways", CARYS, "Not in the van.").case)
    with pytest.raises(Refused, match="settled"):
        settle(view, "plan.ways", Asker("kitchen", ("kitchen",)), "Because I say so")
    for who in (CARYS, BETHAN, Asker("resident", ("resident",))):
        after = settle(view, "plan.ways", who, "On foot, then.").case
        assert after.disputed() == ()
        assert after.disputes[0].how == "On foot, then."


def test_the_same_line_waits_once(planned):
    view = planned.view.with_case(dispute(planned.view, "plan.ways", CARYS, "No.").case)
    assert dispute(view, "plan.ways", BETHAN, "No.").case == view.case
