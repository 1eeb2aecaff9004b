"""What can still be saved of damaged records: everything that checks, as a backup, and in words what is lost.

`Salvage` is the seam: a folder is read file by file (`core.stores.salvage`), any other store by its contract (`OfDamaged`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from core.keeping.anchors import Noted, of_home
from core.keeping.backup import Counted, Origin, back_up
from core.keeping.verify import Audit, Tell, quietly
from core.records import Home
from core.stores.entries import Entry, mac_of
from core.stores.protocol import HOST, Corrupt, NotFound, Store, StoreError
from core.stores.values import from_canonical


class Salvage(Origin, Protocol):
    """What a rescue reads from. Its `entries` may end with Corrupt at any line; what came before that is saved."""

    def homes(self) -> list[str]:
        """Every home of which there is anything, with the host directory."""
        ...


@dataclass(frozen=True)
class OfDamaged:
    """A store that opens, whatever is wrong with the homes in it."""

    store: Store

    def homes(self) -> list[str]:
        """Every home of which there is anything, with the host directory."""
        return [HOST, *self.store.homes()]

    def length(self, home: str) -> int:
        """The number of a home's last line; 0 where nobody knows."""
        try:
            return self.store.anchor(home).seq
        except StoreError:
            return 0

    def entries(self, home: str) -> Iterator[Entry]:
        """The lines of a home as far as they can be read."""
        yield from self.store.events(home)

    def attachments(self, home: str) -> list[str]:
        """The names of its attachments."""
        return self.store.attachments(home)

    def attached(self, home: str, sha256: str) -> bytes:
        """The bytes of one."""
        return self.store.attached(home, sha256)


@dataclass
class Rescued:
    """What a rescue saved (`homes`), and what is lost, in sentences."""

    homes: Mapping[str, Counted] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)


@dataclass
class _Careful:
    """What still checks of a salvage. Bodies that are not what their line says are left out, and noted."""

    salvage: Salvage
    anchors: tuple[Noted, ...]
    lost: list[str] = field(default_factory=list)
    bodies: dict[str, list[tuple[str, str, int]]] = field(default_factory=dict)
    gone: dict[str, list[str]] = field(default_factory=dict)
    _named: dict[str, set[str]] = field(default_factory=dict)

    def length(self, home: str) -> int:
        return self.salvage.length(home)

    def entries(self, home: str) -> Iterator[Entry]:
        audit, done, damage = Audit(home), 0, ""
        try:
            for entry in self.salvage.entries(home):
                entry = self._mended(home, entry)
                audit.take(entry)
                if audit.findings:
                    damage = audit.findings[0]
                    break
                done = entry.line.seq
                yield entry
        except Corrupt as found:
            damage = str(found)
        if damage:
            self.lost.append(f"{home}: everything behind line {done} ({damage})")
        last = max((one.anchor.seq for one in of_home(self.anchors, home)), default=0)
        if last > done:
            self.lost.append(f"{home}: at least lines {done + 1} to {last}, of which an anchor tells")
        self._named[home] = set(audit.named)
        noted = self.bodies.setdefault(home, [])
        for (kind, id), at in audit.records.items():
            if at.missing is not None and (kind, id, at.missing[1]) not in noted:
                noted.append((kind, id, at.missing[1]))
                self.lost.append(
                    f"{home}: {kind} {id} at revision {at.missing[1]}, unless a line that is lost erased it"
                )

    def attachments(self, home: str) -> list[str]:
        try:
            names = self.salvage.attachments(home)
        except StoreError as damage:
            self.lost.append(f"{home}: all attachments ({damage})")
            names = []
        whole = [name for name in names if self._is_whole(home, name)]
        self.gone[home] = sorted(self._named.get(home, set()).difference(whole))
        self.lost += [f"{home}: the attachment {name}" for name in self.gone[home]]
        return whole

    def attached(self, home: str, sha256: str) -> bytes:
        return self.salvage.attached(home, sha256)

    def _mended(self, home: str, entry: Entry) -> Entry:
        if len(entry.contents) != len(entry.line.changes):
            return entry
        kept = list(entry.contents)
        for at, (change, content) in enumerate(zip(entry.line.changes, entry.contents, strict=True)):
            if content is not None and change.action == "put" and mac_of(content) != change.mac:
                kept[at] = None
                self.bodies.setdefault(home, []).append((change.kind, change.id, change.rev))
                self.lost.append(
                    f"{home}: {change.kind} {change.id} at revision {change.rev}, which was changed afterwards"
                )
        return replace(entry, contents=tuple(kept))

    def _is_whole(self, home: str, name: str) -> bool:
        try:
            return sha256(self.salvage.attached(home, name)).hexdigest() == name
        except (Corrupt, NotFound):
            return False


def rescue(
    salvage: Salvage,
    out: Path,
    *,
    to: Sequence[str] | None,
    made: str,
    anchors: Sequence[Noted] = (),
    tell: Tell = quietly,
) -> Rescued:
    """Write everything that still checks into a backup, and say what is lost. The damaged records are not touched.

    Raises Refused or Full.
    """
    careful = _Careful(salvage, tuple(anchors))
    homes = salvage.homes()
    bodies = _bodies(salvage)
    counted = back_up(
        careful,
        homes,
        out,
        to=to,
        made=made,
        bodies=bodies,
        anchors=anchors,
        lost=careful.bodies,
        gone=careful.gone,
        tell=tell,
    )
    return Rescued(counted, list(dict.fromkeys(careful.lost)))


def _bodies(salvage: Salvage) -> dict[str, dict[str, Any]]:
    """The homes as the host directory last knew them, as far as that can be read."""
    found: dict[str, dict[str, Any]] = {}
    try:
        for entry in salvage.entries(HOST):
            for change, content in zip(entry.line.changes, entry.contents, strict=False):
                if change.kind == Home.kind and content is not None and mac_of(content) == change.mac:
                    found[change.id] = from_canonical(content.text)
    except StoreError:
        return found
    return found
