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
from forms.written import stored as stored
from forms.written import typed_from as typed_from

Typed = Mapping[str, tuple[str, ...]]
"""What was posted, by input name."""


class _Posted(dict[str, tuple[str, ...]]):
    """What was typed, as WTForms wants to read it."""

    def getlist(self, name: str) -> list[str]:
        return list(self.get(name, ()))


@dataclass(frozen=True)
class Around:
    """The sent answers of the case's other forms, by local name ("" is this form itself): what rules may name."""

    once: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    each_voice: Mapping[str, Sequence[tuple[str, Mapping[str, object]]]] = field(default_factory=dict)
    again: Mapping[str, Sequence[Mapping[str, object]]] = field(default_factory=dict)
    declined: frozenset[str] = frozenset()


ALONE = Around()
"""Nothing else was sent."""


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
    used = {*posted, *typed.get(f"{question.id}._out", ())}
    fresh = (f"r{number}" for number in range(1, 1000) if f"r{number}" not in used)
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
    around: Around = ALONE,
) -> Reading:
    """Bind what was typed to a WTForms form, decide question by question what is shown, and say what cannot be an answer.

    `around` are the sent answers of the case's other forms, which rules may name.
    """
    reading = Reading(places=list(places(compiled, typed, rows, only)))
    reader = _Reader(
        compiled, typed, asking, reading, env_of(reading, around, today=today, voice=voice, subject=subject)
    )
    for place in reading.places:
        if reader.shows(place):
            reading.shown.add(place.name)
            reader.take(place)
    reader.look_at_groups()
    reading.nudges = [
        compiled.form.checks[number].say for number, rule in compiled.nudges if not rule.evaluate(reader.env)
    ]
    return reading


BOTH = Text(
    {
        "en": "There is an answer here, and also a choice not to answer. Please keep one of them.",
        "cy": "Mae ateb yma, a hefyd ddewis i beidio ag ateb. Cadwch un ohonyn nhw, os gwelwch yn dda.",
    }
)
FULL = Text(
    {
        "en": "There is room for {number} here, and this is more. Please take some out, or put two together.",
        "cy": "Mae lle i {number} yma, ac mae hyn yn fwy. Tynnwch rai allan, neu rhowch ddau gyda'i gilydd.",
    }
)


class _Env(DictEnv):
    """The answers as they are read: a question sees those that stand before it, and what was declined."""

    def __init__(self, reading: Reading, around: Around, today: date, voice: str, subject: str, own: Any) -> None:
        super().__init__(today, voice, subject, own, around.once, around.each_voice, around.again)
        self.reading = reading
        self.around = around

    def declined(self, form: str | None, question: str) -> bool:
        """True when somebody chose not to answer."""
        return question in self.reading.declined if form is None else f"{form}.{question}" in self.around.declined


def env_of(reading: Reading, around: Around, *, today: date, voice: str, subject: str) -> _Env:
    """The answers of a reading as rules see them."""
    return _Env(reading, around, today, voice, subject, reading.values)


class _Reader:
    """Reads one question after another; each sees the answers before it."""

    def __init__(self, compiled: Compiled, typed: Typed, asking: Asking, reading: Reading, env: _Env) -> None:
        self.compiled, self.typed, self.asking, self.reading, self.env = compiled, typed, asking, reading, env
        self.fields = {
            place.name: kind.field(place.question, asking)
            for place in reading.places
            if (kind := compiled.types[place.question.type]).field is not None
        }
        self.form = BaseForm(self.fields)
        self.form.process(_Posted(typed))
        self.pages: dict[int, bool] = {}

    def shows(self, place: Place) -> bool:
        """True when the question is asked of this voice, after the answers so far."""
        if place.page not in self.pages:
            rule = self.compiled.page_shown.get(place.page)
            self.pages[place.page] = rule is None or bool(rule.evaluate(self.env))
        if not self.pages[place.page] or (place.question.voices and self.env.voice not in place.question.voices):
            return False
        if place.group is not None and place.group.id not in self.reading.shown:
            return False
        rule = self.compiled.shown.get(place.key)
        return rule is None or bool(rule.evaluate(self._env_in_row(place)))

    def take(self, place: Place) -> None:
        """Read the answer to a question that is asked, and its way of not answering."""
        question, name = place.question, place.name
        way = next((one for one in self.typed.get(f"{name}.declined", ())[-1:] if one in DECLINED), None)
        if way is not None and (question.type != "yes_no_not_sure" or way != "not_sure"):
            self.reading.declined[name] = way
        if place.key in self.compiled.computed:
            value = self.compiled.computed[place.key].evaluate(self._env_in_row(place))
            self._put(place, value if isinstance(value, int | str) else None)
        elif name in self.fields:
            bound = self.form[name]
            if bound.process_errors:
                self.reading.errors[name] = str(bound.process_errors[0])
            self._put(place, bound.data)
            if bound.data is not None and name in self.reading.declined:
                self.reading.errors[name] = BOTH.said(self.asking.language)

    def look_at_groups(self) -> None:
        """What can only be said of a group once all its rows are read."""
        for place in self.reading.places:
            repeat = place.question.repeat
            if place.question.type != "group" or place.name not in self.reading.shown:
                continue
            rows = self.reading.values.get(place.name, ())
            if rows and place.name in self.reading.declined:
                self.reading.errors[place.name] = BOTH.said(self.asking.language)
                del self.reading.values[place.name]
            elif repeat is not None and repeat.for_each is None and len(rows) > repeat.at_most:
                words = FULL.said(self.asking.language).replace("{number}", str(repeat.at_most))
                self.reading.errors[place.name] = words

    def _env_in_row(self, place: Place) -> DictEnv:
        """Inside a row, the answers of the same row are plain names too."""
        if place.group is None or place.row is None:
            return self.env
        row = next((one for one in self.reading.values.get(place.group.id, ()) if one["row"] == place.row), None)
        own = {**self.reading.values, **(row["answers"] if row else {})}
        return _Env(self.reading, self.env.around, self.env.today, self.env.voice, self.env.subject, own)

    def _put(self, place: Place, value: Any) -> None:
        if value is None:
            return
        if place.group is None:
            if place.name not in self.reading.declined:
                self.reading.values[place.name] = value
            return
        rows = self.reading.values.setdefault(place.group.id, [])
        if not rows or rows[-1]["row"] != place.row:
            rows.append({"row": place.row, "answers": {}})
        rows[-1]["answers"][place.question.id] = value


def unfinished(
    compiled: Compiled,
    values: Mapping[str, Any],
    declined: Mapping[str, str],
    *,
    voice: str,
    today: date,
    around: Around = ALONE,
) -> list[tuple[str, Text]]:
    """The required questions that are shown and have no answer, and the groups with too few rows: (question id, what to say).

    Choosing not to answer is an answer, so a declined question is finished. This only ever stops a step, never a save.
    """
    typed = typed_from(compiled, values, declined)
    reading = read(compiled, typed, _who_was_chosen(values), voice=voice, today=today, around=around)
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
