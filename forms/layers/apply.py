"""Pure: lays a home's changes over a pack's form. The changes are sentences about questions, named by their ids."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from core.definitions import Finding, build
from core.expressions import named
from core.problems import Path, did_you_mean
from core.text import Text, sentence
from forms.check import question_written_out
from forms.model import Option, Question

Data = dict[str, Any]
Laid = Iterator[Finding]
VERBS = ("reword", "hide", "add", "move_after", "add_option")


def apply(base: Mapping[str, Any], changes: Iterable[Any]) -> tuple[Data, list[Finding]]:
    """The base's data with every change laid over it, and a finding for each change that does not fit.

    Findings have their path in the overlay file, in its full shape (`changes`, number, `target` …).
    """
    data: Data = copy.deepcopy(dict(base))
    findings: list[Finding] = []
    for number, change in enumerate(changes):
        path: Path = ("changes", number)
        lay = _LAY.get(change.verb)
        if lay is None:
            hint = did_you_mean(change.verb, VERBS) or sentence("changes are {list}", list=", ".join(VERBS))
            findings.append(
                Finding(
                    (*path, "verb"), "E702", sentence("'{verb}' is no kind of change", verb=change.verb), hint, at="key"
                )
            )
            continue
        findings += list(lay(data, change, path))
    return data, findings


def _all(data: Data) -> Iterator[tuple[list[Data], int, Data]]:
    """Every question with the list it stands in and its place there."""
    for page in data["pages"]:
        for position, question in enumerate(page["questions"]):
            yield page["questions"], position, question
            for inner, one in enumerate(question.get("questions", ())):
                yield question["questions"], inner, one


def _find(data: Data, id: Any) -> tuple[list[Data], int, Data] | None:
    return next((found for found in _all(data) if found[2].get("id") == id), None)


def _unknown(data: Data, id: Any, path: Path) -> Finding:
    known = [question["id"] for _, _, question in _all(data)]
    hint = did_you_mean(str(id), known) or sentence("questions are {list}", list=", ".join(known))
    return Finding(path, "E703", sentence("there is no question '{id}' in the tool this changes", id=id), hint)


def _locked(data: Data, question: Data, verb: str, path: Path) -> Laid:
    for part in (question, data):
        lock = part.get("locked")
        if lock and verb in lock["what"]:
            because = lock["because"]
            words = Text({"en": because}) if isinstance(because, str) else Text(because)
            message = sentence("'{id}' is locked against '{verb}': {words}", id=question["id"], verb=verb, words=words)
            yield Finding(path, "E704", message, sentence("talk with whoever keeps the pack"), at="key")
            return


def _written(text: Text) -> dict[str, Any]:
    return {**text.words, **({"review": list(text.review)} if text.review else {})}


def _reword(data: Data, change: Any, path: Path) -> Laid:
    found = _find(data, change.target)
    if found is None:
        yield _unknown(data, change.target, (*path, "target"))
        return
    question = found[2]
    locked = list(_locked(data, question, "reword", (*path, "target")))
    yield from locked
    if locked:
        return
    said = {key: getattr(change, key) for key in ("ask", "help", "easy") if getattr(change, key) is not None}
    if not said and change.by_voice is None:
        yield Finding(
            path, "E705", sentence("a reword needs the new words"), sentence("write ask: (or help:, easy:, by_voice:)")
        )
        return
    for key, text in said.items():
        question[key] = {**_as_map(question.get(key)), **_written(text)}
        if key == "ask":
            # The home's own words are for everybody: a voice's older wording would hide them.
            question.pop("by_voice", None)
    if change.by_voice is not None:
        question["by_voice"] = {**question.get("by_voice", {}), **_thawed(change.by_voice)}


def _as_map(text: Any) -> dict[str, Any]:
    return dict(text) if isinstance(text, Mapping) else {}


def _thawed(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _thawed(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [_thawed(one) for one in value]
    return value


def _hide(data: Data, change: Any, path: Path) -> Laid:
    found = _find(data, change.target)
    if found is None:
        yield _unknown(data, change.target, (*path, "target"))
        return
    siblings, _, question = found
    locked = list(_locked(data, question, "hide", (*path, "target")))
    yield from locked
    if locked:
        return
    _let_go(data, question["id"])
    position = siblings.index(question)
    if len(siblings) == 1:
        if any(page["questions"] is siblings for page in data["pages"]) and len(data["pages"]) > 1:
            data["pages"] = [page for page in data["pages"] if page["questions"] is not siblings]
            return
        message = sentence("'{id}' is the only question there", id=question["id"])
        yield Finding((*path, "target"), "E706", message, sentence("add another first, or hide the whole group"))
        return
    del siblings[position]


def _let_go(data: Data, id: str) -> None:
    """Notes that are shown for nothing but what is answered to this question go with it, and so do the rules they went by."""
    rules: Data = data.get("conditions") or {}
    only = {name for name, source in rules.items() if named(str(source)) == {id}}
    for page in data["pages"]:
        page["questions"][:] = [
            one
            for one in page["questions"]
            if one["type"] != "info" or not (about := named(str(one.get("show_if") or ""))) or not about <= {id, *only}
        ]
    for name in only:
        others = {key: rule for key, rule in rules.items() if key != name}
        if not re.search(rf"\b{name}\b", str({**data, "conditions": others})):
            del rules[name]


def _add(data: Data, change: Any, path: Path) -> Laid:
    raw = _thawed(change.target)
    if not isinstance(raw, dict):
        yield Finding(
            (*path, "target"),
            "E705",
            sentence("an added question needs its id, words and type"),
            sentence("write add: {id: …, ask: …, type: …}"),
        )
        return
    made, findings = build(Question, question_written_out(raw))
    if made is None:
        yield from (
            Finding((*path, "target", *one.path), one.code, one.message, one.hint, one.severity, one.at)
            for one in findings
        )
        return
    if _find(data, made.id) is not None:
        yield Finding(
            (*path, "target", "id"),
            "E109",
            sentence("the question '{id}' is there already", id=made.id),
            sentence("give the new one another id"),
        )
        return
    if change.after is None:
        page = (
            next((one for one in data["pages"] if one["id"] == change.page), None) if change.page else data["pages"][-1]
        )
        if page is None:
            yield Finding(
                (*path, "page"),
                "E703",
                sentence("there is no page '{page}'", page=change.page),
                sentence("pages are {list}", list=", ".join(p["id"] for p in data["pages"])),
            )
            return
        page["questions"].append(raw)
        return
    found = _find(data, change.after)
    if found is None:
        yield _unknown(data, change.after, (*path, "after"))
        return
    found[0].insert(found[1] + 1, raw)


def _move_after(data: Data, change: Any, path: Path) -> Laid:
    moved, anchor = _find(data, change.question), _find(data, change.target)
    if anchor is None:
        yield _unknown(data, change.target, (*path, "target"))
        return
    if moved is None:
        yield _unknown(data, change.question, (*path, "question"))
        return
    locked = list(_locked(data, moved[2], "move_after", (*path, "question")))
    yield from locked
    if locked:
        return
    if moved[2] is anchor[2]:
        yield Finding(
            (*path, "question"), "E705", sentence("a question cannot stand after itself"), sentence("name another one")
        )
        return
    if len(moved[0]) == 1:
        yield Finding(
            (*path, "question"),
            "E706",
            sentence("'{question}' is the only question there", question=change.question),
            sentence("move another one there first"),
        )
        return
    del moved[0][moved[1]]
    siblings, position, _ = _find(data, change.target) or anchor
    siblings.insert(position + 1, moved[2])


def _add_option(data: Data, change: Any, path: Path) -> Laid:
    found = _find(data, change.target)
    if found is None:
        yield _unknown(data, change.target, (*path, "target"))
        return
    question = found[2]
    locked = list(_locked(data, question, "add_option", (*path, "target")))
    yield from locked
    if locked:
        return
    key = "scale" if "scale" in question else "options"
    if key not in question:
        yield Finding(
            (*path, "target"),
            "E705",
            sentence("'{target}' has no options to add to", target=change.target),
            sentence("name a choice, choices or sort question"),
        )
        return
    raw = _thawed(change.option)
    made, findings = build(Option, raw) if isinstance(raw, dict) else (None, [])
    if made is None:
        yield from (
            Finding((*path, "option", *one.path), one.code, one.message, one.hint, one.severity, one.at)
            for one in findings
        )
        if not findings:
            yield Finding(
                path,
                "E705",
                sentence("a new option needs its id and label"),
                sentence("write option: {id: …, label: …}"),
            )
        return
    if any(option["id"] == made.id for option in question[key]):
        yield Finding(
            (*path, "option", "id"),
            "E109",
            sentence("the option '{id}' is there already", id=made.id),
            sentence("give the new one another id"),
        )
        return
    question[key].append(raw)


_LAY: Mapping[str, Callable[[Data, Any, Path], Laid]] = {
    "reword": _reword,
    "hide": _hide,
    "add": _add,
    "move_after": _move_after,
    "add_option": _add_option,
}
