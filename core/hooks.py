"""The only place that calls plugins. Three styles, each with one failure policy.

*collect* (start-up): a plugin that raises, returns the wrong thing or claims a key twice is set aside whole.
*page parts*: a part that fails is left out and logged. *tell* (after commit): each listener alone; a failure is handed
back to the outbox, which tries again. `SystemExit` from a plugin is a failure like any other.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pluggy

from core.contributions import (
    Blueprint,
    Command,
    NeedRule,
    PagePart,
    Picture,
    QuestionType,
    StoryStep,
    WorkflowAction,
)
from core.definitions import DefinitionKind
from core.hookspecs import PROJECT, Specs
from core.problems import did_you_mean
from core.stores.kinds import RecordKind

log = logging.getLogger("cartref.plugins")
traced = logging.getLogger("cartref.hooks")
"""Speaks only when the trace is on, and then whatever the level of the rest."""

COLLECTED: dict[str, type[Any]] = {
    "definition_kinds": DefinitionKind,
    "question_types": QuestionType,
    "workflow_actions": WorkflowAction,
    "need_rules": NeedRule,
    "pictures": Picture,
    "blueprints": Blueprint,
    "record_kinds": RecordKind,
    "story_steps": StoryStep,
    "commands": Command,
}
"""Each collect hook and the record it returns an iterable of."""


class PluginFault(Exception):
    """A plugin cannot be used; the message says why."""


def _key(item: Any) -> str:
    return str(item.name if isinstance(item, DefinitionKind) else item.key)


@dataclass
class Collected:
    """Everything plugins contributed: for each hook, key → record; and who gave it."""

    by_hook: dict[str, dict[str, Any]] = field(default_factory=lambda: {name: {} for name in COLLECTED})
    givers: dict[tuple[str, str], str] = field(default_factory=dict)

    def of(self, hook: str) -> dict[str, Any]:
        """The records of one hook, sorted by key, so that the order of plugins never matters."""
        return dict(sorted(self.by_hook[hook].items()))


class Hooks:
    """A plugin manager of one app, and the typed ways to call it."""

    def __init__(self, trace: bool | None = None) -> None:
        self.manager = pluggy.PluginManager(PROJECT)
        self.manager.add_hookspecs(Specs)
        self.collected = Collected()
        self.trace = os.environ.get("CARTREF_TRACE_HOOKS") == "1" if trace is None else trace

    def add(self, plugin: object, name: str) -> None:
        """Register a plugin and take its contributions; raises PluginFault and leaves nothing behind when it is no good."""
        self._refuse_unknown_hooks(plugin)
        try:
            self.manager.register(plugin, name)
        except (pluggy.PluginValidationError, ValueError) as error:
            if self.manager.is_registered(plugin):
                self.manager.unregister(plugin)
            raise PluginFault(" ".join(str(error).split())) from error
        try:
            found = [(hook, item) for hook in COLLECTED for item in self._collect(plugin, hook)]
            self._take(found, name)
        except PluginFault:
            self.manager.unregister(plugin)
            raise

    def _take(self, found: Iterable[tuple[str, Any]], name: str) -> None:
        taken: list[tuple[str, str]] = []
        for hook, item in found:
            place = (hook, _key(item))
            if place in self.collected.givers:
                for earlier in taken:
                    del self.collected.givers[earlier], self.collected.by_hook[earlier[0]][earlier[1]]
                other = self.collected.givers[place]
                raise PluginFault(f"{hook}: '{place[1]}' is given by {other} already; choose another key")
            self.collected.givers[place] = name
            self.collected.by_hook[hook][place[1]] = item
            taken.append(place)

    def _refuse_unknown_hooks(self, plugin: object) -> None:
        known = [name for name in vars(Specs) if not name.startswith("_")]
        for name in dir(plugin):
            if self.manager.parse_hookimpl_opts(plugin, name) is not None and name not in known:
                hint = did_you_mean(name, known) or f"the hooks are {', '.join(known)}"
                raise PluginFault(f"there is no hook '{name}'; {hint}")

    def _implementations(self, hook: str) -> list[Any]:
        return sorted(getattr(self.manager.hook, hook).get_hookimpls(), key=lambda impl: str(impl.plugin_name))

    def _call(self, hook: str, implementation: Any, arguments: dict[str, Any]) -> Any:
        if self.trace:
            traced.warning("hook %s → %s(%s)", implementation.plugin_name, hook, ", ".join(arguments))
        wanted = {name: arguments[name] for name in implementation.argnames if name in arguments}
        return implementation.function(**wanted)

    def _collect(self, plugin: object, hook: str) -> Iterator[Any]:
        for implementation in self._implementations(hook):
            if implementation.plugin is not plugin:
                continue
            try:
                items = list(self._call(hook, implementation, {}))
            except (Exception, SystemExit) as error:
                raise PluginFault(f"{hook}() failed: {type(error).__name__}: {error}") from error
            for item in items:
                if not isinstance(item, COLLECTED[hook]):
                    raise PluginFault(f"{hook}() returned {type(item).__name__}, not {COLLECTED[hook].__name__}")
                yield item

    def page_parts(self, slot: str, page: Any) -> list[PagePart]:
        """The parts that plugins add to a slot of a page, in the order they ask for."""
        parts: list[PagePart] = []
        for implementation in self._implementations("page_parts"):
            try:
                given = list(self._call("page_parts", implementation, {"slot": slot, "page": page}))
                parts += [part for part in given if isinstance(part, PagePart)]
            except (Exception, SystemExit):
                log.exception("the page part of %s was left out", implementation.plugin_name)
        return sorted(parts, key=lambda part: part.order)

    def tell(self, hook: str, **arguments: Any) -> dict[str, str]:
        """Tell every listener; gives the name and the error of each that failed."""
        failed: dict[str, str] = {}
        for implementation in self._implementations(hook):
            try:
                self._call(hook, implementation, arguments)
            except (Exception, SystemExit) as error:
                log.exception("%s did not take %s", implementation.plugin_name, hook)
                failed[str(implementation.plugin_name)] = f"{type(error).__name__}: {error}"
        return failed
