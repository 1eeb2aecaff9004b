"""Everything somebody can open: following every link, and trying every address with every id that there is."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from core import testing


class Presser:
    """A browser that asks for its token once, for many posts."""

    def __init__(self, browser: testing.Browser) -> None:
        self.browser = browser
        self.token = browser.token()

    def post(self, path: str, data: Mapping[str, Any] | None = None, **headers: str) -> TestResponse:
        """Send a form as a page of ours would."""
        form = {"csrf_token": self.token, **(data or {})}
        sent = {"Origin": testing.HERE, **headers}
        return self.browser.client.post(path, data=form, headers=sent, buffered=True)


_LINK = re.compile(r'\b(?:href|src|action)="(/[^"#]*)')
_ARGUMENT = re.compile(r"<(?:[a-z]+:)?([a-z_]+)>")
REFS = ("senses.six_senses", "senses.moment")
"""Tools that every home may have: their names tell nothing of a home."""


def links(text: str) -> set[str]:
    """Every address a page of ours names."""
    return {html.unescape(found) for found in _LINK.findall(text)}


def crawl(browser: testing.Browser, start: Iterable[str], most: int = 200) -> dict[str, str]:
    """Path → text of every page that can be reached from these."""
    waiting, seen = list(start), dict[str, str]()
    while waiting and len(seen) < most:
        path = waiting.pop()
        if path in seen or path.startswith("/static"):
            continue
        answer = browser.get(path)
        seen[path] = answer.text if answer.mimetype == "text/html" and answer.status_code == 200 else ""
        waiting += sorted(links(seen[path]) - set(seen))
    return seen


def routes(app: Flask, method: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(endpoint, rule, arguments) of every route that takes this method, files of our own left out."""
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()) and not rule.endpoint.endswith("static"):
            yield rule.endpoint, rule.rule, tuple(_ARGUMENT.findall(rule.rule))


def paths(rule: str, home: str, known: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """The rule with its home, and every known value in turn in place of each other argument."""
    names = [name for name in _ARGUMENT.findall(rule) if name != "home_id"]
    for chosen in product(*(tuple(known.get(name, ("1",))) for name in names)):
        made = rule.replace("<home_id>", home)
        for name, value in zip(names, chosen, strict=True):
            made = re.sub(rf"<(?:[a-z]+:)?{name}>", value, made)
        yield made
