"""Making a backup, and looking at one: every line, body and attachment of some homes, their anchors, and a manifest."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from core import __version__
from core.keeping import archive
from core.keeping.anchors import Noted, read_lines
from core.keeping.archive import ANCHORS, HEAD, MANIFEST, Member, Summed
from core.keeping.verify import Audit, Tell, quietly
from core.records import Home
from core.stores.entries import Anchor, Entry
from core.stores.keys import Keys
from core.stores.protocol import HOST, Corrupt, NotFound, Refused, Store
from core.stores.values import canonical, check_home

_TOGETHER = 1 << 20
"""About this many bytes of lines stand in one file of the archive."""

_ERASED_MEANWHILE = "something was erased while the backup was made; begin it again"
_HALF = "it is only half a backup, or was changed: what is in it cannot be trusted; take another one"


@dataclass(frozen=True)
class Counted:
    """What a backup holds of one home: its lines up to `end`, its attachments, and the sum over its files.

    `lost` are bodies that a rescue could not save (kind, id, revision), `gone` attachments that it could not. `body` is the home itself, as the host knows it.
    """

    lines: int
    end: Anchor
    attachments: int = 0
    sum: str = ""
    lost: tuple[tuple[str, str, int], ...] = ()
    gone: tuple[str, ...] = ()
    body: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """For the manifest."""
        said: dict[str, Any] = {
            "lines": self.lines,
            "end": [self.end.seq, self.end.sum],
            "attachments": self.attachments,
            "sha256": self.sum,
            "home": dict(self.body),
        }
        if self.lost or self.gone:
            return {**said, "lost": [list(one) for one in self.lost], "gone": list(self.gone)}
        return said

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Counted:
        """From a manifest. Raises ValueError, KeyError or TypeError."""
        seq, total = said["end"]
        lost = tuple((kind, id, revision) for kind, id, revision in said.get("lost", ()))
        return cls(
            said["lines"],
            Anchor(seq, total),
            said["attachments"],
            said["sha256"],
            lost,
            tuple(said.get("gone", ())),
            said["home"],
        )


class Origin(Protocol):
    """What a backup is made of: a store, or what a rescue can still read of one."""

    def length(self, home: str) -> int:
        """The number of a home's last line, as far as that is known."""
        ...

    def entries(self, home: str) -> Iterator[Entry]:
        """The lines of a home, in order."""
        ...

    def attachments(self, home: str) -> list[str]:
        """The names of its attachments."""
        ...

    def attached(self, home: str, sha256: str) -> bytes:
        """The bytes of one."""
        ...


@dataclass(frozen=True)
class OfStore:
    """A store, read until nothing is new. Raises Refused where something is erased meanwhile: the backup would hold it."""

    store: Store

    def length(self, home: str) -> int:
        """The number of a home's last line."""
        return self.store.anchor(home).seq

    def entries(self, home: str) -> Iterator[Entry]:
        """The lines of a home, in order."""
        at = 0
        while True:
            before = at
            for entry in self.store.events(home, at):
                if before and any(change.action == "erase" for change in entry.line.changes):
                    raise Refused(_ERASED_MEANWHILE)
                at = entry.line.seq
                yield entry
            if at == before:
                return

    def attachments(self, home: str) -> list[str]:
        """The names of its attachments."""
        return self.store.attachments(home)

    def attached(self, home: str, sha256: str) -> bytes:
        """The bytes of one."""
        return self.store.attached(home, sha256)


def home_bodies(store: Store) -> dict[str, dict[str, Any]]:
    """Every home as the host directory knows it: its name and time zone go with its records."""
    with store.read(HOST) as tx:
        return {record.id: record.body for record in tx.all(Home.kind)}


def back_up(
    origin: Origin,
    homes: Sequence[str],
    out: Path,
    *,
    to: Sequence[str] | None,
    made: str,
    bodies: Mapping[str, Mapping[str, Any]],
    anchors: Iterable[Noted] = (),
    lost: Mapping[str, list[tuple[str, str, int]]] | None = None,
    gone: Mapping[str, list[str]] | None = None,
    tell: Tell = quietly,
) -> dict[str, Counted]:
    """Write a backup of some homes to a new file, sealed to the age recipients `to` (None: not sealed); what is in it.

    Raises Refused, Full, or Corrupt where the records are not what was written.
    """
    counted: dict[str, Counted] = {}

    def members() -> Iterator[Member]:
        beside = Summed()
        head = canonical({"cartref_backup": archive.FORMAT, "made": made, "cartref": __version__}) + b"\n"
        for member in (Member(HEAD, head), Member(ANCHORS, "".join(f"{one}\n" for one in anchors).encode())):
            beside.take(member)
            yield member
        for home in homes:
            total = Summed()
            kept = Counted(0, Audit(home).end, body=bodies.get(home, {}))
            for member, so_far in _of_home(origin, home, kept, tell):
                kept = so_far
                total.take(member)
                yield member
            unsaved, attachments = (lost or {}).get(home, ()), (gone or {}).get(home, ())
            kept = replace(kept, sum=total.hex, lost=tuple(unsaved), gone=tuple(attachments))
            counted[home] = kept
        yield Member(MANIFEST, manifest(counted, beside))

    archive.write(out, members(), to)
    return counted


def manifest(counted: Mapping[str, Counted], beside: Summed) -> bytes:
    """The last file: a line of JSON, and a line with the sum over it and the files that belong to no home (`beside`)."""
    line = canonical({"homes": {home: one.as_json() for home, one in counted.items()}}) + b"\n"
    beside.take(Member(MANIFEST, line))
    return line + beside.hex.encode() + b"\n"


def _of_home(origin: Origin, home: str, kept: Counted, tell: Tell) -> Iterator[tuple[Member, Counted]]:
    audit, waiting, number = Audit(home), bytearray(), 0
    length = origin.length(home)
    for entry in origin.entries(home):
        audit.take(entry)
        for words in audit.findings:
            raise Corrupt(f"the records of {home} are not what was written: {words}")
        waiting += archive.entry_bytes(entry)
        kept = replace(kept, lines=kept.lines + 1, end=audit.end)
        tell(f"lines of {home}", audit.end.seq, length)
        if len(waiting) >= _TOGETHER:
            number += 1
            yield Member(_lines_name(home, number), bytes(waiting)), kept
            waiting.clear()
    if waiting:
        yield Member(_lines_name(home, number + 1), bytes(waiting)), kept
    names = origin.attachments(home)
    for done, name in enumerate(names, 1):
        kept = replace(kept, attachments=done)
        yield Member(f"homes/{home}/attachments/{name}", _attached(origin, home, name)), kept
        tell(f"attachments of {home}", done, len(names))


def _lines_name(home: str, number: int) -> str:
    return f"homes/{home}/lines/{number:06}.jsonl"


def _attached(origin: Origin, home: str, name: str) -> bytes:
    try:
        return origin.attached(home, name)
    except NotFound as gone:
        raise Refused(_ERASED_MEANWHILE) from gone


# -- reading one -----------------------------------------------------------------------------------------------------


@dataclass
class Reading:
    """A backup that is being read, home by home; `manifest` is there once everything was."""

    path: Path
    members: Iterator[Member]
    made: str = ""
    anchors: list[Noted] = field(default_factory=list)
    manifest: dict[str, Counted] | None = None
    _next: Member | None = None
    _sums: dict[str, str] = field(default_factory=dict)
    _beside: Summed = field(default_factory=Summed)

    def broken(self) -> Refused:
        """What is said of half a backup."""
        return Refused(f"{self.path} cannot be used: {_HALF}")

    def begin(self) -> None:
        """Read what stands before the first home. Raises Refused."""
        head = next(self.members)
        try:
            said = json.loads(head.data)
            found, self.made = said["cartref_backup"], str(said["made"])
        except (ValueError, KeyError, TypeError) as error:
            raise self.broken() from error
        if found != archive.FORMAT:
            raise Refused(f"{self.path} was written by a newer version of Cartref; install that version to read it")
        noted = next(self.members, None)
        if noted is None or noted.name != ANCHORS:
            raise self.broken()
        self._beside.take(head)
        self._beside.take(noted)
        self.anchors = read_lines(noted.data.decode("utf-8", "replace").splitlines(), ANCHORS)
        self._next = next(self.members, None)

    def homes(self) -> Iterator[tuple[str, Iterator[Entry], Iterator[tuple[str, bytes]]]]:
        """Each home with its lines and its attachments; take the lines first, then the attachments."""
        while self._next is not None and self._next.name != MANIFEST:
            home = self._home_of(self._next)
            if home in self._sums:
                raise self.broken()
            total = Summed()
            entries, attachments = self._lines(home, total), self._attachments(home, total)
            yield home, entries, attachments
            for _entry in entries:  # whoever did not want them
                pass
            for _attachment in attachments:
                pass
            self._sums[home] = total.hex
        self._end()

    def _home_of(self, member: Member) -> str:
        parts = member.name.split("/")
        if len(parts) != 4 or parts[0] != "homes":
            raise self.broken()
        try:
            return check_home(parts[1])
        except Refused as error:
            raise self.broken() from error

    def _under(self, folder: str, total: Summed) -> Iterator[Member]:
        while self._next is not None and self._next.name.startswith(folder):
            member = self._next
            total.take(member)
            yield member
            self._next = next(self.members, None)

    def _lines(self, home: str, total: Summed) -> Iterator[Entry]:
        for member in self._under(f"homes/{home}/lines/", total):
            for text in member.data.splitlines():
                yield archive.entry_from(text)

    def _attachments(self, home: str, total: Summed) -> Iterator[tuple[str, bytes]]:
        for member in self._under(f"homes/{home}/attachments/", total):
            yield member.name.rsplit("/", 1)[1], member.data

    def _end(self) -> None:
        if self._next is None:
            raise self.broken()
        line, feed, total = self._next.data.partition(b"\n")
        self._beside.take(Member(MANIFEST, line + feed))
        if total != self._beside.hex.encode() + b"\n":
            raise self.broken()
        try:
            said = json.loads(line)["homes"]
            found = {home: Counted.from_json(one) for home, one in said.items()}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise self.broken() from error
        # a home in which nothing was ever kept has no files, and the sum of nothing
        sums = {home: self._sums.get(home, Summed().hex) for home in found}
        if set(self._sums) - set(found) or any(found[home].sum != total for home, total in sums.items()):
            raise self.broken()
        if next(self.members, None) is not None:
            raise self.broken()
        self.manifest = found


@contextmanager
def reading(path: Path, keys: Keys | None) -> Iterator[Reading]:
    """A backup, open to be read once. Raises Refused."""
    with archive.read(path, keys) as members:
        one = Reading(path, members)
        one.begin()
        yield one


@dataclass(frozen=True)
class Looked:
    """A backup that was read through and found whole."""

    made: str
    homes: Mapping[str, Counted]
    anchors: tuple[Noted, ...]


def look_at(path: Path, keys: Keys | None, tell: Tell = quietly, behind: Mapping[str, Anchor] | None = None) -> Looked:
    """Read all of a backup and check every part of it; nothing is written anywhere. Raises Refused with what is wrong.

    `behind`: where each home ends in the place that the backup is to go to; its lines must go on from there.
    """
    with reading(path, keys) as found:
        ends: dict[str, tuple[int, Anchor, int]] = {}
        audits: list[Audit] = []
        for home, entries, attachments in found.homes():
            audit, lines, attached = Audit(home, deep=True), 0, 0
            there = (behind or {}).get(home, audit.end)
            try:
                for entry in entries:
                    audit.take(entry)
                    lines += 1
                    if entry.line.seq == there.seq and entry.anchor != there:
                        raise _other_records(home)
                    tell(f"reading {home}", lines, 0)
                for name, data in attachments:
                    archive.check_name(name, data)
                    attached += 1
            except Corrupt as damage:
                raise Refused(f"{path} cannot be used: {damage}") from damage
            if audit.end.seq < there.seq:
                raise _other_records(home)
            audits.append(audit)
            ends[home] = (lines, audit.end, attached)
        assert found.manifest is not None
    for audit in audits:
        _check_whole(path, audit, found.manifest[audit.home])
    for home, one in found.manifest.items():
        if (one.lines, one.end, one.attachments) != ends.get(home, (0, Audit(home).end, 0)):
            raise found.broken()
    return Looked(found.made, found.manifest, tuple(found.anchors))


def _other_records(home: str) -> Refused:
    return Refused(
        f"there are other records of {home} in that place already; name an empty place with --into, or say --replace to "
        "put them aside"
    )


def _check_whole(path: Path, audit: Audit, counted: Counted) -> None:
    for kind, id, revision in counted.lost:
        at = audit.records.get((kind, id))
        if at is not None and at.missing is not None and at.missing[1] == revision:
            at.missing = None
    audit.close()
    for words in audit.findings:
        raise Refused(f"{path} cannot be used: {audit.home}: {words}")
