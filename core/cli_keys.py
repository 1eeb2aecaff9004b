"""The commands of keys: `cartref key create | restore | show`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from core import serve
from core.cli_words import fail, kindly_with_files, sentence
from core.clock import SystemClock
from core.keeping.sheet import keys_of, sheet, typed
from core.stores.keys import Keys, write_key_file
from core.stores.protocol import Refused

_FILE = click.Path(path_type=Path)
_with_passphrase = click.option("--passphrase", is_flag=True, help="Seal the file with a passphrase as well.")


@click.group()
def key() -> None:
    """The key that seals records and opens backups."""


@key.command("create")
@click.argument("file", type=_FILE)
@_with_passphrase
def key_create(file: Path, passphrase: bool) -> None:
    """Make a new key in FILE. Its recovery sheet is printed, and nothing is kept before it was typed back."""
    with kindly_with_files():
        _check_free(file)
        keys = Keys.new()
        click.echo("\n".join(sheet(keys, SystemClock().now().date().isoformat(), file.absolute())))
        click.echo(
            "\nWrite it down now. Then type the secret from the sheet, so that we know it was written down right."
        )
        while not typed(keys, _asked("The secret, from your sheet")):
            click.echo("That is not the same. Look at each letter of the sheet, and type it once more.")
        write_key_file(file, keys, _passphrase(passphrase))
    _say_next(file)


@key.command("restore")
@click.argument("file", type=_FILE)
@_with_passphrase
def key_restore(file: Path, passphrase: bool) -> None:
    """Write a key anew into FILE, from its recovery sheet."""
    with kindly_with_files():
        _check_free(file)
        keys = _typed_key()
        write_key_file(file, keys, _passphrase(passphrase))
    click.echo(f"Written. Its public name is {keys.public}; compare it with the one on the sheet.")
    _say_next(file)


@key.command("show")
def key_show() -> None:
    """Say the public name of the key that CARTREF_KEY names. It is no secret."""
    with kindly_with_files():
        keys = keys_of(serve.settings_or_fail(), serve.ask_passphrase())
    if keys is None:
        fail("No key is named; set CARTREF_KEY to the file of one, or make one with: cartref key create FILE")
        return
    click.echo(keys.public)


def _check_free(file: Path) -> None:
    if file.exists():
        raise Refused(f"there is something called {file} already; name a file that is not there yet")
    if not file.absolute().parent.is_dir():
        raise Refused(f"there is no folder {file.absolute().parent}; make it first, or name another")


def _asked(words: str) -> str:
    """What was typed; the end of the input is a sentence, not a loop."""
    try:
        return str(click.prompt(words, prompt_suffix=":\n"))
    except click.Abort as stopped:
        raise Refused(
            "nothing was kept: the secret was not typed; begin again when the sheet can be written down"
        ) from stopped


def _typed_key() -> Keys:
    """The key whose secret was typed, however many tries it takes."""
    while True:
        words = _asked("The secret, from your sheet")
        try:
            return Keys.from_secret(words)
        except Refused as wrong:
            click.echo(sentence(str(wrong)))


def _passphrase(wanted: bool) -> str:
    if not wanted:
        return ""
    named = os.environ.get("CARTREF_PASSPHRASE")
    return named or str(click.prompt("A passphrase for the file", hide_input=True, confirmation_prompt="Once more"))


def _say_next(file: Path) -> None:
    click.echo(
        f"\nThe key is in {file.absolute()}. Start Cartref with it from now on:\n  export CARTREF_KEY={file.absolute()}"
    )
