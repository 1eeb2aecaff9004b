"""Stores that are spoiled on purpose, each in one way: the tests of the stores find every one of them out.

`python -m tools.crash spoiled` runs the tests once for each fault, with this file as a plugin of pytest that spoils the store.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

from core.stores import entries, folder, journal, kinds, place, segment, staging, tidying, tiny
from core.stores.disk import Disk
from tools.crash.figures import Figure, Size

ROOT = Path(__file__).parents[2]
SPOILED = "CARTREF_SPOILED"
LOOKED_AT_BY = ("test_store_contract", "test_store_find", "test_store_audit", "test_store_erase", "test_store_at_once", "test_store_attachments",
                "test_journal", "test_store_disk", "test_store_tidy", "test_store_folder", "test_live_tables",
                "test_store_strange_entries")  # fmt: skip


def _give(what: object) -> Callable[..., Any]:
    return lambda *_given, **_named: what


def _keeps_the_old_body(self: Any, kind: str, id: str) -> Any:
    last = _LAST(self, kind, id)
    return last._replace(revision=0) if last.text is None else last


_LAST = staging.StagedTx._last

FAULTS: dict[str, tuple[object, str, Any]] = {
    "a save is not synced": (journal.Journal, "_sync", _give(None)),
    "names are not synced": (journal.Journal, "_sync_folder", _give(None)),
    "a torn frame is not cut off": (Disk, "cut", _give(None)),
    "a sum is not looked at": (segment, "sum_of", _give(bytes(16))),
    "a MAC does not depend on the words": (entries, "mac_of", _give("00")),
    "an entry is never found at fault": (entries.Entry, "faults", _give([])),
    "a line may follow any other": (place, "check_follows", _give(None)),
    "whatever somebody made up is taken": (entries.Entry, "strange", _give("")),
    "a record made anew counts from one": (staging.StagedTx, "_last", _keeps_the_old_body),
    "indexes are not declared": (kinds.Kinds, "check_field", _give(None)),
    "others may reach the folder": (folder, "check_mine", _give(None)),
    "a write waits for no turn": (fcntl, "flock", _give(None)),
    "tidying leaves what was erased": (tidying, "without_erased", lambda entry, *_more: entry),
    "an old key is never forgotten": (tidying, "without_old_answer", lambda entry, *_more: entry),
    "a closed store goes on": (tiny.TinyStore, "_check_open", _give(None)),
    "what was read is shared": (staging, "from_canonical", None),
}


def pytest_configure(config: object) -> None:
    """Spoil the store for the whole of this run of the tests."""
    where, name, spoiled = FAULTS[os.environ[SPOILED]]
    if spoiled is None:
        cache: dict[bytes, Any] = {}
        right = getattr(where, name)
        spoiled = lambda text: cache.setdefault(bytes(text), right(text))  # noqa: E731
    patch.object(where, name, spoiled).start()


def spoiled(size: Size) -> Figure:
    """Run the tests over each spoiled store until the first of them fails."""
    del size  # every fault has its turn: there is nothing left to chance
    believed = [fault for fault in FAULTS if not _noticed(fault)]
    done = f"{len(FAULTS)} stores spoiled in one way each"
    return Figure("spoiled stores", done, "each found out", tuple(f"nobody noticed: {fault}" for fault in believed))


def _noticed(fault: str) -> bool:
    tests = [f"tests/core/stores/{name}.py" for name in LOOKED_AT_BY]
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-x",
            "-p",
            "tools.crash.spoiled",
            "-k",
            "not sqlite and not postgresql",
            *tests,
        ],
        cwd=ROOT,
        env={**os.environ, SPOILED: fault},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return done.returncode == 1
