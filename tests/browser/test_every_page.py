"""Every page there is, opened as a manager, a carer, a daughter and somebody who lives here, in English and in Welsh."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser

from core import accounts, homes, testing
from tests.browser.conftest import SAID_AT_THE_END, Overheard
from tests.browser.looking import SCREENS, TABLET, Faults, at_dusk, keep, look, speak
from tests.browser.site import Site
from tests.browser.walking import Stop, sample, walk

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HOME = "/h/hafan_y_gilfach/"
PEOPLE = ("manager", "carer", "daughter", "resident", "nobody")
LANGUAGES = ("en", "cy")
BUDGET = 240.0
"""Seconds this file may take on two cores; what it took is printed."""

NOT_OPENED = {
    "static": "files, not pages; their hashes are tested where they are made",
    "healthz": "a word for machines, without markup",
    "forms.words": "a piece of a page, which a draft puts beside its answers",
}
"""Routes that answer GET and are no pages, each with the reason why nobody looks at them here."""


@dataclass
class Walked:
    """What was opened, and what was found wrong: kind of fault → the fault in words → the pages that have it."""

    stops: dict[str, list[Stop]] = field(default_factory=dict)
    looked_at: list[tuple[str, Stop]] = field(default_factory=list)
    faults: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    seconds: float = 0.0

    def add(self, lang: str, stop: Stop, found: Faults) -> None:
        """Note what one page has wrong with it."""
        for kind, faults in found.items():
            for words in faults:
                self.faults.setdefault(kind, {}).setdefault(words, []).append(f"{stop.kind} {lang} {stop.path}")

    def said(self, kind: str) -> list[str]:
        """The faults of one kind, each once, with the pages that have it."""
        return [f"{words} — {len(on)} pages, first {on[0]}" for words, on in self.faults.get(kind, {}).items()]

    def count(self) -> str:
        """How much was walked, and how long it took."""
        by_markup = ", ".join(f"{name} {len(stops)}" for name, stops in self.stops.items())
        return (
            f"every page: {by_markup} read by markup; {len(self.looked_at)} looked at in the browser; "
            f"{self.seconds:.0f} s of a budget of {BUDGET:.0f} s"
        )


def _begun(site: Site, account: str, person: str) -> list[str]:
    """Drafts that somebody has begun, and a page that says it was heard: only a button leads to these."""
    browser = testing.browser(site.house, account, site.app)
    mine = f"{HOME}check-ins/senses.six_senses/mine"
    draft = browser.post(mine).location
    html = browser.get(f"{draft}?at=feels_safe").text
    face = re.search(r'name="(\w+)" value="good"', html)
    assert face is not None, f"the {person}'s check-in begins without faces"
    if 'value="_all"' in html:
        sent = browser.post(draft, {"_at": "_all", "_go": "send", face[1]: "good"})
    else:
        browser.post(draft, {"_at": face[1], "_go": "next", face[1]: "good"})
        sent = browser.post(draft, {"_at": "_check", "_go": "send"})
    again = browser.post(mine, {"pages": "all"}).location
    return [sent.location, again, f"{again}?at=_check"]


def _worry(site: Site) -> str:
    """A worry that somebody wrote without a name, for the pages that come after it."""
    browser = testing.browser(site.house, None, site.app)
    return str(
        browser.post(
            f"{HOME}worried", {"about": "Dilys", "words": "The man next door comes in.", "once": "one"}
        ).location
    )


@pytest.fixture(scope="session")
def walked(browser: Browser, demo_site: Site, pytestconfig: pytest.Config) -> Walked:
    """The whole walk, made once: every page by its markup, and one of every kind in the browser."""
    began = time.monotonic()
    site, done = demo_site, Walked()
    who = {
        name: site.account(account)
        for name, account in (("manager", "ffion"), ("carer", "bethan"), ("daughter", "carys"))
    }
    emrys = site.person("hafan_y_gilfach", "Emrys Bowen")
    who["resident"] = accounts.create(site.house, "emrys").id
    homes.give_account(site.house, "hafan_y_gilfach", emrys.id, who["resident"])
    seeds = {name: ["/", HOME, *_begun(site, account, name)] for name, account in who.items()}
    # Nothing is on an older version here, so that nothing leads to the page that brings it forward.
    seeds["manager"].append(f"{HOME}cases/newer")
    seeds["nobody"] = ["/", "/worried", _worry(site)]
    for name in PEOPLE:
        done.stops[name] = [stop for stop, _html in walk(site, name, who.get(name), seeds[name])]
    chosen = sample(stop for stops in done.stops.values() for stop in stops)
    overheard = Overheard()
    for lang in LANGUAGES:
        for name in PEOPLE:
            context = browser.new_context(
                viewport=TABLET, locale="en-GB", reduced_motion="reduce", service_workers="block"
            )
            overheard.listen(context)
            page = context.new_page()
            if name in who:
                site.sign_in(context, who[name])
            speak(page, site.url, lang)
            for stop in (one for one in chosen if one.who == name):
                site.go(page, stop.path)
                done.looked_at.append((lang, stop))
                done.add(lang, stop, look(page, lang))
                if lang == "en":
                    done.add(lang, stop, at_dusk(page))
                done.add(lang, stop, {"noise": overheard.unexpected()})
                overheard.said.clear()
                overheard.foreign.clear()
                if lang == ("cy" if "resident" in stop.kind else "en"):
                    keep(page, "page-" + re.sub(r"[^A-Za-z_.]+", "-", stop.kind) + f"-{lang}")
            context.close()
    done.seconds = time.monotonic() - began
    every = [f"{kind}: {words}" for kind in done.faults for words in done.said(kind)]
    (SCREENS / "every-page.txt").write_text("\n".join(every) + "\n", encoding="utf-8")
    pytestconfig.stash.setdefault(SAID_AT_THE_END, []).append(done.count())
    return done


def test_everybody_reaches_pages_in_both_languages(walked: Walked) -> None:
    counts = {name: len(stops) for name, stops in walked.stops.items()}
    assert all(counts[name] > 10 for name in PEOPLE if name != "nobody")


def test_every_route_is_opened_or_says_why_not(walked: Walked, demo_site: Site) -> None:
    routes = {rule.endpoint for rule in demo_site.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    opened = {demo_site.endpoint(stop.path) for stops in walked.stops.values() for stop in stops}
    assert sorted(routes - opened - NOT_OPENED.keys()) == []
    assert sorted(opened & NOT_OPENED.keys()) == []


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("frame", "a language, a title, one heading of the first level, and the way for whoever is worried"),
        ("sideways", "no page scrolls sideways on a telephone"),
        ("cut", "no word leaves the box it stands in"),
        ("tangled", "no label of a picture lies over another"),
        ("over", "nothing to press lies over another"),
        ("thumb", "everything to press is as big as a thumb, and bigger for those whose home it is"),
        ("fine", "no word is smaller than people read with ease"),
        ("english", "a page in Welsh speaks Welsh"),
        ("larger", "letters twice as large still fit"),
        ("axe", "axe finds nothing to mend"),
        ("dusk", "every word is told from what is behind it when pages are dark"),
        ("noise", "the console is silent and nobody else is asked for anything"),
    ],
    ids=lambda value: value.replace(" ", "-") if " " in value else "",
)
def test_on_every_page(walked: Walked, kind: str, words: str) -> None:
    assert walked.said(kind) == [], words
