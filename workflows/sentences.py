"""Sentences of the engine, in English and Welsh side by side."""

from __future__ import annotations

from collections.abc import Iterable

from core.text import Text


def both(en: str, cy: str, /, **parts: Text | str | int) -> Text:
    """A sentence in both languages; `{name}` is filled with a part, in the language of the sentence."""
    return Text({"en": _filled(en, "en", parts), "cy": _filled(cy, "cy", parts)})


def filled(text: Text, **parts: Text | str | int) -> Text:
    """A text of a definition with its `{row}` filled in; any other brace stays as it was written."""
    words = dict(text.words)
    for language, sentence in words.items():
        for name, part in parts.items():
            sentence = sentence.replace(f"{{{name}}}", _part(part, language))
        words[language] = sentence
    return Text(words, text.review)


def listed(items: Iterable[Text]) -> Text:
    """Several things one after another: `a, b and c`."""
    several = list(items)
    return Text(
        {
            "en": _joined([one.said("en") for one in several], "and"),
            "cy": _joined_cy([one.said("cy") for one in several]),
        }
    )


def either(items: Iterable[Text]) -> Text:
    """One of several things: `a, b or c`."""
    several = list(items)
    return Text({language: _joined([one.said(language) for one in several], word) for language, word in _OR.items()})


_OR = {"en": "or", "cy": "neu"}


def _joined(words: list[str], last: str) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}" if words else ""


def _joined_cy(words: list[str]) -> str:
    """Welsh says `ac` before a vowel and `a` before anything else."""
    last = "ac" if words and words[-1][:1].lower() in "aeiouwyâêîôûŵŷ" else "a"
    return _joined(words, last)


def _filled(sentence: str, language: str, parts: dict[str, Text | str | int]) -> str:
    return sentence.format(**{name: _part(part, language) for name, part in parts.items()}) if parts else sentence


def _part(part: Text | str | int, language: str) -> str:
    return part.said(language) if isinstance(part, Text) else str(part)
