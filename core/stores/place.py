"""One home of the embedded store: its journal, and the tables that follow it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import sha256
from itertools import islice

from core.stores.entries import Entry, check_follows
from core.stores.folder import disk_trouble
from core.stores.journal import Journal
from core.stores.live import Live
from core.stores.payload import glance_at
from core.stores.protocol import Corrupt, Record
from core.stores.tinytx import check_count
from core.stores.values import from_canonical

_AT_ONCE = 500
"""Entries of another store that are written and synced together."""


class Place:
    """A home; `journal` None: nothing was ever kept there."""

    def __init__(self, home: str, journal: Journal | None) -> None:
        self.home = home
        self.journal = journal
        self.live = Live(home)
        self._sound = True

    def hold(self, *, writing: bool) -> None:
        """Hold the home against other processes, having read what they wrote, until `let_go`."""
        if self.journal is None:
            return
        self.journal.lock(shared=not writing)
        try:
            self._catch_up(self.journal, writing=writing)
        except OSError as error:
            self.let_go()
            raise disk_trouble(self.journal.folder, error) from error
        except BaseException:
            self.let_go()
            raise

    def let_go(self) -> None:
        """Let others go on."""
        if self.journal is not None:
            self.journal.unlock()

    def keep(self, journal: Journal, entries: list[Entry]) -> None:
        """Keep transactions; returns when they are on the disk."""
        journal.append(entries)
        self._sound = False  # until the tables have followed: an interruption between the two starts them over
        for entry in entries:
            self.live.apply(glance_at(entry))
        self._sound = True

    def adopt(self, journal: Journal, entries: Iterable[Entry]) -> int:
        """Keep entries of another store as they are; see `Store.adopt`. What came before a wrong one stays."""
        done = 0
        going_on = iter(entries)
        while True:
            fine: list[Entry] = []
            anchor = self.live.anchor
            try:
                for entry in islice(going_on, _AT_ONCE):
                    check_follows(self.home, anchor, entry)
                    check_count(self.home, self.live.count)
                    fine.append(entry)
                    anchor = entry.anchor
            finally:
                if fine:
                    self.keep(journal, fine)
                    done += len(fine)
            if len(fine) < _AT_ONCE:
                return done

    def history(self, kind: str, id: str) -> list[Record]:
        """Every kept revision of a record, read back from the journal."""
        if self.journal is None:
            return []
        gone = self.live.table(kind).erased.get(id, 0)
        records: list[Record] = []
        for seq in self.live.lines_of(kind, id):
            entry = self.journal.read_back(seq)
            records.extend(
                Record(self.home, kind, id, change.rev, from_canonical(content.text))
                for change, content in zip(entry.line.changes, entry.contents, strict=True)
                if (change.kind, change.id) == (kind, id) and content is not None and change.rev > gone
            )
        return records

    def part(self, after: int) -> Iterator[Entry]:
        """The entries after a line, up to the end of the segment that holds the first of them. Call this while the home
        is held, and take the entries when it is not any more: the file stays open for as long as that goes on."""
        if self.journal is None:
            return iter(())
        erased = self.live.erased()
        return (without_erased(entry, erased) for entry in self.journal.part(after))

    def entries(self, after: int) -> Iterator[Entry]:
        """Every entry after a line, read while the home is held."""
        while after < self.live.anchor.seq:
            for entry in self.part(after):
                after = entry.line.seq
                yield entry

    def check(self) -> Iterator[str]:
        """What is in the tables and not in the journal, or the other way round, in words."""
        told: dict[tuple[str, str], tuple[int, bytes | None]] = {}
        try:
            for entry in self.entries(0):
                for change, content in zip(entry.line.changes, entry.contents, strict=True):
                    told[change.kind, change.id] = (change.rev, content and sha256(content.text).digest())
        except Corrupt as error:
            yield str(error)
            return
        held = {
            (kind, id_): (last.revision, last.text and sha256(last.text).digest())
            for kind, id_, last in self.live.all()
        }
        for kind, id_ in sorted(told.keys() | held.keys()):
            if told.get((kind, id_)) != held.get((kind, id_)):
                yield f"{kind} {id_} is not what the journal says; start the program again"
        yield from self.live.faults()

    def _catch_up(self, journal: Journal, *, writing: bool) -> None:
        if not writing and self._sound and journal.is_as_read():
            return
        if not self._sound:
            self.live = Live(self.home)
            journal.start_over()
        self._sound = False
        for entry in journal.catch_up(self.live.anchor.seq, writing=writing):
            seq, said = self.live.anchor.seq, entry.anchor.seq
            if said != seq + 1:
                raise Corrupt(f"{journal.folder}: line {said} does not follow line {seq}")
            if entry.prev != self.live.anchor.sum:
                raise Corrupt(f"{journal.folder}: line {said} was not written behind line {seq}")
            try:
                self.live.apply(entry)
            except (ValueError, TypeError) as error:
                raise Corrupt(f"{journal.folder}, line {said}: this is not a transaction") from error
        self._sound = True


def without_erased(entry: Entry, erased: dict[tuple[str, str], int]) -> Entry:
    """The entry with nothing left of what was erased since but its line; itself where there is nothing to forget."""
    if not erased:
        return entry
    contents = tuple(
        None if change.rev <= erased.get((change.kind, change.id), 0) else content
        for change, content in zip(entry.line.changes, entry.contents, strict=True)
    )
    return entry if contents == entry.contents else replace(entry, contents=contents)
