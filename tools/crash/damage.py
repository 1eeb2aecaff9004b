"""Bits that flip, sectors that are lost, files cut short: nothing that was changed is ever taken for what was written."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

from core.clock import SystemClock
from core.keeping.anchors import Noted, note
from core.keeping.verify import verify
from core.stores import journal, tidying
from core.stores.keys import Keys
from core.stores.kinds import Kinds
from core.stores.protocol import ATTACHMENT, StoreError
from core.stores.tiny import TinyStore
from tools.crash.figures import Figure, Size, scratch
from tools.crash.writers import HOME, KINDS

DAMAGES = 600
SECTOR = 512
SMALL_SEGMENT = 8 * 1024
NOT_KEPT = ("LOCK", "TURN")
"""Files that hold nothing anybody needs."""


def damage(size: Size) -> Figure:
    """Hurt a folder in one place, six hundred times over: opening, reading or verifying it says so each time."""
    chance = size.random("damage")
    unnoticed: list[str] = []
    done = 0
    with scratch() as folder_of_all:
        for keys in (None, Keys.new()):
            whole = Path(folder_of_all) / ("sealed" if keys else "plain")
            anchor = _fill(whole, keys)
            if fault := _noticed(whole, keys, anchor):
                unnoticed.append(f"an unhurt folder is said to be hurt: {fault}")
            for _ in range(DAMAGES * size.times // 2):
                hurt = Path(folder_of_all) / "hurt"
                shutil.copytree(whole, hurt)
                what = _hurt(hurt, chance)
                done += 1
                if not _noticed(hurt, keys, anchor):
                    unnoticed.append(f"{what} (seed {size.seed}, number {done})")
                shutil.rmtree(hurt)
    return Figure("damage at rest", f"{done} damages, plain and sealed", f"{done} noticed", tuple(unnoticed))


def _fill(folder: Path, keys: Keys | None) -> Noted:
    """A home of several segments, with what was changed, taken away, erased, attached and tidied."""
    with patch.object(journal, "SEGMENT_SIZE", SMALL_SEGMENT), patch.object(tidying, "SEGMENT_SIZE", SMALL_SEGMENT):
        store = TinyStore(folder, SystemClock(), keys=keys)
        store.declare(KINDS)
        for n in range(60):
            with store.tx(HOME, actor="gwen", purpose="fill", idem=f"k{n}") as tx:
                tx.put("note", f"n{n}", {"n": n, "by": "gwen", "text": "Te yn yr ardd – tŷ " * (n % 30)}, 0)
                if n % 3 == 0:
                    tx.put("note", f"n{n}", {"n": n, "by": "gwen", "text": "again"}, 1)
                if n % 7 == 1:
                    tx.delete("note", f"n{n}", tx.put("note", f"n{n}", {"n": n}, 2 if n % 3 == 0 else 1))
                if n % 11 == 10:
                    tx.erase("note", f"n{n - 2}")
                tx.answer({"n": n})
        for n in range(3):
            name = store.attach(HOME, f"a photograph {n} ".encode() * 200)
            with store.tx(HOME, actor="gwen", purpose="fill") as tx:
                tx.put(ATTACHMENT, f"p{n}", {"sha256": name}, 0)
        store.tidy(HOME)
        with store.tx(HOME, actor="gwen", purpose="fill") as tx:
            tx.put("note", "last", {"n": 0, "by": "gwen"}, 0)
        anchor = note(store, HOME, "2026-06-01")
        store.close()
    return anchor


def _hurt(folder: Path, chance: random.Random) -> str:
    """One damage somewhere; says what it was."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name not in NOT_KEPT]
    path = chance.choice(sorted(files))
    before = path.read_bytes()
    while True:
        data = bytearray(before)
        how = chance.choice(("bit", "bit", "bit", "sector", "tail"))
        at = chance.randrange(len(data))
        if how == "bit":
            data[at] ^= 1 << chance.randrange(8)
        elif how == "sector":
            start = at - at % SECTOR
            data[start : start + SECTOR] = bytes(len(data[start : start + SECTOR]))
        else:
            del data[at:]
        if data != before:
            break
    path.write_bytes(data)
    return f"{how} at byte {at} of {len(before)} in {path.relative_to(folder)}"


def _noticed(folder: Path, keys: Keys | None, anchor: Noted) -> str:
    """What was said about the folder; nothing: it passes for whole."""
    try:
        store = TinyStore(folder, SystemClock(), keys=keys)
    except StoreError as error:
        return str(error)
    try:
        store.declare(KINDS)
        return next(_findings(store, anchor), "")
    except StoreError as error:
        return str(error)
    finally:
        store.close()


def _findings(store: TinyStore, anchor: Noted) -> Iterator[str]:
    if HOME not in store.homes():
        yield "the home is gone"
    yield from verify(store, HOME, Kinds(KINDS), (anchor,)).findings
