"""Reads a definition file: safe, narrow YAML in which every key and value remembers its line and column.

YAML 1.2 as far as people write it by hand: maps, lists, texts, whole and decimal numbers, `true` and `false`.
No anchors, aliases, merge keys, tags, directives or second documents; duplicate keys are refused. Length, depth
and count are bounded while reading, so that a hostile file costs nothing. libyaml's events do the tokenising.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from core.problems import Path, Place, Problem
from core.text import Hint, Sentence, sentence

MAX_BYTES = 256 * 1024
MAX_DEPTH = 20
MAX_NODES = 20_000

_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]{0,14})\.[0-9]{1,15}")


@dataclass
class Document:
    """What a file says, and where it says it. `data` is None when the file could not be read at all."""

    file: str
    data: dict[str, Any] | None = None
    values: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def value_place(self, path: Path) -> Place:
        """Where the value at `path` starts; for a path the loader made up, its nearest written ancestor."""
        while path:
            if path in self.values:
                return self.values[path]
            path = path[:-1]
        return self.values.get((), Place(self.file))

    def key_place(self, path: Path) -> Place:
        """Where the key at `path` stands; falls back to the value's place."""
        return self.keys.get(path) or self.value_place(path)


class _Stop(Exception):
    """Reading cannot go on; the problem says why."""

    def __init__(self, place: Place, code: str, message: Sentence, hint: Hint = "") -> None:
        self.problem = Problem(place, code, message, hint)


class _Reader:
    """Builds plain values from libyaml's events, keeping places and collecting problems."""

    def __init__(self, document: Document, events: Iterator[yaml.Event]) -> None:
        self.document = document
        self.events = events
        self.count = 0

    def place(self, event: yaml.Event) -> Place:
        mark = event.start_mark
        assert mark is not None  # libyaml marks every event
        return Place(self.document.file, mark.line + 1, mark.column + 1)

    def note(self, place: Place, code: str, message: Sentence, hint: Hint = "") -> None:
        self.document.problems.append(Problem(place, code, message, hint))

    def read(self) -> None:
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _Stop(
                        self.place(event),
                        "E007",
                        sentence("a second document begins here"),
                        sentence("one file, one definition"),
                    )
                if event.version or event.tags:
                    self.note(
                        self.place(event),
                        "E006",
                        sentence("a definition has no % directives"),
                        sentence("take the line out"),
                    )
            elif isinstance(event, yaml.NodeEvent):
                value = self.node(event, (), 1)
                if isinstance(value, dict):
                    self.document.data = value
                else:
                    self.note(
                        self.place(event),
                        "E010",
                        sentence("this file is not a definition"),
                        sentence("begin it with its kind and id, like 'form: my_view'"),
                    )
        if documents == 0:
            self.note(
                Place(self.document.file),
                "E010",
                sentence("this file is empty"),
                sentence("begin it with its kind and id, like 'form: my_view'"),
            )

    def node(self, event: yaml.Event, path: Path, depth: int) -> Any:
        place = self.place(event)
        self.document.values[path] = place
        self.count += 1
        if self.count > MAX_NODES:
            raise _Stop(
                place,
                "E003",
                sentence("more than {max_nodes} entries in one file", max_nodes=f"{MAX_NODES:,}"),
                sentence("divide it into several files"),
            )
        if depth > MAX_DEPTH:
            raise _Stop(
                place,
                "E003",
                sentence("nested more than {max_depth} deep", max_depth=MAX_DEPTH),
                sentence("a definition is never this deep"),
            )
        if isinstance(event, yaml.AliasEvent):
            raise _Stop(
                place,
                "E004",
                sentence("'*{anchor}' repeats another part by alias", anchor=event.anchor),
                sentence("write the part out here"),
            )
        assert isinstance(event, yaml.ScalarEvent | yaml.SequenceStartEvent | yaml.MappingStartEvent)
        if event.anchor:
            self.note(
                place,
                "E004",
                sentence("'&{anchor}' marks a part for an alias", anchor=event.anchor),
                sentence("take the mark out"),
            )
        if event.tag is not None and not (isinstance(event, yaml.ScalarEvent) and event.tag == "!"):
            self.note(
                place,
                "E005",
                sentence("the tag {tag} is not part of the language", tag=event.tag),
                sentence("take it out"),
            )
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, place)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(path, depth)
        return self.mapping(path, depth, flow=bool(event.flow_style))

    def scalar(self, event: yaml.ScalarEvent, place: Place) -> str | int | float | bool | None:
        value = event.value
        if event.style in ("'", '"', "|", ">"):
            return str(value)
        if value in ("", "~", "null"):
            return None
        if value == "true":
            return True
        if value == "false":
            return False
        if _WHOLE.fullmatch(value):
            return int(value)
        if _DECIMAL.fullmatch(value):
            return float(value)
        return str(value)

    def sequence(self, path: Path, depth: int) -> list[Any]:
        items: list[Any] = []
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            here = (*path, len(items))
            item = self.node(event, here, depth + 1)
            if item is None:
                self.note(
                    self.document.values[here],
                    "E011",
                    sentence("an empty item in a list"),
                    sentence("write it, or take the dash out"),
                )
            items.append(item)
        return items

    def mapping(self, path: Path, depth: int, flow: bool) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            place = self.place(event)
            if not isinstance(event, yaml.ScalarEvent):
                raise _Stop(
                    place,
                    "E012",
                    sentence("a key must be a plain word"),
                    sentence("write the word, a colon and the value"),
                )
            if event.anchor:
                self.note(
                    place,
                    "E004",
                    sentence("'&{anchor}' marks a part for an alias", anchor=event.anchor),
                    sentence("take the mark out"),
                )
            key = str(event.value)
            here = (*path, key)
            inner = next(self.events)
            value = self.node(inner, here, depth + 1)
            if key == "<<":
                self.note(place, "E004", sentence("'<<' merges another part in"), sentence("write the part out here"))
                continue
            if key in found:
                first = self.document.keys[here]
                self.note(
                    place,
                    "E008",
                    sentence("the key '{key}' stands twice", key=key),
                    sentence("it is on line {line} already", line=first.line),
                )
                continue
            self.document.keys[here] = place
            if value is None:
                if flow and found and _touch(event, inner):
                    self.note(
                        place,
                        "E009",
                        sentence("a comma cut a text in two here"),
                        sentence('put the whole text between "quotation marks"'),
                    )
                else:
                    self.note(
                        place,
                        "E011",
                        sentence("'{key}' has no value", key=key),
                        sentence("write one, or take the key out"),
                    )
                continue
            found[key] = value
        return found


def _touch(key: yaml.Event, value: yaml.Event) -> bool:
    """True when a value begins where its key ends: nothing, not even a colon, stands between."""
    end, start = key.end_mark, value.start_mark
    return end is not None and start is not None and end.index == start.index


def _syntax(document: Document, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    place = Place(document.file, mark.line + 1, mark.column + 1) if mark else Place(document.file)
    said = str(getattr(error, "problem", None) or "")
    if "cannot start any token" in said:
        message, hint = (
            sentence("a tab, or a sign YAML keeps for itself, begins this text"),
            sentence("indent with spaces; put the text between quotation marks"),
        )
    elif "mapping values are not allowed" in said:
        message, hint = sentence("a second ': ' in one line"), sentence("put the whole text between quotation marks")
    elif "alias" in said or "anchor" in said:
        message, hint = (
            sentence("a text may not begin with * or &"),
            sentence("put the whole text between quotation marks"),
        )
    elif "control characters" in said or "not allowed" in said or getattr(error, "character", None) is not None:
        message, hint = sentence("a character that may not stand in a definition"), sentence("take it out")
    else:
        hint = sentence("look at the indentation and the quotation marks here and just above")
        message = (
            sentence("this cannot be read as YAML ({said})", said=said)
            if said
            else sentence("this cannot be read as YAML")
        )
    return Problem(place, "E001", message, hint)


def read(source: str | bytes, file: str) -> Document:
    """Read one definition file. Never raises: what is wrong is in `problems`, with its place."""
    document = Document(file)
    size = len(source.encode("utf-8", "surrogatepass")) if isinstance(source, str) else len(source)
    if size > MAX_BYTES:
        hint = sentence("at most {word} KB; divide it into several files", word=MAX_BYTES // 1024)
        document.problems.append(Problem(Place(file), "E003", sentence("this file is too long"), hint))
        return document
    try:
        text = source if isinstance(source, str) else source.decode("utf-8-sig")
        text.encode("utf-8")
    except UnicodeError:
        document.problems.append(
            Problem(Place(file), "E002", sentence("this file is not UTF-8 text"), sentence("save it as UTF-8"))
        )
        return document
    try:
        _Reader(document, iter(yaml.parse(text, Loader=yaml.CSafeLoader))).read()
    except yaml.YAMLError as error:
        document.data = None
        document.problems.append(_syntax(document, error))
    except _Stop as stop:
        document.data = None
        document.problems.append(stop.problem)
    return document
