"""The page on help to decide: help first, then whose decision it is, and only then, where it must be, what is best for them."""

from __future__ import annotations

import re

import pytest

from core import testing

PAGE = {
    "decision": "Whether the gate is locked tonight",
    "talked_on": {"day": "1", "month": "6", "year": "2026"},
    "we_helped_with": ["good_time", "quiet", "pictures"],
    "what_they_said": "I want the moon.",
}
BEST = ["What they wish, and have wished", "Can it wait?", "Who we asked", "What is best for them"]
GATE = {
    "what_limits": "The gate is locked after dark.",
    "since": {"day": "1", "month": "6", "year": "2026"},
    "as_little": "Only after ten.",
    "if_they_say_no": "We walk with her.",
    "why": "The road.",
    "what_is_lost": "The moon.",
    "freer_tried": "A lamp.",
    "signs": [{"which": "says_no", "what_seen": "She rattles it."}],
}


@pytest.fixture
def home():
    return testing.Lived("exchange")


@pytest.fixture
def gate(home):
    case = home.begin("sian", "home.legal_limits", about="dilys")
    home.say(case, "sian", "limits_record", GATE)
    home.move(case, "sian", "written_down")
    return case


def _asked(home, case, whose_say):
    """The parts that are asked after the first, once it is said whose decision it is."""
    sian = home.as_("sian")
    begun = sian.post(f"{case}/answer", {"form": "capacity", "seat": home.place(case, "sian", "capacity")})
    typed = {"_at": "_all", "_go": "save", **PAGE, "whose_say": whose_say}
    page = sian.post(begun.headers["Location"], typed, follow_redirects=True).text
    return re.findall(r'<section class="form-part" data-part>\s*<h2[^>]*>([^<]*)<', page)


def test_the_help_that_was_given_comes_before_the_question_whose_decision_it_is(home, gate):
    sian = home.as_("sian")
    begun = sian.post(f"{gate}/answer", {"form": "capacity", "seat": home.place(gate, "sian", "capacity")})
    words = testing.read_words(sian.get(begun.headers["Location"], follow_redirects=True))
    order = ["What is the decision?", "What have we done to help?", "For this decision, today:"]
    found = [words.index(one) for one in order if one in words]
    assert found == sorted(found)
    assert found


@pytest.mark.parametrize("whose_say", ["decides", "decides_with_support"])
def test_whoever_decides_for_themselves_is_asked_nothing_about_what_is_best_for_them(home, gate, whose_say):
    assert _asked(home, gate, whose_say) == ["How we helped", "Whose decision"]


def test_what_they_wish_is_asked_first_once_there_is_reason_to_think_they_are_not_able_for_now(home, gate):
    assert _asked(home, gate, "not_able_for_now")[2:] == BEST


def test_it_is_read_by_those_who_answer_for_it(home, gate):
    home.say(gate, "sian", "capacity", {**PAGE, "whose_say": "decides"})
    page = home.as_("mair").get(gate).text
    links = re.findall(r'href="(/h/hafan/answers/[^"]+)"', page)
    assert any("I want the moon." in home.as_("mair").words(link) for link in links)
    assert "I want the moon." not in home.as_("bethan").words(gate)


def test_two_decisions_have_two_pages_and_neither_is_a_mark_on_the_person(home, gate):
    home.say(gate, "sian", "capacity", {**PAGE, "whose_say": "decides"})
    other = home.begin("sian", "home.legal_limits", about="dilys")
    home.say(other, "sian", "limits_record", GATE)
    home.move(other, "sian", "written_down")
    sian = home.as_("sian")
    begun = sian.post(f"{other}/answer", {"form": "capacity", "seat": home.place(other, "sian", "capacity")})
    assert "I want the moon." not in testing.read_words(sian.get(begun.headers["Location"], follow_redirects=True))
    assert "I want the moon." not in home.as_("mair").words(f"/h/hafan/people/{home.id('dilys')}")
