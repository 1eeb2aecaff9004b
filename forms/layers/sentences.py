"""What a home changed, as sentences: by question, with the reason, never as a difference of texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core.text import Text

_SAID = {
    "reword": Text(
        {
            "en": "“{before}” is asked in our own words: “{after}”.",
            "cy": "Gofynnir “{before}” yn ein geiriau ein hunain: “{after}”.",
        }
    ),
    "reword_other": Text(
        {"en": "The words beside “{before}” are our own.", "cy": "Ein geiriau ni yw'r rhai wrth ymyl “{before}”."}
    ),
    "hide": Text({"en": "“{before}” is not asked here.", "cy": "Ni ofynnir “{before}” yma."}),
    "add": Text(
        {"en": "We ask something of our own: “{after}”.", "cy": "Rydym ni'n gofyn rhywbeth ein hunain: “{after}”."}
    ),
    "move_after": Text({"en": "“{before}” comes after “{after}”.", "cy": "Mae “{before}” yn dod ar ôl “{after}”."}),
    "add_option": Text(
        {"en": "“{before}” has one more answer: “{after}”.", "cy": "Mae gan “{before}” un ateb arall: “{after}”."}
    ),
}


def sentences(base: Mapping[str, Any], changes: Iterable[Any], language: str) -> list[tuple[str, str]]:
    """Each change as a sentence, with the reason that was given: (what changed, because)."""
    labels = {question["id"]: _label(question, language) for question in _questions(base)}
    made = []
    for change in changes:
        key, before, after = change.verb, "", ""
        if key == "add":
            after = _label(change.target, language)
            labels[change.target["id"]] = after
        elif key == "move_after":
            before, after = labels.get(change.question, ""), labels.get(change.target, "")
        elif key == "add_option":
            before, after = labels.get(change.target, ""), _said(change.option["label"], language)
        else:
            before = labels.get(change.target, "")
        if key == "reword":
            key = "reword" if change.ask else "reword_other"
            after = change.ask.said(language) if change.ask else ""
        words = _SAID[key].said(language).replace("{before}", before).replace("{after}", after)
        made.append((words, change.because.said(language)))
    return made


def _questions(data: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    for page in data["pages"]:
        for question in page["questions"]:
            yield question
            yield from question.get("questions", ())


def _label(question: Mapping[str, Any], language: str) -> str:
    return _said(question.get("ask", question["id"]), language)


def _said(words: Any, language: str) -> str:
    if isinstance(words, Mapping):
        return str(words.get(language) or next(iter(words.values()), ""))
    return str(words)
