"""A Cartref that a browser can reach: a house served by waitress in a thread, and people who walk in already signed in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Thread
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page
from waitress import wasyncore
from waitress.server import create_server

from core import accounts, testing
from core.accounts import AccountName
from core.house import House
from core.records import Person
from core.stores.protocol import HOST
from core.web.asking import COOKIE


@dataclass
class Site:
    """A served house: its address, and its insides for what a test needs to know before or look at afterwards."""

    url: str
    house: House
    app: Any

    def account(self, name: str) -> str:
        """The account id behind a sign-in name."""
        with self.house.store.read(HOST) as tx:
            return AccountName.need(tx, name).account

    def person(self, home_id: str, name: str) -> Person:
        """Somebody of a home, by name."""
        with self.house.store.read(home_id) as tx:
            return next(one for one in Person.find(tx) if one.name == name)

    def sign_in(self, context: BrowserContext, account_id: str) -> None:
        """Walk in signed in, without the time that hashing a password takes."""
        token = accounts.open_sign_in(self.house, account_id)
        context.add_cookies([{"name": COOKIE, "value": token, "url": self.url}])

    def sign_out(self, context: BrowserContext) -> None:
        """Forget the sign-in on the browser's side."""
        context.clear_cookies(name=COOKIE)

    def go(self, page: Page, path: str) -> int:
        """Open a page of this site; gives its status."""
        answer = page.goto(self.url + path)
        assert answer is not None
        return answer.status

    def path(self, page: Page) -> str:
        """Where a page is, without the address of the site."""
        parts = urlsplit(page.url)
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def endpoint(self, path: str) -> str:
        """The name of the route behind a path."""
        parts = urlsplit(path)
        endpoint, _ids = self.app.url_map.bind("localhost").match(parts.path, method="GET")
        return str(endpoint)


@contextmanager
def serving(house: House) -> Iterator[Site]:
    """This house at a free port until the block ends. A plugin whose pages cannot be made is a failure here."""
    app = testing.app(house)
    assert [f"{one.name}: {one.problems}" for one in house.plugins.faults()] == []
    sockets: dict[int, Any] = {}
    server: Any = create_server(app, map=sockets, host="127.0.0.1", port=0, threads=8, ident=None)
    over = Event()

    def serve() -> None:
        while not over.is_set():
            wasyncore.loop(timeout=0.1, map=sockets, use_poll=True, count=1)

    thread = Thread(target=serve, name="site", daemon=True)
    thread.start()
    try:
        yield Site(f"http://127.0.0.1:{server.effective_port}", house, app)
    finally:
        over.set()
        thread.join(timeout=10)
        server.task_dispatcher.shutdown()
        for one in list(sockets.values()):
            one.close()
