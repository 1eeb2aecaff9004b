"""Text never becomes code: not from a file, not from a form, not from a definition."""

from __future__ import annotations

import ast

import pytest

BUILT_IN = {"eval", "exec", "compile", "__import__"}
METHODS = {"from_string", "render_template_string", "unsafe_load", "full_load"}
LOADERS = {"pickle", "marshal", "shelve", "dill"}


def _faults(tree: ast.Module) -> list[tuple[int, str]]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Name) and called.id in BUILT_IN | METHODS:
                found.append((node.lineno, called.id))
            elif isinstance(called, ast.Attribute) and called.attr in METHODS:
                found.append((node.lineno, called.attr))
            elif isinstance(called, ast.Attribute) and called.attr in BUILT_IN and _is_builtins(called.value):
                found.append((node.lineno, f"builtins.{called.attr}"))
        elif isinstance(node, ast.Import):
            found += [(node.lineno, a.name) for a in node.names if a.name.partition(".")[0] in LOADERS]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in LOADERS:
            found.append((node.lineno, node.module or ""))
    return found


def _is_builtins(value: ast.expr) -> bool:
    return isinstance(value, ast.Name) and value.id in {"builtins", "__builtins__"}


def test_no_module_runs_text_as_code(tree):
    wrong = []
    for module in tree.modules():
        may = {"from_string"} if "tests" in module.path.relative_to(tree.root).parts else set()
        wrong += [f"{module.where}:{line} {what}" for line, what in _faults(module.tree) if what not in may]
    assert wrong == []


@pytest.mark.parametrize(
    "text",
    ["eval(x)", "exec(x)", "compile(x, '', 'eval')", "env.from_string(x)", "builtins.eval(x)", "import pickle"],
)
def test_running_text_is_noticed(text):
    assert len(_faults(ast.parse(text))) == 1


@pytest.mark.parametrize("text", ["re.compile(x)", "model.compile(x)", "self.eval(x)", "import json"])
def test_what_only_sounds_like_it_is_left_in_peace(text):
    assert _faults(ast.parse(text)) == []
