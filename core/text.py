"""Text that a person sees, in several languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

LANGUAGES = ("en", "cy")
"""The languages pages are written in; a pack may hold texts in others too."""


@dataclass(frozen=True)
class Text:
    """One text in one or more languages. `review` names the languages a native speaker should still look at."""

    words: Mapping[str, str]
    review: tuple[str, ...] = ()

    def said(self, language: str) -> str:
        """The text in `language`; where it is missing, in the first language it was written in."""
        found = self.words.get(language)
        if found is not None:
            return found
        return next(iter(self.words.values()), "")

    def __hash__(self) -> int:
        return hash((tuple(sorted(self.words.items())), self.review))


class Sentence(str):
    """What is wrong with a definition, in English, and what it was made of, so that a page can say it in Welsh.

    It is a text like any other for whoever only reads it; `template` is the message of the catalogue.
    """

    __slots__ = ("template", "values")
    template: str
    values: Mapping[str, object]


Hint = Sentence | Literal[""]
"""What to do about it; empty where there is nothing to add."""

_SLOT = re.compile(r"\{([a-z_]+)\}")


def fill(words: str, values: Mapping[str, object]) -> str:
    """`words` with each `{name}` that `values` knows filled in; other braces stay as they are."""
    return _SLOT.sub(lambda slot: str(values.get(slot[1], slot[0])), words) if values else words


def sentence(template: str, /, **values: object) -> Sentence:
    """A message that the catalogues say: `sentence("there is no page '{page}'", page=id)`. Values may be sentences and texts too."""
    plain_values = {name: one.said("en") if isinstance(one, Text) else one for name, one in values.items()}
    made = Sentence(fill(template, plain_values))
    made.template, made.values = template, values
    return made


def english(words: str) -> Sentence:
    """A message for whoever writes packs, at the command line: it is said in English only."""
    made = Sentence(words)
    made.template, made.values = "", {}
    return made


_NAMES = {
    "en": Text({"en": "English", "cy": "Saesneg"}),
    "cy": Text({"en": "Welsh", "cy": "Cymraeg"}),
}


def language_name(language: str) -> Text:
    """What a language is called."""
    return _NAMES.get(language) or plain(language)


def plain(words: str, language: str = "en") -> Text:
    """A text in one language."""
    return Text({language: words})
