"""A long command says how far it is: a bar where somebody watches, else a line for every tenth part."""

from __future__ import annotations

import io
import sys

import pytest

from core import cli_words
from core.cli_words import progress


def test_where_nobody_watches_a_long_piece_of_work_is_ten_lines(capsys):
    with progress() as tell:
        for done in range(1, 5001):
            tell("lines of hafan", done, 5000)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 10
    assert (lines[0], lines[-1]) == ("lines of hafan: 500 of 5,000", "lines of hafan: 5,000 of 5,000")


def test_a_short_piece_of_work_says_nothing(capsys):
    with progress() as tell:
        for done in range(1, 100):
            tell("lines of hafan", done, 99)
    assert capsys.readouterr().err == ""


def test_work_of_unknown_length_counts(capsys):
    with progress() as tell:
        for done in range(1, 2501):
            tell("reading hafan", done, 0)
    assert capsys.readouterr().err.splitlines() == ["reading hafan: 1,000", "reading hafan: 2,000"]


class Terminal(io.StringIO):
    """Somebody watches."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("of", [40, 0])
def test_on_a_terminal_there_is_a_bar_for_each_piece_of_work(monkeypatch, of):
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with progress() as tell:
        assert isinstance(tell, cli_words._Bars)
        for what in ("lines of hafan", "attachments of hafan"):
            for done in range(1, 41):
                tell(what, done, of)
    assert "Lines of hafan" in screen.getvalue()
    assert "Attachments of hafan" in screen.getvalue()
    assert "100%" in screen.getvalue()
