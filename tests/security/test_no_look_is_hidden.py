"""However somebody comes to see another's words, the look stands in the audit; and nothing stands there that was not shown."""

from __future__ import annotations

import pytest

from forms.drafts import begin
from tests.security.conftest import mark
from tests.security.crawling import Presser
from workflows.records import Case


@pytest.fixture
def looks(world, monkeypatch):
    """What somebody has looked at since the last time it was asked: kinds and the names by which the world knows them."""
    known = {id: name for (home, name), id in world.kept.items() if home == "hafan"}
    known |= {person.id: name for (home, name), person in world.people.items() if home == "hafan"}
    seen = {"line": world.house.store.anchor("hafan").seq}
    world.house.looks._noted.clear()
    world.house.looks._waiting.clear()

    def looks_of(who):
        world.house.looks.keep()
        world.house.looks._noted.clear()
        entries = list(world.house.store.events("hafan", seen["line"]))
        seen["line"] = world.house.store.anchor("hafan").seq
        by = world.id(who)
        return {(kind, known.get(id, id)) for one in entries if one.line.actor == by for kind, id in one.line.looks}

    return looks_of


def test_a_conversation_shown_again_because_something_is_missing_is_a_look(world, looks):
    page = world.browser("mair").post(f"{world.url()}/withdraw", {"seat": world.seat("dilys"), "why": "x"})
    assert (page.status_code, mark("hafan", "exchange-about") in page.text) == (422, True)
    assert ("case", "exchange") in looks("mair")


def test_a_post_that_leads_elsewhere_shows_nothing(world, looks):
    seat = world.seat("carys")
    looks("bethan")
    answer = world.browser("bethan").post(f"{world.url()}/tried", {"seat": seat, "way": "by telephone"})
    assert answer.status_code == 303
    assert looks("bethan") == set()


def test_a_page_in_the_other_language_is_a_look_at_what_it_shows_and_not_at_where_it_was_sent(world, looks):
    here = f"workflows.case?home_id=hafan&case_id={world.kept['hafan', 'choice']}"
    answer = Presser(world.browser("bethan")).post(f"{world.url()}/tried", {"_language": "cy", "_here": here})
    assert mark("hafan", "choice-about") in answer.text
    seen = looks("bethan")
    assert ("case", "choice") in seen
    assert ("case", "exchange") not in seen


def test_words_shown_to_be_copied_in_the_place_of_a_page_are_no_look_at_that_page(world, looks):
    here = f"workflows.case?home_id=hafan&case_id={world.kept['hafan', 'choice']}"
    data = {"_language": "cy", "_here": here, "nowhere": "words that have no place there"}
    answer = Presser(world.browser("bethan")).post(f"{world.url()}/tried", data)
    assert mark("hafan", "choice-about") not in answer.text
    assert looks("bethan") == set()


@pytest.mark.parametrize("address", ["people/none", "cases/none", "answers/none"])
def test_what_is_not_there_was_not_looked_at(world, looks, address):
    assert world.browser("bethan").get(f"/h/hafan/{address}").status_code == 404
    assert looks("bethan") == set()


def test_a_page_that_was_refused_is_no_look(world, looks):
    assert world.browser("eleri").get(world.url()).status_code == 404
    assert looks("eleri") == set()


def _share_back(world):
    return f"/h/hafan/drafts/{world.kept['hafan', 'draft']}"


def test_words_side_by_side_are_a_look_at_everybody_whose_they_are(world, looks):
    page = world.browser("carys").get(f"{_share_back(world)}?at=side_by_side").text
    assert mark("hafan", "bethan-view") in page
    assert looks("carys") == {("response", "bethan_view"), ("response", "dilys_view")}


@pytest.mark.parametrize("at", ["heard_right", "_check"])
def test_another_question_of_the_same_draft_is_none(world, looks, at):
    page = world.browser("carys").get(f"{_share_back(world)}?at={at}").text
    assert mark("hafan", "bethan-view") not in page
    assert looks("carys") == set()


def test_what_is_saved_by_itself_while_somebody_types_shows_nothing(world, looks):
    carys = world.browser("carys")
    answer = carys.post(_share_back(world), {"_at": "side_by_side"}, headers={"X-Autosave": "1"})
    assert answer.status_code == 200
    assert looks("carys") == set()


def test_words_that_somebody_adds_to_for_another_are_a_look_at_them(world, looks):
    bethan = world.browser("bethan")
    data = {"form": "my_view", "seat": world.seat("dilys")}
    draft = bethan.post(f"{world.url()}/answer", data).location
    looks("bethan")
    assert mark("hafan", "dilys-view") in bethan.get(f"{draft}?at=going_well").text
    assert looks("bethan") == {("response", "dilys_view")}
    assert mark("hafan", "dilys-view") not in bethan.get(f"{draft}?at=could_give").text
    assert looks("bethan") == set()


def test_words_taken_over_into_a_box_are_a_look_at_whose_they_are(world, looks):
    with world.house.store.tx("hafan", actor=world.id("bethan"), purpose="test") as tx:
        case = Case.need(tx, world.kept["hafan", "exchange"])
        asked = case.forms["paperwork"]
        draft = begin(
            world.house, "hafan", tx, ref=asked["ref"], form_hash=asked["hash"], subject=case.subject, case=case.id,
            form="paperwork", seat="together", voice="", person=None, occasion="", writer=world.id("bethan"), back={},
        )  # fmt: skip
    page = world.browser("bethan").get(f"/h/hafan/drafts/{draft.id}").text
    assert mark("hafan", "dilys-view") in page
    assert looks("bethan") == {("response", "dilys_view")}


def test_nobodys_look_at_their_own_words_is_noted(world, looks):
    gwilym = world.browser("gwilym")
    page = gwilym.get(f"/h/hafan/answers/{world.kept['hafan', 'gwilym_senses']}").text
    assert mark("hafan", "gwilym-senses") in page
    gwilym.get(f"/h/hafan/people/{world.id('gwilym')}")
    assert looks("gwilym") == set()


def test_that_something_was_heard_shows_no_words_and_is_no_look(world, looks):
    assert world.browser("bethan").get(f"/h/hafan/heard/{world.kept['hafan', 'dilys_view']}").status_code == 200
    assert looks("bethan") == set()


def test_whoever_reads_a_worry_leaves_a_look_at_it(world, looks):
    assert mark("hafan", "worry") in world.browser("mair").get("/h/hafan/worries").text
    assert ("worry", "worry") in looks("mair")


def test_that_there_is_a_worry_is_no_look_at_it(world, looks):
    assert "A worry was written down" in world.browser("mair").get("/h/hafan/").text
    assert ("worry", "worry") not in looks("mair")


def test_a_list_of_conversations_is_a_look_at_each_of_them(world, looks):
    assert mark("hafan", "choice-about") in world.browser("bethan").get("/h/hafan/cases/").text
    assert looks("bethan") >= {("case", "exchange"), ("case", "choice"), ("case", "cwtch")}


def test_an_offer_that_somebody_is_shown_is_a_look_at_it(world, looks):
    page = world.browser("bethan").get("/h/hafan/").text
    assert f"/offers/{world.kept['hafan', 'offer']}/rest" in page
    assert ("offer", "offer") in looks("bethan")


def test_groups_name_nobody_and_are_no_look_at_anybody(world, looks):
    assert world.browser("mair").get("/h/hafan/check-ins/senses.six_senses/groups").status_code == 200
    assert looks("mair") == set()


def test_the_voices_at_a_table_are_each_seen_in_its_picture(world, looks):
    page = world.browser("bethan").get(world.url()).text
    assert "round-table" in page or "Round the table" in page
    assert looks("bethan") >= {("case", "exchange"), ("response", "dilys_view"), ("response", "carys_view")}


def test_somebody_sees_who_read_what_they_said_about_another(world, looks):
    world.browser("bethan").get(f"/h/hafan/answers/{world.kept['hafan', 'carys_view']}")
    page = world.browser("mair").get(f"/h/hafan/people/{world.id('carys')}/looked").text
    assert "What was said" in page
    assert world.people["hafan", "bethan"].name in page
