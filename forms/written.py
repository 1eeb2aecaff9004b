"""Pure: stored values as they would have been typed, and values as people write them in a scenario or a story."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms.compiled import Compiled
from forms.model import Question


def typed_from(
    compiled: Compiled, values: Mapping[str, Any], declined: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """What would have been typed to give these stored values: for changing an answer, a default, a demo story."""
    typed: dict[str, tuple[str, ...]] = {}
    for question in compiled.form.questions():
        if question.id in declined:
            typed[f"{question.id}.declined"] = (declined[question.id],)
        value = values.get(question.id)
        if value is None:
            continue
        if question.type == "group":
            inner = {one.id: one for one in question.questions}
            typed[f"{question.id}._row"] = tuple(row["row"] for row in value)
            for row in value:
                for id, answer in row["answers"].items():
                    if id in inner:
                        _type(compiled, typed, inner[id], f"{question.id}.{row['row']}.{id}", answer)
        else:
            _type(compiled, typed, question, question.id, value)
    return typed


def _type(compiled: Compiled, typed: dict[str, tuple[str, ...]], question: Question, name: str, value: Any) -> None:
    for part, texts in compiled.types[question.type].raw(question, value).items():
        typed[f"{name}.{part}" if part else name] = texts


def stored(question: Question | None, value: Any) -> Any:
    """A value as people write it in a scenario or a story, as it would be stored: rows get ids, a name becomes a person."""
    if question is None:
        return value
    if question.type == "group":
        rows = value if isinstance(value, tuple | list) else (value,)
        return [_stored_row(question, row, number) for number, row in enumerate(rows, start=1)]
    if question.type == "person":
        return _somebody(value)
    if question.type == "people":
        return [_somebody(one) for one in value]
    return _thawed(value)


def _stored_row(question: Question, row: Mapping[str, Any], number: int) -> dict[str, Any]:
    inner = {one.id: one for one in question.questions}
    answers = (
        row["answers"] if set(row) == {"row", "answers"} else {key: one for key, one in row.items() if key != "row"}
    )
    return {
        "row": str(row.get("row", f"r{number}")),
        "answers": {key: stored(inner.get(key), one) for key, one in answers.items()},
    }


def _somebody(value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        return {"id": None, "name": value}
    return {"id": value.get("id"), "name": value["name"]}


def _thawed(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _thawed(one) for key, one in value.items()}
    return [_thawed(one) for one in value] if isinstance(value, tuple | list) else value
