"""Hopes and stories through the pages: each voice its own word, and a story goes no further than its teller says."""

from __future__ import annotations

import re

import pytest

from core import testing

BOARD = "/h/hafan/cases/boards/stories.story"


@pytest.fixture
def home():
    return testing.Lived("stories")


@pytest.fixture
def told(home):
    """Gwilym's story, told and read back: where it may go is still to be said."""
    case = home.begin("sian", "stories.story", "gwilym")
    home.say(
        case,
        "sian",
        "story_change",
        {"called": "I do the shop.", "before": "The door.", "changed": "I carry the list."},
    )
    home.move(case, "sian", "read_it_back")
    home.sign(case, "sian")
    home.move(case, "sian", "this_is_it")
    return case


def _share(home, case, **consent):
    typed = {"may_hear": ["this_home"], "whose_yes": "person", "my_name": "own", "anybody_else": "no", **consent}
    home.say(case, "sian", "story_consent", typed)
    home.sign(case, "sian")
    return home.move(case, "sian", "share")


def test_before_it_is_shared_a_story_is_heard_by_nobody_but_the_one_who_tells_and_the_one_who_helps(home, told):
    for somebody in ("bethan", "mair", "dilys", "carys", "huw", "rhodri"):
        assert "I do the shop." not in home.as_(somebody).words(BOARD)
        assert home.as_(somebody).get(told).status_code == 404


def test_a_story_shared_with_the_home_is_read_by_a_neighbour_with_its_author_and_its_day(home, told):
    _share(home, told)
    words = home.as_("dilys").words(BOARD)
    assert "I do the shop." in words
    assert "I carry the list." in words
    assert "Gwilym Hughes, 1 June" in words
    assert "written down by Siân" in words


def test_a_neighbour_reads_the_story_and_not_how_it_came_to_be_told(home, told):
    _share(home, told)
    assert home.as_("dilys").get(told).status_code == 404
    assert f'href="{told}"' not in home.as_("dilys").get(BOARD).text


def test_a_story_for_family_alone_stays_in_the_family(home):
    case = home.begin("sian", "stories.story", "dilys")
    home.say(case, "sian", "story_change", {"called": "The tables", "changed": "I lay them."})
    home.move(case, "sian", "read_it_back")
    home.sign(case, "sian")
    home.move(case, "sian", "this_is_it")
    _share(home, case, may_hear=["my_family"])
    assert "The tables" in home.as_("carys").words(BOARD)
    for somebody in ("gwilym", "bethan", "mair", "huw", "rhodri", "alun"):
        assert "The tables" not in home.as_(somebody).words(BOARD)


def test_what_is_taken_back_is_gone_from_every_page_at_once(home, told):
    _share(home, told)
    assert "I do the shop." in home.as_("huw").words(BOARD)
    home.move(told, "gwilym", "withdraw")
    for somebody in ("huw", "dilys", "mair", "gwilym"):
        assert "I do the shop." not in home.as_(somebody).words(BOARD)


def test_whoever_helped_is_asked_to_collect_what_was_printed_of_a_story_taken_back(home, told):
    _share(home, told)
    home.move(told, "gwilym", "withdraw")
    assert "please collect what was printed" in home.as_("sian").words("/h/hafan/")


def test_while_it_is_settled_anew_who_may_hear_it_nobody_does(home, told):
    _share(home, told)
    home.move(told, "gwilym", "change_how_far")
    assert "I do the shop." not in home.as_("huw").words(BOARD)


def test_another_name_stands_in_for_the_persons_own_and_nothing_beside_it_says_who_it_is(home, told):
    _share(home, told, my_name="another", name_here="Ifan", name_elsewhere="Ifan")
    words = home.as_("dilys").words(BOARD)
    assert "Ifan, 1 June" in words
    assert "Gwilym" not in words.split("Our stories", 2)[-1]
    assert "written down by" not in words


def test_i_do_the_shop_is_his_story_and_what_the_joint_review_found_stands_beside_it_under_aleds_name(home, told):
    home.also("aled", "practitioner", of="gwilym")
    home.seat(told, "sian", "aled", "practitioner")
    fact = {"fact": "A specialist nursing placement is no longer needed.", "known_from": "Joint review"}
    home.say(told, "aled", "story_fact", {**fact, "person_glad": "not_sure"}, "aled")
    assert "the person has not said yes to" in _share(home, told)
    assert "nursing" not in home.as_("dilys").words(BOARD)
    home.say(told, "aled", "story_fact", {**fact, "person_glad": "yes"}, "aled")
    home.move(told, "sian", "share")
    words = home.as_("dilys").words(BOARD)
    assert "The door." in words
    assert "I carry the list." in words
    assert re.search(r"no longer needed\..*Joint review.*Aled, 1 June", words)


def test_what_is_added_while_it_is_shared_is_not_shown_before_it_is_shared_anew(home, told):
    home.seat(told, "sian", "alun", "advocate")
    _share(home, told)
    home.house.clock.forward(minutes=20)
    home.say(told, "alun", "story_fact", {"fact": "He pays by himself.", "person_glad": "yes"}, "alun")
    assert "He pays by himself." not in home.as_("dilys").words(BOARD)
    home.move(told, "sian", "change_how_far")
    home.sign(told, "sian")
    home.move(told, "sian", "share")
    assert "He pays by himself." in home.as_("dilys").words(BOARD)


def test_software_adds_no_line_of_its_own_to_a_story(home, told):
    _share(home, told)
    with home.house.store.read("hafan") as tx:
        texts = [
            version["value"]
            for record in tx.all("response", {"form": "story_change"})
            for versions in record.body["answers"].values()
            for version in versions
        ]
    page = home.as_("dilys").get(BOARD).text
    quoted = re.findall(r"<blockquote[^>]*>(.*?)</blockquote>", page, re.DOTALL)
    assert {re.sub(r"<[^>]+>", "", one) for one in quoted} == set(texts)


def test_after_a_death_their_own_wish_comes_first_and_the_family_is_asked_only_where_they_said_so(home, told):
    home.seat(told, "sian", "carys", "family")
    _share(home, told, after_my_death="ask_family")
    home.status("mair", "gwilym", "died")
    assert "I do the shop." not in home.as_("huw").words(BOARD)
    home.say(told, "carys", "story_after", {"keep_it": "yes"}, "carys")
    assert "I do the shop." in home.as_("huw").words(BOARD)


def test_the_wall_is_in_welsh_for_whoever_reads_welsh(home, told):
    _share(home, told)
    dilys = home.as_("dilys")
    dilys.post("/language", {"lang": "cy"})
    words = dilys.words(BOARD)
    assert "Ein straeon" in words
    assert "Beth newidiodd?" in words
    assert "Gwilym Hughes, 1 Mehefin" in words


# -- hopes ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def hoping(home):
    """Gwilym hopes to hear Welsh every day, and a first step has been made."""
    case = home.begin("bethan", "stories.hopes", "gwilym")
    hope = {
        "hopes._row": ["welsh"],
        "hopes.welsh.hoping_for": "Clywed Cymraeg bob dydd",
        "hopes.welsh.first_step": "Radio",
    }
    home.say(case, "bethan", "hope", hope)
    home.move(case, "bethan", "try_it")
    return case


def test_mostly_says_the_person_and_there_say_the_staff_and_both_are_shown(home, hoping):
    home.seat(hoping, "bethan", "bethan", "staff")
    home.say(hoping, "bethan", "how", {"how_far_each.welsh.how_far": "mostly"})
    home.say(hoping, "bethan", "how", {"how_far_each.welsh.how_far": "there"}, "bethan")
    words = home.as_("gwilym").words(hoping)
    assert "Gwilym Hughes says mostly, Bethan says there" in words


def test_a_changed_mind_is_a_leaf_and_no_failure(home, hoping):
    home.say(hoping, "bethan", "how", {"how_far_each.welsh.how_far": "changed_my_mind"})
    home.move(hoping, "gwilym", "changed_my_mind")
    page = home.as_("gwilym").get(hoping).text
    assert "star__mark--leaf" in page
    assert "To change one's mind is to have one." in testing.read_words(home.as_("gwilym").get(hoping))
    assert "fail" not in testing.read_words(home.as_("gwilym").get(hoping)).lower()


def test_nobody_but_the_person_says_that_a_hope_of_theirs_has_come_true(home, hoping):
    home.seat(hoping, "bethan", "bethan", "staff")
    home.move(hoping, "bethan", "how_is_it")
    home.say(hoping, "bethan", "how", {"how_far_each.welsh.how_far": "mostly"})
    home.say(hoping, "bethan", "how", {"how_far_each.welsh.how_far": "there"}, "bethan")
    refused = home.move(hoping, "bethan", "it_is_there")
    assert "The person whose hope it is has not said that it is there." in refused


# -- a circle ---------------------------------------------------------------------------------------------------------


def test_a_circle_of_four_staff_waits_for_somebody_who_lives_here_or_family(home):
    case = home.begin("sian", "stories.circle")
    for name, voice in (("sian", "staff"), ("bethan", "staff"), ("owen", "staff"), ("huw", "kitchen")):
        home.seat(case, "sian", name, voice)
    home.move(case, "sian", "begin")
    for name in ("sian", "bethan", "owen", "huw"):
        home.say(case, name, "story_circle", {"which_story": "I do the shop."}, name)
    refused = home.move(case, "sian", "choose")
    assert "Nobody has been heard yet who speaks as: The person who lives here or Family or friend." in refused
    assert "Ask somebody who lives here" in refused


def test_two_people_who_live_here_may_sit_in_one_circle(home):
    case = home.begin("sian", "stories.circle")
    home.seat(case, "sian", "gwilym", "resident")
    home.seat(case, "sian", "dilys", "resident")
    words = home.as_("sian").words(case)
    assert "Gwilym Hughes" in words
    assert "Dilys Rees" in words


def test_a_circle_of_mixed_people_ends_with_what_to_do_more_of_and_sits_again_after_three_months(home):
    case = home.begin("sian", "stories.circle")
    home.seat(case, "sian", "dilys", "resident")
    home.move(case, "sian", "begin")
    home.say(case, "sian", "story_circle", {"which_story": "I do the shop.", "why_this_one": "He was heard."}, "dilys")
    home.move(case, "sian", "choose")
    more = {"chosen_story": "I do the shop.", "do_more_of": "Go out for real reasons."}
    home.say(case, "sian", "circle_learned", more)
    assert "Where we are: Until the next circle" in home.move(case, "sian", "done")
    assert "Time to look again" not in home.as_("dilys").words(case)
    home.later(days=93)
    assert "Time to look again: A story circle" in home.as_("dilys").words(case)
    page = home.as_("sian").post(f"{case}/move", {"transition": "next_circle"}, follow_redirects=True).text
    (following,) = {path for path in re.findall(r'href="(/h/hafan/cases/[0-9a-f]{32})"', page) if path != case}
    assert "Where we are: Who sits in the circle" in home.as_("sian").words(following)


# -- about me ---------------------------------------------------------------------------------------------------------


def _about_me(home, who, typed, name="gwilym"):
    form = {"voice": "resident", "subject": home.id(name)}
    return home.as_(who).fill_in("/h/hafan/forms/stories.about_me", form, typed)


def test_who_somebody_is_stands_on_their_page_in_their_own_words(home):
    _about_me(home, "bethan", {"call_me": "Gwil", "good_day": "Chapel and the paper."})
    words = home.as_("huw").words(f"/h/hafan/people/{home.id('gwilym')}")
    assert "Gwil" in words
    assert "Chapel and the paper." in words


def test_what_is_added_later_joins_what_was_said_before(home):
    _about_me(home, "bethan", {"call_me": "Gwil"})
    _about_me(home, "owen", {"call_me": "Gwil", "my_music": "Hymns, loud."})
    with home.house.store.read("hafan") as tx:
        assert len(list(tx.all("response", {"form": "about_me"}))) == 1
    words = home.as_("huw").words(f"/h/hafan/people/{home.id('gwilym')}")
    assert "Gwil" in words
    assert "Hymns, loud." in words
