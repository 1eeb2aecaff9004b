"""Forms that stand alone, in a replayed story: filled in through the same services as a page."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core import replay, testing
from core.clock import HandClock
from core.house import House
from core.records import Person
from core.replay import World
from forms import alone_story
from forms.records import Response
from forms.wording import months


@pytest.fixture(scope="module")
def replayed() -> House:
    house = testing.house(clock=HandClock(datetime(2026, 11, 23, 9, 0, tzinfo=UTC)))
    replay.replay_all(house)
    return house


def test_what_emrys_says_of_himself_is_his_own_view_written_down_by_carys(replayed: House) -> None:
    with replayed.store.read("hafan_y_gilfach") as tx:
        names = {one.id: one.name for one in Person.find(tx)}
        kept = Response.find(tx, {"ref": "words.words_mine"})
    emrys = next(one for one in kept if names[one.person or ""] == "Emrys Bowen")
    said = emrys.last("call_me")
    assert said is not None
    assert (said.value, said.how, names[said.written_by]) == ("Em", "said", "Carys Bowen")
    assert (emrys.case, emrys.seat) == (None, f"resident-{emrys.person}")


def test_the_word_garden_of_the_demo_home_has_months_to_show(replayed: House) -> None:
    with replayed.store.read("hafan_y_gilfach") as tx:
        shown = months.months(tx, replayed.clock.now().isoformat()[:7])
    assert len(shown) >= 2
    assert "wandering" in {word for month in shown for word in month.old}


def test_a_form_that_a_conversation_asks_is_not_filled_in_alone(replayed: House) -> None:
    clock = HandClock()
    world = World(replayed, "hafan_y_gilfach", clock, lambda week, day: clock.at.date())
    with pytest.raises(ValueError, match=r"no form 'exchange\.my_view' stands alone"):
        alone_story.run(world, {"write": "exchange.my_view", "by": "bethan"})
