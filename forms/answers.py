"""Pure: from what was typed to what is shown, what it means, what is wrong with it and what is still to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from wtforms.form import BaseForm

from core.contributions import Asking
from core.expressions import DictEnv
from core.text import Text
from forms.compiled import Compiled, Key
from forms.model import Question
from forms.records import DECLINED

Typed = Mapping[str, tuple[str, ...]]
"""What was posted, by input name."""


class _Posted(dict[str, tuple[str, ...]]):
    """What was typed, as WTForms wants to read it."""

    def getlist(self, name: str) -> list[str]:
        return list(self.get(name, ()))


@dataclass(frozen=True)
class Place:
    """One question as it stands on a page: `name` is its input name, `row` its row in a repeated group."""

    question: Question
    name: str
    page: int
    group: Question | None = None
    row: str | None = None

    @property
    def key(self) -> Key:
        """Group and id, which rules are kept under."""
        return (self.group.id if self.group else None, self.question.id)


@dataclass
class Reading:
    """What was typed, understood.

    `values` are the stored values of shown questions (groups as rows); `declined` the
    ways of not answering; `errors` a sentence for each input name that cannot be an answer; `places` every question in
    order, `shown` the names of those that are asked.
    """

    places: list[Place] = field(default_factory=list)
    shown: set[str] = field(default_factory=set)
    values: dict[str, Any] = field(default_factory=dict)
    declined: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    nudges: list[Text] = field(default_factory=list)

    def answered(self, question: str) -> bool:
        """True when a shown question has an answer."""
        return question in self.values and question not in self.declined


def rows_of(question: Question, typed: Typed, given: Sequence[str] = ()) -> tuple[str, ...]:
    """The row ids of a group as it stands: those typed, at least as many as it asks for, and those of `for_each`."""
    posted = tuple(dict.fromkeys(row for row in typed.get(f"{question.id}._row", ()) if _row_id(row)))
    if question.repeat is None:
        return ("only",)
    if question.repeat.for_each is not None:
        return tuple(dict.fromkeys((*given, *(row for row in posted if _has_words(question, row, typed)))))
    fresh = (f"r{number}" for number in range(1, 1000) if f"r{number}" not in posted)
    missing = max(question.repeat.at_least, 1) - len(posted)
    return (*posted, *(next(fresh) for _ in range(max(0, missing))))


def _row_id(word: str) -> bool:
    return 0 < len(word) <= 40 and word.isascii() and word.replace("_", "").isalnum()


def _has_words(question: Question, row: str, typed: Typed) -> bool:
    start = f"{question.id}.{row}."
    return any(name.startswith(start) and any(values) for name, values in typed.items())


def places(
    compiled: Compiled, typed: Typed, rows: Mapping[str, Sequence[str]] | None = None, only: Sequence[str] = ()
) -> Iterator[Place]:
    """Every question of the form in order, each row of a group in turn.

    `rows` are the rows of `for_each` groups; `only` the ids of the pages that are asked this time (none: all of them).
    """
    for number, page in enumerate(compiled.form.pages):
        if only and page.id not in only:
            continue
        for question in page.questions:
            yield Place(question, question.id, number)
            if question.type == "group":
                for row in rows_of(question, typed, (rows or {}).get(question.id, ())):
                    for inner in question.questions:
                        yield Place(inner, f"{question.id}.{row}.{inner.id}", number, question, row)


def read(
    compiled: Compiled,
    typed: Typed,
    asking: Asking,
    *,
    voice: str,
    today: date,
    subject: str = "",
    rows: Mapping[str, Sequence[str]] | None = None,
    only: Sequence[str] = (),
) -> Reading:
    """Bind what was typed to a WTForms form, decide question by question what is shown, and say what cannot be an answer."""
    reading = Reading(places=list(places(compiled, typed, rows, only)))
    posted = _Posted(typed)
    fields = {}
    for place in reading.places:
        kind = compiled.types[place.question.type]
        if kind.field is not None:
            fields[place.name] = kind.field(place.question, asking)
    form = BaseForm(fields)
    form.process(posted)
    env = DictEnv(today=today, voice=voice, subject=subject, own=reading.values)
    hidden_pages: set[int] = set()
    for place in reading.places:
        question = place.question
        if place.page not in hidden_pages and place.page in compiled.page_shown and place.row is None:
            if not compiled.page_shown[place.page].evaluate(env):
                hidden_pages.add(place.page)
        if place.page in hidden_pages or not _is_shown(compiled, place, reading, env):
            continue
        reading.shown.add(place.name)
        if question.type == "group":
            continue
        way = next((one for one in typed.get(f"{place.name}.declined", ())[-1:] if one in DECLINED), None)
        if way is not None and (question.type != "yes_no_not_sure" or way != "not_sure"):
            reading.declined[place.name] = way
        if place.key in compiled.computed:
            value = compiled.computed[place.key].evaluate(_row_env(env, reading, place))
            _put(reading, place, value if isinstance(value, int | str) else None)
        elif place.name in fields:
            bound = form[place.name]
            if bound.process_errors:
                reading.errors[place.name] = str(bound.process_errors[0])
            _put(reading, place, bound.data)
            if bound.data is not None and place.name in reading.declined:
                reading.errors[place.name] = BOTH.said(asking.language)
    reading.nudges = [compiled.form.checks[number].say for number, rule in compiled.nudges if not rule.evaluate(env)]
    return reading


BOTH = Text(
    {
        "en": "There is an answer here, and also a choice not to answer. Please keep one of them.",
        "cy": "Mae ateb yma, a hefyd ddewis i beidio ag ateb. Cadwch un ohonyn nhw, os gwelwch yn dda.",
    }
)


def _is_shown(compiled: Compiled, place: Place, reading: Reading, env: DictEnv) -> bool:
    if place.question.voices and env.voice not in place.question.voices:
        return False
    if place.group is not None and place.group.id not in reading.shown:
        return False
    rule = compiled.shown.get(place.key)
    return rule is None or bool(rule.evaluate(_row_env(env, reading, place)))


def _row_env(env: DictEnv, reading: Reading, place: Place) -> DictEnv:
    """Inside a row, the answers of the same row are plain names too."""
    if place.group is None or place.row is None:
        return env
    row = next((one for one in reading.values.get(place.group.id, ()) if one["row"] == place.row), None)
    own = {**reading.values, **(row["answers"] if row else {})}
    return DictEnv(today=env.today, voice=env.voice, subject=env.subject, own=own)


def _put(reading: Reading, place: Place, value: Any) -> None:
    if value is None:
        return
    if place.group is None:
        if place.name not in reading.declined:
            reading.values[place.name] = value
        return
    rows = reading.values.setdefault(place.group.id, [])
    if not rows or rows[-1]["row"] != place.row:
        rows.append({"row": place.row, "answers": {}})
    rows[-1]["answers"][place.question.id] = value


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


def unfinished(
    compiled: Compiled, values: Mapping[str, Any], declined: Mapping[str, str], *, voice: str, today: date
) -> list[tuple[str, Text]]:
    """The required questions that are shown and have no answer, and the groups with too few rows: (question id, what to say).

    Choosing not to answer is an answer, so a declined question is finished. This only ever stops a step, never a save.
    """
    typed = typed_from(compiled, values, declined)
    reading = read(compiled, typed, _who_was_chosen(values), voice=voice, today=today)
    found: list[tuple[str, Text]] = []
    for place in reading.places:
        question = place.question
        if place.name not in reading.shown or place.name in declined:
            continue
        if question.type == "group":
            rows = [row for row in values.get(question.id, ()) if row["answers"]]
            least = question.repeat.at_least if question.repeat else 0
            if len(rows) < max(least, 1 if question.required else 0):
                found.append((question.id, question.help or question.label))
        elif question.required and place.group is None and question.id not in values:
            found.append((question.id, question.label))
        elif question.required and place.group is not None:
            row = next((one for one in values.get(place.group.id, ()) if one["row"] == place.row), None)
            if row is not None and question.id not in row["answers"]:
                found.append((question.id, question.label))
    return found


def _who_was_chosen(values: Mapping[str, Any]) -> Asking:
    """People and links that were chosen then are known, even when they have left since."""
    people: dict[str, str] = {}
    links: dict[str, str] = {}

    def look(value: Any) -> None:
        if isinstance(value, dict) and set(value) == {"id", "name"} and value["id"]:
            people[value["id"]] = value["name"]
        elif isinstance(value, dict) and set(value) == {"kind", "id", "title"}:
            links[f"{value['kind']}:{value['id']}"] = value["title"]
        elif isinstance(value, dict):
            for one in value.values():
                look(one)
        elif isinstance(value, list):
            for one in value:
                look(one)

    look(dict(values))
    return Asking("en", tuple(people.items()), tuple(links.items()))
