"""The browser fixtures themselves: they notice noise and strangers, so that silence means something."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

PAGES = {
    "/quiet": "<title>Quiet</title><p>Good morning</p>",
    "/loud": "<title>Loud</title><script>console.error('something fell over')</script>",
    "/broken": "<title>Broken</title><script>nothing.here()</script>",
    "/stranger": "<title>Stranger</title><img src='http://elsewhere.example/spy.png'>",
}


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        known = self.path in PAGES
        body = ("<!doctype html><link rel=icon href='data:,'>" + PAGES.get(self.path, "<p>not here")).encode()
        self.send_response(200 if known else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_quiet_page_leaves_nothing_to_say(page, overheard, site):
    page.goto(f"{site}/quiet")
    assert page.get_by_text("Good morning").is_visible()
    assert overheard.unexpected() == []


def test_a_message_on_the_console_is_overheard(page, overheard, site):
    page.goto(f"{site}/loud")
    assert overheard.unexpected() == [f"error: something fell over ({site}/loud)"]
    overheard.expect("something fell over")


def test_a_script_that_falls_over_is_overheard(page, overheard, site):
    page.goto(f"{site}/broken")
    assert any("nothing is not defined" in line for line in overheard.unexpected())
    overheard.expect("nothing is not defined")


def test_a_page_that_asks_a_stranger_is_overheard(page, overheard, site):
    page.context.route("http://elsewhere.example/**", lambda route: route.fulfill(status=204))
    page.goto(f"{site}/stranger")
    assert overheard.unexpected() == ["foreign request: http://elsewhere.example/spy.png"]
    overheard.foreign.clear()
