"""The tree as these tests read it: the project's own files, without what is made, kept or brought in."""

from __future__ import annotations

import ast
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOT_OURS = {"vendor", "build", "dist", "data", "artifacts", "node_modules", "__pycache__"}
ROOMS = ("core", "forms", "workflows", "plugins")


@dataclass(frozen=True)
class Module:
    """One Python file: where it stands, its dotted name and what it says."""

    path: Path
    root: Path

    @property
    def where(self) -> str:
        """Its path from the top of the tree, with forward slashes."""
        return self.path.relative_to(self.root).as_posix()

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed file."""
        return ast.parse(self.path.read_text(encoding="utf-8"), self.where)

    def imports(self) -> list[tuple[int, str]]:
        """(line, dotted name) of everything it imports; `from a import b` counts as a.b, a possible module."""
        found = []
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found += [(node.lineno, alias.name) for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
        return found


@dataclass(frozen=True)
class Tree:
    """The files of the project below `root`."""

    root: Path

    def files(self, *endings: str, under: str = "") -> list[Path]:
        """The files with one of these endings, sorted; folders that are not ours and hidden ones are left out."""
        found: list[Path] = []
        for folder, folders, names in os.walk(self.root / under):
            folders[:] = [
                name
                for name in folders
                if name not in NOT_OURS and not name.startswith(".") and not name.endswith(".egg-info")
            ]
            found += [Path(folder, name) for name in names if name.endswith(endings)]
        return sorted(found)

    def modules(self, under: str = "") -> list[Module]:
        """Every Python file."""
        return [Module(path, self.root) for path in self.files(".py", under=under)]

    def where(self, path: Path) -> str:
        """A path from the top of the tree, for a sentence about it."""
        return path.relative_to(self.root).as_posix()


@pytest.fixture(scope="session")
def tree() -> Tree:
    """The project's own tree."""
    assert (ROOT / "setup.cfg").is_file()
    return Tree(ROOT)
