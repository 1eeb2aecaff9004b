"""A home's overlay: tried, then put in use. The text is kept as it was typed, with its comments; what it made is frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from core import layering, outbox
from core.catalogue import Catalogue, Published, Snapshot, Surroundings, find_in_texts
from core.definitions import DefinitionKind
from core.house import TOOLS, House
from core.packs import Loaded
from core.problems import Place, Problem
from core.records import Tools, stamp
from core.stores.protocol import Conflict, Tx
from core.text import Text

OVERLAID = ("form", "check_in")
"""The kinds a home can lay its own changes over."""


@dataclass(frozen=True)
class Tried:
    """What came of an overlay's text: a snapshot and its sentences, or the problems that are in the way.

    `warnings` do not stop it from being used (a text with no Welsh, say).
    """

    snapshot: Snapshot | None
    definition: Any
    changes: tuple[Any, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...] = ()


def base_of(house: House, tools: Tools, ref: str) -> tuple[Mapping[str, Any], str, str, str] | None:
    """What an overlay of `ref` lies over: (data, kind, language, version): the adopted base, else the installed definition."""
    own = tools.overlays.get(ref)
    if own is not None:
        return own["base"], own["kind"], own["language"], own["at"]
    found = house.installed.catalogue.definitions.get(ref)
    if found is None or found.kind not in OVERLAID:
        return None
    head = house.installed.catalogue.packs.get(found.pack)
    return found.snapshot.data, found.kind, found.snapshot.language, head.version if head else "0.0.0"


def try_out(house: House, catalogue: Catalogue, tools: Tools, ref: str, text: str) -> Tried:
    """Lay the overlay in `text` over its base and check it with everything else the home has. Keeps nothing."""
    base = base_of(house, tools, ref)
    if base is None:
        return Tried(
            None, None, (), (Problem(Place("overlay"), "E701", "there is no such tool", "choose one from the list"),)
        )
    data, kind_name, language, version = base
    kind: DefinitionKind = house.installed.kinds[kind_name]
    file = f"{ref}.yaml"
    if not text.strip():
        snapshot = Snapshot(ref, kind_name, language, data)
        return Tried(snapshot, snapshot.definition(house.installed.kinds), (), ())
    snapshot, overlay, problems = layering.lay(kind, ref, language, data, text, file)
    if overlay is not None and snapshot is not None:
        if overlay.of != ref:
            problems = [
                Problem(
                    Place(file, *_line(text, "of:")), "E708", f"this overlay is of '{overlay.of}'", f"write of: {ref}"
                )
            ]
        elif overlay.at != version:
            hint = f"write at: {version}, once you have looked at what is different"
            problems = [
                Problem(
                    Place(file, *_line(text, "at:")),
                    "E707",
                    f"it was written for {overlay.at}, and {version} is here",
                    hint,
                )
            ]
    if snapshot is None or overlay is None or problems:
        return Tried(None, None, overlay.changes if overlay else (), tuple(problems))
    found = _whole(house, catalogue, kind, snapshot, file)
    return Tried(
        snapshot if not found[0] else None,
        found[2],
        overlay.changes,
        tuple(found[0]),
        tuple(found[1]),
    )


def _line(text: str, start: str) -> tuple[int, int]:
    return next(((number, 1) for number, line in enumerate(text.split("\n"), 1) if line.startswith(start)), (1, 1))


def _whole(
    house: House, catalogue: Catalogue, kind: DefinitionKind, snapshot: Snapshot, file: str
) -> tuple[list[Problem], list[Problem], Any]:
    """The home's whole catalogue with the new definition in it, checked: (errors, warnings, the definition)."""
    from core.definitions import build

    definition, findings = build(kind.model, kind.normalise(dict(snapshot.data)), snapshot.language, kind.name)
    if definition is None:
        return [Problem(Place(file), one.code, one.message, one.hint) for one in findings], [], None
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
    errors: list[Problem] = []
    for one in loaded.values():
        if one is not mine and not _names(around, one, snapshot.ref):
            continue
        before = set() if one is mine else {(f.code, f.message) for f in _check(house, installed, one)}
        for finding in _check(house, around, one):
            if (finding.code, finding.message) in before:
                continue
            where = "" if one is mine else f"{Text(one.definition.title.words).said('en')}: "
            errors.append(Problem(Place(file), finding.code, where + finding.message, finding.hint, finding.severity))
    hurt, missing = find_in_texts(mine, packs[mine.pack].languages, installed.words)
    errors += [Problem(Place(file), one.code, one.message, one.hint) for one in hurt]
    return errors, [Problem(Place(file), one.code, one.message, one.hint, "warning") for one in missing], definition


def _check(house: House, around: Surroundings, loaded: Loaded) -> list[Any]:
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


def publish(house: House, tx: Tx, ref: str, text: str, tried: Tried, actor: str, revision: int) -> Tools:
    """Put an overlay in use. Answers given before keep the snapshot they were given in. Raises Conflict for a stale page."""
    tools = Tools.get(tx, TOOLS) or Tools(id=TOOLS)
    if tools.revision != revision:
        raise Conflict(Tools.kind, TOOLS, revision, tools.revision)
    base = base_of(house, tools, ref)
    if tried.snapshot is None or base is None:
        raise ValueError("an overlay with problems cannot be put in use")
    data, kind, language, version = base
    house.keep_snapshot(tx, Snapshot(ref, kind, language, data))
    house.keep_snapshot(tx, tried.snapshot)
    now = stamp(house.clock.now())
    earlier = tools.overlays.get(ref, {})
    line = {"at": now, "by": actor, "hash": tried.snapshot.hash, "text": text}
    own = {
        "at": version,
        "base": dict(data),
        "kind": kind,
        "language": language,
        "text": text,
        "published": {"kind": kind, "language": language, "data": dict(tried.snapshot.data)},
        "history": [*earlier.get("history", ()), line],
    }
    outbox.record(house, tx, "published", actor, {"definition": ref}, hash=tried.snapshot.hash)
    return replace(tools, overlays={**tools.overlays, ref: own}, changed_at=now).keep(tx)


def published(catalogue: Catalogue, ref: str) -> Published | None:
    """The tool as this home uses it."""
    found = catalogue.definitions.get(ref)
    return found if found is not None and found.kind in OVERLAID else None


STARTER = """\
# Our own changes to {title}. Each says why, so that the next person understands.
#   - reword: <question>      with ask: {{en: …, cy: …}}
#   - hide: <question>
#   - add: {{id: …, ask: {{en: …, cy: …}}, type: …}}      with after: <question>
#   - {{move_after: <question>, question: <the one that moves>, because: …}}
#   - {{add_option: <question>, option: {{id: …, label: {{en: …, cy: …}}}}, because: …}}
overlay: {id}
of: {ref}
at: {version}
changes: []
"""
"""What the text view begins with when a home has changed nothing yet."""
