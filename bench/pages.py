"""A1 to A4: a page of thirty questions, and what somebody sends from it, beside the least that Flask can do and beside WTForms.

Whole requests through the test client. CPU seconds, in turns, the median of the ratios of each round; A4 waits for the disk,
so it is measured on the wall as well. Run `python -m bench.pages [folder]` from the top of the tree; the folder decides which
disk is measured.
"""

from __future__ import annotations

import itertools
import platform
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from werkzeug.test import TestResponse

from bench.asking.by_hand import appended, in_sqlite, least, nowhere, with_wtforms
from bench.asking.thirty import BAD, GOOD, asked
from bench.kit.turns import Took, in_turns
from core.clock import SystemClock
from core.stores.tiny import TinyStore

LEAST, HAND, OURS = "the least", "Flask + WTForms by hand", "Cartref"
ROUNDS = 15

Work = Callable[[], object]


def works() -> Iterator[tuple[str, dict[str, Work]]]:
    """A1 to A3, by each contestant; nothing waits for a disk."""
    page, hand = asked(), with_wtforms(nowhere)
    floor = least(page.browser.get(page.where).text, nowhere)
    yield (
        "A1 the page",
        {
            LEAST: lambda: given(200, floor.get("/")),
            HAND: lambda: given(200, hand.get("/")),
            OURS: lambda: given(200, page.browser.client.get(page.where)),
        },
    )
    yield (
        "A2 30 values, kept (Cartref: as a draft)",
        {
            LEAST: lambda: given(303, floor.post("/", data=GOOD)),
            HAND: lambda: given(303, hand.post("/", data=GOOD)),
            OURS: lambda: given(303, page.post(GOOD, "save")),
        },
    )
    # By now the page knows that the conditional ones are asked, so that nothing but the faults is in the way.
    yield (
        "A3 5 faults, the page again",
        {
            LEAST: lambda: given(303, floor.post("/", data=BAD)),
            HAND: lambda: given(422, hand.post("/", data=BAD)),
            OURS: lambda: given(422, page.post(BAD, "send")),
        },
    )


def durable(folder: Path) -> dict[str, Work]:
    """A4: what was typed is on the disk before the answer comes; each time something else."""
    page, hand = asked(TinyStore(folder / "ours", SystemClock())), with_wtforms(in_sqlite(folder / "sqlite"))
    floor = least("", appended(folder / "bare"))
    count = itertools.count()

    def typed() -> dict[str, str]:
        return {**GOOD, "b0": f"words {next(count)}"}

    return {
        LEAST: lambda: given(303, floor.post("/", data=typed())),
        HAND: lambda: given(303, hand.post("/", data=typed())),
        OURS: lambda: given(303, page.post(typed(), "save")),
    }


def given(status: int, answer: TestResponse) -> None:
    """A contestant who answers something else does not take part."""
    assert answer.status_code == status, answer.status


def row(name: str, took: Mapping[str, Took]) -> str:
    """A row of the table."""
    cells = [
        f"{took[one].each * 1000:.2f}" if one == LEAST else f"{took[one].ratio:.1f}x ({took[one].each * 1000:.2f})"
        for one in took
    ]
    return f"| {name} | {' | '.join(cells)} |"


def main() -> None:
    """Print the table."""
    where = sys.argv[1] if len(sys.argv) > 1 else None
    print(f"Python {platform.python_version()}, ", end="")
    print(", ".join(f"{name} {version(name)}" for name in ("Flask", "WTForms", "Jinja2")) + "\n")
    print(f"| 30 questions, 10 conditional | {LEAST}, ms | {HAND} | {OURS} |\n|---|---|---|---|")
    for name, each in works():
        print(row(f"{name} (CPU)", in_turns(each, LEAST, ROUNDS)))
    with TemporaryDirectory(dir=where) as folder:
        each = durable(Path(folder))
        print(row("A4 30 values on the disk (CPU)", in_turns(each, LEAST, ROUNDS)))
        print(row("A4 the same (wall)", in_turns(each, LEAST, ROUNDS, time.perf_counter)))
    print(
        "\nThe least: a constant page, and a form that is read (A4: appended to a file and synced). Targets: 5x, 5x, 6x, 1.5x."
    )


if __name__ == "__main__":
    main()
