"""The wheel of a day: moments at their hours, nobody's name, and no number of anything."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from core.api import HomeAnswers, HomeData, Text
from plugins.activities.wheel import HAPPENED, MOST, draw, hour_of

NOW = datetime(2026, 6, 1, 10, 0, tzinfo=UTC)
NIGHTS, KITCHEN = Text({"en": "Care team", "cy": "Tîm gofal"}), Text({"en": "Kitchen", "cy": "Cegin"})


def moment(hour, voice=NIGHTS, days=1, **values):
    at = (NOW - timedelta(days=days)).replace(hour=hour)
    return HomeAnswers({"what": "radio_news", **values}, voice=voice, at=at, person="kofi")


def wheel(*moments, language="en"):
    title = Text({"en": "The wheel of our day", "cy": "Olwyn ein diwrnod"})
    return draw(HomeData(title, NOW, answers={HAPPENED: moments}), language)


def marks(made):
    return len(re.findall(r"day-wheel__mark ", made.svg))


def test_before_the_first_moment_the_wheel_says_so():
    made = wheel()
    assert (made.svg, made.rows) == ("", ())
    assert "No moment has been written down" in made.sentence


def test_four_in_the_morning_stands_in_the_night():
    made = wheel(moment(4))
    assert made.rows == (("04:00", "one"),)
    assert "by night" in made.sentence


def test_day_and_night_are_said_together_and_in_both_languages():
    moments = moment(4), moment(10, KITCHEN)
    assert "by day and by night. They were shared by: Care team, Kitchen." in wheel(*moments).sentence
    assert "yn ystod y dydd a'r nos" in wheel(*moments, language="cy").sentence


def test_a_part_of_the_day_that_was_said_afterwards_goes_before_the_hour_of_writing():
    assert hour_of(moment(22, when_it_was="morning")) == 10
    assert hour_of(moment(22)) == 22


def test_each_voice_has_a_shape_of_its_own():
    made = wheel(moment(9), moment(9, KITCHEN))
    shapes = re.findall(r'day-wheel__mark [^"]*" d="([^"]+)"', made.svg)
    assert len({re.sub(r"[0-9. -]", "", one) for one in shapes}) == 2
    assert [words for _swatch, words in made.legend] == ["Care team", "Kitchen"]


def test_a_voice_keeps_its_shape_in_the_other_language():
    both = [wheel(moment(9), moment(9, KITCHEN), language=one).svg for one in ("en", "cy")]
    shapes = [re.findall(r'day-wheel__mark [^"]*" d="([^"]+)"', svg) for svg in both]
    assert shapes[0] == shapes[1]


def test_many_moments_of_one_hour_are_many_in_words_and_no_number():
    made = wheel(*(moment(9) for _ in range(40)))
    assert marks(made) == MOST
    assert made.rows == (("09:00", "many"),)
    assert "40" not in made.sentence + str(made.rows)


def test_what_is_older_than_twelve_weeks_is_not_on_the_wheel():
    assert wheel(moment(9, days=90)).svg == ""


@pytest.mark.parametrize("words", ["<script>x</script>", '"onload="x'])
def test_a_hostile_voice_stays_words(words):
    made = wheel(moment(9, Text({"en": words})))
    assert "<script" not in made.svg
    assert ' onload="' not in made.svg


def test_the_wheel_counts_and_shows_nobody():
    laid = []
    title = Text({"en": "A day", "cy": "Diwrnod"})
    draw(HomeData(title, NOW, answers={HAPPENED: (moment(9),)}, lays_out=lambda *answers: laid.append(answers)), "en")
    assert laid == [()]
