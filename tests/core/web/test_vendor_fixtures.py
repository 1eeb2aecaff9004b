"""The Jinja port of the component kit draws what upstream draws: every fixture, token by token."""

from __future__ import annotations

import gzip
import json
from html.parser import HTMLParser
from pathlib import Path
from typing import cast

import pytest
from jinja2 import Environment, PackageLoader, PrefixLoader

FIXTURES = Path(__file__).parent / "fixtures" / "govuk-frontend-fixtures.json.gz"
Fixture = dict[str, object]


class Tokens(HTMLParser):
    """The tags, attributes and words of a piece of HTML, whatever its white space and order of attributes."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[tuple[str, ...]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = sorted(f"{name}={' '.join((value or '').split())}" for name, value in attrs)
        self.seen.append(("start", tag, *said))

    def handle_endtag(self, tag: str) -> None:
        self.seen.append(("end", tag))

    def handle_data(self, data: str) -> None:
        words = " ".join(data.split())
        if words:
            self.seen.append(("words", words))


def tokens(html: str) -> list[tuple[str, ...]]:
    """What a piece of HTML says, as a list that can be compared."""
    return Tokens(html).seen


def upstream() -> dict[str, list[Fixture]]:
    """Every component's fixtures as the kit's own project publishes them."""
    return cast(dict[str, list[Fixture]], json.loads(gzip.decompress(FIXTURES.read_bytes())))


KIT = Environment(loader=PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}), autoescape=True)


def drawn(component: str, options: object) -> str:
    """The port's HTML of one component."""
    macro = "govuk" + "".join(part.capitalize() for part in component.split("-"))
    source = f'{{% from "govuk_frontend_jinja/components/{component}/macro.html" import {macro} %}}{{{{ {macro}(options) }}}}'
    return KIT.from_string(source).render(options=options)


@pytest.mark.parametrize("component", sorted(upstream()))
def test_every_upstream_example_of_a_component_is_drawn_as_upstream_draws_it(component: str) -> None:
    differing = [
        str(one["name"])
        for one in upstream()[component]
        if tokens(drawn(component, one["options"])) != tokens(str(one["html"]))
    ]
    assert differing == []


def test_all_657_upstream_examples_are_kept() -> None:
    assert sum(len(examples) for examples in upstream().values()) == 657


def test_a_changed_word_or_attribute_would_be_noticed() -> None:
    assert tokens('<p class="a  b">Good <b>day</b></p>') == tokens("<p\nclass='a b'>Good\n<b>day</b></p>")
    assert tokens('<p class="a">Good day</p>') != tokens('<p class="b">Good day</p>')
    assert tokens("<p>Good day</p>") != tokens("<p>Good night</p>")
