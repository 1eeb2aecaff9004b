"""Taking what was forgotten off the disk: closed segments are written anew without it, while writers go on.

The new files are whole and synced before CURRENT names them; until then the old ones count, and afterwards nobody
needs them. Whatever is left behind by one that was stopped is cleared away by the next.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from core.stores.disk import flocked
from core.stores.entries import Entry, without_old_answer
from core.stores.journal import SEGMENT_SIZE, Journal
from core.stores.payload import encode
from core.stores.place import Place, without_erased
from core.stores.protocol import ATTACHMENT, Tidied
from core.stores.segment import Segment
from core.stores.values import from_canonical

Hold = Callable[[], AbstractContextManager[tuple[Place, Journal]]]


class Rewritten(NamedTuple):
    """Segments that stood one behind the other, and what takes their place."""

    old: list[Segment]
    new: list[Segment]


def tidy(folder: Path, hold: Hold, now: datetime) -> Tidied:
    """Tidy a home that is there. `hold` holds it for writing: three times, for a moment."""
    with _alone(folder):
        with hold() as (place, journal):
            if not journal.segments:
                return Tidied(0, 0, 0)
            journal.clear_away()
            before = _size(folder)
            end = place.live.anchor.seq
            segments = list(journal.segments)
            work = _Work(journal, place.live.erased(), now)
        clean = [work.is_clean(one, end if one is segments[-1] else None) for one in segments]
        if clean[-1]:
            segments.pop()
        else:
            with hold() as (_, journal):
                if journal.segments[-1].number == segments[-1].number:
                    journal.roll_over()
        done: list[Rewritten] = []
        try:
            for run in _runs(segments, clean):
                done.append(Rewritten(run, []))
                work.rewrite(*done[-1])
        except BaseException:
            journal.remove([segment for one in done for segment in one.new])
            raise
        with hold() as (place, journal):
            if done:
                journal.exchange({one.old[0].number: one.new for one in done}, [old for one in done for old in one.old])
            for entry in place.entries(end):
                work.note_names(entry)
            attachments = journal.let_go(work.named, now)
            for key in work.old_keys:
                place.live.answers.pop(key, None)
            return Tidied(before, _size(folder), attachments)


class _Work:
    """What is done while nobody has to wait: segments that do not grow any more are read, and written anew."""

    def __init__(self, journal: Journal, erased: dict[tuple[str, str], int], now: datetime) -> None:
        self.named: set[str] = set()
        """The attachments that a record names."""
        self.old_keys: set[str] = set()
        """Idempotency keys that are forgotten."""
        self._journal = journal
        self._erased = erased
        self._now = now

    def is_clean(self, segment: Segment, until: int | None) -> bool:
        """True when nothing in the segment has to go."""
        clean = True
        for entry in self._journal.entries_of(segment, until):
            self.note_names(entry)
            if self._what_stays(entry) is not entry:
                clean = False
        return clean

    def note_names(self, entry: Entry) -> None:
        """Note the attachments that an entry's records name."""
        for change, content in zip(entry.line.changes, without_erased(entry, self._erased).contents, strict=True):
            if change.kind == ATTACHMENT and content is not None:
                name = from_canonical(content.text).get("sha256")
                if isinstance(name, str):
                    self.named.add(name)

    def rewrite(self, old: list[Segment], new: list[Segment]) -> None:
        """Write the segments anew, as few as they fit into, without what has to go; `new` are put in as they are made."""
        entries = (self._what_stays(entry) for segment in old for entry in self._journal.entries_of(segment))
        following = next(entries, None)
        while following is not None:
            new.append(self._journal.new_segment(following.line.seq - 1))
            payloads: list[bytes] = []
            size = 0
            while following is not None and size < SEGMENT_SIZE:
                payloads.append(encode(following))
                size += len(payloads[-1])
                following = next(entries, None)
            self._journal.fill(new[-1], payloads)

    def _what_stays(self, entry: Entry) -> Entry:
        stays = without_old_answer(without_erased(entry, self._erased), self._now)
        if entry.idem is not None and stays.idem is None:
            self.old_keys.add(entry.idem)
        return stays


def _runs(segments: list[Segment], clean: list[bool]) -> Iterator[list[Segment]]:
    """Segments to write anew, those that stand one behind the other together: what is not clean, and what is small."""
    run: list[Segment] = []
    wanted = False
    for segment, is_clean in zip(segments, clean, strict=False):
        if is_clean and segment.path.stat().st_size >= SEGMENT_SIZE // 2:
            if wanted:
                yield run
            run, wanted = [], False
        else:
            run.append(segment)
            wanted = wanted or not is_clean or len(run) > 1
    if wanted:
        yield run


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep others from tidying the same home meanwhile."""
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with flocked(held, fcntl.LOCK_EX):
            yield
    finally:
        os.close(held)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
