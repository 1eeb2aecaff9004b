"""The power goes: in every state that the disk may then be in, all that was acknowledged is there, and the next write is taken.

What a file system promises is taken at its barest: of a file, what was synced, and perhaps the beginning of what came after;
of a folder, the names that were synced, and of those changed since any.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from shutil import rmtree
from unittest.mock import patch

from core.clock import HandClock
from core.stores import journal, tidying
from core.stores.disk import Disk
from core.stores.entries import beginning
from core.stores.keys import Keys
from core.stores.protocol import ATTACHMENT, StoreError
from core.stores.tiny import TinyStore
from tools.crash.figures import Figure, Size, scratch

HOME = "llys-y-coed"
MARKED = "Mair Gwilym"
SMALL_SEGMENT = 1100
STRIDE = 9
ENOUGH = 2_000

Step = tuple[str, Path | int, int | bytes | Path, int]
"""write (file, data, offset) · cut (file, length) · sync (file) · create (path, file) · folder (path) ·
replace (path, target) · remove (path) · sync_folder (path)"""


class RecordingDisk(Disk):
    """Notes what is asked of it, in order. Files have numbers of their own, since the disk gives its own out again."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self._files: dict[int, int] = {}
        self._count = itertools.count(1)

    def _file(self, descriptor: int) -> int:
        return self._files[os.fstat(descriptor).st_ino]

    def create(self, path: Path) -> int:
        descriptor = super().create(path)
        self._files[os.fstat(descriptor).st_ino] = number = next(self._count)
        self.steps.append(("create", path, number, 0))
        return descriptor

    def write(self, descriptor: int, data: bytes, offset: int) -> int:
        self.steps.append(("write", self._file(descriptor), data, offset))
        return super().write(descriptor, data, offset)

    def cut(self, descriptor: int, length: int) -> None:
        self.steps.append(("cut", self._file(descriptor), length, 0))
        super().cut(descriptor, length)

    def sync(self, descriptor: int) -> None:
        self.steps.append(("sync", self._file(descriptor), 0, 0))

    def replace(self, path: Path, target: Path) -> None:
        self.steps.append(("replace", path, target, 0))
        super().replace(path, target)

    def remove(self, path: Path) -> None:
        if path.exists():
            self.steps.append(("remove", path, 0, 0))
        super().remove(path)

    def make_folder(self, folder: Path) -> None:
        if not folder.exists():
            self.steps.append(("folder", folder, 0, 0))
        super().make_folder(folder)

    def sync_folder(self, folder: Path) -> None:
        self.steps.append(("sync_folder", folder, 0, 0))


class QuickDisk(Disk):
    """A disk that is believed."""

    def sync(self, descriptor: int) -> None:
        pass

    def sync_folder(self, folder: Path) -> None:
        pass


Names = dict[str, int]
"""Name → the number of a file, 0 for a folder."""


@dataclass
class Power:
    """The disk as it is known to be, and what may have come after."""

    root: Path
    stride: int
    """After how many bytes each the power is cut."""
    names: dict[Path, Names] = field(default_factory=dict)
    contents: dict[int, bytes] = field(default_factory=dict)
    later_names: dict[Path, list[Step]] = field(default_factory=dict)
    later: dict[int, list[Step]] = field(default_factory=dict)
    now: dict[Path, int] = field(default_factory=dict)

    def follow(self, step: Step) -> None:
        """One step more."""
        name, what, more, _ = step
        if name in ("write", "cut"):
            assert isinstance(what, int)
            self.later.setdefault(what, []).append(step)
        elif name == "sync":
            assert isinstance(what, int)
            self.contents[what] = list(
                contents_after(self.contents.get(what, b""), self.later.pop(what, []), self.stride)
            )[-1]
        elif name == "sync_folder":
            assert isinstance(what, Path)
            names = self.names.setdefault(what, {})
            for one in self.later_names.pop(what, []):
                self._rename(names, one)
        else:
            assert isinstance(what, Path)
            if name == "create":
                assert isinstance(more, int)
                self.now[what] = more
            elif name == "replace":
                # What the name stood for at that moment is what may get the other name.
                step = (name, what, more, self.now[what])
                assert isinstance(more, Path)
                self.now[more] = self.now.pop(what)
            self.later_names.setdefault(what.parent, []).append(step)

    def states(self) -> Iterator[dict[Path, bytes | None]]:
        """Every state that the disk may be in when the light goes out now: path → content, None for a folder."""
        changed = list(self.later_names)
        kept = [list(itertools.product([False, True], repeat=len(self.later_names[folder]))) for folder in changed]
        unsynced = list(self.later)
        arrived = [sorted(set(contents_after(self.contents.get(n, b""), self.later[n], self.stride))) for n in unsynced]
        for chosen in itertools.product(*kept):
            names = {folder: dict(held) for folder, held in self.names.items()}
            for folder, which in zip(changed, chosen, strict=True):
                for step in itertools.compress(self.later_names[folder], which):
                    self._rename(names.setdefault(folder, {}), step)
            for contents in itertools.product(*arrived):
                yield dict(
                    self._tree(self.root, names, {**self.contents, **dict(zip(unsynced, contents, strict=True))})
                )

    def _tree(
        self, folder: Path, names: dict[Path, Names], contents: dict[int, bytes]
    ) -> Iterator[tuple[Path, bytes | None]]:
        for name, number in names.get(folder, {}).items():
            if number:
                yield folder / name, contents.get(number, b"")
            else:
                yield folder / name, None
                yield from self._tree(folder / name, names, contents)

    @staticmethod
    def _rename(names: Names, step: Step) -> None:
        name, path, more, number = step
        assert isinstance(path, Path)
        if name == "replace":
            assert isinstance(more, Path)
            names.pop(path.name, None)
            names[more.name] = number
        elif name == "remove":
            names.pop(path.name, None)
        else:
            assert isinstance(more, int)
            names[path.name] = more


def contents_after(synced: bytes, steps: list[Step], stride: int) -> Iterator[bytes]:
    """What a file may hold: what was synced, and of each later step a part or all; the whole last."""
    held = synced
    yield held
    for name, _, more, offset in steps:
        if name == "cut":
            assert isinstance(more, int)
            held = held[:more]
        else:
            assert isinstance(more, bytes)
            for arrived in {0, 1, 7, 8, 23, 24, 25, len(more) - 1, *range(0, len(more), stride)}:
                if arrived < len(more):
                    yield held[:offset].ljust(offset, b"\0") + more[:arrived]
            held = held[:offset].ljust(offset, b"\0") + more
        yield held


Seen = tuple[dict[str, str], tuple[str, ...]]
"""What a home shows: note → what was said, and the attachments."""


def seen(store: TinyStore) -> Seen:
    with store.read(HOME) as tx:
        notes = {record.id: record.body["said"] for record in tx.all("note")}
    anchor = beginning(HOME)
    for entry in store.events(HOME):
        assert entry.line.prev == anchor.sum
        assert entry.faults() == []
        anchor = entry.anchor
    return notes, tuple(store.attachments(HOME))


def put(store: TinyStore, id: str, said: str = "te") -> None:
    with store.tx(HOME, actor="gwen", purpose="test") as tx:
        tx.put("note", id, {"said": said}, 0)


def change(store: TinyStore, id: str) -> None:
    with store.tx(HOME, actor="gwen", purpose="test") as tx:
        tx.put("note", id, {"said": "coffi"}, 1)


def erase(store: TinyStore, id: str) -> None:
    with store.tx(HOME, actor="gwen", purpose="test") as tx:
        tx.erase("note", id)


def attach_and_name(store: TinyStore) -> None:
    name = store.attach(HOME, b"garden")
    with store.tx(HOME, actor="gwen", purpose="test") as tx:
        tx.put(ATTACHMENT, "p", {"sha256": name}, 0)


def stopped_while_writing(store: TinyStore) -> None:
    """Another writer was stopped here: the next transaction cuts off what it left. Nobody synced it."""
    with (store.folder / HOME / "log.1").open("ab") as file:
        file.write(b"\0\0")


def in_pieces(store: TinyStore, clock: HandClock) -> None:
    """Entries of another store, the last of them broken off."""
    other = TinyStore(store.folder.parent / "other", clock, QuickDisk())
    other.adopt(HOME, store.events(HOME))
    put(other, "moved")
    other.adopt(HOME, [])
    store.adopt(HOME, other.events(HOME, store.anchor(HOME).seq))
    other.close()


def power(size: Size) -> Figure:
    """Cut the power everywhere: in plain records and in sealed ones; after every byte when asked for more than once."""
    stride = 1 if size.times > 1 else STRIDE
    faults: list[str] = []
    tried = 0
    for keys in (None, Keys.new()):
        with scratch() as folder:
            states, found = cut_everywhere(Path(folder), stride, keys)
        tried += states
        faults += found
    if tried < ENOUGH:
        faults.append(f"only {tried} states were tried")
    done = f"{tried:,} states of files and names, plain and sealed"
    return Figure("power cut", done, "0 broken, 0 lost", tuple(faults))


def cut_everywhere(scratch: Path, stride: int, keys: Keys | None) -> tuple[int, list[str]]:
    """Everything a store does, and the power cut after each step of it: how many different states, and what went wrong."""
    with patch.object(journal, "SEGMENT_SIZE", SMALL_SEGMENT), patch.object(tidying, "SEGMENT_SIZE", SMALL_SEGMENT):
        return _Cutting(scratch, stride, keys).everywhere()


class _Cutting:
    def __init__(self, folder: Path, stride: int, keys: Keys | None) -> None:
        self.clock = HandClock()
        self.disk = RecordingDisk()
        self.keys = keys
        self.stride = stride
        self.store = TinyStore(folder / "records", self.clock, self.disk, keys)
        self.folder = self.store.folder
        self.begun = len(self.disk.steps)
        self.shown: list[Seen] = [({}, ())]
        self.ends = [self.begun]

    def acts(self) -> list[Callable[[], object]]:
        store, clock = self.store, self.clock
        return [
            lambda: put(store, "a"),
            lambda: put(store, "b", MARKED),
            lambda: stopped_while_writing(store),
            lambda: put(store, "c"),
            lambda: attach_and_name(store),
            lambda: store.attach(HOME, b"nobody names this"),
            lambda: put(store, "d"),  # by now the first segments are closed
            lambda: change(store, "a"),
            lambda: erase(store, "b"),
            lambda: put(store, "e"),
            lambda: clock.forward(days=2),
            lambda: store.tidy(HOME),
            lambda: put(store, "f"),
            lambda: in_pieces(store, clock),
            lambda: erase(store, "f"),
            lambda: store.tidy(HOME),
            lambda: store.tidy(HOME),
        ]

    def everywhere(self) -> tuple[int, list[str]]:
        mark = (self.folder / "store.json").read_bytes()
        tidied = 0
        for number, act in enumerate(self.acts(), 1):
            act()
            self.shown.append(seen(self.store))
            self.ends.append(len(self.disk.steps))
            if number == 12:
                tidied = len(self.disk.steps)
        self.store.close()
        faults: list[str] = []
        if len({what for what, *_ in self.disk.steps}) != 8:
            faults.append("not every kind of step was taken")
        power = Power(self.folder, self.stride, {self.folder: {"store.json": -1}}, {-1: mark})
        tried: set[int] = set()
        for done in range(self.begun, len(self.disk.steps) + 1):
            if done > self.begun:
                power.follow(self.disk.steps[done - 1])
            safe = max(n for n, end in enumerate(self.ends) if end <= done)
            for state in power.states():
                key = hash((safe, *sorted((str(path), content or b"") for path, content in state.items())))
                if key in tried:
                    continue
                tried.add(key)
                if (
                    done >= tidied
                    and self.keys is None
                    and any(MARKED.encode() in (one or b"") for one in state.values())
                ):
                    faults.append(f"step {done}: an erased name stands in a file")
                try:
                    faults += [f"step {done}: {fault}" for fault in self.look(state, safe)]
                except (StoreError, AssertionError) as error:
                    faults.append(f"step {done}: {error}")
        return len(tried), faults

    def look(self, state: dict[Path, bytes | None], safe: int) -> Iterator[str]:
        """Open what is left, write once more, tidy, and read everything again."""
        # A step that only noted something keeps the one before or the one after; so may one in between.
        after = self.shown[min(safe + 1, len(self.shown) - 1)]
        allowed = [*self.shown[safe : safe + 2], between(self.shown[safe], after)]
        lay_out(self.folder, state)
        with closing(TinyStore(self.folder, self.clock, QuickDisk(), self.keys)) as again:
            if seen(again) not in allowed:
                yield "something acknowledged is not there, or something else is"
            put(again, "after")
            again.tidy(HOME)
            notes, _ = seen(again)
        with closing(TinyStore(self.folder, self.clock, QuickDisk(), self.keys)) as once_more:
            if seen(once_more)[0] != notes or notes.get("after") != "te":
                yield "what was written afterwards is not there"


def between(one: Seen, other: Seen) -> Seen:
    """The notes of one and the attachments of the other: what is attached or let go before the rest of an act."""
    return one[0], other[1]


def lay_out(folder: Path, state: dict[Path, bytes | None]) -> None:
    rmtree(folder)
    folder.mkdir(mode=0o700)
    for path, content in state.items():
        if content is None:
            path.mkdir(mode=0o700)
        else:
            path.write_bytes(content)
