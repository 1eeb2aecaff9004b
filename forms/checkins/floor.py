"""The privacy floor: what may be shown of a group beside everything that was shown before. Pure.

A *cell* is who answered what: person → answer. Everything that is published about one measure in one calendar quarter is a
tally of cells, so whoever subtracts one published tally from another learns the tally of the people in whom the two differ.
The rule is therefore one: no two published cells, and no cell and any union of teams, may differ in fewer people than the
floor, unless they do not differ at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Literal

Cell = Mapping[str, str]
"""person id → option id."""

Share = Literal["few", "some", "most"]
"""How many chose an option. Each word covers several numbers, so that nobody and everybody can never be told apart."""

MOST_TEAMS = 8
"""So many teams of a group, the largest, are looked at; the rest is always folded in."""
OUTSIDE = 10
"""The floor for whoever is not of the home."""
ROUNDED_TO = 5


def differing(one: Cell, other: Cell) -> int:
    """In how many people two cells differ: those who are in one alone, or answered differently."""
    return sum(one.get(person) != other.get(person) for person in {**one, **other})


def apart(one: Cell, other: Cell, floor: int) -> bool:
    """True when subtracting one cell from the other tells of nobody, or of at least `floor` people."""
    number = differing(one, other)
    return number == 0 or number >= floor


def may_follow(shown: Sequence[Cell], now: Cell, floor: int) -> bool:
    """True when `now` may be shown after all that was shown of this group in this quarter, and tells something new."""
    if len(now) < floor or (shown and differing(shown[-1], now) == 0):
        return False
    return all(apart(before, now, floor) for before in shown)


def teams_apart(shown: Sequence[Cell], teams: Mapping[str, str], floor: int) -> dict[str, Cell]:
    """The teams that may stand beside their group once the quarter is over: team → cell.

    `shown` are the group's states of the quarter, the last of which is divided; `teams` is person → team. A team that is
    too small is folded into the group, and with it another one wherever subtracting would reveal it.
    """
    if not shown:
        return {}
    cells: dict[str, dict[str, str]] = {}
    for person, value in shown[-1].items():
        if team := teams.get(person, ""):
            cells.setdefault(team, {})[person] = value
    large = sorted((team for team in cells if len(cells[team]) >= floor), key=lambda team: (-len(cells[team]), team))
    chosen = large[:MOST_TEAMS]
    while chosen and not all(apart(union, state, floor) for union in unions(cells, chosen) for state in shown):
        chosen.pop()
    return {team: cells[team] for team in chosen}


def unions(cells: Mapping[str, Cell], chosen: Sequence[str]) -> Iterator[Cell]:
    """Every cell that adding up some of the chosen teams gives."""
    for number in range(1, len(chosen) + 1):
        for some in combinations(chosen, number):
            yield {person: value for team in some for person, value in cells[team].items()}


def shares(cell: Cell, options: Sequence[str]) -> dict[str, Share]:
    """option → how many chose it, in words: a quarter or fewer, three quarters or more, or in between.

    One person more or less never turns everybody or nobody into another word.
    """
    made: dict[str, Share] = {}
    for option in options:
        number = sum(value == option for value in cell.values())
        if number <= max(1, len(cell) / 4):
            made[option] = "few"
        else:
            made[option] = "most" if number >= min(len(cell) - 1, len(cell) * 3 / 4) else "some"
    return made


def middle(cell: Cell, options: Sequence[str]) -> float | None:
    """The middle answer: its position among the options, a half where it lies between two. None when nobody answered."""
    placed = sorted(options.index(value) for value in cell.values() if value in options)
    if not placed:
        return None
    low, high = placed[(len(placed) - 1) // 2], placed[len(placed) // 2]
    return round(low + high) / 2


def for_outsiders(cell: Cell, options: Sequence[str], floor: int = OUTSIDE) -> tuple[int, dict[str, int]] | None:
    """How many people, and how many for each option, all rounded to five; None below the floor."""
    if len(cell) < floor:
        return None
    counts = {option: _rounded(sum(value == option for value in cell.values())) for option in options}
    return _rounded(len(cell)), counts


def _rounded(number: int) -> int:
    return (number + ROUNDED_TO // 2) // ROUNDED_TO * ROUNDED_TO
