"""Rows of a repeated group: each has an id for life; one more, one out, one back, and never a word lost."""

from __future__ import annotations


def rows(room, path):
    return room.draft(path).typed["hopes._row"]


def begun(room, browser):
    path = room.begin(browser)
    (first,) = rows(room, path)
    return path, first


def test_a_row_gets_an_id_nobody_could_guess(room, carys, bethan):
    _, first = begun(room, carys)
    _, other = begun(room, bethan)
    assert first != other
    assert len(first) == 12


def test_one_more_row_keeps_the_ids_of_the_others(room, carys, post):
    path, first = begun(room, carys)
    answer = post(carys, path, "hopes", "_add=hopes", {"hopes._row": first, f"hopes.{first}.hope": "the sea"})
    now = rows(room, path)
    assert now[0] == first
    assert len(now) == 2
    assert answer.location.endswith(f"#hopes-{now[1]}-row")
    assert room.draft(path).typed[f"hopes.{first}.hope"] == ("the sea",)


def test_a_row_that_is_taken_out_leaves_the_others_as_they_are(room, carys, post):
    path, first = begun(room, carys)
    typed = {"hopes._row": [first, "b"], f"hopes.{first}.hope": "the sea", "hopes.b.hope": "a dog"}
    post(carys, path, "hopes", f"_remove=hopes:{first}", typed)
    page = carys.get(f"{path}?at=hopes").text
    assert rows(room, path) == ("b",)
    assert "a dog" in page
    assert "the sea" not in page


def test_what_was_taken_out_can_be_put_back_with_its_words(room, carys, post):
    path, first = begun(room, carys)
    typed = {"hopes._row": [first, "b"], f"hopes.{first}.hope": "the sea", "hopes.b.hope": "a dog"}
    post(carys, path, "hopes", f"_remove=hopes:{first}", typed)
    assert "Put back what you took out" in carys.get(f"{path}?at=hopes").text
    post(carys, path, "hopes", f"_restore=hopes:{first}", {"hopes._row": "b", "hopes.b.hope": "a dog"})
    page = carys.get(f"{path}?at=hopes").text
    assert rows(room, path) == ("b", first)
    assert "the sea" in page
    assert "Put back what you took out" not in page


def test_taking_the_only_row_out_leaves_an_empty_one_and_not_the_same(room, carys, post):
    path, first = begun(room, carys)
    post(carys, path, "hopes", f"_remove=hopes:{first}", {"hopes._row": first, f"hopes.{first}.hope": "the sea"})
    (now,) = rows(room, path)
    assert now != first
    assert "the sea" not in carys.get(f"{path}?at=hopes").text.partition("Put back")[0]


def test_one_row_too_many_is_refused_in_words_and_the_words_stay(room, carys, post):
    path, _ = begun(room, carys)
    typed = {"hopes._row": ["a", "b", "c"], "hopes.a.hope": "the sea", "hopes.b.hope": "a dog", "hopes.c.hope": "rain"}
    answer = post(carys, path, "hopes", "_add=hopes", typed)
    assert answer.status_code == 422
    assert "There is room for 3 here" in answer.text
    assert all(words in answer.text for words in ("the sea", "a dog", "rain"))
    assert rows(room, path) == ("a", "b", "c")


def test_more_rows_than_there_is_room_for_cannot_be_sent_and_are_all_shown(room, carys, post):
    path, _ = begun(room, carys)
    typed = {"hopes._row": list("abcd"), **{f"hopes.{row}.hope": f"hope {row}" for row in "abcd"}}
    post(carys, path, "hopes", "save", typed)
    answer = post(carys, path, "_check", "send")
    assert answer.status_code == 422
    assert "room for 3" in answer.text
    assert all(f"hope {row}" in answer.text for row in "abcd")
    assert room.responses() == []


def test_a_sent_row_keeps_its_id_when_the_answer_is_changed(room, carys, post, dilys):
    path = room.begin(dilys, "resident")
    (first,) = rows(room, path)
    post(dilys, path, "hopes", "save", {"hopes._row": first, f"hopes.{first}.hope": "the sea"})
    post(dilys, path, "_check", "send")
    (sent,) = room.responses()
    assert sent.values()["hopes"] == [{"row": first, "answers": {"hope": "the sea"}}]


def test_the_faces_of_all_rows_share_one_line_of_explanation(room, carys, post):
    path, first = begun(room, carys)
    post(carys, path, "hopes", "_add=hopes", {"hopes._row": first})
    page = carys.get(f"{path}?at=hopes").text
    assert page.count('class="row"') == 2
    assert page.count("These faces are for talking") == 1
