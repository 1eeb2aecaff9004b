"""What every answer field shares: it reads its own parts of what was posted, and `data` is the stored value or None."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from wtforms import Field, ValidationError

from core.text import Text

LONGEST = 20_000
"""Most characters of one written answer."""


class Posted(Protocol):
    """What was posted, as WTForms reads it: every value under a name."""

    def getlist(self, name: str) -> list[str]:
        """All values posted under this name."""
        ...


class AnswerField(Field):
    """A WTForms field whose `data` is a stored answer value (`forms.records.Envelope.value`), None when nothing was typed.

    `language` is the language of its messages. Subclasses read `posted(…)` in `understood` and raise `Wrong`.
    """

    def __init__(self, language: str = "en", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.language = language
        self._formdata: Posted | None = None

    def process(self, formdata: Posted | None, data: Any = None, extra_filters: Any = None) -> None:
        """Take what was posted under this field's name and its parts."""
        self.process_errors: list[str] = []
        self.object_data = self.data = None
        self._formdata = formdata
        if formdata is None:
            return
        try:
            self.data = self.understood()
        except Wrong as wrong:
            self.process_errors = [wrong.text.said(self.language)]

    def understood(self) -> Any:
        """The stored value of what was posted, or None; raises `Wrong` when it cannot be an answer."""
        raise NotImplementedError

    def posted(self, part: str = "") -> list[str]:
        """What was posted under one part (`day` of `born.day`), without empty texts."""
        assert self._formdata is not None
        name = f"{self.name}.{part}" if part else self.name
        return [value for value in self._formdata.getlist(name) if value.strip()]

    def one(self, part: str = "") -> str:
        """The last text posted under a part, with line ends as on the web; empty when there is none."""
        found = self.posted(part)
        return found[-1].replace("\r\n", "\n") if found else ""


class Wrong(ValidationError):
    """What was typed cannot be an answer; the text says how to put it right."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.said("en"))
        self.text = text


def wrong(en: str, cy: str) -> Wrong:
    """A message in both languages."""
    return Wrong(Text({"en": en, "cy": cy}))


def known(id: str, ids: Sequence[str]) -> str:
    """`id` when it is one that can be chosen; else a kind refusal (an old page, or somebody playing)."""
    if id not in ids:
        raise wrong(
            "One of these answers is no longer here. Please choose again.",
            "Dydy un o'r atebion hyn ddim yma mwyach. Dewiswch eto, os gwelwch yn dda.",
        )
    return id
