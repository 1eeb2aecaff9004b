"""What is checked of a form beyond its shape: types and their keys, ids, voices, rules, scenarios."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from core.contributions import Asking, QuestionType
from core.definitions import Finding
from core.problems import Path, did_you_mean
from core.text import LANGUAGES, Sentence, Text, sentence
from forms.answers import Reading, read
from forms.compiled import Compiled, compile_form
from forms.model import Asked, Form, Question, Scenario, audience_of
from forms.written import stored, typed_from

COMMON = frozenset(
    [
        "id",
        "ask",
        "easy",
        "picture",
        "by_voice",
        "help",
        "type",
        "also",
        "required",
        "show_if",
        "checks",
        "default",
        "voices",
        "sensitive",
        "audience",
        "maps",
        "renamed_from",
        "because",
        "locked",
    ]
)
"""The keys every type of question may have."""
ALSO = ("voice", "picture", "drawing", "paper_photo", "text", "long_text")
"""Other ways to give the same answer."""
DAY = date(2026, 6, 1)
"""The day on which scenarios without a `today` happen."""


def normalise(data: dict[str, Any]) -> dict[str, Any]:
    """`by_voice: {staff: text}` written out as `{staff: {ask: text}}`, in every question."""
    out = dict(data)
    if isinstance(out.get("pages"), list):
        out["pages"] = [_page(page) if isinstance(page, dict) else page for page in out["pages"]]
    return out


def _page(data: dict[str, Any]) -> dict[str, Any]:
    questions = data.get("questions")
    if not isinstance(questions, list):
        return data
    return {**data, "questions": [question_written_out(one) if isinstance(one, dict) else one for one in questions]}


def question_written_out(data: dict[str, Any]) -> dict[str, Any]:
    """One question with its shorthand written out."""
    out = dict(data)
    if isinstance(out.get("by_voice"), dict):
        out["by_voice"] = {voice: _wording(words) for voice, words in out["by_voice"].items()}
    if isinstance(out.get("questions"), list):
        out["questions"] = [question_written_out(one) if isinstance(one, dict) else one for one in out["questions"]]
    return out


def _wording(words: Any) -> Any:
    if isinstance(words, str) or (isinstance(words, dict) and not set(words) & {"ask", "help", "easy"}):
        return {"ask": words}
    return words


def check_form(form: Asked, seen: Any) -> Iterator[Finding]:
    """Everything that is wrong with a form or a check-in."""
    types: Mapping[str, QuestionType] = seen.question_types()
    yield from _names(form)
    yield from _voices(form.voices, ("voices",), seen)
    yield from _audience(form.audience, ("audience",), seen)
    yield from _both_show(form)
    known = True
    for path, question, group in form.walk():
        problems = [*_question(question, path, types, seen), *_wider(form, question, group, path, seen)]
        known = known and not any(one.code in ("E210", "E211") for one in problems)
        yield from problems
    if not known:
        return  # A rule cannot be read against answers of an unknown type.
    companions = {
        name: (one.definition, asked) for name, (one, asked) in seen.companions(f"{seen.pack}.{form.id}").items()
    }
    compiled = compile_form(form, types, seen.people, companions)
    yield from compiled.findings
    if not compiled.findings:
        for number, scenario in enumerate(form.scenarios):
            yield from _scenario(compiled, scenario, ("scenarios", number), seen)


def _both_show(form: Asked) -> Iterator[Finding]:
    id = form.both_show if isinstance(form, Form) else None
    found = form.question(id) if id is not None else None
    if id is not None and (found is None or found.type != "yes_no_not_sure"):
        yes_or_no = [one.id for one in form.questions() if one.type == "yes_no_not_sure"]
        hint = did_you_mean(id, yes_or_no) or (
            sentence("those of yes or no are {list}", list=", ".join(yes_or_no))
            if yes_or_no
            else sentence("this form has no question of yes or no")
        )
        yield Finding(("both_show",), "E315", sentence("'{id}' is no question of yes or no in this form", id=id), hint)


def _names(form: Asked) -> Iterator[Finding]:
    pages: set[str] = set()
    for number, page in enumerate(form.pages):
        if page.id in pages:
            yield Finding(
                ("pages", number, "id"),
                "E109",
                sentence("the page '{id}' stands twice", id=page.id),
                sentence("give it another id"),
            )
        pages.add(page.id)
    seen: dict[str | None, set[str]] = {}
    for path, question, group in form.walk():
        names = seen.setdefault(group.id if group else None, set())
        if question.id in names:
            yield Finding(
                (*path, "id"),
                "E109",
                sentence("the question '{id}' stands twice", id=question.id),
                sentence("give it another id"),
            )
        names.add(question.id)


def _question(question: Question, path: Path, types: Mapping[str, QuestionType], seen: Any) -> Iterator[Finding]:
    kind = types.get(question.type)
    if kind is None:
        built = [name for name, one in types.items() if not one.later]
        hint = did_you_mean(question.type, types) or sentence("types are {list}", list=", ".join(built))
        yield Finding((*path, "type"), "E210", sentence("there is no question type '{type}'", type=question.type), hint)
        return
    if kind.later:
        hint = sentence("ask with another type for now, and name it under 'also:' so that it is not forgotten")
        yield Finding(
            (*path, "type"), "E211", sentence("the question type '{type}' comes later", type=question.type), hint
        )
        return
    for key in sorted(question.model_fields_set - COMMON - kind.keys):
        hint = sentence(
            "a {type} question takes {word}",
            type=question.type,
            word=", ".join(sorted(kind.keys)) or sentence("none of the special keys"),
        )
        yield Finding(
            (*path, key),
            "E212",
            sentence("a {type} question has no '{key}'", type=question.type, key=key),
            hint,
            at="key",
        )
    for key in sorted(kind.needs - question.model_fields_set):
        yield Finding(
            path,
            "E104",
            sentence("a {type} question needs the key '{key}'", type=question.type, key=key),
            sentence("add it"),
        )
    if question.ask is None and question.type != "info":
        yield Finding(
            path, "E104", sentence("a question needs the key 'ask'"), sentence("write the words that are asked")
        )
    if question.type == "info":
        yield from _info(question, path)
    for below, code, message, why in kind.check(question):
        yield Finding((*path, *below), code, message, why)
    yield from _names_of(question, path, seen)


def _names_of(question: Question, path: Path, seen: Any) -> Iterator[Finding]:
    """What a question names: voices, rows of the matrix, roles, other ways, kinds of conversation."""
    yield from _voices(question.voices, (*path, "voices"), seen)
    yield from _audience(question.audience, (*path, "audience"), seen)
    for voice in question.by_voice:
        if voice not in seen.people.voices:
            yield _no_voice(voice, (*path, "by_voice", voice), seen, at_key=True)
    for number, way in enumerate(question.also):
        if way not in ALSO:
            hint = did_you_mean(way, ALSO) or sentence("ways are {list}", list=", ".join(ALSO))
            yield Finding((*path, "also", number), "E106", sentence("'{way}' is no other way to answer", way=way), hint)
    for number, word in enumerate(question.to):
        if question.type == "link":
            if seen.find("workflow", word, seen.pack) is None:
                yield seen.unknown("workflow", word, seen.pack, (*path, "to", number))
        elif word not in seen.people.roles and word not in seen.people.voices:
            hint = did_you_mean(word, seen.people.roles) or sentence(
                "roles are {list}", list=", ".join(seen.people.roles)
            )
            yield Finding((*path, "to", number), "E201", sentence("there is no role '{word}'", word=word), hint)


def _info(question: Question, path: Path) -> Iterator[Finding]:
    for key in ("required", "default", "sensitive"):
        if key in question.model_fields_set:
            yield Finding(
                (*path, key),
                "E212",
                sentence("an info asks nothing, so it has no '{key}'", key=key),
                sentence("take it out"),
                at="key",
            )
    if question.ask is None and question.help is None and question.shows is None:
        yield Finding(path, "E104", sentence("an info needs words to read"), sentence("write them under 'help'"))


def _voices(voices: tuple[str, ...], path: Path, seen: Any) -> Iterator[Finding]:
    for number, voice in enumerate(voices):
        if voice not in seen.people.voices:
            yield _no_voice(voice, (*path, number), seen)


def _no_voice(voice: str, path: Path, seen: Any, at_key: bool = False) -> Finding:
    hint = did_you_mean(voice, seen.people.voices) or sentence("voices are {list}", list=", ".join(seen.people.voices))
    return Finding(
        path, "E201", sentence("there is no voice '{voice}'", voice=voice), hint, at="key" if at_key else "value"
    )


def _audience(audience: str | None, path: Path, seen: Any) -> Iterator[Finding]:
    if audience is not None and audience not in seen.matrix.rows:
        hint = did_you_mean(audience, seen.matrix.rows) or sentence("rows are {list}", list=", ".join(seen.matrix.rows))
        yield Finding(path, "E201", sentence("the permission matrix has no row '{audience}'", audience=audience), hint)


def _wider(form: Asked, question: Question, group: Question | None, path: Path, seen: Any) -> Iterator[Finding]:
    """A question may be for fewer eyes than what it stands in, never for more."""
    around = audience_of(form, None, group)
    own, rows = question.audience, seen.matrix.rows
    if own is None or own == around or own not in rows or around not in rows:
        return
    role = seen.matrix.wider(own, around)
    if role is not None:
        message = sentence(
            "'{own}' shows this to '{role}', and '{around}', in which it stands, does not",
            own=own,
            role=role,
            around=around,
        )
        hint = sentence("leave it out, or name a row that shows it to fewer people")
        yield Finding((*path, "audience"), "E213", message, hint)


def _scenario(compiled: Compiled, scenario: Scenario, path: Path, seen: Any) -> Iterator[Finding]:
    if scenario.voice is not None and scenario.voice not in seen.people.voices:
        yield _no_voice(scenario.voice, (*path, "voice"), seen)
        return
    unknown = list(_names_in(compiled, scenario, path))
    if unknown:
        yield unknown[0]
        return
    try:
        values = {id: stored(compiled.form.question(id), value) for id, value in scenario.given.items()}
        typed = typed_from(compiled, values, {})
    except (AttributeError, TypeError, KeyError, ValueError):
        yield Finding(
            (*path, "given"),
            "E221",
            sentence("an answer here does not fit its question"),
            sentence("write it as it would be kept"),
        )
        return
    voice = scenario.voice or (compiled.form.voices[0] if compiled.form.voices else "resident")
    yield from _expectations(
        compiled, scenario, path, read(compiled, typed, Asking("en"), voice=voice, today=scenario.today or DAY)
    )


def _names_in(compiled: Compiled, scenario: Scenario, path: Path) -> Iterator[Finding]:
    ids = {question.id for question in compiled.form.questions()}
    inner = {f"{group.id}.{one.id}" for _, one, group in compiled.form.walk() if group}
    for id in scenario.given:
        if id not in ids:
            hint = did_you_mean(id, ids) or sentence("name questions of this form")
            yield Finding((*path, "given", id), "E220", sentence("there is no question '{id}'", id=id), hint, at="key")
    for part in ("shown", "hidden"):
        for number, id in enumerate(getattr(scenario.expect, part)):
            if id not in ids | inner:
                hint = did_you_mean(id, ids | inner) or sentence("name questions of this form")
                yield Finding(
                    (*path, "expect", part, number), "E220", sentence("there is no question '{id}'", id=id), hint
                )


def _expectations(compiled: Compiled, scenario: Scenario, path: Path, reading: Reading) -> Iterator[Finding]:
    for name, message in reading.errors.items():
        yield Finding(
            (*path, "given", name.split(".")[0]),
            "E221",
            sentence("this cannot be an answer: {message}", message=message),
            "",
        )
    shown = {
        place.name if place.group is None else f"{place.group.id}.{place.question.id}"
        for place in reading.places
        if place.name in reading.shown
    }
    for number, id in enumerate(scenario.expect.shown):
        if id not in shown:
            yield Finding(
                (*path, "expect", "shown", number),
                "E222",
                sentence("'{id}' is not shown here", id=id),
                _why(compiled, id),
            )
    for number, id in enumerate(scenario.expect.hidden):
        if id in shown:
            yield Finding(
                (*path, "expect", "hidden", number), "E222", sentence("'{id}' is shown here", id=id), _why(compiled, id)
            )
    said = [words for text in reading.nudges for words in text.words.values()]
    for number, words in enumerate(scenario.expect.says):
        if words not in said:
            hint = sentence(
                "it says {word}", word="; ".join(text.said("en") for text in reading.nudges) or sentence("nothing")
            )
            yield Finding((*path, "expect", "says", number), "E222", sentence("this is not said here"), hint)


def _why(compiled: Compiled, id: str) -> Sentence:
    group, _, inner = id.rpartition(".")
    rule = compiled.shown.get((group or None, inner))
    if rule is None:
        return sentence("it has no rule of its own")
    return sentence("it is shown when {rule}", rule=Text({language: rule.say(language) for language in LANGUAGES}))
