"""At a table about the whole home several people who live there have a place of their own; at one about somebody, one has."""

from __future__ import annotations

import html
import re

import pytest

from core import testing
from workflows import runner
from workflows.records import Case


@pytest.fixture
def the_house():
    return testing.house()


@pytest.fixture
def cast(the_house):
    return testing.home_with_cast(the_house, modules=["senses", "exchange", "risk_benefit"])


@pytest.fixture
def begun(the_house, cast):
    """Siân begins a case; gives its address and a browser of hers."""
    sian = testing.browser(the_house, cast.accounts["sian"])

    def begin(ref, subject=None):
        case = runner.start(the_house, "hafan", ref=ref, subject=subject, by=cast.people["sian"].id)
        return sian, f"/h/hafan/cases/{case.id}", case.id

    return begin


def seats_of(the_house, case_id):
    with the_house.store.read("hafan") as tx:
        return [seat.person for seat in Case.need(tx, case_id).seats]


def words(answer):
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)))


def test_two_people_who_live_here_each_have_a_place(the_house, cast, begun):
    sian, url, case = begun("senses.senses")
    for name in ("dilys", "gwilym"):
        given = sian.post(f"{url}/seat", {"voice": "resident", "person": cast.people[name].id})
        assert given.status_code == 303
    assert seats_of(the_house, case) == [cast.people["dilys"].id, cast.people["gwilym"].id]


def test_about_one_person_nobody_else_speaks_with_their_voice(the_house, cast, begun):
    sian, url, case = begun("exchange.exchange", cast.people["dilys"].id)
    refused = sian.post(f"{url}/seat", {"voice": "resident", "person": cast.people["gwilym"].id})
    assert refused.status_code == 422
    assert "Dilys Rees speaks with this voice, and nobody else does." in words(refused)
    assert seats_of(the_house, case) == [cast.people["dilys"].id]


def test_one_is_called_by_name_and_two_by_what_they_share(the_house, cast, begun):
    sian, url, _case = begun("senses.senses")
    sian.post(f"{url}/move", {"transition": "begin_asking"})
    everybody = {"groups_asked": ["resident", "family", "staff"]}
    sian.answer(url, "gather", everybody)
    sian.post(f"{url}/move", {"transition": "talk_together"})
    sian.post(f"{url}/seat", {"voice": "resident", "person": cast.people["dilys"].id})
    huw = testing.browser(the_house, cast.accounts["huw"])
    refused = words(huw.post(f"{url}/move", {"transition": "look_after"}))
    assert "This is for whoever leads this conversation, Dilys Rees and Family or friend." in refused
    sian.post(f"{url}/seat", {"voice": "resident", "person": cast.people["gwilym"].id})
    refused = words(huw.post(f"{url}/move", {"transition": "look_after"}))
    assert "This is for whoever leads this conversation, The person who lives here and Family or friend." in refused
