"""A database whose walls do not stand is refused before anything is read, with what to do; and how its owner makes it ready."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from core.cli import main
from core.clock import HandClock
from core.stores.open import open_store
from core.stores.prepare import MAY, prepare
from core.stores.protocol import Refused
from core.stores.sqltables import tables
from tests.core.stores.cluster import APP, OWNER, Cluster
from tests.core.stores.conftest import Database


@pytest.fixture(scope="module")
def spoilt(cluster: Cluster) -> Database:
    """A database for these tests alone: they take its walls down and put them up again."""
    return Database(cluster, cluster.prepared())


VIEW = "create view public.look as select * from cartref.record; grant select on public.look to cartref_app"

SPOILT = {
    "row security is off": (
        "alter table cartref.field disable row level security",
        "alter table cartref.field enable row level security",
        "the table field has no wall",
    ),
    "row security does not bind the owner": (
        "alter table cartref.audit no force row level security",
        "alter table cartref.audit force row level security",
        "the table audit has no wall",
    ),
    "another policy lets everybody in": (
        "create policy more on cartref.record using (true)",
        "drop policy more on cartref.record",
        "the wall of the table record is not the one",
    ),
    "the policy says something else": (
        "alter policy one_home on cartref.record using (home <> '')",
        "alter policy one_home on cartref.record using (home = current_setting('cartref.home', true))",
        "the wall of the table record is not the one",
    ),
    "a table more stands without a wall": (
        "create table cartref.more (home text)",
        "drop table cartref.more",
        "the table more has no wall",
    ),
    "a table is missing": (
        "alter table cartref.indexed rename to gone",
        "alter table cartref.gone rename to indexed",
        "no table indexed",
    ),
    "the role owns a table": (
        f"alter table cartref.answer owner to {APP}",
        f"alter table cartref.answer owner to {OWNER}",
        "owns the table answer",
    ),
    "the role may become the owner": (f"grant {OWNER} to {APP}", f"revoke {OWNER} from {APP}", "owns the table"),
    "the role is a superuser": (f"alter role {APP} superuser", f"alter role {APP} nosuperuser", "is a superuser"),
    "the role passes by row security": (f"alter role {APP} bypassrls", f"alter role {APP} nobypassrls", "bypassrls"),
    "the role may become one who passes by": (
        f"create role auditor bypassrls; grant auditor to {APP}",
        "drop role auditor",
        "may become auditor",
    ),
    "the role may change the audit": (
        f"grant update (line) on cartref.audit to {APP}",
        f"revoke update (line) on cartref.audit from {APP}",
        "may change the audit",
    ),
    "the role may delete from the audit": (
        f"grant delete on cartref.audit to {APP}",
        f"revoke delete on cartref.audit from {APP}",
        "may change the audit",
    ),
    "the role may empty a table": (
        f"grant truncate on cartref.record to {APP}",
        f"revoke truncate on cartref.record from {APP}",
        "may pass by the wall of the table record",
    ),
    "a view of a superuser looks over the walls": (VIEW, "drop view public.look", "the view look looks over"),
    "a kept view holds rows of all homes": (
        VIEW.replace("create view", "create materialized view"),
        "drop materialized view public.look",
        "the view look looks over",
    ),
    "the server confirms before it has written": (
        f"alter role {APP} set synchronous_commit = off",
        f"alter role {APP} reset synchronous_commit",
        "synchronous_commit is off",
    ),
    "the tables are of another version": (
        "update cartref.alembic_version set version_num = '9999'",
        "update cartref.alembic_version set version_num = '0001'",
        "another version of Cartref",
    ),
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_database_is_refused_where(spoilt: Database, clock: HandClock, how: str) -> None:
    spoil, mend, said = SPOILT[how]
    with spoilt.cluster.connect(spoilt.name) as admin:
        admin.execute(spoil)
        try:
            with pytest.raises(Refused, match=said):
                open_store(spoilt.app, clock)
        finally:
            admin.execute(mend)
    open_store(spoilt.app, clock).close()


def test_a_view_that_asks_as_whoever_looks_is_let_be_and_shows_one_home(spoilt: Database, clock: HandClock) -> None:
    with spoilt.cluster.connect(spoilt.name) as admin:
        admin.execute(VIEW)
        try:
            admin.execute("alter view public.look set (security_invoker = true)")
            store = open_store(spoilt.app, clock)
            for home in ("llys", "bryn"):
                with store.tx(home, actor="gwen", purpose="test") as tx:
                    tx.put("note", home, {}, 0)
            with spoilt.cluster.connect(spoilt.name, APP, autocommit=False) as app:
                app.execute("select set_config('cartref.home', 'llys', true)")
                assert app.execute("select id from public.look").fetchall() == [("llys",)]
            store.close()
        finally:
            admin.execute("drop view public.look")


def test_the_owner_and_a_superuser_are_refused_as_the_role_of_cartref(spoilt: Database, clock: HandClock) -> None:
    with pytest.raises(Refused, match="owns the table"):
        open_store(spoilt.cluster.url(spoilt.name, OWNER), clock)
    with pytest.raises(Refused, match="is a superuser"):
        open_store(spoilt.cluster.url(spoilt.name, "postgres"), clock)


def test_a_database_that_nobody_prepared_says_what_to_run(cluster: Cluster, clock: HandClock) -> None:
    with pytest.raises(Refused, match="cartref database prepare"):
        open_store(cluster.url(cluster.empty(), APP), clock)


def test_a_database_that_is_not_there_and_a_role_that_is_not_there_say_so(cluster: Cluster, clock: HandClock) -> None:
    with pytest.raises(Refused, match=r'cannot be reached \(database "nowhere" does not exist\)'):
        open_store(cluster.url("nowhere", APP), clock)
    with pytest.raises(Refused, match=r'cannot be reached \(role "nobody_here" does not exist\)'):
        open_store(cluster.url("postgres", "nobody_here"), clock)


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_no_password_is_ever_said(clock: HandClock, scheme: str) -> None:
    with pytest.raises(Refused) as caught:
        open_store(f"{scheme}://cartref_app:Sesame@7@127.0.0.1:1/homes", clock)
    assert "Sesame" not in str(caught.value)
    assert "7@" not in str(caught.value)


def test_a_database_in_another_encoding_is_refused(cluster: Cluster) -> None:
    with cluster.administrator() as admin:
        admin.execute(f"create database latin owner {OWNER} template template0 encoding 'LATIN1' locale 'C'")
    with pytest.raises(Refused, match="LATIN1; make it anew"):
        prepare(cluster.url("latin", OWNER), APP)


# --- making it ready


def test_preparing_twice_changes_nothing_and_says_so(spoilt: Database) -> None:
    said = prepare(spoilt.cluster.url(spoilt.name, OWNER), APP)
    assert said == f"The tables are as they were (version 0001), and {APP} may use them."


def test_preparing_takes_back_what_was_granted_too_much(spoilt: Database, clock: HandClock) -> None:
    with spoilt.cluster.connect(spoilt.name) as admin:
        admin.execute(f"grant all on all tables in schema cartref to {APP}")
    prepare(spoilt.cluster.url(spoilt.name, OWNER), APP)
    open_store(spoilt.app, clock).close()


@pytest.mark.parametrize(
    ("role", "said"),
    [
        ("nobody_yet", "create role nobody_yet login"),
        ("postgres", "would see every home"),
        (OWNER, "is the owner"),
        ('x"; drop schema cartref; --', "there is no role"),
    ],
)
def test_no_role_is_given_rights_that_should_have_none(spoilt: Database, role: str, said: str) -> None:
    with pytest.raises(Refused) as caught:
        prepare(spoilt.cluster.url(spoilt.name, OWNER), role)
    assert said in str(caught.value)


def test_every_table_has_its_rights_written_down() -> None:
    assert sorted(MAY) == sorted([*tables.tables, "alembic_version"])
    assert MAY["audit"] == "select, insert"


def test_the_command_prepares_for_the_role_in_the_address_of_the_records(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch, clock: HandClock
) -> None:
    name = cluster.empty()
    monkeypatch.setenv("CARTREF_OWNER_STORE", cluster.url(name, OWNER))
    monkeypatch.setenv("CARTREF_STORE", cluster.url(name, APP))
    done = CliRunner().invoke(main, ["database", "prepare"])
    assert (done.exit_code, done.output) == (0, f"The tables were made (version 0001), and {APP} may use them.\n")
    open_store(cluster.url(name, APP), clock).close()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "CARTREF_OWNER_STORE"),
        (["--owner", "postgresql://o@127.0.0.1:1/x"], "--role"),
        (["--owner", "postgresql://o@127.0.0.1:1/x", "--role", "r"], "cannot be reached"),
        (["--owner", "nonsense", "--role", "r"], "not the address of a database"),
    ],
)
def test_a_command_that_cannot_be_done_says_why_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    for name in ("CARTREF_OWNER_STORE", "CARTREF_STORE"):
        monkeypatch.delenv(name, raising=False)
    done = CliRunner().invoke(main, ["database", "prepare", *arguments])
    assert done.exit_code == 2
    assert said in done.output
    assert "Traceback" not in done.output
