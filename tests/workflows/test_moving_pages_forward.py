"""The page where a manager sees conversations on an older version, tries out what would happen, and moves them."""

from __future__ import annotations

import re

import pytest

from core import testing
from tests.workflows.newer_sea import Shore
from tests.workflows.test_cases_moved_forward import ONE_MORE, PLANNING_GONE

PAGE = "/h/hafan/cases/newer"


@pytest.fixture
def shore(tmp_path):
    return Shore(tmp_path)


def at(shore, who="mair", language="en"):
    browser = testing.browser(shore.house, shore.cast.accounts[who])
    browser.post("/language", {"lang": language})
    return browser


def move(browser, *cases, why="It asks more kindly.", **more):
    return browser.post(PAGE, {"case": list(cases), "why": why, **more}, follow_redirects=True)


def test_a_manager_is_told_on_the_page_of_conversations_how_many_are_on_an_older_version(shore):
    shore.to_planning()
    shore.upgrade(plan=ONE_MORE)
    assert "One conversation is on an older version" in at(shore).words("/h/hafan/cases/")
    assert "Mae un sgwrs ar fersiwn hŷn" in at(shore, language="cy").words("/h/hafan/cases/")


@pytest.mark.parametrize("who", ["sian", "bethan", "dilys", "carys", "huw"])
def test_nobody_but_a_manager_finds_the_page_or_moves_anything(shore, who):
    id = shore.to_planning()
    shore.upgrade(plan=ONE_MORE)
    before = shore.case(id)
    assert at(shore, who).get(PAGE).status_code == 404
    assert at(shore, who).post(PAGE, {"case": id, "why": "Mine."}).status_code == 404
    assert at(shore, who).post(f"{PAGE}/back", {"case": id}).status_code == 404
    assert "older version" not in at(shore, who).words("/h/hafan/cases/")
    assert shore.case(id) == before


def test_the_page_says_for_each_what_would_happen_in_both_languages(shore):
    shore.to_planning()
    shore.upgrade(plan=ONE_MORE)
    said = at(shore).words(PAGE)
    assert "Dilys Rees" in said
    assert "It stays at “Planning”." in said
    assert "Asked as well now in “Our plan”: “Who goes along?”." in said
    assert "Mae'n aros yn “Cynllunio”." in at(shore, language="cy").words(PAGE)


def test_those_that_were_chosen_are_moved_and_the_others_are_not(shore):
    first, second = shore.to_planning("a"), shore.to_planning("b", "gwilym")
    shore.upgrade(plan=ONE_MORE)
    answer = move(at(shore), first)
    assert "One conversation was moved." in testing.read_words(answer)
    assert shore.case(first).history[-1].why == "It asks more kindly."
    assert shore.case(second).history[-1].what != "brought_forward"


def test_without_a_reason_nothing_is_moved_and_what_was_chosen_stays_chosen(shore):
    id = shore.to_planning()
    shore.upgrade(plan=ONE_MORE)
    answer = move(at(shore), id, why=" ")
    assert answer.status_code == 422
    assert "write down why" in testing.read_words(answer)
    assert re.search(rf'value="{id}" checked', answer.text)


def test_with_nothing_chosen_the_page_says_so_and_the_reason_stays(shore):
    shore.to_planning()
    shore.upgrade(plan=ONE_MORE)
    answer = move(at(shore))
    assert answer.status_code == 422
    assert "It asks more kindly." in answer.text


def test_a_step_that_is_gone_can_be_sent_elsewhere_after_looking_again(shore):
    id = shore.to_planning()
    shore.upgrade(walk=PLANNING_GONE)
    browser = at(shore)
    assert "It goes on from “Looking”." in browser.words(PAGE)
    chosen = {"to.sea.walk.planning": "thinking"}
    looked = browser.post(PAGE, {"go": "look", **chosen})
    assert "“Planning” is not in the newer version. It goes on from “Planning”." in testing.read_words(looked)
    move(browser, id, **chosen)
    assert shore.case(id).step == "thinking"


def test_one_that_cannot_go_says_why_and_has_no_box_to_choose_it(shore):
    id = shore.to_planning()
    shore.upgrade(plan=(("cy: Beth wnawn ni?}, type: text", "cy: Beth wnawn ni?}, type: date"),))
    page = at(shore).get(PAGE)
    assert "Stays as it is" in page.text
    assert "does not fit the way it is asked now" in page.text
    assert f'value="{id}"' not in page.text
    assert "One stays as it is." in testing.read_words(move(at(shore), id))


def test_a_conversation_that_a_manager_may_not_open_is_counted_and_not_named(shore):
    shore.to_planning()
    shore.upgrade(walk=(("audience: leap", "audience: between_two"),))
    browser = at(shore)
    browser.post(PAGE, {"case": "others", "why": "As agreed."})  # the older one is open to her still
    id = shore.case(shore.id()).id
    move(browser, id)
    shore.upgrade(plan=ONE_MORE, walk=(("audience: leap", "audience: between_two"),))
    said = at(shore).words(PAGE)
    assert "There is one. You see no more of it here than anywhere." in said
    assert "Dilys" not in said.replace("Dilys Rees is", "")
    assert "Planning" not in said
    assert "One conversation was moved." in testing.read_words(move(at(shore), "others"))


def test_many_are_moved_in_parts_and_the_page_says_how_far_it_is(shore, monkeypatch):
    ids = [shore.begin(str(number)) for number in range(5)]
    shore.upgrade(plan=ONE_MORE)
    monkeypatch.setattr("workflows.forward_views.AT_ONCE", 2)
    browser = at(shore)
    answer = move(browser, *ids)
    hidden = {}
    for done in ("2 of 5", "4 of 5"):
        assert done in testing.read_words(answer)
        assert '<progress class="how-far"' in answer.text
        hidden = dict(re.findall(r'type="hidden" name="(rest|why|moved|total)" value="([^"]*)"', answer.text))
        answer = browser.post(PAGE, hidden, follow_redirects=True)
    assert "5 conversations were moved." in testing.read_words(answer)
    assert {shore.case(id).history[-1].what for id in ids} == {"brought_forward"}


def test_one_that_was_moved_can_be_moved_back_from_the_page(shore):
    id = shore.to_planning()
    before = shore.case(id)
    shore.clock.forward(minutes=5)
    shore.upgrade(walk=PLANNING_GONE)
    browser = at(shore)
    move(browser, id)
    assert "nothing has happened in them since" in browser.words(PAGE)
    answer = browser.post(f"{PAGE}/back", {"case": id}, follow_redirects=True)
    assert "back on the version it was on" in testing.read_words(answer)
    assert shore.case(id).step == before.step
    assert "moved this back to the version it was on" in browser.words(f"/h/hafan/cases/{id}")


def test_what_is_no_longer_asked_is_read_under_its_own_words_beside_what_is(shore):
    shore.to_planning()
    shore.say("look", {"view": "I know the way.", "right": "yes"}, "dilys")
    gone = (
        "      - {id: right, ask: {en: Did we hear you?, cy: Glywson ni chi?}, type: choice, options: [{id: yes, label: {en: Yes, cy: Ie}}, {id: no, label: {en: No, cy: Na}}]}\n",
        "",
    )
    shore.upgrade(look=(gone,))
    move(at(shore), shore.id())
    shore.say("look", {"view": "I know it well."}, "dilys")
    (sent,) = shore.view(shore.id()).sent("look")
    said = at(shore).words(f"/h/hafan/answers/{sent.id}")
    assert "I know it well." in said
    assert "I know the way." in said
    assert said.index("Not asked any more") < said.index("Did we hear you?") < said.index("Yes")
    welsh = at(shore, language="cy").words(f"/h/hafan/answers/{sent.id}")
    assert "Ddim yn cael ei ofyn mwyach" in welsh
    assert "Glywson ni chi?" in welsh
