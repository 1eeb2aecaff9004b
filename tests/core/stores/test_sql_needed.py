"""What an SQL store needs is asked for kindly, and only when one is used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from core.clock import HandClock
from core.stores import open as opening
from core.stores.open import open_store
from core.stores.protocol import Refused
from tests.core.stores import cluster


@pytest.mark.parametrize(
    ("url", "missing", "said"),
    [
        ("sqlite:homes.db", {"sqlalchemy", "alembic"}, "sqlalchemy and alembic, which is not installed"),
        ("postgresql://app@server/homes", {"psycopg"}, "psycopg, which is not installed"),
    ],
)
def test_without_its_libraries_a_sentence_says_what_to_install(
    clock: HandClock, monkeypatch: pytest.MonkeyPatch, url: str, missing: set[str], said: str
) -> None:
    monkeypatch.setattr(opening, "find_spec", lambda name: None if name in missing else object())
    with pytest.raises(Refused) as caught:
        open_store(url, clock)
    assert said in str(caught.value)
    assert "pip install 'cartref[sql]'" in str(caught.value)


def test_who_uses_no_database_loads_none_of_its_libraries() -> None:
    said = "import sys, core.cli, core.stores.open; print({'sqlalchemy', 'alembic', 'psycopg'} & set(sys.modules))"
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", said], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_where_postgresql_is_missing_the_tests_fail_with_the_line_to_type(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("POSTGRES_BIN", str(tmp_path))
    with pytest.raises(AssertionError, match="Type:  make postgres"):
        cluster.programs()
