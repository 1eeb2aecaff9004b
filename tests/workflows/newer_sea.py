"""A home over one store whose pack is replaced by a newer one, as an upgrade does: the walk to the sea, before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from core import testing
from core.clock import HandClock
from core.house import House
from core.plugins import Plugins
from core.replay import World
from core.stores.memory import MemoryStore
from tests.workflows.conftest import FORMS, WALK
from workflows import runner, story
from workflows.records import Case
from workflows.view import CaseView

PACK = """
pack: sea
title: {en: The sea, cy: Y môr}
version: 1.0.0
languages: [en, cy]
needs: {packs: [home]}
keeps: {answers: 1 year}
"""
OPEN = "audience: leap\npages:"
"""Whom the answers of the walk's forms are for, in this pack."""


_LOADED: dict[tuple[tuple[str, str], ...], House] = {}


def _loaded(folder: Path, texts: tuple[tuple[str, str], ...]) -> House:
    """A house with these texts as its pack, loaded once for all tests."""
    if texts not in _LOADED:
        pack = folder / "sea"
        pack.mkdir(exist_ok=True)
        for name, text in (*texts, ("pack", PACK)):
            (pack / f"{name}.yaml").write_text(text, encoding="utf-8")
        made = testing.house(plugins_dir=folder)
        assert made.installed.catalogue.get("workflow", "sea.walk"), made.installed.problems
        _LOADED[texts] = made
    return _LOADED[texts]


@dataclass
class Shore:
    """The home and its people; `upgrade` puts a newer pack in the place of the old one."""

    folder: Path
    clock: HandClock = field(default_factory=HandClock)
    world: World = field(init=False)
    cast: testing.Cast = field(init=False)

    def __post_init__(self) -> None:
        self.store = MemoryStore(self.clock)
        house = self._house({})
        self.cast = testing.home_with_cast(house, modules=["sea"])
        people = {key: person.id for key, person in self.cast.people.items()}
        self.world = World(house, "hafan", house.clock, lambda week, day: date(2026, 6, day), people=people)

    def _house(self, changes: Mapping[str, tuple[tuple[str, str], ...]]) -> House:
        texts = {"walk": WALK.replace("subject: resident\n", "subject: resident\naudience: leap\n")}
        texts |= {id: text.replace("pages:", OPEN) for id, text in FORMS.items()}
        for name, replaced in changes.items():
            for old, new in replaced:
                assert old in texts[name], old
                texts[name] = texts[name].replace(old, new)
        loaded = _loaded(self.folder, tuple(sorted(texts.items())))
        found = Plugins(loaded.plugins.hooks, list(loaded.plugins.states), list(loaded.plugins.folders))
        return House(found, loaded.installed, self.store, self.clock)

    @property
    def house(self) -> House:
        return self.world.house

    def upgrade(self, **changes: tuple[tuple[str, str], ...]) -> None:
        """The same pack with these texts replaced: definition → (before, after)."""
        self.world = replace(self.world, house=self._house(changes))

    def begin(self, name: str = "walk", about: str = "dilys") -> str:
        story.start(self.world, {"start": "sea.walk", "subject": about, "by": "sian", "as": name})
        return self.id(name)

    def id(self, name: str = "walk") -> str:
        return str(self.world.cases[name])

    def say(self, form: str, values: Mapping[str, Any], seat: str = "together", name: str = "walk") -> None:
        told = {"case": name, "by": "sian", "answer": form, "seat": seat, "values": values, "how": "said"}
        story.send(self.world, told)

    def move(self, way: str, name: str = "walk") -> None:
        story.move(self.world, {"case": name, "by": "sian", "move": way})

    def to_planning(self, name: str = "walk", about: str = "dilys") -> str:
        """A walk that stands where it is planned, with a plan and the mark of whose it is."""
        id = self.begin(name, about)
        self.say("wish", {"wish": "The sea"}, about, name)
        self.move("look", name)
        self.say("look", {"view": "I know the way."}, about, name)
        self.move("plan_it", name)
        self.say("plan", {"what": "Tuesdays"}, name=name)
        return id

    def case(self, id: str) -> Case:
        return self.view(id).case

    def view(self, id: str) -> CaseView:
        with self.house.store.read("hafan") as tx:
            return runner.view(self.house, self.house.home("hafan"), tx, id)
