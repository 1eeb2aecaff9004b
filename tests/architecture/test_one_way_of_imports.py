"""Plugins → workflows → forms → core, and plugins through one door. `make check` asks import-linter the same of the
modules it can see; this also sees the tests of plugins, and says what must be declared."""

from __future__ import annotations

import configparser
import re
import sys

import pytest

ORDER = ("core", "forms", "workflows", "plugins")
DISTRIBUTION = {
    "yaml": "pyyaml",
    "pydantic_core": "pydantic",
    "argon2": "argon2-cffi",
    "govuk_frontend_jinja": "govuk-frontend-jinja",
}
FOR_THE_TESTS = ("pytest", "hypothesis", "playwright")


def _stands_to_the_right(room: str, imported: str) -> bool:
    top = imported.partition(".")[0]
    return top not in ORDER or ORDER.index(top) <= ORDER.index(room)


@pytest.mark.parametrize("room", ORDER)
def test_imports_run_only_to_the_right(tree, room):
    wrong = [
        f"{module.where}:{line} imports {name}"
        for module in tree.modules(room)
        for line, name in module.imports()
        if not _stands_to_the_right(room, name)
    ]
    assert wrong == []


def test_plugins_come_in_by_the_one_door(tree):
    wrong = []
    for module in tree.modules("plugins"):
        parts = module.path.relative_to(tree.root).parts
        own = f"plugins.{parts[1]}" if len(parts) > 2 else "plugins"
        doors = ("core.api", "core.testing", own) if "tests" in parts else ("core.api", own)
        for line, name in module.imports():
            inside = name.partition(".")[0] in (*ORDER, "tests", "tools")
            if inside and not any(name == door or name.startswith(f"{door}.") for door in doors):
                wrong.append(f"{module.where}:{line} imports {name}")
    assert wrong == []


def test_only_one_module_speaks_to_the_hooks_of_pluggy(tree):
    users = [
        module.where
        for room in ORDER
        for module in tree.modules(room)
        if re.search(r"\bpm\.hook\b", module.path.read_text(encoding="utf-8")) and module.where != "core/hooks.py"
    ]
    assert users == []


def test_every_library_is_declared_in_setup_cfg(tree):
    config = configparser.ConfigParser(interpolation=None)
    config.read(tree.root / "setup.cfg", encoding="utf-8")
    needed = config["options"]["install_requires"] + "".join(
        text for extra, text in config["options.extras_require"].items() if extra not in ("test", "dev")
    )
    declared = {re.split(r"[^A-Za-z0-9_.-]", line.strip())[0].lower().replace("_", "-") for line in needed.splitlines()}
    wrong = []
    for room in ORDER:
        for module in tree.modules(room):
            tests = "tests" in module.path.relative_to(tree.root).parts
            for line, name in module.imports():
                top = name.partition(".")[0]
                if top in sys.stdlib_module_names or top in ORDER:
                    continue
                if DISTRIBUTION.get(top, top.lower().replace("_", "-")) in declared:
                    continue
                if not (top in FOR_THE_TESTS and (tests or module.where.startswith("core/testing"))):
                    wrong.append(f"{module.where}:{line} imports {top}, which setup.cfg does not ask for")
    assert wrong == []
