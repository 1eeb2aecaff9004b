"""Every way in which typed words could be dropped, walked through at the pages."""

from __future__ import annotations

import pytest

from core.testing import HERE
from forms.drafts import LONGEST_TYPED
from forms.layers.publish import bases_of, publish, tools_of
from forms.layers.tried import try_out

OTHER_WORDING = """\
overlay: all_kinds
of: every_kind.all_kinds
at: 1.0.0
changes:
  - hide: tea_time
    because: Nobody answered it.
  - reword: nickname
    ask: {en: Your name at the table?, cy: Eich enw wrth y bwrdd?}
    because: It is warmer.
"""


def hidden(browser, path, at):
    page = browser.get(f"{path}?at={at}").text
    return {name: page.split(f'name="{name}" value="', 1)[1].split('"', 1)[0] for name in ("_tab", "_seen")}


def test_a_text_that_is_far_too_long_is_shown_back_whole(room, carys, post):
    path = room.begin(carys)
    words = "a" * LONGEST_TYPED + "the end"
    answer = post(carys, path, "morning", "next", {"morning": words})
    assert answer.status_code == 413
    assert words in answer.text
    assert "divide it in two" in answer.text


def test_so_much_that_no_draft_can_hold_it_is_shown_back_whole(room, bethan, post):
    path = room.begin(bethan)
    first, second = "b" * 150_000, "c" * 150_000
    answer = post(bethan, path, "_all", "save", {"morning": first, "nickname": second})
    assert answer.status_code == 413
    assert first in answer.text
    assert second in answer.text
    assert room.draft(path).typed.get("morning") is None


def test_a_text_too_long_for_one_answer_is_kept_in_the_draft_and_asked_about(room, carys, post):
    path = room.begin(carys)
    answer = post(carys, path, "morning", "next", {"morning": "å" * 20_001})
    assert answer.status_code == 422
    assert room.draft(path).typed["morning"] == ("å" * 20_001,)


def test_what_cannot_be_an_answer_is_kept_and_shown_as_it_was_typed(room, carys, post):
    path = room.begin(carys)
    answer = post(carys, path, "cups", "next", {"cups": "two or three"})
    assert answer.status_code == 422
    assert 'value="two or three"' in answer.text
    assert 'value="two or three"' in carys.get(f"{path}?at=cups").text


def test_going_back_keeps_what_was_typed_even_when_it_is_no_answer(room, carys, post):
    path = room.begin(carys)
    assert post(carys, path, "cups", "back", {"cups": "two or three"}).status_code == 303
    assert room.draft(path).typed["cups"] == ("two or three",)


def test_stopping_keeps_what_was_typed_and_the_home_offers_to_go_on(room, carys, post):
    path = room.begin(carys)
    answer = post(carys, path, "morning", "stop", {"morning": "tea"}, follow_redirects=True)
    assert "You began, and can go on" in answer.text
    assert path in answer.text
    assert ">\ntea</textarea>" in carys.get(f"{path}?at=morning").text


def test_going_on_later_begins_where_one_left_off(room, carys, post):
    path = room.begin(carys)
    assert 'name="_at" value="nickname"' in carys.get(path).text
    post(carys, path, "nickname", "stop", {"nickname": "Carys"})
    assert 'name="_at" value="morning"' in carys.get(path).text


def test_autosave_keeps_words_and_says_when(room, carys):
    path = room.begin(carys)
    form = {**hidden(carys, path, "morning"), "_at": "morning", "morning": "half a wo"}
    answer = carys.post(path, form, headers={"X-Autosave": "1"})
    assert answer.text == "Saved at 10:00"
    assert room.draft(path).typed["morning"] == ("half a wo",)


def test_autosave_then_continue_from_the_same_page_is_no_quarrel(room, carys):
    path = room.begin(carys)
    page = hidden(carys, path, "morning")
    carys.post(path, {**page, "_at": "morning", "morning": "half a wo"}, headers={"X-Autosave": "1"})
    answer = carys.post(path, {**page, "_at": "morning", "_go": "next", "morning": "half a word"})
    assert answer.status_code == 303
    assert room.draft(path).typed["morning"] == ("half a word",)


# -- two pages of one draft ------------------------------------------------------------------------------------------


def test_the_same_answer_changed_on_two_pages_is_shown_twice(room, carys):
    path = room.begin(carys)
    first, second = hidden(carys, path, "morning"), hidden(carys, path, "morning")
    carys.post(path, {**second, "_at": "morning", "_go": "save", "morning": "from the telephone"})
    answer = carys.post(path, {**first, "_at": "morning", "_go": "next", "morning": "from the tablet"})
    assert answer.status_code == 409
    assert "from the telephone" in answer.text
    assert ">\nfrom the tablet</textarea>" in answer.text


def test_a_stale_page_that_changed_nothing_takes_nothing_back(room, bethan):
    path = room.begin(bethan)
    first, second = hidden(bethan, path, "_all"), hidden(bethan, path, "_all")
    bethan.post(path, {**second, "_at": "_all", "_go": "save", "morning": "from the telephone", "beside": ["company"]})
    answer = bethan.post(path, {**first, "_at": "_all", "_go": "save", "nickname": "Bethan", "morning": ""})
    typed = room.draft(path).typed
    assert answer.status_code == 303
    assert (typed["morning"], typed["beside"], typed["nickname"]) == (
        ("from the telephone",),
        ("company",),
        ("Bethan",),
    )


def test_autosave_from_a_stale_page_leaves_the_other_pages_words_and_says_so(room, carys):
    path = room.begin(carys)
    first, second = hidden(carys, path, "morning"), hidden(carys, path, "morning")
    carys.post(path, {**second, "_at": "morning", "_go": "save", "morning": "from the telephone"})
    answer = carys.post(path, {**first, "_at": "morning", "morning": "from the tablet"}, headers={"X-Autosave": "1"})
    assert answer.status_code == 409
    assert "you will see both" in answer.text
    assert room.draft(path).typed["morning"] == ("from the telephone",)
    both = carys.post(path, {**first, "_at": "morning", "_go": "next", "morning": "from the tablet"})
    assert "from the telephone" in both.text
    assert "from the tablet" in both.text


def test_a_choice_changed_on_another_page_is_said_in_words(room, carys):
    path = room.begin(carys)
    first, second = hidden(carys, path, "milk"), hidden(carys, path, "milk")
    carys.post(path, {**second, "_at": "milk", "_go": "save", "milk": "black"})
    answer = carys.post(path, {**first, "_at": "milk", "_go": "next", "milk": "with_milk"})
    assert answer.status_code == 409
    assert "“Black”" in answer.text


def test_rows_added_on_two_pages_all_stay(room, carys):
    path = room.begin(carys)
    row = room.draft(path).typed["hopes._row"][0]
    first, second = hidden(carys, path, "hopes"), hidden(carys, path, "hopes")
    carys.post(path, {**second, "_at": "hopes", "_add": "hopes", "hopes._row": row})
    carys.post(path, {**first, "_at": "hopes", "_go": "save", "hopes._row": row, f"hopes.{row}.hope": "the sea"})
    typed = room.draft(path).typed
    assert len(typed["hopes._row"]) == 2
    assert typed[f"hopes.{row}.hope"] == ("the sea",)


def test_words_for_a_draft_sent_from_another_page_are_shown(room, carys, post):
    path = room.begin(carys)
    page = hidden(carys, path, "morning")
    post(carys, path, "_check", "send")
    answer = carys.post(path, {**page, "_at": "morning", "_go": "next", "morning": "one more thing"})
    assert answer.status_code == 410
    assert "one more thing" in answer.text


# -- the door --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("at", "go"), [("morning", "next"), ("_check", "send")])
def test_words_are_carried_over_a_sign_in_that_ran_out(room, carys, cast, the_house, at, go):
    path = room.begin(carys)
    form = {**hidden(carys, path, at), "_at": at, "_go": go, "morning": "tea", "_given.helped": "Mair"}
    carys.sign_out()
    answer = carys.post(path, form)
    assert answer.status_code == 401
    assert 'value="tea"' in answer.text
    assert 'value="Mair"' in answer.text
    carys.sign_in(cast.accounts["carys"])
    assert carys.post(path, form).status_code == 303


def test_words_are_carried_over_a_token_that_is_too_old(room, carys):
    path = room.begin(carys)
    form = {**hidden(carys, path, "morning"), "_at": "morning", "_go": "next", "morning": "tea", "csrf_token": "old"}
    answer = carys.client.post(path, data=form, headers={"Origin": HERE})
    assert answer.status_code == 400
    assert "We kept what you typed" in answer.text
    assert 'value="tea"' in answer.text
    assert f'action="{path}"' in answer.text


def test_nobody_elses_page_can_save_a_draft(room, carys):
    path = room.begin(carys)
    form = {**hidden(carys, path, "morning"), "_at": "morning", "morning": "not mine", "csrf_token": carys.token()}
    answer = carys.client.post(path, data=form, headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 400
    assert "morning" not in room.draft(path).typed


# -- a form that changes meanwhile -----------------------------------------------------------------------------------


def published(the_house, text):
    with the_house.store.tx("hafan", actor="mair", purpose="tools") as tx:
        tools = tools_of(tx)
        bases = bases_of(the_house, tx, tools, "every_kind.all_kinds")
        tried = try_out(the_house, the_house.catalogue("hafan", tx), bases, "every_kind.all_kinds", text)
        assert tried.problems == ()
        publish(the_house, tx, text, tried, "mair", tools.revision)


def test_a_draft_stays_on_the_form_it_began_with(room, the_house, carys, post):
    path = room.begin(carys)
    post(carys, path, "tea_time", "next", {"tea_time": "after breakfast"})
    published(the_house, OTHER_WORDING)
    assert "What do people call you?" in carys.get(f"{path}?at=nickname").text
    post(carys, path, "_check", "send")
    assert room.responses()[0].values()["tea_time"] == "after breakfast"
    assert "Your name at the table?" in carys.get(f"{room.begin(carys)}?at=nickname").text


def test_an_answer_given_before_is_shown_as_it_was_asked(room, the_house, carys, post):
    path = room.begin(carys)
    post(carys, path, "nickname", "next", {"nickname": "Cariad"})
    post(carys, path, "_check", "send")
    published(the_house, OTHER_WORDING)
    page = carys.get(f"/h/hafan/answers/{room.responses()[0].id}").text
    assert "What do people call you?" in page
    assert "Your name at the table?" not in page


# -- questions that follow, without scripts --------------------------------------------------------------------------


def test_a_question_that_follows_is_met_next_when_one_goes_on(room, carys, post):
    path = room.begin(carys)
    assert post(carys, path, "goes_out", "next", {"goes_out": "yes"}).location.endswith("at=how_often")
    assert post(carys, path, "goes_out", "next", {"goes_out": "no"}).location.endswith("at=mood")


def test_a_question_that_follows_inside_a_row_is_met_before_going_on(room, carys, post):
    path = room.begin(carys)
    row = room.draft(path).typed["hopes._row"][0]
    typed = {"hopes._row": row, f"hopes.{row}.hope": "the sea", f"hopes.{row}.how_near": "not_good"}
    answer = post(carys, path, "hopes", "next", typed)
    assert answer.location.endswith(f"at=hopes&more=1#hopes-{row}-what_helps-question")
    assert "something more to ask" in carys.get(answer.location.partition("#")[0]).text
    assert post(carys, path, "hopes", "next", typed).location.endswith("at=thanks")


def test_all_on_one_page_what_follows_is_met_before_it_is_sent(room, bethan, post):
    path = room.begin(bethan)
    answer = post(bethan, path, "_all", "send", {"goes_out": "yes"})
    assert "more=1#how_often-question" in answer.location
    assert room.responses() == []
    answer = post(bethan, path, "_all", "send", {"goes_out": "yes", "how_often": "often"})
    assert "#where_to-question" in answer.location
    assert post(bethan, path, "_all", "send", {"goes_out": "yes", "how_often": "often"}).location.startswith(
        "/h/hafan/heard/"
    )


def test_a_page_that_showed_what_follows_by_itself_is_sent_at_once(room, bethan, post):
    path = room.begin(bethan)
    answer = post(bethan, path, "_all", "send", {"goes_out": "yes", "how_often": "rarely", "_live": "1"})
    assert answer.location.startswith("/h/hafan/heard/")


def test_a_draft_can_be_thrown_away_by_its_writer_alone(room, carys, bethan):
    path = room.begin(carys)
    assert bethan.post(f"{path}/throw-away").status_code == 404
    assert len(room.all_drafts()) == 1
    assert carys.post(f"{path}/throw-away").status_code == 303
    assert room.all_drafts() == []


def test_beginning_twice_is_beginning_once(room, carys):
    assert room.begin(carys) == room.begin(carys)
