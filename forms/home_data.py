"""What pictures of a home and panels are made of: what was sent there, as far as whoever looks may see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from core.home_pictures import Here, HomeAnswers, HomeData
from core.records import Person, case_step, holds_seat, lost_seat, moment
from core.stores.protocol import Tx
from core.text import Text
from forms.companions import Looking
from forms.consent import asked_for, kept_off, said_yes
from forms.drafts import compiled_of
from forms.model import Asked
from forms.records import Response
from forms.shown import only_whole, seen_of, values_of
from forms.wording import months

_TOGETHER = Text({"en": "Together", "cy": "Gyda'n gilydd"})


def data_of(looking: Looking, tx: Tx, reads: Iterable[str], title: Text, *, whole: bool, subject: str = "") -> HomeData:
    """What was sent of these forms in the home, as far as whoever looks may see it; with `whole` all that is not kept apart."""
    house, home = looking.house, looking.house.home(looking.home_id)
    catalogue = house.catalogue(home.id, tx)
    zone, at_home = ZoneInfo(home.zone), catalogue.people.live_here()
    now = house.clock.now().astimezone(zone)
    people = {person.id: person for person in Person.find(tx, order="name")}
    known = [ref for ref in reads if catalogue.get("form", ref) is not None]
    answers = {ref: tuple(_answers(looking, tx, ref, people, zone, whole, subject)) for ref in known}
    return HomeData(
        title=title,
        now=now,
        subject=subject,
        answers=answers,
        people={id: _here(one, bool(at_home.intersection(one.roles))) for id, one in people.items()},
        months=months.months(tx, now.isoformat()[:7]),
    )


def _here(person: Person, lives_here: bool) -> Here:
    return Here(
        person.id,
        person.name,
        person.languages,
        lives_here and not person.gone,
        person.status == "here" and not person.gone,
    )


def _answers(
    looking: Looking, tx: Tx, ref: str, people: Mapping[str, Person], zone: ZoneInfo, whole: bool, about: str
) -> Iterator[HomeAnswers]:
    """On the page of somebody only what is about them, or about nobody."""
    found = Response.find(tx, {"ref": ref}, order="sent_at")
    every = [one for one in found if not about or one.subject in (None, about)]
    voices = looking.viewer.people
    off = kept_off(looking.house, looking.home_id, tx)
    for sent in every:
        form = compiled_of(looking.house, looking.home_id, tx, sent.form_hash).form
        seen = _open(form, sent, off) if whole else _seen(looking, tx, form, sent, people)
        values = {id: _value(form, id, value) for id, value in seen.items()}
        if values:
            yield HomeAnswers(
                values,
                id=sent.id,
                subject=sent.subject or "",
                person=sent.person or "",
                voice=voices.voice_title(sent.voice) if sent.voice else _TOGETHER,
                at=moment(sent.sent_at).astimezone(zone),
                case=sent.case or "",
                step=case_step(tx, sent.case),
                languages={id: last.language for id in values if (last := sent.last(id)) is not None},
                noticed=frozenset(id for id in values if (last := sent.last(id)) is not None and last.how == "noticed"),
            )


def _open(form: Asked, sent: Response, off: frozenset[str]) -> dict[str, Any]:
    """What is for everybody who sees the form's answers: no sealed half, and nobody named without their yes."""
    if sent.sealed:
        return {}
    open_ = {one.id: one for one in form.questions() if one.audience in (None, form.audience)}
    values = {id: value for id, value in sent.values().items() if id in open_}
    return {
        id: said_yes(open_[id], sent, value, off) if asked_for(open_[id]) else value for id, value in values.items()
    }


def _seen(looking: Looking, tx: Tx, form: Asked, sent: Response, people: Mapping[str, Person]) -> dict[str, Any]:
    me = looking.viewer.person.id
    sight = looking.sight(tx, people.get(sent.subject or ""), holds_seat(tx, sent.case, me))
    if lost_seat(tx, sent.case, me):
        sight = replace(sight, reader="")
    if sent.case is not None:
        sight = replace(sight, may=only_whole(sight.may))
    return values_of(seen_of(form, looking.viewer.people, sent, sight))


def _value(form: Asked, id: str, value: Any) -> Any:
    """A stored value, without the answers inside a group that have an audience of their own."""
    question = form.question(id)
    if question is None or question.type != "group":
        return value
    kept = {inner.id for inner in question.questions if inner.audience in (None, form.audience)}
    return [{**row, "answers": {name: said for name, said in row["answers"].items() if name in kept}} for row in value]
