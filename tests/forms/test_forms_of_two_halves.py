"""A form of two halves: sealed until each says yes, sealed again when one says no; and a form kept without names."""

from __future__ import annotations

import pytest

from core import testing, yamlfile
from core.definitions import build
from forms.check import check_form
from forms.records import Response

TWO = """
form: two
title: {en: Two, cy: Dau}
subject: pair
both_show: show
pages:
  - id: all
    questions:
      - {id: words, ask: {en: What?, cy: Beth?}, type: text}
      - {id: show, ask: {en: Show?, cy: Dangos?}, type: yes_no_not_sure}
"""


class Seen:
    pack = "sea"
    languages = ("en", "cy")

    def __init__(self):
        self.around = testing.house().installed.surroundings

    def __getattr__(self, name):
        return getattr(self.around, name)


def findings(text):
    around = testing.house().installed.surroundings
    kind = around.kinds["form"]
    made, problems = build(kind.model, kind.normalise(yamlfile.read(text, "this.yaml").data), "en", "form")
    assert not problems
    return [one for one in check_form(made, Seen()) if one.code == "E315"]


def test_a_question_of_yes_or_no_opens_both_halves():
    assert findings(TWO) == []


@pytest.mark.parametrize(("named", "meant"), [("shwo", "show"), ("words", "show")])
def test_anything_else_is_a_mistake_that_says_what_was_meant(named, meant):
    (one,) = findings(TWO.replace("both_show: show", f"both_show: {named}"))
    assert named in one.message
    assert meant in one.hint


@pytest.fixture
def two():
    home = testing.Lived("stories", "relationships")
    return home, home.begin("huw", "relationships.two", about="dilys")


def sealed(home):
    with home.house.store.read("hafan") as tx:
        return [one.sealed for one in Response.find(tx, {"form": "us_two"})]


def test_one_half_is_sealed_whatever_it_says(two):
    home, case = two
    home.say(case, "huw", "us_two", {"enjoy": "Her hat", "may_show": "yes"}, of="huw")
    assert sealed(home) == [True]


def test_the_second_yes_opens_both(two):
    home, case = two
    home.say(case, "huw", "us_two", {"enjoy": "Her hat", "may_show": "yes"}, of="huw")
    home.say(case, "dilys", "us_two", {"enjoy": "His cakes", "may_show": "yes"}, of="dilys")
    assert sealed(home) == [False, False]


def test_a_half_that_is_closed_again_seals_both(two):
    home, case = two
    home.say(case, "huw", "us_two", {"enjoy": "Her hat", "may_show": "yes"}, of="huw")
    home.say(case, "dilys", "us_two", {"enjoy": "His cakes", "may_show": "yes"}, of="dilys")
    home.say(case, "huw", "us_two", {"enjoy": "Her hat", "may_show": "no"}, of="huw")
    assert sealed(home) == [True, True]


def test_rather_not_say_is_no_yes(two):
    home, case = two
    home.say(case, "huw", "us_two", {"enjoy": "Her hat", "may_show": "yes"}, of="huw")
    home.say(case, "dilys", "us_two", {"enjoy": "His cakes", "may_show.declined": "rather_not"}, of="dilys")
    assert sealed(home) == [True, True]


def test_whoever_has_a_place_of_their_own_writes_nobody_elses_half(two):
    home, case = two
    home.seat(case, "huw", "bethan", "staff")
    assert home.place(case, "bethan", "us_two", of="dilys") == ""


def test_the_thanks_after_a_form_without_names_thank_nobody_by_name():
    home = testing.Lived("stories", "relationships")
    case = home.begin("sian", "relationships.hard_day")
    place = home.place(case, "owen", "us_round")
    answer = home.as_("owen").fill_in(f"{case}/answer", {"form": "us_round", "seat": place}, {"how_are_we": "Tired."})
    words = home.as_("owen").words(answer.headers["Location"])
    assert "Thank you." in words
    assert "Thank you, Owen" not in words
