"""Somebody known here, somebody else by name, and nobody who should not be listed."""

from __future__ import annotations

import pytest

from core import homes
from core.contributions import Asking
from forms.fields.people import which, whom
from tests.forms.naughty import MARKUP, WRITING


def test_somebody_known_here_is_kept_with_their_name(understood):
    assert understood({"best_friend.id": "p1"}).values["best_friend"] == {"id": "p1", "name": "Gwilym"}


@pytest.mark.parametrize("name", [*MARKUP, *WRITING])
def test_somebody_else_is_kept_by_name(understood, name):
    assert understood({"best_friend.name": name}).values["best_friend"] == {"id": None, "name": name.strip()}


def test_a_person_there_is_not_is_refused(understood):
    reading = understood({"best_friend.id": "p99"})
    assert "best_friend" not in reading.values
    assert reading.errors["best_friend"]


def test_a_chosen_person_and_a_name_are_asked_about_and_neither_is_lost(understood):
    reading = understood({"best_friend.id": "p1", "best_friend.name": "Nan"})
    assert "not both" in reading.errors["best_friend"]


def test_a_name_that_is_too_long_is_refused_and_not_cut(understood):
    reading = understood({"best_friend.name": "a" * 201})
    assert "best_friend" not in reading.values
    assert reading.errors["best_friend"]


def test_several_people_are_those_chosen_and_those_named(understood):
    reading = understood({"table.id": ["p2", "p1"], "table.name": "Nan\r\n\r\n Uncle Jo "})
    assert [one["name"] for one in reading.values["table"]] == ["Gwilym", "Mot", "Nan", "Uncle Jo"]


def test_to_narrows_whom_one_may_choose(all_kinds):
    question = all_kinds.form.question("best_friend").model_copy(update={"to": ("kitchen",)})
    asking = Asking(
        "en", (("p1", "Huw"), ("p2", "Bethan"), ("gone", "Nerys")), are={"p1": ("kitchen",), "p2": ("staff",)}
    )
    assert [name for _, name in whom(question, asking)] == ["Huw", "Nerys"]


def test_to_narrows_which_conversations_one_may_link(all_kinds):
    question = all_kinds.form.question("best_friend").model_copy(update={"to": ("talk",)})
    asking = Asking(
        "en", links=(("case:1", "A talk"), ("case:2", "A walk")), are={"case:1": ("talk",), "case:2": ("walk",)}
    )
    assert which(question, asking) == (("case:1", "A talk"),)


def test_the_families_of_others_are_not_in_the_list(the_house, cast, carys, room):
    homes.add_person(the_house, "hafan", "Gwilym's son", ("family",), of=(cast.people["gwilym"].id,))
    page = carys.get(f"{room.begin(carys)}?at=best_friend").text
    assert "Gwilym Hughes" in page
    assert "Bethan" in page
    assert "Alun" in page
    assert "Gwilym&#39;s son" not in page


def test_somebody_who_has_died_stays_where_they_were_named(the_house, cast, carys, room, post):
    path = room.begin(carys)
    gwilym = cast.people["gwilym"].id
    post(carys, path, "best_friend", "save", {"best_friend.id": gwilym})
    homes.set_status(the_house, "hafan", gwilym, "died", "mair")
    assert "Gwilym Hughes" in carys.get(f"{path}?at=best_friend").text
    assert post(carys, path, "best_friend", "next", {"best_friend.id": gwilym}).status_code == 303
    assert "Gwilym Hughes" not in carys.get(f"{room.begin(carys, about='dilys')}?at=table").text.partition("_seen")[0]
