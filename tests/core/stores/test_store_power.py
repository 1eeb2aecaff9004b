"""The light goes out: in every state that the disk may then be in, all that was acknowledged is there."""

from __future__ import annotations

from pathlib import Path

from core.clock import HandClock
from core.stores.disk import Disk
from core.stores.tiny import TinyStore

HOME = "llys-y-coed"


class RecordingDisk(Disk):
    """Notes what was asked of one journal, in order: ("write", offset, data), ("cut", length, b"") or ("sync", 0, b"")."""

    def __init__(self) -> None:
        self.log: Path | None = None
        self.steps: list[tuple[str, int, bytes]] = []

    def write(self, descriptor: int, data: bytes, offset: int) -> int:
        self.steps.append(("write", offset, data))
        return super().write(descriptor, data, offset)

    def cut(self, descriptor: int, length: int) -> None:
        self.steps.append(("cut", length, b""))
        super().cut(descriptor, length)

    def sync(self, descriptor: int) -> None:
        super().sync(descriptor)
        self.steps.append(("sync", 0, b""))


def do(file: bytes, step: tuple[str, int, bytes], arrived: int | None = None) -> bytes:
    """The file after a step, of which perhaps only the first `arrived` bytes reached the disk."""
    name, at, data = step
    if name == "write":
        return file[:at].ljust(at, b"\0") + data[:arrived]
    return file[:at] if name == "cut" else file


def states(steps: list[tuple[str, int, bytes]], done: int) -> set[bytes]:
    """Every content the file may have when the light goes out after `done` steps: synced, and then perhaps some more."""
    synced = max((n + 1 for n in range(done) if steps[n][0] == "sync"), default=0)
    file = b""
    for step in steps[:synced]:
        file = do(file, step)
    found = {file}
    for step in steps[synced:done]:
        found |= {do(file, step, arrived) for arrived in range(len(step[2]) + 1)}
        file = do(file, step)
        found.add(file)
    return found


def test_in_every_state_a_power_cut_may_leave_all_that_was_acknowledged_is_there(
    tmp_path: Path, clock: HandClock
) -> None:
    disk = RecordingDisk()
    store = TinyStore(tmp_path / "records", clock, disk)
    disk.steps.clear()
    log = store.folder / HOME / "log.1"
    acknowledged: list[tuple[int, int]] = [(0, 0)]
    for n in range(1, 5):
        with store.tx(HOME, actor="gwen", purpose="test") as tx:
            tx.put("note", f"n{n}", {"said": "Te yn yr ardd – tŷ"}, 0)
        acknowledged.append((len(disk.steps), n))
        if n == 2:
            with log.open("ab") as file:
                file.write(b"\0\0")  # another writer was stopped here: the next transaction cuts this off
    store.close()
    tried = 0
    for done in range(len(disk.steps) + 1):
        safe = max(n for steps, n in acknowledged if steps <= done)
        begun = min((n for steps, n in acknowledged if steps >= done), default=4)
        for state in states(disk.steps, done):
            tried += 1
            log.write_bytes(state)
            again = TinyStore(store.folder, clock)
            with again.read(HOME) as tx:
                found = [record.id for record in tx.all("note")]
            again.close()
            assert found in ([f"n{n}" for n in range(1, safe + 1)], [f"n{n}" for n in range(1, begun + 1)])
    assert tried > 800
