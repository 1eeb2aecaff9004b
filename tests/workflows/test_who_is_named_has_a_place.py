"""Whoever is named as one who should be there has a place at the table, and is written down once."""

from __future__ import annotations

import pytest

from core import testing


@pytest.fixture
def home():
    return testing.Lived("exchange", "risk_benefit")


@pytest.fixture
def invited(home):
    """An exchange about Dilys to which these were named: (person, voice or "")."""

    def invited(*named):
        case = home.begin("sian", "exchange.exchange", about="dilys")
        rows = [{"who_sits": {"id": home.id(who), "name": ""}, "whose_view": voice} for who, voice in named]
        home.say(case, "sian", "invite", {"talk_about": "The gate", "round_table": rows, "language_offered": "yes"})
        home.move(case, "sian", "invite_people")
        return case

    return invited


def _places(home, case):
    """(voice, who) of everybody's place, as the page says them."""
    with home.house.store.read("hafan") as tx:
        seats = tx.get("case", case.rpartition("/")[2]).body["seats"]
    names = {person.id: key for key, person in home.cast.people.items()}
    return [(seat["voice"], names.get(seat["person"])) for seat in seats]


def test_those_who_are_named_have_their_place_when_they_are_invited(home, invited):
    case = invited(("carys", "family"), ("huw", "kitchen"))
    assert _places(home, case) == [("resident", "dilys"), ("family", "carys"), ("kitchen", "huw")]


def test_where_no_voice_is_chosen_each_speaks_with_their_own(home, invited):
    assert _places(home, invited(("alun", "")))[1:] == [("advocate", "alun")]


def test_nobody_who_works_here_is_given_the_place_of_a_daughter(home, invited):
    assert _places(home, invited(("owen", "family")))[1:] == [("staff", "owen")]


def test_somebody_elses_daughter_cannot_be_named_as_one_who_is_known_here(home):
    case = home.begin("sian", "exchange.exchange", about="gwilym")
    rows = [{"who_sits": {"id": home.id("carys"), "name": ""}, "whose_view": "family"}]
    answer = home.as_("sian").answer(case, "invite", {"talk_about": "The gate", "round_table": rows})
    assert "One of these answers is no longer here." in testing.read_words(answer)


def test_whoever_gave_their_place_back_is_not_put_there_again(home, invited):
    case = invited(("carys", "family"))
    with home.house.store.read("hafan") as tx:
        seat = tx.get("case", case.rpartition("/")[2]).body["seats"][1]["id"]
    home.as_("carys").post(f"{case}/withdraw", {"seat": seat, "why": ""})
    home.move(case, "sian", "begin_listening")
    assert home.as_("carys").get(case).status_code == 404


def test_a_name_that_is_not_known_here_waits_for_whoever_leads(home):
    case = home.begin("sian", "exchange.exchange", about="dilys")
    rows = [{"who_sits": {"id": "", "name": "Her old neighbour"}, "whose_view": "volunteer"}]
    home.say(case, "sian", "invite", {"talk_about": "The gate", "round_table": rows, "language_offered": "yes"})
    home.move(case, "sian", "invite_people")
    assert _places(home, case) == [("resident", "dilys")]


@pytest.mark.parametrize(
    ("written", "code", "names"),
    [
        ("{from: look.worrys, who: worry, voice: severity}", "E403", "look.worrys"),
        ("{from: look.worries, who: worry, voice: severity}", "E403", "worry"),
        ("{from: look.worries, who: worry}", "E104", "voice"),
    ],
)
def test_a_group_that_names_nobody_is_refused_in_words(sea, walk, written, code, names):
    before = "by: [host], needs: [{rule: voices_accounted_for}]}"
    assert before in walk
    found = sea.findings(walk.replace(before, before[:-1] + f", then: [{{seat: {written}}}]}}"))
    assert any(one.code == code and names in f"{one.message} {one.path}" for one in found), found
