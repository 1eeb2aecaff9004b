"""Whatever happens to a case of any workflow that comes with Cartref, in whatever order, by whomever: it is only ever where
its definition leads, no word is lost or changed by another hand, and nothing that keeps somebody safe ends in silence.

A small sample, the same each time, on every push; `make night` walks for long, elsewhere each night.
"""

from __future__ import annotations

import contextlib
from random import Random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from core import testing
from core.ids import new_id
from core.stores.protocol import Conflict
from core.stores.protocol import Refused as NotKept
from tests.workflows.walks import REFUSALS, Table, some_answers
from tests.workflows.watching import Watch, nothing_waits_unseen
from workflows import engine, runner, seats, timers

SHIPPED = [one.ref for one in testing.house().installed.catalogue.of_kind("workflow")]
NIGHT = settings.default is not None and settings.default.max_examples >= 1_000
SPANS = ("1 hour", "20 hours", "25 hours", "1 day", "3 days", "8 days", "4 weeks", "13 weeks")
STATUSES = ("here", "here", "hospital", "away", "died")

somebody = st.sampled_from((*testing.house().installed.catalogue.people.roles, "family_2", "resident_2", "manager_2"))
number = st.integers(0, 10_000)
reason = st.sampled_from((None, "", "There was no time.", "Doedd dim amser."))


class Walk(RuleBasedStateMachine):
    """One case, from its beginning or from the middle of a story of its workflow, and then anything."""

    ref = ""
    house = None

    @initialize(who=number, story=number, length=st.integers(0, 24) | st.just(24))
    def begin(self, who, story, length):
        self.table = Table(self.house, self.ref)
        starters = self.table.starters()
        self.table.begin(starters[who % len(starters)])
        self.workflow = self.table.view().workflow
        self.ways = sorted({way.id for step in self.workflow.steps for way in step.transitions})
        self.watch = Watch.at(self.table)
        if length and self.workflow.subject != "pair" and self.watch.case.host is None:
            self.somebody_takes_the_lead("host")
        given = self.workflow.scenarios[story % len(self.workflow.scenarios)].given
        for event in given[:length]:
            self._happens(lambda event=event: self.table.play(event))

    def _happens(self, what):
        """It happens, or is refused in words and leaves everything as it was; then everything is held against before."""
        waiting = self.table.waiting_drafts()
        refused = False
        try:
            what()
        except REFUSALS:
            refused = True
        before, self.watch = self.watch, self.watch.holds(self.table)
        if refused:
            assert self.watch.case == before.case
            assert self.watch.said == before.said
            assert waiting.items() <= self.table.waiting_drafts().items(), "what was typed is lost"

    @rule(who=somebody, way=number, why=reason)
    def somebody_presses_a_way_from_wherever(self, who, way, why):
        self._happens(lambda: self.table.press(who, self.ways[way % len(self.ways)], why))

    @rule(who=somebody, way=number, why=reason)
    def somebody_presses_a_way_from_here(self, who, way, why):
        here = self.table.view().step.transitions
        if here:
            self._happens(lambda: self.table.press(who, here[way % len(here)].id, why))

    @rule(way=number)
    def whoever_may_presses_a_way_from_here(self, way):
        here = self.table.view().step.transitions
        if here:
            self._happens(lambda: self.table.play({"move": here[way % len(here)].id}))

    @rule(who=somebody, form=number, seat=number, values=number, send=st.booleans())
    def somebody_writes(self, who, form, seat, values, send):
        case, made = self.watch.case, self.table.view().compiled
        locals_ = sorted(case.forms)
        if not locals_:
            return
        local = locals_[form % len(locals_)]
        places = [*(one.id for one in case.seats), "together", "again"]
        questions = tuple(made.form(local).questions())
        answers = self._of_a_story(local, values) or some_answers(questions, Random(values))
        self._happens(lambda: self.table.write(who, local, places[seat % len(places)], answers, send))

    @rule(at=number, values=number, over=st.booleans())
    def somebody_writes_where_it_is_asked(self, at, values, over):
        """Whose place it is, for the first time or to change their mind; perhaps whoever leads writes there after them."""
        places = self.table.places()
        if not places:
            return
        local, place, whose = places[at % len(places)]
        questions = tuple(self.table.view().compiled.form(local).questions())
        answers = self._of_a_story(local, values) or some_answers(questions, Random(values))
        self._happens(lambda: self.table.write(whose[values % len(whose)], local, place, answers, True))
        if over:
            others = some_answers(questions, Random(values + 1))
            self._happens(lambda: self.table.write(self.table.who_leads(), local, place, others, True))

    def _of_a_story(self, local, which):
        """What a story of the workflow answers there: words that fit together. Half of the time, something else."""
        told = [e for one in self.workflow.scenarios for e in one.given if e.get("answer") == local]
        if not told or which % 2:
            return None
        return {key: value for key, value in told[which % len(told)].items() if key not in ("answer", "voice")}

    @rule(which=number)
    def a_draft_from_before_is_sent(self, which):
        if self.table.drafts:
            self._happens(lambda: self.table.send_later(which))

    @rule(who=somebody, whom=somebody, voice=number)
    def somebody_gives_a_place(self, who, whom, voice):
        voices = sorted(self.table.view().people.voices)
        person = self.table.people[whom].id
        new = new_id()
        self._happens(
            lambda: self.table.change(
                who, "seat", lambda now: seats.give_seat(now, new, voices[voice % len(voices)], person, "")
            )
        )

    @rule(who=somebody, seat=number, word=st.sampled_from(("tried", "asked_other", "chose_not_to", "not_now")))
    def something_happens_at_a_place(self, who, seat, word):
        places = self.watch.case.seats
        if places:
            at = places[seat % len(places)].id
            self._happens(lambda: self.table.voice_event(who, word, at, "in person"))

    @rule(who=somebody, seat=number, leads=st.booleans())
    def a_place_is_taken_back(self, who, seat, leads):
        places = self.watch.case.seats
        if not places:
            return
        who = self.table.who_leads() if leads else who
        at, asker = places[seat % len(places)].id, self.table.asker(who)
        self._happens(
            lambda: self.table.change(who, "withdraw", lambda now: seats.withdraw(now, at, asker, "They asked for it."))
        )

    @rule(who=somebody)
    def somebody_takes_the_lead(self, who):
        asker = self.table.asker(who)
        self._happens(lambda: self.table.change(who, "lead", lambda now: seats.lead(now, asker)))

    @rule(who=somebody, line=number, how=st.sampled_from(("said", "signed", "noticed")))
    def somebody_signs(self, who, line, how):
        lines = [one.sign.by for one in self.table.view().compiled.signers[self.watch.case.step]] or ["manager"]
        by = self.table.person(who)
        self._happens(
            lambda: runner.sign(self.house, self.table.home_id, self.table.case_id, lines[line % len(lines)], by, how)
        )

    @rule(who=somebody, item=number, words=st.sampled_from(("", "I see it differently.")), settle=st.booleans())
    def a_line_waits_or_is_settled(self, who, item, words, settle):
        known = sorted({one for step in self.workflow.steps for one in step.disputable}) or ["plan.none"]
        what, asker = known[item % len(known)], self.table.asker(who)
        done = engine.settle if settle else engine.dispute
        self._happens(lambda: self.table.change(who, "line", lambda now: done(now, what, asker, words)))

    @rule(who=somebody, key=number, any_key=st.booleans())
    def somebody_looks_at_what_has_come_up(self, who, key, any_key):
        running = [due.key for due in self.watch.case.timers if due.open]
        if not running and not any_key:
            return
        key = key % 6 if any_key else running[key % len(running)]
        asker = self.table.asker(who)
        self._happens(lambda: self.table.change(who, "looked_at", lambda now: timers.reviewed(now, key, asker)))

    @rule(who=somebody)
    def the_day_comes_and_somebody_looks_at_everything(self, who):
        self.time_goes_by("13 weeks", True)
        asker = self.table.asker(who)
        for key in [due.key for due in timers.waiting(self.watch.case)]:
            self._happens(
                lambda key=key: self.table.change(who, "looked_at", lambda now: timers.reviewed(now, key, asker))
            )

    @rule(span=st.sampled_from(SPANS), round_=st.booleans())
    def time_goes_by(self, span, round_):
        self.table.wait(span)
        if round_:
            self._happens(lambda: runner.tick_home(self.house, self.table.home_id))
            nothing_waits_unseen(self.table)

    @rule(who=st.sampled_from(("resident", "resident", "resident_2", "family")), status=st.sampled_from(STATUSES))
    def somebody_is_away_or_back(self, who, status):
        self.table.status(who, status)
        self._happens(lambda: runner.tick_home(self.house, self.table.home_id))

    @rule(who=somebody, back=st.booleans())
    def somebody_leaves_or_comes_back(self, who, back):
        (self.table.comes_back if back else self.table.leaves)(who)
        self._happens(lambda: None)

    @rule(span=st.sampled_from(SPANS))
    def whoever_leads_leaves_and_time_goes_by(self, span):
        self.table.leaves(self.table.who_leads())
        self.time_goes_by(span, True)

    @rule(who=somebody)
    def a_page_from_before_is_saved(self, who):
        """Two look at the same page: the second to save is refused, and the first one's change stands."""
        old = self.watch.case
        asker = self.table.asker("host")
        self._happens(lambda: self.table.change(who, "lead", lambda now: seats.lead(now, asker)))
        if self.watch.case.revision == old.revision:
            return
        with pytest.raises((Conflict, NotKept)), self.house.store.tx(self.table.home_id, actor="x", purpose="x") as tx:
            old.keep(tx)
        self._happens(lambda: None)


def walked(ref, times, **more):
    """Walk this workflow so many times."""
    machine = type("WalkOfOne", (Walk,), {"ref": ref, "house": testing.house()})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=times,
            stateful_step_count=30,
            deadline=None,
            derandomize=not NIGHT,
            suppress_health_check=list(HealthCheck),
            database=None,
            **more,
        ),
    )


@pytest.mark.parametrize("ref", SHIPPED)
def test_no_walk_leaves_the_ways_loses_a_word_or_lets_something_end_in_silence(ref):
    walked(ref, 200 if NIGHT else 3)


@pytest.mark.parametrize("ref", SHIPPED)
def test_its_stories_come_out_in_a_home_as_they_do_in_its_check(ref):
    """The made-up home that `check` plays stories in, and the services of a real one, say the same."""
    house = testing.house()
    workflow = house.installed.catalogue.definitions[ref].definition
    first = "family" if workflow.subject == "pair" else "care_staff"
    for story in workflow.scenarios:
        table = Table(house, ref, more=())
        starters = table.starters()
        table.begin(first if first in starters else starters[0])
        for event in story.given:
            with contextlib.suppress(*REFUSALS):
                table.play(event)
        assert story.expect.step in (None, table.now().case.step), story.name
