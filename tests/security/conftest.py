"""Two homes full of marked words, built once; each test gets them as they were."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask

from core import accounts, homes, outbox, testing, worries
from core.clock import HandClock
from core.contributions import Asking
from core.house import House
from core.records import Person
from core.stores.memory import MemoryStore
from forms.checkins import asking
from forms.checkins.signals import Offer
from forms.drafts import begin, compiled_of
from forms.records import Draft, Response
from forms.responses import Given, answer
from workflows import runner, seats
from workflows.records import Case

HOMES = ("hafan", "bryn")
MODULES = ("exchange", "risk_benefit", "senses")
SENSES = "senses.six_senses"
MORE = {
    # who: role, and whom they are there for
    "nia": ("attorney", "dilys"),
    "geraint": ("attorney", "gwilym"),
    "aled": ("practitioner", "dilys"),
    "priya": ("practitioner", "gwilym"),
    "eleri": ("family", "gwilym"),
    "quinn": ("authority", None),
    "ivor": ("inspector", None),
    "sam": ("system_admin", None),
}


@dataclass
class World:
    """Two homes, everybody in them by (home, short name), and what is kept there by (home, what)."""

    house: House
    app: Flask
    clock: HandClock
    people: dict[tuple[str, str], Person] = field(default_factory=dict)
    accounts: dict[tuple[str, str], str] = field(default_factory=dict)
    kept: dict[tuple[str, str], str] = field(default_factory=dict)

    def id(self, name: str, home: str = "hafan") -> str:
        """A person's id."""
        return self.people[home, name].id

    def browser(self, name: str, home: str = "hafan") -> testing.Browser:
        """A browser at which somebody is signed in."""
        return testing.browser(self.house, self.accounts[home, name], self.app)

    def stranger(self) -> testing.Browser:
        """A browser at which nobody is signed in."""
        return testing.browser(self.house, None, self.app)

    def names(self, home: str = "hafan") -> list[str]:
        """Everybody of a home."""
        return [name for where, name in self.people if where == home]

    def case(self, which: str = "exchange", home: str = "hafan") -> Case:
        """A conversation as it is kept."""
        with self.house.store.read(home) as tx:
            return Case.need(tx, self.kept[home, which])

    def url(self, which: str = "exchange", home: str = "hafan") -> str:
        """The address of a conversation."""
        return f"/h/{home}/cases/{self.kept[home, which]}"

    def seat(self, name: str, which: str = "exchange", home: str = "hafan") -> str:
        """The seat somebody has at a conversation."""
        return self.case(which, home).seats_of(self.id(name, home))[0].id

    def find(self, kind: type[Any], home: str = "hafan") -> list[Any]:
        """Every record of a kind."""
        with self.house.store.read(home) as tx:
            found: list[Any] = kind.find(tx)
        return found

    def at_step(self, step: str, which: str = "exchange", home: str = "hafan", **more: Any) -> Case:
        """Put a conversation at a step, whatever its rules say."""
        from dataclasses import replace

        with self.house.store.tx(home, actor="test", purpose="test") as tx:
            return replace(Case.need(tx, self.kept[home, which]), step=step, **more).keep(tx)

    def send(
        self, form: str, seat: str, by: str, values: Mapping[str, Any], which: str = "exchange", home: str = "hafan",
        how: str = "written",
    ) -> Response:  # fmt: skip
        """Somebody sends a form of a conversation; `seat` is a person's short name or `together`."""
        with self.house.store.tx(home, actor=by, purpose="test") as tx:
            case = Case.need(tx, self.kept[home, which])
            own = None if seat == "together" else case.seats_of(self.id(seat, home))[0]
            draft = begin(
                self.house, home, tx,
                ref=case.forms[form]["ref"], form_hash=case.forms[form]["hash"], subject=case.subject, case=case.id,
                form=form, seat=own.id if own else "together", voice=own.voice if own else "",
                person=own.person if own else None, occasion="", writer=self.id(by, home), back={},
            )  # fmt: skip
            return self._answered(tx, home, draft, values, how)

    def says(self, who: str, values: Mapping[str, Any], by: str | None = None, home: str = "hafan") -> Response:
        """Somebody answers the six senses of themselves; `by` writes it down."""
        with self.house.store.tx(home, actor=who, purpose="test") as tx:
            catalogue = self.house.catalogue(home, tx)
            published = catalogue.get("check_in", SENSES)
            assert published is not None
            person, writer = Person.need(tx, self.id(who, home)), Person.need(tx, self.id(by or who, home))
            voice = asking.own_voice(person, catalogue.people) or ""
            draft = asking.begin(
                self.house, home, tx, published, writer=writer, person=person, voice=voice,
                subject=person.id if voice == "resident" else None, way="own", everything=True,
            )  # fmt: skip
            made = self._answered(tx, home, draft, values, "said" if by else "written")
        outbox.deliver(self.house, home)
        return made

    def _answered(self, tx: Any, home: str, draft: Draft, values: Mapping[str, Any], how: Any) -> Response:
        compiled = compiled_of(self.house, home, tx, draft.form_hash)
        every = tuple((one.id, one.name) for one in Person.find(tx))
        return answer(
            self.house, home, tx, draft=draft, compiled=compiled, values=values, declined={},
            given=Given(how=how), asking=Asking("en", every),
        )  # fmt: skip


def _fill(world: World, home: str) -> None:
    cast = testing.home_with_cast(world.house, home, modules=MODULES)
    for name, person in cast.people.items():
        world.people[home, name] = person
        world.accounts[home, name] = cast.accounts[name]
    for name, (role, whom) in MORE.items():
        of = (world.id(whom, home),) if whom else ()
        person = homes.add_person(world.house, home, f"{name.title()} of {home}", (role,), of=of)
        account = accounts.create(world.house, f"{name}.{home}")
        world.accounts[home, name] = account.id
        world.people[home, name] = homes.give_account(world.house, home, person.id, account.id)
    for which, ref in (
        ("exchange", "exchange.exchange"),
        ("choice", "risk_benefit.choice"),
        ("cwtch", "risk_benefit.cwtch"),
    ):
        case = runner.start(
            world.house, home, ref=ref, subject=world.id("dilys", home), by=world.id("bethan", home),
            about=mark(home, f"{which}-about"),
        )  # fmt: skip
        world.kept[home, which] = case.id
        for name, voice in (("bethan", "staff"), ("carys", "family")):
            give(world, home, which, name, voice)
    _speak(world, home)


def give(world: World, home: str, which: str, name: str, voice: str) -> None:
    """Somebody gets a place at a conversation."""
    bethan, person = world.id("bethan", home), world.id(name, home)
    runner.change(
        world.house, home, world.kept[home, which], bethan, "seat",
        lambda view: seats.give_seat(view, f"{name}_{which}", voice, person, bethan),
    )  # fmt: skip


def mark(home: str, what: str) -> str:
    """Words that are found wherever they come out."""
    return f"zq{home}{what.replace('-', '')}zq"


def _speak(world: World, home: str) -> None:
    def marked(what: str) -> str:
        return mark(home, what)

    sent = {
        "carys_view": world.send(
            "my_view", "carys", "carys", {"going_well": marked("carys-view"), "keep_private": marked("carys-private")}, home=home
        ),
        "bethan_view": world.send(
            "my_view", "bethan", "bethan", {"going_well": marked("bethan-view"), "keep_private": marked("bethan-private")}, home=home
        ),
        "dilys_view": world.send(
            "my_view", "dilys", "bethan", {"going_well": marked("dilys-view"), "keep_private": marked("dilys-private")}, home=home, how="said"
        ),
        "choice_want": world.send("choice_want", "dilys", "bethan", {"wish": marked("dilys-wish")}, "choice", home, "said"),
        "choice_look": world.send(
            "choice_look", "carys", "carys", {"worries": [{"row": "w1", "answers": {"worry": marked("carys-worry")}}]}, "choice", home
        ),
        "cwtch_mine": world.send("cwtch_mine", "dilys", "bethan", {"safe_place": marked("dilys-cwtch")}, "cwtch", home, "said"),
        "cwtch_ours": world.send("cwtch_ours", "bethan", "bethan", {"rather_not": marked("bethan-ours")}, "cwtch", home),
        "dilys_senses": world.says(
            "dilys", {"feels_safe": "not_good", "more_security": marked("dilys-senses")}, "bethan", home
        ),
        "gwilym_senses": world.says("gwilym", {"feels_safe": "good", "more_security": marked("gwilym-senses")}, home=home),
        "bethan_senses": world.says("bethan", {"feels_safe": "not_good", "more_security": marked("bethan-senses")}, home=home),
        "carys_senses": world.says("carys", {"feels_safe": "unsure", "more_security": marked("carys-senses")}, home=home),
    }  # fmt: skip
    world.kept |= {(home, key): one.id for key, one in sent.items()}
    outbox.deliver(world.house, home)
    worries.write(world.house, home, once=home, about="Dilys", words=marked("worry"))
    world.kept[home, "worry"] = next(one.id for one in world.find(worries.Worry, home))
    world.kept[home, "offer"] = next(one.id for one in world.find(Offer, home) if one.person == world.id("dilys", home))
    with world.house.store.tx(home, actor="test", purpose="test") as tx:
        case = Case.need(tx, world.kept[home, "exchange"])
        own = case.seats_of(world.id("carys", home))[0]
        draft = begin(
            world.house, home, tx,
            ref=case.forms["share_back"]["ref"], form_hash=case.forms["share_back"]["hash"], subject=case.subject,
            case=case.id, form="share_back", seat=own.id, voice="family", person=own.person, occasion="",
            writer=world.id("carys", home), back={"endpoint": "today"},
        )  # fmt: skip
        from dataclasses import replace

        draft = replace(draft, typed={**draft.typed, "common_ground": (marked("carys-draft"),)}).keep(tx)
    world.kept[home, "draft"] = draft.id


QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a real hash costs is looked at elsewhere."""
    monkeypatch.setattr(accounts, "_HASHER", QUICK)
    monkeypatch.setattr(accounts, "_NOBODY", QUICK.hash("nobody at all"))


@pytest.fixture(scope="session")
def built() -> World:
    """Both homes, made once."""
    clock = HandClock()
    house = testing.house(clock=clock, store=MemoryStore(clock))
    made = World(house, testing.app(house), clock)
    for home in HOMES:
        _fill(made, home)
    return made


@pytest.fixture
def world(built: World) -> World:
    """The two homes as they were made, for one test to do with as it likes."""
    store = built.house.store
    assert isinstance(store, MemoryStore)
    before = copy.deepcopy(store._homes)
    at, kept = built.clock.at, dict(built.kept)
    yield built
    store._homes = before
    built.clock.at, built.kept = at, kept
    built.house._catalogues.clear()
