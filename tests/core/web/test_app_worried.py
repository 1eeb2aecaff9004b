"""`I'm worried about someone`: for anybody, at any time, with or without a name; read only by those the home has named."""

from __future__ import annotations

import pytest

from core import testing
from core.stores.protocol import HOST
from core.worries import MOST_AN_HOUR, Worry

HERE = "/h/hafan/worried"


@pytest.fixture
def somebody(house, app, cast):
    """Somebody who is not signed in."""
    return testing.browser(house, None, app)


def _write(browser, once: str = "o1", **more: str):
    return browser.post(HERE, {"words": "There was a bruise on her arm.", "once": once, **more})


def _kept(house):
    with house.store.read("hafan") as tx:
        return Worry.find(tx)


def test_the_link_is_on_every_page_also_before_signing_in(house, app, cast, somebody):
    assert 'href="/worried"' in somebody.get("/").text
    assert 'href="/worried"' in somebody.get("/no/such/page").text
    assert 'href="/worried"' in testing.browser(house, cast.accounts["dilys"], app).get("/h/hafan/").text


def test_with_one_home_the_link_leads_straight_to_its_page(somebody):
    assert somebody.get("/worried").location == HERE


def test_with_several_homes_one_chooses_and_members_go_to_their_own(house, app, cast, somebody):
    testing.home_with_cast(house, "bryn")
    page = somebody.get("/worried").text
    assert f'href="{HERE}"' in page
    assert 'href="/h/bryn/worried"' in page
    assert "phone 999" in page
    assert testing.browser(house, cast.accounts["huw"], app).get("/worried").location == HERE


def test_the_page_says_whom_to_turn_to_and_that_it_is_no_report(somebody):
    page = somebody.get(HERE).text
    for words in (
        "phone 999",
        "Writing here is not by itself a report to the authority.",
        "Mair Pritchard",
        "Ann Lloyd, responsible individual",
        "Cyngor Sir Enghraifft · 01000 000000",
        "you need not give your name",
    ):
        assert words in page


def test_a_worry_without_a_name_is_kept_and_thanked_for(house, somebody):
    answer = _write(somebody, about="Dilys")
    assert (answer.status_code, answer.location) == (303, f"{HERE}/heard")
    page = somebody.get(answer.location).text
    assert "Thank you for telling us" in page
    assert "What happens next" in page
    (worry,) = _kept(house)
    assert (worry.about, worry.words, worry.name) == ("Dilys", "There was a bruise on her arm.", "")


def test_nothing_says_who_was_signed_in_when_they_gave_no_name(house, app, cast):
    _write(testing.browser(house, cast.accounts["owen"], app))
    with house.store.read("hafan") as tx:
        kept = [str(record.body) for kind in ("worry", "event") for record in tx.all(kind)]
    wrote = [text for text in kept if "worr" in text or "bruise" in text]
    owen = (cast.people["owen"].id, cast.accounts["owen"], "Owen")
    assert len(wrote) == 2
    assert not any(mark in text for mark in owen for text in wrote)


def test_the_same_page_sent_twice_is_one_worry(house, somebody):
    for _ in range(2):
        assert _write(somebody, once="the same").status_code == 303
    assert len(_kept(house)) == 1


def test_an_empty_one_asks_for_a_few_words_and_keeps_the_rest(house, somebody):
    page = _write(somebody, words=" ", name="A neighbour", reach="01000 111111")
    assert page.status_code == 400
    assert 'value="A neighbour"' in page.text
    assert 'value="01000 111111"' in page.text
    assert _kept(house) == []


def test_one_that_is_too_long_is_shown_back_whole(house, somebody):
    page = _write(somebody, words="She said no. " * 2_000)
    assert page.status_code == 400
    assert page.text.count("She said no.") == 2_000


def test_a_flood_of_them_shows_the_telephone_instead_and_ends_after_an_hour(house, somebody):
    from core import worries

    for number in range(MOST_AN_HOUR):
        worries.write(house, "hafan", once=str(number), about="", words="again")
    page = _write(somebody)
    assert page.status_code == 429
    assert "Please phone." in page.text
    assert "There was a bruise on her arm." in page.text
    house.clock.forward(hours=1, seconds=1)
    assert _write(somebody).status_code == 303


@pytest.mark.parametrize("who", ["dilys", "carys", "alun", "bethan", "huw", "sian", "rhodri"])
def test_only_those_the_home_has_named_read_them(house, app, cast, somebody, who):
    _write(somebody, about="Dilys")
    browser = testing.browser(house, cast.accounts[who], app)
    assert browser.get("/h/hafan/worries").status_code == 404
    (worry,) = _kept(house)
    assert browser.post(f"/h/hafan/worries/{worry.id}").status_code == 404
    for path in ("/h/hafan/", "/h/hafan/people/"):
        page = browser.get(path).text
        assert "bruise" not in page
        assert "A worry was written down" not in page


def test_the_manager_finds_it_waiting_reads_it_and_says_so(house, app, cast, somebody):
    _write(somebody, about="Dilys", name="A neighbour")
    mair = testing.browser(house, cast.accounts["mair"], app)
    assert "A worry was written down" in mair.get("/h/hafan/").text
    page = mair.get("/h/hafan/worries").text
    assert "There was a bruise on her arm." in page
    assert "Written by A neighbour." in page
    (worry,) = _kept(house)
    assert mair.post(f"/h/hafan/worries/{worry.id}").location == "/h/hafan/worries"
    assert "Read by Mair Pritchard." in mair.get("/h/hafan/worries").text
    assert "A worry was written down" not in mair.get("/h/hafan/").text


def test_words_that_look_like_a_page_are_only_words(house, app, cast, somebody):
    _write(somebody, words="<script>alert(1)</script>", about="<b>Dilys</b>")
    page = testing.browser(house, cast.accounts["mair"], app).get("/h/hafan/worries").text
    assert "<script>alert" not in page
    assert "<b>Dilys" not in page


def test_a_home_that_is_not_there_has_no_such_page(somebody):
    assert somebody.get("/h/nowhere/worried").status_code == 404
    assert somebody.post("/h/nowhere/worried", {"words": "x", "once": "a"}).status_code == 404
    assert somebody.post(f"/h/{HOST}/worried", {"words": "x", "once": "a"}).status_code == 404


def test_before_the_first_home_the_page_still_says_what_to_do_in_danger(house, app):
    assert "phone 999" in testing.browser(house, None, app).get("/worried").text
