"""Words by month: counted once, after the answer is safe, and without a way from a word to a person."""

from __future__ import annotations

import pytest

from core import outbox, testing
from core.records import Event
from forms.wording import months


@pytest.fixture
def written():
    """A home where Bethan has sent one note with an old word in it."""
    house = testing.house()
    cast = testing.home_with_cast(house, modules=["words", "senses"])
    browser = testing.browser(house, cast.accounts["bethan"])
    path = browser.post("/h/hafan/forms/senses.moment", {"subject": cast.people["dilys"].id}).location
    browser.post(path, {"_at": "_all", "_go": "send", "_live": "1", "what_happened": "Wandering again."})
    return house, cast


def kept(house):
    with house.store.read("hafan") as tx:
        (month,) = months.WordsMonth.find(tx)
    return month


def test_hearing_of_the_same_answer_twice_counts_it_once(written):
    house, _cast = written
    with house.store.tx("hafan", actor="test", purpose="again") as tx:
        (event,) = [one for one in Event.find(tx) if one.what == "answered"]
        tx.put("event", event.id, {**event.body(), "told": False}, expect=event.revision)
    outbox.deliver(house, "hafan")
    assert (kept(house).answers, kept(house).old) == (1, {"wandering": 1})


def test_a_month_knows_who_wrote_at_all_and_not_who_wrote_what(written):
    house, cast = written
    bethan = cast.people["bethan"].id
    month = kept(house)
    assert month.writers == (bethan,)
    assert bethan not in str((month.old, month.new))


def write(house, cast, who, words="Walking again."):
    browser = testing.browser(house, cast.accounts[who])
    path = browser.post("/h/hafan/forms/senses.moment", {"subject": cast.people["dilys"].id}).location
    browser.post(path, {"_at": "_all", "_go": "send", "_live": "1", "what_happened": words})


def months_in(house, now):
    with house.store.read("hafan") as tx:
        return [one.month for one in months.months(tx, now)]


@pytest.fixture
def five(written):
    """The same home once five people have written."""
    house, cast = written
    for who in ("owen", "huw", "sian", "mair"):
        write(house, cast, who)
    return house, cast


def test_a_month_of_one_writer_is_never_shown(written):
    house, _cast = written
    assert months_in(house, "2026-07") == []


def test_a_month_is_shown_once_it_is_over(five):
    house, _cast = five
    assert months_in(house, "2026-07") == ["2026-06"]


def test_what_changes_while_somebody_watches_is_not_shown(five):
    """Whoever looked before and after a note was sent would read off what stood in it."""
    house, cast = five
    manager = testing.browser(house, cast.accounts["mair"])
    before = manager.get("/h/hafan/pictures/word_garden").text
    write(house, cast, "bethan", "She refused, and was sundowning.")
    after = manager.get("/h/hafan/pictures/word_garden").text
    assert "<main" in before
    assert after.partition("<main")[2] == before.partition("<main")[2]


def test_once_enough_have_written_nobody_is_remembered_as_a_writer(five):
    house, _cast = five
    assert (kept(house).writers, kept(house).enough) == ((), True)


def test_a_month_in_which_too_few_have_written_is_forgotten_when_the_next_begins(written):
    house, cast = written
    house.clock.forward(days=31)
    write(house, cast, "owen")
    assert kept(house).id == "2026-07"


def test_so_many_events_are_remembered_and_no_more(written, monkeypatch):
    house, cast = written
    monkeypatch.setattr(months, "REMEMBERED", 2)
    for _time in range(3):
        write(house, cast, "owen")
    assert len(kept(house).heard) == 2
    assert kept(house).answers == 4
