"""Who may see what: a matrix kept as data (`permissions: home`), read by one pure function.

The same rows answer "may X see Y, and why" and "list all that X may see".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from pydantic import Field

from core.definitions import DefId, Finding, Strict, TextField
from core.problems import did_you_mean
from core.text import Sentence, Text, english, sentence

Condition = Literal["seat", "circle", "scope", "share", "own"]
"""What must be so for a half mark: a seat at this case, in the person's circle, a legal scope, a live share, one's own words."""


class Mark(Strict):
    """One cell of the matrix."""

    said_as: ClassVar[Sentence] = sentence("a mark")
    see: Literal["full", "own", "none", "when"]
    when: Condition | None = None
    part: str | None = None
    at_least: int | None = None


class Row(Strict):
    """One thing that can be seen, and each role's mark for it; a role that is not named sees nothing."""

    said_as: ClassVar[Sentence] = sentence("a row")
    id: DefId
    title: TextField
    about: TextField | None = None
    may: Mapping[str, Mark]


class PermissionsDefinition(Strict):
    """The matrix (`permissions: home`)."""

    said_as: ClassVar[Sentence] = sentence("a permissions file")
    id: DefId
    title: TextField
    about: TextField | None = None
    rows: tuple[Row, ...] = Field(min_length=1)


def normalise(data: dict[str, Any]) -> dict[str, Any]:
    """`full` written out as `{see: full}`, and `{when: seat}` as `{see: when, when: seat}`."""
    out = dict(data)
    if isinstance(out.get("rows"), list):
        out["rows"] = [_row(row) if isinstance(row, dict) else row for row in out["rows"]]
    return out


def _row(data: dict[str, Any]) -> dict[str, Any]:
    may = data.get("may")
    if not isinstance(may, dict):
        return data
    return {**data, "may": {role: _mark(mark) for role, mark in may.items()}}


def _mark(mark: Any) -> Any:
    if isinstance(mark, str):
        return {"see": mark}
    if isinstance(mark, dict) and "when" in mark:
        return {"see": "when", **mark}
    return mark


@dataclass(frozen=True)
class Asker:
    """Who is asking, as far as seeing is concerned.

    `own`: the words are theirs or about them by their own hand; `seat`, `circle`, `scope`, `share`: which half marks hold.
    """

    roles: tuple[str, ...]
    holds: frozenset[Condition] = frozenset()


@dataclass(frozen=True)
class Answer:
    """Yes or no, and why: the row and role that decided."""

    yes: bool
    why: str
    part: str | None = None
    at_least: int | None = None


@dataclass(frozen=True)
class Matrix:
    """All permission files of a catalogue, seen as one."""

    rows: Mapping[str, Row] = field(default_factory=dict)

    @classmethod
    def of(cls, definitions: Iterable[PermissionsDefinition]) -> Matrix:
        """One view over several files."""
        return cls({row.id: row for definition in definitions for row in definition.rows})

    def may(self, asker: Asker, row_id: str) -> Answer:
        """May somebody with these roles see the things of this row? The widest of their marks decides."""
        row = self.rows.get(row_id)
        if row is None:
            return Answer(False, f"no row '{row_id}' in the permission matrix")
        best = Answer(False, f"{row_id}: not for {', '.join(asker.roles) or 'anybody who is not signed in'}")
        for role in asker.roles:
            mark = row.may.get(role)
            if mark is None or mark.see == "none":
                continue
            if mark.see == "full":
                return Answer(True, f"{row_id}: {role} sees all of it", mark.part, mark.at_least)
            condition: Condition = "own" if mark.see == "own" else mark.when or "share"
            if condition in asker.holds:
                if not best.yes or best.part is not None:
                    best = Answer(True, f"{row_id}: {role} sees it ({condition})", mark.part, mark.at_least)
            elif not best.yes:
                best = Answer(False, f"{row_id}: {role} sees it only with {condition}")
        return best

    def seen_by(self, asker: Asker) -> Iterator[tuple[str, Text, Answer]]:
        """Every row with the answer for this asker: the list of all they may see, and may not."""
        for id, row in self.rows.items():
            yield id, row.title, self.may(asker, id)


def check_permissions(definition: PermissionsDefinition, surroundings: Any) -> Iterable[Finding]:
    """Roles in the matrix that do not exist, and rows given twice."""
    roles = surroundings.people.roles
    seen: set[str] = set()
    for number, row in enumerate(definition.rows):
        if row.id in seen:
            yield Finding(
                ("rows", number, "id"),
                "E109",
                english(f"the row '{row.id}' stands twice"),
                english("give it another id"),
            )
        seen.add(row.id)
        for role in row.may:
            if role not in roles:
                hint = did_you_mean(role, roles) or english(f"roles are {', '.join(roles)}")
                yield Finding(
                    ("rows", number, "may", role), "E201", english(f"there is no role '{role}'"), hint, at="key"
                )
