"""An overlay tried: laid over its base and checked with everything else the home has. Keeps nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from core import layering, yamlfile
from core.catalogue import Catalogue, Snapshot, Surroundings, find_in_texts
from core.definitions import DefinitionKind, Finding, build
from core.house import House
from core.packs import Loaded
from core.problems import Path, Place, Problem, Severity
from core.text import Text, language_name, sentence
from core.yamlfile import Document

OVERLAID = ("form", "check_in")
"""The kinds a home can lay its own changes over."""


@dataclass(frozen=True)
class Base:
    """What an overlay lies over: a definition of a pack at a version."""

    ref: str
    kind: str
    language: str
    version: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Tried:
    """What came of an overlay's text: a snapshot and its sentences, or the problems that are in the way.

    `warnings` do not stop it from being used (a text with no Welsh, say).
    """

    base: Base | None
    snapshot: Snapshot | None
    definition: Any
    changes: tuple[Any, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...] = ()


def try_out(house: House, catalogue: Catalogue, bases: Sequence[Base], ref: str, text: str) -> Tried:
    """Lay the overlay in `text` over the base of its version and check it. An empty text is the definition as the pack has it."""
    file = f"{ref}.yaml"
    if not bases:
        problem = Problem(Place(file), "E701", sentence("there is no such tool"), sentence("choose one from the list"))
        return Tried(None, None, None, (), (problem,))
    if not text.strip():
        base = bases[-1]
        snapshot = Snapshot(ref, base.kind, base.language, base.data)
        return Tried(base, snapshot, snapshot.definition(house.installed.kinds), (), ())
    document = yamlfile.read(text, file)
    written = (document.data or {}).get("at")
    base = next((one for one in bases if one.version == written), bases[0])
    kind = house.installed.kinds[base.kind]
    made, overlay, problems = layering.lay(kind, ref, base.language, base.data, text, file)
    changes = overlay.changes if overlay else ()
    if overlay is not None:
        problems = [*_wrong_head(document, overlay, bases, ref), *problems]
    if made is None or problems:
        return Tried(base, None, None, changes, tuple(problems))
    definition, errors, warnings = _whole(house, catalogue, kind, made, document, changes)
    return Tried(base, None if errors else made, definition, changes, tuple(errors), tuple(warnings))


def _wrong_head(document: Document, overlay: Any, bases: Sequence[Base], ref: str) -> Iterator[Problem]:
    versions = list(dict.fromkeys(one.version for one in bases))
    if overlay.of != ref:
        yield Finding(
            ("of",), "E708", sentence("this overlay is of '{of}'", of=overlay.of), sentence("write of: {ref}", ref=ref)
        ).placed(document)
    elif overlay.at not in versions:
        hint = sentence("write at: {versions}, once you have looked at what is different", versions=versions[-1])
        message = sentence("it was written for {at}, and {list} is here", at=overlay.at, list=" or ".join(versions))
        yield Finding(("at",), "E707", message, hint).placed(document)


def _whole(
    house: House,
    catalogue: Catalogue,
    kind: DefinitionKind,
    snapshot: Snapshot,
    document: Document,
    changes: Sequence[Any],
) -> tuple[Any, list[Problem], list[Problem]]:
    """The home's whole catalogue with the new definition in it, checked: (the definition, errors, warnings)."""
    definition, findings = build(kind.model, kind.normalise(dict(snapshot.data)), snapshot.language, kind.name)
    places = _Places(document, changes, snapshot.data)
    if definition is None:
        return None, [places.problem(one) for one in findings], []
    installed = house.installed.surroundings
    loaded = {
        ref: replace(installed.definitions[ref], definition=one.definition, data=one.snapshot.data)
        for ref, one in catalogue.definitions.items()
        if ref in installed.definitions
    }
    mine = replace(installed.definitions[snapshot.ref], definition=definition, data=snapshot.data)
    loaded[snapshot.ref] = mine
    packs = {id: pack for id, pack in installed.packs.items() if any(one.pack == id for one in loaded.values())}
    around = replace(installed, definitions=loaded, packs=packs)
    found: list[Problem] = [places.problem(one) for one in _check(house, around, mine)]
    for one in loaded.values():
        if one is not mine and _names(around, one, snapshot.ref):
            found += _broken(house, installed, around, one, places)
    hurt, missing = find_in_texts(mine, packs[mine.pack].languages, installed.words)
    found += [places.problem(one) for one in hurt]
    errors = [one for one in found if one.severity == "error"]
    warnings = [one for one in found if one.severity != "error"]
    warnings += [places.problem(one, severity="warning") for one in missing]
    warnings += [one.placed(document) for one in _half_reworded(changes, packs[mine.pack].languages)]
    return definition, errors, warnings


def _half_reworded(changes: Sequence[Any], languages: Sequence[str]) -> Iterator[Finding]:
    """New words in one language leave the pack's own in the other, which may say something else."""
    for number, change in enumerate(changes):
        for key in ("ask", "help", "easy") if change.verb == "reword" else ():
            text = getattr(change, key)
            for language in languages if text is not None else ():
                if language not in text.words:
                    name = language_name(language)
                    message = sentence("these words have no {name}, so the pack's own {name} stays", name=name)
                    hint = sentence(
                        "add {language}: …; where you are unsure of it, add review: [{language}] too", language=language
                    )
                    yield Finding(("changes", number, key), "E107", message, hint, "warning")


def _broken(
    house: House, before: Surroundings, around: Surroundings, loaded: Loaded, places: _Places
) -> Iterator[Problem]:
    """What is wrong with another definition now that was not before, said with its title."""
    known = {(one.code, one.message) for one in _check(house, before, loaded)}
    title = Text(loaded.definition.title.words)
    for one in _check(house, around, loaded):
        if (one.code, one.message) not in known:
            yield places.problem(
                replace(one, message=sentence("{title}: {message}", title=title, message=one.message)), elsewhere=True
            )


def _check(house: House, around: Surroundings, loaded: Loaded) -> list[Finding]:
    kind = house.installed.kinds[loaded.kind]
    return list(kind.check(loaded.definition, around.seen_by(loaded)))


def _names(around: Surroundings, loaded: Loaded, ref: str) -> bool:
    """True when another definition asks the one that changed, so that its rules may name what is gone."""
    asks = around.kinds[loaded.kind].asks
    if loaded.kind in OVERLAID:
        return any(one.ref == ref for one, _ in around.companions(loaded.ref).values())
    if asks is None:
        return False
    found = (around.find("form", form, loaded.pack) for _, form, _ in asks(loaded.definition))
    return any(one is not None and one.ref == ref for one in found)


class _Places:
    """Where in the overlay's text a problem of the whole definition comes from: the change that is about that question."""

    def __init__(self, document: Document, changes: Sequence[Any], data: Mapping[str, Any]) -> None:
        self.document = document
        self.about = [_about(change) for change in changes]
        self.data = data

    def problem(self, finding: Finding, *, severity: Severity | None = None, elsewhere: bool = False) -> Problem:
        """A finding in the made definition, or (`elsewhere`) in one that names it, placed in the overlay's text."""
        ids = [] if elsewhere else self._questions(finding.path)
        number = next((n for n, one in enumerate(self.about) if set(ids) & one), None)
        if number is None:
            words = set(finding.message.replace("'", " ").replace(".", " ").replace("\u201d", " ").split())
            number = next((n for n, one in enumerate(self.about) if words & one), None)
        path: Path = ("changes",) if number is None else ("changes", number)
        return replace(finding, path=path, at="value", severity=severity or finding.severity).placed(self.document)

    def _questions(self, path: Path) -> list[str]:
        """The ids of the questions a path leads through, the innermost first."""
        here: Any = self.data
        found: list[str] = []
        for step in path:
            try:
                here = here[step]
            except (KeyError, IndexError, TypeError):
                break
            if isinstance(here, Mapping) and "id" in here:
                found.insert(0, str(here["id"]))
        return found


def _about(change: Any) -> set[str]:
    """The ids of the questions a change is about."""
    target = change.target.get("id") if isinstance(change.target, Mapping) else change.target
    return {str(one) for one in (target, change.question) if one}
