"""`python -m tools.crash [--seed N] [--times N] [part …]`: break the stores on purpose and print what was found.

Exit status 1 when a promise was not kept. The seed is printed, so that whatever was found can be found again.
"""

from __future__ import annotations

import argparse
import secrets
import sys

from tools.crash.crowd import crowd
from tools.crash.damage import damage
from tools.crash.disk import failing, full
from tools.crash.figures import Part, Size, measured
from tools.crash.kills import kills
from tools.crash.posts import posts
from tools.crash.power import power
from tools.crash.server import server
from tools.crash.spoiled import spoiled

PARTS: dict[str, Part] = {
    "kills": kills,
    "power": power,
    "full": full,
    "failing": failing,
    "damage": damage,
    "crowd": crowd,
    "posts": posts,
    "server": server,
    "spoiled": spoiled,
}
MOST_SHOWN = 10


def main() -> int:
    """Run the parts one after the other."""
    asked = argparse.ArgumentParser(prog="python -m tools.crash", description=__doc__)
    asked.add_argument("parts", nargs="*", metavar="part", help=f"one of {', '.join(PARTS)}; none named: all")
    asked.add_argument("--seed", type=int, default=None, help="the seed of all chance; without it a new one")
    asked.add_argument("--times", type=int, default=1, help="how many times as often as on every push")
    given = asked.parse_args()
    if unknown := set(given.parts) - set(PARTS):
        asked.error(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    size = Size(secrets.randbelow(10**6) if given.seed is None else given.seed, max(1, given.times))
    print(f"seed {size.seed}", flush=True)
    broken = False
    for name in given.parts or PARTS:
        figure, seconds = measured(PARTS[name], size)
        how = "as promised" if not figure.faults else "NOT KEPT"
        print(f"{figure.name:<16} {figure.done:<58} {figure.kept:<28} {how}  ({seconds:.0f} s)", flush=True)
        for fault in figure.faults[:MOST_SHOWN]:
            print(f"    {fault}", flush=True)
        if len(figure.faults) > MOST_SHOWN:
            print(f"    … and {len(figure.faults) - MOST_SHOWN} more", flush=True)
        broken = broken or bool(figure.faults)
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
