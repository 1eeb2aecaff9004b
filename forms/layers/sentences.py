"""What a home changed, as sentences: by question, with the reason, never as a difference of texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from core.text import Text, fill, plain
from forms.check import question_written_out

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
    "one_voice": Text(
        {
            "en": "One voice is asked in words of its own. {voice}: “{after}”.",
            "cy": "Gofynnir i un llais mewn geiriau iddo'i hun. {voice}: “{after}”.",
        },
        review=("cy",),
    ),
    "one_voice_other": Text(
        {
            "en": "The words beside it are our own for one voice: {voice}.",
            "cy": "Ein geiriau ni yw'r rhai wrth ei ymyl i un llais: {voice}.",
        },
        review=("cy",),
    ),
    "for_every_voice": Text(
        {
            "en": "Every voice is asked alike now; the words that single voices had are left out.",
            "cy": "Gofynnir yr un fath i bob llais nawr; gadewir allan y geiriau oedd gan leisiau unigol.",
        },
        review=("cy",),
    ),
    "for_other_voices": Text(
        {
            "en": "Every other voice is asked alike now; the words that single voices had are left out.",
            "cy": "Gofynnir yr un fath i bob llais arall nawr; gadewir allan y geiriau oedd gan leisiau unigol.",
        },
        review=("cy",),
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


def sentences(
    base: Mapping[str, Any], changes: Iterable[Any], language: str, voice_title: Callable[[str], Text] = plain
) -> list[tuple[str, str]]:
    """Each change as sentences, with the reason that was given: (what changed, because).

    `voice_title` says what a voice is called.
    """
    labels = {question["id"]: _label(question, language) for question in _questions(base)}
    voiced = {question["id"] for question in _questions(base) if question.get("by_voice")}
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
        words = [_fill(key, language, before=before, after=after)]
        if change.verb == "reword":
            words += _by_voice(change, change.target in voiced, language, voice_title)
            voiced = (voiced - {change.target} if change.ask else voiced) | (
                {change.target} if change.by_voice else set()
            )
        made.append((" ".join(words), change.because.said(language)))
    return made


def _by_voice(change: Any, had: bool, language: str, voice_title: Callable[[str], Text]) -> Iterable[str]:
    """What a reword does to the words of single voices: those of its own, and those that give way to new ones for all.

    `had`: until now single voices had words of their own.
    """
    own = question_written_out({"by_voice": change.by_voice or {}})["by_voice"]
    for voice, wording in own.items():
        title = voice_title(voice).said(language)
        if wording.get("ask"):
            yield _fill("one_voice", language, voice=title, after=_said(wording["ask"], language))
        else:
            yield _fill("one_voice_other", language, voice=title)
    if change.ask and had:
        yield _fill("for_other_voices" if own else "for_every_voice", language)


def _fill(key: str, language: str, **values: str) -> str:
    return fill(_SAID[key].said(language), values)


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
