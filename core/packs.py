"""Packs: folders of YAML with a `pack.yaml`. A pack is a plugin without code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field

from core import yamlfile
from core.contributions import DefinitionFolder
from core.definitions import DefId, DefinitionKind, Finding, Strict, TextField, build, refuse
from core.problems import Place, Problem, did_you_mean
from core.text import Sentence, english, sentence
from core.yamlfile import Document

PACK_FILE = "pack.yaml"
MAX_FILES = 500
APART = ("people", "permissions", "words")
"""Kinds that no other definition names: such a file may have the id of a form or a workflow (`people: home`)."""


def _version(value: str) -> str:
    if re.fullmatch(r"(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})", value) is None:
        raise refuse("E106", english(f"'{value}' is no version"), english("write three numbers, like 1.2.0"))
    return value


class Needs(Strict):
    """What a pack needs around it."""

    said_as: ClassVar[Sentence] = sentence("the needs of a pack")
    cartref: str | None = None
    packs: tuple[DefId, ...] = ()


class PackDefinition(Strict):
    """The head of a pack (`pack.yaml`)."""

    said_as: ClassVar[Sentence] = sentence("a pack")
    id: DefId
    title: TextField
    about: TextField | None = None
    version: Annotated[str, AfterValidator(_version)]
    languages: tuple[str, ...] = Field(default=("en", "cy"), min_length=1)
    needs: Needs = Needs()
    licence: str | None = None
    sources: tuple[str, ...] = ()
    purpose: TextField | None = None
    keeps: Mapping[str, str] = Field(min_length=1)
    from_: Annotated[str | None, Field(alias="from")] = None


@dataclass(frozen=True)
class Loaded:
    """One definition of a pack: typed, with the data it was made from and the document that knows its lines."""

    kind: str
    pack: str
    definition: Any
    data: Mapping[str, Any]
    document: Document

    @property
    def id(self) -> str:
        """Its id inside the pack."""
        return str(self.definition.id)

    @property
    def ref(self) -> str:
        """Its id everywhere else: `pack.id`; of a kind that nothing names, `pack.kind.id`."""
        return f"{self.pack}.{self.kind}.{self.id}" if self.kind in APART else f"{self.pack}.{self.id}"


@dataclass
class Pack:
    """A loaded pack; `head` is None when `pack.yaml` itself could not be used."""

    id: str
    path: Path
    bundled: bool = False
    head: PackDefinition | None = None
    definitions: list[Loaded] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages every text of the pack must have."""
        return self.head.languages if self.head else ("en", "cy")


PACK_KIND = DefinitionKind("pack", PackDefinition)


def load_pack(folder: DefinitionFolder, kinds: Mapping[str, DefinitionKind]) -> Pack:
    """Read every YAML file of a pack. Never raises: what is wrong is in `Pack.problems`."""
    pack = Pack(folder.path.name, folder.path, folder.bundled)
    head = folder.path / PACK_FILE
    if head.is_file():
        _load_head(pack, head)
    else:
        pack.problems.append(
            Problem(
                Place(str(folder.path)),
                "E601",
                english(f"there is no {PACK_FILE} here"),
                english("a pack begins with one"),
            )
        )
    files = [
        path for path in sorted(folder.path.rglob("*.yaml")) if path != head and not _inner_pack(path, folder.path)
    ]
    if len(files) > MAX_FILES:
        pack.problems.append(
            Problem(
                Place(str(folder.path)),
                "E003",
                english(f"more than {MAX_FILES} files in one pack"),
                english("divide it"),
            )
        )
        return pack
    for path in files:
        read_file(pack, path, kinds)
    for path in sorted(folder.path.rglob("*.yml")):
        if not _inner_pack(path, folder.path):
            place = Place(str(path))
            pack.problems.append(
                Problem(
                    place,
                    "E606",
                    english("this file ends in .yml and is not read"),
                    english(f"call it {path.stem}.yaml"),
                )
            )
    return pack


def read_file(pack: Pack, path: Path, kinds: Mapping[str, DefinitionKind]) -> None:
    """Read one file of the disk into a pack."""
    pack.files.append(str(path))
    source = _bytes(pack, path)
    if source is not None:
        load_file(pack, source, str(path), kinds)


def _bytes(pack: Pack, path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            return file.read(yamlfile.MAX_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or "no reason given").lower()
        pack.problems.append(
            Problem(
                Place(str(path)),
                "E002",
                english(f"this file cannot be opened ({reason})"),
                english("look at its rights"),
            )
        )
        return None


def _inner_pack(path: Path, top: Path) -> bool:
    """A YAML file in a folder below that is a pack of its own, or belongs to tests, is not this pack's."""
    between = [parent for parent in path.parents if parent != top and top in parent.parents]
    return any((parent / PACK_FILE).is_file() or parent.name == "tests" for parent in between)


def _load_head(pack: Pack, path: Path) -> None:
    source = _bytes(pack, path)
    if source is None:
        return
    document = yamlfile.read(source, str(path))
    pack.problems += document.problems
    if document.data is None:
        return
    if next(iter(document.data), None) != "pack":
        place = document.value_place(())
        pack.problems.append(
            Problem(place, "E101", english(f"{PACK_FILE} must begin with 'pack:'"), english(f"write pack: {pack.id}"))
        )
        return
    languages = document.data.get("languages")
    first = str(languages[0]) if isinstance(languages, list) and languages else "en"
    head, findings = build(PackDefinition, document.data, first, "pack")
    pack.problems += [finding.placed(document) for finding in findings]
    if head is None:
        return
    if head.id != pack.id:
        finding = Finding(
            ("pack",),
            "E602",
            english(f"the pack is called '{head.id}' and its folder '{pack.id}'"),
            english("give both the same name"),
        )
        pack.problems.append(finding.placed(document))
    pack.head = head
    pack.definitions.append(Loaded("pack", pack.id, head, _plain(document.data), document))


def load_file(pack: Pack, source: bytes | str, file: str, kinds: Mapping[str, DefinitionKind]) -> Loaded | None:
    """Read one definition into a pack; what is wrong goes to the pack's problems."""
    document = yamlfile.read(source, file)
    pack.problems += document.problems
    if document.data is None:
        return None
    first = next(iter(document.data), None)
    kind = kinds.get(str(first))
    if kind is None or first is None:
        hint = did_you_mean(str(first), kinds) or english(f"a file begins with one of {', '.join(sorted(kinds))}")
        place = document.key_place((first,)) if first is not None else document.value_place(())
        pack.problems.append(Problem(place, "E101", english(f"'{first}' is not a kind of definition"), hint))
        return None
    definition, findings = build(kind.model, kind.normalise(document.data), pack.languages[0], kind.name)
    pack.problems += [kind.placed(finding, document) for finding in findings]
    if definition is None:
        return None
    loaded = Loaded(kind.name, pack.id, definition, _plain(document.data), document)
    pack.definitions.append(loaded)
    return loaded


def _plain(data: Any) -> Any:
    """The data that a snapshot is made of: everything but the reasons."""
    if isinstance(data, Mapping):
        return {key: _plain(value) for key, value in data.items() if key != "because" or not isinstance(value, str)}
    if isinstance(data, list | tuple):
        return [_plain(item) for item in data]
    return data


def load_packs(folders: Iterable[DefinitionFolder], kinds: Mapping[str, DefinitionKind]) -> Iterator[Pack]:
    """Every pack of these folders, in the order of their names."""
    for folder in sorted(folders, key=lambda one: (one.path.name, str(one.path))):
        yield load_pack(folder, kinds)
