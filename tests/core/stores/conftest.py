"""What the tests of the stores share: a clock, and each store that keeps the contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.clock import HandClock
from core.stores.disk import Disk
from core.stores.keys import Keys
from core.stores.kinds import RecordKind
from core.stores.open import open_store
from core.stores.protocol import Store
from core.stores.sqltables import tables
from core.stores.tiny import TinyStore
from tests.core.stores.cluster import APP, Cluster

KINDS = (RecordKind("note", ("v", "x", "y", "n", "missing", *(f"f{n}" for n in range(60)))), RecordKind("wish", ("n",)))
"""What the tests keep."""
KEYS = Keys.new()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server for this run of the tests."""
    made = Cluster()
    yield made
    made.remove()


@dataclass(frozen=True)
class Database:
    """A database that is ready for Cartref, and its address for the role that Cartref connects as."""

    cluster: Cluster
    name: str

    @property
    def app(self) -> str:
        return self.cluster.url(self.name, APP)

    def empty(self) -> None:
        """Take every row away, as only a superuser can."""
        with self.cluster.connect(self.name) as admin:
            admin.execute(f"truncate {', '.join(f'cartref.{name}' for name in tables.tables)}")


@pytest.fixture(scope="session")
def database(cluster: Cluster) -> Database:
    """One database for all tests that change nothing but rows."""
    return Database(cluster, cluster.prepared())


STORES = ("memory", "tinydb", "sealed", "sqlite", "postgresql")
"""The stores that keep the contract; `sealed` is `tinydb` with a key."""


@pytest.fixture(params=STORES)
def kind_of_store(request: pytest.FixtureRequest) -> str:
    """Each kind of store in turn."""
    return str(request.param)


@pytest.fixture
def keys(kind_of_store: str) -> Keys | None:
    """What seals the store, where it is sealed."""
    return KEYS if kind_of_store == "sealed" else None


@pytest.fixture
def addresses(kind_of_store: str, request: pytest.FixtureRequest) -> Callable[[Path], str]:
    """Gives the address of an empty store of one kind, which may use a private folder."""
    match kind_of_store:
        case "memory":
            return lambda folder: "memory:"
        case "tinydb" | "sealed":
            return lambda folder: f"tinydb:{folder}/records"
        case "sqlite":
            return lambda folder: f"sqlite:{folder}/records/homes.db"
    database: Database = request.getfixturevalue("database")

    def emptied(folder: Path) -> str:
        database.empty()
        return database.app

    return emptied


@pytest.fixture(params=("sqlite", "postgresql"))
def sql_address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty SQL store of each kind."""
    if request.param == "sqlite":
        return f"sqlite:{tmp_path}/homes/homes.db"
    database: Database = request.getfixturevalue("database")
    database.empty()
    return database.app


@pytest.fixture
def store(addresses: Callable[[Path], str], keys: Keys | None, tmp_path: Path, clock: HandClock) -> Iterator[Store]:
    """Every store in turn: the same test, the same promise."""
    made = open_store(addresses(tmp_path), clock, keys)
    made.declare(KINDS)
    yield made
    made.close()


class QuickDisk(Disk):
    """A disk that is believed: what a test does thousands of times need not wait for it."""

    def sync(self, descriptor: int) -> None:
        pass

    def sync_folder(self, folder: Path) -> None:
        pass


@pytest.fixture
def open_tiny(tmp_path: Path, clock: HandClock) -> Iterator[Callable[[], TinyStore]]:
    """Opens the same folder again and again, as a computer does that was switched off and on."""
    opened: list[TinyStore] = []

    def open_it() -> TinyStore:
        opened.append(TinyStore(tmp_path / "records", clock, QuickDisk()))
        return opened[-1]

    yield open_it
    for one in opened:
        one.close()
