"""Closed segments and tidying: what was forgotten leaves the disk, all else stays where it can be found."""

from __future__ import annotations

import errno
import fcntl
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.clock import HandClock
from core.stores.current import read_current
from core.stores.disk import Disk
from core.stores.entries import beginning
from core.stores.keys import Keys
from core.stores.protocol import ATTACHMENT, Corrupt, Full, StoreError
from core.stores.tiny import TinyStore

HOME = "llys-y-coed"
MARKED = "Mair Gwilym ap Rhys"


def keep(store: TinyStore, id: str, said: str = "te", expect: int = 0) -> None:
    with store.tx(HOME, actor="gwen", purpose="test") as tx:
        tx.put("note", id, {"said": said, "long": "x" * 150}, expect)


def erase(store: TinyStore, id: str) -> None:
    with store.tx(HOME, actor="gwen", purpose="a family asked") as tx:
        tx.erase("note", id)


def ids(store: TinyStore) -> list[str]:
    with store.read(HOME) as tx:
        return [record.id for record in tx.all("note")]


def segments(store: TinyStore) -> list[int]:
    return [number for number, _ in read_current(store.folder / HOME / "CURRENT", HOME).segments]


def on_the_disk(store: TinyStore, word: str) -> list[Path]:
    return [path for path in store.folder.rglob("*") if path.is_file() and word.encode() in path.read_bytes()]


def chain_holds(store: TinyStore) -> bool:
    anchor = beginning(HOME)
    for entry in store.events(HOME):
        if entry.line.prev != anchor.sum or entry.line.seq != anchor.seq + 1 or entry.faults():
            return False
        anchor = entry.anchor
    return anchor == store.anchor(HOME)


@pytest.fixture(autouse=True)
def _small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("journal", "tidying"):
        monkeypatch.setattr(f"core.stores.{module}.SEGMENT_SIZE", 2000)


@pytest.fixture(params=["plain", "sealed"])
def keys(request: pytest.FixtureRequest) -> Keys | None:
    return Keys.new() if request.param == "sealed" else None


@pytest.fixture
def again(tmp_path: Path, clock: HandClock, keys: Keys | None) -> Iterator[Callable[[], TinyStore]]:
    opened: list[TinyStore] = []

    def open_it(disk: Disk | None = None) -> TinyStore:
        opened.append(TinyStore(tmp_path / "records", clock, disk, keys=keys))
        return opened[-1]

    yield open_it
    for one in opened:
        one.close()


@pytest.fixture
def many(again: Callable[[], TinyStore]) -> TinyStore:
    """A home of 40 records in several segments, each changed once."""
    store = again()
    for n in range(40):
        keep(store, f"n{n:02}")
    for n in range(40):
        keep(store, f"n{n:02}", MARKED if n % 10 == 0 else "coffi", expect=1)
    return store


def test_a_segment_that_has_grown_long_is_closed_and_everything_is_found_across_them(
    many: TinyStore, again: Callable[[], TinyStore]
) -> None:
    assert segments(many) == list(range(1, len(segments(many)) + 1))
    assert len(segments(many)) > 8
    for store in (many, again()):
        assert len(ids(store)) == 40
        assert [record.body["said"] for record in store.history(HOME, "note", "n05")] == ["te", "coffi"]
        assert [entry.line.seq for entry in store.events(HOME, 37)] == list(range(38, 81))
        assert chain_holds(store)
        assert list(store.check(HOME)) == []


def test_after_erasing_and_tidying_the_words_are_in_no_file_and_the_chain_still_holds(
    many: TinyStore, again: Callable[[], TinyStore], keys: Keys | None
) -> None:
    other = again()
    lines = [entry.text for entry in other.events(HOME)]
    assert len(ids(other)) == 40
    if keys is None:
        assert on_the_disk(many, MARKED) != []
    for n in range(0, 40, 10):
        erase(many, f"n{n:02}")
    tidied = many.tidy(HOME)
    assert tidied.after < tidied.before
    assert on_the_disk(many, MARKED) == []
    for store in (many, other, again()):
        assert len(ids(store)) == 36
        assert store.history(HOME, "note", "n10") == []
        assert [record.body["said"] for record in store.history(HOME, "note", "n11")] == ["te", "coffi"]
        assert [entry.text for entry in store.events(HOME)][: len(lines)] == lines
        assert not any(
            content is not None and MARKED.encode() in content.text
            for entry in store.events(HOME)
            for content in entry.contents
        )
        assert chain_holds(store)
        assert list(store.check(HOME)) == []
    keep(other, "new")
    assert "new" in ids(many)


def test_erased_in_the_segment_that_still_grows_is_gone_too(again: Callable[[], TinyStore]) -> None:
    store = again()
    keep(store, "a", MARKED)
    erase(store, "a")
    keep(store, "b")
    store.tidy(HOME)
    assert on_the_disk(store, MARKED) == []
    assert ids(store) == ids(again()) == ["b"]


def test_tidying_again_writes_nothing(many: TinyStore) -> None:
    erase(many, "n10")
    many.tidy(HOME)
    many.tidy(HOME)
    before = {path: path.stat().st_mtime_ns for path in many.folder.rglob("*") if path.is_file()}
    tidied = many.tidy(HOME)
    assert tidied.before == tidied.after
    assert {path: path.stat().st_mtime_ns for path in many.folder.rglob("*") if path.is_file()} == before


def test_tidying_leaves_segments_alone_that_nothing_was_erased_in(many: TinyStore) -> None:
    before = segments(many)
    erase(many, "n39")
    many.tidy(HOME)
    assert segments(many)[:3] == before[:3]
    assert segments(many) != before


def test_writers_go_on_while_a_home_is_tidied(
    many: TinyStore, again: Callable[[], TinyStore], clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.stores.tidying import _Work

    other = again()
    rewrite = _Work.rewrite
    during: list[str] = []

    def writing_meanwhile(work: _Work, *run: list[object]) -> None:
        for store in (other, many):
            name = f"during{len(during)}"
            keep(store, name)
            during.append(name)
            assert name in ids(other)
        if len(during) == 2:
            erase(other, "n11")
            with other.tx(HOME, actor="gwen", purpose="test") as tx:
                tx.put(ATTACHMENT, "late", {"sha256": photograph}, 0)
        rewrite(work, *run)  # type: ignore[arg-type]

    photograph = many.attach(HOME, b"garden")
    clock.forward(days=2)
    erase(many, "n10")
    erase(many, "n39")  # in the segment that still grows
    with monkeypatch.context() as patch:
        patch.setattr(_Work, "rewrite", writing_meanwhile)
        many.tidy(HOME)
    assert len(during) >= 2
    for store in (many, other, again()):
        assert set(during) <= set(ids(store))
        assert not {"n10", "n11", "n39"} & set(ids(store))
        assert store.attachments(HOME) == [photograph], "it was named while the home was tidied"
        assert store.history(HOME, "note", "n11") == []
        assert chain_holds(store)
    many.tidy(HOME)
    assert all(
        content is None
        for entry in many.events(HOME)
        for change, content in zip(entry.line.changes, entry.contents, strict=True)
        if change.id == "n11"
    )


def test_one_who_reads_events_meanwhile_reads_them_to_the_end(many: TinyStore) -> None:
    told = many.events(HOME)
    first = [next(told) for _ in range(3)]
    erase(many, "n10")
    many.tidy(HOME)
    rest = list(told)
    assert [entry.line.seq for entry in (*first, *rest)] == list(range(1, 81))


def test_one_who_had_not_read_to_the_end_reads_on_in_the_new_segments(
    again: Callable[[], TinyStore],
) -> None:
    one, two = again(), again()
    for n in range(3):
        keep(one, f"n{n}", MARKED)
    assert len(ids(two)) == 3
    for n in range(3, 20):
        keep(one, f"n{n}", MARKED)
    for n in (1, 7, 19):
        erase(one, f"n{n}")
    one.tidy(HOME)
    assert ids(two) == ids(one)
    assert len(ids(two)) == 17
    assert two.history(HOME, "note", "n7") == []
    assert [record.revision for record in two.history(HOME, "note", "n8")] == [1]


def test_what_a_stopped_tidying_left_behind_is_cleared_away(many: TinyStore) -> None:
    folder = many.folder / HOME
    (folder / "log.99").write_bytes(b"half a")
    (folder / "CURRENT.new").write_bytes(b"{")
    many.attach(HOME, b"x")
    (folder / "blobs" / f"{'0' * 64}.new").write_bytes(b"half a")
    assert many.attachments(HOME) != ["0" * 64]
    many.tidy(HOME)
    left = {path.name for path in folder.rglob("*") if path.is_file()}
    assert not {"log.99", "CURRENT.new", f"{'0' * 64}.new"} & left
    assert len(ids(many)) == 40


def test_damage_in_a_closed_segment_is_not_written_on_by_tidying(many: TinyStore) -> None:
    erase(many, "n10")
    damaged = many.folder / HOME / "log.2"
    data = bytearray(damaged.read_bytes())
    data[-20] ^= 1
    damaged.write_bytes(data)
    with pytest.raises(Corrupt, match=r"log\.2 is damaged at byte"):
        many.tidy(HOME)
    assert damaged.read_bytes() == data
    assert list(many.check(HOME)) != []
    assert any("log.2" in fault for fault in many.check(HOME))


@pytest.mark.parametrize("cut", [1, 30, 700])
def test_a_closed_segment_that_was_cut_off_is_damage(many: TinyStore, again: Callable[[], TinyStore], cut: int) -> None:
    many.close()
    log = many.folder / HOME / "log.2"
    os.truncate(log, log.stat().st_size - cut)
    with pytest.raises(Corrupt, match=r"log\.2"):
        ids(again())


def test_segments_in_another_order_or_left_out_are_damage(
    many: TinyStore, again: Callable[[], TinyStore], keys: Keys | None
) -> None:
    many.close()
    path = many.folder / HOME / "CURRENT"
    right = read_current(path, HOME)
    for wrong in (right.segments[1:], right.segments[:2] + right.segments[3:], right.segments[::-1]):
        path.write_bytes(right._replace(segments=wrong).to_bytes(HOME))
        with pytest.raises(Corrupt):
            ids(again())


class FailingDisk(Disk):
    """Fails at the call numbered `fail_at`."""

    def __init__(self, code: int) -> None:
        self.calls = 0
        self.fail_at = -1
        self.code = code

    def _call(self) -> None:
        self.calls += 1
        if self.calls == self.fail_at:
            raise OSError(self.code, os.strerror(self.code))

    def create(self, path: Path) -> int:
        self._call()
        return super().create(path)

    def write(self, descriptor: int, data: bytes, offset: int) -> int:
        self._call()
        return super().write(descriptor, data, offset)

    def sync(self, descriptor: int) -> None:
        self._call()

    def sync_folder(self, folder: Path) -> None:
        self._call()

    def replace(self, path: Path, target: Path) -> None:
        self._call()
        super().replace(path, target)

    def remove(self, path: Path) -> None:
        self._call()
        super().remove(path)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
def test_whichever_call_fails_while_tidying_everything_is_still_there_and_the_next_tidies(
    tmp_path: Path, clock: HandClock, code: int
) -> None:
    def run(folder: Path, fail_at: int) -> tuple[int, bool]:
        """How many calls tidying made, and whether it was done."""
        disk = FailingDisk(code)
        store = TinyStore(folder, clock, disk)
        for n in range(12):
            keep(store, f"n{n:02}", MARKED if n in (3, 11) else "te")
        erase(store, "n03")
        erase(store, "n11")  # in the segment that still grows
        store.attach(HOME, b"x")
        disk.calls, disk.fail_at = 0, fail_at
        try:
            store.tidy(HOME)
            done = True
        except StoreError as error:
            done = False
            if isinstance(error, Full):
                assert len(ids(store)) == 10, "a full disk leaves the store usable"
                keep(store, "n99")
        finally:
            store.close()
        return disk.calls, done

    calls, done = run(tmp_path / "sound", -1)
    assert done
    assert calls > 15
    for fail_at in range(1, calls + 1):
        folder = tmp_path / f"fail{fail_at}"
        _, done = run(folder, fail_at)
        assert not done
        store = TinyStore(folder, clock, FailingDisk(code))
        assert set(ids(store)) - {"n99"} == {f"n{n:02}" for n in range(12) if n not in (3, 11)}
        assert chain_holds(store)
        store.tidy(HOME)
        assert on_the_disk(store, MARKED) == []
        assert chain_holds(store)
        assert len(store.attachments(HOME)) == 1
        named = {f"log.{number}" for number in segments(store)}
        assert {path.name for path in (folder / HOME).glob("*")} == {*named, "CURRENT", "LOCK", "blobs"}
        store.close()


def test_many_idempotency_keys_that_are_old_leave_the_disk(again: Callable[[], TinyStore], clock: HandClock) -> None:
    store = again()
    for n in range(10):
        with store.tx(HOME, actor="gwen", purpose="send", idem=f"key-{n}") as tx:
            tx.answer({"said": MARKED})
    clock.forward(days=31)
    store.tidy(HOME)
    assert on_the_disk(store, "key-") == []
    assert on_the_disk(store, MARKED) == []
    assert chain_holds(store)
    with again().tx(HOME, actor="gwen", purpose="send", idem="key-3") as tx:
        assert tx.replayed is None


def test_one_who_read_half_a_segment_reads_on_when_it_was_closed_meanwhile(again: Callable[[], TinyStore]) -> None:
    one, two = again(), again()
    for n in range(30):
        keep(one, f"n{n:02}")
        if n % 4 == 2:
            assert len(ids(two)) == n + 1
    assert ids(two) == ids(one)
    assert len(segments(one)) > 4


def test_two_who_tidy_one_home_wait_for_each_other(many: TinyStore) -> None:
    erase(many, "n10")
    held = os.open(many.folder / HOME, os.O_RDONLY | os.O_DIRECTORY)
    fcntl.flock(held, fcntl.LOCK_EX)
    other = threading.Thread(target=many.tidy, args=(HOME,))
    other.start()
    other.join(0.2)
    assert other.is_alive()
    keep(many, "meanwhile")
    os.close(held)
    other.join(60)
    assert not other.is_alive()
    assert "meanwhile" in ids(many)
