"""The walls between homes in PostgreSQL, looked at before anything is read: refused where one of them does not stand."""

from __future__ import annotations

from sqlalchemy import Connection, text

from core.stores.protocol import Refused
from core.stores.sqltables import REVISION, SCHEMA, tables
from core.stores.sqlupgrade import version_of

OLDEST_SERVER = 150000
POLICY = "(home = current_setting('cartref.home'::text, true))"
"""The one policy of every table, as the server writes it down."""

_PREPARE = "let its owner run: cartref database prepare"


def check_server(connection: Connection) -> None:
    """Is this server new enough, does it keep text in UTF-8, and does it write before it confirms?"""
    said = {
        name: str(connection.execute(text("select current_setting(:name)"), {"name": name}).scalar())
        for name in ("server_version_num", "server_encoding", "fsync", "full_page_writes", "synchronous_commit")
    }
    if int(said["server_version_num"]) < OLDEST_SERVER:
        raise Refused("this server of PostgreSQL is too old; Cartref needs version 15 or newer")
    if said["server_encoding"] != "UTF8":
        raise Refused(f"this database keeps text in {said['server_encoding']}; make it anew with encoding 'UTF8'")
    for name in ("fsync", "full_page_writes", "synchronous_commit"):
        if said[name] == "off":
            raise Refused(f"this server confirms what it may lose ({name} is off); set it to on, also for this role")


def check_role(connection: Connection) -> None:
    """Is the role that Cartref connects as held back by the walls?"""
    asked = text("select rolname, rolsuper, rolbypassrls from pg_roles where rolname in (current_user, session_user)")
    for name, superuser, bypasses in connection.execute(asked).all():
        if superuser or bypasses:
            what = "is a superuser" if superuser else "passes by row security (bypassrls)"
            raise Refused(f"the role {name} {what}, and would see every home; connect as a role of Cartref's own")
    # a role that may become one of those is no better
    asked = text(
        "select rolname from pg_roles where (rolsuper or rolbypassrls) and pg_has_role(current_user, oid, 'MEMBER')"
    )
    for (name,) in connection.execute(asked).all():
        raise Refused(f"the role that Cartref uses may become {name}, who sees every home; take that membership away")


def check_tables(connection: Connection) -> None:
    """Do all tables stand, owned by somebody else, each behind its wall, with an audit that is only added to?"""
    version = version_of(connection)
    if version is None:
        raise Refused(f"this database has no tables of Cartref yet; {_PREPARE}")
    if version != REVISION:
        raise Refused(f"the tables of this database are of another version of Cartref ({version}); {_PREPARE}")
    asked = text(
        "select c.relname, c.relrowsecurity and c.relforcerowsecurity, pg_has_role(current_user, c.relowner, 'MEMBER'),"
        " has_table_privilege(c.oid, 'TRUNCATE') or has_table_privilege(c.oid, 'TRIGGER')"
        "   or has_any_column_privilege(c.oid, 'REFERENCES')"
        " from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where n.nspname = :schema and c.relkind in ('r', 'p') and c.relname <> 'alembic_version'"
    )
    found = {row[0]: row for row in connection.execute(asked, {"schema": SCHEMA})}
    missing = sorted(set(tables.tables) - set(found))
    if missing:
        raise Refused(f"this database has no table {missing[0]}; {_PREPARE}")
    for name, walled, owns, passes in found.values():
        if owns:
            raise Refused(
                f"the role that Cartref uses owns the table {name}, and could take its wall down; use another role"
            )
        if not walled:
            raise Refused(f"the table {name} has no wall between homes (row security is not forced); {_PREPARE}")
        if passes:
            raise Refused(f"the role that Cartref uses may pass by the wall of the table {name}; {_PREPARE}")
    _check_policies(connection, set(found))
    _check_audit(connection)
    _check_views(connection)


def _check_policies(connection: Connection, names: set[str]) -> None:
    asked = text(
        "select tablename, permissive, roles::text, cmd, qual, with_check from pg_policies where schemaname = :schema"
    )
    stand: dict[str, list[object]] = {name: [] for name in names}
    for name, *policy in connection.execute(asked, {"schema": SCHEMA}):
        stand.setdefault(name, []).append(tuple(policy))
    for name, policies in sorted(stand.items()):
        if policies != [("PERMISSIVE", "{public}", "ALL", POLICY, None)]:
            raise Refused(f"the wall of the table {name} is not the one that Cartref builds; {_PREPARE}")


def _check_audit(connection: Connection) -> None:
    asked = text(
        f"select has_any_column_privilege('{SCHEMA}.audit', 'UPDATE')"  # a name of ours
        f" or has_table_privilege('{SCHEMA}.audit', 'DELETE')"
    )
    if connection.execute(asked).scalar():
        raise Refused(f"the role that Cartref uses may change the audit, which is only added to; {_PREPARE}")


def _check_views(connection: Connection) -> None:
    """A view shows what its owner sees, unless it says otherwise; one that is kept shows all it was filled with."""
    asked = text(
        "select distinct v.oid::regclass::text, v.relkind::text, coalesce(v.reloptions::text, '') from pg_depend d"
        " join pg_rewrite r on r.oid = d.objid and d.classid = 'pg_rewrite'::regclass"
        " join pg_class v on v.oid = r.ev_class join pg_class t on t.oid = d.refobjid"
        " join pg_namespace n on n.oid = t.relnamespace"
        " where d.refclassid = 'pg_class'::regclass and n.nspname = :schema and v.oid <> t.oid"
        " and has_any_column_privilege(v.oid, 'SELECT')"
    )
    for name, kind, options in connection.execute(asked, {"schema": SCHEMA}):
        if kind == "m" or not any(f"security_invoker={word}" in options for word in ("true", "on", "1")):
            raise Refused(
                f"the view {name} looks over the walls; drop it, or run: alter view {name} set (security_invoker = true)"
            )
