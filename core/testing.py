"""The test kit, for plugin authors and for our own tests: a house in memory, a home with people in it, and a browser.

the_house = testing.house(plugins_dir=here)
cast = testing.home_with_cast(the_house)
browser = testing.browser(the_house, cast.accounts["bethan"])
page = browser.get(f"/h/{cast.home.id}/")
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core import accounts, homes
from core.clock import Clock, HandClock
from core.house import House, open_house
from core.plugins import Plugins
from core.records import Home, Person
from core.settings import Settings
from core.stores.memory import MemoryStore
from core.stores.protocol import Store
from core.web.app import create_app
from core.web.asking import COOKIE

HERE = "http://localhost"
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def settings(plugins_dir: Path | None = None, strict: bool = False, **more: Any) -> Settings:
    """Settings of a house that keeps nothing on a disk."""
    return Settings(data=Path("nowhere"), store="memory:", plugins_dir=plugins_dir, strict=strict, **more)


def house(
    *, plugins_dir: Path | None = None, strict: bool = False, clock: Clock | None = None, store: Store | None = None
) -> House:
    """A house in memory with a clock that you move by hand (1 June 2026, 9:00 UTC), or around your own store or clock."""
    clock = clock or HandClock()
    store = store or MemoryStore(clock)
    if plugins_dir is not None or strict:
        return open_house(settings(plugins_dir, strict), store, clock)
    loaded = _loaded()
    found = Plugins(loaded.plugins.hooks, list(loaded.plugins.states), list(loaded.plugins.folders))
    return House(found, loaded.installed, store, clock)


@lru_cache(maxsize=1)
def _loaded() -> House:
    """The bundled plugins, loaded once for all houses of a test run: what is loaded never changes."""
    clock = HandClock()
    return open_house(settings(), MemoryStore(clock), clock)


def app(the_house: House, **more: Any) -> Flask:
    """The web application of a house; faults are shown as pages, as in real use."""
    return create_app(the_house, settings(**more))


class Browser:
    """Somebody at a browser: keeps cookies, and sends the token of its own pages along with every post."""

    def __init__(self, client: FlaskClient, the_house: House) -> None:
        self.client = client
        self.house = the_house

    def sign_in(self, account_id: str) -> None:
        """Be signed in, without the time that hashing a password takes."""
        self.client.set_cookie(COOKIE, accounts.open_sign_in(self.house, account_id))

    def sign_out(self) -> None:
        """Forget the sign-in on this side only."""
        self.client.delete_cookie(COOKIE)

    def get(self, path: str, **more: Any) -> TestResponse:
        """The page at a path."""
        return self.client.get(path, buffered=True, **more)

    def token(self) -> str:
        """A token for posts, read from a page."""
        found = _TOKEN.search(self.client.get("/sign-in").text)
        assert found is not None, "the page had no token"
        return found[1]

    def post(self, path: str, data: Mapping[str, Any] | None = None, **more: Any) -> TestResponse:
        """Send a form as a page of ours would; `follow_redirects=True` goes on to the page after it."""
        form = {"csrf_token": self.token(), **(data or {})}
        headers = {"Origin": HERE, **more.pop("headers", {})}
        return self.client.post(path, data=form, headers=headers, buffered=True, **more)

    def words(self, path: str) -> str:
        """What a page says, without its markup; a page that is not there fails the test."""
        answer = self.get(path, follow_redirects=True)
        assert answer.status_code == 200, f"{answer.status} instead of {path}"
        return read_words(answer)

    def fill_in(self, path: str, begin: Mapping[str, Any], values: Mapping[str, Any]) -> TestResponse:
        """Begin a form with a post and answer it as its page would. A group is a list of rows, a person {id, name}.

        Rows that are asked about one by one are answered in the order of the page.
        """
        begun = self.post(path, begin)
        assert begun.status_code == 303, f"{begun.status} instead of a form"
        draft = begun.headers["Location"]
        rows: dict[str, list[str]] = {}
        for group, wanted in _groups(values):
            at = f"{draft}?at={group}"
            while 0 < len(here := _rows_on(self.get(at).text, group)) < len(wanted):
                self.post(draft, {"_at": group, "_add": group, f"{group}._row": here})
            assert len(here) == len(wanted), f"the page has {len(here)} rows of {group}, not {len(wanted)}"
            rows[group] = here
        typed = dict(_typed(values, rows))
        at = "_all" if 'value="_all"' in self.get(draft, follow_redirects=True).text else "_check"
        self.post(draft, {"_at": at, "_go": "save", **typed})
        return self.post(draft, {"_at": at, "_go": "send", **typed})

    def answer(self, case: str, form: str, values: Mapping[str, Any], seat: str = "together") -> TestResponse:
        """Answer a form of a case (by its address)."""
        return self.fill_in(f"{case}/answer", {"form": form, "seat": seat}, values)


def read_words(answer: TestResponse) -> str:
    """What an answer says, without its markup."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)))


def _groups(values: Mapping[str, Any]) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    for name, value in values.items():
        if isinstance(value, list) and value and isinstance(value[0], Mapping) and "name" not in value[0]:
            yield name, value


def _rows_on(page: str, group: str) -> list[str]:
    """The rows of a group on a page, in their order."""
    return list(dict.fromkeys(re.findall(rf'name="{group}\.([0-9a-z_]+)\.', page)))


def _typed(values: Mapping[str, Any], rows: Mapping[str, list[str]], before: str = "") -> Iterator[tuple[str, Any]]:
    """Input name and what is typed there, for answers as a test writes them."""
    for name, value in values.items():
        if name in rows:
            yield f"{name}._row", rows[name]
            for row, answers in zip(rows[name], value, strict=True):
                yield from _typed(answers, {}, f"{name}.{row}.")
        elif isinstance(value, Mapping):
            yield from ((f"{before}{name}.{part}", one or "") for part, one in value.items())
        else:
            yield f"{before}{name}", value


def browser(the_house: House, account_id: str | None = None, the_app: Flask | None = None) -> Browser:
    """A browser at a house; with an account, signed in."""
    made = Browser((the_app or app(the_house)).test_client(), the_house)
    if account_id is not None:
        made.sign_in(account_id)
    return made


@dataclass(frozen=True)
class Cast:
    """A home and who is in it: short name → person, and short name → account id."""

    home: Home
    people: Mapping[str, Person]
    accounts: Mapping[str, str]


def home_with_cast(the_house: House, id: str = "hafan", modules: Iterable[str] | None = None) -> Cast:
    """A small invented home. Dilys and Gwilym live there; Carys is Dilys's daughter and Alun her advocate; Bethan (in
    Dilys's circle) and Owen are care workers, Huw cooks, Siân leads conversations, Mair is the manager, Rhodri volunteers."""
    home = homes.create_home(
        the_house,
        {"en": "Hafan y Gilfach", "cy": "Hafan y Gilfach"},
        id=id,
        modules=modules,
        worried={
            "lead": "Mair Pritchard",
            "second": "Ann Lloyd, responsible individual",
            "authority": "Cyngor Sir Enghraifft",
            "authority_phone": "01000 000000",
        },
    )
    people: dict[str, Person] = {}

    def add(key: str, name: str, role: str, **more: Any) -> None:
        people[key] = homes.add_person(the_house, home.id, name, (role,), **more)

    add("bethan", "Bethan", "care_staff", teams=("days",))
    add("dilys", "Dilys Rees", "resident", languages=("cy", "en"), circle=(people["bethan"].id,))
    add("gwilym", "Gwilym Hughes", "resident")
    add("carys", "Carys Bowen", "family", of=(people["dilys"].id,))
    add("alun", "Alun", "advocate", of=(people["dilys"].id,))
    add("owen", "Owen", "care_staff", teams=("nights",))
    add("huw", "Huw Pugh", "kitchen", teams=("kitchen_and_house",))
    add("sian", "Siân", "host")
    add("mair", "Mair Pritchard", "manager", teams=("office",))
    add("rhodri", "Rhodri", "volunteer")
    ids = {}
    for key, person in people.items():
        ids[key] = accounts.create(the_house, f"{key}.{id}").id
        people[key] = homes.give_account(the_house, home.id, person.id, ids[key])
    return Cast(home, people, ids)


class Lived:
    """A home where a module is tried through its pages, as people would: whoever is named comes in, in English.

    home = testing.Lived("stories")
    case = home.begin("sian", "stories.story", about="gwilym")
    home.say(case, "sian", "story_change", {"called": "I do the shop."}, of="gwilym")
    home.move(case, "sian", "read_it_back")
    """

    def __init__(self, *modules: str) -> None:
        self.clock = HandClock()
        self.house = house(clock=self.clock)
        self.cast = home_with_cast(self.house, modules=modules)
        self.app = app(self.house)
        self._browsers: dict[str, Browser] = {}

    def id(self, name: str) -> str:
        """The person id of somebody."""
        return self.cast.people[name].id

    def also(self, name: str, role: str, of: str = "") -> None:
        """Somebody else with a role, perhaps there for somebody: an attorney, a visiting nurse, an inspector."""
        whom = (self.id(of),) if of else ()
        person = homes.add_person(self.house, self.cast.home.id, name.title(), (role,), of=whom)
        account = accounts.create(self.house, f"{name}.{self.cast.home.id}").id
        person = homes.give_account(self.house, self.cast.home.id, person.id, account)
        people, known = {**self.cast.people, name: person}, {**self.cast.accounts, name: account}
        self.cast = Cast(self.cast.home, people, known)

    def later(self, **span: float) -> None:
        """Time goes by (`days=7`). A sign-in does not last for days, so everybody comes in anew."""
        self.clock.forward(**span)
        self._browsers.clear()

    def as_(self, name: str) -> Browser:
        """Somebody at a browser of their own."""
        if name not in self._browsers:
            self._browsers[name] = browser(self.house, self.cast.accounts[name], self.app)
            self._browsers[name].post("/language", {"lang": "en"})
        return self._browsers[name]

    def begin(self, who: str, ref: str, about: str = "") -> str:
        """A new conversation, about or with somebody: the path of its page."""
        answer = self.as_(who).post("/h/hafan/cases/new", {"ref": ref, "subject": self.id(about) if about else ""})
        assert answer.status_code == 303, read_words(answer)
        return str(answer.headers["Location"])

    def seat(self, case: str, by: str, who: str, voice: str) -> None:
        """Somebody is given a place."""
        answer = self.as_(by).post(f"{case}/seat", {"voice": voice, "person": self.id(who)})
        assert answer.status_code == 303, read_words(answer)

    def place(self, case: str, by: str, form: str, of: str = "") -> str:
        """The place at which the page offers this form, of somebody or the first there is; "" where it offers none."""
        name = self.cast.people[of].name if of else ""
        card = ""
        found: dict[str, str] = {}
        tokens = re.finditer(
            r'class="voice__person">([^<]*)<|</section>|name="form" value="(\w+)"><input type="hidden" name="seat" value="(\w+)"',
            self.as_(by).get(case).text,
        )
        for one in tokens:
            card = "" if one[0] == "</section>" else one[1] if one[1] is not None else card
            if one[2] == form:
                found.setdefault(html.unescape(card), one[3])
        return found.get(name, "") if of else next(iter(found.values()), "")

    def say(self, case: str, by: str, form: str, typed: Mapping[str, Any], of: str = "") -> None:
        """A form of a conversation, filled in and sent."""
        place = self.place(case, by, form, of)
        assert place, f"the page of {case} offers {by} no '{form}' {of and f'of {of}'}"
        answer = self.as_(by).answer(case, form, typed, place)
        assert "/heard/" in answer.headers.get("Location", ""), read_words(answer)

    def move(self, case: str, who: str, way: str) -> str:
        """Somebody presses a way on: what the page says then."""
        return read_words(self.as_(who).post(f"{case}/move", {"transition": way}, follow_redirects=True))

    def sign(self, case: str, by: str, line: str = "voice:resident", how: str = "said") -> str:
        """A mark, noted down by whoever leads: what the page says then."""
        return read_words(self.as_(by).post(f"{case}/sign", {"line": line, "how": how}, follow_redirects=True))

    def status(self, by: str, who: str, status: str) -> None:
        """Somebody is in hospital, away, has died, or is here again."""
        self.as_(by).post(f"/h/hafan/people/{self.id(who)}/status", {"status": status})
