"""`cartref check`: packs and single files, checked against everything that is installed, with every problem at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core import plugins
from core.catalogue import Surroundings, check_pack, kinds_of
from core.contributions import DefinitionFolder
from core.definitions import DefinitionKind
from core.layering import OVERLAY_KIND
from core.packs import PACK_FILE, Pack, load_pack, read_file
from core.problems import Place, Problem
from core.text import english

LOOSE = "this_file"
"""The id of the pack that a file belongs to which is in none."""


@dataclass
class Report:
    """What a check found: the problems, sorted, of so many packs and definitions."""

    problems: list[Problem] = field(default_factory=list)
    packs: int = 0
    definitions: int = 0

    @property
    def errors(self) -> int:
        """How many problems are errors."""
        return sum(problem.severity == "error" for problem in self.problems)

    @property
    def warnings(self) -> int:
        """How many problems are warnings."""
        return len(self.problems) - self.errors

    def counts(self) -> str:
        """One line that counts everything."""
        looked = f"{_many(self.packs, 'pack')}, {_many(self.definitions, 'definition')}"
        return f"{looked}: {_many(self.errors, 'error')}, {_many(self.warnings, 'warning')}"

    def as_json(self) -> dict[str, object]:
        """The same, for `cartref check --json`."""
        return {
            "problems": [problem.as_json() for problem in self.problems],
            "packs": self.packs,
            "definitions": self.definitions,
            "errors": self.errors,
            "warnings": self.warnings,
        }


def _many(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def line_of(problem: Problem) -> str:
    """A problem as one line; a warning says that it is one."""
    return str(problem) if problem.severity == "error" else f"{problem} (warning)"


def check_paths(paths: Sequence[Path], plugins_dir: Path | None = None) -> Report:
    """Check packs, folders of packs and single files. Raises FileNotFoundError for a path that is not there."""
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(str(path))
    report = Report()
    folders, files = _targets(paths, report)
    found = plugins.load(plugins_dir)
    known = {state.name for state in found.states}
    for folder in folders:
        if folder.name not in known and (folder / "plugin.py").is_file():
            plugins.load_folder(found, folder)
    for state in found.faults():
        message = english(f"the plugin '{state.name}' was set aside: {' '.join(state.problems)}")
        report.problems.append(
            Problem(Place(state.origin), "E605", message, english("what it would add is not known here"))
        )
    kinds = {**kinds_of(found.hooks.collected), OVERLAY_KIND.name: OVERLAY_KIND}

    installed = {folder.path.resolve() for folder in found.folders if folder.bundled}
    given: dict[str, Pack] = {}
    for folder in folders:
        pack = load_pack(DefinitionFolder(folder, folder.resolve() in installed), kinds)
        if pack.id in given:
            hint = english(f"{given[pack.id].path} has it already; rename one folder and its pack")
            report.problems.append(Problem(Place(str(folder)), "E604", english(f"a second pack '{pack.id}'"), hint))
            continue
        given[pack.id] = pack
    around = {folder.path.name: load_pack(folder, kinds) for folder in found.folders if folder.path.name not in given}

    surroundings = Surroundings.of([*around.values(), *given.values()], found.hooks.collected, kinds)
    for pack in given.values():
        report.packs += 1
        report.definitions += sum(loaded.kind != "pack" for loaded in pack.definitions)
        report.problems += check_pack(pack, surroundings, kinds)
    for file in files:
        pack, name = _pack_around(file, kinds)
        others = {**around, **given, pack.id: pack}
        problems = check_pack(pack, Surroundings.of(others.values(), found.hooks.collected, kinds), kinds)
        report.definitions += sum(loaded.document.file == name for loaded in pack.definitions)
        report.problems += [problem for problem in problems if problem.place.file == name]
    report.problems = sorted(set(report.problems))
    return report


def _pack_around(file: Path, kinds: Mapping[str, DefinitionKind]) -> tuple[Pack, str]:
    """The pack a single file belongs to (the one it lies in, else one of its own), and the file's name in problems."""
    folder = _home_pack(file)
    if folder is not None:
        name = str(file) if folder in file.parents else str(file.resolve())
        pack = load_pack(DefinitionFolder(folder), kinds)
        if any(name == read for read in pack.files):
            return pack, name
    pack = Pack(LOOSE, file.parent)
    read_file(pack, file, kinds)
    return pack, str(file)


def _home_pack(file: Path) -> Path | None:
    """The folder of the pack that a file lies in."""
    parents = [*file.parents, *file.resolve().parents]
    return next(
        (parent for parent in parents if parent.name not in ("", "..") and (parent / PACK_FILE).is_file()), None
    )


def _targets(paths: Sequence[Path], report: Report) -> tuple[list[Path], list[Path]]:
    """The pack folders and the single files that `paths` name, each once."""
    folders: dict[Path, Path] = {}
    files: dict[Path, Path] = {}
    for path in paths:
        if path.is_file() and path.name != PACK_FILE:
            files.setdefault(path.resolve(), path)
            continue
        top = path.parent if path.is_file() else path
        top = top if top.name not in ("", "..") else top.resolve()
        packs = list(_packs_in(top))
        if not packs and not any(top.glob("*.yaml")):
            report.problems.append(
                Problem(
                    Place(str(path)),
                    "E601",
                    english(f"there is no {PACK_FILE} here"),
                    english("name a pack, or a file"),
                )
            )
        for pack in packs or ([top] if any(top.glob("*.yaml")) else []):
            folders.setdefault(pack.resolve(), pack)
    return list(folders.values()), list(files.values())


def _packs_in(folder: Path) -> Iterator[Path]:
    """The folder itself when it is a pack, else every pack below it; what tests keep is not looked at."""
    if (folder / PACK_FILE).is_file():
        yield folder
        return
    for inner in sorted(path for path in folder.iterdir() if path.is_dir() and not path.is_symlink()):
        if not inner.name.startswith((".", "__")) and inner.name != "tests":
            yield from _packs_in(inner)
