"""Print constraints.txt: the exact version of everything that `cartref[test,bench,dev]` brings in, and of nothing else."""

from __future__ import annotations

import configparser
import sys
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HEADER = """\
# The versions that were tested together. Written by `make pins`; setup.cfg says what is needed and from which version on.
"""


def declared(setup_cfg: Path) -> dict[str, list[Requirement]]:
    """What setup.cfg asks for: `""` what running needs, then each extra under its name."""
    config = configparser.ConfigParser(interpolation=None)
    config.read(setup_cfg, encoding="utf-8")
    parts = {"": config["options"]["install_requires"], **dict(config["options.extras_require"])}
    return {name: [Requirement(line) for line in _lines(text)] for name, text in parts.items()}


def closure(wanted: Iterable[Requirement]) -> dict[str, str]:
    """Every installed distribution that `wanted` needs, directly or not: its name as it writes it → version."""
    found: dict[str, str] = {}
    waiting = [(one, extra) for one in wanted for extra in ("", *one.extras)]
    seen: set[tuple[str, str]] = set()
    while waiting:
        requirement, extra = waiting.pop()
        key = (canonicalize_name(requirement.name), extra)
        if key in seen or (requirement.marker and not requirement.marker.evaluate()):
            continue
        seen.add(key)
        here = distribution(requirement.name)
        found[here.metadata["Name"]] = here.version
        for line in here.requires or ():
            needed = Requirement(line)
            if needed.marker is None or needed.marker.evaluate({"extra": extra}):
                needed.marker = None
                waiting += [(needed, each) for each in ("", *needed.extras)]
    return found


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]


def main() -> int:
    """Print the pins; 1 and a sentence when something declared is not installed."""
    asked = declared(Path(__file__).parent.parent / "setup.cfg")
    try:
        pins = closure(one for part in asked.values() for one in part)
    except PackageNotFoundError as missing:
        print(f"{missing.name} is declared in setup.cfg and not installed: make test installs it", file=sys.stderr)
        return 1
    print(HEADER, end="")
    for name in sorted(pins, key=str.lower):
        print(f"{name}=={pins[name]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
