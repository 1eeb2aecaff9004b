"""What somebody has said so far: the newest answer to each question, whenever it was given. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from core.home_pictures import HomeAnswers
from forms.model import span_parts

_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}


def newest(sent: Iterable[HomeAnswers]) -> HomeAnswers:
    """The newest answer to each question; `sent` is the oldest first. What somebody noticed never takes the place of what was said."""
    values: dict[str, object] = {}
    languages: dict[str, str] = {}
    noticed: set[str] = set()
    for one in sent:
        new = {
            id: value for id, value in one.values.items() if id not in one.noticed or id in noticed or id not in values
        }
        values |= new
        languages |= {id: spoken for id, spoken in one.languages.items() if id in new}
        noticed = (noticed - set(new)) | (one.noticed & set(new))
    return HomeAnswers(values, languages=languages, noticed=frozenset(noticed))


def since(now: datetime, span: str) -> datetime:
    """The moment that long ago."""
    number, unit = span_parts(span)
    return now - (timedelta(hours=number) if unit == "hour" else timedelta(days=number * _DAYS[unit]))
