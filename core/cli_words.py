"""What the commands share: one sentence for what cannot be done, and how far a long piece of work is."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from core.accounts import AccountError
from core.homes import HomeError
from core.keeping.verify import Tell
from core.serve import CannotStart
from core.stores.protocol import StoreError

WRONG = 2
"""The exit status when a command could not be done as it was typed."""
_EVERY = 10
"""Where nobody watches a bar, a line is written for every tenth part."""


def fail(words: object) -> None:
    """One sentence, no traceback."""
    click.echo(str(words), err=True)
    sys.exit(WRONG)


def sentence(words: str) -> str:
    """With a capital letter and a full stop."""
    return f"{words[:1].upper()}{words[1:]}{'' if words.endswith(('.', '!', '?')) else '.'}"


@contextmanager
def kindly() -> Iterator[None]:
    """What cannot be done is said in one sentence."""
    try:
        yield
    except (CannotStart, AccountError, HomeError) as wrong:
        fail(sentence(str(wrong)))
    except StoreError as wrong:
        fail(sentence(f"The records cannot be used: {wrong}"))


@contextmanager
def kindly_with_files() -> Iterator[None]:
    """The same for commands that read and write files of their own: what is refused is about those as well."""
    try:
        yield
    except (CannotStart, AccountError, HomeError, StoreError) as wrong:
        fail(sentence(str(wrong)))
    except OSError as wrong:
        fail(sentence(f"{wrong.filename or 'a file'} cannot be used ({(wrong.strerror or str(wrong)).lower()})"))


@contextmanager
def progress() -> Iterator[Tell]:
    """Something to tell how far the work is: a bar on a terminal, else a line for every tenth part."""
    tell = _Bars() if sys.stderr.isatty() else _Lines()
    try:
        yield tell
    finally:
        tell.close()


class _Bars:
    """One progress bar for each piece of work."""

    def __init__(self) -> None:
        self._what = ""
        self._bar: Any = None
        self._done = 0

    def __call__(self, what: str, done: int, of: int) -> None:
        if what != self._what:
            self.close()
            self._what, self._done = what, 0
            self._bar = click.progressbar(length=max(of, done, 1), label=what.capitalize(), file=sys.stderr)
            self._bar.__enter__()
        self._bar.length = max(self._bar.length, of, done)
        self._bar.update(done - self._done)
        self._done = done

    def close(self) -> None:
        """The piece is done."""
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
            self._bar = None
        self._what = ""


class _Lines:
    """A line for every tenth part of a piece of work that is long enough for it."""

    def __init__(self, least: int = 1000, say: Callable[[str], None] | None = None) -> None:
        self._least = least
        self._say = say or (lambda words: click.echo(words, err=True))
        self._told: dict[str, int] = {}

    def __call__(self, what: str, done: int, of: int) -> None:
        if of < self._least:
            if not of and done and done % self._least == 0:
                self._say(f"{what}: {done:,}")
            return
        part = done * _EVERY // of
        if part > self._told.get(what, 0):
            self._told[what] = part
            self._say(f"{what}: {done:,} of {of:,}")

    def close(self) -> None:
        """Nothing to close."""
