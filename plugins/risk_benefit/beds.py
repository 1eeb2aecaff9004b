"""What was laid down about a choice: stones in three beds, each with whose it is. Pure, and never added up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from core.api import CasePictureData, Text, VoiceAnswers

FORM = "choice_look"
"""The form in which each voice looks at the choice from every side."""
Bed = Literal["could_go_well", "worries", "if_we_say_no"]
BEDS: tuple[Bed, ...] = ("could_go_well", "worries", "if_we_say_no")
NAMES: Mapping[Bed, Text] = {
    "could_go_well": Text({"en": "Could go well", "cy": "Allai fynd yn dda"}),
    "worries": Text({"en": "Worries", "cy": "Pryderon"}),
    "if_we_say_no": Text({"en": "If we say no", "cy": "Os dywedwn ni na"}),
}
THING: Mapping[Bed, str] = {"could_go_well": "good_thing", "worries": "worry", "if_we_say_no": "lost"}
SIZE: Mapping[Bed, str] = {"could_go_well": "how_much", "worries": "severity"}
"""The question whose words give a stone its size; what a no would cost has none."""
NOTICED = Text({"en": "noticed, not said", "cy": "sylwyd, heb ei ddweud"})
NOT_SAID = Text({"en": "size not said", "cy": "heb ddweud y maint"})


@dataclass(frozen=True)
class Stone:
    """One thing that one voice laid down.

    `size` is 0, 1 or 2 by its words; None where they were not said. `how_much` are those words, with what was only noticed.
    """

    bed: Bed
    words: str
    seat: str
    who: str
    size: int | None
    how_much: str


def stones(data: CasePictureData, language: str) -> list[Stone]:
    """Every stone, bed after bed, the largest of a bed first."""
    found: list[Stone] = []
    for bed in BEDS:
        laid = [stone for voice in data.said(FORM) for stone in _of(data, bed, voice, language)]
        found += sorted(laid, key=lambda one: -(one.size if one.size is not None else 1))
    return found


def _of(data: CasePictureData, bed: Bed, voice: VoiceAnswers, language: str) -> list[Stone]:
    made = []
    for row in voice.rows(bed):
        words = row.words(THING[bed])
        if not words:
            continue
        size, said = None, []
        if bed in SIZE:
            asked = data.question(FORM, bed, SIZE[bed])
            chosen = next(iter(row.chosen(SIZE[bed])), None)
            size = asked.place(chosen) if chosen is not None else None
            said.append(asked.option(chosen).said(language) if chosen is not None else NOT_SAID.said(language))
        if bed in voice.noticed:
            said.append(NOTICED.said(language))
        made.append(Stone(bed, words, voice.seat, voice.called(language), size, ", ".join(said)))
    return made


def declined(data: CasePictureData, language: str) -> list[tuple[Bed, str, str]]:
    """(bed, who, in which words) for everybody who chose not to answer."""
    return [
        (bed, voice.called(language), voice.declined[bed].said(language))
        for bed in BEDS
        for voice in data.said(FORM)
        if bed in voice.declined
    ]
