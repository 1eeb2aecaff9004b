"""Hafan y Gilfach for fourteen weeks: twenty-four people live there, each comes in as themselves, and one tablet goes round."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from core import accounts, homes, testing
from core.clock import HandClock
from core.records import Person
from core.stores.protocol import Store
from tests.journeys.cast import WORRIED
from tests.security.crawling import crawl, links

MONDAY = datetime(2026, 4, 27, 8, 0, tzinfo=UTC)
"""The Monday of week 0. The eighth week ends a calendar quarter, so that in the fourteenth it is over."""
PASSPHRASE = "paned-a-chacen-ar-y-sul"
MODULES = (
    "exchange", "risk_benefit", "senses", "leap", "community_map", "words", "activities", "stories", "relationships", "wales",
)  # fmt: skip
LIVE_HERE: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "emrys": ("Emrys Bowen", ("bethan", "kofi", "marek")),
    "mair": ("Mair Pugh", ("bethan", "sian")),
    "dilys": ("Dilys Rees", ("elin",)),
    "idris": ("Idris Vaughan", ("kofi", "bethan")),
    "norah": ("Norah Keane", ("sian", "marek")),
    "gwilym": ("Gwilym Price", ("bethan",)),
}
NEIGHBOURS = (
    "Olwen Morgan", "Iolo Jenkins", "Bronwen Lloyd", "Hywel Evans", "Peggy Thomas", "Arwel Griffiths", "Menna Richards",
    "Ivor Watkins", "Nesta Powell", "Cledwyn Harris", "Beti Phillips", "Trefor Rowlands", "Gwladys Owen", "Meurig Ellis",
    "Eluned Parry", "Ronnie Beynon", "Eirlys Davies", "Haydn Roberts",
)  # fmt: skip
"""The other eighteen whose home it is."""
EVERYBODY_ELSE: Mapping[str, tuple[str, tuple[str, ...], Mapping[str, Any]]] = {
    "bethan": ("Bethan", ("care_staff", "host"), {"teams": ("days",)}),
    "elin": ("Elin", ("care_staff",), {"teams": ("days",)}),
    "kofi": ("Kofi", ("care_staff",), {"teams": ("nights",)}),
    "marek": ("Marek", ("kitchen",), {"teams": ("kitchen_and_house",)}),
    "sian": ("Siân", ("kitchen",), {"teams": ("kitchen_and_house",)}),
    "ffion": ("Ffion", ("manager",), {"teams": ("office",)}),
    "glyn": ("Glyn", ("volunteer",), {}),
    "carys": ("Carys Bowen", ("family",), {"of": ("emrys",)}),
    "aled": ("Aled", ("practitioner",), {"of": ("emrys",)}),
    "meinir": ("Meinir", ("practitioner",), {"of": ("emrys",)}),
    "priya": ("Priya", ("practitioner",), {"of": ("emrys",)}),
    "council": ("Rhodri of the council", ("authority",), {}),
}
SENSES = "/h/hafan/check-ins/senses.six_senses"


class Hafan(testing.Lived):
    """The home of the thread, in English unless it says otherwise; what was seen on the way is kept in `seen`."""

    def __init__(self, store: Store | None = None, clock: HandClock | None = None) -> None:
        self.clock = clock or HandClock(MONDAY)
        self.house = testing.house(clock=self.clock, store=store)
        self.cast = self._move_in()
        self.app = testing.app(self.house)
        self._browsers = {}
        self._came_at: dict[str, datetime] = {}
        self.tablet = testing.browser(self.house, None, self.app)
        self.seen: dict[str, str] = {}
        self.cases: dict[str, str] = {}

    def _move_in(self) -> testing.Cast:
        home = homes.create_home(
            self.house,
            {"en": "Hafan y Gilfach", "cy": "Hafan y Gilfach"},
            id="hafan",
            modules=MODULES,
            worried=WORRIED,
        )
        people: dict[str, Person] = {}
        ids: dict[str, str] = {}
        first = None

        def add(key: str, name: str, roles: tuple[str, ...], **more: Any) -> None:
            nonlocal first
            named = {one: tuple(people[who].id for who in more[one]) for one in ("of", "circle") if one in more}
            people[key] = homes.add_person(self.house, home.id, name, roles, **{**more, **named})
            made = accounts.create(self.house, f"{key}.hafan", PASSPHRASE, same_as=first)
            first = first or made
            ids[key] = made.id
            people[key] = homes.give_account(self.house, home.id, people[key].id, made.id)

        those_with_family = {key: one for key, one in EVERYBODY_ELSE.items() if "of" in one[2]}
        for key, (name, roles, more) in EVERYBODY_ELSE.items():
            if key not in those_with_family:
                add(key, name, roles, **more)
        for key, (name, circle) in LIVE_HERE.items():
            add(key, name, ("resident",), circle=circle, languages=("en",) if key == "norah" else ("cy", "en"))
        for key, (name, roles, more) in those_with_family.items():
            add(key, name, roles, **more)
        for name in NEIGHBOURS:
            people[name] = homes.add_person(self.house, home.id, name, ("resident",))
        return testing.Cast(home, people, ids)

    # -- the time, and the tablet ------------------------------------------------------------------------------------

    def at(self, week: int, day: int = 1, hour: float = 9) -> None:
        """It is this hour of this day (Monday is 1) of this week; the clock never goes back."""
        then = MONDAY + timedelta(weeks=week, days=day - 1, hours=hour - 9)
        assert then >= self.clock.at, f"week {week} would come after what has happened already"
        self.clock.at = then

    def a_moment_later(self, minutes: float = 5) -> None:
        """A few minutes go by."""
        self.clock.forward(minutes=minutes)

    def hand_over(self, to: str) -> testing.Browser:
        """The shared tablet goes to somebody else, who signs in on it with their own pass phrase."""
        self.tablet.post("/sign-out")
        answer = self.tablet.post("/sign-in", {"name": f"{to}.hafan", "password": PASSPHRASE})
        assert answer.status_code == 303, testing.read_words(answer)
        self.tablet.post("/language", {"lang": "en"})
        return self.tablet

    def as_(self, name: str) -> testing.Browser:
        """Somebody at a browser of their own; every few hours they sign in anew."""
        came = self._came_at.get(name)
        found = super().as_(name)
        if came is None or self.clock.at - came > timedelta(hours=4):
            found.sign_in(self.cast.accounts[name])
            self._came_at[name] = self.clock.at
        return found

    # -- writing -----------------------------------------------------------------------------------------------------

    def people(self, *names: str) -> dict[str, Any]:
        """Several people, as a question for people takes them."""
        return {"id": [self.id(name) for name in names]}

    def person(self, name: str) -> dict[str, Any]:
        """One person, as a question for a person takes them."""
        return {"id": self.id(name)}

    def day(self, week: int, day: int = 1) -> dict[str, str]:
        """A day of a week, as the three boxes of a date take it."""
        then = MONDAY + timedelta(weeks=week, days=day - 1)
        return {"day": str(then.day), "month": str(then.month), "year": str(then.year)}

    def write(self, who: str, form: str, about: str, typed: Mapping[str, Any], voice: str = "") -> None:
        """A form that stands alone, filled in and sent by somebody."""
        begin = {"voice": voice, **({"subject": self.id(about)} if about else {})}
        self._sent(self.as_(who).fill_in(f"/h/hafan/forms/{form}", begin, typed))

    def ask(self, who: str, about: str, typed: Mapping[str, Any], way: str = "together") -> None:
        """How are things? Asked of somebody who lives here, all six senses on one page or in turn."""
        self._sent(self.as_(who).fill_in(f"{SENSES}/ask/{self.id(about)}", {"way": way, "pages": "all"}, typed))

    def answers_for_themselves(self, who: str, typed: Mapping[str, Any]) -> None:
        """How are things? Somebody's own answers."""
        self._sent(self.as_(who).fill_in(f"{SENSES}/mine", {"way": "own", "pages": "all"}, typed))

    def _sent(self, answer: Any) -> None:
        assert "/heard/" in answer.headers.get("Location", ""), testing.read_words(answer)

    def open(self, who: str, ref: str, about: str = "", **places: str) -> str:
        """A conversation that somebody begins, with a place for each of these (who=voice)."""
        case = self.begin(who, ref, about)
        for name, voice in places.items():
            self.seat(case, who, name, voice)
        return case

    # -- reading -----------------------------------------------------------------------------------------------------

    def reads(self, who: str, path: str) -> str:
        """What a page says to somebody; "" where it is not there for them."""
        answer = self.as_(who).get(path, follow_redirects=True)
        return testing.read_words(answer) if answer.status_code == 200 else ""

    def page_of(self, who: str) -> str:
        """The address of somebody's own page."""
        return f"/h/hafan/people/{self.id(who)}"

    def everything(self, case: str, who: str) -> str:
        """All that a conversation says to somebody: its page, and each page of answers that it leads to."""
        page = self.as_(who).get(case).text
        paths = sorted(set(re.findall(r'href="(/h/hafan/answers/[0-9a-f]+)"', page)))
        return " ".join((self.reads(who, case), *(self.reads(who, path) for path in paths)))

    def about_emrys(self, who: str) -> str:
        """All that somebody reads about Emrys: his page, where it leads, and his conversations with all their answers."""
        own = self.as_(who).get(self.page_of("emrys")).text
        his = [
            path for path in sorted(links(own)) if "/papers/" in path or "/check-ins/" in path or "/answers/" in path
        ]
        cases = [self.cases[name] for name in ("plan", "exchange", "choice", "cwtch", "story") if name in self.cases]
        return "\n".join(
            (
                self.reads(who, self.page_of("emrys")),
                *(self.reads(who, path) for path in his),
                *(self.everything(case, who) for case in cases),
            )
        )

    def wherever(self, who: str) -> dict[str, str]:
        """Every page that somebody comes to by following links from their first one: its address and its words."""
        found = crawl(self.as_(who), ("/h/hafan/",), most=600)
        return {path: html.unescape(re.sub(r"<[^>]+>", " ", text)) for path, text in found.items()}

    def sent(self, form: str, about: str = "", voice: str = "") -> list[Mapping[str, Any]]:
        """What is kept of a form: every response as it is stored, oldest first."""
        with self.house.store.read("hafan") as tx:
            found: Iterable[Any] = [record.body for record in tx.all("response", {"form": form})]
        mine = [one for one in found if not about or one["subject"] == self.id(about)]
        return sorted((one for one in mine if not voice or one["voice"] == voice), key=lambda one: str(one["sent_at"]))
