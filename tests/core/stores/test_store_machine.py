"""Any order of saves, refusals, undone work, erasing, tidying, moving and restarts leaves what a plain dict says."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from core.clock import HandClock
from core.stores.disk import Disk
from core.stores.entries import beginning
from core.stores.keys import Keys
from core.stores.kinds import RecordKind
from core.stores.memory import MemoryStore
from core.stores.open import open_store
from core.stores.protocol import Condition, Conflict, NotFound, Store

KEYS = Keys.new()
HOMES = st.sampled_from(["llys", "bryn"])
IDS = st.sampled_from(["a", "b", "c", "d"])
SMALL = st.one_of(st.none(), st.booleans(), st.integers(0, 2), st.sampled_from(["", "1", "te", "tea", "ŵy"]))
BODIES = st.fixed_dictionaries({}, optional={"x": SMALL, "y": SMALL, "deep": st.lists(st.lists(SMALL, max_size=2))})
EXPECTED = st.sampled_from(["right", "right", "right", "stale"])

Addresses = Callable[[Path], str]
Row = tuple[int, dict[str, Any] | None]


class QuickDisk(Disk):
    """A disk that is believed."""

    def sync(self, descriptor: int) -> None:
        pass

    def sync_folder(self, folder: Path) -> None:
        pass


class Undone(Exception):
    """Raised within a transaction to undo it."""


class Machine(RuleBasedStateMachine):
    """`model` is the truth: (home, id) → every revision with its body, None where it was taken away."""

    addresses: Callable[[Path], str]
    """The address of an empty store, in a private folder of its own."""
    forgets = False

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.model: dict[tuple[str, str], list[Row]] = {}
        self.answers: dict[tuple[str, str], dict[str, Any]] = {}
        self.erased: set[tuple[str, str]] = set()
        """What was erased and not made anew."""
        self.told: dict[str, list[bytes]] = {"llys": [], "bryn": []}
        """Every line of the audit so far."""
        self.opened: list[Store] = []
        self.clock = HandClock()
        self.address = self.addresses(Path(self.folder.name))
        self.store = self.open()

    def open(self) -> Store:
        self.opened.append(open_store(self.address, self.clock, self.keys))
        self.opened[-1].declare([RecordKind("note", ("x", "y"))])
        return self.opened[-1]

    def teardown(self) -> None:
        if hasattr(self, "store"):
            for store in self.opened:
                store.close()
            self.folder.cleanup()

    def revision(self, home: str, id: str) -> int:
        last, body = self.model.get((home, id), [(0, None)])[-1]
        return last if body is not None else 0

    def note(self, home: str, id: str, body: dict[str, Any] | None) -> int:
        rows = self.model.setdefault((home, id), [])
        rows.append((len(rows) + 1, body))
        self.erased.discard((home, id))
        return len(rows)

    @rule(home=HOMES, id=IDS, body=BODIES, expected=EXPECTED)
    def put(self, home: str, id: str, body: dict[str, Any], expected: str) -> None:
        present = self.revision(home, id)
        with self.store.tx(home, actor="gwen", purpose="test") as tx:
            if expected == "stale":
                with pytest.raises(Conflict) as caught:
                    tx.put("note", id, body, present + 1)
                assert caught.value.present == present
            else:
                assert tx.put("note", id, body, present) == self.note(home, id, body)

    @rule(home=HOMES, id=IDS, expected=EXPECTED)
    def delete(self, home: str, id: str, expected: str) -> None:
        present = self.revision(home, id)
        with self.store.tx(home, actor="gwen", purpose="test") as tx:
            if not present:
                with pytest.raises(NotFound):
                    tx.delete("note", id, 1)
            elif expected == "stale":
                with pytest.raises(Conflict):
                    tx.delete("note", id, present + 1)
            else:
                tx.delete("note", id, present)
                self.note(home, id, None)

    @rule(home=HOMES, id=IDS)
    def erase(self, home: str, id: str) -> None:
        with self.store.tx(home, actor="gwen", purpose="test") as tx:
            if (home, id) not in self.model or (home, id) in self.erased:
                with pytest.raises(NotFound):
                    tx.erase("note", id)
            else:
                tx.erase("note", id)
                rows = self.model[home, id]
                self.model[home, id] = [*((revision, None) for revision, _ in rows), (len(rows) + 1, None)]
                self.erased.add((home, id))

    @rule(home=HOMES, id=IDS)
    def look(self, home: str, id: str) -> None:
        with self.store.tx(home, actor="gwen", purpose="test", on_behalf_of="mair") as tx:
            tx.looked("note", id)

    @rule(home=HOMES)
    def tidy(self, home: str) -> None:
        self.store.tidy(home)
        assert list(self.store.check(home)) == []

    @rule(home=HOMES)
    def let_keys_grow_old(self, home: str) -> None:
        self.clock.forward(days=31)
        for one in ("llys", "bryn"):
            self.store.tidy(one)
        self.answers.clear()

    @rule(home=HOMES)
    def move_elsewhere_as_it_is(self, home: str) -> None:
        entries = list(self.store.events(home))
        other = MemoryStore(self.clock)
        assert other.adopt(home, iter(entries[: len(entries) // 2])) == len(entries) // 2
        assert other.adopt(home, iter(entries[len(entries) // 2 :])) == len(entries) - len(entries) // 2
        assert list(other.events(home)) == entries
        assert other.anchor(home) == self.store.anchor(home)
        for id_ in ("a", "b", "c", "d"):
            assert other.history(home, "note", id_) == self.store.history(home, "note", id_)

    @rule(home=HOMES, changes=st.dictionaries(IDS, BODIES), undone=st.booleans(), data=st.data())
    def several_at_once(self, home: str, changes: dict[str, Any], undone: bool, data: st.DataObject) -> None:
        before = {key: list(rows) for key, rows in self.model.items()}, set(self.erased)
        field = data.draw(st.sampled_from(["x", "y", "id"]))
        try:
            with self.store.tx(home, actor="gwen", purpose="test") as tx:
                for id_, body in changes.items():
                    tx.put("note", id_, body, self.revision(home, id_))
                    self.note(home, id_, body)
                self.compare(home, tx.find("note", order=field), field, descending=False)
                if undone:
                    raise Undone
        except Undone:
            self.model, self.erased = before

    @rule(home=HOMES, key=st.sampled_from(["k1", "k2"]), id=IDS, body=BODIES)
    def send_with_a_key(self, home: str, key: str, id: str, body: dict[str, Any]) -> None:
        with self.store.tx(home, actor="gwen", purpose="test", idem=key) as tx:
            assert tx.replayed == self.answers.get((home, key))
            if tx.replayed is None:
                revision = tx.put("note", id, body, self.revision(home, id))
                assert revision == self.note(home, id, body)
                self.answers[home, key] = {"rev": revision}
                tx.answer({"rev": revision})

    @rule()
    def switch_off_and_on(self) -> None:
        if not self.forgets:
            self.store.close()
            self.store = self.open()

    @rule()
    def let_another_take_over_without_closing(self) -> None:
        if not self.forgets:
            self.store = self.open()

    @rule(home=HOMES, value=SMALL, field=st.sampled_from(["x", "y"]), descending=st.booleans())
    def find(self, home: str, value: Any, field: str, descending: bool) -> None:
        with self.store.read(home) as tx:
            found = tx.find("note", {field: value}, order="y", descending=descending)
            self.compare(home, found, "y", descending=descending, only=(field, value))
            assert [record.id for record in tx.find("note", (Condition(field, "in", [value]),))] == sorted(
                record.id for record in found
            )

    @rule(home=HOMES, id=IDS)
    def look_back(self, home: str, id: str) -> None:
        told = [(record.revision, record.body) for record in self.store.history(home, "note", id)]
        assert told == [row for row in self.model.get((home, id), []) if row[1] is not None]

    @invariant()
    def every_record_is_as_the_model_says(self) -> None:
        if not hasattr(self, "store"):
            return
        for home, told in self.told.items():
            lines = [entry.text for entry in self.store.events(home)]
            assert lines[: len(told)] == told, "no line ever changes"
            self.told[home] = lines
            anchor = beginning(home)
            for entry in self.store.events(home):
                assert (entry.line.seq, entry.line.prev, entry.faults()) == (anchor.seq + 1, anchor.sum, [])
                anchor = entry.anchor
            assert self.store.anchor(home) == anchor
        assert self.store.homes() == sorted(home for home, lines in self.told.items() if lines)
        for home in ("llys", "bryn"):
            with self.store.read(home) as tx:
                self.compare(home, list(tx.all("note")), "id", descending=False)

    def compare(
        self, home: str, found: Any, order: str, *, descending: bool, only: tuple[str, Any] | None = None
    ) -> None:
        present = [(id_, *rows[-1]) for (of, id_), rows in self.model.items() if of == home and rows[-1][1] is not None]
        if only is not None:
            present = [one for one in present if same(one[2].get(only[0]), only[1])]
        present.sort(key=lambda one: (rank(one[0] if order == "id" else one[2].get(order)), one[0]), reverse=descending)
        assert [(record.id, record.revision, record.body) for record in found] == present


def same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and one == other


def rank(value: Any) -> tuple[int, Any]:
    """null, false, true, numbers, text: said a second time, so that two mistakes would have to agree."""
    if value is None:
        return (0, 0)
    if isinstance(value, bool):
        return (2 if value else 1, 0)
    return (3, value) if isinstance(value, int) else (4, value)


def test_whatever_happens_in_whatever_order_the_store_holds_what_a_dict_would(
    addresses: Addresses, keys: Keys | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("journal", "tidying"):
        monkeypatch.setattr(f"core.stores.{module}.SEGMENT_SIZE", 1500)
    monkeypatch.setattr("core.stores.tiny.Disk", QuickDisk)
    forgets = addresses(tmp_path) == "memory:"
    of_one = {"addresses": staticmethod(addresses), "forgets": forgets, "keys": keys}
    machine = type("MachineOfOneStore", (Machine,), of_one)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=40,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
