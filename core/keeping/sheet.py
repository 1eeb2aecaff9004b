"""The recovery sheet: the secret of a key on paper, what it opens, and what to do with it. And the key of the settings."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from core.settings import Settings
from core.stores.keys import Keys, read_key_file
from core.stores.protocol import Refused

_GROUP = 4
_A_LINE = 6
_BEGINS = "AGE-SECRET-KEY-1"


def groups(secret: str) -> Iterator[str]:
    """The secret in lines of short groups; spaces and small letters do not matter when it is typed again."""
    rest = secret.removeprefix(_BEGINS)
    short = [rest[at : at + _GROUP] for at in range(0, len(rest), _GROUP)]
    yield _BEGINS
    for at in range(0, len(short), _A_LINE):
        yield " ".join(short[at : at + _A_LINE])


def sheet(keys: Keys, day: str, file: Path) -> Iterator[str]:
    """The sheet, line by line."""
    yield "RECOVERY SHEET for the records kept by Cartref"
    yield ""
    yield f"Made on {day}. The key lies in the file {file}."
    yield f"Its public name (no secret): {keys.public}"
    yield ""
    yield "The secret:"
    yield ""
    for line in groups(keys.secret):
        yield f"    {line}"
    yield ""
    yield "Whoever has this secret can open the records of this home and its backups. Whoever has lost both the file and this"
    yield "sheet can open them never again: nobody else has the secret, and there is no other way in."
    yield ""
    yield "What to do:"
    yield "  - Write it on paper or print it, twice. Keep one in a safe here and one in another building."
    yield "  - Not in a photograph, an e-mail or a cloud."
    yield "  - If the file is lost or the computer breaks, type: cartref key restore NEW_FILE"
    yield "    and type the secret as it stands above. Spaces and small letters do not matter; each letter and digit does."


def typed(keys: Keys, words: str) -> bool:
    """True when what was typed is the secret of this key."""
    return "".join(words.split()).upper() == keys.secret.upper()


def passphrase_of(ask: Callable[[], str] | None) -> Callable[[], str]:
    """The passphrase from CARTREF_PASSPHRASE, or asked for; where nobody can be asked, Refused with what to do."""

    def given() -> str:
        named = os.environ.get("CARTREF_PASSPHRASE")
        if named:
            return named
        if ask is None:
            raise Refused(
                "the key is sealed with a passphrase; give it in CARTREF_PASSPHRASE, or start from a terminal"
            )
        return ask()

    return given


def keys_of(settings: Settings, ask: Callable[[], str] | None = None) -> Keys | None:
    """The key that the settings name, or None. Raises Refused with what to do."""
    return None if settings.key is None else read_key_file(settings.key, passphrase_of(ask))
