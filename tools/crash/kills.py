"""Writers killed at random moments: nothing that was acknowledged is lost, and nothing is half kept."""

from __future__ import annotations

import random
import time

from tools.crash.figures import Figure, Size, scratch
from tools.crash.writers import faults_of, opened, start, write_once_more

ROUNDS = 100
ROUNDS_OF_ONE_FOLDER = 25


def kills(size: Size) -> Figure:
    """kill -9 with one writer and with four, by turns."""
    chance = size.random("kills")
    rounds = ROUNDS * size.times
    faults: list[str] = []
    everything = 0
    for first in range(0, rounds, ROUNDS_OF_ONE_FOLDER):
        acknowledged: set[str] = set()
        with scratch() as folder:
            for number in range(first, min(first + ROUNDS_OF_ONE_FOLDER, rounds)):
                found = _round(f"tinydb:{folder}/records", number, acknowledged, chance)
                faults += [f"round {number} (seed {size.seed}): {fault}" for fault in found]
        everything += len(acknowledged)
    done = f"{rounds} kills, {everything:,} acknowledged writes, 1 and 4 writers"
    return Figure("kill -9", done, "0 lost, 0 broken", tuple(faults))


def _round(url: str, number: int, acknowledged: set[str], chance: random.Random) -> list[str]:
    many = 4 if number % 2 else 1
    writers = [start(url, f"r{number}w{one}t", tidy_every=12) for one in range(many)]
    time.sleep(chance.uniform(0.02, 0.2))
    for writer in writers:
        writer.kill()
    for writer in writers:
        acknowledged.update(writer.said())
    store = opened(url)
    try:
        faults = faults_of(store, acknowledged)
        write_once_more(store, f"r{number}")
        acknowledged.add(f"r{number}")
        return faults
    finally:
        store.close()
