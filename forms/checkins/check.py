"""What is checked of a check-in beyond what is checked of any form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from core.definitions import Finding
from core.expressions import BOOL, ExpressionError, Scope, check
from core.problems import did_you_mean
from core.text import sentence
from forms.check import check_form
from forms.compiled import expression_findings
from forms.model import CheckIn
from forms.symbols import scope_of, symbol_of


def check_check_in(check_in: CheckIn, seen: Any) -> Iterator[Finding]:
    """Everything that is wrong with a check-in."""
    yield from check_form(check_in, seen)
    groups = seen.people.groups
    for number, group in enumerate(check_in.groups):
        if group not in groups:
            yield _no_group(group, ("groups", number), groups)
    for part, named in (("rhythm", check_in.rhythm), ("privacy", check_in.privacy.groups)):
        for group in named:
            if group not in check_in.groups:
                place: tuple[str, ...] = (part, group) if part == "rhythm" else (part, "groups", group)
                yield Finding(
                    place,
                    "E201",
                    sentence("'{group}' is not a group of this check-in", group=group),
                    sentence("groups are {list}", list=", ".join(check_in.groups)),
                    at="key",
                )
    yield from _measures(check_in)
    yield from _between(check_in, seen)
    pictures = [key for key, picture in seen.pictures().items() if picture.of == "series"]
    if check_in.picture is not None and check_in.picture not in pictures:
        hint = did_you_mean(check_in.picture, pictures) or sentence(
            "pictures are {word}", word=", ".join(pictures) or sentence("none")
        )
        yield Finding(("picture",), "E503", sentence("there is no picture '{picture}'", picture=check_in.picture), hint)
    scope = signal_scope(check_in, seen.question_types(), seen.people)
    known: set[str] = set()
    for number, signal in enumerate(check_in.signals):
        path: tuple[str | int, ...] = ("signals", number)
        if signal.id in known:
            yield Finding(
                (*path, "id"),
                "E109",
                sentence("the signal '{id}' stands twice", id=signal.id),
                sentence("give it another id"),
            )
        known.add(signal.id)
        try:
            check(signal.when, scope, BOOL)
        except ExpressionError as error:
            yield from expression_findings(error, (*path, "when"))
        if signal.opens is not None and seen.find("workflow", signal.opens, seen.pack) is None:
            yield seen.unknown("workflow", signal.opens, seen.pack, (*path, "opens"))
        if signal.voice is not None and signal.voice not in seen.people.voices:
            yield Finding(
                (*path, "voice"),
                "E201",
                sentence("there is no voice '{voice}'", voice=signal.voice),
                did_you_mean(signal.voice, seen.people.voices),
            )


def _between(check_in: CheckIn, seen: Any) -> Iterator[Finding]:
    measures = [one.id for one in check_in.measures]
    for number, line in enumerate(check_in.between):
        path: tuple[str | int, ...] = ("between", number)
        if line.measure not in measures:
            hint = did_you_mean(line.measure, measures) or sentence("measures are {list}", list=", ".join(measures))
            message = sentence("there is no measure '{measure}'", measure=line.measure)
            yield Finding((*path, "measure"), "E201", message, hint)
        for key, group in (("high", line.high), ("low", line.low)):
            if group not in check_in.groups:
                hint = sentence("groups are {list}", list=", ".join(check_in.groups))
                message = sentence("'{group}' is not a group of this check-in", group=group)
                yield Finding((*path, key), "E201", message, hint)
        if line.opens is not None and seen.find("workflow", line.opens, seen.pack) is None:
            yield seen.unknown("workflow", line.opens, seen.pack, (*path, "opens"))


def signal_scope(check_in: CheckIn, types: Any, people: Any) -> Scope:
    """In a signal the names are the measures."""
    symbols = {}
    for measure in check_in.measures:
        question = check_in.question(measure.question)
        symbol = symbol_of(question, types) if question is not None and question.type in types else None
        if symbol is not None:
            symbols[measure.id] = symbol
    return replace(scope_of(check_in, types, people), own={}, measures=symbols)


def _no_group(group: str, path: tuple[str | int, ...], groups: Any) -> Finding:
    hint = did_you_mean(group, groups) or sentence("groups are {list}", list=", ".join(groups))
    return Finding(path, "E201", sentence("there is no group '{group}'", group=group), hint)


def _measures(check_in: CheckIn) -> Iterator[Finding]:
    ids = [question.id for question in check_in.questions()]
    known: set[str] = set()
    for number, measure in enumerate(check_in.measures):
        if measure.id in known:
            yield Finding(
                ("measures", number, "id"),
                "E109",
                sentence("the measure '{id}' stands twice", id=measure.id),
                sentence("give it another id"),
            )
        known.add(measure.id)
        if measure.question not in ids:
            hint = did_you_mean(measure.question, ids) or sentence("questions are {list}", list=", ".join(ids))
            yield Finding(
                ("measures", number, "question"),
                "E501",
                sentence("there is no question '{question}'", question=measure.question),
                hint,
            )
            continue
        question = check_in.question(measure.question)
        if question is not None and question.type not in ("faces", "words_scale"):
            hint = sentence("a measure is a question of faces or a words_scale")
            yield Finding(
                ("measures", number, "question"),
                "E502",
                sentence("a {type} question makes no series", type=question.type),
                hint,
            )
