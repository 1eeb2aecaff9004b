"""Homes, the modules they use, and the people in them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core import homes, testing
from core.homes import HomeError
from core.house import TOOLS
from core.records import Event, Person, Tools
from core.stores.protocol import Conflict, NotFound


@pytest.fixture
def house():
    return testing.house()


@pytest.fixture
def cast(house):
    return testing.home_with_cast(house, modules=())


def _tools(house) -> Tools:
    with house.store.read("hafan") as tx:
        return Tools.need(tx, TOOLS)


def _happened(house) -> list[str]:
    with house.store.read("hafan") as tx:
        return [event.what for event in Event.find(tx)]


def test_a_home_gets_a_short_name_from_its_own(house):
    assert homes.create_home(house, {"en": "Tŷ'r Afon", "cy": "Tŷ'r Afon"}).id == "ty_r_afon"
    assert len(homes.create_home(house, {"en": "Tŷ'r Afon"}).id) == 32
    assert len(homes.create_home(house, {"en": "日本"}).id) == 32


def test_a_new_home_has_every_module_switched_on(house):
    made = homes.create_home(house, {"en": "Hafan"}, id="hafan")
    assert _tools(house).modules == homes.installed_modules(house)
    assert house.home("hafan").title.said("cy") == made.title.said("en") == "Hafan"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"zone": "Europe/Cardiff"}, "time zone"),
        ({"zone": "../etc/passwd"}, "time zone"),
        ({"modules": ["exchanges_of"]}, "no module"),
    ],
)
def test_a_home_that_cannot_be_is_refused_in_a_sentence(house, more, words):
    with pytest.raises(HomeError, match=words):
        homes.create_home(house, {"en": "Hafan"}, **more)
    assert house.homes() == []


def test_a_home_needs_a_name(house):
    with pytest.raises(HomeError, match="name"):
        homes.create_home(house, {"en": " "})


def test_two_homes_never_share_a_short_name(house, cast):
    with pytest.raises(HomeError, match="already"):
        homes.create_home(house, {"en": "Another"}, id="hafan", modules=())


def test_a_role_that_is_not_there_is_refused_with_the_nearest(house, cast):
    with pytest.raises(HomeError, match="did you mean 'manager'"):
        homes.add_person(house, "hafan", "New", ("manger",))
    with pytest.raises(HomeError, match="there is no team 'night'; did you mean 'nights'"):
        homes.add_person(house, "hafan", "New", ("care_staff",), teams=("night",))
    with pytest.raises(HomeError, match="needs a name"):
        homes.add_person(house, "hafan", "  ", ("care_staff",))


def test_everybody_is_listed_by_name(house, cast):
    names = [person.name for person in homes.people(house, "hafan")]
    assert names == sorted(names)
    assert len(names) == len(cast.people)
    with pytest.raises(NotFound):
        homes.people(house, "nowhere")


def test_somebody_of_another_home_is_not_here(house, cast):
    other = testing.home_with_cast(house, "bryn", modules=())
    assert homes.person(house, "hafan", other.people["huw"].id) is None
    assert homes.person(house, "nowhere", cast.people["huw"].id) is None
    assert homes.person(house, "hafan", cast.people["huw"].id).name == "Huw Pugh"


def test_a_stale_change_of_a_person_is_refused(house, cast):
    owen = homes.person(house, "hafan", cast.people["owen"].id)
    homes.change_person(house, "hafan", replace(owen, teams=("days",)), "mair")
    with pytest.raises(Conflict):
        homes.change_person(house, "hafan", replace(owen, name="Owain"), "mair")


def test_the_last_manager_cannot_be_taken_away(house, cast):
    mair = homes.person(house, "hafan", cast.people["mair"].id)
    with pytest.raises(HomeError, match="at least one manager"):
        homes.change_person(house, "hafan", replace(mair, roles=("host",)), "mair")
    sian = homes.person(house, "hafan", cast.people["sian"].id)
    homes.change_person(house, "hafan", replace(sian, roles=("host", "manager")), "mair")
    assert homes.change_person(house, "hafan", replace(mair, roles=("host",)), "mair").roles == ("host",)


def test_going_to_hospital_is_an_event_and_going_twice_is_one(house, cast):
    dilys = cast.people["dilys"].id
    homes.set_status(house, "hafan", dilys, "hospital", "bethan")
    assert homes.set_status(house, "hafan", dilys, "hospital", "bethan").status == "hospital"
    with house.store.read("hafan") as tx:
        (event,) = [event for event in Event.find(tx) if event.what == "status"]
    assert (event.about, event.data) == ({"person": dilys}, {"status": "hospital", "before": "here"})
    with pytest.raises(HomeError, match="gone"):
        homes.set_status(house, "hafan", dilys, "gone", "bethan")


def test_an_account_is_only_given_to_somebody_who_is_there(house, cast):
    with pytest.raises(NotFound):
        homes.give_account(house, "hafan", "nobody", cast.accounts["huw"])


def test_a_home_says_whom_to_turn_to(house, cast):
    homes.set_worried(house, "hafan", {"lead": "Siân"}, "mair")
    assert house.home("hafan").worried == {"lead": "Siân"}


# -- modules -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def modules(house):
    """One installed module that needs another: (the needing one, the needed one)."""
    for one in homes.installed_modules(house):
        needed = homes.needed_by(house, one)
        if needed:
            return one, needed[0]
    pytest.fail("no bundled module needs another any more: this test needs a new pair")


def test_switching_a_module_on_brings_what_it_needs(house, cast, modules):
    needing, needed = modules
    tools = homes.switch_module(house, "hafan", needing, True, "mair", _tools(house).revision)
    assert {needing, needed} <= set(tools.modules)
    assert any(one.pack == needing for one in house.catalogue("hafan").definitions.values())


def test_a_module_that_another_needs_stays_on(house, cast, modules):
    needing, needed = modules
    homes.switch_module(house, "hafan", needing, True, "mair", _tools(house).revision)
    with pytest.raises(HomeError, match=needing):
        homes.switch_module(house, "hafan", needed, False, "mair", _tools(house).revision)


def test_a_module_switched_off_leaves_the_home_and_its_kept_definitions_stay(house, cast, modules):
    needed = modules[1]
    homes.switch_module(house, "hafan", needed, True, "mair", _tools(house).revision)
    published = next(one for one in house.catalogue("hafan").definitions.values() if one.pack == needed)
    with house.store.tx("hafan", actor="mair", purpose="test") as tx:
        hash = house.keep_snapshot(tx, published.snapshot)
    homes.switch_module(house, "hafan", needed, False, "mair", _tools(house).revision)
    assert house.catalogue("hafan").definitions.get(published.ref) is None
    with house.store.read("hafan") as tx:
        assert house.definition(tx, hash).id == published.definition.id


def test_a_switch_on_a_page_that_was_read_too_long_ago_is_refused(house, cast, modules):
    needed = modules[1]
    read = _tools(house).revision
    homes.switch_module(house, "hafan", needed, True, "mair", read)
    with pytest.raises(Conflict):
        homes.switch_module(house, "hafan", needed, False, "sian", read)


def test_switching_on_what_is_on_changes_nothing(house, cast, modules):
    needed = modules[1]
    homes.switch_module(house, "hafan", needed, True, "mair", _tools(house).revision)
    before = _tools(house)
    homes.switch_module(house, "hafan", needed, True, "mair", before.revision)
    assert _tools(house) == before
    assert _happened(house).count("module_on") == 1


def test_what_happens_to_people_and_tools_is_kept_as_events(house, cast):
    assert set(_happened(house)) == {"home_created", "person_added", "account_given"}


def test_a_person_comes_back_from_the_store_as_they_were(house, cast):
    with house.store.read("hafan") as tx:
        carys = Person.need(tx, cast.people["carys"].id)
    assert carys == cast.people["carys"]
    assert carys.of == (cast.people["dilys"].id,)
