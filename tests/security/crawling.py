"""Everything somebody can open: following every link, and trying every address with every id that there is."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from itertools import product

from flask import Flask

from core import testing

_LINK = re.compile(r'\b(?:href|src|action)="(/[^"#]*)')
_ARGUMENT = re.compile(r"<(?:[a-z]+:)?([a-z_]+)>")
REFS = ("senses.six_senses", "exchange.my_view", "senses.moment", "senses.events", "home.capacity")


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


def paths(rule: str, home: str, ids: Iterable[str], refs: Iterable[str] = REFS) -> Iterator[str]:
    """The rule with its home, and with every id in turn in place of each other argument."""
    names = [name for name in _ARGUMENT.findall(rule) if name != "home_id"]
    known = {"ref": tuple(refs)}
    choices = [known.get(name, tuple(ids)) for name in names]
    for chosen in product(*choices):
        made = rule.replace("<home_id>", home)
        for name, value in zip(names, chosen, strict=True):
            made = re.sub(rf"<(?:[a-z]+:)?{name}>", value, made)
        yield made
