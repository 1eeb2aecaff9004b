"""A shared board, audience by audience: who is let in, under which name, and what never is."""

from __future__ import annotations

import pytest

from core import accounts, homes, testing
from core.testing import read_words

BOARD = "/h/hafan/cases/boards/stories.story"


@pytest.fixture
def home():
    """Gwilym's home, with somebody of the council, an inspector and whoever looks after the system."""
    lived = testing.Lived("stories")
    for key, role in (("council", "authority"), ("inspector", "inspector"), ("admin", "system_admin")):
        person = homes.add_person(lived.house, "hafan", key.capitalize(), (role,))
        account = accounts.create(lived.house, f"{key}.hafan").id
        homes.give_account(lived.house, "hafan", person.id, account)
        lived.cast.accounts[key] = account
    return lived


def share(home, **consent):
    case = home.begin("sian", "stories.story", about="gwilym")
    story = {"called": "I do the shop.", "changed": "I carry the list."}
    home.say(case, "sian", "story_change", story)
    home.move(case, "sian", "read_it_back")
    home.sign(case, "sian")
    home.move(case, "sian", "this_is_it")
    home.say(case, "sian", "story_consent", {"whose_yes": "person", "anybody_else": "no", **consent})
    home.sign(case, "sian")
    home.move(case, "sian", "share")
    return case


def sees(home, who):
    answer = home.as_(who).get(BOARD)
    return answer.status_code == 200 and "I carry the list." in read_words(answer)


EVERYONE = ("gwilym", "dilys", "carys", "bethan", "huw", "mair", "rhodri", "council", "inspector", "admin")


@pytest.mark.parametrize(
    ("may_hear", "in_it"),
    [
        (["my_family"], {"gwilym"}),
        (["this_home"], {"gwilym", "dilys", "carys", "bethan", "huw", "mair", "rhodri"}),
        (["other_homes"], {"gwilym", "council"}),
        (["this_home", "other_homes"], {"gwilym", "dilys", "carys", "bethan", "huw", "mair", "rhodri", "council"}),
        (["anyone"], {"gwilym", "dilys", "carys", "bethan", "huw", "mair", "rhodri", "council"}),
    ],
)
def test_a_story_goes_exactly_as_far_as_was_said(home, may_hear, in_it):
    share(home, may_hear=may_hear)
    assert {who for who in EVERYONE if sees(home, who)} == in_it


def test_under_their_own_name_here_and_another_anywhere_else(home):
    share(home, may_hear=["this_home", "other_homes"], my_name="own_here", name_elsewhere="Ifan")
    assert "Gwilym Hughes, 1 June" in home.as_("dilys").words(BOARD)
    away = home.as_("council").words(BOARD)
    assert "Ifan, 1 June" in away
    assert "Gwilym" not in away
    assert "Siân" not in away


def test_nobody_reads_on_the_board_who_may_hear_it_and_why(home):
    share(home, may_hear=["this_home"])
    words = home.as_("dilys").words(BOARD)
    assert "Who may hear your story?" not in words
    assert "Whose yes is this?" not in words


def test_whoever_it_is_shared_with_finds_no_way_to_its_answers_by_their_address(home):
    share(home, may_hear=["this_home"])
    with home.house.store.read("hafan") as tx:
        ids = [record.id for record in tx.all("response")]
    assert {home.as_("dilys").get(f"/h/hafan/answers/{id}").status_code for id in ids} == {404}


def test_a_board_that_can_show_somebody_nothing_is_not_there_for_them(home):
    assert home.as_("admin").get(BOARD).status_code == 404
    assert BOARD not in home.as_("admin").get("/h/hafan/").text


def test_a_module_that_is_switched_off_takes_its_board_with_it():
    home = testing.Lived()
    assert home.as_("mair").get(BOARD).status_code == 404


def test_nothing_is_begun_from_a_board_about_somebody_who_does_not_stand_on_it(home):
    assert home.as_("bethan").post(f"{BOARD}/begin", {"subject": home.id("gwilym")}).status_code == 404
    assert home.as_("bethan").post(f"{BOARD}/begin", {"subject": "nobody"}).status_code == 404
