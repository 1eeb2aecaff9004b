"""What there is: packs and their definitions, checked together; and what each home has of them.

`Surroundings` is what a definition's check may look at. `Catalogue` is immutable: one for what is installed, and one
for each home (switched on → adopted → overlaid), rebuilt when the home's tools change.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from core.contributions import DefinitionFolder, NeedRule, Picture, QuestionType, WorkflowAction
from core.definitions import DefinitionKind, Finding, build, texts_of
from core.hooks import Collected
from core.packs import PACK_KIND, Loaded, Pack, load_packs
from core.people import People, PeopleDefinition, check_people
from core.permissions import Matrix, PermissionsDefinition, check_permissions
from core.permissions import normalise as normalise_permissions
from core.problems import Place, Problem, Severity, did_you_mean
from core.story import STORY_KIND
from core.text import language_name, sentence
from core.words import Entry, WordsDefinition, check_words, find_hurt
from core.words import normalise as normalise_words
from core.words import written_in as words_written_in

log = logging.getLogger("cartref.plugins")

CORE_KINDS = (
    DefinitionKind("people", PeopleDefinition, check_people),
    DefinitionKind("permissions", PermissionsDefinition, check_permissions, normalise_permissions),
    DefinitionKind("words", WordsDefinition, check_words, normalise_words, words_written_in),
    STORY_KIND,
)
"""The kinds the core itself knows; forms, check-ins and workflows come from the engines."""


def kinds_of(collected: Collected) -> dict[str, DefinitionKind]:
    """Every kind of definition: the core's and those of the plugins."""
    return {**{kind.name: kind for kind in CORE_KINDS}, **collected.of("definition_kinds")}


@dataclass(frozen=True)
class Snapshot:
    """A definition as it was published: self-contained canonical JSON, known by its hash."""

    ref: str
    kind: str
    language: str
    data: Mapping[str, Any]

    @cached_property
    def canonical(self) -> str:
        """The canonical JSON: sorted keys, no spaces, no comments, no reasons."""
        body = {"ref": self.ref, "kind": self.kind, "language": self.language, "data": self.data}
        return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @cached_property
    def hash(self) -> str:
        """sha256 of the canonical JSON, in hexadecimal."""
        return hashlib.sha256(self.canonical.encode()).hexdigest()

    def definition(self, kinds: Mapping[str, DefinitionKind]) -> Any:
        """The typed definition again; a snapshot passed its check when it was made."""
        kind = PACK_KIND if self.kind == "pack" else kinds[self.kind]
        made, findings = build(kind.model, kind.normalise(dict(self.data)), self.language, kind.name)
        if made is None:
            raise ValueError(f"the snapshot of {self.ref} no longer fits this version: {findings[0].message}")
        return made


@dataclass(frozen=True)
class Surroundings:
    """What a check may look at: every definition it can name, and what plugins contributed."""

    definitions: Mapping[str, Loaded]
    packs: Mapping[str, Pack]
    collected: Collected
    people: People
    matrix: Matrix
    kinds: Mapping[str, DefinitionKind]
    words: tuple[Entry, ...] = ()

    @classmethod
    def of(cls, packs: Iterable[Pack], collected: Collected, kinds: Mapping[str, DefinitionKind]) -> Surroundings:
        """The surroundings that these packs make for each other."""
        packs = list(packs)
        every = [loaded for pack in packs for loaded in pack.definitions if loaded.kind != "pack"]
        return cls(
            definitions={loaded.ref: loaded for loaded in every},
            packs={pack.id: pack for pack in packs},
            collected=collected,
            people=People.of(one.definition for one in every if one.kind == "people"),
            matrix=Matrix.of(one.definition for one in every if one.kind == "permissions"),
            kinds=kinds,
            words=tuple(entry for one in every if one.kind == "words" for entry in one.definition.entries),
        )

    def find(self, kind: str, reference: str, pack: str) -> Loaded | None:
        """The definition of a kind that `reference` names when it is written in `pack`."""
        found = self.definitions.get(reference if "." in reference else f"{pack}.{reference}")
        return found if found is not None and found.kind == kind else None

    def unknown(self, kind: str, reference: str, pack: str, path: tuple[str | int, ...]) -> Finding:
        """The finding for a reference that names nothing, with the nearest thing there is."""
        known = [one.id if one.pack == pack else one.ref for one in self.definitions.values() if one.kind == kind]
        hint = did_you_mean(reference, known) or sentence(
            "known here: {word}", word=", ".join(sorted(known)[:12]) or sentence("none")
        )
        return Finding(
            path,
            "E202",
            sentence("there is no {word} '{reference}'", word=kind.replace("_", "-"), reference=reference),
            hint,
        )

    def companions(self, ref: str) -> dict[str, tuple[Loaded, str]]:
        """The forms that are asked together with the form `ref`: local name → (form, once | each_voice | again)."""
        for loaded in self.definitions.values():
            asks = self.kinds[loaded.kind].asks
            if asks is None:
                continue
            found = {
                name: (self.find("form", form, loaded.pack), asked) for name, form, asked in asks(loaded.definition)
            }
            if any(one is not None and one.ref == ref for one, _ in found.values()):
                return {name: (one, asked) for name, (one, asked) in found.items() if one is not None}
        return {}

    def seen_by(self, loaded: Loaded) -> Any:
        """These surroundings as one definition sees them: `pack` is its own, so that bare references resolve."""
        return _Seen(self, loaded)

    def question_types(self) -> dict[str, QuestionType]:
        """name → question type."""
        return self.collected.of("question_types")

    def need_rules(self) -> dict[str, NeedRule]:
        """name → need rule."""
        return self.collected.of("need_rules")

    def actions(self) -> dict[str, WorkflowAction]:
        """name → action of a transition."""
        return self.collected.of("workflow_actions")

    def pictures(self) -> dict[str, Picture]:
        """name → picture."""
        return self.collected.of("pictures")


def check_pack(pack: Pack, surroundings: Surroundings, kinds: Mapping[str, DefinitionKind]) -> list[Problem]:
    """Every problem of a pack, sorted by place: of its files, its texts and each definition's own check."""
    problems = [*pack.problems, *_twice(pack)]
    if pack.head is not None:
        for number, needed in enumerate(pack.head.needs.packs):
            if needed not in surroundings.packs:
                hint = did_you_mean(needed, surroundings.packs) or sentence("install it, or take the line out")
                finding = Finding(
                    ("needs", "packs", number), "E603", sentence("the pack '{needed}' is not here", needed=needed), hint
                )
                problems.append(finding.placed(pack.definitions[0].document))
    for loaded in pack.definitions:
        problems += [finding.placed(loaded.document) for finding in _texts(loaded, pack, surroundings)]
        kind = kinds.get(loaded.kind)
        if kind is not None:
            problems += _checked(kind, loaded, surroundings)
    return sorted(set(problems))


def _checked(kind: DefinitionKind, loaded: Loaded, surroundings: Surroundings) -> list[Problem]:
    """What the kind's own check finds. One that breaks is a problem of this definition: the house opens all the same."""
    try:
        findings = list(kind.check(loaded.definition, _Seen(surroundings, loaded)))
        return [kind.placed(finding, loaded.document) for finding in findings]
    except Exception as error:
        log.info("checking %s", loaded.ref, exc_info=True)
        message = sentence("this could not be checked ({name}: {error})", name=type(error).__name__, error=error)
        hint = sentence(
            "the fault is in what checks a {word}; tell whoever looks after it", word=kind.name.replace("_", "-")
        )
        return [Problem(loaded.document.value_place(()), "E607", message, hint)]


class _Seen:
    """Surroundings as one definition sees them: `pack` is its own, so that bare references resolve."""

    def __init__(self, surroundings: Surroundings, loaded: Loaded) -> None:
        self.surroundings = surroundings
        self.pack = loaded.pack
        self.languages = surroundings.packs[loaded.pack].languages if loaded.pack in surroundings.packs else ("en",)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.surroundings, name)


def _twice(pack: Pack) -> Iterator[Problem]:
    seen: dict[str, Loaded] = {}
    for loaded in pack.definitions:
        if loaded.kind == "pack":
            continue
        first = seen.setdefault(loaded.ref, loaded)
        if first is not loaded:
            place = loaded.document.value_place((loaded.kind,))
            where = first.document.file.rpartition("/")[2]
            yield Problem(
                place,
                "E109",
                sentence("'{id}' is the id of another definition of this pack", id=loaded.id),
                sentence("it is in {where} already", where=where),
            )


def _texts(loaded: Loaded, pack: Pack, surroundings: Surroundings) -> Iterator[Finding]:
    hurt, missing = find_in_texts(loaded, pack.languages, surroundings.words)
    yield from (*missing, *hurt)


def find_in_texts(
    loaded: Loaded, languages: Iterable[str], words: tuple[Entry, ...]
) -> tuple[list[Finding], list[Finding]]:
    """What is wrong with the texts of a definition: (deficit words in what people would read, missing languages)."""
    hurt: list[Finding] = []
    missing: list[Finding] = []
    for path, text in texts_of(loaded.definition):
        for language in languages:
            if language not in text.words:
                name = language_name(language)
                hint = sentence(
                    "add {language}: …; where you are unsure of it, add review: [{language}] too", language=language
                )
                # A home may write its own changes in the language it speaks; a pack speaks all of its languages.
                severity: Severity = "warning" if loaded.kind == "overlay" else "error"
                missing.append(Finding(path, "E107", sentence("this text has no {name}", name=name), hint, severity))
        if loaded.kind == "words":
            continue
        for language, said in text.words.items():
            for one in find_hurt(said, words):
                message = sentence("'{word}' can hurt; it does not belong in a definition", word=one.word)
                hurt.append(
                    Finding(
                        (*path, language), "E801", message, sentence("try: {language}", language=one.offer(language))
                    )
                )
    return hurt, missing


# -- what is installed, and what a home has --------------------------------------------------------------------------


@dataclass(frozen=True)
class Published:
    """One definition that is in use: typed, with its snapshot."""

    ref: str
    kind: str
    pack: str
    definition: Any
    snapshot: Snapshot

    @property
    def hash(self) -> str:
        """The snapshot's hash, which every record answered with it keeps."""
        return self.snapshot.hash


@dataclass(frozen=True)
class Catalogue:
    """An immutable set of definitions in use: of everything installed, or of one home."""

    definitions: Mapping[str, Published]
    packs: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def people(self) -> People:
        """Voices, roles, groups and teams."""
        return People.of(one.definition for one in self.of_kind("people"))

    @cached_property
    def matrix(self) -> Matrix:
        """The permission matrix."""
        return Matrix.of(one.definition for one in self.of_kind("permissions"))

    @cached_property
    def words(self) -> tuple[Entry, ...]:
        """Every entry of every words list."""
        return tuple(entry for one in self.of_kind("words") for entry in one.definition.entries)

    def of_kind(self, kind: str) -> list[Published]:
        """The definitions of one kind, by reference."""
        return [one for _, one in sorted(self.definitions.items()) if one.kind == kind]

    def get(self, kind: str, ref: str) -> Published | None:
        """The definition `ref` when it is of this kind."""
        found = self.definitions.get(ref)
        return found if found is not None and found.kind == kind else None


@dataclass
class Installed:
    """The packs of one app, those that passed their check, and the kinds they are made of."""

    packs: dict[str, Pack]
    kinds: dict[str, DefinitionKind]
    surroundings: Surroundings
    problems: dict[str, list[Problem]]

    @cached_property
    def catalogue(self) -> Catalogue:
        """Everything installed, as a home sees it that has switched every module on and changed nothing."""
        published = {
            loaded.ref: published_of(loaded, pack.languages[0])
            for pack in self.packs.values()
            for loaded in pack.definitions
            if loaded.kind != "pack"
        }
        return Catalogue(published, {pack.id: pack.head for pack in self.packs.values()})


def published_of(loaded: Loaded, language: str) -> Published:
    """A loaded definition with its snapshot."""
    snapshot = Snapshot(loaded.ref, loaded.kind, language, loaded.data)
    return Published(loaded.ref, loaded.kind, loaded.pack, loaded.definition, snapshot)


def install(folders: Iterable[DefinitionFolder], collected: Collected) -> Installed:
    """Load and check every pack. A pack with errors is left out, and packs that need it after it; `problems` says why."""
    kinds = kinds_of(collected)
    packs: dict[str, Pack] = {}
    problems: dict[str, list[Problem]] = {}
    for pack in load_packs(folders, kinds):
        if pack.id in packs:
            hint = sentence("{path} has it already; rename one folder and its pack", path=packs[pack.id].path)
            problems[f"{pack.id} ({pack.path})"] = [
                Problem(Place(str(pack.path)), "E604", sentence("a second pack '{id}'", id=pack.id), hint)
            ]
            continue
        packs[pack.id] = pack
    while True:
        surroundings = Surroundings.of(packs.values(), collected, kinds)
        found = {id: _errors(check_pack(pack, surroundings, kinds)) for id, pack in packs.items()}
        broken = {id: errors for id, errors in found.items() if errors}
        if not broken:
            return Installed(packs, kinds, surroundings, problems)
        # Only the packs that are wrong by themselves go first: another may be wrong because of them alone.
        problems.update(broken)
        packs = {id: pack for id, pack in packs.items() if id not in broken}


def _errors(problems: Iterable[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.severity == "error"]
