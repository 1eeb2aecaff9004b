"""What has to hold of a case whatever happens to it: it is held against what it was, after each thing that happens."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forms.records import Response
from tests.workflows.walks import Table
from workflows import spans, timers
from workflows.records import Case
from workflows.waiting import is_for

Said = Mapping[tuple[str, str], tuple[Any, ...]]
"""(response, question) → every version of the answer."""


@dataclass
class Watch:
    """The case as it was, to be held against the case as it is."""

    case: Case
    said: Said
    writers: Mapping[str, str | None]
    """response → the person whose view it is."""

    @classmethod
    def at(cls, table: Table) -> Watch:
        with table.house.store.read(table.home_id) as tx:
            sent = Response.find(tx)
        return cls(table.view().case, table.said(), {one.id: one.person for one in sent})

    def holds(self, table: Table) -> Watch:
        """Everything that may never be, looked for; gives what to hold the next change against."""
        after = Watch.at(table)
        _no_step_that_is_not_led_to(table, self.case, after.case)
        _no_word_is_lost_or_changed(self, after)
        _nothing_shrinks(self.case, after.case)
        after_review = {
            timer.id for step in table.view().workflow.steps for timer in step.timers if timer.on == "review"
        }
        _nothing_ends_in_silence(self.case, after.case, after_review)
        kept = json.loads(json.dumps(after.case.body()))
        assert Case(id=after.case.id, revision=after.case.revision, **Case.read(kept)) == after.case
        return after


def _no_step_that_is_not_led_to(table: Table, before: Case, after: Case) -> None:
    view = table.view()
    ways = {(step.id, way.id, way.to): way for step in view.workflow.steps for way in step.transitions}
    at = before.step
    for line in after.history[len(before.history) :]:
        if line.what != "moved":
            continue
        way = ways.get((at, line.id or "", line.to or ""))
        assert way is not None, f"no way '{line.id}' leads from {at} to {line.to}"
        assert line.step == at, f"'{line.id}' was taken at {line.step}, and the case stood at {at}"
        if line.by:
            assert (at, line.id, line.by) in table.pressed, f"'{line.id}' was not theirs to press, or still waited"
        else:
            assert way.by_itself is not None, f"'{line.id}' went by itself"
        at = line.to or ""
    assert after.step == at, f"{after.step} was reached without a line"
    assert after.closed == view.step.final


def _no_word_is_lost_or_changed(before: Watch, after: Watch) -> None:
    for place, versions in before.said.items():
        assert after.said.get(place, ())[: len(versions)] == versions, f"words of {place} are lost"
    for (response, question), versions in after.said.items():
        whose, known = after.writers[response], before.said.get((response, question), ())
        assert before.writers.get(response, whose) == whose, "words went to somebody else"
        own = any(one.written_by == whose for id, kept in before.said.items() if id[0] == response for one in kept)
        for version in versions[len(known) :]:
            assert not (whose and own and version.written_by != whose), (
                f"{question}: somebody else's words were changed"
            )


def _nothing_shrinks(before: Case, after: Case) -> None:
    assert after.history[: len(before.history)] == before.history
    assert [one.id for one in after.seats[: len(before.seats)]] == [one.id for one in before.seats]
    for seat, now in zip(before.seats, after.seats, strict=False):
        assert now.tries[: len(seat.tries)] == seat.tries
        assert seat.person in (None, now.person)
        assert seat.voice == now.voice
    for name in ("signatures", "disputes", "links"):
        assert len(getattr(after, name)) >= len(getattr(before, name))
    assert {one.at for one in before.disputes if one.settled} <= {one.at for one in after.disputes if one.settled}


def _nothing_ends_in_silence(before: Case, after: Case, after_review: set[str]) -> None:
    """`after_review` are the timers that say a review is late: whoever looks at the review has looked at them."""
    fresh = after.history[len(before.history) :]
    ended = {line.id for line in fresh if line.what in ("looked_at", "ended")}
    ended |= after_review if timers.REVIEW in ended else set()
    assert [one.key for one in after.timers[: len(before.timers)]] == [one.key for one in before.timers]
    for due, now in zip(before.timers, after.timers, strict=False):
        assert due.due_at in (None, now.due_at), f"{due.id} had come up and is said not to have"
        assert (now.say, now.tell) == (due.say, due.tell)
        assert now.at >= due.at
        if due.waiting and not now.open:
            assert due.id in ended, f"{due.id} waited, and ended without a line"
        if due.open and not now.open and now.step == after.step and due.kind != "review":
            assert due.id in ended, f"{due.id} ended at a step that goes on, without a line"
    if not after.closed and any(one.open and one.id == timers.REVIEW and one.rest for one in before.timers):
        again = [one for one in after.timers if one.open and one.id == timers.REVIEW]
        assert again, "an agreement that is looked at again has no day any more"
    assert not (after.closed and any(one.open and one.kind != "told" for one in after.timers))


def nothing_waits_unseen(table: Table) -> None:
    """After a worker has gone round: all that is due has come up, unless its person is away and it stands still; and for each
    thing that waits there is somebody, of those who are still here, whose it is to look at it."""
    view = table.view()
    if view.case.paused or view.case.closed:
        return
    for due in view.case.timers:
        late = due.open and due.due_at is None and spans.reached(due.at, view.now, view.zone)
        assert not late, f"{due.id} is due and nobody is told"
    here = [name for name in table.people if not table.person(name).gone]
    for due in timers.waiting(view.case):
        assert any(is_for(view, due, table.asker(name)) for name in here), f"{due.id} waits for nobody who is here"
