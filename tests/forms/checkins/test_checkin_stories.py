"""Check-ins in the demo homes: a story is replayed through the same services as a page."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core import replay, testing
from core.clock import HandClock
from core.house import House
from core.records import Person
from forms.checkins import asking, looking
from forms.checkins.groups import Shown
from forms.records import Response

REF = "senses.six_senses"


@pytest.fixture(scope="module")
def replayed() -> House:
    house = testing.house(clock=HandClock(datetime(2026, 11, 23, 9, 0, tzinfo=UTC)))
    replay.replay_all(house)
    return house


def test_every_check_in_of_a_story_is_kept_in_its_own_window(replayed: House) -> None:
    with replayed.store.read("hafan_y_gilfach") as tx:
        kept = Response.find(tx, {"ref": REF})
        mair = next(one for one in Person.find(tx) if one.name == "Mair Pugh")
    assert len({one.occasion for one in kept if one.person == mair.id}) == 5
    assert {one.case for one in kept} == {None}


def test_what_kofi_noticed_about_idris_has_a_seat_of_its_own(replayed: House) -> None:
    with replayed.store.read("hafan_y_gilfach") as tx:
        idris = next(one for one in Person.find(tx) if one.name == "Idris Vaughan")
        kept = Response.find(tx, {"ref": REF, "person": idris.id})
    assert kept
    assert all(one.seat != idris.id for one in kept)
    hows = {version.how for one in kept for versions in one.answers.values() for version in versions}
    assert hows == {"noticed"}


def test_the_groups_of_the_demo_home_can_be_looked_at(replayed: House) -> None:
    home = "hafan_y_gilfach"
    published = replayed.catalogue(home).get("check_in", REF)
    assert published is not None
    with replayed.store.read(home) as tx:
        found = looking.quarters(replayed, tx, replayed.catalogue(home, tx), published, asking.today_of(replayed, home))
    shown = [one.group for quarter in found for one in quarter.groups if isinstance(one, Shown)]
    assert {"resident", "family", "staff"} <= set(shown)
