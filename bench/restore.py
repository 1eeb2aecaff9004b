"""A home of 100,000 records and 200 MB of attachments: backed up, put back and verified.

    python -m bench.restore [folder]        (the folder decides which disk is measured)

There is nobody to compare with: seconds on the wall and of CPU are printed as they are. The goal (`make bench`) is to have it
back, proved and in use in less than a minute.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.store import body
from core.clock import SystemClock
from core.keeping.backup import OfStore, back_up
from core.keeping.restore import restore
from core.keeping.verify import verify
from core.stores.keys import Keys
from core.stores.kinds import Kinds, RecordKind
from core.stores.open import open_store
from core.stores.protocol import ATTACHMENT, Store

HOME = "bench"
RECORDS, AT_ONCE = 100_000, 50
ATTACHMENTS, ATTACHMENT_SIZE = 50, 4 * 1024 * 1024
KINDS = (RecordKind("note", ("number",)), RecordKind(ATTACHMENT))


def fill(store: Store) -> None:
    """The records, some in each transaction, and photographs that they name."""
    for first in range(0, RECORDS, AT_ONCE):
        with store.tx(HOME, actor="bench", purpose="fill") as tx:
            for number in range(first, first + AT_ONCE):
                tx.put("note", f"n{number:08}", body(number), 0)
    for number in range(ATTACHMENTS):
        name = store.attach(HOME, os.urandom(ATTACHMENT_SIZE))
        with store.tx(HOME, actor="bench", purpose="fill") as tx:
            tx.put(ATTACHMENT, f"p{number}", {"sha256": name}, 0)


def timed(name: str, work: Callable[[], Any]) -> Any:
    """Do it and print how long it took."""
    began, cpu = time.perf_counter(), time.process_time()
    done = work()
    print(f"| {name} | {time.perf_counter() - began:.1f} s | {time.process_time() - cpu:.1f} s |", flush=True)
    return done


def main() -> None:
    where = sys.argv[1] if len(sys.argv) > 1 else None
    keys, kinds, clock = Keys.new(), Kinds(KINDS), SystemClock()

    def opened(url: str) -> Store:
        store = open_store(url, clock, keys)
        store.declare(KINDS)
        return store

    print(f"{RECORDS:,} records, {ATTACHMENTS * ATTACHMENT_SIZE // 1024**2} MB of attachments, sealed\n")
    print("| work | wall | CPU |\n|---|---|---|")
    with tempfile.TemporaryDirectory(dir=where) as folder:
        here, there, file = f"tinydb:{folder}/here", f"tinydb:{folder}/there", Path(folder) / "backup"
        store = opened(here)
        timed("filling", lambda: fill(store))
        timed("backup", lambda: back_up(OfStore(store), [HOME], file, to=[keys.public], made="2026-06-01", bodies={}))
        store.close()
        timed("restore, proved before and after", lambda: restore(file, keys, there, opened, kinds, stamp="bench"))
        again = timed("opening it", lambda: opened(there))
        report = timed("verify once more", lambda: verify(again, HOME, kinds))
        again.close()
        assert report.well, report.findings[:3]


if __name__ == "__main__":
    main()
