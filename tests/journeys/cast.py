"""Hafan y Gilfach before anything has happened: the people of the stories, with nothing written down yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core import accounts, homes, outbox
from core.clock import HandClock
from core.house import House
from core.records import Home, Person
from core.replay import World
from core.story import step_of

HOME = "hafan"
PASSPHRASE = "paned-a-chacen-ar-y-sul"
WORRIED = {
    "lead": "Ffion",
    "second": "The person responsible for the home",
    "authority": "The council's safeguarding team (made up)",
    "authority_phone": "029 2018 0123",
}
EVERYBODY: Mapping[str, tuple[str, tuple[str, ...], Mapping[str, Any]]] = {
    "bethan": ("Bethan", ("care_staff", "host"), {"teams": ("days",)}),
    "kofi": ("Kofi", ("care_staff",), {"teams": ("nights",)}),
    "marek": ("Marek", ("kitchen",), {"teams": ("kitchen_and_house",)}),
    "ffion": ("Ffion", ("manager",), {"teams": ("office",)}),
    "emrys": ("Emrys Bowen", ("resident",), {"languages": ("cy", "en"), "circle": ("bethan", "kofi", "marek")}),
    "idris": ("Idris Vaughan", ("resident",), {"languages": ("cy",), "circle": ("kofi", "bethan")}),
    "norah": ("Norah Keane", ("resident",), {"languages": ("en",), "circle": ("marek",)}),
    "carys": ("Carys Bowen", ("family",), {"of": ("emrys",)}),
    "aled": ("Aled", ("practitioner",), {"of": ("emrys",)}),
    "priya": ("Priya", ("practitioner",), {"of": ("emrys",)}),
    "ruth": ("Ruth", ("advocate",), {"of": ("emrys", "idris")}),
}


@dataclass(frozen=True)
class Cast:
    """The home and who is in it: short name → person, and short name → account id."""

    house: House
    home: Home
    people: Mapping[str, Person]
    accounts: Mapping[str, str]

    def world(self) -> World:
        """Where the steps of a story can be taken by the same services as a page, to come to the middle of one."""
        assert isinstance(self.house.clock, HandClock)
        ids = {key: person.id for key, person in self.people.items()}
        return World(self.house, self.home.id, self.house.clock, lambda week, day: self.house.clock.now().date(), ids)

    def happen(self, world: World, events: Sequence[Mapping[str, Any]]) -> None:
        """Let these events of a story happen now, one after another."""
        steps = self.house.plugins.hooks.collected.of("story_steps")
        for event in events:
            step = step_of(event, steps)
            assert step is not None, f"nobody knows how to do {event}"
            step.run(world, event)
            outbox.deliver(self.house, self.home.id)


def move_in(house: House, id: str = HOME, modules: Sequence[str] = ("exchange", "risk_benefit", "senses")) -> Cast:
    """Everybody moves in and nothing has been said; Bethan and Ffion have pass phrases, all share one."""
    home = homes.create_home(
        house, {"en": "Hafan y Gilfach", "cy": "Hafan y Gilfach"}, id=id, modules=modules, worried=WORRIED
    )
    people: dict[str, Person] = {}
    ids: dict[str, str] = {}
    first = None
    for key, (name, roles, more) in EVERYBODY.items():
        named = {field: tuple(people[one].id for one in more[field]) for field in ("of", "circle") if field in more}
        people[key] = homes.add_person(house, home.id, name, roles, **{**more, **named})
        account = accounts.create(house, f"{key}.{id}", PASSPHRASE, same_as=first)
        first = first or account
        ids[key] = account.id
        people[key] = homes.give_account(house, home.id, people[key].id, account.id)
    return Cast(house, home, people, ids)


def listening(cast: Cast, *voices: str) -> str:
    """An exchange about Emrys that has come to listening, where these have a place too: the path of the case."""
    world = cast.world()
    kinds = {"carys": "family", "bethan": "staff", "marek": "kitchen", "aled": "practitioner"}
    invited = {
        "talk_about": "The door at ten in the morning",
        "round_table": [{"who_sits": {"id": "carys", "name": "Carys Bowen"}, "whose_view": "family"}],
        "language_offered": "yes",
    }
    about = {"by": "bethan", "case": "mornings"}
    cast.happen(
        world,
        [
            {"by": "bethan", "start": "exchange.exchange", "subject": "emrys", "as": "mornings"},
            *({**about, "seat": {"person": who, "voice": kinds[who]}} for who in voices),
            {**about, "answer": "invite", "seat": "together", "values": invited},
            {**about, "move": "invite_people"},
            {**about, "move": "begin_listening"},
        ],
    )
    return f"cases/{world.cases['mornings']}"
