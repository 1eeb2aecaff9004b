"""How a story tells of a form that stands alone: `{form: words.words_mine, subject, seat, by, how, values, declined}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from core.contributions import Asking, StoryStep
from core.ids import new_id
from core.records import Person
from forms.alone import may_fill, standing_alone
from forms.answers import stored
from forms.drafts import begin, compiled_of
from forms.records import How, Sure
from forms.responses import Given, answer


def run(world: Any, event: Mapping[str, Any]) -> None:
    """Fill in a form as a page would: begin a draft, read it, send it. Raises ValueError for what cannot be."""
    house, home_id = world.house, world.home_id
    catalogue = house.catalogue(home_id)
    published = next((one for one in standing_alone(house, catalogue) if one.ref == event["form"]), None)
    if published is None:
        raise ValueError(f"no form '{event['form']}' stands alone in {home_id}")
    with house.store.tx(home_id, actor=world.person(event["by"]), purpose="story") as tx:
        writer = Person.need(tx, world.person(event["by"]))
        person = Person.need(tx, world.person(event.get("seat", event["by"])))
        voice = next((voice for role in person.roles if (voice := catalogue.people.voice_of(role))), None)
        if not may_fill(published.definition, voice):
            raise ValueError(f"{person.name} has no voice in '{event['form']}'")
        draft = begin(
            house,
            home_id,
            tx,
            ref=published.ref,
            form_hash=house.keep_snapshot(tx, published.snapshot),
            subject=world.person(event["subject"]) if "subject" in event else None,
            case=None,
            form=published.definition.id,
            seat=f"{voice}-{person.id}",
            voice=str(voice),
            person=person.id,
            occasion=new_id(),
            writer=writer.id,
            back={},
        )
        compiled = compiled_of(house, home_id, tx, draft.form_hash)
        given = Given(
            how=cast(How, event.get("how", "written" if writer.id == person.id else "said")),
            sure=cast(Sure, event.get("sure", "sure")),
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


ALONE = StoryStep("form", run)
"""The story step as a contribution."""
