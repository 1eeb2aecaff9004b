"""Finds, orders and loads plugins. One that cannot be used is set aside with its reason; the app starts all the same."""

from __future__ import annotations

import importlib
import importlib.util
import logging
import sys
import traceback
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Literal

from core.contributions import DefinitionFolder
from core.hooks import Hooks, PluginFault

log = logging.getLogger("cartref.plugins")

ENGINES = ("forms.plugin", "workflows.plugin")
"""The engines enter by the same hooks as a practice module."""
GROUP = "cartref.plugins.v1"
PACK_FILE = "pack.yaml"


class StrictFailure(Exception):
    """With `--strict`, a plugin that had to be set aside stops the start."""


@dataclass(frozen=True)
class PluginState:
    """What became of one plugin: `origin` says where it came from, `problems` why it was set aside."""

    name: str
    version: str
    origin: str
    state: Literal["on", "set aside"]
    problems: tuple[str, ...] = ()


@dataclass
class Plugins:
    """The plugins of one app."""

    hooks: Hooks
    states: list[PluginState] = field(default_factory=list)
    folders: list[DefinitionFolder] = field(default_factory=list)

    def set_aside(self, name: str, problems: tuple[str, ...]) -> None:
        """Mark a plugin as unusable after it had been taken (a pack whose files do not pass, say)."""
        for position, state in enumerate(self.states):
            if state.name == name:
                self.states[position] = PluginState(name, state.version, state.origin, "set aside", problems)
        log.warning("plugin %s was set aside: %s", name, "; ".join(problems))

    def faults(self) -> list[PluginState]:
        """The plugins that were set aside."""
        return [state for state in self.states if state.state == "set aside"]


def load(plugins_dir: Path | None = None, strict: bool = False, trace: bool | None = None) -> Plugins:
    """Every plugin: engines, bundled folders, entry points, then `plugins_dir`."""
    plugins = Plugins(Hooks(trace))
    for module in ENGINES:
        _try(plugins, module.partition(".")[0], "engine", lambda module=module: importlib.import_module(module))
    bundled = Path(str(importlib.import_module("plugins").__path__[0]))
    for folder in sorted(path for path in bundled.iterdir() if path.is_dir()):
        _folder(plugins, folder, "bundled", f"plugins.{folder.name}")
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        if _try(plugins, point.name, f"entry point {point.value}", point.load):
            _pack_beside(plugins, point.load())
    if plugins_dir is not None:
        _directory(plugins, plugins_dir)
    if strict and plugins.faults():
        raise StrictFailure("; ".join(f"{state.name}: {' '.join(state.problems)}" for state in plugins.faults()))
    return plugins


def load_folder(plugins: Plugins, folder: Path) -> None:
    """Take one folder more: a plugin that is not installed (`cartref check` is given it)."""
    _folder(plugins, folder, str(folder), None)


def _directory(plugins: Plugins, directory: Path) -> None:
    if not directory.is_dir():
        problem = f"{directory} is not a folder; --plugins-dir names the folder that holds plugins"
        plugins.states.append(PluginState(directory.name, "", str(directory), "set aside", (problem,)))
        return
    for path in sorted(directory.iterdir()):
        if path.suffix == ".py":
            _try(plugins, path.stem, str(path), lambda path=path: _module(path, path.stem))
        elif path.is_dir() and not path.name.startswith((".", "__")):
            _folder(plugins, path, str(path), None)


def _folder(plugins: Plugins, folder: Path, origin: str, package: str | None) -> None:
    code = folder / "plugin.py"
    has_pack = (folder / PACK_FILE).is_file()
    if not code.is_file() and not has_pack:
        if package is None:
            problem = f"{folder.name} has neither a {PACK_FILE} nor a plugin.py; one of them makes a folder a plugin"
            plugins.states.append(PluginState(folder.name, "", origin, "set aside", (problem,)))
        return
    fine = True
    if code.is_file():
        find = (
            (lambda: importlib.import_module(f"{package}.plugin")) if package else (lambda: _module(code, folder.name))
        )
        fine = _try(plugins, folder.name, origin, find)
    else:
        plugins.states.append(PluginState(folder.name, "", origin, "on"))
    if fine and has_pack:
        plugins.folders.append(DefinitionFolder(folder, bundled=package is not None))


def _pack_beside(plugins: Plugins, plugin: object) -> None:
    """A plugin from an entry point whose folder has a pack.yaml brings that pack along."""
    file = getattr(plugin, "__file__", None)
    if file is not None and (Path(file).parent / PACK_FILE).is_file():
        plugins.folders.append(DefinitionFolder(Path(file).parent))


def _module(path: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"cartref_plugin_{name}", path)
    if spec is None or spec.loader is None:
        raise PluginFault(f"{path} cannot be read as Python")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _try(plugins: Plugins, name: str, origin: str, find: object) -> bool:
    """Load one plugin's code; False when it was set aside."""
    assert callable(find)
    version = ""
    try:
        plugin = find()
        version = str(getattr(plugin, "__version__", ""))
        plugins.hooks.add(plugin, name)
    except PluginFault as fault:
        problem = str(fault)
    except (Exception, SystemExit) as error:
        log.info("plugin %s", name, exc_info=True)
        problem = f"{type(error).__name__}: {error}{_line_of(error)}"
    else:
        plugins.states.append(PluginState(name, version, origin, "on"))
        return True
    plugins.states.append(PluginState(name, version, origin, "set aside", (problem,)))
    log.warning("plugin %s was set aside: %s", name, problem)
    return False


def _line_of(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    if isinstance(error, SyntaxError):
        return ""
    return f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
