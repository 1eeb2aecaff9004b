"""Moments on a thread: each person's own, in time; shape and side say what colour says, and nothing is counted up."""

from __future__ import annotations

import itertools
import re
from datetime import date, timedelta

from core.api import BoardItem, BoardPictureData, RowAnswers, Text
from plugins.senses.beads import NEWEST, draw

MOMENTS = Text({"en": "Moments", "cy": "Eiliadau"})


def _moment(who, day, how="lifted", what="Checked the delivery"):
    answers = {"what_happened": what, **({"lifted_or_dented": how} if how else {})}
    return BoardItem(who, day, Text({"en": str(day.day), "cy": str(day.day)}), {"moment": (RowAnswers(answers),)})


def _made(*items, language="en"):
    return draw(BoardPictureData(MOMENTS, tuple(items)), language)


MONDAY = date(2026, 11, 2)


def test_before_anything_happened_it_says_so_and_draws_nothing():
    made = _made()
    assert (made.svg, made.sentence) == ("", "No moment has been written down yet.")


def test_what_lifted_lies_above_the_thread_and_what_dented_below():
    made = _made(_moment("Emrys", MONDAY), _moment("Emrys", MONDAY + timedelta(7), "dented"))
    thread = float(re.search(r'class="beads__thread"[^>]* y1="([\d.]+)"', made.svg)[1])
    above = float(re.search(r'beads__bead--lifted"[^>]* cy="([\d.]+)"', made.svg)[1])
    below = [
        float(one) for one in re.findall(r",([\d.]+)", re.search(r'beads__bead--dented" points="([^"]+)"', made.svg)[1])
    ]
    assert above < thread < min(below)


def test_the_sentence_says_for_whom_and_never_how_many():
    made = _made(_moment("Emrys", MONDAY), _moment("Norah", MONDAY, "dented"), _moment("Emrys", MONDAY))
    assert made.sentence == "Something lifted the day for Emrys. Something dented it for Norah."


def test_in_welsh_too():
    said = _made(_moment("Emrys", MONDAY), _moment("Norah", MONDAY), language="cy").sentence
    assert said == "Cododd rhywbeth y diwrnod i: Emrys a Norah."


def test_beads_of_one_day_lie_side_by_side_and_inside_the_picture():
    made = _made(*(_moment("Emrys", MONDAY) for _ in range(NEWEST)), _moment("Emrys", MONDAY + timedelta(1)))
    places = [float(one) for one in re.findall(r'beads__bead--lifted" cx="([\d.]+)"', made.svg)]
    assert len(places) == NEWEST
    assert all(later - before >= 20 for before, later in itertools.pairwise(places))
    assert 0 < places[0] < places[-1] < 320


def test_earlier_moments_stand_in_the_table_and_the_note_says_so():
    made = _made(*(_moment("Emrys", MONDAY + timedelta(day)) for day in range(NEWEST + 2)))
    assert len(made.rows) == NEWEST + 2
    assert "Earlier moments stand in the table." in made.note


def test_where_nobody_said_how_it_left_the_day_the_table_says_not_said():
    assert _made(_moment("Emrys", MONDAY, "")).rows[0][3] == "Not said"


def test_the_words_of_a_moment_stay_words():
    made = _made(_moment("<b>Emrys</b>", MONDAY, what="<script>"))
    assert "<b>" not in made.svg
