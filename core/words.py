"""Words that do not hurt: the words list, and the search for its words in a text.

On definitions the search is strict (a deficit word in a label is an error); words inside quotation marks, or after
"so-called", are somebody's own and are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from pydantic import Field

from core.definitions import DefId, Strict, TextField
from core.text import Sentence, sentence


class Entry(Strict):
    """Words often written, what to try instead, and why, gently."""

    said_as: ClassVar[Sentence] = sentence("an entry")
    instead_of: tuple[str, ...] = Field(min_length=1)
    try_: Mapping[str, tuple[str, ...]] = Field(alias="try", min_length=1)
    because: TextField
    review: tuple[str, ...] = ()


class WordsDefinition(Strict):
    """A words list (`words: our_words`)."""

    said_as: ClassVar[Sentence] = sentence("a words list")
    id: DefId
    title: TextField | None = None
    about: TextField | None = None
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Hurt:
    """A word that may hurt, found in a text: where it starts, the word, and what to try."""

    start: int
    word: str
    entry: Entry

    def offer(self, language: str) -> str:
        """What to try instead, in `language` or else in the first that has something."""
        return ", ".join(self.entry.try_.get(language) or next(iter(self.entry.try_.values())))


_QUOTED = re.compile(
    r"“[^“”]*”|‘[^‘’]*’|\"[^\"]*\"|so-called\s+\S+(\s+\S+)?|fel y'i gelwir\s+\S+(\s+\S+)?", re.IGNORECASE
)


@lru_cache(maxsize=32)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    ordered = sorted(words, key=len, reverse=True)
    return re.compile(r"(?<!\w)(" + "|".join(re.escape(word) for word in ordered) + r")(?!\w)", re.IGNORECASE)


def find_hurt(text: str, entries: Iterable[Entry]) -> Iterator[Hurt]:
    """Each word of the list that stands in `text` outside quotation marks, in order."""
    by_word = {word.lower(): entry for entry in entries for word in entry.instead_of}
    if not by_word:
        return
    blanked = _QUOTED.sub(lambda found: " " * len(found[0]), text)
    for found in _pattern(tuple(by_word)).finditer(blanked):
        yield Hurt(found.start(), text[found.start() : found.end()], by_word[found[1].lower()])
