"""One durable save of a 1.5 KB record: our embedded store, the least a durable save can cost, and TinyDB as installed.

    python -m bench.store [folder]        (the folder decides which disk is measured)

Contestants take turns in short rounds on the same disk. Only the ratios mean something: each is the median over the
rounds of (median save in this round) / (median bare save in the same round).
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from tinydb import TinyDB

from core.clock import SystemClock
from core.stores.tiny import TinyStore

SIZES = (100, 1_000, 5_000)
ROUNDS = 9
SAVES = {"bare": 40, "ours": 40, "ours update": 40, "tinydb": 3}
NAMES = {"bare": "append + fdatasync", "ours": "TinyStore, new", "ours update": "TinyStore, change", "tinydb": "TinyDB"}
HOME = "bench"


def body(number: int) -> dict[str, object]:
    """About 1.5 KB of JSON, like one answered form."""
    answers = {f"question_{n}": f"an answer of some words, number {number} of {n}" for n in range(22)}
    return {"number": number, "form": "choice_want", "answers": answers, "said": "signed"}


def bare(folder: Path) -> Callable[[int], None]:
    """The least that a durable save can cost: encode, append, fdatasync."""
    descriptor = os.open(folder / "bare.log", os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)

    def save(number: int) -> None:
        os.write(descriptor, json.dumps(body(number)).encode() + b"\n")
        os.fdatasync(descriptor)

    return save


def ours(store: TinyStore) -> Callable[[int], None]:
    def save(number: int) -> None:
        with store.tx(HOME, actor="bench", purpose="bench") as tx:
            tx.put("note", f"n{number:08}", body(number), 0)

    return save


def ours_update(store: TinyStore) -> Callable[[int], None]:
    def save(number: int) -> None:
        with store.tx(HOME, actor="bench", purpose="bench") as tx:
            record = tx.get("note", "n00000000")
            assert record is not None
            tx.put("note", record.id, body(number), record.revision)

    return save


def tinydb(database: TinyDB) -> Callable[[int], None]:
    def save(number: int) -> None:
        database.insert(body(number))

    return save


def measure(folder: Path, size: int) -> dict[str, list[float]]:
    """Seconds of one save, per contestant and round, with `size` records there already."""
    folder.mkdir()
    store = TinyStore(folder / "ours", SystemClock())
    with store.tx(HOME, actor="bench", purpose="fill") as tx:
        for number in range(size):
            tx.put("note", f"n{number:08}", body(number), 0)
    database = TinyDB(folder / "tinydb.json")
    database.insert_multiple(body(number) for number in range(size))
    saves = {
        "bare": bare(folder),
        "ours": ours(store),
        "ours update": ours_update(store),
        "tinydb": tinydb(database),
    }
    times: dict[str, list[float]] = {name: [] for name in saves}
    number = size
    for round_ in range(ROUNDS + 1):
        for name, save in saves.items():
            took = []
            for _ in range(SAVES[name]):
                number += 1
                began = time.perf_counter()
                save(number)
                took.append(time.perf_counter() - began)
            if round_:  # the first round warms up
                times[name].append(statistics.median(took))
    store.close()
    database.close()
    return times


def main() -> None:
    where = sys.argv[1] if len(sys.argv) > 1 else None
    print(f"One durable save of {len(json.dumps(body(1)))} bytes; Python {platform.python_version()}, ", end="")
    print(f"TinyDB {version('tinydb')}, {os.cpu_count()} cores, median of {ROUNDS} rounds\n")
    print(f"| records there | {' | '.join(NAMES.values())} |")
    print(f"|---|{'---|' * len(NAMES)}")
    with tempfile.TemporaryDirectory(dir=where) as folder:
        for size in SIZES:
            times = measure(Path(folder) / str(size), size)
            cells = [
                f"{statistics.median(mine / least for mine, least in zip(times[name], times['bare'], strict=True)):.2f}x"
                f" ({statistics.median(times[name]) * 1000:.2f} ms)"
                for name in NAMES
            ]
            print(f"| {size:,} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
