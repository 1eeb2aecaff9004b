"""How long from now: `7 days` ends on a calendar date of the home, `24 hours` at a moment."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError

from core.clock import local_date
from core.records import moment, stamp
from core.text import Text
from forms.model import Span, span_parts
from workflows.sentences import both

_SPAN: TypeAdapter[str] = TypeAdapter(Span)


def is_span(words: str) -> bool:
    """True for a length of time as definitions write it: `7 days`, `24 hours`."""
    try:
        _SPAN.validate_python(words)
    except ValidationError:
        return False
    return True


def later(day: date, span: str) -> date:
    """The date a span after `day`; a month that is too short ends on its last day."""
    number, unit = span_parts(span)
    if unit in ("day", "week"):
        return day + timedelta(days=number * (7 if unit == "week" else 1))
    months = day.month - 1 + number * (12 if unit == "year" else 1)
    year, month = day.year + months // 12, months % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def after(now: datetime, zone: str, span: str) -> str:
    """When a span that begins now ends: a date of the home as `2026-06-08`, for hours a stamp."""
    number, unit = span_parts(span)
    if unit == "hour":
        return stamp(now + timedelta(hours=number))
    return later(local_date(now, zone), span).isoformat()


def reached(at: str, now: datetime, zone: str) -> bool:
    """True once a day has begun in the home, or a moment has come."""
    return local_date(now, zone).isoformat() >= at if len(at) == 10 else stamp(now) >= at


def shifted(at: str, since: str, now: datetime, zone: str) -> str:
    """The same day or moment, later by as long as it stood still since the stamp `since`."""
    if len(at) == 10:
        return (date.fromisoformat(at) + (local_date(now, zone) - local_date(moment(since), zone))).isoformat()
    return stamp(moment(at) + (now - moment(since)))


def day_of(at: str, zone: str) -> date:
    """The home's date of a day or moment."""
    return date.fromisoformat(at) if len(at) == 10 else local_date(moment(at), zone)


def moment_after(now: datetime, zone: str, span: str) -> datetime:
    """The moment a span after now, at the same time by the home's own clocks, whatever summer time does meanwhile."""
    number, unit = span_parts(span)
    if unit == "hour":
        return now + timedelta(hours=number)
    local = now.astimezone(ZoneInfo(zone))
    return datetime.combine(later(local.date(), span), local.timetz().replace(tzinfo=None), ZoneInfo(zone)).astimezone(
        now.tzinfo
    )


_MONTHS_CY = (
    "Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin",
    "Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr",
)  # fmt: skip
_MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def day_in_words(day: date) -> Text:
    """`8 June 2026`, in both languages."""
    return both(
        "{day} {en} {year}",
        "{day} {cy} {year}",
        day=day.day,
        year=day.year,
        en=_MONTHS_EN[day.month - 1],
        cy=_MONTHS_CY[day.month - 1],
    )
