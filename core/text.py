"""Text that a person sees, in several languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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


def plain(words: str, language: str = "en") -> Text:
    """A text in one language."""
    return Text({language: words})
