"""The contestants of `bench/workflow.py` do the same work: whoever is quicker is not quicker because they leave something out."""

from __future__ import annotations

import pytest

from bench.steps.emrys import Contestant, Held, Table, laid
from bench.workflow import CONTESTANTS, LIMIT, OURS

TAKING_PART = [name for name in CONTESTANTS if not name.startswith("only reading")]
"""Nobody goes a step by reading and writing alone."""


@pytest.fixture(scope="module")
def table() -> Table:
    return laid()


@pytest.fixture(params=TAKING_PART)
def contestant(request: pytest.FixtureRequest, table: Table) -> Contestant:
    return CONTESTANTS[request.param](table)


def test_five_voices_have_said_whether_they_were_understood(table):
    said = [
        one.body["answers"]["heard_right"][-1]["value"] for one in table.facts.sent if one.body["form"] == "share_back"
    ]
    assert said == ["yes", "yes", "nearly", "yes", "yes"]


def test_every_contestant_goes_the_same_step_with_the_same_line_of_history(table, contestant):
    least = CONTESTANTS[LIMIT](table)
    wanted = least.reached(least.step(least.keep(table.facts), table.host))
    reached = contestant.reached(contestant.step(contestant.keep(table.facts), table.host))
    assert reached == wanted


def test_the_step_is_what_cartref_itself_would_keep(table):
    ours = CONTESTANTS[OURS](table)
    reached = ours.reached(ours.step(ours.keep(table.facts), table.host))
    line = {key: reached["history"][-1][key] for key in ("what", "step", "to", "by")}
    assert line == {"what": "moved", "step": "sharing_back", "to": "finding_a_way", "by": table.host.person}


def test_every_contestant_holds_back_whoever_does_not_lead(table, contestant):
    with pytest.raises(Held):
        contestant.step(contestant.keep(table.facts), table.another)


def test_every_contestant_waits_where_somebody_said_no(table, contestant):
    with pytest.raises(Held):
        contestant.step(contestant.keep(table.facts.saying("heard_right", "no", 2)), table.host)


def test_every_contestant_waits_for_a_voice_that_has_not_answered(table, contestant):
    with pytest.raises(Held):
        contestant.step(contestant.keep(table.facts.without("share_back", 4)), table.host)
