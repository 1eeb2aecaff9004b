"""A PostgreSQL server killed under load: nothing it confirmed is lost, nothing is half kept."""

from __future__ import annotations

import time

from tests.core.stores.cluster import APP, Cluster
from tools.crash.figures import Figure, Size
from tools.crash.writers import faults_of, opened, start, write_once_more

ROUNDS = 5
WRITERS = 2


def _start_again(cluster: Cluster) -> None:
    """Start the server once what is left of the killed one has gone too."""
    for left in reversed(range(50)):
        try:
            cluster.start()
        except AssertionError:
            if not left:
                raise
            time.sleep(0.2)
        else:
            return


def server(size: Size) -> Figure:
    """kill -9 of the server's first process, with writers at work in one home."""
    chance = size.random("server")
    rounds = ROUNDS * size.times
    faults: list[str] = []
    acknowledged: set[str] = set()
    cluster = Cluster()
    try:
        address = cluster.url(cluster.prepared(), APP)
        for number in range(rounds):
            writers = [start(address, f"r{number}w{one}t", most=5_000) for one in range(WRITERS)]
            time.sleep(chance.uniform(0.5, 1.5))
            cluster.kill()
            for writer in writers:
                acknowledged.update(writer.said())
                writer.wait()
            _start_again(cluster)
            store = opened(address)
            faults += [f"round {number} (seed {size.seed}): {fault}" for fault in faults_of(store, acknowledged)]
            write_once_more(store, f"r{number}")
            acknowledged.add(f"r{number}")
            store.close()
    finally:
        cluster.remove()
    done = f"{rounds} kills of the server, {len(acknowledged):,} acknowledged writes"
    return Figure("PostgreSQL", done, "0 lost, 0 half", tuple(faults))
