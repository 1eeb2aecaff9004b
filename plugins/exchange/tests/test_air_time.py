"""Air time: a quiet voice is noticed in words, never by a number, and never once somebody was heard in another way."""

from __future__ import annotations

import re

import pytest

from core.api import AskedQuestion, CasePictureData, Chair, Step, Text, VoiceAnswers
from plugins.exchange.air_time import offer, parts

VOICE = Text({"en": "Family or friend", "cy": "Teulu neu ffrind"})
ASKED = {
    "my_view": {
        "be_different": AskedQuestion("be_different", VOICE, "long_text"),
        "matters_most": AskedQuestion("matters_most", VOICE, "group"),
        "how_these_feel": AskedQuestion("how_these_feel", VOICE, "sort", (Step("garden", VOICE),)),
    }
}


def _table(*said, step="listening", states=None, **more):
    states = states or {}
    chairs = tuple(
        Chair(seat, VOICE, who, VOICE, states.get(seat, "heard"))
        for seat, who in (("e", "Emrys Bowen"), ("c", "Carys"))
    )
    return CasePictureData(VOICE, "Emrys", chairs, ASKED, {"my_view": said}, step=step, **more)


def _said(seat, **values):
    return VoiceAnswers(values, seat=seat, voice=VOICE)


MUCH = _said("c", be_different="He had a round in Gower for forty years and everybody knew the van.")


def test_somebody_whose_few_words_are_lost_among_many_is_asked_in_another_way():
    assert offer(_table(MUCH, _said("e", be_different="Out")), "my_view", "en") == (
        "We have heard little from Emrys. Is there another way, or a better time?"
    )


def test_in_welsh_too():
    said = offer(_table(MUCH), "my_view", "cy")
    assert said == "Ychydig rydyn ni wedi'i glywed gan Emrys. Oes ffordd arall, neu amser gwell?"


def test_sorting_pictures_is_being_heard():
    sorted_ = _said("e", how_these_feel={"garden": "good"})
    assert offer(_table(MUCH, sorted_), "my_view", "en") == ""
    assert parts(_table(MUCH, sorted_), "my_view")["e"].said("en") == "heard in other ways than words"


def test_what_was_only_noticed_about_somebody_is_not_their_own_air_time():
    noticed = VoiceAnswers({"be_different": "out out out out out"}, seat="e", noticed=frozenset({"be_different"}))
    assert "Emrys" in offer(_table(MUCH, noticed), "my_view", "en")


def test_words_in_rows_count_as_words():
    rows = _said(
        "e", matters_most=[{"row": "a", "answers": {"one_thing": "The list, the van and my customers, all of them"}}]
    )
    assert offer(_table(MUCH, rows), "my_view", "en") == ""


@pytest.mark.parametrize("data", [_table(), _table(MUCH, step="living"), _table(MUCH, whole=False)])
def test_nothing_is_offered_before_anybody_wrote_or_when_it_is_too_late_or_hidden(data):
    assert offer(data, "my_view", "en") == ""


def test_an_empty_chair_is_not_said_twice():
    assert offer(_table(MUCH, states={"e": "waiting"}), "my_view", "en") == ""


def test_whoever_chose_not_to_take_part_is_left_in_peace():
    assert offer(_table(MUCH, states={"e": "chose_not_to"}), "my_view", "en") == ""


def test_no_number_stands_for_anybody():
    said = [part.said(language) for part in parts(_table(MUCH), "my_view").values() for language in ("en", "cy")]
    assert said
    assert not re.search(r"\d", " ".join(said))
