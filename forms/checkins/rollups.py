"""Roll-ups: for each group, quarter and measure, who answered what now, and every state of it that was ever shown.

The respondent sets are kept, so that the floor holds after edits: what is shown moves on only when enough people differ from
each earlier state. Kept after the answer is safe, by a listener that counts afresh: hearing an event twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import ClassVar

from core.catalogue import Published
from core.clock import local_date, quarter
from core.house import House
from core.ids import new_token
from core.people import People
from core.records import Kept, Person, moment
from core.stores.protocol import Body, Tx
from forms.checkins.floor import Cell, may_follow
from forms.checkins.series import Point, series_of
from forms.model import CheckIn
from forms.records import Response

Entry = tuple[str, str]
"""What somebody answered, and the team they were in when they did."""


@dataclass(frozen=True, kw_only=True)
class RollUp(Kept):
    """One measure of one group in one quarter. `now` is person → entry; `shown` each shown state as changes to the one before.

    In a change, None is somebody who is no longer counted.
    """

    kind: ClassVar[str] = "check_in_rollup"
    indexes: ClassVar[tuple[str, ...]] = ("ref",)
    keeps: ClassVar[str] = "counts"
    ref: str
    group: str
    quarter: str
    measure: str
    now: Mapping[str, Entry] = field(default_factory=dict)
    shown: tuple[Mapping[str, Entry | None], ...] = ()

    @classmethod
    def read(cls, body: Body) -> Body:
        now = {person: tuple(entry) for person, entry in body["now"].items()}
        shown = tuple({p: tuple(e) if e else None for p, e in changes.items()} for changes in body["shown"])
        return {**body, "now": now, "shown": shown}

    def states(self) -> list[Cell]:
        """Every state that was shown, oldest first."""
        return [{person: entry[0] for person, entry in state.items()} for state in self._entries()]

    def teams(self) -> dict[str, str]:
        """person → team, of the state that is shown."""
        states = self._entries()
        return {person: entry[1] for person, entry in states[-1].items()} if states else {}

    def _entries(self) -> list[dict[str, Entry]]:
        states: list[dict[str, Entry]] = []
        for changes in self.shown:
            state = dict(states[-1]) if states else {}
            for person, entry in changes.items():
                if entry is None:
                    state.pop(person, None)
                else:
                    state[person] = entry
            states.append(state)
        return states

    def counted(self, person: str, entry: Entry | None, floor: int, running: bool) -> RollUp:
        """This roll-up with what somebody answers now, and a new state to show where the floor allows it.

        Once the quarter is over (`running` is False) what is shown stays as it was.
        """
        now = {who: what for who, what in self.now.items() if who != person}
        if entry is not None:
            now[person] = entry
        made = replace(self, now=now)
        states = self._entries()
        cell = {who: what[0] for who, what in now.items()}
        if not running or not may_follow(self.states(), cell, floor):
            return made
        before = states[-1] if states else {}
        changes: dict[str, Entry | None] = {who: None for who in before if who not in now}
        changes |= {who: what for who, what in now.items() if who not in before or before[who][0] != what[0]}
        return replace(made, shown=(*self.shown, changes))

    def without(self, person: str, nobody: str) -> RollUp:
        """This roll-up with somebody taken out for good: what was shown keeps its tally, under a name that is `nobody`'s."""
        now = {who: what for who, what in self.now.items() if who != person}
        shown = tuple(
            {nobody if who == person else who: what for who, what in changes.items()} for changes in self.shown
        )
        return replace(self, now=now, shown=shown)


def rollup_id(ref: str, group: str, of_quarter: str, measure: str) -> str:
    """The id of the one roll-up of these."""
    return f"{ref}:{group}:{of_quarter}:{measure}"


def team_of(person: Person, group: str, people: People) -> str:
    """The one team of a group that somebody is counted in: the first of theirs; empty for none."""
    return next((team for team in person.teams if team in people.teams and people.teams[team].group == group), "")


def value_in(points: tuple[Point, ...], zone_quarter: str) -> str | None:
    """Somebody's newest answer to a measure that was given in a quarter; one value a person, however often they answered."""
    given = [point for point in points if point.value is not None and quarter(point.day) == zone_quarter]
    return max(given, key=lambda point: point.at).value if given else None


def count(house: House, home_id: str, tx: Tx, published: Published, response: Response) -> None:
    """Bring the roll-ups of this quarter up to date with one person's answers. Only what people said of themselves counts."""
    check_in: CheckIn = published.definition
    catalogue = house.catalogue(home_id, tx)
    group = catalogue.people.group_of(response.voice)
    who = Person.get(tx, response.person or "")
    if group not in check_in.groups or who is None:
        return
    zone = house.home(home_id).zone
    days = [_day(envelope.at, zone) for versions in response.answers.values() for envelope in versions]
    if not days:
        return
    this = quarter(max(days))
    running = this == quarter(local_date(house.clock.now(), zone))
    theirs = [one for one in Response.find(tx, {"person": who.id, "form": check_in.id}) if one.ref == published.ref]
    same = [one for one in theirs if catalogue.people.group_of(one.voice) == group]
    lines = [line for line in series_of(check_in, same, zone) if not line.noticed]
    for measure in check_in.measures:
        points = tuple(point for line in lines for point in line.points.get(measure.id, ()))
        value = value_in(points, this)
        id = rollup_id(published.ref, group, this, measure.id)
        kept = RollUp.get(tx, id) or RollUp(id=id, ref=published.ref, group=group, quarter=this, measure=measure.id)
        entry = (value, team_of(who, group, catalogue.people)) if value is not None else None
        made = kept.counted(who.id, entry, check_in.privacy.at_least, running)
        if made != kept and (made.now or made.revision):
            made.keep(tx)


def _day(at: str, zone: str) -> date:
    return local_date(moment(at), zone)


def forget(tx: Tx, person: str) -> None:
    """Take somebody out of every roll-up of the home; pictures that were shown stay as they were."""
    nobody = f"~{new_token()}"
    for kept in RollUp.find(tx):
        if person in kept.now or any(person in changes for changes in kept.shown):
            kept.without(person, nobody).keep(tx)
