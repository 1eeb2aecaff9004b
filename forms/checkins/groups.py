"""What may be shown of groups and teams in one calendar quarter. Everything else is "too few to show", whatever the reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from core.people import People
from core.text import Text
from forms.checkins.floor import OUTSIDE, Cell, Share, for_outsiders, middle, shares, teams_apart
from forms.checkins.rollups import RollUp
from forms.model import Between, CheckIn


@dataclass(frozen=True)
class Tally:
    """One measure of a group: how many people it is made of, how many chose each option in words, and the middle answer.

    The middle answer is a position among the options, a half where it lies between two.
    """

    people: int
    shares: Mapping[str, Share]
    middle: float


@dataclass(frozen=True)
class Shown:
    """What is shown of a group, or of one of its teams: measure → tally. A measure that is missing has too few answers."""

    group: str
    title: Text
    tallies: Mapping[str, Tally]
    people: int
    team: str | None = None


@dataclass(frozen=True)
class TooFew:
    """Too few to show. `folded_into` is the group that a team is counted in, or None."""

    group: str
    title: Text
    team: str | None = None
    folded_into: Text | None = None


@dataclass(frozen=True)
class Quarter:
    """The groups of one quarter in the check-in's order, each followed by its teams."""

    name: str
    over: bool
    groups: tuple[Shown | TooFew, ...] = ()
    teams: tuple[Shown | TooFew, ...] = ()


@dataclass
class _Found:
    """What the roll-ups of one group allow: measure → the cell that is shown, and team → measure → cell."""

    cells: dict[str, Cell] = field(default_factory=dict)
    teams: dict[str, dict[str, Cell]] = field(default_factory=dict)


@dataclass(frozen=True)
class Allowed:
    """What the floor allows of one roll-up: the group's cell, and team → cell."""

    cell: Cell
    teams: Mapping[str, Cell]


def allowed(kept: RollUp, floor: int, over: bool) -> Allowed:
    """The cells of one roll-up that may be shown. Teams stand on their own only once the quarter is over, since until
    then each new answer could be told apart."""
    states = kept.states()
    return Allowed(states[-1] if states else {}, teams_apart(states, kept.teams(), floor) if over else {})


def quarter_of(
    check_in: CheckIn, cells: Iterable[tuple[RollUp, Allowed]], people: People, name: str, over: bool
) -> Quarter:
    """One quarter, from what is allowed of each of its roll-ups."""
    found = {group: _Found() for group in check_in.groups}
    for kept, one in cells:
        if kept.quarter == name and kept.group in found and one.cell:
            found[kept.group].cells[kept.measure] = one.cell
            for named, cell in one.teams.items():
                found[kept.group].teams.setdefault(named, {})[kept.measure] = cell
    groups: list[Shown | TooFew] = []
    teams: list[Shown | TooFew] = []
    for group in check_in.groups:
        title = people.groups[group].title
        groups.append(_shown(check_in, group, None, title, found[group].cells) or TooFew(group, title))
        for id, team in people.teams.items():
            if team.group == group:
                own = found[group].teams.get(id, {})
                teams.append(_shown(check_in, group, id, team.title, own) or TooFew(group, team.title, id, title))
    return Quarter(name, over, tuple(groups), tuple(teams))


def options_of(check_in: CheckIn, measure: str) -> tuple[str, ...]:
    """The answers a measure can have, lowest first."""
    found = next((one for one in check_in.measures if one.id == measure), None)
    question = check_in.question(found.question) if found else None
    return question.choices() if question else ()


def _shown(check_in: CheckIn, group: str, team: str | None, title: Text, cells: Mapping[str, Cell]) -> Shown | None:
    tallies: dict[str, Tally] = {}
    for measure, cell in cells.items():
        options = options_of(check_in, measure)
        place = middle(cell, options)
        if place is not None:
            tallies[measure] = Tally(len(cell), shares(cell, options), place)
    if not tallies:
        return None
    people = {person for cell in cells.values() for person in cell}
    return Shown(group, title, tallies, len(people), team)


def between(check_in: CheckIn, groups: Iterable[Shown | TooFew]) -> list[Between]:
    """The questions that lie between these groups: of a group that is too few to show nothing is asked."""
    middles = {one.group: one.tallies for one in groups if isinstance(one, Shown)}
    return [line for line in check_in.between if _apart(check_in, line, middles)]


def _apart(check_in: CheckIn, line: Between, middles: Mapping[str, Mapping[str, Tally]]) -> bool:
    half = (len(options_of(check_in, line.measure)) - 1) / 2
    high, low = (middles.get(group, {}).get(line.measure) for group in (line.high, line.low))
    return high is not None and low is not None and low.middle < half < high.middle


@dataclass(frozen=True)
class Outside:
    """What somebody outside the home may see of a group: people and counts rounded to five, measure → option → count."""

    group: str
    title: Text
    people: int
    counts: Mapping[str, Mapping[str, int]]


def outside(
    check_in: CheckIn, rollups: Sequence[RollUp], people: People, name: str, today_quarter: str, floor: int = OUTSIDE
) -> tuple[Outside | TooFew, ...]:
    """A quarter for somebody outside the home: only when it is over, whole groups of at least ten, everything rounded."""
    made: list[Outside | TooFew] = []
    for group in check_in.groups:
        title = people.groups[group].title
        counts: dict[str, Mapping[str, int]] = {}
        most = 0
        for kept in rollups:
            if name < today_quarter and kept.shown and (kept.quarter, kept.group) == (name, group):
                rounded = for_outsiders(kept.states()[-1], options_of(check_in, kept.measure), max(floor, OUTSIDE))
                if rounded is not None:
                    most = max(most, rounded[0])
                    counts[kept.measure] = rounded[1]
        made.append(Outside(group, title, most, counts) if counts else TooFew(group, title))
    return tuple(made)
