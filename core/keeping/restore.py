"""Putting a backup back. Everything is checked before anything is replaced, and what was there before is kept aside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.keeping import places
from core.keeping.backup import Counted, Looked, look_at, reading
from core.keeping.move import behind, move_home
from core.keeping.verify import Tell, quietly, verify
from core.records import Home
from core.stores.current import homes_in
from core.stores.keys import Keys
from core.stores.kinds import Kinds
from core.stores.open import shown
from core.stores.protocol import HOST, Corrupt, Refused, Store

Opener = Callable[[str], Store]
"""Opens the store at an address, with this house's clock and keys."""


@dataclass(frozen=True)
class Restored:
    """What was put back, where it came from, and where what was there before is now (None: nothing was). `damaged` are homes
    that were there, are not in the backup and cannot be read: they are as they were."""

    looked: Looked
    homes: dict[str, Counted]
    aside: Path | None = None
    damaged: tuple[str, ...] = ()


def restore(
    path: Path,
    keys: Keys | None,
    url: str,
    opener: Opener,
    kinds: Kinds,
    *,
    home: str | None = None,
    replace: bool = False,
    stamp: str,
    tell: Tell = quietly,
) -> Restored:
    """Put the homes of a backup (or one of them) back into the place at an address.

    A folder is built anew beside itself and takes its place in the end; any other store must not have these homes yet.
    Raises Refused, Full or Corrupt; the place is as it was then.
    """
    folder = places.folder_of(url)
    if folder is None:
        if replace:
            raise Refused(f"{shown(url)} is no folder that can be put aside; name an empty place with --into")
        store = opener(url)
        try:
            return _into(store, path, keys, kinds, home, tell)
        finally:
            store.close()
    looked = look_at(path, keys, tell)
    wanted = _wanted(path, looked, home)
    with places.alone_with(url):
        made = places.beside(folder)
        try:
            damaged = _build(path, keys, folder, made, opener, kinds, looked, wanted, replace, tell)
            return Restored(looked, wanted, places.take_place(made, folder, stamp), damaged)
        finally:
            places.clear(made)


def _build(
    path: Path, keys: Keys | None, folder: Path, made: Path, opener: Opener, kinds: Kinds, looked: Looked,
    wanted: dict[str, Counted], replace: bool, tell: Tell,
) -> tuple[str, ...]:  # fmt: skip
    """The new folder, with the homes of the backup and those that were there and are not in it; of these, the damaged."""
    new = opener(places.url_of(made))
    try:
        damaged = _bring_others(folder, opener, new, wanted, replace, tell)
        _fill(new, path, keys, kinds, looked, wanted, tell)
    finally:
        new.close()
    for home in damaged:
        places.copy_home(folder / home, made / home)
    return damaged


def _bring_others(
    folder: Path, opener: Opener, new: Store, wanted: Iterable[str], replace: bool, tell: Tell
) -> tuple[str, ...]:
    """The homes that are there and not in the backup; says which of them cannot be read. What is put aside is not asked for
    anything: it may be damaged."""
    there = homes_in(folder)
    for one in sorted(there.intersection(wanted)):
        if not replace:
            raise Refused(
                f"there are records of {one} in that place already; name an empty place with --into, or say --replace to put "
                "them aside"
            )
    damaged: list[str] = []
    others = sorted(there.difference(wanted))
    if others:
        old = opener(places.url_of(folder))
        try:
            for one in others:
                try:
                    move_home(old, new, one, tell)
                except Corrupt:
                    damaged.append(one)
        finally:
            old.close()
    return tuple(damaged)


def _into(store: Store, path: Path, keys: Keys | None, kinds: Kinds, home: str | None, tell: Tell) -> Restored:
    there = {one: store.anchor(one) for one in (HOST, *store.homes()) if home in (None, one)}
    looked = look_at(path, keys, tell, there)
    wanted = _wanted(path, looked, home)
    _fill(store, path, keys, kinds, looked, wanted, tell)
    return Restored(looked, wanted)


def _wanted(path: Path, looked: Looked, home: str | None) -> dict[str, Counted]:
    if home is None:
        return dict(looked.homes)
    if home not in looked.homes:
        known = ", ".join(one for one in looked.homes if one != HOST) or "none"
        raise Refused(f"there is no home '{home}' in {path}; the homes in it are: {known}")
    return {home: looked.homes[home]}


def _fill(
    store: Store, path: Path, keys: Keys | None, kinds: Kinds, looked: Looked, wanted: dict[str, Counted], tell: Tell
) -> None:
    """Adopt what is wanted; then prove and count it."""
    with reading(path, keys) as found:
        for home, entries, attachments in found.homes():
            if home not in wanted:
                continue
            done = store.anchor(home).seq
            store.adopt(home, (entry for entry in entries if entry.line.seq > done))
            for _name, data in attachments:
                store.attach(home, data)
            tell(f"putting back {home}", looked.homes[home].lines, looked.homes[home].lines)
    for home, counted in wanted.items():
        _prove(store, home, counted, kinds, tell)
        _know_home(store, home, counted)


def _prove(store: Store, home: str, counted: Counted, kinds: Kinds, tell: Tell) -> None:
    report = verify(store, home, kinds, tell=tell)
    lost = [f"{kind} {id} at revision {revision} (line " for kind, id, revision in counted.lost]
    for words in report.findings:
        missing = any(words.startswith(one) and "is missing" in words for one in lost) or any(
            words.startswith(f"the attachment {name} is missing") for name in counted.gone
        )
        unreadable = (
            "that this version can read" in words
        )  # it is what was written; putting it back changes nothing of that
        if not missing and not unreadable:
            raise Corrupt(f"{home} did not come back as it was: {words}")
    if (report.end, report.attachments) != (counted.end, counted.attachments):
        raise Corrupt(f"{home} did not come back whole: it ends at line {report.end.seq}, not {counted.end.seq}")


def _know_home(store: Store, home: str, counted: Counted) -> None:
    """A home that comes back alone is entered among the homes of this house."""
    if home == HOST or not counted.body:
        return
    with store.read(HOST) as tx:
        if tx.get(Home.kind, home) is not None:
            return
    with store.tx(HOST, actor="host", purpose="home restored") as tx:
        tx.put(Home.kind, home, dict(counted.body), expect=0)


def drill(
    path: Path, keys: Keys | None, now: Store | None, opener: Opener, kinds: Kinds, tell: Tell = quietly
) -> tuple[Looked, list[str]]:
    """Put a backup back into a scratch place and compare it, record by record, with the records in use; what differs."""
    with places.scratch() as folder:
        store = opener(places.url_of(folder))
        try:
            restored = _into(store, path, keys, kinds, None, tell)
            found: list[str] = []
            for home in _compared(restored.homes, now):
                assert now is not None
                found += behind(store, now, home, tell)
                found += _attachments_gone(store, now, home)
            return restored.looked, found
        finally:
            store.close()


def _compared(homes: Iterable[str], now: Store | None) -> Sequence[str]:
    return () if now is None else sorted(home for home in homes if now.anchor(home).seq)


def _attachments_gone(kept: Store, now: Store, home: str) -> list[str]:
    """Attachments whose bytes are not those of the backup. One that is gone was erased: `verify` says where it was not."""
    here = set(now.attachments(home))
    return [
        f"the attachment {name} of {home} is not the same"
        for name in kept.attachments(home)
        if name in here and now.attached(home, name) != kept.attached(home, name)
    ]
