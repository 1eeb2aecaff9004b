"""`cartref cases forward` says what would happen, names nobody, and moves what was asked for."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from click.testing import CliRunner

from core.cli import main
from tests.workflows.newer_sea import Shore
from tests.workflows.test_cases_moved_forward import ONE_MORE, PLANNING_GONE
from workflows import cli


@pytest.fixture
def shore(tmp_path):
    return Shore(tmp_path)


@pytest.fixture
def cartref(shore, monkeypatch):
    """Types a command about this home; gives its exit status and what it said."""

    @contextmanager
    def home(_home_id):
        yield shore.house

    monkeypatch.setattr(cli, "_home", home)

    def type_(*words: str, typed: str | None = None):
        result = CliRunner().invoke(main, ["cases", *words], input=typed)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.output

    return type_


def test_a_dry_run_says_what_would_happen_and_names_nobody(shore, cartref):
    id = shore.to_planning()
    shore.upgrade(plan=ONE_MORE)
    status, said = cartref("forward", "hafan", "--dry-run")
    assert status == 0
    assert f"sea.walk {id}: would be moved" in said
    assert "Asked as well now in “Our plan”: “Who goes along?”." in said
    assert "Nothing was moved." in said
    assert "Dilys" not in said


def test_one_of_them_is_moved_with_its_reason_and_the_other_is_not(shore, cartref):
    first, second = shore.to_planning("a"), shore.to_planning("b", "gwilym")
    shore.upgrade(walk=PLANNING_GONE)
    told = ("--case", first, "--workflow", "sea.walk", "--step", "planning=thinking", "--why", "Kinder.", "--yes")
    status, said = cartref("forward", "hafan", *told)
    assert (status, said.splitlines()[-1]) == (0, "1 moved, 0 stay as they are.")
    assert (shore.case(first).step, shore.case(first).history[-1].why) == ("thinking", "Kinder.")
    assert shore.case(second).step == "planning"


def test_it_asks_before_it_moves_and_a_no_moves_nothing(shore, cartref):
    id = shore.to_planning()
    shore.upgrade(plan=ONE_MORE)
    before = shore.case(id)
    assert "Nothing was moved." in cartref("forward", "hafan", "--why", "Kinder.", typed="n\n")[1]
    assert shore.case(id) == before


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (("--yes",), "Say why they are moved"),
        (("--step", "planning"), "Write a step as --step old=new"),
        (("--step", "planning=thinking"), "Say whose steps these are"),
    ],
)
def test_what_is_missing_is_said_in_a_sentence(shore, cartref, told, words):
    shore.to_planning()
    shore.upgrade(plan=ONE_MORE)
    status, said = cartref("forward", "hafan", *told)
    assert (status, words in said) == (2, True)


def test_one_is_put_back_and_one_that_was_never_moved_says_so(shore, cartref):
    id = shore.to_planning()
    shore.clock.forward(minutes=5)
    shore.upgrade(plan=ONE_MORE)
    assert "It was not moved to a newer version." in cartref("back", "hafan", id)[1]
    cartref("forward", "hafan", "--why", "Kinder.", "--yes")
    assert "back on the version it was on" in cartref("back", "hafan", id)[1]
    assert shore.case(id).history[-1].what == "brought_back"
