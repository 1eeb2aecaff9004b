"""One question page and one sending, beside the least that Flask can do: a constant page, and a form that is only read.

CPU seconds of whole requests through the test client, in turns, as the median of ratios. Rows A1 to A3 of the plan.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import yaml
from flask import Flask, request
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core import testing

ROUNDS, EACH = 15, 20
FIELDS = 30


def _form() -> dict[str, object]:
    """Thirty fields, ten of them conditional."""
    questions: list[dict[str, object]] = []
    for number in range(FIELDS // 3):
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


def _floor(page: str) -> FlaskClient:
    app = Flask("floor")

    @app.get("/")
    def constant() -> str:
        return page

    @app.post("/")
    def reads() -> str:
        return str(len(request.form))

    return app.test_client()


def _spent(work: Callable[[], object]) -> float:
    begun = time.process_time()
    for _ in range(EACH):
        work()
    return time.process_time() - begun


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        house = testing.house(plugins_dir=_pack(Path(folder)))
        cast = testing.home_with_cast(house, modules=["bench_pages"])
        browser = testing.browser(house, cast.accounts["bethan"])
        begun = browser.post(f"/h/{cast.home.id}/forms/bench_pages.thirty", {"voice": "staff"})
        where = begun.headers["Location"]
        page = browser.get(where).text
        floor = _floor(page)
        good = (
            {f"a{n}": "yes" for n in range(10)}
            | {f"b{n}": "words" for n in range(10)}
            | {f"c{n}": "7" for n in range(10)}
        )
        bad = {**good, **{f"c{n}": "many" for n in range(5)}}
        token = browser.token()
        headers = {"Origin": testing.HERE}
        kept = {"csrf_token": token, "_at": "_all", "_go": "save"}
        works: dict[str, tuple[Callable[[], TestResponse], Callable[[], object]]] = {
            "A1 a page of 30 fields, 10 conditional": (lambda: browser.client.get(where), lambda: floor.get("/")),
            "A2 30 values kept as a draft": (
                lambda: browser.client.post(where, data={**kept, **good}, headers=headers),
                lambda: floor.post("/", data=good),
            ),
            "A3 the page again with 5 faults": (
                lambda: browser.client.post(where, data={**kept, **bad, "_go": "send"}, headers=headers),
                lambda: floor.post("/", data=bad),
            ),
        }
        print(f"{'work':<42} {'ours, ms':>9} {'floor, ms':>10} {'ratio':>7}")
        for name, (ours, least) in works.items():
            status = ours().status_code
            assert status in (200, 303, 422), f"{name}: the page answered {status}"
            _spent(ours), _spent(least)
            pairs = [(_spent(ours), _spent(least)) for _ in range(ROUNDS)]
            ratio = statistics.median(mine / floor_time for mine, floor_time in pairs)
            mine = statistics.median(mine for mine, _ in pairs) / EACH * 1000
            bare = statistics.median(bare for _, bare in pairs) / EACH * 1000
            print(f"{name:<42} {mine:>9.2f} {bare:>10.2f} {ratio:>6.1f}x")


if __name__ == "__main__":
    main()
