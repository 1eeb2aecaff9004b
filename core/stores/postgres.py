"""PostgreSQL as the ground of the SQL store: each home behind row-level security, and one writer at a time in a home.

The role that Cartref connects as owns nothing. Which home is meant is said within each transaction and forgotten with it, so that
a pooled connection keeps nothing for the next request, and a pooler in transaction mode fits in between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    Table,
    bindparam,
    cast,
    create_engine,
    func,
    make_url,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError

from core.stores.entries import Anchor, beginning
from core.stores.protocol import HOST, Corrupt, Full, Poisoned, Refused, StoreError
from core.stores.sqlground import Again, Ground, replacing
from core.stores.sqlpast import end_of
from core.stores.sqltables import SCHEMA, field, head, mine, turn
from core.stores.sqlwalls import check_role, check_server, check_tables

STATEMENT_SECONDS = 30
"""How long one statement may take, or wait for another writer of the home."""

IDLE_SECONDS = 120
"""How long a transaction may stand still before the server ends it, so that nobody waits for a stuck one for ever."""

POOL, POOL_WITHIN = 16, 8

_ROWS = 5_000
"""Rows of the index that are kept with one statement."""

_FIELD = tuple(column.name for column in field.c)

_BEGIN = text(
    "select set_config('search_path', :schema, true), set_config('cartref.home', :home, true),"
    " set_config('statement_timeout', :wait, true), set_config('lock_timeout', :wait, true),"
    " set_config('idle_in_transaction_session_timeout', :idle, true), current_setting('synchronous_commit')"
)
_HOME = text("select set_config('cartref.home', :home, true)")

_PATIENT = text("select set_config('idle_in_transaction_session_timeout', '0', true)")
"""For whoever holds a turn: the transaction stands still while the home is looked after, and ends with its connection."""

_AGAIN = {"40001", "40P01"}
_AWAY = {"57P01", "57P02", "57P03", "57P05"}
_SAID: dict[str, tuple[type[StoreError], str]] = {
    "25006": (Refused, "takes no changes (it is a copy, or was set to read only); name the server that does"),
    "25P03": (Refused, f"ended a transaction that stood still for {IDLE_SECONDS} seconds; nothing was kept, try again"),
    "28000": (Refused, "does not let this role in; see to its password and to pg_hba.conf"),
    "28P01": (Refused, "does not take this password; see to the address of the records"),
    "3D000": (Refused, "has no such database; make it, then run: cartref database prepare"),
    "3F000": (Refused, "has no tables of Cartref yet; run: cartref database prepare"),
    "42501": (Refused, "does not allow this to the role that Cartref uses; run: cartref database prepare"),
    "42P01": (Refused, "has no tables of Cartref yet; run: cartref database prepare"),
    "53100": (Full, "has no room to write; nothing of this was kept"),
    "53200": (Refused, "has no memory left; nothing was kept, try again later"),
    "53300": (Refused, "takes no more connections; give it more, or run fewer Cartrefs"),
    "55P03": (Refused, f"has had another writer in this home for {STATEMENT_SECONDS} seconds; nothing was kept, try again"),
    "57014": (Refused, f"did not answer within {STATEMENT_SECONDS} seconds; nothing was kept, try again"),
    "58030": (Poisoned, "could not write to its disk; see to the disk"),
    "XX001": (Corrupt, "found damage in its files; restore them from a backup"),
    "XX002": (Corrupt, "found damage in an index; run: reindex database"),
}  # fmt: skip


def address_of(url: str) -> URL:
    """The address of a database as SQLAlchemy writes it. Raises Refused."""
    try:
        made = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise Refused(
            "this is not the address of a database; write postgresql://role:password@server/database"
        ) from error
    if "@" in (made.host or ""):
        raise Refused("in the address of a database, write an @ of the password as %40 (and / as %2F, : as %3A)")
    return made.set(drivername="postgresql+psycopg")


def engine_of(address: URL, **more: Any) -> Engine:
    """An engine whose statements are never prepared: a pooler in transaction mode would not know them again."""
    asked = {"prepare_threshold": None, "connect_timeout": 10, "application_name": "cartref"}
    return create_engine(address, connect_args=asked, **more)


class PostgresGround(Ground):
    """One database of a server. Raises Refused, saying what to do, where its walls do not stand."""

    def __init__(self, url: str) -> None:
        address = address_of(url)
        self._name = name_of(address)
        self.engine = engine_of(address, pool_size=POOL, max_overflow=0)
        self.within = engine_of(address, pool_size=POOL_WITHIN, max_overflow=0)
        try:
            with self.connected(self.engine) as connection:
                self.persistently(lambda: self._check(connection))
        except BaseException:
            self.close()
            raise

    def _check(self, connection: Connection) -> None:
        self.afresh(connection)
        check_server(connection)
        check_role(connection)
        check_tables(connection)

    # -- Ground ------------------------------------------------------------------------------------------------------

    def begin(self, connection: Connection, home: str, *, writing: bool) -> None:
        """One snapshot for a reader; a writer, who holds the home, sees what stands."""
        level = "READ COMMITTED" if writing else "REPEATABLE READ"
        connection.execution_options(isolation_level=level, postgresql_readonly=not writing)
        asked = {
            "schema": f"{SCHEMA}, pg_temp",
            "home": home,
            "wait": f"{STATEMENT_SECONDS}s",
            "idle": f"{IDLE_SECONDS}s",
        }
        if connection.execute(_BEGIN, asked).one()[-1] == "off":
            raise Refused(
                f"{self._name} confirms before it has written (synchronous_commit is off); set it to on, also for this role"
            )

    @contextmanager
    def hold(self, home: str) -> Iterator[None]:
        """Nothing: `lock` keeps other processes away too."""
        yield

    def lock(self, connection: Connection, home: str) -> Anchor:
        """Hold the home's row of heads, made where there is none."""
        asked = select(head.c.seq).where(mine(head, home)).with_for_update()
        if connection.execute(asked).one_or_none() is None:
            first = {"home": home, "seq": 0, "sum": beginning(home).sum}
            connection.execute(insert(head).on_conflict_do_nothing(index_elements=("home",)), first)
            connection.execute(asked).one()
        return end_of(connection, home)  # a statement of its own: it sees what whoever held the row before has kept

    def to_keep(self, connection: Connection, home: str) -> None:
        """Nothing: the transaction that holds the home goes on."""

    def elsewhere(self, connection: Connection, home: str) -> None:
        """Stand within another home's wall."""
        connection.execute(_HOME, {"home": home})

    def upsert(self, table: Table, key: tuple[str, ...]) -> Any:
        """An insert that puts rows in the place of those with the same home and key."""
        return _upsert(table, key)

    def keep_fields(self, connection: Connection, rows: list[dict[str, Any]]) -> None:
        """Many rows in one statement: one for each would take many times as long."""
        for first in range(0, len(rows), _ROWS):
            some = rows[first : first + _ROWS]
            connection.execute(_upsert_fields(), {name: [row[name] for row in some] for name in _FIELD})

    def trouble(self, error: DBAPIError, *, keeping: bool = False) -> StoreError | Again:
        """What the server said, as an error of the store."""
        return trouble_of(self._name, error, keeping=keeping)

    def forgotten(self, connection: Connection) -> None:
        """Nothing: the server's own vacuum follows."""

    def sweep(self) -> tuple[int, int]:
        """Nothing: vacuum belongs to the server and its owner."""
        return 0, 0

    @contextmanager
    def turn(self, homes: Sequence[str], now: Callable[[], datetime], every: timedelta) -> Iterator[str | None]:
        """The home whose turn it is: its row among the turns is held, and others pass over rows that are held."""
        with self.connected(self.within) as connection:
            name = self.persistently(
                lambda: self._take_turn(connection, homes, _stamp(now() - every), _stamp(now() + every))
            )
            yield name
            if name is not None:
                with self.plainly():
                    connection.execute(update(turn).where(mine(turn, HOST), turn.c.name == name), {"at": _stamp(now())})
                    connection.commit()

    def _take_turn(self, connection: Connection, homes: Sequence[str], due: str, ahead: str) -> str | None:
        self.afresh(connection)
        self.begin(connection, HOST, writing=True)
        if homes:
            new = insert(turn).on_conflict_do_nothing(index_elements=("home", "name"))
            connection.execute(new, [{"home": HOST, "name": name, "at": ""} for name in homes])
            connection.commit()  # a new row is held against others until here, and they would wait for it
            self.begin(connection, HOST, writing=True)
        connection.execute(_PATIENT)
        # a moment far ahead of us was told by a clock that was wrong
        waits = or_(turn.c.at <= due, turn.c.at >= ahead)
        asked = select(turn.c.name).where(mine(turn, HOST), turn.c.name.in_(homes), waits)
        first = asked.order_by(turn.c.at, turn.c.name).limit(1).with_for_update(skip_locked=True)
        return connection.execute(first).scalar()

    def faults(self, connection: Connection) -> Iterable[str]:
        """Nothing: the server checks its own pages when it reads them."""
        return ()


@cache
def _upsert_fields() -> Any:
    some = func.unnest(*(cast(bindparam(column.name), ARRAY(column.type)) for column in field.c))
    rows = some.table_valued(*_FIELD).render_derived()
    return replacing(insert(field).from_select(_FIELD, select(rows)), field, ("kind", "id", "field"))


@cache
def _upsert(table: Table, key: tuple[str, ...]) -> Any:
    return replacing(insert(table), table, key)


def _stamp(moment: datetime) -> str:
    """A moment in UTC as text that sorts as moments do."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")


def name_of(address: URL) -> str:
    """What a database is called in a sentence: never with its password."""
    return f"the database {address.database or ''} on {address.host or 'this computer'}"


def trouble_of(name: str, error: DBAPIError, *, keeping: bool = False) -> StoreError | Again:
    """What a server said, as an error of the store."""
    state = str(getattr(error.orig, "sqlstate", None) or "")
    if state in _AGAIN:
        return Again(Refused(f"{name} is busy with others in the same records; nothing was kept, try again"))
    if state in _SAID:
        kind, words = _SAID[state]
        return kind(f"{name} {words}")
    if error.connection_invalidated or state in _AWAY or state.startswith("08") or not state:
        reason = _first_line(error).rpartition("FATAL:")[2].strip()
        away = Refused(f"{name} cannot be reached ({reason or 'no answer'}); see to it, and try again")
        return Again(away, sure=not keeping)
    if isinstance(error, IntegrityError):
        return Corrupt(f"{name} holds what does not fit together ({_first_line(error)}); run: cartref verify")
    return StoreError(f"{name} could not do this ({_first_line(error)})")


def _first_line(error: DBAPIError) -> str:
    """The server's own first line: it holds no row and no password."""
    return next(iter(str(error.orig).splitlines()), "")
