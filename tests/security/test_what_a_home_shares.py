"""What a home shares with the council: one thing that is about nobody by name, until a day or until it is taken back."""

from __future__ import annotations

import pytest

from core import shares, testing
from core.permissions import Mark
from core.shares import Share
from tests.security.conftest import SENSES
from tests.security.crawling import crawl

PAGE = "/h/hafan/shared"
GROUPS = f"/h/hafan/check-ins/{SENSES}/groups"


def _give(world, by: str = "mair", to: str = "quinn", row: str = "senses_group", **more: str):
    return world.browser(by).post(PAGE, {"row": row, "to": world.id(to), **more})


def test_the_council_reads_the_groups_once_the_home_shares_them_and_no_longer_once_it_is_taken_back(world):
    assert world.browser("quinn").get(GROUPS).status_code == 404
    assert _give(world).status_code == 303
    answer = world.browser("quinn").get(GROUPS)
    assert answer.status_code == 200
    assert "How the groups see it" in testing.read_words(answer)
    (share,) = world.find(Share)
    assert world.browser("mair").post(f"/h/hafan/shared/{share.id}/back").status_code == 303
    assert world.browser("quinn").get(GROUPS).status_code == 404


def test_it_ends_after_its_last_day(world):
    assert _give(world, until="2026-06-03").status_code == 303
    world.clock.forward(days=2)
    assert world.browser("quinn").get(GROUPS).status_code == 200
    world.clock.forward(days=1)
    assert world.browser("quinn").get(GROUPS).status_code == 404


def test_it_opens_that_one_thing_and_nothing_about_anybody(world):
    before = set(crawl(world.browser("quinn"), ("/h/hafan/",)))
    _give(world)
    after = crawl(world.browser("quinn"), ("/h/hafan/",))
    new = {path for path in set(after) - before if not path.endswith("/back")}  # where it can be laid down again
    assert new == {GROUPS, GROUPS.replace(SENSES, "senses.good_events")}
    for name in ("dilys", "gwilym", "bethan"):
        assert world.people["hafan", name].name not in after[GROUPS]


def test_it_opens_nothing_in_another_home(world):
    _give(world)
    assert world.browser("quinn", "bryn").get(GROUPS.replace("hafan", "bryn")).status_code == 404


@pytest.mark.parametrize("who", ["bethan", "sian", "dilys", "carys", "huw", "quinn", "ivor", "sam", "rhodri"])
def test_only_those_who_decide_for_the_home_share_what_is_the_homes(world, who):
    assert world.browser(who).get(PAGE).status_code == 404
    assert _give(world, by=who).status_code == 404
    assert not world.find(Share)


@pytest.mark.parametrize(
    "row", ["senses_one", "cwtch_mine", "safeguarding", "audit", "stories", "day_wheel", "", "x" * 900]
)
def test_what_is_about_somebody_is_not_the_homes_to_give(world, row):
    answer = _give(world, row=row)
    assert answer.status_code == 422
    assert "Choose what to share, and with whom." in testing.read_words(answer)
    assert not world.find(Share)


@pytest.mark.parametrize("to", ["carys", "dilys", "bethan", "sam"])
def test_it_goes_to_nobody_whose_place_does_not_wait_for_it(world, to):
    assert _give(world, to=to).status_code == 422
    assert not world.find(Share)


@pytest.mark.parametrize("until", ["2026-05-31", "tomorrow", "2026-02-30"])
def test_a_last_day_that_has_gone_by_is_asked_for_again_and_what_was_chosen_stays(world, until):
    answer = _give(world, until=until)
    assert answer.status_code == 422
    assert "Choose a last day that is still to come" in testing.read_words(answer)
    assert f'value="{world.id("quinn")}" selected' in answer.text


def test_whoever_it_was_given_to_may_lay_it_down(world):
    _give(world)
    (share,) = world.find(Share)
    assert "The group picture of the six senses" in world.browser("quinn").get("/h/hafan/who-may-see").text
    assert world.browser("ivor").post(f"/h/hafan/shared/{share.id}/back").status_code == 404
    assert world.browser("quinn").post(f"/h/hafan/shared/{share.id}/back").status_code == 303
    assert world.browser("quinn").get(GROUPS).status_code == 404


def test_no_row_that_names_people_is_a_homes_to_give(world):
    """Whatever a home may share with the council is told apart from a person's gift, and shows ten people at least."""
    rows = shares.home_gifts(world.house.catalogue("hafan").matrix)
    assert [row.id for row in rows] == ["senses_group"]
    for row in rows:
        assert not row.gift
        assert row.may["authority"] == Mark(see="when", when="share", at_least=10)


def test_the_page_speaks_welsh(world):
    manager = world.browser("mair")
    manager.post("/language", {"lang": "cy"})
    assert "Yr hyn mae ein cartref yn ei rannu" in testing.read_words(manager.get(PAGE))
