"""What is checked of a mapping beyond its shape: that every question it takes is asked somewhere, and its dates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.definitions import Finding
from core.problems import Path, did_you_mean
from core.text import sentence
from forms.mapping.model import Mapping, Take


def normalise(data: dict[str, Any]) -> dict[str, Any]:
    """`takes: [exchange.my_view.going_well]` written out as `takes: [{question: …}]`."""
    parts = data.get("parts")
    return {**data, "parts": [_part(one) for one in parts]} if isinstance(parts, list) else data


def _part(data: Any) -> Any:
    if not isinstance(data, dict) or not isinstance(data.get("takes"), list):
        return data
    return {**data, "takes": [{"question": one} if isinstance(one, str) else one for one in data["takes"]]}


def check_mapping(mapping: Mapping, seen: Any) -> Iterator[Finding]:
    """Forms, questions and voices that do not exist; ids that stand twice; an end before the beginning."""
    if mapping.until is not None and mapping.until <= mapping.from_:
        yield Finding(
            ("until",), "E106", sentence("this ends before it begins"), sentence("the last day stands after `from`")
        )
    if mapping.audience is not None and mapping.audience not in seen.matrix.rows:
        hint = did_you_mean(mapping.audience, seen.matrix.rows) or sentence(
            "rows are {list}", list=", ".join(seen.matrix.rows)
        )
        yield Finding(
            ("audience",),
            "E201",
            sentence("the permission matrix has no row '{audience}'", audience=mapping.audience),
            hint,
        )
    ids: set[str] = set()
    for number, part in enumerate(mapping.parts):
        if part.id in ids:
            yield Finding(
                ("parts", number, "id"),
                "E109",
                sentence("the part '{id}' stands twice", id=part.id),
                sentence("give it another id"),
            )
        ids.add(part.id)
        for place, take in enumerate(part.takes):
            yield from _take(take, ("parts", number, "takes", place), seen)


def _take(take: Take, path: Path, seen: Any) -> Iterator[Finding]:
    at: Path = (*path, "question")
    if take.question.count(".") != 2:
        yield Finding(
            at, "E102", sentence("'{word}' names no question", word=take.question), sentence("write pack.form.question")
        )
        return
    found = seen.definitions.get(take.form)
    if found is None or found.kind not in ("form", "check_in"):
        yield seen.unknown("form", take.form, "", at)
        return
    question = found.definition.question(take.id)
    if question is None:
        known = [one.id for one in found.definition.questions()]
        hint = did_you_mean(take.id, known) or sentence("it asks {list}", list=", ".join(known))
        yield Finding(at, "E202", sentence("the form '{form}' asks no '{id}'", form=take.form, id=take.id), hint)
    for number, voice in enumerate(take.voices):
        if voice not in seen.people.voices:
            hint = did_you_mean(voice, seen.people.voices) or sentence(
                "voices are {list}", list=", ".join(seen.people.voices)
            )
            yield Finding((*path, "voices", number), "E201", sentence("there is no voice '{voice}'", voice=voice), hint)
