"""The only place that asks what time it is. Tests own the clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Something that knows the time."""

    def now(self) -> datetime:
        """The present moment, in UTC."""
        ...


class SystemClock:
    """The computer's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class HandClock:
    """A clock somebody moves by hand: for tests, and for replaying a demo story in the past."""

    at: datetime = field(default_factory=lambda: datetime(2026, 6, 1, 9, 0, tzinfo=UTC))

    def now(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        """Move on by `days=`, `hours=`, `weeks=` … (the arguments of `timedelta`)."""
        self.at += timedelta(**by)


def local_date(moment: datetime, zone: str) -> date:
    """The calendar date of a UTC moment in a home's own time zone (an IANA name)."""
    return moment.astimezone(ZoneInfo(zone)).date()


def quarter(day: date) -> str:
    """The calendar quarter of a date, as `2026-Q2`: the fixed window in which small numbers stay hidden."""
    return f"{day.year}-Q{(day.month - 1) // 3 + 1}"
