"""Worries: read by the two on the home's list and nobody else, and never by the one they may be about."""

from __future__ import annotations

import re

import pytest

from core import accounts, homes, testing, worries
from core.records import Person
from core.replay import replay_all
from core.worries import MOST_A_DAY, Worry
from tests.security.crawling import crawl

LIST = "/h/hafan/worries/readers"
WORDS = "zqabouthafanmanagerzq"


@pytest.fixture
def two(world):
    """Mair leads; Ann, who is responsible for the home, is the second; Mair has named both."""
    ann = homes.add_person(world.house, "hafan", "Ann Lloyd", ("manager",))
    account = accounts.create(world.house, "ann.hafan")
    world.people["hafan", "ann"] = homes.give_account(world.house, "hafan", ann.id, account.id)
    world.accounts["hafan", "ann"] = account.id
    assert _name(world, "mair", "ann").status_code == 303
    yield world
    del world.people["hafan", "ann"], world.accounts["hafan", "ann"]


def _name(world, lead: str, second: str, by: str = "mair"):
    with world.house.store.read("hafan") as tx:
        kept = worries.Readers.get(tx, worries.LIST)
    data = {
        "lead": world.id(lead) if lead else "",
        "second": world.id(second) if second else "",
        "revision": str(kept.revision if kept else 0),
    }
    return world.browser(by).post(LIST, data)


def _raise(world, kept_from: str = "", once: str = "o1"):
    data = {"words": WORDS, "once": once, "kept_from": world.id(kept_from) if kept_from else ""}
    return world.stranger().post("/h/hafan/worried", data)


def test_both_on_the_list_read_what_is_sent_to_both(two):
    _raise(two)
    for who in ("mair", "ann"):
        assert WORDS in two.browser(who).get("/h/hafan/worries").text


def test_a_worry_about_the_lead_reaches_the_second_and_nobody_else(two):
    assert _raise(two, kept_from="mair").status_code == 303
    for who in two.names():
        assert (WORDS in two.browser(who).get("/h/hafan/worries").text) is (who == "ann"), who


def test_the_lead_sees_no_count_no_link_and_no_page_that_gives_away_a_worry_about_them(two):
    mair = two.browser("mair")
    worries.mark_read(two.house, "hafan", two.kept["hafan", "worry"], two.people["hafan", "mair"])

    def look() -> dict[str, str]:
        pages = {path: mair.get(path).text for path in ("/h/hafan/", "/h/hafan/worries", LIST, "/h/hafan/household")}
        return {path: re.sub(r'name="csrf_token" value="[^"]*"', "", text) for path, text in pages.items()}

    before = look()
    _raise(two, kept_from="mair")
    assert look() == before
    assert not any(WORDS in text for text in crawl(mair, ["/h/hafan/"], most=60).values())


def test_the_lead_cannot_say_to_have_read_a_worry_that_was_kept_from_them(two):
    _raise(two, kept_from="mair")
    (worry,) = [one for one in two.find(Worry) if one.words == WORDS]
    assert two.browser("mair").post(f"/h/hafan/worries/{worry.id}").status_code == 404
    assert two.browser("ann").post(f"/h/hafan/worries/{worry.id}").status_code == 303


def test_a_manager_who_is_not_on_the_list_reads_none(two):
    _raise(two)
    homes.add_person(two.house, "hafan", "Ceri", ("manager",), id="ceri")
    account = accounts.create(two.house, "ceri.hafan")
    homes.give_account(two.house, "hafan", "ceri", account.id)
    two.accounts["hafan", "ceri"] = account.id
    ceri = two.browser("ceri")
    del two.accounts["hafan", "ceri"]
    assert ceri.get("/h/hafan/worries").status_code == 404
    assert "A worry was written down" not in ceri.get("/h/hafan/").text
    assert ceri.get(LIST).status_code == 200


def test_what_was_kept_from_somebody_stays_so_when_the_two_change_places(two):
    _raise(two, kept_from="mair")
    assert _name(two, "ann", "mair").status_code == 303
    assert WORDS not in two.browser("mair").get("/h/hafan/worries").text
    assert WORDS in two.browser("ann").get("/h/hafan/worries").text


def test_no_list_leaves_a_worry_without_a_reader(two):
    _raise(two, kept_from="mair")
    for lead, second in (("mair", ""), ("mair", "mair"), ("", "ann"), ("mair", "bethan"), ("dilys", "ann")):
        assert _name(two, lead, second).status_code == 422, (lead, second)
    assert WORDS in two.browser("ann").get("/h/hafan/worries").text


def test_with_a_new_second_the_old_one_reads_no_more_and_the_new_one_reads_what_is_open(two):
    _raise(two, kept_from="mair")
    cai = homes.add_person(two.house, "hafan", "Cai", ("manager",))
    two.people["hafan", "cai"] = cai
    assert _name(two, "mair", "cai").status_code == 303
    del two.people["hafan", "cai"]
    assert two.browser("ann").get("/h/hafan/worries").status_code == 404
    assert WORDS in [one.words for one in worries.newest_first(two.house, "hafan", cai)]


def test_a_list_that_somebody_else_changed_meanwhile_is_shown_as_it_is_now(two):
    page = two.browser("mair").post(LIST, {"lead": two.id("ann"), "second": two.id("mair"), "revision": "0"})
    assert page.status_code == 409
    assert "Somebody else changed the list meanwhile." in page.text


def test_only_a_manager_names_who_reads(two):
    for who in two.names():
        assert (two.browser(who).get(LIST).status_code == 200) is (who in ("mair", "ann")), who


def test_whoever_reads_worries_stays_a_manager_and_here_until_another_is_named(two):
    mair = two.browser("mair")
    ann = two.people["hafan", "ann"]
    data = {"name": "Ann Lloyd", "roles": "care_staff", "languages": "en", "revision": str(ann.revision)}
    changed = mair.post(f"/h/hafan/household/{ann.id}", data)
    left = mair.post(f"/h/hafan/household/{ann.id}/left")
    for page in (changed, left):
        assert page.status_code == 422
        assert "They read the worries of this home." in page.text


def test_a_worry_that_nobody_else_could_read_is_shown_back_with_the_telephone(world):
    page = _raise(world, kept_from="mair")
    assert page.status_code == 422
    assert WORDS in page.text
    assert "Please phone." in page.text


def test_a_home_that_has_named_nobody_has_its_first_manager_read_them(world):
    homes.add_person(world.house, "hafan", "Ceri", ("manager",))
    with world.house.store.read("hafan") as tx:
        assert worries.readers(tx).readers == (world.id("mair"),)


def test_the_page_offers_the_second_way_before_signing_in_and_names_who_reads(two):
    page = two.stranger().get("/h/hafan/worried").text
    assert "Only Ann Lloyd, not Mair Pritchard: it may be about Mair Pritchard" in page
    assert "Mair Pritchard and Ann Lloyd" in page


def test_patience_does_not_fill_the_disk_and_what_was_typed_is_shown_back(world):
    for number in range(MOST_A_DAY - 1):
        if number % 50 == 0:
            world.clock.forward(hours=1, seconds=1)
        worries.write(world.house, "hafan", once=str(number), about="", words="again")
    world.clock.forward(hours=1, seconds=1)
    page = _raise(world)
    assert page.status_code == 429
    assert WORDS in page.text
    assert world.browser("owen").post("/h/hafan/worried", {"words": WORDS, "once": "in"}).status_code == 303
    world.clock.forward(days=1)
    assert _raise(world).status_code == 303


def test_the_pretend_home_has_named_its_two_and_says_since_when():
    house = testing.house()
    replay_all(house)
    account = accounts.named(house, "ffion")
    assert account is not None
    page = testing.browser(house, account.id).get("/h/hafan_y_gilfach/worries/readers").text
    assert "pan wnaed y cartref" in page
    with house.store.read("hafan_y_gilfach") as tx:
        named = [Person.need(tx, id).name for id in worries.readers(tx).readers]
    assert named == ["Ffion", "Heulwen"]
