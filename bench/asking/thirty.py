"""Thirty questions, ten of them conditional: as a pack, what somebody types into them, and a house that asks them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from werkzeug.test import TestResponse

from core import testing
from core.stores.protocol import Store

THIRD = 10
GOOD = (
    {f"a{n}": "yes" for n in range(THIRD)}
    | {f"b{n}": "words" for n in range(THIRD)}
    | {f"c{n}": "7" for n in range(THIRD)}
)
BAD = GOOD | {f"c{n}": "many" for n in range(5)}
"""Five of the numbers are none."""


@dataclass(frozen=True)
class Page:
    """A page with the thirty questions in somebody's browser, and what goes along with what is typed there."""

    browser: testing.Browser
    where: str
    along: dict[str, str]
    headers: dict[str, str]

    def post(self, typed: dict[str, str], go: str) -> TestResponse:
        """Save or send it."""
        return self.browser.client.post(self.where, data={**self.along, **typed, "_go": go}, headers=self.headers)


def asked(store: Store | None = None) -> Page:
    """The page, in a house around this store (none: in memory)."""
    with TemporaryDirectory() as folder:
        house = testing.house(plugins_dir=_pack(Path(folder)), store=store)
    cast = testing.home_with_cast(house, modules=["bench_pages"])
    browser = testing.browser(house, cast.accounts["bethan"])
    begun = browser.post(f"/h/{cast.home.id}/forms/bench_pages.thirty", {"voice": "staff"})
    along = {"csrf_token": browser.token(), "_at": "_all"}
    return Page(browser, begun.headers["Location"], along, {"Origin": testing.HERE})


def _pack(folder: Path) -> Path:
    pack = folder / "bench_pages"
    (pack / "forms").mkdir(parents=True)
    head = {
        "pack": "bench_pages",
        "title": {"en": "Bench"},
        "version": "1.0.0",
        "languages": ["en"],
        "keeps": {"answers": "1 day"},
    }
    (pack / "pack.yaml").write_text(yaml.safe_dump(head, sort_keys=False), "utf-8")
    (pack / "forms/thirty.yaml").write_text(yaml.safe_dump(_form(), sort_keys=False), "utf-8")
    return folder


def _form() -> dict[str, object]:
    questions: list[dict[str, object]] = []
    for number in range(THIRD):
        yes_no = {"id": f"a{number}", "ask": {"en": f"Do you {number}?"}, "type": "yes_no_not_sure"}
        words = {
            "id": f"b{number}",
            "ask": {"en": f"What about {number}?"},
            "type": "text",
            "show_if": f'a{number} == "yes"',
        }
        count = {"id": f"c{number}", "ask": {"en": f"How many {number}?"}, "type": "number", "min": 0, "max": 50}
        questions += [yes_no, words, count]
    return {
        "form": "thirty",
        "title": {"en": "Thirty"},
        "subject": "nothing",
        "voices": ["staff"],
        "pages": [{"id": "all", "questions": questions}],
    }
