"""A real Chromium for tests: Debian's own, a fresh context for each test, silent console, no foreign request."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Request, sync_playwright

from core import replay, testing
from core.clock import HandClock, SystemClock
from core.stores.memory import MemoryStore
from tests.browser.looking import speak
from tests.browser.site import Site, serving
from tests.browser.visiting import Visitor
from tests.journeys.cast import Cast, move_in

REPORT = pytest.StashKey[pytest.TestReport]()
SAID_AT_THE_END = pytest.StashKey[list[str]]()
"""Sentences for the end of a test run: how much was looked at, and how long it took."""
HERE = {"127.0.0.1", "localhost", "[::1]", "::1"}
MISSING = "The browser tests need Chromium, and there is none here. Type:  make browser"
QUIET = [
    "--no-sandbox",  # a container gives an ordinary user no namespaces to build a sandbox from; pages are our own
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",  # a container may have next to no shared memory
    "--disable-sync",
    "--no-first-run",
]


@dataclass
class Overheard:
    """What the pages of one test said to the console and asked of the network, beyond what the test expects."""

    said: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def expect(self, words: str) -> None:
        """Allow console messages that contain `words`, such as the browser's own note of a 404 the test asks for."""
        self.expected.append(words)

    def listen(self, context: BrowserContext) -> None:
        """Listen to every page of a context, the pop-ups too."""
        context.on("console", self._console)
        context.on("weberror", lambda error: self.said.append(f"uncaught: {error.error}"))
        context.on("request", self._request)

    def unexpected(self) -> list[str]:
        """Everything that should not have happened, in order."""
        unasked = [line for line in self.said if not any(words in line for words in self.expected)]
        return unasked + [f"foreign request: {url}" for url in self.foreign]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.said.append(f"{message.type}: {message.text} ({message.location.get('url', '')})")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob", "about") and parts.hostname not in HERE:
            self.foreign.append(request.url)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium (or the one CHROMIUM names), started once; never one that Playwright downloads."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if found is None or shutil.which(found) is None:
        pytest.fail(MISSING, pytrace=False)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield started
        started.close()


@pytest.fixture
def overheard() -> Overheard:
    """What the pages of this test say and ask for; when `page` is put away it must be silence, or expected."""
    return Overheard()


@pytest.fixture
def context_options() -> dict[str, Any]:
    """How the browser meets the page: a tablet in a British home, nothing moving. A test file may say otherwise."""
    return {
        "viewport": {"width": 820, "height": 1180},
        "locale": "en-GB",
        "timezone_id": "Europe/London",
        "reduced_motion": "reduce",
        "service_workers": "block",
    }


@pytest.fixture
def page(
    browser: Browser, context_options: dict[str, Any], overheard: Overheard, request: pytest.FixtureRequest
) -> Iterator[Page]:
    """A new page in a context of its own, listened to.

    When the test fails, what the page showed is kept as artifacts/browser/<test>.png.
    """
    context = browser.new_context(**context_options)
    context.set_default_timeout(10_000)
    overheard.listen(context)
    shown = context.new_page()
    yield shown
    report = request.node.stash.get(REPORT, None)
    if report is not None and report.failed:
        _keep_what_was_shown(shown, request.node.nodeid, request.config.rootpath)
    context.close()
    assert overheard.unexpected() == [], "the browser's console was not silent, or a page asked a foreign host"


def _keep_what_was_shown(page: Page, test: str, root: Path) -> None:
    name = re.sub(r"[^A-Za-z0-9]+", "-", test.partition("::")[2])[:120].strip("-")
    try:
        page.screenshot(path=root / "artifacts" / "browser" / f"{name}.png", full_page=True)
    except Error as problem:  # the page may be gone; the test's own failure is what matters
        sys.stderr.write(f"no picture of the failing page: {problem.message}\n")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember how the test itself went, for the fixtures that put things away after it."""
    report = yield
    if report.when == "call":
        item.stash[REPORT] = report
    return report


@pytest.fixture
def narrow(page: Page) -> Page:
    """The same page as a telephone shows it: 320 pixels wide."""
    page.set_viewport_size({"width": 320, "height": 640})
    return page


@pytest.fixture(scope="session")
def demo_site() -> Iterator[Site]:
    """The pretend homes as anybody meets them who starts Cartref, served; shared by tests that change nothing in them."""
    clock = SystemClock()
    house = testing.house(clock=clock, store=MemoryStore(clock))
    replay.replay_all(house)
    with serving(house) as site:
        yield site


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say how much was looked at, and how long it took."""
    for words in config.stash.get(SAID_AT_THE_END, []):
        terminalreporter.write_line(words)


@pytest.fixture
def hafan() -> Iterator[tuple[Site, Cast]]:
    """Hafan y Gilfach before anything has happened, served, with a clock that is moved by hand."""
    house = testing.house(clock=HandClock())
    cast = move_in(house)
    with serving(house) as site:
        yield site, cast


@pytest.fixture
def tablet(hafan: tuple[Site, Cast], page: Page, request: pytest.FixtureRequest) -> Visitor:
    """The tablet of that home; its pictures are named for the test."""
    site, cast = hafan
    speak(page, site.url, "en")
    return Visitor(site, page, cast, request.node.name.removeprefix("test_").replace("_", "-"))
