"""Contestants take turns in short rounds; what counts is CPU seconds (or another clock's), and the median of each round's ratios."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

ROUNDS, WARM_UP, A_TURN = 31, 5, 0.015
"""So many rounds count after so many that do not; a turn is about so many seconds."""

Work = Callable[[], object]
Clock = Callable[[], float]


@dataclass(frozen=True)
class Took:
    """Times the yardstick, and the seconds of one call."""

    ratio: float
    each: float


def in_turns(
    works: Mapping[str, Work], yardstick: str, rounds: int = ROUNDS, clock: Clock = time.process_time
) -> dict[str, Took]:
    """What each contestant took, beside the yardstick, which is one of them. Garbage is collected between turns, not in them."""
    calls = {name: _calls(work, clock) for name, work in works.items()}
    ratios: dict[str, list[float]] = {name: [] for name in works}
    each: dict[str, list[float]] = {name: [] for name in works}
    names = list(works)
    for number in range(WARM_UP + rounds):
        first = number % len(names)
        took = {name: _each(works[name], calls[name], clock) for name in (*names[first:], *names[:first])}
        if number >= WARM_UP:
            for name in names:
                ratios[name].append(took[name] / took[yardstick])
                each[name].append(took[name])
    return {name: Took(statistics.median(ratios[name]), statistics.median(each[name])) for name in names}


def _calls(work: Work, clock: Clock) -> int:
    """How many calls make a turn."""
    work()
    return max(1, round(A_TURN / max(_each(work, 3, clock), 1e-7)))


def _each(work: Work, calls: int, clock: Clock) -> float:
    gc.collect()
    gc.disable()
    try:
        start = clock()
        for _ in range(calls):
            work()
        return (clock() - start) / calls
    finally:
        gc.enable()
