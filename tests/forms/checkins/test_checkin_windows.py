"""When a check-in is asked, and what of it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.checkins.windows import cycle, following, pages_asked, rounds, window
from forms.model import Rhythm

PAGES = ("safe", "my_life", "one_of_us", "to_get_up_for", "went_well", "matter")
SPANS = st.sampled_from(
    ["1 day", "3 days", "24 hours", "1 week", "4 weeks", "13 weeks", "1 month", "3 months", "1 year"]
)
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@given(SPANS, DAYS)
def test_every_day_is_in_one_window_and_the_next_begins_where_it_ends(every: str, day: date) -> None:
    now = window(every, day)
    assert now.holds(day)
    assert following(every, now).start == now.end
    assert window(every, now.end) == following(every, now)
    assert window(every, now.end - timedelta(days=1)) == now


@pytest.mark.parametrize(
    ("every", "starts"),
    [("1 week", "2026-07-06"), ("1 month", "2026-07-01"), ("3 months", "2026-07-01"), ("1 year", "2026-01-01")],
)
def test_weeks_begin_on_a_monday_and_months_on_the_first(every: str, starts: str) -> None:
    assert window(every, date(2026, 7, 9)).occasion == starts


def test_two_senses_a_week_come_round_in_three_weeks_without_asking_one_twice() -> None:
    rhythm = Rhythm(every="1 week", pages=2)
    now = window("1 week", date(2026, 7, 6))
    asked: list[str] = []
    for _week in range(cycle(rhythm, len(PAGES))):
        asked += pages_asked(rhythm, PAGES, now)
        now = following("1 week", now)
    assert sorted(asked) == sorted(PAGES)


def test_a_rhythm_without_pages_asks_all_of_them() -> None:
    assert pages_asked(Rhythm(every="4 weeks"), PAGES, window("4 weeks", date(2026, 7, 6))) == PAGES


def test_the_newest_round_ends_with_this_week_and_older_ones_join_without_a_hole() -> None:
    found = rounds(Rhythm(every="1 week", pages=2), 6, date(2026, 7, 8), date(2026, 5, 4))
    assert found[-1].end == date(2026, 7, 13)
    assert found[-1].start == date(2026, 6, 22)
    assert all(one.end == other.start for one, other in pairwise(found))
    assert found[0].start <= date(2026, 5, 4) < found[0].end
