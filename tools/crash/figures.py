"""One figure of the table that is printed: what was done how often, what was found, and whether that is as promised."""

from __future__ import annotations

import os
import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """What one part found. `kept` is the promise, in words; `faults` every way in which it was not kept."""

    name: str
    done: str
    kept: str
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Size:
    """How much is done: the seed, and how many times as often as on every push."""

    seed: int
    times: int = 1

    def random(self, part: str) -> random.Random:
        """A source of chance of its own for each part, the same for the same seed."""
        return random.Random(f"{self.seed} {part}")


MEMORY = Path("/dev/shm")


def scratch() -> tempfile.TemporaryDirectory[str]:
    """A folder that goes away again, in memory where there is such a place: what breaks here is never the disk itself."""
    return tempfile.TemporaryDirectory(dir=MEMORY if os.access(MEMORY, os.W_OK) else None)


Part = Callable[[Size], Figure]


def measured(part: Part, size: Size) -> tuple[Figure, float]:
    """The figure, and how many seconds it took. A part that breaks down has not kept its promise."""
    began = time.perf_counter()
    try:
        found = part(size)
    except Exception as error:  # noqa: BLE001 - a part that breaks down is a finding, and the other parts go on
        name = part.__module__.rpartition(".")[2]
        found = Figure(name, "broke down", "", (f"{type(error).__name__}: {error}",))
    return found, time.perf_counter() - began
