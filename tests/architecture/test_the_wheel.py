"""What is packed for others holds everything a home needs, and nothing of the workshop."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOMS = ("core", "forms", "workflows", "plugins")
FOR_DEVELOPERS = {"tests", "__pycache__"}


@pytest.fixture(scope="module")
def wheel(tree, tmp_path_factory) -> Path:
    """A wheel built from a copy of the tree, with nothing fetched."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(tree.root / name, source / name)
    for room in ROOMS:
        if (tree.root / room).is_dir():
            shutil.copytree(tree.root / room, source / room, ignore=shutil.ignore_patterns("__pycache__"))
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run(
        [*pip, "--disable-pip-version-check", "--wheel-dir", str(out), str(source)],
        check=True,
        env={**os.environ, "PIP_CONFIG_FILE": os.devnull},
    )
    (built,) = out.glob("cartref-*.whl")
    return built


def _shipped(tree) -> set[str]:
    """Every file of the four rooms that is not for developers only."""
    return {
        path.relative_to(tree.root).as_posix()
        for room in ROOMS
        for path in (tree.root / room).rglob("*")
        if path.is_file() and not FOR_DEVELOPERS & set(path.relative_to(tree.root).parts)
    }


@pytest.mark.slow
def test_the_wheel_carries_every_pack_template_and_picture(tree, wheel):
    with zipfile.ZipFile(wheel) as archive:
        inside = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert _shipped(tree) - inside == set(), "setup.cfg's package_data does not name these"


@pytest.mark.slow
def test_the_wheel_carries_nothing_of_the_workshop(tree, wheel):
    with zipfile.ZipFile(wheel) as archive:
        inside = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert inside - _shipped(tree) == set()


@pytest.mark.slow
def test_the_wheel_says_how_to_start_and_under_which_licence(wheel):
    with zipfile.ZipFile(wheel) as archive:
        told = {name.partition(".dist-info/")[2]: name for name in archive.namelist()}
        assert b"cartref = core.cli:main" in archive.read(told["entry_points.txt"])
        assert b"Apache License" in archive.read(told["licenses/LICENSE"])
