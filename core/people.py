"""Who there is in a home: voices (whose view), roles (who may press), groups and teams. role → voice → group is a function."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from pydantic import Field

from core.definitions import DefId, Finding, Strict, TextField
from core.problems import did_you_mean
from core.text import Hint, Sentence, Text, english, sentence


class Voice(Strict):
    """Whose view an answer is. `like` lends another voice's wording and group; `many`: several people may hold it."""

    said_as: ClassVar[Sentence] = sentence("a voice")
    title: TextField
    group: str | None = None
    like: str | None = None
    many: bool = True


Reach = Literal["self", "named", "home"]
"""Whose things a role's marks in the permission matrix are about: its holder's own; those of the people it is there for
(`of`, or in whose circle it is); everybody's in the home."""


class Role(Strict):
    """Who may press. A role `may_host` when it is trained to lead a case; `reach` says whose things its marks are about."""

    said_as: ClassVar[Sentence] = sentence("a role")
    title: TextField
    voice: str | None = None
    may_host: bool = False
    reach: Reach = "home"


class Group(Strict):
    """People who are asked the same way and shown together."""

    said_as: ClassVar[Sentence] = sentence("a group")
    title: TextField


class Team(Strict):
    """A part of a group (nights); too small a team folds into its group."""

    said_as: ClassVar[Sentence] = sentence("a team")
    title: TextField
    group: str


class PeopleDefinition(Strict):
    """The file that says who there is (`people: home`)."""

    said_as: ClassVar[Sentence] = sentence("a people file")
    id: DefId
    title: TextField
    about: TextField | None = None
    voices: Mapping[DefId, Voice] = Field(default_factory=dict)
    roles: Mapping[DefId, Role] = Field(default_factory=dict)
    groups: Mapping[DefId, Group] = Field(default_factory=dict)
    teams: Mapping[DefId, Team] = Field(default_factory=dict)


@dataclass(frozen=True)
class People:
    """All people files of a catalogue, seen as one."""

    voices: Mapping[str, Voice] = field(default_factory=dict)
    roles: Mapping[str, Role] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    teams: Mapping[str, Team] = field(default_factory=dict)

    @classmethod
    def of(cls, definitions: Iterable[PeopleDefinition]) -> People:
        """One view over several files; a later file adds, it never takes away."""
        voices: dict[str, Voice] = {}
        roles: dict[str, Role] = {}
        groups: dict[str, Group] = {}
        teams: dict[str, Team] = {}
        for one in definitions:
            voices = {**one.voices, **voices}
            roles = {**one.roles, **roles}
            groups = {**one.groups, **groups}
            teams = {**one.teams, **teams}
        return cls(voices, roles, groups, teams)

    def like(self) -> dict[str, str]:
        """voice → the voice whose wording it borrows."""
        return {id: voice.like for id, voice in self.voices.items() if voice.like}

    def group_of(self, voice: str) -> str | None:
        """The group a voice belongs to."""
        found = self.voices.get(voice)
        if found is None:
            return None
        return found.group or (self.group_of(found.like) if found.like and found.like != voice else None)

    def voice_of(self, role: str) -> str | None:
        """The voice somebody with this role speaks with."""
        found = self.roles.get(role)
        return found.voice if found else None

    def live_here(self) -> frozenset[str]:
        """The roles of those whose home it is: their marks are about their own things."""
        return frozenset(id for id, role in self.roles.items() if role.reach == "self")

    def voice_title(self, voice: str) -> Text:
        """What a voice is called; the shared seat and unknown voices have plain names."""
        found = self.voices.get(voice)
        return found.title if found else Text({"en": voice.replace("_", " ")})

    def who_problem(self, who: str, extra: Iterable[str] = ("host",)) -> Hint | None:
        """None when `who` is a role, `host` or `voice:<voice>`; else a hint for a message."""
        kind, colon, voice = who.partition(":")
        if colon:
            if kind == "voice" and voice in self.voices:
                return None
            return did_you_mean(who, [f"voice:{id}" for id in self.voices]) or sentence(
                "write voice:resident, or a role"
            )
        if who in self.roles or who in tuple(extra):
            return None
        return did_you_mean(who, [*self.roles, *extra]) or sentence("roles are {list}", list=", ".join(self.roles))


def check_people(definition: PeopleDefinition, surroundings: Any) -> Iterable[Finding]:
    """Names in a people file that point nowhere."""
    people: People = surroundings.people
    for id, voice in definition.voices.items():
        if voice.like is not None and voice.like not in people.voices:
            yield _unknown(("voices", id, "like"), "voice", voice.like, people.voices)
        if voice.group is not None and voice.group not in people.groups:
            yield _unknown(("voices", id, "group"), "group", voice.group, people.groups)
    for id, role in definition.roles.items():
        if role.voice is not None and role.voice not in people.voices:
            yield _unknown(("roles", id, "voice"), "voice", role.voice, people.voices)
    for id, team in definition.teams.items():
        if team.group not in people.groups:
            yield _unknown(("teams", id, "group"), "group", team.group, people.groups)


def _unknown(path: tuple[str, ...], what: str, word: str, known: Mapping[str, Any]) -> Finding:
    hint = did_you_mean(word, known) or english(f"known: {', '.join(known)}")
    return Finding(path, "E201", english(f"there is no {what} '{word}'"), hint)
