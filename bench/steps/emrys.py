"""The case of B1: Emrys's exchange, as the pretend home tells it, when all five voices have said whether they were understood.

Every contestant gets the same facts, each kept as that contestant keeps them, and takes the same way: `find_a_way`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from core import replay, testing
from core.records import Person
from core.stores.protocol import Body, Record
from workflows import runner
from workflows.compiled import CompiledWorkflow
from workflows.view import Asker

STORY, ALIAS, WAY = "hafan_y_gilfach", "emrys_exchange", "find_a_way"
THE_DAY = datetime(2026, 6, 1, 9, tzinfo=UTC)


class Held(Exception):
    """A contestant did not take the way: not theirs to take, or something is missing."""


@dataclass(frozen=True)
class Facts:
    """A case and what was sent in it, as the store gives them."""

    case: Record
    sent: tuple[Record, ...]

    def saying(self, question: str, value: Any, number: int) -> Facts:
        """The same, where one of those who answered this question answered something else."""
        asked = [one for one in self.sent if question in one.body["answers"]]
        return Facts(
            self.case, tuple(_saying(one, question, value) if one is asked[number] else one for one in self.sent)
        )

    def without(self, form: str, number: int) -> Facts:
        """The same, where one of those who sent a form has not sent it."""
        asked = [one for one in self.sent if one.body["form"] == form]
        return Facts(self.case, tuple(one for one in self.sent if one is not asked[number]))


def _saying(sent: Record, question: str, value: Any) -> Record:
    versions = sent.body["answers"][question]
    answers = {**sent.body["answers"], question: [*versions[:-1], {**versions[-1], "value": value}]}
    return Record(sent.home, sent.kind, sent.id, sent.revision, {**sent.body, "answers": answers})


@dataclass(frozen=True)
class Table:
    """Everything a contestant may know beforehand: the workflow, who there is, and the time."""

    made: CompiledWorkflow
    persons: Mapping[str, Person]
    now: datetime
    facts: Facts
    host: Asker
    another: Asker

    def ways(self) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
        """Step, way, where it leads, who may."""
        for step, id in self.made.ways:
            one = self.made.ways[step, id].transition
            yield step, id, one.to, one.by


@dataclass(frozen=True)
class Stored:
    """A case in bytes, as one contestant keeps it: what it reads and writes, and what it only reads."""

    case: bytes
    answers: tuple[bytes, ...] = ()

    @property
    def size(self) -> int:
        """Bytes of it all."""
        return len(self.case) + sum(map(len, self.answers))


@dataclass(frozen=True)
class Contestant:
    """`keep` the facts, take the way in one `step` (raises Held), and say what was `reached`, as `plain` says it."""

    keep: Callable[[Facts], Stored]
    step: Callable[[Stored, Asker], bytes]
    reached: Callable[[bytes], Body]


def laid() -> Table:
    """The case, after its story was replayed up to that moment."""
    house = testing.house()
    story = next(one.definition for one in house.installed.catalogue.of_kind("story") if one.definition.id == STORY)
    so_far = story.model_copy(update={"events": tuple(_so_far(story.events))})
    replay.replay(house, so_far, "words that nobody needs", THE_DAY)
    with house.store.read(STORY) as tx:
        (case,) = tx.all("case", {})
        facts = Facts(case, tuple(tx.all("response", {})))
        view = runner.view(house, house.home(STORY), tx, case.id)
    host, subject = view.persons[case.body["host"]], view.persons[case.body["subject"]]
    return Table(
        view.compiled,
        view.persons,
        house.clock.now(),
        facts,
        Asker(host.id, host.roles),
        Asker(subject.id, subject.roles),
    )


def _so_far(events: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """What happened in this case before the way is taken."""
    for event in events:
        if ALIAS in (event.get("case"), event.get("as")):
            if event.get("move") == WAY:
                return
            yield event


# -- as plain as can be -------------------------------------------------------------------------------------------------


def plain(case: Body) -> Body:
    """What somebody would keep of a case without an engine: where it stands, who sits there, what runs, what happened."""
    engines_own = {"forms", "workflow_hash", "ref"}
    return {key: value for key, value in case.items() if key not in engines_own and value not in (None, [], "")}


def plain_answers(sent: Iterable[Record]) -> dict[str, list[Body]]:
    """What was said, by form: whose it is, when, and each version of each answer with what goes with it."""
    found: dict[str, list[Body]] = {}
    for one in sent:
        said = {key: one.body[key] for key in ("seat", "voice", "person", "occasion", "sent_at") if one.body[key]}
        versions = {question: [_said(version) for version in each] for question, each in one.body["answers"].items()}
        found.setdefault(one.body["form"], []).append({**said, "answers": versions})
    return found


def _said(version: Body) -> Body:
    return {key: value for key, value in version.items() if value not in (None, "")}
