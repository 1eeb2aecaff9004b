"""Walking through a house: every page that somebody can reach by links, which kinds of page there are, and one of each."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qs, urljoin, urlsplit

from core import testing
from core.web.front import LANGUAGE_COOKIE
from tests.browser.site import Site

MOST_OF_A_KIND = 12
"""So many pages of one route are opened for one person: a home has many people, and their pages are made alike."""


@dataclass(frozen=True)
class Stop:
    """One page: who opens it, where it is, what kind of page it is, and how much there is on it."""

    who: str
    path: str
    kind: str
    size: int


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href")
        if tag == "a" and href and not href.startswith(("#", "mailto:", "tel:")):
            self.found.append(href)


def links(html: str) -> list[str]:
    """The addresses a page leads to, in its order."""
    read = _Links()
    read.feed(html)
    return read.found


def kind_of(site: Site, path: str, html: str) -> str:
    """The route of a page, with what makes pages of that route look unlike: a way of looking, a mode, a sort of question."""
    parts = [site.endpoint(path)]
    parts += [way for way in parse_qs(urlsplit(path).query).get("as", []) if way != "rows"]  # rows are what comes first
    if 'class="page mode-resident"' in html:
        parts.append("resident")
    if parts[0] == "forms.draft":
        parts.append("one" if 'class="pager"' in html else "all" if 'value="_all"' in html else "check")
    if parts[0] == "workflows.case":
        parts += [unescape(words) for words in re.findall(r'<p class="whose">([^<]+)</p>', html)]
    return " ".join(parts)


def walk(
    site: Site, who: str, account: str | None, seeds: Iterable[str], lang: str = "en"
) -> Iterator[tuple[Stop, str]]:
    """Every page somebody reaches from these, each with its markup, the same ones each time; 200 or it is a failure."""
    browser = testing.browser(site.house, account, site.app)
    browser.client.set_cookie(LANGUAGE_COOKIE, lang)
    waiting = deque(seeds)
    seen: set[str] = set(waiting)
    opened: dict[str, int] = {}
    while waiting:
        path = waiting.popleft()
        endpoint = site.endpoint(path)
        if opened.get(endpoint, 0) >= MOST_OF_A_KIND or endpoint.endswith("static"):
            continue
        answer = browser.get(path)
        while answer.status_code in (302, 303):
            path = answer.location
            answer = browser.get(path)
        assert answer.status_code == 200, f"{who} follows a link to {path} and meets {answer.status_code}"
        opened[endpoint] = opened.get(endpoint, 0) + 1
        if answer.mimetype != "text/html":
            continue
        html = answer.text
        yield Stop(who, path, kind_of(site, path, html), len(html)), html
        for link in links(html):
            there = _path(urljoin(f"{testing.HERE}{path}", link))
            if there is not None and there not in seen:
                seen.add(there)
                waiting.append(there)


def _path(url: str) -> str | None:
    parts = urlsplit(url)
    if f"{parts.scheme}://{parts.netloc}" != testing.HERE:
        return None
    return parts.path + (f"?{parts.query}" if parts.query else "")


def sample(stops: Iterable[Stop]) -> list[Stop]:
    """One stop of every kind: the one with most on it."""
    richest: dict[str, Stop] = {}
    for stop in stops:
        known = richest.get(stop.kind)
        if known is None or stop.size > known.size:
            richest[stop.kind] = stop
    return [richest[kind] for kind in sorted(richest)]
