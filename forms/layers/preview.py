"""A form as people would meet it, to be tried: nothing that is typed there is kept, or even sent."""

from __future__ import annotations

from typing import Any

from core.clock import local_date
from core.contributions import Asking
from core.house import House
from core.web.languages import gettext as _
from core.web.languages import language
from forms.answers import ALONE, env_of, read
from forms.compiled import compile_form
from forms.pages import CompiledPages, Filling, Look


def previews(house: House, home_id: str, definition: Any) -> list[tuple[str, str, list[Any]]]:
    """The form as a resident and as staff would meet it: (whose view, the mode of the page, each question)."""
    people = house.catalogue(home_id).people
    compiled = compile_form(definition, house.installed.surroundings.question_types(), people)
    today = local_date(house.clock.now(), house.home(home_id).zone)
    made = []
    for voice, mode, words in (("resident", "resident", _("As somebody who lives here")), ("staff", "", _("As staff"))):
        if definition.voices and voice not in definition.voices:
            continue
        asking = Asking(language())
        reading = read(compiled, {}, asking, voice=voice, today=today)
        env = env_of(reading, ALONE, today=today, voice=voice, subject="")
        pages = CompiledPages(compiled, Look(voice, language(), "all"), prefix=f"try-{voice}-")
        filling = Filling(
            pages, {}, reading, asking, env, {}, {}, {}, lambda number: _("Number {number}", number=number)
        )
        questions = [
            filling.question(place)
            for place in reading.places
            if place.group is None and not (place.question.voices and voice not in place.question.voices)
        ]
        made.append((words, mode, questions))
    return made
