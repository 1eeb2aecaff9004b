"""How a story tells of a check-in: `{check_in: senses.six_senses, subject, seat, by, how, values, declined}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from core.contributions import Asking, StoryStep
from core.records import Person
from forms.answers import stored
from forms.checkins.asking import Way, begin, own_voice
from forms.checkins.series import BY_OTHERS
from forms.drafts import compiled_of
from forms.records import How, Sure
from forms.responses import Given, answer


def run(world: Any, event: Mapping[str, Any]) -> None:
    """Answer a check-in as a page would: begin a draft, read it, send it. Raises ValueError for what cannot be."""
    house, home_id = world.house, world.home_id
    published = house.catalogue(home_id).get("check_in", str(event["check_in"]))
    if published is None:
        raise ValueError(f"there is no check-in '{event['check_in']}' in {home_id}")
    with house.store.tx(home_id, actor=world.person(event["by"]), purpose="check-in") as tx:
        writer = Person.need(tx, world.person(event["by"]))
        person = Person.need(tx, world.person(event["seat"]))
        voice = own_voice(person, house.catalogue(home_id, tx).people)
        if voice is None:
            raise ValueError(f"{person.name} has no voice in a check-in")
        how = cast(How, event.get("how", "written" if writer.id == person.id else "said"))
        subject = world.person(event["subject"]) if "subject" in event else None
        way: Way = "noticed" if how in BY_OTHERS else "own"
        draft = begin(
            house,
            home_id,
            tx,
            published,
            writer=writer,
            person=person,
            voice=voice,
            subject=subject,
            way=way,
            everything=True,
        )
        compiled = compiled_of(house, home_id, tx, draft.form_hash)
        given = Given(
            how=how,
            sure=cast(Sure, event.get("sure", "sure")),
            language=str(event.get("language", person.languages[0] if person.languages else "en")),
            helped=str(event.get("helped", "")),
        )
        values = {
            id: stored(compiled.form.question(id), world.real(value)) for id, value in event.get("values", {}).items()
        }
        people = tuple((one.id, one.name) for one in Person.find(tx))
        answer(
            house,
            home_id,
            tx,
            draft=draft,
            compiled=compiled,
            values=values,
            declined=event.get("declined", {}),
            given=given,
            asking=Asking(given.language, people),
        )


CHECK_IN = StoryStep("check_in", run)
"""The story step as a contribution."""
