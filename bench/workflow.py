"""B1 and B2: one step of a case beside the least that does the same and beside four workflow engines, and what they keep.

A step is: read the case and everything said in it from the bytes it is kept in, ask who may and what is missing (an answer of
each of five voices), go on, add a line to the history, and write the case down. Everybody does it with the same case: Emrys's
exchange. `tests/bench` holds them to the same end. Run `python -m bench.workflow` from the top of the tree.
"""

from __future__ import annotations

import platform
from collections.abc import Callable
from functools import partial
from importlib.metadata import version

from bench.kit.turns import in_turns
from bench.steps import by_hand, cartref, machines, spiff
from bench.steps.emrys import Contestant, Table, laid

LIMIT, OURS = "dict + orjson, by hand", "Cartref"
CONTESTANTS: dict[str, Callable[[Table], Contestant]] = {
    LIMIT: by_hand.by_hand,
    "the same with json, which Cartref uses": by_hand.by_hand_json,
    OURS: cartref.cartref,
    "only reading and writing Cartref's JSON": cartref.only_json,
    "transitions, one machine for all cases": machines.one_for_all,
    "transitions, a machine for each case": machines.one_each,
    "python-statemachine": machines.statemachine,
    "sismic": machines.sismic,
    "SpiffWorkflow": spiff.spiff,
}
PEERS = ("transitions", "python-statemachine", "sismic", "SpiffWorkflow", "orjson")


def main() -> None:
    """Print the table."""
    table = laid()
    made = {name: contestant(table) for name, contestant in CONTESTANTS.items()}
    stored = {name: one.keep(table.facts) for name, one in made.items()}
    works = {name: partial(one.step, stored[name], table.host) for name, one in made.items()}
    took = in_turns(works, LIMIT)
    least = stored[LIMIT].size
    print(f"Python {platform.python_version()}, {', '.join(f'{name} {version(name)}' for name in PEERS)}\n")
    print("| one step of Emrys's exchange (CPU) | times by hand | µs | kept, times data + history as JSON |")
    print("|---|---|---|---|")
    for name, one in took.items():
        print(f"| {name} | {one.ratio:.2f}x | {one.each * 1e6:.0f} | {stored[name].size / least:.2f}x |")
    best = min((name for name in took if name.startswith(PEERS)), key=lambda name: took[name].ratio)
    print(f"\nCartref takes {took[OURS].ratio / took[best].ratio:.2f}x the best peer ({best}).")
    print(f"Data and history: {least:,} bytes. Targets: 3x by hand, 0.4x the best peer, 1.2x the size.")


if __name__ == "__main__":
    main()
