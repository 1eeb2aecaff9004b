"""What somebody has said of how they wish to be spoken of stands on their page, for whoever may open it."""

from __future__ import annotations

import html

import pytest

from core import testing

FORM = "/h/hafan/forms/words.words_mine"
TITLE = "How I wish to be spoken of"


class Spoken:
    """A home where Dilys says how she wishes to be spoken of; Bethan writes it down."""

    def __init__(self):
        self.home = testing.Lived("words")

    def say(self, who="dilys", **said):
        begin = {"subject": self.home.id(who), "voice": "resident"}
        answer = self.home.as_("bethan").fill_in(FORM, begin, said)
        assert "/heard/" in answer.location

    def page(self, who="bethan", whose="dilys"):
        text = self.home.as_(who).get(f"/h/hafan/people/{self.home.id(whose)}").text
        _before, found, panel = text.partition('id="panel-spoken-of">')
        return html.unescape(panel.partition("</section>")[0]) if found else ""

    def lines(self, **more):
        return [part.partition("</li>")[0] for part in self.page(**more).split("<li>")[1:]]


@pytest.fixture
def dilys():
    return Spoken()


def plain(lines):
    return [line.replace('<span lang="en">', "").replace("</span>", "") for line in lines]


def test_nothing_said_is_nothing_shown(dilys):
    assert dilys.page() == ""


def test_a_name_and_a_word_that_makes_one_wince_are_shown(dilys):
    dilys.say(call_me="Dil", wince_words=[{"wince_word": "patient", "wince_rather": "Dil"}])
    assert plain(dilys.lines()) == ["Call me Dil.", "These make me wince: patient."]


def test_what_was_said_later_goes_before_and_the_rest_stays(dilys):
    dilys.say(call_me="Mrs Rees", how_i_say_it="Tricks.")
    dilys.home.house.clock.forward(hours=1)
    dilys.say(call_me="Dil")
    assert plain(dilys.lines()) == ["Call me Dil.", "In my own words: “Tricks.”"]


def test_a_language_that_she_names_herself_is_said_by_its_name(dilys):
    dilys.say(heart_language="other", which_language="Cantonese")
    assert plain(dilys.lines()) == ["The language of my heart: Cantonese."]


def test_a_language_that_she_chose_is_said_in_the_readers(dilys):
    dilys.say(heart_language="welsh")
    bethan = dilys.home.as_("bethan")
    bethan.post("/language", {"lang": "cy"})
    assert plain(dilys.lines()) == ["Iaith fy nghalon: Cymraeg."]


def test_what_was_only_noticed_is_not_told_as_her_own_words(dilys):
    dilys.say(how_i_say_it="Tricks.", **{"_given.how": "noticed", "_given.sure": "guess"})
    assert dilys.page() == ""


def test_hostile_words_stay_words(dilys):
    dilys.say(call_me="<script>x</script> {words} {name}")
    text = dilys.home.as_("bethan").get(f"/h/hafan/people/{dilys.home.id('dilys')}").text
    assert "&lt;script&gt;x&lt;/script&gt; {words} {name}" in text
    assert "<script>x" not in text


def test_what_was_said_in_another_language_is_marked_as_such(dilys):
    bethan = dilys.home.as_("bethan")
    bethan.post("/language", {"lang": "cy"})
    dilys.say(how_i_say_it="Mae 'nghof yn chwarae castiau.")
    bethan.post("/language", {"lang": "en"})
    assert dilys.lines() == ['In my own words: “<span lang="cy">Mae \'nghof yn chwarae castiau.</span>”']


@pytest.mark.parametrize(("who", "sees"), [("dilys", True), ("gwilym", False), ("rhodri", False), ("huw", True)])
def test_it_stands_there_for_whoever_may_open_her_page_and_nobody_else(dilys, who, sees):
    dilys.say(call_me="Dil")
    home = dilys.home
    answer = home.as_(who).get(f"/h/hafan/people/{home.id('dilys')}")
    assert ("Call me" in answer.text) is sees
