"""What a conversation keeps showing: words written together are read at every later step, and nothing is told to nobody."""

from __future__ import annotations

import re

import pytest

from core import testing


@pytest.fixture
def promised():
    """Huw has passed on how Gwilym is, with a promise that was passed on, and kept."""
    home = testing.Lived("relationships")
    case = home.begin("huw", "relationships.handover", "gwilym")
    home.say(case, "huw", "us_handover", {"how_are_they": "Quiet.", "promise": "Friday instead"})
    home.say(case, "owen", "us_promise", {"came_of_it": "passed_on", "passed_to": {"id": home.id("huw")}})
    home.say(case, "huw", "us_promise", {"came_of_it": "kept", "how_it_was": "He did the list, twice."})
    return home, case


def _read_from(home, case, who):
    """The words of every page of answers that a conversation leads somebody to."""
    links = re.findall(r'href="(/h/hafan/answers/[0-9a-f]+)"', home.as_(who).get(case).text)
    return " ".join(testing.read_words(home.as_(who).get(link)) for link in links)


def test_what_was_written_together_is_read_at_every_later_step(promised):
    home, case = promised
    assert "Where we are: Kept" in home.as_("bethan").words(case)
    said = _read_from(home, case, "bethan")
    assert "Friday instead" in said
    assert "He did the list, twice." in said


def test_what_an_earlier_step_asked_is_read_there_and_no_longer_written(promised):
    home, case = promised
    assert home.place(case, "huw", "us_promise") == ""
    assert home.place(case, "huw", "us_handover") == ""


def test_whoever_sees_nothing_of_it_reads_nothing_of_what_was_written_before(promised):
    home, case = promised
    for who in ("dilys", "carys", "alun"):
        assert "Friday instead" not in _read_from(home, case, who)


def test_what_is_told_to_whoever_leads_is_told_to_all_round_the_table_where_nobody_leads():
    """Rhodri, who is not trained to lead, writes down Gwilym's story; Gwilym shares it himself, and takes it back."""
    home = testing.Lived("stories")
    case = home.begin("rhodri", "stories.story", "gwilym")
    home.say(case, "rhodri", "story_change", {"called": "I do the shop.", "changed": "I carry the list."})
    yes = {"line": "voice:resident"}
    home.move(case, "gwilym", "read_it_back")
    home.as_("gwilym").post(f"{case}/sign", yes)
    home.move(case, "gwilym", "this_is_it")
    far = {"may_hear": ["this_home"], "whose_yes": "person", "my_name": "own", "anybody_else": "no"}
    home.say(case, "rhodri", "story_consent", far)
    home.as_("gwilym").post(f"{case}/sign", yes)
    home.move(case, "gwilym", "share")
    assert "Nobody leads this conversation yet" in home.as_("rhodri").words(case)
    home.move(case, "gwilym", "withdraw")
    for who in ("rhodri", "gwilym"):
        assert "please collect what was printed" in home.as_(who).words("/h/hafan/")
    for who in ("bethan", "dilys"):
        assert "please collect what was printed" not in home.as_(who).words("/h/hafan/")
