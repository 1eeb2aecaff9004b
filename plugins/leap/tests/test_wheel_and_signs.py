"""The pictures of a turn: where it is, the turns that led to it, and each sign before and now. Nothing is guessed or added."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from core.api import AskedQuestion, CasePictureData, Step, Text, VoiceAnswers
from plugins.leap import before_and_now, wheel
from plugins.leap.plugin import pictures
from plugins.leap.turns import FORMS

ENDS = ("stopping", "next_turn", "shared", "rested")
STEPS = tuple(Step(id, Text({"en": id.replace("_", " ").capitalize(), "cy": f"Cam {id}"})) for id in (*FORMS, *ENDS))
SCALE = AskedQuestion(
    "is_now",
    Text({"en": "How is it now?", "cy": "Sut mae hi nawr?"}),
    "words_scale",
    (
        Step("not_yet", Text({"en": "Not yet", "cy": "Ddim eto"})),
        Step("some", Text({"en": "A little", "cy": "Ychydig"})),
        Step("mostly", Text({"en": "Mostly", "cy": "Gan mwyaf"})),
        Step("there", Text({"en": "It is like that", "cy": "Mae hi fel hynny"})),
    ),
)
SIGNS = AskedQuestion("signs", Text({"en": "The signs"}), "group", inner={"is_now": SCALE})


def row(id: str, **answers: Any) -> dict[str, Any]:
    return {"row": id, "answers": answers}


def turn(step: str, topic: str = "", **sent: dict[str, Any]) -> CasePictureData:
    answers = {form: (VoiceAnswers(values),) for form, values in sent.items()}
    title = Text({"en": "A turn", "cy": "Tro"})
    since = Text({"en": "1 June", "cy": "1 Mehefin"})
    asked = {"leap_signs": {"signs": SIGNS}}
    return CasePictureData(title, "", (), asked, answers, topic=topic, steps=STEPS, step=step, since=since)


WHY = {"noticed": "Noon is loud"}
MEAL = {"differences": [row("a", different="We eat like a family")]}
GRAVY = {"signs": [row("a", sign="Someone passes the gravy", is_now="not_yet")]}
LEARNT = {"how_far": [row("a", is_now="mostly")], "we_learnt": "Serving slows the room."}


def states(made: Any) -> list[str]:
    """How each step on the wheel is drawn, in their order."""
    return re.findall(r"leap__step leap__step--(\w+)", made.svg)


def test_the_plugin_brings_two_pictures_of_a_case():
    assert [(one.key, one.of) for one in pictures()] == [("leap_wheel", "case"), ("leap_signs", "case")]


def test_a_turn_that_has_just_begun_stands_at_its_first_step():
    made = wheel.draw(turn("noticing"), "en")
    assert made.sentence == "We are at “Noticing”."
    assert states(made) == ["here", "ahead", "ahead", "ahead", "ahead", "ahead"]
    assert "leap__gone" not in made.svg
    assert "leap__turn" not in made.svg


def test_what_was_written_is_behind_us_and_the_rest_lies_ahead():
    made = wheel.draw(turn("signs", leap_why=WHY, leap_difference=MEAL), "en")
    assert states(made) == ["done", "done", "here", "ahead", "ahead", "ahead"]
    assert [words for _, words in made.legend][1:4] == [
        "Difference: written",
        "Signs: we are here",
        "Doing: still to come",
    ]


def test_a_turn_that_stopped_early_does_not_look_like_a_whole_one():
    made = wheel.draw(turn("rested", leap_why=WHY, leap_learn=LEARNT), "en")
    assert made.sentence == "This turn has come round: “Rested”."
    assert states(made) == ["done", "ahead", "ahead", "ahead", "ahead", "done"]


@pytest.mark.parametrize(
    ("many", "en", "cy"),
    [
        (1, "one turn led to it", "arweiniodd un tro ato"),
        (2, "two turns led to it", "arweiniodd dau dro ato"),
        (5, "5 turns led to it", "arweiniodd 5 o droeon ato"),
    ],
)
def test_the_turns_that_led_here_are_counted_in_words(many, en, cy):
    before = tuple(turn("next_turn", f"Turn {number}") for number in range(many))
    data = replace(turn("along"), earlier=before)
    assert wheel.draw(data, "en").sentence == f"We are at “Along”; {en}."
    assert wheel.draw(data, "cy").sentence == f"Rydyn ni yn “Cam along”; {cy}."


def test_the_newest_earlier_turns_are_drawn_and_all_of_them_stand_in_the_table():
    before = tuple(turn("next_turn", f"Turn {number}", leap_learn=LEARNT) for number in range(1, 6))
    made = wheel.draw(replace(turn("along", leap_difference=MEAL), earlier=before), "en")
    assert made.svg.count("leap__turn") == 3
    assert [words for _, words in made.legend[6:]] == [f"An earlier turn: Turn {number}" for number in (3, 4, 5)]
    assert "Earlier turns still stand in the table." in made.note
    assert [line[0] for line in made.rows] == ["1", "2", "3", "4", "5", "6"]
    assert made.rows[0] == ("1", "Turn 1", "Next turn", "1 June", "Serving slows the room.")
    assert made.rows[-1] == ("6", "We eat like a family", "Along", "1 June", "–")


def test_a_sign_before_anything_was_done_has_one_place_on_its_line():
    made = before_and_now.draw(turn("doing", leap_difference=MEAL, leap_signs=GRAVY), "en")
    assert made.sentence == "“Someone passes the gravy”, before we begin: not yet."
    assert "leap__now" not in made.svg
    assert made.rows == (("We eat like a family", "Someone passes the gravy", "not yet", "still to be looked at"),)


def test_a_sign_that_moved_has_an_arrow_from_before_to_now():
    made = before_and_now.draw(turn("learning", leap_difference=MEAL, leap_signs=GRAVY, leap_learn=LEARNT), "en")
    assert made.sentence == "“Someone passes the gravy” was: not yet; now: mostly."
    assert made.svg.count("leap__tip") == 1
    assert made.svg.count('class="leap__now"') == 1


def test_a_sign_that_stayed_where_it_was_has_no_arrow():
    stayed = {"how_far": [row("a", is_now="not_yet")]}
    made = before_and_now.draw(turn("learning", leap_signs=GRAVY, leap_learn=stayed), "en")
    assert "leap__tip" not in made.svg
    assert made.rows[0][2:] == ("not yet", "not yet")


def test_now_belongs_to_the_sign_whose_row_it_is():
    two = {
        "signs": [
            row("a", sign="Gravy", is_now="not_yet"),
            row("b", sign="Mud in the hall", is_now="some"),
        ]
    }
    made = before_and_now.draw(
        turn("learning", leap_signs=two, leap_learn={"how_far": [row("b", is_now="there")]}), "en"
    )
    assert [line[1:] for line in made.rows] == [
        ("Gravy", "not yet", "still to be looked at"),
        ("Mud in the hall", "a little", "it is like that"),
    ]


def test_before_a_sign_is_chosen_there_is_nothing_to_draw():
    made = before_and_now.draw(turn("signs", leap_difference=MEAL), "cy")
    assert (made.svg, made.sentence) == ("", "Does dim arwydd wedi'i ddewis eto.")


def test_what_to_buy_is_called_by_what_it_would_change():
    buy = {"differences": [row("a", different="Buy tablets", and_then="I see my sister")]}
    made = before_and_now.draw(turn("signs", leap_difference=buy, leap_signs=GRAVY), "en")
    assert made.rows[0][0] == "I see my sister"


@pytest.mark.parametrize(
    "said", ["<script>alert(1)</script>", "' style='x", "{sign} {before} {n}", "م حمد", "W" * 90, "𓀀" * 30]
)
def test_hostile_words_stay_words(said):
    signs = {"signs": [row("a", sign=said, is_now="some")]}
    data = turn("signs", said, leap_difference={"differences": [row("a", different=said)]}, leap_signs=signs)
    for made in (wheel.draw(replace(data, earlier=(data,)), "en"), before_and_now.draw(data, "cy")):
        assert "<script" not in made.svg
        assert re.search(r"style=[\"']", made.svg) is None
        assert said in str(made.rows)


def test_whoever_sees_only_a_part_is_told_that_there_may_be_more():
    part = replace(turn("signs", leap_signs=GRAVY), whole=False)
    assert "There may be more." in wheel.draw(part, "en").note
    assert "There may be more." in before_and_now.draw(part, "en").note


@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_mark_stands_inside_the_picture(language):
    before = tuple(turn("next_turn", "T") for _ in range(3))
    data = replace(turn("learning", leap_difference=MEAL, leap_signs=GRAVY, leap_learn=LEARNT), earlier=before)
    for made in (wheel.draw(data, language), before_and_now.draw(data, language)):
        width, height = (float(one) for one in re.search(r'viewBox="0 0 (\S+) (\S+)"', made.svg).groups())
        places = [
            (float(x), float(y)) for x, y in re.findall(r'<(?:circle|text)[^>]* c?x="(\S+)" c?y="(\S+)"', made.svg)
        ]
        assert places
        assert all(0 <= x <= width and 0 <= y <= height for x, y in places)
