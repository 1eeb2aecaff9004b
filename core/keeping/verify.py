"""Whether a home's records are what was written: every line, every body, every attachment, and what is shown now.

`Audit` follows the lines one by one and remembers of each record only where it stands, so that a home of any size is read
once, from front to back. A backup and a restore follow their lines with the same one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from core.keeping.anchors import Noted
from core.stores.entries import SALT_SIZE, Anchor, Change, Content, Entry, Line, beginning, mac_of
from core.stores.kinds import Kinds
from core.stores.protocol import ATTACHMENT, Corrupt, NotFound, Record, Store, Tx
from core.stores.values import body_of, canonical

MOST_FINDINGS = 100
"""One cut may put a thousand lines out of place; this many sentences are enough to know."""

Tell = Callable[[str, int, int], None]
"""Hears how far a long piece of work is: what is being done, how many of how many."""

Place = tuple[str, str]


def quietly(what: str, done: int, of: int) -> None:
    """Tell nobody."""


@dataclass
class _At:
    """Where one record stands: its last revision, whether there is one to see, and the sum of that body (None: not known)."""

    revision: int = 0
    action: str = ""
    sum: bytes | None = None
    missing: tuple[int, int] | None = None
    read: int = 0
    """In which pass over the lines a body of it was read; 0: none."""


@dataclass
class Audit:
    """What the lines of a home say, followed one by one. `findings` are what does not hold, in sentences.

    `deep`: every body is also tried as what its kind says; without, that it fits its line is enough.
    """

    home: str
    kinds: Kinds = field(default_factory=Kinds)
    anchors: tuple[Noted, ...] = ()
    deep: bool = False
    findings: list[str] = field(default_factory=list)
    records: dict[Place, _At] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    erased: int = 0
    passes: int = 1
    """How often lines were asked for: what was read in one pass may be erased by a line of the next."""

    def __post_init__(self) -> None:
        self.end = beginning(self.home)
        self._waiting: dict[int, list[Noted]] = {}
        for one in self.anchors:
            self._waiting.setdefault(one.anchor.seq, []).append(one)
        self._check_anchors()

    def found(self, words: str) -> None:
        """Something does not hold."""
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(words)

    def take(self, entry: Entry) -> None:
        """Follow one entry; what does not hold in it becomes a finding, and the next is looked at as if it stood."""
        line = self._line(entry)
        if line is None:
            return
        seq = line.seq
        if seq != self.end.seq + 1:
            self.found(f"line {seq} stands where line {self.end.seq + 1} should be")
        elif line.prev != self.end.sum:
            self.found(f"line {seq} was not written behind the line {self.end.seq} that stands before it")
        self.end = entry.anchor
        self._check_anchors()
        if len(entry.contents) != len(line.changes):
            self.found(f"line {seq} tells of {len(line.changes)} changes, and {len(entry.contents)} are kept")
            return
        for change, content in zip(line.changes, entry.contents, strict=True):
            self._follow(seq, change, content)

    def close(self) -> None:
        """There are no more lines: what is still missing now was lost, and anchors that were not met lie beyond the end."""
        for (kind, id), at in self.records.items():
            if at.missing is not None:
                seq, revision = at.missing
                self.found(
                    f"{kind} {id} at revision {revision} (line {seq}) is missing, and no line says it was erased"
                )
        for seq, waiting in sorted(self._waiting.items()):
            for one in waiting:
                self.found(
                    f"the records end at line {self.end.seq}, but the anchor of {one.day} says there was a line {seq}: "
                    f"the last {seq - self.end.seq} or more were cut off"
                )
        self._waiting = {}

    # -- inside ------------------------------------------------------------------------------------------------------

    def _line(self, entry: Entry) -> Line | None:
        """The line as its bytes say, never as somebody else read them."""
        try:
            line = Line.from_bytes(entry.text)
            whole = line == entry.line and line.to_bytes() == entry.text
            at = datetime.fromisoformat(line.at)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            self.found(f"what stands behind line {self.end.seq} is not a line of the audit")
            return None
        if not whole:
            self.found(f"line {line.seq} is not written the way lines are written")
        if at.utcoffset() != timedelta(0):
            self.found(f"line {line.seq} does not say its time in UTC")
        if strange := entry.strange():
            self.found(strange)
        return line

    def _check_anchors(self) -> None:
        for one in self._waiting.pop(self.end.seq, ()):
            if one.anchor != self.end:
                self.found(
                    f"line {self.end.seq} is not the one that the anchor of {one.day} was taken of: something up to there "
                    "was changed afterwards"
                )

    def _follow(self, seq: int, change: Change, content: Content | None) -> None:
        place = (change.kind, change.id)
        at = self.records.setdefault(place, _At())
        said = f"{change.kind} {change.id}"
        if change.rev != at.revision + 1:
            self.found(f"{said} goes from revision {at.revision} to {change.rev} in line {seq}")
        if change.action == "delete" and at.action != "put":
            self.found(f"line {seq} takes {said} away, which was not there")
        if change.action == "erase" and at.action in ("", "erase"):
            self.found(f"line {seq} erases {said}, of which there was nothing")
        if change.action == "put":
            self._follow_body(seq, change, content, at)
        else:
            if content is not None or change.mac:
                self.found(f"line {seq} keeps a body of {said} where there is none")
            at.sum = None
        if change.action == "erase":
            if at.read == self.passes:
                self.found(f"{said} was erased in line {seq}, and can still be read")
            at.missing, at.read = None, 0
            self.erased += 1
        at.revision, at.action = change.rev, change.action

    def _follow_body(self, seq: int, change: Change, content: Content | None, at: _At) -> None:
        said = f"{change.kind} {change.id} at revision {change.rev} (line {seq})"
        if content is None:
            at.missing, at.sum = (seq, change.rev), None
            return
        at.read, at.sum = self.passes, sha256(content.text).digest()
        if len(content.salt) != SALT_SIZE or mac_of(content) != change.mac:
            self.found(f"{said} is not what was written")
            return
        if not self.deep and change.kind != ATTACHMENT:
            return
        body = body_of(content.text)
        if body is None:
            self.found(f"{said} is not a body that a store keeps")
            return
        if change.kind == ATTACHMENT and isinstance(body.get("sha256"), str):
            self.named.add(body["sha256"])
        self._check_readable(said, Record(self.home, change.kind, change.id, change.rev, body))

    def _check_readable(self, said: str, record: Record) -> None:
        read = self.kinds.of(record.kind).read
        if read is None:
            return
        try:
            read(record)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            self.found(f"{said} is not a {record.kind} that this version can read ({type(error).__name__})")


@dataclass(frozen=True)
class Report:
    """What a home's records are found to be. `findings` empty: every one of them is what was written."""

    home: str
    end: Anchor
    records: int
    erased: int
    attachments: int
    findings: tuple[str, ...]

    @property
    def well(self) -> bool:
        """True when nothing was found."""
        return not self.findings

    def sentences(self) -> Iterator[str]:
        """The report in plain words."""
        count = f"{self.end.seq:,} lines, {self.records:,} records, {self.attachments:,} attachments"
        if self.well:
            yield f"{self.home}: every record is what was written ({count}; {self.erased:,} erased on purpose)."
            return
        yield f"{self.home}: {len(self.findings)} things are not as they were written ({count})."
        for words in self.findings:
            yield f"  {words}."
        if len(self.findings) >= MOST_FINDINGS:
            yield "  There may be more; these are the first."


def verify(store: Store, home: str, kinds: Kinds, anchors: Iterable[Noted] = (), tell: Tell = quietly) -> Report:
    """Look at everything of a home, which may be in use meanwhile. Nothing is changed, and what is found is said, not raised."""
    audit = Audit(home, kinds, tuple(anchors), deep=True)
    try:
        while not _follow(store, audit, tell):
            audit.passes += 1
    except Corrupt as damage:
        audit.found(f"behind line {audit.end.seq} nothing can be read: {damage}")
    attachments = _check_attachments(store, audit, tell)
    for words in _said(store.check(home)):
        audit.found(words)
    live = sum(at.action == "put" for at in audit.records.values())
    return Report(home, audit.end, live, audit.erased, attachments, tuple(audit.findings))


def _follow(store: Store, audit: Audit, tell: Tell) -> bool:
    """Follow the lines that are new, and look at what is shown. False: somebody kept more in between, which comes first."""
    of = store.anchor(audit.home).seq
    for entry in store.events(audit.home, audit.end.seq):
        audit.take(entry)
        tell(f"lines of {audit.home}", entry.line.seq, of)
    with store.read(audit.home) as tx:
        end = store.anchor(audit.home)
        if end.seq > max(of, audit.end.seq):
            return False
        audit.close()
        if end != audit.end:
            audit.found(f"the store takes line {end.seq} for the last, and line {audit.end.seq} is")
        _check_rows(tx, audit)
    return True


def _check_rows(tx: Tx, audit: Audit) -> None:
    """What `find` and `get` show is what the last lines say."""
    seen: set[Place] = set()
    kinds = {kind for kind, _id in audit.records} | {kind.key for kind in audit.kinds}
    try:
        for kind in sorted(kinds):
            for record in tx.all(kind):
                seen.add((kind, record.id))
                _check_row(audit, record)
    except Corrupt as damage:
        audit.found(f"what is shown now cannot be read: {damage}")
        return
    for (kind, id), at in audit.records.items():
        if at.action == "put" and at.missing is None and (kind, id) not in seen:
            audit.found(f"{kind} {id} is not shown, and line by line it is there at revision {at.revision}")


def _check_row(audit: Audit, record: Record) -> None:
    at = audit.records.get((record.kind, record.id), _At())
    if at.action != "put":
        audit.found(f"{record.kind} {record.id} is shown, and no line put it there")
    elif at.revision != record.revision:
        audit.found(f"{record.kind} {record.id} is shown at revision {record.revision}; the lines end at {at.revision}")
    elif at.sum is not None and sha256(canonical(record.body)).digest() != at.sum:
        audit.found(f"{record.kind} {record.id} is shown with other words than its revision {at.revision} has")


def _check_attachments(store: Store, audit: Audit, tell: Tell) -> int:
    try:
        there = store.attachments(audit.home)
    except Corrupt as damage:
        audit.found(f"the attachments cannot be read: {damage}")
        return 0
    for number, name in enumerate(there, 1):
        try:
            same = sha256(store.attached(audit.home, name)).hexdigest() == name
        except (Corrupt, NotFound):
            same = False
        if not same:
            audit.found(f"the attachment {name} is not the one that was kept")
        tell(f"attachments of {audit.home}", number, len(there))
    for name in sorted(audit.named.difference(there)):
        audit.found(f"the attachment {name} is missing, and a record names it")
    return len(there)


def _said(findings: Iterable[str]) -> Iterator[str]:
    try:
        yield from findings
    except Corrupt as damage:
        yield str(damage)
