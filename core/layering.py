"""A home's own tools: installed → switched on → adopted → overlaid, as one immutable catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import Field

from core import yamlfile
from core.catalogue import Catalogue, Installed, Published, Snapshot
from core.definitions import DefId, DefinitionKind, Finding, Reference, Strict, TextField, build
from core.problems import Path, Problem
from core.records import KeptSnapshot, Tools
from core.stores.protocol import Tx
from core.text import Sentence, sentence

ALWAYS_ON = "home"
"""The pack every home needs: without it there are no roles."""

VERBS = ("reword", "hide", "add", "move_after", "add_option")


class Change(Strict):
    """One change of an overlay. `verb` is the key it was written with and `target` the question it is about."""

    said_as: ClassVar[Sentence] = sentence("a change")
    verb: str
    target: Any = None
    because: TextField
    ask: TextField | None = None
    help: TextField | None = None
    easy: TextField | None = None
    by_voice: Mapping[str, Any] | None = None
    label: TextField | None = None
    title: TextField | None = None
    about: TextField | None = None
    after: str | None = None
    page: str | None = None
    question: str | None = None
    option: Mapping[str, Any] | None = None


class OverlayDefinition(Strict):
    """What a home has changed about one definition of a pack (`overlay: six_senses`)."""

    said_as: ClassVar[Sentence] = sentence("an overlay")
    id: DefId
    of: Reference
    at: str
    about: TextField | None = None
    changes: tuple[Change, ...] = Field(default=())


def normalise(data: dict[str, Any]) -> dict[str, Any]:
    """`{reword: q, …}` written out as `{verb: reword, target: q, …}`."""
    out = dict(data)
    if isinstance(out.get("changes"), list):
        out["changes"] = [_change(change) if isinstance(change, dict) else change for change in out["changes"]]
    return out


def _change(data: dict[str, Any]) -> dict[str, Any]:
    verb = next((word for word in VERBS if word in data), None)
    if verb is None or "verb" in data or "target" in data:
        others = [key for key in data if key not in Change.model_fields]
        # The first strange word is taken for the verb, so that there is one message, and it offers the verbs.
        return (
            {"verb": others[0], "target": data[others[0]], **{k: data[k] for k in data if k != others[0]}}
            if others
            else data
        )
    return {"verb": verb, "target": data[verb], **{key: value for key, value in data.items() if key != verb}}


def check_overlay(overlay: OverlayDefinition, seen: Any) -> list[Finding]:
    """The overlay laid over what it is of, with everything that does not fit."""
    target = seen.definitions.get(overlay.of if "." in overlay.of else f"{seen.pack}.{overlay.of}")
    if target is None:
        return [seen.unknown("form", overlay.of, seen.pack, ("of",))]
    kind: DefinitionKind = seen.kinds[target.kind]
    if kind.overlay is None:
        return [
            Finding(
                ("of",),
                "E701",
                sentence("a {kind} cannot be overlaid", kind=target.kind),
                sentence("forms and check-ins can"),
            )
        ]
    _, findings = kind.overlay(target.data, overlay.changes)
    return list(findings)


def written_in(data: Mapping[str, Any], path: Path) -> Path:
    """Where a path of the full shape was written: `target` and `verb` are the key that the change begins with."""
    if len(path) < 3 or path[0] != "changes" or path[2] not in ("verb", "target"):
        return path
    change = data["changes"][path[1]]
    verb = next((key for key in change if key in VERBS or key not in Change.model_fields), path[2])
    return (*path[:2], verb, *path[3:])


OVERLAY_KIND = DefinitionKind("overlay", OverlayDefinition, check_overlay, normalise, written_in)


def lay(
    kind: DefinitionKind, ref: str, language: str, base: Mapping[str, Any], text: str, file: str
) -> tuple[Snapshot | None, OverlayDefinition | None, list[Problem]]:
    """A base with the overlay in `text` over it: the snapshot and the overlay, or every problem with its line."""
    document = yamlfile.read(text, file)
    if document.data is None or document.problems:
        return None, None, list(document.problems)
    overlay, findings = build(OverlayDefinition, normalise(document.data), language, "overlay")
    if overlay is None or kind.overlay is None:
        return None, None, [OVERLAY_KIND.placed(finding, document) for finding in findings]
    data, findings = kind.overlay(base, overlay.changes)
    problems = [OVERLAY_KIND.placed(finding, document) for finding in findings]
    return (None if problems else Snapshot(ref, kind.name, language, data)), overlay, problems


def catalogue_of(installed: Installed, tools: Tools, tx: Tx) -> Catalogue:
    """What a home has: only the packs it switched on, each definition as installed or as the home published it."""
    wanted = {ALWAYS_ON, *tools.modules}
    whole = installed.catalogue
    definitions: dict[str, Published] = {}
    for ref, one in whole.definitions.items():
        if one.pack not in wanted:
            continue
        own = KeptSnapshot.get(tx, tools.overlays[ref]["published"]) if ref in tools.overlays else None
        definitions[ref] = _published(installed, ref, own) if own else one
    return Catalogue(definitions, {id: head for id, head in whole.packs.items() if id in wanted})


def _published(installed: Installed, ref: str, own: KeptSnapshot) -> Published:
    snapshot = Snapshot(ref, own.definition_kind, own.language, own.data)
    return Published(ref, snapshot.kind, ref.partition(".")[0], snapshot.definition(installed.kinds), snapshot)
