"""A place at the table is given, and can be taken back: what was said stays, and from then on it opens nothing."""

from __future__ import annotations

import pytest

from core import testing
from tests.security.conftest import mark
from workflows import runner
from workflows.needs import voices_accounted_for
from workflows.seats import status_words


def _back(world, who: str, by: str, why: str = "We are not on good terms", which: str = "exchange"):
    data = {"seat": world.seat(who, which), "why": why}
    return world.browser(by).post(f"{world.url(which)}/withdraw", data)


@pytest.fixture
def gone(world):
    """Bethan, who leads, has taken Carys's place at the exchange back."""
    assert _back(world, "carys", "bethan").status_code == 303
    return world


def test_from_then_on_nothing_of_that_conversation_opens(gone):
    carys = gone.browser("carys")
    views = [gone.kept["hafan", f"{who}_view"] for who in ("carys", "bethan", "dilys")]
    for path in [gone.url(), *(f"/h/hafan/{page}/{id}" for page in ("answers", "heard") for id in views)]:
        assert carys.get(path).status_code == 404, path
    assert carys.get(f"/h/hafan/drafts/{gone.kept['hafan', 'draft']}").status_code == 404
    assert gone.url() not in carys.get("/h/hafan/").text + carys.get("/h/hafan/cases/").text


def test_other_conversations_stay_open_to_her(gone):
    assert gone.browser("carys").get(gone.url("choice")).status_code == 200


def test_she_writes_nothing_there_and_what_she_typed_is_shown_back_and_kept(gone):
    carys, id = gone.browser("carys"), gone.kept["hafan", "draft"]
    page = carys.post(
        f"/h/hafan/drafts/{id}", {"_at": "_check", "_go": "send", "common_ground": "We both love the sea"}
    )
    assert page.status_code == 410
    assert "We both love the sea" in page.text
    for press, data in (("answer", {"form": "my_view"}), ("tried", {"way": "by phone"}), ("dispute", {"why": "no"})):
        assert carys.post(f"{gone.url()}/{press}", data).status_code == 404
    with gone.house.store.read("hafan") as tx:
        assert tx.get("draft", id) is not None


def test_her_words_stay_as_hers_for_those_who_may_see_them(gone):
    page = gone.browser("bethan").get(f"/h/hafan/answers/{gone.kept['hafan', 'carys_view']}")
    assert mark("hafan", "carys-view") in page.text
    table = gone.browser("bethan").get(gone.url()).text
    assert "no longer at the table" in table
    assert "We are not on good terms" in table


def test_she_is_accounted_for_in_words_and_nobody_waits_for_her(gone):
    gone.at_step("sharing_back")  # where nobody has sent anything yet
    case, home = gone.case(), gone.house.home("hafan")
    with gone.house.store.read("hafan") as tx:
        view = runner.view(gone.house, home, tx, case)
    waiting = {about for one in voices_accounted_for(view, None) for about in one.about}
    assert waiting == {"resident", "staff"}
    assert (
        status_words(view, next(one for one in case.seats if one.voice == "family")).said("en")
        == "heard; no longer at the table"
    )


@pytest.mark.parametrize("by", ["dilys", "bethan", "carys"])
def test_the_person_whoever_leads_and_she_herself_may_take_it_back(world, by):
    assert _back(world, "carys", by).status_code == 303
    assert world.case().seats_of(world.id("carys")) == ()


@pytest.mark.parametrize("by", ["mair", "sian"])
def test_those_who_only_see_the_table_may_not(world, by):
    assert _back(world, "carys", by).status_code == 422
    assert world.case().seats_of(world.id("carys")) != ()


def test_it_is_not_taken_back_without_a_reason_and_stepping_back_needs_none(world):
    assert _back(world, "carys", "bethan", why=" ").status_code == 422
    assert _back(world, "carys", "carys", why="").status_code == 303


def test_the_one_it_is_about_keeps_their_place(world):
    page = world.browser("bethan").post(f"{world.url()}/withdraw", {"seat": world.seat("dilys"), "why": "x"})
    assert page.status_code == 422
    assert "so their place stays" in page.text


def test_a_place_can_be_given_again_and_the_draft_is_there_again(gone):
    data = {"voice": "family", "person": gone.id("carys")}
    assert gone.browser("bethan").post(f"{gone.url()}/seat", data).status_code == 303
    carys = gone.browser("carys")
    assert carys.get(gone.url()).status_code == 200
    assert mark("hafan", "carys-draft") in carys.get(f"/h/hafan/drafts/{gone.kept['hafan', 'draft']}?at=_check").text


def test_whoever_sat_beside_that_place_opens_nothing_either(world):
    bethan = world.browser("bethan")
    alongside = {"seat": world.seat("carys"), "person": world.id("alun")}
    assert bethan.post(f"{world.url()}/alongside", alongside).status_code == 303
    alun = world.browser("alun")
    assert alun.get(world.url()).status_code == 200
    _back(world, "carys", "bethan")
    assert alun.get(world.url()).status_code == 404


def test_a_form_asked_once_is_not_sent_from_an_old_draft_after_its_step_was_left(world):
    world.at_step("finding_a_way")
    bethan = world.browser("bethan")
    answer = bethan.post(f"{world.url()}/answer", {"form": "agreement", "seat": "together"})
    draft = answer.location.rsplit("/", 1)[1]
    world.at_step("listening")
    page = bethan.post(
        f"/h/hafan/drafts/{draft}", {"_at": "_all", "_go": "send", "persons_choice": "Sit by the window"}
    )
    assert page.status_code == 409
    assert "does not ask this now" in page.text
    assert "Sit by the window" in page.text
    world.at_step("finding_a_way")
    assert bethan.post(f"/h/hafan/drafts/{draft}", {"_at": "_all", "_go": "send"}).status_code == 303


def test_nothing_is_sent_to_a_conversation_that_is_at_rest(world):
    carys: testing.Browser = world.browser("carys")
    draft = carys.post(f"{world.url()}/answer", {"form": "my_view", "seat": world.seat("carys")}).location
    world.at_step("listening", closed=True)
    page = carys.post(draft, {"_at": "_check", "_go": "send", "going_well": "One more thing"})
    assert page.status_code == 409
    assert "One more thing" in page.text
