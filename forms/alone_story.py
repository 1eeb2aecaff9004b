"""How a story tells of a form that stands alone: `{write: stories.about_me, subject, seat, by, how, values, declined}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.contributions import Asking, StoryStep
from core.records import Person
from forms.alone import begun, standing_alone, voice_there
from forms.answers import stored
from forms.drafts import compiled_of
from forms.responses import Given, answer


def run(world: Any, event: Mapping[str, Any]) -> None:
    """Answer a form as its page would: begin a draft, read it, send it. Raises ValueError for what cannot be."""
    house, home_id = world.house, world.home_id
    catalogue = house.catalogue(home_id)
    found = next((one for one in standing_alone(house, catalogue) if one.ref == event["write"]), None)
    if found is None:
        raise ValueError(f"no form '{event['write']}' stands alone in {home_id}")
    with house.store.tx(home_id, actor=world.person(event["by"]), purpose="story") as tx:
        writer = Person.need(tx, world.person(event["by"]))
        person = Person.need(tx, world.person(event.get("seat", event["by"])))
        subject = Person.need(tx, world.person(event["subject"])) if "subject" in event else None
        voice = voice_there(found.definition, catalogue.people, person)
        if voice is None:
            raise ValueError(f"{person.name} has no voice in '{event['write']}'")
        draft = begun(house, home_id, tx, found, writer.id, subject, voice, person.id)
        compiled = compiled_of(house, home_id, tx, draft.form_hash)
        given = Given(
            how=event.get("how", "written" if writer.id == person.id else "said"),
            sure=event.get("sure", "sure"),
            language=str(event.get("language", person.languages[0] if person.languages else "en")),
            helped=str(event.get("helped", "")),
        )
        values = {
            id: stored(compiled.form.question(id), value) for id, value in world.real(event.get("values", {})).items()
        }
        people = tuple((one.id, one.name) for one in Person.find(tx))
        answer(
            house,
            home_id,
            tx,
            draft=draft,
            compiled=compiled,
            values=values,
            declined=dict(event.get("declined", {})),
            given=given,
            asking=Asking(given.language, people),
        )


WRITE = StoryStep("write", run)
"""The story step as a contribution."""
