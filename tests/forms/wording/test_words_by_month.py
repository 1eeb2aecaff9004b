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


def test_a_month_of_one_writer_is_not_shown(written):
    house, _cast = written
    with house.store.read("hafan") as tx:
        assert months.months(tx) == ()
