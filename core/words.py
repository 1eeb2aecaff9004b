"""Words that do not hurt: the words list, and the search for its words in a text.

On definitions the search is strict (a deficit word in a label is an error). While somebody writes it only finds what may be
offered. Words inside quotation marks, or after "so-called", are somebody's own and are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, ClassVar

from pydantic import Field

from core.definitions import DefId, Finding, Reference, Strict, TextField
from core.problems import Path
from core.text import Sentence, sentence
from core.welsh import mutations

Phrases = Mapping[str, Annotated[tuple[str, ...], Field(min_length=1)]]
"""Words by their language; Welsh ones are found with their first letters changed too."""


class Entry(Strict):
    """Words often written, what to try instead, and why, gently.

    `softly` are words that are fine in many places: never an error in a definition, only offered for while somebody writes.
    `in_place: false`: what to try cannot simply stand where the word stood. `ask` is a question to think about, `example` one
    sentence as it might read, `opens` a conversation that helps to find out.
    """

    said_as: ClassVar[Sentence] = sentence("an entry")
    instead_of: Annotated[Phrases, Field(min_length=1)]
    softly: Phrases = Field(default_factory=dict)
    try_: Mapping[str, tuple[str, ...]] = Field(alias="try", min_length=1)
    because: TextField
    ask: TextField | None = None
    example: TextField | None = None
    opens: Reference | None = None
    in_place: bool = True
    review: tuple[str, ...] = ()

    def tries(self, language: str) -> tuple[str, ...]:
        """What to try instead, in `language` or else in the first that has something."""
        return self.try_.get(language) or next(iter(self.try_.values()))


class OwnWords(Strict):
    """Where a person says how they wish to be spoken of: a form about them, and its questions.

    `called`, `not_called` and `own_words` hold words of theirs; `winces` is a group whose rows hold a word (`word`) and what
    they would rather hear (`rather`). In notes about them this goes before every list.
    """

    said_as: ClassVar[Sentence] = sentence("the own words of a person")
    form: Reference
    called: str | None = None
    not_called: str | None = None
    own_words: str | None = None
    winces: str | None = None
    word: str | None = None
    rather: str | None = None


class Adopted(Strict):
    """Where a home proposes words of its own: the form of a workflow, its questions, and the steps at which they count."""

    said_as: ClassVar[Sentence] = sentence("the adopted words")
    form: Reference
    steps: tuple[str, ...] = Field(min_length=1)
    instead_of: str
    try_: str = Field(alias="try")
    try_cy: str | None = None
    because: str | None = None


class WordsDefinition(Strict):
    """A words list (`words: our_words`). `silent_in` are rows of the permission matrix where exact words come first."""

    said_as: ClassVar[Sentence] = sentence("a words list")
    id: DefId
    title: TextField | None = None
    about: TextField | None = None
    silent_in: tuple[str, ...] = ()
    own_words: OwnWords | None = None
    adopted: Adopted | None = None
    entries: tuple[Entry, ...]


def normalise(data: dict[str, Any]) -> dict[str, Any]:
    """`instead_of: [wandering]` written out as `{en: [wandering]}`."""
    out = dict(data)
    if isinstance(out.get("entries"), list):
        out["entries"] = [_entry(one) if isinstance(one, dict) else one for one in out["entries"]]
    return out


def _entry(data: dict[str, Any]) -> dict[str, Any]:
    return {key: {"en": said} if key in _LISTS and isinstance(said, list) else said for key, said in data.items()}


_LISTS = ("instead_of", "softly")


def written_in(data: Mapping[str, Any], path: Path) -> Path:
    """Where a path of the full shape was written: a plain list has no language."""
    in_a_list = len(path) > 3 and path[0] == "entries" and path[2] in _LISTS
    plain = in_a_list and isinstance(data["entries"][path[1]][path[2]], list)
    return (*path[:3], *path[4:]) if plain else path


def check_words(definition: WordsDefinition, seen: Any) -> Iterator[Finding]:
    """Rows of the matrix, forms, questions and workflows that the list names and that are not there."""
    for number, row in enumerate(definition.silent_in):
        if row not in seen.matrix.rows:
            hint = sentence("rows are {list}", list=", ".join(seen.matrix.rows))
            message = sentence("the permission matrix has no row '{row}'", row=row)
            yield Finding(("silent_in", number), "E201", message, hint)
    for key in ("own_words", "adopted"):
        told = getattr(definition, key)
        if told is not None:
            yield from _questions(told, key, seen)
    for number, entry in enumerate(definition.entries):
        if entry.opens is not None and seen.find("workflow", entry.opens, seen.pack) is None:
            yield seen.unknown("workflow", entry.opens, seen.pack, ("entries", number, "opens"))


def _questions(told: OwnWords | Adopted, key: str, seen: Any) -> Iterator[Finding]:
    found = seen.find("form", told.form, seen.pack)
    if found is None:
        yield seen.unknown("form", told.form, seen.pack, (key, "form"))
        return
    known = {one.id for _, one, _ in found.definition.walk()}
    for name, field in type(told).model_fields.items():
        said = getattr(told, name)
        if name not in ("form", "steps") and said is not None and said not in known:
            hint = sentence("its questions are {list}", list=", ".join(sorted(known)))
            message = sentence("'{form}' has no question '{id}'", form=told.form, id=said)
            yield Finding((key, field.alias or name), "E202", message, hint)


# -- finding words in a text -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Hurt:
    """A word that may hurt, found in a text: where it starts, the word as it was written, its language, and what to try."""

    start: int
    word: str
    language: str
    entry: Entry

    def offer(self, language: str) -> str:
        """What to try instead, in `language` or else in the first that has something."""
        return ", ".join(self.entry.tries(language))


_QUOTED = re.compile(
    r"“[^“”]*”|‘[^‘’]*’|„[^„“”]*[“”]|«[^«»]*»|\"[^\"]*\""
    # A straight quotation mark is an apostrophe too: it opens after no letter, closes before none.
    r"|(?<!\w)'(?=\S)(?:[^'\n]|(?<=\w)'(?=\w))+'(?!\w)"
    r"|(?:so[- ]called|fel y'i gelwir|(?:yr hyn )?a elwir yn)\s+\S+(?:\s+\S+)?",
    re.IGNORECASE,
)


def unquoted(text: str) -> str:
    """The text, as long as before, with blanks where somebody else's words stand."""
    return _QUOTED.sub(lambda found: " " * len(found[0]), text.replace("’", "'") if "‘" not in text else text)


_RUN = re.compile(r"\w+")


@lru_cache(maxsize=64)
def _by_first_run(phrases: tuple[tuple[str, str], ...]) -> Mapping[str, tuple[int, ...]]:
    """The first letters in a row of every way a phrase can begin → the places of those phrases, the longest first.

    So a text is read once, however many words there are to look for.
    """
    found: dict[str, list[int]] = {}
    for place in sorted(range(len(phrases)), key=lambda one: -len(phrases[one][1])):
        language, phrase = phrases[place]
        first = _plain(phrase).split()[:1]
        for way in _ways(first[0].lower(), language) if first else ():
            begins = _RUN.match(way)
            if begins is not None:
                found.setdefault(begins[0], []).append(place)
    return {run: tuple(dict.fromkeys(places)) for run, places in found.items()}


def _plain(phrase: str) -> str:
    """A phrase from its first letter on, with straight apostrophes."""
    begins = _RUN.search(phrase)
    return phrase[begins.start() :].replace("’", "'") if begins is not None else ""


@lru_cache(maxsize=4096)
def _pattern(language: str, phrase: str) -> re.Pattern[str]:
    """A phrase however it is spaced; a Welsh one however its words begin."""
    words = (_ways(word.lower(), language) for word in _plain(phrase).split())
    spaced = r"\s++".join(f"(?:{'|'.join(map(re.escape, ways))})" for ways in words)
    return re.compile(rf"{spaced}(?!\w)", re.IGNORECASE)


def _ways(word: str, language: str) -> tuple[str, ...]:
    return mutations(word) if language == "cy" and len(word) > 2 else (word,)


def find_hurt(text: str, entries: Iterable[Entry], *, writing: bool = False) -> Iterator[Hurt]:
    """Each word of the list that stands in `text` outside quotation marks, in order; `writing` finds the soft ones too.

    Where two entries have the same word, the one that comes first in `entries` says what to try.
    """
    by_phrase: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        for words in (entry.instead_of, entry.softly) if writing else (entry.instead_of,):
            for language, phrases in words.items():
                for phrase in phrases:
                    by_phrase.setdefault((language, phrase.lower()), entry)
    if not by_phrase:
        return
    every = tuple(by_phrase)
    places = _by_first_run(every)
    plain, end = unquoted(text), 0
    for run in _RUN.finditer(plain):
        if run.start() < end:
            continue
        for place in places.get(run[0].lower(), ()):
            found = _pattern(*every[place]).match(plain, run.start())
            if found is not None:
                end = found.end()
                yield Hurt(found.start(), text[found.start() : end], every[place][0], by_phrase[every[place]])
                break
