"""A mapping table: the headings of an outside format, each with the questions whose answers belong under it.

Law and standards are data with the dates they hold for, never code (`definitions.md`, *A pack*: `from`).
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from core.definitions import DefId, Strict, TextField
from core.text import Sentence, sentence
from forms.model import Day


class Take(Strict):
    """A question whose answers belong under a heading: `pack.form.question`, of these voices only where some are named."""

    said_as: ClassVar[Sentence] = sentence("a take")
    question: str
    voices: tuple[str, ...] = ()

    @property
    def form(self) -> str:
        """The form it is asked in, as `pack.form`."""
        return self.question.rpartition(".")[0]

    @property
    def id(self) -> str:
        """The question's own id."""
        return self.question.rpartition(".")[2]


class Part(Strict):
    """One heading of the outside format."""

    said_as: ClassVar[Sentence] = sentence("a part")
    id: DefId
    title: TextField
    about: TextField | None = None
    takes: tuple[Take, ...] = ()
    by_hand: TextField | None = None
    """What stands there instead, where nothing here is asked about it: whoever needs it writes it themselves."""


class Mapping(Strict):
    """A mapping table. `heading` says above the document what it is, and what it is not."""

    said_as: ClassVar[Sentence] = sentence("a mapping")
    id: DefId
    title: TextField
    heading: TextField
    about: TextField | None = None
    sources: tuple[str, ...] = Field(min_length=1)
    from_: Day = Field(alias="from")
    until: Day | None = None
    audience: str | None = None
    parts: tuple[Part, ...] = Field(min_length=1)
