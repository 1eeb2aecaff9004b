"""C1: a condition over 30 answers, beside the Python function somebody would write by hand for it, and other evaluators.

What each of them reads beforehand, once, is not counted; an evaluation is. Run `python -m bench.expressions` from the top of the tree.
"""

from __future__ import annotations

import platform
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from importlib.metadata import version

from bench.conditions.home import CONDITIONS, home
from bench.conditions.peers import PEERS, whole
from bench.kit.turns import in_turns
from core.expressions import DictEnv, check

Condition = Callable[[], object]
BY_HAND, OURS = "by hand", "Cartref"


def contestants(number: int) -> dict[str, list[Condition]]:
    """One of the six conditions, by each contestant, over each person's answers."""
    scope, people = home()
    source, hand = list(CONDITIONS.items())[number]
    checked = check(source, scope)
    found: dict[str, list[Condition]] = {
        BY_HAND: [partial(hand, answers) for answers in people],
        OURS: [partial(checked.evaluate, DictEnv(own=answers)) for answers in people],
    }
    for name, (over, sources) in PEERS.items():
        found[name] = [over(sources[number], whole(answers, list(scope.own))) for answers in people]
    return found


def main() -> None:
    """Print the table of ratios."""
    print(f"Python {platform.python_version()}, {', '.join(f'{name} {version(name)}' for name in PEERS)}\n")
    names = [BY_HAND, OURS, *PEERS]
    print(f"| condition, over 30 answers (CPU) | {' | '.join(names)} | Cartref, nanoseconds |")
    print(f"|---|{'---|' * len(names)}---|")
    ratios: dict[str, list[float]] = {name: [] for name in names}
    for number, source in enumerate(CONDITIONS):
        ready = contestants(number)
        took = in_turns({name: partial(_each, ready[name]) for name in names}, BY_HAND)
        for name in names:
            ratios[name].append(took[name].ratio)
        row = " | ".join(f"{took[name].ratio:.2f}x" for name in names)
        print(f"| `{source}` | {row} | {took[OURS].each / len(ready[OURS]) * 1e9:.0f} |")
    print(f"| the median of these | {' | '.join(f'{statistics.median(ratios[name]):.2f}x' for name in names)} | |")
    print(f"\nReading and checking the third condition: {_checking():.0f} µs, once for each definition. Target: 2.5x.")


def _each(conditions: Sequence[Condition]) -> None:
    for condition in conditions:
        condition()


def _checking() -> float:
    scope, _ = home()
    source = list(CONDITIONS)[2]
    start = time.process_time()
    for _ in range(200):
        check(source, scope)
    return (time.process_time() - start) / 200 * 1e6


if __name__ == "__main__":
    main()
