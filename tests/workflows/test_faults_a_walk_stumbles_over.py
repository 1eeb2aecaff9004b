"""The walks can fail: each of these is a fault that somebody could build in tomorrow, and they stumble over every one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import Phase

from forms import drafts, responses
from tests.workflows.test_every_walk_of_every_workflow import walked
from workflows import engine, seats, timers, waiting
from workflows.records import Case


def _any_way(monkeypatch):
    """A way is taken from wherever its name is known."""

    def found(view, transition):
        return next(way for (_, id), way in view.compiled.ways.items() if id == transition)

    monkeypatch.setattr(engine, "_way", found)
    monkeypatch.setattr(engine, "may", lambda view, transition, asker: engine.YES)


def _anybody_presses(monkeypatch):
    monkeypatch.setattr(engine, "may", lambda view, transition, asker: engine.YES)


def _nothing_is_waited_for(monkeypatch):
    monkeypatch.setattr(engine, "waits", lambda view, way: ())


def _the_newest_words_alone_are_kept(monkeypatch):
    kept = responses.versions

    def newest(*given, **more):
        return {id: versions[-1:] for id, versions in kept(*given, **more).items()}

    monkeypatch.setattr(responses, "versions", newest)


def _somebody_else_writes_over_them(monkeypatch):
    for module in (drafts, responses):
        monkeypatch.setattr(module, "refuse_others", lambda tx, draft: drafts.answered_before(tx, draft))


def _a_left_step_forgets_what_waited(monkeypatch):
    def left(view, by):
        kept = tuple(
            replace(due, done=view.stamp, done_by=by) if due.open and due.step == view.case.step else due
            for due in view.case.timers
        )
        return replace(view.case, timers=kept)

    monkeypatch.setattr(timers, "left", left)


def _being_away_ends_what_ran(monkeypatch):
    paused = timers.pause

    def pause(view, why, by=""):
        case = paused(view, why, by)
        return replace(case, timers=tuple(replace(due, done=view.stamp) if due.open else due for due in case.timers))

    monkeypatch.setattr(timers, "pause", pause)


def _whoever_comes_back_starts_no_clock(monkeypatch):
    monkeypatch.setattr(timers, "_has_come", lambda view, due: not view.case.history[-1:] and False)


def _a_place_taken_back_is_gone(monkeypatch):
    def withdraw(view, seat_id, asker, why):
        return replace(view.case, seats=tuple(one for one in view.case.seats if one.id != seat_id))

    monkeypatch.setattr(seats, "withdraw", withdraw)


def _looking_again_is_never_asked_again(monkeypatch):
    looked = timers.reviewed

    def reviewed(view, key, asker, why=None):
        due = view.case.due(key)
        alone = replace(due, rest=()) if due is not None else None
        kept = tuple(alone if one.key == key else one for one in view.case.timers)
        return looked(view.with_case(replace(view.case, timers=kept)), key, asker, why)

    monkeypatch.setattr(timers, "reviewed", reviewed)


def _the_last_to_save_wins(monkeypatch):
    def keep(self, tx):
        known = Case.get(tx, self.id)
        return kept(replace(self, revision=known.revision if known else 0), tx)

    kept = Case.keep
    monkeypatch.setattr(Case, "keep", keep)


def _what_waits_for_whoever_has_left_waits_for_nobody(monkeypatch):
    monkeypatch.setattr(waiting, "_somebody", lambda view, tell: True)


FAULTS = {
    _any_way: "risk_benefit.choice",
    _anybody_presses: "home.legal_limits",
    _nothing_is_waited_for: "home.urgent_action",
    _the_newest_words_alone_are_kept: "relationships.two",
    _somebody_else_writes_over_them: "relationships.two",
    _a_left_step_forgets_what_waited: "home.legal_limits",
    _being_away_ends_what_ran: "relationships.handover",
    _whoever_comes_back_starts_no_clock: "home.urgent_action",
    _a_place_taken_back_is_gone: "exchange.exchange",
    _looking_again_is_never_asked_again: "home.legal_limits",
    _the_last_to_save_wins: "home.urgent_action",
    _what_waits_for_whoever_has_left_waits_for_nobody: "stories.hopes",
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__.strip("_"))
def test_a_fault_in_the_engine_is_stumbled_over(fault, monkeypatch):
    fault(monkeypatch)
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        walked(FAULTS[fault], 400, phases=(Phase.generate,), report_multiple_bugs=False)
