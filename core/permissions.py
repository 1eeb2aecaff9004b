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

Condition = Literal["seat", "circle", "scope", "share", "own", "named"]
"""What must be so for a half mark: a seat at this case, in the person's circle, a legal scope, a live share, one's own words,
one's name on the list that the home keeps for it."""


class Mark(Strict):
    """One cell of the matrix."""

    said_as: ClassVar[Sentence] = sentence("a mark")
    see: Literal["full", "own", "none", "when"]
    when: Condition | None = None
    part: str | None = None
    at_least: int | None = None


class Row(Strict):
    """One thing that can be seen, and each role's mark for it; a role that is not named sees nothing.

    `gift`: the person it is about may share it with those whose mark waits for a share. `home_gift`: it is about nobody by
    name, and those who decide for the home may.
    """

    said_as: ClassVar[Sentence] = sentence("a row")
    id: DefId
    title: TextField
    about: TextField | None = None
    gift: bool = False
    home_gift: bool = False
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

    `own`: the words are theirs or about them by their own hand; `seat`, `circle`, `scope`, `share`, `named`: which half marks
    hold. `shared` are the rows that a live share opens.
    """

    roles: tuple[str, ...]
    holds: frozenset[Condition] = frozenset()
    shared: frozenset[str] = frozenset()

    def meets(self, condition: Condition, row: str) -> bool:
        """True when a half mark of this row holds."""
        return condition in self.holds or (condition == "share" and row in self.shared)


@dataclass(frozen=True)
class Answer:
    """Yes or no, and why: the row and role that decided. `shared`: yes by somebody's gift alone."""

    yes: bool
    why: str
    part: str | None = None
    at_least: int | None = None
    shared: bool = False

    @property
    def whole(self) -> bool:
        """True for all of it, by right: neither a part nor a gift."""
        return self.yes and self.part is None and not self.shared


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
            if asker.meets(condition, row_id):
                why, given = f"{row_id}: {role} sees it ({condition})", condition == "share"
                found = Answer(True, why, mark.part, mark.at_least, given)
                best = max(best, found, key=lambda one: (one.yes, one.part is None, not one.shared))
            elif not best.yes:
                best = Answer(False, f"{row_id}: {role} sees it only with {condition}")
        return best

    def wider(self, row_id: str, than: str) -> str | None:
        """A role that sees things of this row although it sees none of the other, or fewer of them; None: there is none.

        One's own words are always one's own, so a mark for them alone is as narrow as none.
        """
        mine, theirs = self.rows[row_id].may, self.rows[than].may
        return next((role for role, mark in mine.items() if _wider(mark, theirs.get(role))), None)

    def seen_by(self, asker: Asker) -> Iterator[tuple[str, Text, Answer]]:
        """Every row with the answer for this asker: the list of all they may see, and may not."""
        for id, row in self.rows.items():
            yield id, row.title, self.may(asker, id)


def _wider(mark: Mark, than: Mark | None) -> bool:
    if mark.see in ("none", "own"):
        return False
    if than is None or than.see in ("none", "own"):
        return True
    if mark.see == "full" or mark.when != than.when:
        return than.see != "full" or _less_of_it(mark, than)
    return _less_of_it(mark, than)


def _less_of_it(mark: Mark, than: Mark) -> bool:
    """True when the other mark opens only a part, or only groups, where this one opens more."""
    part = than.part is not None and mark.part != than.part
    return part or (than.at_least is not None and (mark.at_least or 0) < than.at_least)


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
