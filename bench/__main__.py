"""Runs every benchmark, one after the other: `make bench`."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path


def main() -> None:
    """Print the table of each benchmark beside this file."""
    for module in sorted(found.name for found in pkgutil.iter_modules([str(Path(__file__).parent)])):
        if module == "__main__":
            continue
        print(f"== {module}", flush=True)
        importlib.import_module(f"bench.{module}").main()
        print(flush=True)


if __name__ == "__main__":
    main()
