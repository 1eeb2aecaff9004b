"""What the picture of a board is drawn from: what was laid out on it for whoever looks, and nothing besides.

A plugin's `Picture(…, of="board")` takes a `BoardPictureData` and gives a `PictureMade`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from core.case_pictures import RowAnswers
from core.text import Text


@dataclass(frozen=True)
class BoardItem:
    """One case on a board: `who` it is called by there, the `day` of its words, and what was said in each form."""

    who: str
    day: date
    on: Text
    answers: Mapping[str, tuple[RowAnswers, ...]] = field(default_factory=dict)

    def words(self, form: str, question: str) -> str:
        """The newest words somebody gave to a question; "" where there are none."""
        return next((words for one in reversed(self.answers.get(form, ())) if (words := one.words(question))), "")


@dataclass(frozen=True)
class BoardPictureData:
    """Everything a picture of a board is drawn from, the oldest first."""

    title: Text
    items: tuple[BoardItem, ...] = ()
