"""Windows: the stretches of time in which a check-in is asked once, on a home's local dates. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from forms.model import Rhythm, span_parts

_MONDAY = date(1970, 1, 5)
"""Weeks and days are counted from this Monday, so that every home's weeks begin alike."""


@dataclass(frozen=True, order=True)
class Window:
    """One window: its first day, the first day after it, and its number in the row of all such windows."""

    start: date
    end: date
    number: int

    @property
    def occasion(self) -> str:
        """The name that answers carry: the first day, as `2026-03-02`."""
        return self.start.isoformat()

    def holds(self, day: date) -> bool:
        """True for a day inside the window."""
        return self.start <= day < self.end


def window(every: str, day: date) -> Window:
    """The window that a local date falls in. Weeks begin on Mondays, months and years on their first day."""
    count, unit = span_parts(every)
    if unit in ("month", "year"):
        months = count * (12 if unit == "year" else 1)
        return _months(months, (day.year * 12 + day.month - 1) // months)
    return _days(_length(count, unit), (day - _MONDAY).days // _length(count, unit))


def numbered(every: str, number: int) -> Window:
    """The window with this number."""
    count, unit = span_parts(every)
    if unit in ("month", "year"):
        return _months(count * (12 if unit == "year" else 1), number)
    return _days(_length(count, unit), number)


def following(every: str, this: Window) -> Window:
    """The window after this one."""
    return numbered(every, this.number + 1)


def _length(count: int, unit: str) -> int:
    """Days; a rhythm of hours is asked at most once a day."""
    if unit == "hour":
        return max(1, -(-count // 24))
    return count * (7 if unit == "week" else 1)


def _days(length: int, number: int) -> Window:
    start = _MONDAY + timedelta(days=number * length)
    return Window(start, start + timedelta(days=length), number)


def _months(length: int, number: int) -> Window:
    first, after = (divmod(one * length, 12) for one in (number, number + 1))
    return Window(date(first[0], first[1] + 1, 1), date(after[0], after[1] + 1, 1), number)


def pages_asked(rhythm: Rhythm, pages: Sequence[str], this: Window) -> tuple[str, ...]:
    """The ids of the pages that are asked in a window, in the form's order: `rhythm.pages` of them, in turn.

    The same window always asks the same pages, and after a few windows every page has come round.
    """
    if rhythm.pages is None or rhythm.pages >= len(pages):
        return tuple(pages)
    first = this.number * rhythm.pages
    chosen = {(first + step) % len(pages) for step in range(rhythm.pages)}
    return tuple(page for number, page in enumerate(pages) if number in chosen)


def cycle(rhythm: Rhythm, pages: int) -> int:
    """How many windows it takes until every page has come round."""
    if rhythm.pages is None or rhythm.pages >= pages:
        return 1
    return -(-pages // rhythm.pages)


@dataclass(frozen=True)
class Round:
    """As many windows in a row as it takes to ask every page once: from the first day to the first day after."""

    start: date
    end: date


def rounds(rhythm: Rhythm, pages: int, today: date, since: date) -> list[Round]:
    """The rounds from the one that `since` falls in up to the one that ends with today's window, oldest first.

    They are counted back from today's window, so that the newest always holds each page once.
    """
    length = cycle(rhythm, pages)
    last = window(rhythm.every, today).number
    found: list[Round] = []
    while True:
        newest = numbered(rhythm.every, last)
        oldest = numbered(rhythm.every, last - length + 1)
        found.append(Round(oldest.start, newest.end))
        if oldest.start <= since:
            return found[::-1]
        last -= length
