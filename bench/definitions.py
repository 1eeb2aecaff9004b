"""F1: one definition of some 300 lines, read with the line of every value, and checked; beside readers of YAML.

The yardstick is libyaml as PyYAML uses it, which forgets the lines. Our reader also refuses what is read twice or in two ways
(duplicate keys, anchors, `no` for false). Everybody reads the same text: a bundled form, one value a line. CPU seconds, in turns.
Run `python -m bench.definitions` from the top of the tree.
"""

from __future__ import annotations

import platform
from collections.abc import Callable
from importlib.metadata import version
from io import StringIO
from typing import Any

import strictyaml
import yaml
from ruamel.yaml import YAML

from bench.kit.turns import in_turns
from core import testing, yamlfile
from core.definitions import build
from core.house import House

FORM = "exchange.agreement"
YARDSTICK = "PyYAML's C loader, without lines"

Read = Callable[[str], Any]


def text_of(house: House) -> str:
    """The form as its author might have written it, without `{…}` and `[]`: strictyaml reads no other."""
    (data,) = [one.snapshot.data for one in house.installed.catalogue.of_kind("form") if one.ref == FORM]
    return yaml.safe_dump(_plain(data), allow_unicode=True, sort_keys=False, width=200)


def _plain(value: Any) -> Any:
    if isinstance(value, dict) or hasattr(value, "items"):
        return {str(key): _plain(inner) for key, inner in value.items() if inner != []}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value


def readers(house: House) -> dict[str, Read]:
    """Each reader: text in, plain values out."""
    kind = house.installed.kinds["form"]

    def built(text: str) -> Any:
        document = yamlfile.read(text, "agreement.yaml")
        assert document.data is not None
        assert not document.problems
        definition, findings = build(kind.model, kind.normalise(document.data), "en", kind.name)
        assert definition is not None, findings
        return document.data

    return {
        YARDSTICK: lambda text: yaml.load(text, yaml.CSafeLoader),
        "Cartref's reader": lambda text: yamlfile.read(text, "agreement.yaml").data,
        "Cartref's reader, then built as a form, each field checked": built,
        "PyYAML's Python loader, without lines": yaml.safe_load,
        "ruamel.yaml, round trip": lambda text: YAML().load(StringIO(text)),
        "strictyaml": lambda text: strictyaml.load(text).data,
    }


def main() -> None:
    """Print the table."""
    house = testing.house()
    text = text_of(house)
    works = {name: (lambda read=read: read(text)) for name, read in readers(house).items()}
    names = ("PyYAML", "ruamel.yaml", "strictyaml", "pydantic")
    print(f"Python {platform.python_version()}, {', '.join(f'{name} {version(name)}' for name in names)}\n")
    lines = text.count("\n")
    print(f"| a definition of {lines} lines (CPU) | times PyYAML's C loader | ms |\n|---|---|---|")
    for name, took in in_turns(works, YARDSTICK, 11).items():
        print(f"| {name} | {took.ratio:.2f}x | {took.each * 1000:.2f} |")
    print("\nTarget, with lines: 1x.")


if __name__ == "__main__":
    main()
