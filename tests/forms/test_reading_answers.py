"""From what was typed to what it means: what is asked, what is hidden, what was declined, what is still to do."""

from __future__ import annotations

import pytest

from core.contributions import Asking
from forms.answers import read, unfinished
from forms.compiled import compile_form
from tests.forms.conftest import TODAY


def test_what_follows_from_an_answer_is_asked_only_then(understood):
    assert "how_often" not in understood(goes_out="no").shown
    assert "how_often" in understood(goes_out="yes").shown


def test_an_answer_to_a_question_that_is_not_asked_does_not_count(understood):
    reading = understood(goes_out="no", how_often="often", where_to="the sea")
    assert {"how_often", "where_to"}.isdisjoint(reading.values)
    assert "where_to" not in reading.shown


def test_a_row_decides_by_its_own_answers(understood):
    reading = understood(
        {
            "hopes._row": ["a", "b"],
            "hopes.a.hope": "the sea",
            "hopes.a.how_near": "not_good",
            "hopes.a.what_helps": "a bus",
            "hopes.b.hope": "a dog",
            "hopes.b.how_near": "good",
            "hopes.b.what_helps": "not asked here",
        }
    )
    assert {"hopes.a.what_helps"} == {name for name in reading.shown if name.endswith("what_helps")}
    assert reading.values["hopes"] == [
        {"row": "a", "answers": {"hope": "the sea", "how_near": "not_good", "what_helps": "a bus"}},
        {"row": "b", "answers": {"hope": "a dog", "how_near": "good"}},
    ]


def test_what_is_worked_out_counts_what_was_said(understood):
    reading = understood({"hopes._row": ["a", "b"], "hopes.a.hope": "the sea", "hopes.b.hope": "a dog"})
    assert reading.values["hopes_said"] == 2


@pytest.mark.parametrize("way", ["not_today", "rather_not", "not_sure"])
def test_not_answering_is_kept_as_said(understood, way):
    reading = understood({"morning.declined": way})
    assert reading.declined == {"morning": way}
    assert not reading.answered("morning")


def test_a_way_of_not_answering_that_there_is_not_is_no_answer(understood):
    assert understood({"morning.declined": "never"}).declined == {}


def test_not_sure_is_an_answer_where_it_is_one_of_the_answers(understood):
    reading = understood({"goes_out": "not_sure", "goes_out.declined": "not_sure"})
    assert (reading.values["goes_out"], reading.declined) == ("not_sure", {})


def test_an_answer_and_a_choice_not_to_answer_are_asked_about(understood):
    reading = understood({"morning": "tea and toast", "morning.declined": "not_today"})
    assert "keep one of them" in reading.errors["morning"]


def test_a_group_can_be_declined_like_any_question(understood):
    assert understood({"hopes.declined": "rather_not"}).declined == {"hopes": "rather_not"}


def test_a_declined_group_with_words_in_it_is_asked_about(understood):
    reading = understood({"hopes.declined": "rather_not", "hopes._row": ["a"], "hopes.a.hope": "the sea"})
    assert "keep one of them" in reading.errors["hopes"]


def test_a_kind_nudge_is_said_and_stops_nothing(understood):
    reading = understood(nickname="Dil")
    assert [text.said("en")[:6] for text in reading.nudges] == ["A word"]
    assert reading.errors == {}
    assert understood(morning="tea").nudges == []


def test_more_rows_than_there_is_room_for_are_refused_in_words_and_none_is_cut(understood):
    rows = [f"x{number}" for number in range(4)]
    reading = understood({"hopes._row": rows, **{f"hopes.{row}.hope": row for row in rows}})
    assert "room for 3" in reading.errors["hopes"]
    assert len(reading.values["hopes"]) == 4


@pytest.mark.parametrize("row", ["../x", "a.b", "<b>", "", "é", "a" * 41])
def test_a_row_with_a_strange_id_is_no_row(understood, row):
    assert all(place.row != row for place in understood({"hopes._row": [row, "fine"]}).places)


def test_a_row_that_was_taken_out_does_not_come_back_under_its_old_id(understood):
    reading = understood({"hopes._row": [], "hopes._out": ["r1"], "hopes.r1.hope": "taken out"})
    assert "hopes" not in reading.values
    assert [place.row for place in reading.places if place.row] == ["r2"] * 3


def test_each_voice_reads_its_own_wording(all_kinds):
    morning = all_kinds.form.question("morning")
    like = all_kinds.people.like()
    assert morning.wording("staff", like).ask.said("en") == "What do you see on a good morning?"
    assert morning.wording("kitchen", like).ask.said("en") == "What do you see on a good morning?"
    assert morning.wording("resident", like).ask.said("cy") == "Sut beth yw bore da?"
    assert morning.wording("resident", like).easy.said("en") == "A good morning?"


def test_a_rule_knows_what_was_declined(all_kinds):
    nickname = all_kinds.form.questions()[0]
    form = all_kinds.form.model_copy(
        update={
            "pages": tuple(
                page.model_copy(
                    update={
                        "questions": tuple(
                            one.model_copy(update={"show_if": "declined(nickname)"}) if one.id == "tea_time" else one
                            for one in page.questions
                        )
                    }
                )
                for page in all_kinds.form.pages
            )
        }
    )
    compiled = compile_form(form, all_kinds.types, all_kinds.people)
    assert compiled.findings == []

    def shown(**typed: str) -> bool:
        posted = {name.replace("__", "."): (value,) for name, value in typed.items()}
        return "tea_time" in read(compiled, posted, Asking("en"), voice="resident", today=TODAY).shown

    assert nickname.id == "nickname"
    assert shown(nickname__declined="rather_not")
    assert not shown(nickname="Dil")
    assert not shown()


def test_a_required_question_without_an_answer_is_still_to_do(all_kinds):
    left = unfinished(all_kinds, {}, {}, voice="resident", today=TODAY)
    assert [(id, words.said("en")) for id, words in left] == [("nickname", "What do people call you?")]


@pytest.mark.parametrize(("values", "declined"), [({"nickname": "Dil"}, {}), ({}, {"nickname": "rather_not"})])
def test_an_answer_or_a_choice_not_to_answer_finishes_a_question(all_kinds, values, declined):
    assert unfinished(all_kinds, values, declined, voice="resident", today=TODAY) == []


def test_people_chosen_then_are_finished_answers_also_after_they_have_left(all_kinds):
    values = {"nickname": "Dil", "best_friend": {"id": "gone", "name": "Nerys"}}
    assert unfinished(all_kinds, values, {}, voice="resident", today=TODAY) == []
