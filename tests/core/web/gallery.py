"""Every component on one page, with words to fill it: what the tests of the look render and walk through."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
WEB = ROOT / "core" / "web"
STATIC = WEB / "static"
WELSH: dict[str, str] = json.loads((HERE / "fixtures" / "component_words_cy.json").read_text(encoding="utf-8"))
SAID: dict[str, dict[str, Any]] = json.loads((HERE / "gallery.json").read_text(encoding="utf-8"))
Q = dict[str, Any]
SHOW_RULE = ["in", ["value", "text", "rule"], ["get", "options", "own", None, "gets_in_the_way", None]]
"""The tree of `"rule" in gets_in_the_way`."""


@dataclass(frozen=True)
class Title:
    """A text in two languages, as a home's title is."""

    en: str
    cy: str

    def said(self, lang: str) -> str:
        return self.cy if lang == "cy" else self.en


@dataclass(frozen=True)
class Home:
    id: str
    title: Title


@dataclass(frozen=True)
class Person:
    name: str


HAFAN = Home("hafan", Title("Hafan y Gilfach", "Hafan y Gilfach"))


@cache
def environment() -> Environment:
    """A Jinja environment as the application has it: our templates, the kit's under its prefix, everything escaped."""
    kit = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    loader = ChoiceLoader([FileSystemLoader([WEB / "templates", HERE]), kit])
    return Environment(loader=loader, autoescape=True, auto_reload=False)


def context(lang: str = "en", mode: str = "") -> dict[str, Any]:
    """What the application hands to every template."""
    return {
        "lang": lang,
        "_": (lambda words: WELSH[words]) if lang == "cy" else (lambda words: words),
        "csrf_token": lambda: "a-token",
        "home": HAFAN,
        "person": Person("Bethan"),
        "url_for": lambda name, **_values: f"/{name}",
        "static": lambda path: f"/static/{path}",
        "mode": mode,
    }


def macro(source: str, lang: str = "en", **values: Any) -> str:
    """The HTML of a line such as `{{ fields.text_field(q) }}`, with `fields`, `ui` and `faces` imported."""
    imports = "".join(
        f'{{% import "components/{name}.html" as {name} with context %}}' for name in ("fields", "ui", "faces")
    )
    return environment().from_string(imports + source).render(**context(lang), **values).strip()


def options(said: dict[str, Any], *ids: str) -> list[Q]:
    """Options with the words of this language."""
    return [{"id": one, "label": said[one]} for one in ids]


def questions(lang: str, live: bool) -> list[Q]:
    """One question of each kind."""
    said = SAID[lang]
    people = [{"id": "p1", "name": "Carys Bowen"}, {"id": "p2", "name": "Huw Pugh"}, {"id": "p3", "name": "Siân"}]
    show_rule = json.dumps(SHOW_RULE)
    asked: list[Q] = [
        {"type": "text", "name": "called", "ask": said["text"], "help": said["text_help"], "value": "Dilys"},
        {"type": "long_text", "name": "going_well", "ask": said["long"], "value": said["long_value"]},
        {"type": "number", "name": "cups", "ask": said["number"], "unit": said["unit"], "value": "2"},
        {
            "type": "date",
            "name": "moved",
            "ask": said["date"],
            "error": said["date_error"],
            "day": "3",
            "month": "11",
            "year": "24",
        },
        {
            "type": "yes_no_not_sure",
            "name": "goes_out",
            "ask": said["choice"],
            "easy": said["choice_easy"],
            "options": options(said, "yes", "no", "not_sure"),
            "declines": ["not_today", "rather_not"],
            "value": "yes",
            "size": "large",
        },
        {
            "type": "choices",
            "name": "gets_in_the_way",
            "ask": said["choices"],
            "options": [
                *options(said, "noise", "pain"),
                {"id": "rule", "label": said["rule"], "help": said["rule_help"]},
                {"id": "nothing", "label": said["nothing"], "alone": True},
            ],
            "value": ["noise", "rule"],
        },
        {
            "type": "words_scale",
            "name": "worry",
            "ask": said["scale"],
            "options": options(said, "s1", "s2", "s3", "s4"),
            "value": "s2",
        },
        {"type": "faces", "name": "morning", "ask": said["faces3"], "points": 3, "value": "good"},
        {"type": "faces", "name": "living_here", "ask": said["faces5"], "points": 5, "value": "unsure"},
        {
            "type": "sort",
            "name": "likes",
            "ask": said["sort"],
            "options": options(said, "dog", "garden", "chapel"),
            "value": {"dog": "good"},
        },
        {
            "type": "when",
            "name": "good_time",
            "ask": said["when"],
            "value": "",
            "suggestions": [said["when_1"], said["when_2"]],
        },
        {"type": "person", "name": "with_me", "ask": said["person"], "people": people, "value": "p2", "other": ""},
        {
            "type": "people",
            "name": "in_the_room",
            "ask": said["people"],
            "people": people,
            "value": ["p1"],
            "other": "",
        },
        {"type": "computed", "name": "days", "ask": said["computed"], "value": "12"},
        {
            "type": "text",
            "name": "whose_rule",
            "ask": said["whose_rule"],
            "value": "",
            "show_if": show_rule,
            "declined": "not_today",
        },
    ]
    return [{**one, "live": live} for one in asked]


def gallery(lang: str = "en", mode: str = "", live: bool = True) -> str:
    """The whole page of components; `live=False` gives the page as the compiler sees it, with its slots unfilled."""
    said = SAID[lang]
    group: Q = {
        "name": "meanings",
        "ask": said["group"],
        "help": said["group_help"],
        "add": said["another"],
        "live": live,
    }
    rows = [
        {
            "id": row,
            "title": f"{said['meaning']} {number}",
            "questions": [
                {"type": "long_text", "name": f"meanings.{row}.what", "ask": said["meaning_q"], "rows": 2, "live": live}
            ],
        }
        for number, row in enumerate(("7f3a", "91bc"), 1)
    ]
    how: Q = {
        "name": "how_given",
        "writer": "Bethan",
        "languages": [{"id": "cy", "label": "Cymraeg"}, {"id": "en", "label": "English"}],
        "open": True,
        "how": "said",
        "sure": "sure",
        "live": live,
    }
    words = {"ask": said["long"], "words": said["long_value"], "how": said["how_said"]}
    columns = [
        {"id": "resident", "voice": said["resident"], "person": "Dilys Rees", "said": [words, words]},
        {"id": "family", "voice": said["family"], "person": "Carys Bowen", "status": said["chose_not"]},
        {"id": "staff", "voice": said["staff"], "person": "Bethan", "said": [words]},
    ]
    states = (said["done"], said["here"], said["yet"], said["yet"])
    steps = [{"title": title, "state": state} for title, state in zip(said["steps"], states, strict=True)]
    tiles = [
        {
            "title": said["tile_1"],
            "href": "/a",
            "about": said["tile_1_about"],
            "tag": said["in_use"],
            "tag_kind": "good",
        },
        {"title": said["tile_2"], "href": "/b", "about": said["tile_2_about"], "tag": said["draft"]},
    ]
    *asked, follows = questions(lang, live)
    page = environment().get_template("gallery.html")
    return page.render(
        **context(lang, mode),
        page_title=said["title"],
        said=said,
        status="Saved at 14:05" if lang == "en" else "Cadwyd am 14:05",
        problems=[("#moved", said["date_error"])] if live else [],
        questions=asked,
        follows=follows,
        group=group,
        rows=rows,
        how=how,
        columns=columns,
        steps=steps,
        tiles=tiles,
    )
