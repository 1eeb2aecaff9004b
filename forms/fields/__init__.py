"""The question types of the core set, one small file for each family."""

from __future__ import annotations

from core.contributions import QuestionType
from forms.fields import choosing, dates, later, people, sorting, still, writing

CORE_TYPES: tuple[QuestionType, ...] = (
    *writing.TYPES,
    *choosing.TYPES,
    *sorting.TYPES,
    *dates.TYPES,
    *people.TYPES,
    *still.TYPES,
    *later.TYPES,
)
"""Every question type the engine itself brings."""
