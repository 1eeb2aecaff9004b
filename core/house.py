"""The house: one running Cartref, with its plugins, definitions, store and clock. Everything is passed in; nothing global."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from core import layering, plugins
from core.catalogue import Catalogue, Installed, Snapshot, install
from core.clock import Clock, SystemClock
from core.looks import Looks
from core.plugins import Plugins, PluginState
from core.records import Home, KeptSnapshot, Tools
from core.settings import Settings
from core.stores.keys import Keys
from core.stores.kinds import Kinds
from core.stores.protocol import HOST, NotFound, Store, Tx

TOOLS = "tools"
"""The id of a home's one tools record."""


@dataclass
class House:
    """One running Cartref. `kinds` are the kinds of its records, `keys` what seals them on the disk."""

    plugins: Plugins
    installed: Installed
    store: Store
    clock: Clock
    keys: Keys | None = None
    kinds: Kinds = field(default_factory=Kinds)
    _catalogues: dict[str, tuple[tuple[int, str], Catalogue]] = field(default_factory=dict)
    _definitions: dict[str, Any] = field(default_factory=dict)
    _shelves: dict[str, dict[str, Any]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)
    looks: Looks = field(init=False)

    def __post_init__(self) -> None:
        self.use(self.store)

    def use(self, store: Store) -> None:
        """Keep records in this store from now on, having told it of every kind of record."""
        from core.kinds import CORE_KINDS  # the kinds know accounts and worries, which know the house

        self.kinds = Kinds((*CORE_KINDS, *self.plugins.hooks.collected.of("record_kinds").values()))
        store.declare(self.kinds)
        self.store = store
        self.looks = Looks(store, self.kinds, self.clock)

    def shelf(self, name: str) -> dict[str, Any]:
        """A dictionary that lives as long as the house, for what an engine compiles once."""
        with self._lock:
            return self._shelves.setdefault(name, {})

    def home(self, home_id: str) -> Home:
        """The home with this id, or NotFound."""
        with self.store.read(HOST) as tx:
            return Home.need(tx, home_id)

    def sealed(self, home_id: str) -> bool:
        """True when the records of a home stand on the disk sealed: not so for one that was begun before there was a key."""
        return self.store.sealed(home_id)

    def homes(self) -> list[Home]:
        """Every home, by id."""
        with self.store.read(HOST) as tx:
            return Home.find(tx)

    def catalogue(self, home_id: str, tx: Tx | None = None) -> Catalogue:
        """What this home has: installed → switched on → adopted → overlaid. Rebuilt when the home's tools change."""
        if tx is None:
            with self.store.read(home_id) as reading:
                return self.catalogue(home_id, reading)
        tools = Tools.get(tx, TOOLS) or Tools(id=TOOLS)
        state = (tools.revision, tools.changed_at)
        with self._lock:
            known = self._catalogues.get(home_id)
            if known is not None and known[0] == state:
                return known[1]
        made = layering.catalogue_of(self.installed, tools, tx)
        with self._lock:
            self._catalogues[home_id] = (state, made)
        return made

    def keep_snapshot(self, tx: Tx, snapshot: Snapshot) -> str:
        """Make sure the home keeps this snapshot for ever; gives its hash."""
        if tx.get(KeptSnapshot.kind, snapshot.hash) is None:
            KeptSnapshot(
                id=snapshot.hash,
                ref=snapshot.ref,
                definition_kind=snapshot.kind,
                language=snapshot.language,
                data=snapshot.data,
            ).keep(tx)
        return snapshot.hash

    def definition(self, tx: Tx, hash: str) -> Any:
        """The typed definition with this hash, as the home keeps it."""
        with self._lock:
            known = self._definitions.get(hash)
        if known is not None and tx.get(KeptSnapshot.kind, hash) is not None:
            return known
        kept = KeptSnapshot.get(tx, hash)
        if kept is None:
            raise NotFound("there is no definition with this hash in this home")
        snapshot = Snapshot(kept.ref, kept.definition_kind, kept.language, kept.data)
        made = snapshot.definition(self.installed.kinds)
        with self._lock:
            self._definitions[hash] = made
        return made

    def plugin_states(self) -> list[PluginState]:
        """What became of every plugin, by name."""
        return sorted(self.plugins.states, key=lambda state: state.name)


def open_house(settings: Settings, store: Store, clock: Clock | None = None) -> House:
    """Load plugins and packs around a store. A pack that does not pass its check is set aside like any broken plugin."""
    found = plugins.load(settings.plugins_dir, settings.strict)
    installed = install(found.folders, found.hooks.collected)
    for name, problems in installed.problems.items():
        found.set_aside(name, tuple(str(problem) for problem in problems))
    if settings.strict and found.faults():
        raise plugins.StrictFailure("; ".join(f"{s.name}: {' '.join(s.problems)}" for s in found.faults()))
    return House(found, installed, store, clock or SystemClock())
