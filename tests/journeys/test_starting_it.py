"""The first and the second morning: an empty folder gets homes to look around in, and a folder with homes is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.running import Running, cartref, started

pytestmark = pytest.mark.slow


def _signs_in(running: Running, name: str) -> None:
    assert name in running.words()
    assert running.password(name) in running.read("/sign-in")


def test_an_empty_folder_becomes_homes_to_look_around_in_and_keeps_them(tmp_path: Path) -> None:
    data = tmp_path / "records"
    with started(data) as first:
        assert "A pretend home to look around in" in first.words()
        _signs_in(first, "ffion")
        _signs_in(first, "lowri")
        assert first.read("/healthz") == "ready\n"
        phrase, status = first.password("ffion"), first.stop()
    assert status[0] == 0
    assert "What was kept is safe." in status[1]
    with started(data) as second:
        assert second.password("ffion") == phrase, "the records of the first morning are still there"
        assert second.seconds < first.seconds, "nothing is replayed a second time"
        assert second.read("/healthz") == "ready\n"


def test_nothing_is_put_into_a_folder_that_has_a_home(tmp_path: Path) -> None:
    data = tmp_path / "records"
    cartref(data, "home", "create", "Glan yr Afon")
    with started(data) as running:
        assert "pretend" not in running.words().lower()
        assert "pretend" not in running.read("/sign-in").lower()
        assert running.stop()[0] == 0
    assert [line.split()[0] for line in cartref(data, "home", "list").splitlines()[1:]] == ["glan_yr_afon"]
