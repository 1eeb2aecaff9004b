"""Question types whose names are settled and which are not built yet: a definition that asks for one is told so."""

from __future__ import annotations

from core.contributions import QuestionType
from core.expressions import THING
from core.text import Text

TYPES = tuple(
    QuestionType(name, Text({"en": en, "cy": cy}), lambda q: THING, later=True)
    for name, en, cy in (
        ("time", "A time of day", "Amser o'r dydd"),
        ("place", "A place", "Lle"),
        ("voice", "A recording", "Recordiad"),
        ("picture", "A photograph or picture", "Ffotograff neu lun"),
        ("drawing", "A drawing", "Darlun"),
        ("paper_photo", "A photograph of a paper form", "Ffotograff o ffurflen bapur"),
        ("grid", "Several lines on one scale", "Nifer o linellau ar un raddfa"),
    )
)
