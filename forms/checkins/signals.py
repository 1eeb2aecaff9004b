"""Signals: something worth noticing in one person's own answers. It is offered, never forced, and kept so that a page can say it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, ClassVar, Literal

from core import outbox
from core.catalogue import Published
from core.clock import local_date
from core.expressions import BOOL, Checked, DictEnv, check
from core.house import House
from core.ids import new_id
from core.people import People
from core.records import Kept, Person, stamp
from core.stores.protocol import Tx
from core.text import Text
from forms.checkins.check import signal_scope
from forms.checkins.series import Series, own, series_of
from forms.model import CheckIn, Signal
from forms.records import Response

COMPANY = "company"
"""The signal of an offer that somebody asked for: the person they named hears that they would like to talk."""


@dataclass(frozen=True, kw_only=True)
class Offer(Kept):
    """Something offered to one person. `private`: nobody but they may see it (and `to`, whom they asked to come).

    `say` is the offer in its languages, `opens` the workflow it could begin; `state` is open, or rested once it no longer
    holds or somebody let it rest.
    """

    kind: ClassVar[str] = "offer"
    indexes: ClassVar[tuple[str, ...]] = ("person", "ref", "response", "state", "at")
    persons: ClassVar[tuple[str, ...]] = ("person", "to")
    ref: str
    signal: str
    person: str
    voice: str
    response: str
    at: str
    private: bool
    say: Mapping[str, str] = field(default_factory=dict)
    opens: str = ""
    to: str = ""
    state: Literal["open", "rested"] = "open"
    rested_at: str = ""

    @property
    def words(self) -> Text:
        """What is offered."""
        return Text(self.say)


def compiled(check_in: CheckIn, types: Any, people: People) -> list[tuple[Signal, Checked]]:
    """The signals of a check-in, each with its rule checked."""
    scope = signal_scope(check_in, types, people)
    return [(signal, check(signal.when, scope, BOOL)) for signal in check_in.signals]


def signalled(
    signals: Sequence[tuple[Signal, Checked]], check_in: CheckIn, series: Series, today: date, like: Mapping[str, str]
) -> list[Signal]:
    """The signals that hold for one person's own answers. Pure; what others noticed signals nothing."""
    if series.noticed:
        return []
    env = DictEnv(
        today=today,
        voice=series.voice,
        subject=series.subject or "",
        measures={measure.id: series.values(measure.id) for measure in check_in.measures},
    )
    mine = (series.voice, like.get(series.voice, series.voice))
    return [
        signal
        for signal, rule in signals
        if (signal.voice is None or signal.voice in mine) and rule.evaluate(env) is True
    ]


def look(house: House, home_id: str, tx: Tx, published: Published, response: Response) -> None:
    """After an answer: keep the offers that hold now, and let those rest that no longer do."""
    check_in: CheckIn = published.definition
    if response.person is None:
        return
    people = house.catalogue(home_id, tx).people
    zone = house.home(home_id).zone
    theirs = [
        one for one in Response.find(tx, {"person": response.person, "form": check_in.id}) if one.ref == published.ref
    ]
    same = [one for one in theirs if one.voice == response.voice and one.subject == response.subject]
    series = own(series_of(check_in, same, zone), response.person)
    today = local_date(house.clock.now(), zone)
    rules = compiled(check_in, house.installed.surroundings.question_types(), people)
    hold = {one.id: one for one in signalled(rules, check_in, series, today, people.like())} if series else {}
    private = check_in.for_own_eyes(people.group_of(response.voice))
    now = stamp(house.clock.now())
    waiting = [one for one in Offer.find(tx, {"person": response.person, "ref": published.ref}) if one.state == "open"]
    for offer in waiting:
        if offer.signal != COMPANY and offer.voice == response.voice and offer.signal not in hold:
            replace(offer, state="rested", rested_at=now).keep(tx)
    already = {offer.signal for offer in waiting if offer.voice == response.voice}
    heard = {one.signal for one in Offer.find(tx, {"response": response.id})}
    for signal in hold.values():
        if signal.id in already | heard:
            continue
        offer = Offer(
            id=new_id(),
            ref=published.ref,
            signal=signal.id,
            person=response.person,
            voice=response.voice,
            response=response.id,
            at=now,
            private=private,
            say=dict(signal.offer.words),
            opens=_whole(signal.opens, published.pack),
        ).keep(tx)
        outbox.record(house, tx, "signalled", "check-ins", {"offer": offer.id})
    _company(house, tx, published, response, now)


def _whole(opens: str | None, pack: str) -> str:
    return "" if opens is None else opens if "." in opens else f"{pack}.{opens}"


def _company(house: House, tx: Tx, published: Published, response: Response, now: str) -> None:
    """Somebody who named a person to talk with: that person learns that they did, and nothing of what they answered."""
    check_in: CheckIn = published.definition
    asked = {
        value["id"]
        for question in check_in.questions()
        if question.type == "person" and (value := response.values().get(question.id)) and value.get("id")
    }
    sent = {one.to for one in Offer.find(tx, {"response": response.id}) if one.signal == COMPANY}
    for to in sorted(asked - sent):
        if Person.get(tx, to) is None or response.person is None:
            continue
        offer = Offer(
            id=new_id(),
            ref=published.ref,
            signal=COMPANY,
            person=response.person,
            voice=response.voice,
            response=response.id,
            at=now,
            private=True,
            to=to,
        ).keep(tx)
        outbox.record(house, tx, "signalled", "check-ins", {"offer": offer.id})
