"""Pure: the same draft changed on two pages. What only one of them changed is taken; where both did, both are said."""

from __future__ import annotations

from collections.abc import Iterable

from forms.answers import Typed

_ROWS = ("_row", "_out")


def lay_together(base: Typed, theirs: Typed, mine: Typed, groups: Iterable[str]) -> tuple[Typed, list[str]]:
    """What stands after both pages: (typed, the questions that both changed differently, which hold my words).

    `base` is what both pages began with, `groups` the questions that have rows. A row that either page added stays; one
    that either took out rests beside.
    """
    made = dict(theirs)
    both: list[str] = []
    with_rows = set(groups)
    questions = dict.fromkeys(_question(part, with_rows) for one in (base, theirs, mine) for part in one)
    for name in questions:
        top, _, last = name.partition(".")
        if last in _ROWS and top in with_rows:
            made[name] = _rows(base.get(name, ()), theirs.get(name, ()), mine.get(name, ()))
            continue
        was, there, here = (_parts(one, name, with_rows) for one in (base, theirs, mine))
        if here == was:
            continue
        if there not in (was, here):
            both.append(name)
        for part in {**was, **there}:
            made.pop(part, None)
        made |= {part: mine[part] for part in here}
    return made, both


def as_there(typed: Typed, theirs: Typed, names: Iterable[str], groups: Iterable[str]) -> Typed:
    """`typed` with some questions as the other page has them."""
    wanted, with_rows = set(names), set(groups)
    made = {part: values for part, values in typed.items() if _question(part, with_rows) not in wanted}
    return made | {part: values for part, values in theirs.items() if _question(part, with_rows) in wanted}


def _question(part: str, groups: set[str]) -> str:
    """The question an input belongs to: `born.day` to `born`, `hopes.r7.hope` to itself, as it stands in its row."""
    steps = part.split(".")
    return ".".join(steps[:3]) if steps[0] in groups else steps[0]


def _parts(typed: Typed, name: str, groups: set[str]) -> dict[str, tuple[str, ...]]:
    """What was typed for one question, without what is empty."""
    found = {
        part: tuple(value.replace("\r\n", "\n") for value in values if value)
        for part, values in typed.items()
        if part.startswith(name) and _question(part, groups) == name
    }
    return {part: values for part, values in found.items() if values}


def _rows(base: tuple[str, ...], theirs: tuple[str, ...], mine: tuple[str, ...]) -> tuple[str, ...]:
    gone = (set(base) - set(theirs)) | (set(base) - set(mine))
    return tuple(row for row in dict.fromkeys((*theirs, *mine)) if row not in gone)
