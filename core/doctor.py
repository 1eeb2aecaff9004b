"""`cartref doctor`: is everything where it should be on this machine?"""

from __future__ import annotations

import importlib.util
import stat
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import packages_distributions
from pathlib import Path

from core.settings import Settings

OURS = ("core", "forms", "workflows", "plugins")
DISTRIBUTION = "cartref"
OLDEST_PYTHON = (3, 11)

Finding = tuple[bool, str]
"""Whether it is well, and a sentence."""


def examine(settings: Settings) -> list[Finding]:
    """Everything that was looked at."""
    return [
        python(sys.version_info[:2]),
        *names(packages_distributions(), {name: _found(name) for name in OURS}),
        folder(settings.data),
        key(settings.key),
    ]


def python(version: tuple[int, ...]) -> Finding:
    """Is this Python new enough?"""
    said = ".".join(str(part) for part in version)
    if version >= OLDEST_PYTHON:
        return True, f"Python {said}"
    return False, f"Python {said} is too old; Cartref needs 3.11 or newer"


def names(owners: Mapping[str, Sequence[str]], found: Mapping[str, Path | None]) -> Iterator[Finding]:
    """Are the four names ours? Another distribution, or a folder in the way, may own one."""
    here = Path(__file__).resolve().parents[1]
    for name in OURS:
        others = sorted({owner for owner in owners.get(name, ()) if owner.lower() != DISTRIBUTION})
        place = found.get(name)
        if place is None or not place.is_relative_to(here):
            yield (
                False,
                f"the package '{name}' is found in {place or 'no place'}, not in {here}; start Cartref from there",
            )
        elif others:
            yield (
                False,
                f"the package '{name}' also belongs to {', '.join(others)}; take that out, or use a virtual environment",
            )
        else:
            yield True, f"the package '{name}' is ours"


def _found(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    places = list(spec.submodule_search_locations or ()) if spec else []
    return Path(places[0]).resolve() if places else None


def folder(data: Path) -> Finding:
    """Can the folder of records be used, by its owner alone?"""
    if not data.exists():
        return True, f"{data} is not there yet; it is made at the first start"
    if not data.is_dir():
        return False, f"{data} is not a folder; name one in CARTREF_DATA"
    mode = stat.S_IMODE(data.stat().st_mode)
    if mode & 0o077:
        return False, f"other users of this computer can reach {data} (mode {mode:04o}); run: chmod 700 {data}"
    return True, f"{data} is there, and only its owner can read it"


def key(file: Path | None) -> Finding:
    """Is the key that seals the records where the settings say, and its owner's alone?"""
    if file is None:
        return True, "the records are not sealed; docs/home/keeping.md says what that means, and how to seal them"
    if not file.is_file():
        return False, f"the key {file} is not there; put it back, or write it anew from the sheet: cartref key restore"
    mode = stat.S_IMODE(file.stat().st_mode)
    if mode & 0o077:
        return False, f"other users of this computer can read the key {file} (mode {mode:04o}); run: chmod 600 {file}"
    return True, f"the key {file} is there, and only its owner can read it"
