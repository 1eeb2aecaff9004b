"""The web of ties: arrows both ways where both give, a question where only one way was told, and no count of anybody."""

from __future__ import annotations

import pytest

from core.api import CasePictureData, Chair, Text, VoiceAnswers
from plugins.relationships.ties import MOST, draw


def gives(person, *what_to, gets=()):
    rows = [
        {"row": str(n), "answers": {"giving": what, "to_whom": {"id": None, "name": to}}}
        for n, (what, to) in enumerate(what_to)
    ]
    got = [
        {"row": str(n), "answers": {"getting": what, "from_whom": {"id": None, "name": by}}}
        for n, (what, by) in enumerate(gets)
    ]
    return VoiceAnswers({"gives": rows, "gets": got}, seat=person, person=person)


def web(*voices, whole=True):
    return draw(CasePictureData(Text({"en": "Ties"}), "Norah", (), {}, {"us_give_take": voices}, whole), "en")


def two(*halves):
    chairs = tuple(Chair(name, Text({"en": ""}), name, Text({"en": ""})) for name in ("Norah", "Marek"))
    answers = tuple(VoiceAnswers(values, seat=name, person=name) for name, values in halves)
    return draw(CasePictureData(Text({"en": "You and me"}), "", chairs, {}, {"us_two": answers}), "en")


def test_before_anything_is_told_nothing_is_drawn():
    assert (web().svg, web().sentence) == ("", "Nothing has been told yet of what goes to and fro.")


def test_two_who_give_to_each_other_have_one_line_with_two_arrows():
    made = web(gives("Norah", ("Welsh cakes", "Marek")), gives("Marek", ("Room on the bench", "Norah")))
    assert made.sentence == "Norah and Marek give to each other."
    assert made.svg.count("ties__line") == 1
    assert made.svg.count("ties__head") == 2


def test_one_way_is_a_question_and_not_a_fault():
    made = web(gives("Bethan", ("A hand with the stairs", "Norah")))
    assert made.sentence == "Bethan gives to Norah: what comes back?"
    assert "ties__line--question" in made.svg
    assert "nobody's fault" in made.note


def test_what_somebody_is_given_is_an_arrow_from_the_one_they_name():
    made = web(gives("Norah", gets=[("Company at four", "Glyn")]))
    assert made.rows == (("Glyn", "Company at four", "Norah", "Norah"),)
    assert made.sentence == "Glyn gives to Norah: what comes back?"


def test_both_halves_of_two_make_arrows_both_ways():
    made = two(("Norah", {"enjoy": "His singing"}), ("Marek", {"taught_me": "Welsh cakes"}))
    assert made.sentence == "Marek and Norah give to each other."
    assert ("Norah", "Welsh cakes", "Marek", "Marek") in made.rows


def test_one_half_alone_draws_one_arrow():
    assert two(("Marek", {"taught_me": "Welsh cakes"})).sentence == "Norah gives to Marek: what comes back?"


def test_nobody_is_counted_and_nothing_is_added_up():
    made = web(gives("Norah", ("Cakes", "Marek"), ("A song", "Marek"), ("Advice", "Marek")))
    assert not any(letter.isdigit() for letter in made.sentence)
    assert made.svg.count("ties__line") == 1 + made.svg.count("ties__line--question")


def test_of_many_people_some_are_drawn_and_all_stand_in_the_table():
    made = web(gives("Norah", *(("A word", f"Person {chr(65 + n)}") for n in range(15))))
    assert made.svg.count("ties__person") == MOST
    assert len(made.rows) == 15
    assert "More people stand in the table." in made.note


def test_who_sees_only_a_part_is_told_that_there_may_be_more():
    assert "There may be more." in web(gives("Norah", ("Cakes", "Marek")), whole=False).note


@pytest.mark.parametrize("words", ["<script>x</script>", "{a} {b}", "W" * 300, '"onload="x'])
def test_hostile_names_in_a_web_stay_names(words):
    made = web(gives(words, (words, "Marek")))
    assert "<script" not in made.svg
    assert ' onload="' not in made.svg
    assert words in made.sentence
