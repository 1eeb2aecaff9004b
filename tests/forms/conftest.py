"""A home that has switched on a pack with every kind of question, and one whose forms know each other."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from core import testing
from core.clock import HandClock
from core.contributions import Asking
from core.house import House
from core.records import Person
from core.stores.memory import MemoryStore
from core.testing import Browser, Cast
from forms.answers import Reading, read
from forms.compiled import Compiled, compile_form
from forms.records import Draft, Response

PACKS = Path(__file__).parents[1] / "packs"
KINDS = "every_kind.all_kinds"
TODAY = date(2026, 6, 1)


@pytest.fixture(scope="session")
def pack_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("forms") / "plugins"
    for pack in ("every_kind", "together"):
        shutil.copytree(PACKS / pack, folder / pack)
    return folder


@pytest.fixture(scope="session")
def built_house(pack_folder: Path) -> House:
    """Packs are loaded and checked once: that takes longer than any of these tests."""
    return testing.house(plugins_dir=pack_folder)


@pytest.fixture(scope="session")
def built_app(built_house: House) -> Flask:
    return testing.app(built_house)


@pytest.fixture
def the_house(built_house: House) -> House:
    """The house with nothing kept in it yet."""
    built_house.clock = HandClock()
    built_house.use(MemoryStore(built_house.clock))
    for known in (built_house._catalogues, built_house._definitions, built_house._shelves):
        known.clear()
    return built_house


@pytest.fixture
def cast(the_house: House) -> Cast:
    return testing.home_with_cast(the_house, modules=["every_kind", "together"])


@pytest.fixture
def the_app(the_house: House, built_app: Flask) -> Flask:
    return built_app


@pytest.fixture
def come(the_house: House, cast: Cast, the_app: Flask) -> Callable[[str], Browser]:
    """Somebody of the cast at a browser."""
    return lambda who: testing.browser(the_house, cast.accounts[who], the_app)


@pytest.fixture
def carys(come: Callable[[str], Browser]) -> Browser:
    return come("carys")


@pytest.fixture
def bethan(come: Callable[[str], Browser]) -> Browser:
    return come("bethan")


@pytest.fixture
def dilys(come: Callable[[str], Browser]) -> Browser:
    return come("dilys")


@pytest.fixture
def mair(come: Callable[[str], Browser]) -> Browser:
    return come("mair")


@pytest.fixture(scope="session")
def all_kinds(built_house: House) -> Compiled:
    """The form with every kind of question, its rules checked."""
    around = built_house.installed.surroundings
    return compile_form(around.definitions[KINDS].definition, around.question_types(), around.people)


@pytest.fixture(scope="session")
def understood(all_kinds: Compiled) -> Callable[..., Reading]:
    """What was typed into that form, understood; each value is one text or several."""

    def understand(typed: Mapping[str, Any] | None = None, voice: str = "resident", **names: Any) -> Reading:
        given = {**(typed or {}), **names}
        posted = {name: (value,) if isinstance(value, str) else tuple(value) for name, value in given.items()}
        asking = Asking("en", (("p1", "Gwilym"), ("p2", "Mot")))
        return read(all_kinds, posted, asking, voice=voice, today=TODAY)

    return understand


@dataclass
class Room:
    """The home as a test uses it: begin a form, look at what is kept."""

    house: House
    cast: Cast
    drafts: dict[str, str] = field(default_factory=dict)

    def begin(self, browser: Browser, voice: str = "", about: str | None = "dilys", ref: str = KINDS) -> str:
        """The path of a new draft; without a voice the writer's own view."""
        form = {"voice": voice, **({"subject": self.cast.people[about].id} if about else {})}
        answer = browser.post(f"/h/hafan/forms/{ref}", form)
        assert answer.status_code == 303, f"{answer.status} instead of a draft"
        return str(answer.location)

    def draft(self, path: str) -> Draft:
        """The draft of a path, as it is kept."""
        with self.house.store.read("hafan") as tx:
            return Draft.need(tx, path.split("?")[0].rpartition("/")[2])

    def all_drafts(self) -> list[Draft]:
        """Every draft there is."""
        with self.house.store.read("hafan") as tx:
            return Draft.find(tx)

    def responses(self) -> list[Response]:
        """Everything that was sent."""
        with self.house.store.read("hafan") as tx:
            return Response.find(tx, order="sent_at")

    def person(self, key: str) -> Person:
        """Somebody of the cast."""
        return self.cast.people[key]


@pytest.fixture
def room(the_house: House, cast: Cast) -> Room:
    return Room(the_house, cast)


Typed = Mapping[str, Any]


@pytest.fixture
def post() -> Callable[..., Any]:
    """Post a page of a draft as the browser would: where it is, which button, what was typed."""

    def send(browser: Browser, path: str, at: str, go: str, typed: Typed | None = None, **more: Any) -> Any:
        page = browser.get(f"{path}?at={at}").text
        hidden = {name: page.split(f'name="{name}" value="', 1)[1].split('"', 1)[0] for name in ("_tab", "_seen")}
        button = {} if go.startswith("_") else {"_go": go}
        if go.startswith("_"):
            name, _, value = go.partition("=")
            button = {name: value}
        return browser.post(path, {**hidden, "_at": at, **button, **(typed or {})}, **more)

    return send
