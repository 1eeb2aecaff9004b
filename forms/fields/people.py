"""People and links: person, people, link."""

from __future__ import annotations

from typing import Any

from wtforms.fields.core import UnboundField

from core.contributions import Asking, QuestionType, Raw
from core.expressions import PERSON, THING, Many
from core.text import Text
from forms.fields.base import AnswerField, known, wrong
from forms.model import Question

LONGEST_NAME = 200


def _name(words: str) -> str:
    """A name as it was written; refused in words, never cut, when it cannot be one."""
    if len(words) > LONGEST_NAME:
        raise wrong(
            "This is very long for a name. Please write the name here, and the rest where there is more room.",
            "Mae hyn yn hir iawn i enw. Rhowch yr enw yma, a'r gweddill lle mae mwy o le.",
        )
    return words


class PersonField(AnswerField):
    """Somebody known here, or somebody else by name."""

    def __init__(self, people: tuple[tuple[str, str], ...], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.people = dict(people)

    def understood(self) -> dict[str, str | None] | None:
        chosen, name = self.one("id"), self.one("name").strip()
        if chosen and name:
            raise wrong(
                "Choose somebody from the list or write a name, not both.",
                "Dewiswch rywun o'r rhestr neu ysgrifennwch enw, nid y ddau.",
            )
        if chosen:
            return {"id": known(chosen, tuple(self.people)), "name": self.people[chosen]}
        return {"id": None, "name": _name(name)} if name else None


class PeopleField(PersonField):
    """Any number of people; names of others one on each line."""

    def understood(self) -> Any:
        chosen = {known(id, tuple(self.people)) for id in self.posted("id")}
        others = [_name(line.strip()) for line in self.one("name").split("\n") if line.strip()]
        here = [{"id": id, "name": name} for id, name in self.people.items() if id in chosen]
        return [*here, *({"id": None, "name": name} for name in others)] or None


class LinkField(AnswerField):
    """A record that can be chosen here: `{"kind", "id", "title"}`."""

    def __init__(self, links: tuple[tuple[str, str], ...], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.links = dict(links)

    def understood(self) -> dict[str, str] | None:
        chosen = self.one()
        if not chosen:
            return None
        kind, _, id = known(chosen, tuple(self.links)).partition(":")
        return {"kind": kind, "id": id, "title": self.links[chosen]}


def whom(question: Question, asking: Asking) -> tuple[tuple[str, str], ...]:
    """The people a question lets one choose from: everybody who is known here, or those its `to` names."""
    if not question.to or not asking.are:
        return asking.people
    wanted = set(question.to)
    return tuple((id, name) for id, name in asking.people if wanted & set(asking.are.get(id, wanted)))


def which(question: Question, asking: Asking) -> tuple[tuple[str, str], ...]:
    """The records a question lets one choose from: those its `to` names by kind of conversation, or all there are."""
    if not question.to or not asking.are:
        return asking.links
    wanted = set(question.to)
    return tuple((id, title) for id, title in asking.links if wanted & set(asking.are.get(id, wanted)))


def _person(question: Question, asking: Asking) -> UnboundField[Any]:
    return UnboundField(PersonField, language=asking.language, people=whom(question, asking))


def _people(question: Question, asking: Asking) -> UnboundField[Any]:
    return UnboundField(PeopleField, language=asking.language, people=whom(question, asking))


def _link(question: Question, asking: Asking) -> UnboundField[Any]:
    return UnboundField(LinkField, language=asking.language, links=which(question, asking))


def _person_raw(question: Question, value: Any) -> Raw:
    return {"id": (value["id"],)} if value["id"] else {"name": (value["name"],)}


def _people_raw(question: Question, value: Any) -> Raw:
    return {
        "id": tuple(one["id"] for one in value if one["id"]),
        "name": ("\n".join(one["name"] for one in value if not one["id"]),),
    }


TYPES = (
    QuestionType(
        "person",
        Text({"en": "Somebody", "cy": "Rhywun"}),
        lambda q: PERSON,
        _person,
        raw=_person_raw,
        shown=lambda question, value, language: str(value["name"]),
        keys=frozenset({"to"}),
    ),
    QuestionType(
        "people",
        Text({"en": "Several people", "cy": "Nifer o bobl"}),
        lambda q: Many(PERSON),
        _people,
        raw=_people_raw,
        shown=lambda question, value, language: ", ".join(one["name"] for one in value),
        keys=frozenset({"to"}),
    ),
    QuestionType(
        "link",
        Text({"en": "Something written down here already", "cy": "Rhywbeth sydd wedi'i gofnodi yma eisoes"}),
        lambda q: THING,
        _link,
        raw=lambda question, value: {"": (f"{value['kind']}:{value['id']}",)},
        shown=lambda question, value, language: str(value["title"]),
        keys=frozenset({"to"}),
    ),
)
