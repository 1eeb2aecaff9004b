"""Demo homes: stories in YAML, replayed through the same services a page uses, in weeks relative to now.

A story says who there is and what they did, each on a day and at a time. Week 0 is this week, -1 the one before; day 1 is
Monday. What lies in the future has not happened yet and is left out.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core import accounts, homes, outbox, worries
from core.clock import HandClock
from core.contributions import StoryStep
from core.house import House
from core.ids import new_id
from core.story import Story, step_of

_WORDS = ("afon", "aderyn", "awyr", "bara", "blodyn", "bryn", "cae", "canu", "cegin", "coeden", "dafad", "dawns")


@dataclass
class World:
    """What a story step works with: the house, the home, who is who, and which case is which."""

    house: House
    home_id: str
    clock: HandClock
    week: Callable[[int, int], date]
    people: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    cases: dict[str, str] = field(default_factory=dict)

    def person(self, alias: Any) -> str:
        """The person id of somebody in the story."""
        return self.people[str(alias)]

    def real(self, value: Any) -> Any:
        """A value of a story as a stored value: people by their ids, days as dates."""
        if isinstance(value, Mapping):
            if set(value) == {"week", "day"}:
                return self.week(int(value["week"]), int(value["day"])).isoformat()
            if set(value) == {"id", "name"}:
                return {"id": self.people.get(value["id"]), "name": value["name"]}
            return {key: self.real(one) for key, one in value.items()}
        return [self.real(one) for one in value] if isinstance(value, tuple | list) else value


def replay_all(house: House) -> list[accounts.Pretend]:
    """Replay every installed story into this house, and give the accounts that can sign in, with their pass phrase."""
    phrase = "-".join(secrets.choice(_WORDS) for _ in range(4))
    made: list[accounts.Pretend] = []
    present = house.clock
    try:
        for published in house.installed.catalogue.of_kind("story"):
            made += replay(house, published.definition, phrase, present.now())
    finally:
        house.clock = present
    accounts.keep_pretend(house, made)
    return made


def replay(house: House, story: Story, phrase: str, now: datetime) -> list[accounts.Pretend]:
    """One story; events after `now` have not happened yet."""
    zone = ZoneInfo(story.home.zone)
    monday = now.astimezone(zone).date() - timedelta(days=now.astimezone(zone).weekday())

    def week(number: int, day: int) -> date:
        return monday + timedelta(weeks=number, days=day - 1)

    weeks = [int(event["week"]) for event in story.events] or [0]
    start = datetime.combine(week(min(weeks) - 1, 1), time(9), zone).astimezone(UTC)
    clock = HandClock(min(start, now))
    house.clock = clock
    home = homes.create_home(
        house,
        dict(story.home.name.words),
        zone=story.home.zone,
        worried=_whom_to_turn_to(story),
        modules=story.home.modules,
        id=story.home.id,
    )
    world = World(house, home.id, clock, week)
    pretend = _people(house, story, world, phrase)
    _name_readers(world, story)
    steps: dict[str, StoryStep] = house.plugins.hooks.collected.of("story_steps")
    for event in sorted(story.events, key=lambda one: _when(one, week, zone)):
        at = _when(event, week, zone)
        if at > now:
            continue
        clock.at = at
        step = step_of(event, steps)
        if step is None:
            raise ValueError(f"{story.id}: nobody knows how to replay {dict(event)}")
        step.run(world, event)
        outbox.deliver(house, home.id)
    return pretend


def _when(event: Mapping[str, Any], week: Callable[[int, int], date], zone: ZoneInfo) -> datetime:
    hour, _, minute = str(event.get("at", "12:00")).partition(":")
    day = week(int(event["week"]), int(event.get("day", 1)))
    return datetime.combine(day, time(int(hour), int(minute or 0)), zone).astimezone(UTC)


def _whom_to_turn_to(story: Story) -> dict[str, str]:
    """What the page about worries says, with the people of the story by their names."""
    names = {person.id: person.name for person in story.people}
    return {key: names.get(words, words) for key, words in story.home.worried.items()}


def _name_readers(world: World, story: Story) -> None:
    """Those of the story who are named as lead and second are on the home's list of who reads worries."""
    lead, second = (world.people.get(story.home.worried.get(key, ""), "") for key in ("lead", "second"))
    if lead:
        worries.name_readers(world.house, world.home_id, lead, second, "host", 0)


def _people(house: House, story: Story, world: World, phrase: str) -> list[accounts.Pretend]:
    roles = house.catalogue(world.home_id).people.roles
    world.people.update({person.id: new_id() for person in story.people})
    world.names.update({person.id: person.name for person in story.people})
    pretend = []
    first = None
    for person in story.people:
        id = world.person(person.id)
        homes.add_person(
            house,
            world.home_id,
            person.name,
            person.roles,
            id=id,
            teams=person.teams,
            of=tuple(world.person(one) for one in person.of),
            circle=tuple(world.person(one) for one in person.circle),
            languages=person.languages,
        )
        if person.account:
            account = accounts.create(house, person.account, phrase, same_as=first)
            first = account
            homes.give_account(house, world.home_id, id, account.id)
            who = f"{person.name}, {roles[person.roles[0]].title.said('en').lower()}, {story.home.name.said('en')}"
            pretend.append(accounts.Pretend(who, person.account, phrase))
    return pretend
