"""A PostgreSQL server of the tests' own: made in a folder of its own, behind a socket nobody else reaches, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from itertools import count
from pathlib import Path

import psycopg

from core.stores.prepare import prepare

OWNER, APP = "cartref_owner", "cartref_app"
MISSING = "These tests need PostgreSQL 15 or newer, and there is none here. Type:  make postgres"


def programs() -> Path:
    """The folder of PostgreSQL's own programs. Raises AssertionError with the line to type."""
    named = os.environ.get("POSTGRES_BIN")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    found = shutil.which("initdb")
    places = [Path(named)] if named else [*reversed(debian), *([Path(found).resolve().parent] if found else [])]
    for place in places:
        if (place / "initdb").exists() and (place / "pg_ctl").exists():
            return place
    raise AssertionError(MISSING)


class Cluster:
    """One server. As root it runs as an ordinary user, for PostgreSQL refuses root."""

    def __init__(self) -> None:
        self.programs = programs()
        self.folder = Path(tempfile.mkdtemp(prefix="cartref-pg-"))
        self._numbers = count(1)
        self._as: list[str] = []
        if os.geteuid() == 0:
            user = next(name for name in ("postgres", "nobody") if _is_there(name))
            shutil.chown(self.folder, user)
            self._as = ["runuser", "-u", user, "--"]
        options = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        self._run("initdb", *options, "--pgdata", str(self.data))
        self.start()
        with self.administrator() as admin:
            admin.execute(f"create role {OWNER} login")
            admin.execute(f"create role {APP} login")

    @property
    def data(self) -> Path:
        """The server's own folder."""
        return self.folder / "data"

    def url(self, database: str, role: str) -> str:
        """The address of a database for one role."""
        return f"postgresql://{role}@/{database}?host={self.folder}"

    def connect(self, database: str, role: str = "postgres", *, autocommit: bool = True) -> psycopg.Connection:
        """A plain connection, to look and to tamper."""
        return psycopg.connect(host=str(self.folder), dbname=database, user=role, autocommit=autocommit)

    def administrator(self) -> psycopg.Connection:
        """A connection of the superuser."""
        return self.connect("postgres")

    def empty(self) -> str:
        """The name of a new database that nobody prepared yet."""
        name = f"t{next(self._numbers)}"
        with self.administrator() as admin:
            admin.execute(f"create database {name} owner {OWNER} template template0 encoding 'UTF8'")
        return name

    def prepared(self) -> str:
        """The name of a new database that is ready for Cartref."""
        name = self.empty()
        prepare(self.url(name, OWNER), APP)
        return name

    def start(self) -> None:
        """Start the server and wait until it answers."""
        more = (
            f"-c config_file={self.data}/postgresql.conf -c listen_addresses='' -k {self.folder} -c max_connections=100"
        )
        self._run("pg_ctl", "--pgdata", str(self.data), "--log", str(self.folder / "log"), "-w", "-o", more, "start")

    def stop(self, how: str = "fast") -> None:
        """Stop it: `fast`, or `immediate` as when the power goes."""
        self._run("pg_ctl", "--pgdata", str(self.data), "-w", "-m", how, "stop")

    def kill(self) -> None:
        """End the server's first process without any warning, and wait until the rest has gone too."""
        os.kill(int((self.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)

    def remove(self) -> None:
        """Stop it and take everything away."""
        try:
            self.stop("immediate")
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [*self._as, str(self.programs / program), *arguments],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{program}: {done.stderr}"


def _is_there(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True
