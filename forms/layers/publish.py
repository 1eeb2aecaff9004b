"""A home's overlay put in use: the text is kept as it was typed, with its comments; what it made is frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from core import outbox
from core.catalogue import Catalogue, Published, Snapshot
from core.house import TOOLS, House
from core.ids import new_id
from core.records import Kept, KeptSnapshot, Tools, stamp
from core.stores.protocol import Conflict, Tx
from forms.layers.tried import OVERLAID, Base, Tried


@dataclass(frozen=True, kw_only=True)
class OverlayText(Kept):
    """One text of an overlay as it was put in use: `by` whom (a person id) and when, and the hash of what it made.

    `number` counts the texts of one definition from 1; nothing is ever overwritten.
    """

    kind: ClassVar[str] = "overlay_text"
    indexes: ClassVar[tuple[str, ...]] = ("ref", "number")
    persons: ClassVar[tuple[str, ...]] = ("by",)
    keeps: ClassVar[str] = "tools"
    ref: str
    number: int
    at: str
    by: str
    hash: str
    text: str


def tools_of(tx: Tx) -> Tools:
    """What the home has chosen."""
    return Tools.get(tx, TOOLS) or Tools(id=TOOLS)


def bases_of(house: House, tx: Tx, tools: Tools, ref: str) -> tuple[Base, ...]:
    """What an overlay of `ref` may lie over: the version the home has adopted, then the installed one; none: no such tool."""
    found: list[Base] = []
    own = tools.overlays.get(ref)
    kept = KeptSnapshot.get(tx, own["base"]) if own else None
    if own is not None and kept is not None:
        found.append(Base(ref, kept.definition_kind, kept.language, own["at"], kept.data))
    installed = house.installed.catalogue.definitions.get(ref)
    if installed is not None and installed.kind in OVERLAID:
        head = house.installed.catalogue.packs.get(installed.pack)
        snapshot = installed.snapshot
        found.append(Base(ref, snapshot.kind, snapshot.language, head.version if head else "0.0.0", snapshot.data))
    return tuple(found)


def text_of(tx: Tx, tools: Tools, ref: str) -> str:
    """The text of the overlay that is in use; empty where there is none."""
    own = tools.overlays.get(ref)
    kept = OverlayText.get(tx, own["text"]) if own else None
    return kept.text if kept is not None else ""


def texts_of(tx: Tx, ref: str) -> list[OverlayText]:
    """Every text that was put in use for a definition, oldest first."""
    return OverlayText.find(tx, {"ref": ref}, order="number")


def publish(house: House, tx: Tx, text: str, tried: Tried, actor: str, revision: int) -> Tools:
    """Put an overlay in use; an empty text means: as the pack has it.

    Answers given before keep the snapshot they were given in. Raises Conflict for a stale page.
    """
    tools = tools_of(tx)
    if tools.revision != revision:
        raise Conflict(Tools.kind, TOOLS, revision, tools.revision)
    base = tried.base
    if tried.snapshot is None or base is None:
        raise ValueError("an overlay with problems cannot be put in use")
    ref = base.ref
    now = stamp(house.clock.now())
    line = OverlayText(
        id=new_id(),
        ref=ref,
        number=len(texts_of(tx, ref)) + 1,
        at=now,
        by=actor,
        hash=tried.snapshot.hash,
        text=text,
    ).keep(tx)
    overlays: dict[str, Mapping[str, Any]] = {one: own for one, own in tools.overlays.items() if one != ref}
    if text.strip():
        kept = house.keep_snapshot(tx, Snapshot(ref, base.kind, base.language, base.data))
        published = house.keep_snapshot(tx, tried.snapshot)
        overlays[ref] = {"at": base.version, "base": kept, "published": published, "text": line.id}
    outbox.record(house, tx, "published", actor, {"definition": ref}, hash=tried.snapshot.hash)
    return replace(tools, overlays=overlays, changed_at=now).keep(tx)


def published(catalogue: Catalogue, ref: str) -> Published | None:
    """The tool as this home uses it."""
    found = catalogue.definitions.get(ref)
    return found if found is not None and found.kind in OVERLAID else None


STARTER = """\
# {why}
#   - {{reword: <{question}>, ask: {{en: …, cy: …}}, because: …}}
#   - {{hide: <{question}>, because: …}}
#   - {{add: {{id: …, ask: {{en: …, cy: …}}, type: …}}, after: <{question}>, because: …}}
#   - {{move_after: <{question}>, question: <{mover}>, because: …}}
#   - {{add_option: <{question}>, option: {{id: …, label: {{en: …, cy: …}}}}, because: …}}
overlay: {id}
of: {ref}
at: {version}
changes: []
"""
"""What the text view begins with when a home has changed nothing yet."""
