"""Records of 1.5 KB: one durable save, one look by id, one find by an index, opening a home and what it takes in memory.

    python -m bench.store [folder]        (the folder decides which disk is measured)

Contestants take turns in short rounds. Only the ratios mean something: each is the median over the rounds of (median in
this round) / (median of the yardstick in the same round). A save is measured beside an append with fdatasync; looking
and finding, CPU-bound, beside a dict that decodes what it finds. SQLite keeps its promises as we do (WAL, FULL).
"""

from __future__ import annotations

import gc
import json
import os
import platform
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from tinydb import TinyDB

from core.clock import SystemClock
from core.stores.disk import Disk
from core.stores.keys import Keys
from core.stores.kinds import RecordKind
from core.stores.tiny import TinyStore
from core.stores.tinytx import TinyTx

SIZES = (1_000, 10_000, 100_000)
LARGEST_TINYDB = 1_000
"""Beyond this TinyDB as installed takes a second and more for each save."""
ROUNDS = 9
SAVES = {"tinydb": 3}
OFTEN = 40
LOOKS = 200
HOME = "bench"
KINDS = (RecordKind("note", ("number", "team", "form")),)
PER_TEAM = 20
"""Records that one find gives."""

SAVED = {
    "bare": "append + fdatasync",
    "ours": "ours, new",
    "change": "ours, change",
    "sealed": "ours, sealed, new",
    "sqlite": "SQLite, new",
    "tinydb": "TinyDB as installed",
}
FOUND = {"dict": "dict", "ours": "ours", "in tx": "ours, within a transaction", "sqlite": "SQLite"}

Act = Callable[[int], object]


class Unsynced(Disk):
    """To fill a store quickly: the disk is believed."""

    def sync(self, descriptor: int) -> None:
        pass


def body(number: int) -> dict[str, object]:
    """About 1.5 KB of JSON, like one answered form."""
    answers = {f"question_{n}": f"an answer of some words, number {number} of {n}" for n in range(22)}
    return {
        "number": number,
        "team": f"team {number // PER_TEAM}",
        "form": "choice_want",
        "answers": answers,
        "said": "x",
    }


def name(number: int) -> str:
    """The id of a record."""
    return f"n{number:08}"


def fill(folder: Path, size: int, keys: Keys | None = None) -> TinyStore:
    """A store of so many records, one a transaction as people make them, opened as it is used."""
    store = TinyStore(folder, SystemClock(), Unsynced(), keys)
    for number in range(size):
        with store.tx(HOME, actor="bench", purpose="fill") as tx:
            tx.put("note", name(number), body(number), 0)
    store.close()
    store = TinyStore(folder, SystemClock(), keys=keys)
    store.declare(KINDS)
    return store


def fill_sqlite(path: Path, size: int) -> sqlite3.Connection:
    """The same in SQLite: a row with its revision, a column and an index for each declared index, and an audit row."""
    base = sqlite3.connect(path, isolation_level=None)
    base.execute("pragma journal_mode = wal")
    base.execute("pragma synchronous = full")
    base.execute("create table note (id text primary key, rev int, number int, team text, form text, body text)")
    base.execute("create table audit (seq integer primary key, line text)")
    for column in ("number", "team", "form"):
        base.execute(f"create index by_{column} on note ({column}, id)")
    base.execute("begin")
    for number in range(size):
        save_sqlite(base, number)
    base.execute("commit")
    return base


def save_sqlite(base: sqlite3.Connection, number: int) -> None:
    made = body(number)
    base.execute(
        "insert into note values (?, 1, ?, ?, ?, ?)",
        (name(number), number, made["team"], made["form"], json.dumps(made)),
    )
    base.execute("insert into audit (line) values (?)", (json.dumps({"actor": "bench", "id": name(number)}),))


def savers(folder: Path, store: TinyStore, sealed: TinyStore, base: sqlite3.Connection, size: int) -> dict[str, Act]:
    """One durable save, by each contestant."""
    descriptor = os.open(folder / "bare.log", os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)

    def bare(number: int) -> None:
        os.write(descriptor, json.dumps(body(number)).encode() + b"\n")
        os.fdatasync(descriptor)

    def new_in(which: TinyStore) -> Act:
        def new(number: int) -> None:
            with which.tx(HOME, actor="bench", purpose="bench") as tx:
                tx.put("note", name(number), body(number), 0)

        return new

    def change(number: int) -> None:
        with store.tx(HOME, actor="bench", purpose="bench") as tx:
            record = tx.get("note", name(0))
            assert record is not None
            tx.put("note", record.id, body(number), record.revision)

    def sqlite(number: int) -> None:
        base.execute("begin immediate")
        save_sqlite(base, number)
        base.execute("commit")

    made: dict[str, Act] = {
        "bare": bare,
        "ours": new_in(store),
        "change": change,
        "sealed": new_in(sealed),
        "sqlite": sqlite,
    }
    if size <= LARGEST_TINYDB:
        database = TinyDB(folder / "tinydb.json")
        database.insert_multiple(body(number) for number in range(size))
        made["tinydb"] = lambda number: database.insert(body(number))
    return made


def lookers(
    held: TinyTx, other: TinyStore, base: sqlite3.Connection, size: int
) -> tuple[dict[str, Act], dict[str, Act]]:
    """One look by id and one find by an index, by each contestant: bodies decoded, fresh for the caller."""
    texts = {name(number): json.dumps(body(number)) for number in range(size)}
    teams: dict[str, list[str]] = {}
    for number in range(size):
        teams.setdefault(f"team {number // PER_TEAM}", []).append(name(number))

    def ours_get(number: int) -> object:
        with other.read(HOME) as tx:
            return tx.get("note", name(number))

    def ours_find(number: int) -> object:
        with other.read(HOME) as tx:
            return tx.find("note", {"team": f"team {number // PER_TEAM}"})

    def sqlite_get(number: int) -> object:
        _, rev, text = base.execute("select id, rev, body from note where id = ?", (name(number),)).fetchone()
        return rev, json.loads(text)

    def sqlite_find(number: int) -> object:
        found = base.execute(
            "select id, rev, body from note where team = ? order by id", (f"team {number // PER_TEAM}",)
        )
        return [(id_, rev, json.loads(text)) for id_, rev, text in found]

    get: dict[str, Act] = {
        "dict": lambda number: json.loads(texts[name(number)]),
        "ours": ours_get,
        "in tx": lambda number: held.get("note", name(number)),
        "sqlite": sqlite_get,
    }
    find: dict[str, Act] = {
        "dict": lambda number: [json.loads(texts[id_]) for id_ in teams[f"team {number // PER_TEAM}"]],
        "ours": ours_find,
        "in tx": lambda number: held.find("note", {"team": f"team {number // PER_TEAM}"}),
        "sqlite": sqlite_find,
    }
    return get, find


def race(
    acts: dict[str, Act], often: int, numbers: Callable[[int], int], clock: Callable[[], float]
) -> dict[str, list[float]]:
    """Seconds of one act, per contestant and round."""
    times: dict[str, list[float]] = {one: [] for one in acts}
    count = 0
    for round_ in range(ROUNDS + 1):
        for one, act in acts.items():
            took = []
            for _ in range(SAVES.get(one, often)):
                count += 1
                number = numbers(count)
                began = clock()
                act(number)
                took.append(clock() - began)
            if round_:  # the first round warms up
                times[one].append(statistics.median(took))
    return times


def row(times: dict[str, list[float]], names: dict[str, str], yardstick: str, unit: float) -> str:
    """A row of a table: ratio and the figure itself."""
    cells = []
    for one in names:
        if one not in times:
            cells.append("–")
            continue
        ratio = statistics.median(mine / least for mine, least in zip(times[one], times[yardstick], strict=True))
        cells.append(f"{ratio:.2f}x ({statistics.median(times[one]) * unit:.3g})")
    return " | ".join(cells)


OPENING = """
import gc, sys, time
from pathlib import Path
from core.clock import SystemClock
from core.stores.tiny import TinyStore
from bench.store import HOME, KINDS
from core.stores.keys import Keys
def held():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
keys = Keys.from_secret(sys.argv[2]) if sys.argv[2] else None
if keys:
    import cryptography.hazmat.primitives.ciphers.aead
before = held()
store = TinyStore(Path(sys.argv[1]), SystemClock(), keys=keys)
store.declare(KINDS)
began = time.process_time()
with store.read(HOME) as tx:
    tx.get("note", "n00000000")
opened = time.process_time() - began
began = time.process_time()
with store.read(HOME) as tx:
    tx.find("note", {"number": 1})
indexed = time.process_time() - began
gc.collect()
gc.collect()
began = time.process_time()
gc.collect()
collected = time.process_time() - began
size = sum(path.stat().st_size for path in Path(sys.argv[1]).rglob("*") if path.is_file())
print(f"{opened:.2f} s | {indexed:.2f} s | {size / 1e6:.0f} MB | {(held() - before) / size:.2f}x | {collected * 1000:.1f} ms")
"""


def opening(folder: Path, keys: Keys | None) -> str:
    """What opening takes, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", OPENING, str(folder), keys.secret if keys else ""],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def main() -> None:
    where = sys.argv[1] if len(sys.argv) > 1 else None
    print(f"Records of {len(json.dumps(body(1)))} bytes; Python {platform.python_version()}, ", end="")
    print(
        f"TinyDB {version('tinydb')}, SQLite {sqlite3.sqlite_version}, {os.cpu_count()} cores, median of {ROUNDS} rounds"
    )
    saved, got, found, opened = [], [], [], []
    for size in SIZES:
        with tempfile.TemporaryDirectory(dir=where) as made:
            folder = Path(made)
            keys = Keys.new()
            store, sealed = fill(folder / "ours", size), fill(folder / "sealed", size, keys)
            base = fill_sqlite(folder / "sqlite.db", size)
            opened.append(f"| {size:,} | {opening(folder / 'ours', None)} |")
            opened.append(f"| {size:,} sealed | {opening(folder / 'sealed', keys)} |")
            gc.collect()
            acts = savers(folder, store, sealed, base, size)
            times = race(acts, OFTEN, lambda count, size=size: size + count, time.perf_counter)  # type: ignore[misc]
            saved.append(f"| {size:,} | {row(times, SAVED, 'bare', 1e3)} |")
            # A second store on the same folder: a thread has one transaction in each.
            other = TinyStore(store.folder, SystemClock())
            other.declare(KINDS)
            with store.read(HOME) as held:
                get, find = lookers(held, other, base, size)
                for acts, rows in ((get, got), (find, found)):
                    times = race(acts, LOOKS, lambda count, size=size: count * 7919 % size, time.process_time)  # type: ignore[misc]
                    rows.append(f"| {size:,} | {row(times, FOUND, 'dict', 1e6)} |")
            for one in (store, sealed, other, base):
                one.close()
    for title, names, rows in (
        ("One durable save (ms)", SAVED, saved),
        ("One look by id (µs of CPU)", FOUND, got),
        (f"One find of {PER_TEAM} by an index (µs of CPU)", FOUND, found),
    ):
        print(f"\n{title}\n\n| records there | {' | '.join(names.values())} |\n|---|{'---|' * len(names)}")
        print("\n".join(rows))
    print(
        "\nOpening, in a process of its own (CPU)\n\n| records | opened | first find, with every index | on the disk | ",
        end="",
    )
    print("memory beside the disk | gc |\n|---|---|---|---|---|---|")
    print("\n".join(opened))


if __name__ == "__main__":
    main()
