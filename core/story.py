"""What a story is: the people of a made-up home, and what they did (`story: hafan_y_gilfach`). `core.replay` replays it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import Field

from core.contributions import StoryStep
from core.definitions import DefId, DefinitionKind, Finding, Strict, TextField
from core.problems import did_you_mean
from core.text import Sentence, english, sentence


class StoryHome(Strict):
    """The home a story happens in. `worried` says whom to turn to; a `lead` and a `second` of the story read what is written."""

    said_as: ClassVar[Sentence] = sentence("the home of a story")
    id: DefId
    name: TextField
    zone: str = "Europe/London"
    modules: tuple[str, ...] = ()
    worried: Mapping[str, str] = Field(default_factory=dict)


class StoryPerson(Strict):
    """Somebody in a story; with an `account` they can sign in under that name."""

    said_as: ClassVar[Sentence] = sentence("somebody in a story")
    id: DefId
    name: str
    roles: tuple[str, ...]
    teams: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    circle: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("en",)
    account: str | None = None


class Story(Strict):
    """A story: people, and what they did."""

    said_as: ClassVar[Sentence] = sentence("a story")
    id: DefId
    title: TextField
    about: TextField | None = None
    home: StoryHome
    people: tuple[StoryPerson, ...] = Field(min_length=1)
    events: tuple[Mapping[str, Any], ...] = ()


def check_story(story: Story, seen: Any) -> list[Finding]:
    """People who do not exist, and events nobody knows how to replay."""
    findings: list[Finding] = []
    known = {person.id for person in story.people}
    steps = seen.collected.of("story_steps")
    for number, event in enumerate(story.events):
        path = ("events", number)
        for key in ("by", "subject"):
            if key in event and event[key] not in known:
                hint = did_you_mean(str(event[key]), known)
                findings.append(
                    Finding((*path, key), "E901", english(f"nobody in this story is called '{event[key]}'"), hint)
                )
        if not isinstance(event.get("week"), int) or not 1 <= int(event.get("day", 1)) <= 7:
            findings.append(
                Finding(
                    path,
                    "E902",
                    english("an event needs its week, and a day from 1 to 7"),
                    english("like week: -1, day: 2"),
                )
            )
        if steps and step_of(event, steps) is None:
            hint = english(f"one of {', '.join(steps)}")
            findings.append(Finding(path, "E903", english("this event says nothing that can be done"), hint))
    return findings


STORY_KIND = DefinitionKind("story", Story, check_story)


def step_of(event: Mapping[str, Any], steps: Mapping[str, StoryStep]) -> StoryStep | None:
    """How an event is replayed: the step whose word it has. `seat` is also a detail of others, so it counts last."""
    found = [key for key in steps if key in event]
    found.sort(key=lambda key: key == "seat")
    return steps[found[0]] if found else None
