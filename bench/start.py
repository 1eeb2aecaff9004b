"""G1 and G2: starting with all bundled plugins and definitions, and what a started house takes in memory.

Every contestant starts in a process of its own; they take turns, and what counts is that process's CPU seconds, beside importing
the same modules and doing nothing with them. Run `python -m bench.start` from the top of the tree.
"""

from __future__ import annotations

import platform
import statistics
import subprocess
import sys
from pathlib import Path

ROUNDS = 7
TOP = Path(__file__).parent.parent

HOUSE = """
from core import homes
from core.clock import SystemClock
from core.house import open_house
from core.stores.memory import MemoryStore
from core.testing import settings
from core.web.app import create_app
clock = SystemClock()
house = open_house(settings(), MemoryStore(clock), clock)
app = create_app(house, settings())
"""
IMPORTS = """
import importlib
for name in {modules!r}:
    importlib.import_module(name)
"""
YAML = """
import pathlib, yaml
for path in sorted(pathlib.Path("plugins").rglob("*.yaml")):
    for event in yaml.parse(path.read_bytes(), yaml.CSafeLoader):
        pass
"""
COUNTED = """
import sys
own = sorted(name for name in sys.modules if name.partition(".")[0] in ("core", "forms", "workflows", "plugins"))
plugins = len(house.plugin_states())
definitions = sum(len(list(house.installed.catalogue.of_kind(kind))) for kind in house.installed.kinds)
print(plugins, definitions, *own)
"""
SPENT = """
import time
print(time.process_time())
"""
ANSWERS = """
homes.create_home(house, {"en": "Hafan"}, id="hafan")
assert app.test_client().get("/sign-in").status_code == 200
"""
FLASK = """
from flask import Flask
app = Flask("least")
app.add_url_rule("/", view_func=lambda: "here")
assert app.test_client().get("/").status_code == 200
"""
HELD = """
import sys
kept = [line for line in open("/proc/self/status") if line.startswith("VmRSS")]
drivers = [name for name in ("sqlalchemy", "psycopg", "cryptography") if name in sys.modules]
print(int(kept[0].split()[1]) / 1024, *drivers)
"""


def said(code: str) -> list[str]:
    """The words that a program prints, run in a process of its own."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=TOP)
    return done.stdout.split()


def main() -> None:
    """Print both tables."""
    plugins, definitions, *modules = said(HOUSE + COUNTED)
    imports = IMPORTS.format(modules=modules)
    starts = {
        "the imports alone": imports,
        "the imports, and every file read by libyaml, nothing made of it": imports + YAML,
        "Cartref": HOUSE,
    }
    took: dict[str, list[float]] = {name: [] for name in starts}
    for number in range(1 + ROUNDS):
        for name, code in starts.items():
            spent = float(said(code + SPENT)[0])
            if number:  # the first round warms up the disk
                took[name].append(spent)
    least = took["the imports alone"]
    print(
        f"Python {platform.python_version()}, {plugins} plugins, {definitions} definitions, nothing kept from the start before\n"
    )
    print("| starting (CPU) | times the imports | s |\n|---|---|---|")
    for name, seconds in took.items():
        ratio = statistics.median(mine / bare for mine, bare in zip(seconds, least, strict=True))
        print(f"| {name} | {ratio:.2f}x | {statistics.median(seconds):.2f} |")
    print("\nTarget: 3x, and 1.3x where a start before has left something to go by.\n")
    print("| a worker that has answered once | MiB | drivers it has imported |\n|---|---|---|")
    for name, code in {
        "Python": "",
        "Flask": FLASK,
        "the imports alone": imports,
        "Cartref, an empty home": HOUSE + ANSWERS,
    }.items():
        size, *drivers = said(code + HELD)
        print(f"| {name} | {float(size):.0f} | {', '.join(drivers) or 'none'} |")
    print("\nTarget: 60 MiB, with no driver imported before it is used.")


if __name__ == "__main__":
    main()
