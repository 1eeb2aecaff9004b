"""One subject a file; a test says what it is about; pytest finds every test."""

from __future__ import annotations

import ast
from collections import defaultdict

BUDGET = 400


def test_no_file_is_longer_than_a_reader_can_hold(tree):
    too_long = {}
    for path in tree.files(".py", ".js", ".mjs", ".css", ".html"):
        lines = path.read_text(encoding="utf-8").count("\n")
        if lines > BUDGET:
            too_long[tree.where(path)] = lines
    assert too_long == {}, f"over {BUDGET} lines: find the second subject in it and give that its own file"


def test_tests_are_no_packages(tree):
    packages = [tree.where(path) for path in tree.files("__init__.py") if "tests" in path.relative_to(tree.root).parts]
    assert packages == []


def test_every_test_file_has_a_name_of_its_own(tree):
    places = defaultdict(list)
    for path in tree.files(".py"):
        if path.name.startswith("test_"):
            places[path.name].append(tree.where(path))
    assert [found for found in places.values() if len(found) > 1] == []


def test_every_test_stands_in_a_tests_folder(tree):
    lost = [
        tree.where(path)
        for path in tree.files(".py")
        if path.name.startswith("test_") and "tests" not in path.relative_to(tree.root).parts
    ]
    assert lost == []


def test_every_test_is_a_sentence_and_no_two_in_a_file_share_it(tree):
    wrong = []
    for module in tree.modules():
        if not module.path.name.startswith("test_"):
            continue
        seen: set[str] = set()
        for node in module.tree.body:
            if not isinstance(node, ast.FunctionDef) or not node.name.startswith("test"):
                continue
            if node.name in seen:
                wrong.append(f"{module.where}:{node.lineno} {node.name} hides another of that name")
            if node.name.count("_") < 3:
                wrong.append(f"{module.where}:{node.lineno} {node.name} is no sentence")
            seen.add(node.name)
    assert wrong == []


def test_no_test_is_switched_off(tree):
    wrong = []
    for module in tree.modules():
        if "tests" not in module.path.relative_to(tree.root).parts:
            continue
        wrong += [
            f"{module.where}:{node.lineno} {node.attr}"
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Attribute) and node.attr in {"skip", "skipif", "xfail", "importorskip"}
        ]
    assert wrong == []
