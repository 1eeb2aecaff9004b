"""Homes in which people are asked how things are, and short ways to answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import pytest
from flask import Flask

from core import homes, outbox, testing
from core.catalogue import Published
from core.clock import HandClock
from core.contributions import Asking
from core.house import House
from core.records import Person
from core.stores.memory import MemoryStore
from forms.checkins import asking
from forms.checkins.series import BY_OTHERS
from forms.drafts import compiled_of
from forms.model import CheckIn
from forms.records import Response
from forms.responses import Given, answer

REF = "senses.six_senses"


@dataclass
class Asked:
    """A home with the six senses, a clock moved by hand, and everybody in it by a short name."""

    house: House
    clock: HandClock
    home_id: str
    people: dict[str, Person] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)

    @property
    def published(self) -> Published:
        """The check-in as the home has it."""
        found = self.house.catalogue(self.home_id).get("check_in", REF)
        assert found is not None
        return found

    @property
    def check_in(self) -> CheckIn:
        """Its definition."""
        made: CheckIn = self.published.definition
        return made

    def add(self, name: str, role: str, **more: Any) -> Person:
        """Somebody more."""
        made = homes.add_person(self.house, self.home_id, name.title(), (role,), **more)
        self.people[name] = made
        return made

    def says(self, who: str, values: Mapping[str, str], by: str | None = None, **more: Any) -> Response:
        """Somebody answers some questions now; `by` writes it down, `how`, `sure` and `declined` as they are."""
        how = more.get("how", "said" if by else "written")
        published = self.published
        with self.house.store.tx(self.home_id, actor=who, purpose="test") as tx:
            person = Person.need(tx, self.people[who].id)
            writer = Person.need(tx, self.people[by or who].id)
            people = self.house.catalogue(self.home_id, tx).people
            voice = asking.own_voice(person, people)
            assert voice is not None
            draft = asking.begin(
                self.house,
                self.home_id,
                tx,
                published,
                writer=writer,
                person=person,
                voice=voice,
                subject=person.id if voice == "resident" else None,
                way="noticed" if how in BY_OTHERS else "own",
                everything=True,
            )
            compiled = compiled_of(self.house, self.home_id, tx, draft.form_hash)
            every = tuple((one.id, one.name) for one in Person.find(tx))
            made = answer(
                self.house,
                self.home_id,
                tx,
                draft=draft,
                compiled=compiled,
                values=values,
                declined=more.get("declined", {}),
                given=Given(how=how, sure=more.get("sure", "sure")),
                asking=Asking("en", every),
            )
        outbox.deliver(self.house, self.home_id)
        return made

    @cached_property
    def app(self) -> Flask:
        """The application of this house."""
        return testing.app(self.house)

    def browser(self, who: str) -> testing.Browser:
        """A browser at which somebody is signed in."""
        return testing.browser(self.house, self.accounts[who], self.app)

    def page(self, *parts: str) -> str:
        """The path of a page of the check-in: `page("groups")`, `page("person", "dilys")`."""
        names = [self.people[part].id if part in self.people else part for part in parts]
        return f"/h/{self.home_id}/check-ins/{REF}/{'/'.join(names)}"


@pytest.fixture(scope="session")
def loaded() -> House:
    """Every plugin and pack, read once: each test has a store and a clock of its own."""
    return testing.house()


@pytest.fixture
def asked(loaded: House) -> Asked:
    """The small cast, on Monday 6 July 2026."""
    clock = HandClock(datetime(2026, 7, 6, 9, 0, tzinfo=UTC))
    house = House(loaded.plugins, loaded.installed, MemoryStore(clock), clock)
    cast = testing.home_with_cast(house, modules=["senses", "exchange"])
    return Asked(house, clock, cast.home.id, dict(cast.people), dict(cast.accounts))


ALL = (
    "feels_safe",
    "feels_like_my_life",
    "belongs_here",
    "something_to_get_up_for",
    "something_went_well",
    "matters_here",
)


@pytest.fixture
def everything() -> Callable[..., dict[str, str]]:
    """The same answer to all six questions, but for those that are named."""
    return lambda value="good", **others: {**dict.fromkeys(ALL, value), **others}
