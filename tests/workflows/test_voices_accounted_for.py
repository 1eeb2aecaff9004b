"""Nobody is left out without being properly asked."""

from __future__ import annotations

import pytest

from workflows import seats
from workflows.engine import missing


def _asked(stage, *days_and_ways):
    for wait, way in days_and_ways:
        if wait:
            stage.happen({"wait": wait})
        stage.happen({"tried": "resident", "way": way})
    return stage


@pytest.fixture
def emrys(happen, persons_called):
    stage = happen({"answer": "wish", "wish": "The sea"}, {"move": "look"})
    return persons_called(stage, {"resident": "Emrys", "family": "Carys"})


def test_someone_nobody_has_asked_is_named_with_a_kind_next_step(emrys):
    (found,) = missing(emrys.view, "plan_it")
    assert found.say.said("en") == "Emrys has not been heard yet, and nobody has asked."
    assert found.say.said("cy") == "Dydyn ni ddim wedi clywed gan Emrys eto, a does neb wedi gofyn."
    assert "good time of day" in found.next.said("en")


def test_one_try_is_counted_out_of_three_and_an_advocate_is_offered(emrys):
    (found,) = missing(_asked(emrys, ("", "pictures")).view, "plan_it")
    assert found.say.said("en") == "Emrys has not been heard yet: asked once (1 of 3 times)."
    assert "advocate" in found.next.said("en")
    assert "eiriolwr" in found.next.said("cy")


def test_three_tries_on_one_day_are_not_yet_properly_asked(emrys):
    (found,) = missing(_asked(emrys, ("", "pictures"), ("", "a song"), ("", "a walk")).view, "plan_it")
    assert "always on the same day" in found.say.said("en")


def test_three_tries_in_one_way_are_not_yet_properly_asked(emrys):
    (found,) = missing(_asked(emrys, ("", "Pictures"), ("1 day", "pictures"), ("1 day", "pictures")).view, "plan_it")
    assert "always in the same way" in found.say.said("en")


def test_properly_asked_needs_somebody_who_knows_them_too(emrys):
    stage = _asked(emrys, ("", "pictures"), ("1 day", "a song"), ("1 day", "a walk"))
    (found,) = missing(stage.view, "plan_it")
    assert "nobody who knows them well was asked" in found.say.said("en")
    stage.happen({"asked_other": "resident"})
    assert missing(stage.view, "plan_it") == ()


def test_two_tries_on_either_side_of_midnight_count_as_two_days_of_the_home(emrys):
    # 23:30 in Wales on 1 June is 22:30 in UTC; an hour later it is tomorrow at home, and not yet in UTC.
    stage = _asked(emrys, ("", "pictures"), ("13 hours", "a song"), ("2 hours", "a walk"))
    assert seats.asked(stage.view, stage.view.case.seats[0]).days == 2


def test_whoever_chose_not_to_is_accounted_for(emrys):
    emrys.happen({"chose_not_to": "resident"})
    assert missing(emrys.view, "plan_it") == ()


def test_not_now_is_asked_again_another_time(emrys):
    emrys.happen({"not_now": "resident"})
    assert len(missing(emrys.view, "plan_it")) == 1


def test_whoever_has_sent_their_words_is_heard(emrys):
    emrys.happen({"answer": "look", "voice": "resident", "view": "I know the way."})
    assert emrys.view.case.seats[0].status == "heard"
    assert missing(emrys.view, "plan_it") == ()


def test_each_of_two_daughters_is_heard_for_herself(emrys):
    emrys.happen({"answer": "look", "voice": "resident", "view": "I know the way."})
    emrys.happen({"answer": "look", "voice": "family", "view": "He does."})
    second = seats.give_seat(emrys.view, "second", "family", "volunteer", "care_staff")
    found = missing(emrys.view.with_case(second), "plan_it")
    assert [one.about for one in found] == [("family",)]


def test_an_empty_place_is_called_by_its_voice(emrys, sea):
    emrys.happen({"answer": "look", "voice": "resident", "view": "I know the way."})
    empty = seats.give_seat(emrys.view, "empty", "advocate", None, "care_staff")
    (found,) = missing(emrys.view.with_case(empty), "plan_it")
    assert found.say.said("en").startswith(sea.around.people.voice_title("advocate").said("en"))


def test_a_voice_that_a_step_does_not_ask_is_not_waited_for(emrys):
    emrys.happen({"answer": "look", "voice": "resident", "view": "I know the way."})
    emrys.happen({"seat": "kitchen"})  # the form is not for the kitchen
    assert missing(emrys.view, "plan_it") == ()
