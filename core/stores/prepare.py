"""`cartref database prepare`: the owner of a database makes the tables or brings them up to date, and says what Cartref may do."""

from __future__ import annotations

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from core.stores.postgres import address_of, engine_of, name_of, trouble_of
from core.stores.protocol import Refused
from core.stores.sqlground import Again
from core.stores.sqltables import REVISION, SCHEMA
from core.stores.sqlupgrade import VERSIONS, upgrade, version_of
from core.stores.sqlwalls import check_server

MAY: dict[str, str] = {
    "head": "select, insert, update",
    "known": "select, insert, update (sum)",
    "home_key": "select, insert",
    "audit": "select, insert",
    "revision": "select, insert, update (salt, body)",
    "record": "select, insert, update",
    "field": "select, insert, update, delete",
    "indexed": "select, insert",
    "answer": "select, insert, update, delete",
    "attachment": "select, insert, update, delete",
    "turn": "select, insert, update (at)",
    VERSIONS: "select",
}
"""What the role that Cartref connects as may do, table by table: least of all change the audit."""

_ONE_AT_A_TIME = 0x43617274


def prepare(owner_url: str, role: str) -> str:
    """Make everything ready for `role`; says what was done. Raises Refused with what to do."""
    address = address_of(owner_url)
    engine = engine_of(address, poolclass=NullPool)
    try:
        with engine.begin() as connection:
            return _prepare(connection, role)
    except DBAPIError as error:
        said = trouble_of(name_of(address), error)
        raise (said.error if isinstance(said, Again) else said) from error
    finally:
        engine.dispose()


def role_of(store: str) -> str:
    """The role in the address of Cartref's own records. Raises Refused."""
    role = address_of(store).username if store.startswith("postgresql:") else None
    if not role:
        raise Refused("which role does Cartref connect as? Say it with --role, or name the records in CARTREF_STORE")
    return role


def _prepare(connection: Connection, role: str) -> str:
    check_server(connection)
    connection.execute(text("select pg_advisory_xact_lock(:number)"), {"number": _ONE_AT_A_TIME})
    quoted = _check_role(connection, role)
    run = connection.exec_driver_sql
    run(f"create schema if not exists {SCHEMA}")
    run(f"set local search_path to {SCHEMA}, pg_temp")
    before = version_of(connection)
    upgrade(connection, "this database")
    run(f"revoke all on schema {SCHEMA} from public, {quoted}")
    run(f"revoke all on all tables in schema {SCHEMA} from public, {quoted}")
    run(f"grant usage on schema {SCHEMA} to {quoted}")
    for table, rights in MAY.items():
        run(f"grant {rights} on {SCHEMA}.{table} to {quoted}")
    done = "are as they were" if before == REVISION else "were made" if before is None else "were brought up to date"
    return f"The tables {done} (version {REVISION}), and {role} may use them."


def _check_role(connection: Connection, role: str) -> str:
    """The role's name, quoted, if it may be the one that Cartref connects as."""
    asked = text(
        "select rolname, rolsuper or rolbypassrls, pg_has_role(oid, current_user, 'MEMBER'), quote_ident(rolname)"
        " from pg_roles where rolname = :role"
    )
    row = connection.execute(asked, {"role": role}).one_or_none()
    if row is None:
        raise Refused(
            f"there is no role {role} yet; an administrator makes it with: create role {role} login password '…'"
        )
    if row[1]:
        raise Refused(f"the role {role} would see every home (superuser or bypassrls); name another")
    if row[2]:
        raise Refused(f"the role {role} is the owner of the tables, or may become it; Cartref needs a role of its own")
    return str(row[3])
