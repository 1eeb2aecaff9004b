"""What was agreed stands in words on the page of its conversation, for those who may read it."""

from __future__ import annotations

import pytest

from core import testing

MINE = {
    "comforts": [{"comfort": "hand_on_shoulder", "who_may": "anyone_i_know", "when_fine": "always_fine"}],
    "show_no": "Turns away to the window.",
}
AGREED = {
    "hold_to": ["open_never_secret", "person_leads", "stop_at_no"],
    "how_we_know": ["said_so"],
    "notes_may_say": "Sat with a hand on his shoulder.",
}


@pytest.fixture
def home():
    return testing.Lived("risk_benefit", "exchange")


@pytest.fixture
def cwtch(home):
    """How Gwilym likes comfort, agreed and lived."""
    case = home.begin("sian", "risk_benefit.cwtch", about="gwilym")
    home.say(case, "sian", "cwtch_mine", MINE)
    home.move(case, "sian", "talk_it_over")
    home.say(case, "sian", "cwtch_agree", AGREED)
    home.move(case, "sian", "agreed")
    return case


def _stands(home, who, case):
    """What the page says under "What we go by"."""
    words = home.as_(who).words(case)
    return words.partition("What we go by")[2].partition("Everybody's place")[0]


def test_the_cook_reads_how_gwilym_shows_no_without_opening_another_page(home, cwtch):
    said = _stands(home, "huw", cwtch)
    assert "Turns away to the window." in said
    assert "Sat with a hand on his shoulder." in said


def test_what_the_step_does_not_name_is_not_laid_out(home, cwtch):
    assert "How do we know that comfort is welcome?" not in _stands(home, "huw", cwtch)


def test_what_was_written_at_an_earlier_step_can_still_be_opened(home, cwtch):
    assert "How we agree on comfort" in home.as_("sian").words(cwtch)


def test_nothing_stands_there_before_anything_was_said(home):
    case = home.begin("sian", "risk_benefit.cwtch", about="gwilym")
    assert "What we go by" not in home.as_("sian").words(case)


def test_a_volunteer_at_the_table_reads_there_no_more_than_the_matrix_opens(home):
    case = home.begin("sian", "exchange.exchange", about="gwilym")
    home.seat(case, "sian", "rhodri", "volunteer")
    home.say(
        case,
        "sian",
        "invite",
        {
            "talk_about": "The gate",
            "round_table": [{"who_sits": {"id": "", "name": "Rhodri"}}],
            "language_offered": "yes",
        },
    )
    home.move(case, "sian", "invite_people")
    home.move(case, "sian", "begin_listening")
    assert "The gate" in _stands(home, "sian", case)
    assert "What we go by" not in home.as_("rhodri").words(case)
