"""How long records are kept: rules as dated data, and when a record's time is over. The longer always wins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from core import yamlfile
from core.stores.protocol import Refused

BUILT_IN = Path(__file__).with_name("rules.yaml")
NEVER = date.max
_PERIOD = re.compile(r"(\d{1,3}) (day|week|month|year)s?( after care ends)?", re.IGNORECASE)


@dataclass(frozen=True)
class Period:
    """A length of time, counted from the last change or from the end of care; `ever`: no length of time is enough."""

    words: str
    months: int = 0
    days: int = 0
    after_care: bool = False
    ever: bool = False

    @classmethod
    def read(cls, words: str) -> Period | None:
        """From its words; None for what no calendar tells."""
        if words.strip().lower() == "for ever":
            return cls(words, ever=True)
        found = _PERIOD.fullmatch(words.strip())
        if found is None:
            return None
        number, unit, after = int(found[1]), found[2].lower(), bool(found[3])
        months = number * {"month": 1, "year": 12}.get(unit, 0)
        days = number * {"day": 1, "week": 7}.get(unit, 0)
        return cls(words, months, days, after)

    def over(self, begins: date) -> date:
        """The day from which on it is over."""
        if self.ever or begins == NEVER:
            return NEVER
        month = begins.year * 12 + begins.month - 1 + self.months
        year, month = month // 12, month % 12 + 1
        if year > date.max.year - 1:
            return NEVER
        # a month may be shorter: the 31st becomes the first of the next one, never an earlier day
        first = date(year, month, 1)
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        day = first + timedelta(days=begins.day - 1)
        return (last + timedelta(days=1) if day > last else day) + timedelta(days=self.days)


@dataclass(frozen=True)
class Rule:
    """The rules of one country from one day on: class → period."""

    country: str
    begins: date
    because: str
    keep: Mapping[str, Period]


def read_rules(path: Path) -> list[Rule]:
    """The rules in a file. Raises Refused with the place of what is wrong."""
    try:
        document = yamlfile.read(path.read_bytes(), str(path))
    except OSError as error:
        raise Refused(f"the rules in {path} cannot be read ({(error.strerror or str(error)).lower()})") from error
    if document.data is None or document.problems:
        raise Refused(str(document.problems[0]) if document.problems else f"{path} is empty")
    found = document.data.get("rules")
    if not isinstance(found, list) or not found:
        raise Refused(f"{path} has no list 'rules'; see docs/reference/backup.md")
    return [_rule(path, number, one) for number, one in enumerate(found, 1)]


def _rule(path: Path, number: int, said: Any) -> Rule:
    where = f"rule {number} of {path}"
    if not isinstance(said, Mapping) or set(said) != {"country", "from", "because", "keep"}:
        raise Refused(f"{where} needs country, from, because and keep, and nothing else")
    try:
        begins = date.fromisoformat(str(said["from"]))
    except ValueError as error:
        raise Refused(f"{where}: 'from' is a day, like 2026-04-01") from error
    if not isinstance(said["keep"], Mapping):
        raise Refused(f"{where}: 'keep' names classes of records, each with how long")
    keep = {}
    for name, words in said["keep"].items():
        period = Period.read(str(words))
        if period is None:
            raise Refused(
                f"{where}: '{words}' is no length of time; write '8 years after care ends', '12 months' or 'for ever'"
            )
        keep[str(name)] = period
    return Rule(str(said["country"]).lower(), begins, str(said["because"]), keep)


def in_force(rules: Iterable[Rule], today: date, country: str | None = None) -> list[Rule]:
    """The newest rules of each country (or of one) that hold on a day. Raises Refused for a country that has none."""
    rules = list(rules)
    newest: dict[str, Rule] = {}
    for rule in sorted(rules, key=lambda one: one.begins):
        if rule.begins <= today and country in (None, rule.country):
            newest[rule.country] = rule
    if not newest:
        known = ", ".join(sorted({rule.country for rule in rules}))
        raise Refused(f"there are no rules of keeping for {country or 'this day'}; there are some for: {known}")
    return list(newest.values())


def longest(periods: Iterable[Period], changed: date, care_ended: date | None) -> tuple[date, str]:
    """When the last of these periods is over, and its words. `care_ended`: None where no resident is in it.

    What is counted from the end of care is about somebody's care; it counts from the last change only where nothing else says
    anything.
    """
    periods = list(periods)
    if care_ended is None:
        plain = [one for one in periods if not one.after_care]
        periods = plain or periods
    found = [(one.over(care_ended if one.after_care and care_ended else changed), one.words) for one in periods]
    return max(found, default=(NEVER, "no rule names it"))
