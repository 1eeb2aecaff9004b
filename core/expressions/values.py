"""Reading stored answers, and reckoning with them exactly. Nothing here raises, whatever was stored."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from typing import Final


class Unanswered(Enum):
    """The one value that means: there is no answer. It counts as false."""

    UNANSWERED = "unanswered"

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "UNANSWERED"


UNANSWERED: Final = Unanswered.UNANSWERED

Number = int | Fraction
LARGEST = 10**15 - 1
FINEST = 12
KEPT = 6
"""Decimal places: of the finest number reckoned with, and of a result that is kept."""

_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,12})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
SPACES = " \t\r\n\u00a0"
_LAST_DAY = date.max.toordinal()
_DEEPEST = 6


def present(raw: object, depth: int = 0) -> bool:
    """True when something was really answered: not an empty text, an empty list, or rows with nothing in them."""
    if isinstance(raw, str):
        return raw.strip(SPACES) != ""
    if raw is None or raw is UNANSWERED:
        return False
    if depth > _DEEPEST:
        return True
    if isinstance(raw, (list, tuple)):
        return any(present(part, depth + 1) for part in raw)
    if isinstance(raw, dict):
        # The id of a row says nothing about whether the row has something in it.
        inner = raw.get("answers", raw)
        return any(present(part, depth + 1) for part in inner.values()) if isinstance(inner, dict) else False
    return True


def read_text(raw: object) -> str | Unanswered:
    """Words, or an option id."""
    return raw if isinstance(raw, str) and raw.strip(SPACES) != "" else UNANSWERED


def read_number(raw: object) -> Number | Unanswered:
    """A whole number, or a decimal that is kept as text."""
    if type(raw) is int:
        return raw if -LARGEST <= raw <= LARGEST else UNANSWERED
    if isinstance(raw, Fraction):
        return bounded(raw)
    if isinstance(raw, float) and (raw == 0 or 0.0001 <= abs(raw) <= LARGEST):
        raw = repr(raw)
    if isinstance(raw, str) and _NUMBER.fullmatch(raw):
        return bounded(Fraction(raw))
    return UNANSWERED


def read_bool(raw: object) -> bool:
    """A condition that was worked out; unanswered is false."""
    return raw is True


def read_date(raw: object) -> str | Unanswered:
    """A date as ISO text, which also compares in order."""
    return raw if isinstance(raw, str) and day_number(raw) is not None else UNANSWERED


def read_options(raw: object) -> list[str] | Unanswered:
    """Option ids, each once."""
    if not isinstance(raw, (list, tuple)):
        return UNANSWERED
    ids = [part for part in raw if isinstance(part, str) and part]
    if len(ids) < 2:
        return ids or UNANSWERED
    return list(dict.fromkeys(ids))


def read_sort(raw: object) -> list[str] | Unanswered:
    """The ids that were put under something."""
    if not isinstance(raw, dict):
        return UNANSWERED
    return [key for key, pile in raw.items() if isinstance(key, str) and present(pile)] or UNANSWERED


def read_person(raw: object) -> dict[str, str | None] | Unanswered:
    """A person as `{"id": …, "name": …}`; a bare id is one too."""
    if isinstance(raw, str):
        raw = {"id": raw}
    if not isinstance(raw, dict) or not present(raw):
        return UNANSWERED
    known, name = read_text(raw.get("id")), read_text(raw.get("name"))
    if isinstance(known, str):
        return {"id": known, "name": name if isinstance(name, str) else ""}
    return {"id": None, "name": name} if isinstance(name, str) else UNANSWERED


def read_thing(raw: object) -> object:
    """Anything that is there."""
    return raw if present(raw) else UNANSWERED


def read_rows(raw: object) -> list[dict[str, object]] | Unanswered:
    """The answers of each row that has something in it."""
    if not isinstance(raw, (list, tuple)):
        return UNANSWERED
    rows = []
    for row in raw:
        answers = row.get("answers") if isinstance(row, dict) else None
        if isinstance(answers, dict):
            for value in answers.values():
                if present(value, 1):
                    rows.append(answers)
                    break
    return rows or UNANSWERED


READ: Mapping[str, Callable[[object], object]] = {
    "text": read_text,
    "number": read_number,
    "bool": read_bool,
    "date": read_date,
    "options": read_options,
    "sort": read_sort,
    "person": read_person,
    "thing": read_thing,
    "rows": read_rows,
}


def read_many(raw: object, read: Callable[[object], object]) -> list[object]:
    """The answered ones of a list."""
    if not isinstance(raw, (list, tuple)):
        return []
    return [value for value in map(read, raw) if value is not UNANSWERED]


def person_key(value: object) -> object:
    """What makes two persons the same: the id, or the name of somebody who is not on file."""
    if not isinstance(value, dict):
        return UNANSWERED
    return f"id:{value['id']}" if value.get("id") else f"name:{value.get('name')}"


def bounded(number: Number) -> Number | Unanswered:
    """The number in its plainest form; unanswered beyond 15 digits, and rounded at the twelfth decimal."""
    if not -LARGEST <= number <= LARGEST:
        return UNANSWERED
    if isinstance(number, int) or number.denominator == 1:
        return int(number)
    return rounded(number, FINEST) if number.denominator > 10**FINEST else number


def rounded(number: Number, places: int) -> Number:
    """Rounded as at school: a half goes away from zero."""
    shift = 10**places
    top, bottom = abs(number.numerator) * shift, number.denominator
    whole = Fraction((2 * top + bottom) // (2 * bottom), shift)
    signed = whole if number >= 0 else -whole
    return int(signed) if signed.denominator == 1 else signed


def kept(number: Number, places: int = KEPT) -> int | str:
    """A number as it is stored: whole, or a decimal as text."""
    short = rounded(number, places)
    if isinstance(short, int):
        return short
    digits = f"{abs(short.numerator) * 10**places // short.denominator:0{places + 1}d}"
    return f"{'-' if short < 0 else ''}{digits[:-places]}.{digits[-places:].rstrip('0')}"


@lru_cache(maxsize=4096)
def _ordinal(text: str) -> int | None:
    try:
        return date.fromisoformat(text).toordinal() if _DATE.fullmatch(text) else None
    except ValueError:
        return None


def day_number(value: object) -> int | None:
    """The day a date's ISO text means, as a count of days; None for anything else."""
    return _ordinal(value) if isinstance(value, str) else None


def day_text(number: int) -> str | Unanswered:
    """The ISO text of a day, or unanswered outside the years 1 to 9999."""
    return date.fromordinal(number).isoformat() if 1 <= number <= _LAST_DAY else UNANSWERED
