"""What the forms engine keeps: answers in versions with their envelope, and drafts that only their writer sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from core.records import Kept, as_json, restored
from core.stores.protocol import Body

How = Literal["said", "signed", "pointed", "sorted", "noticed", "written", "drawn", "recorded", "told", "life_story"]
HOWS: tuple[How, ...] = (
    "said", "signed", "pointed", "sorted", "noticed", "written", "drawn", "recorded", "told", "life_story",
)  # fmt: skip
Sure = Literal["sure", "fairly", "guess"]
SURES: tuple[Sure, ...] = ("sure", "fairly", "guess")
Declined = Literal["not_today", "rather_not", "not_sure"]
DECLINED: tuple[Declined, ...] = ("not_today", "rather_not", "not_sure")
TOGETHER = "together"
"""The seat of a form that is answered once for everybody."""


@dataclass(frozen=True)
class Envelope:
    """One version of one answer, and everything that goes with it.

    `value` is the stored value (None where it was `declined`). `written_by` is a person id; `how` the answer was given;
    `helped` the names of who helped. What was noticed is never stored as said.
    """

    value: Any
    written_by: str
    how: How
    sure: Sure
    language: str
    at: str
    declined: Declined | None = None
    helped: str = ""

    @property
    def answered(self) -> bool:
        """True when there is a value and it was not declined."""
        return self.declined is None and self.value is not None


@dataclass(frozen=True, kw_only=True)
class Response(Kept):
    """One seat's answers to one published form on one occasion; each question holds every version, oldest first.

    `person` is whose view it is (None on the shared seat); `occasion` the window of a check-in, or the number of the time a
    form was asked again. While it is `sealed`, it is for nobody's eyes but those who gave it or wrote it down. `before` are the
    hashes of earlier versions of the form that it was answered in, oldest first: what is no longer asked is read with them.
    """

    kind: ClassVar[str] = "response"
    indexes: ClassVar[tuple[str, ...]] = ("case", "form", "occasion", "person", "ref", "seat", "sent_at", "subject")
    persons: ClassVar[tuple[str, ...]] = ("subject", "person")
    ref: str
    form_hash: str
    subject: str | None
    case: str | None
    form: str
    seat: str
    voice: str
    person: str | None
    occasion: str
    sent_at: str
    answers: Mapping[str, tuple[Envelope, ...]] = field(default_factory=dict)
    sealed: bool = False
    before: tuple[str, ...] = ()

    def body(self) -> Body:
        """The JSON object that is kept. A version leaves out what it does not say: few are declined, or helped with."""
        out = {name: value for name, value in vars(self).items() if name not in ("id", "revision")}
        out["before"] = list(self.before)
        out["answers"] = {id: [_said(version) for version in versions] for id, versions in self.answers.items()}
        return out

    @classmethod
    def read(cls, body: Body) -> Body:
        kept = body["answers"].items()
        answers = {id: tuple([restored(Envelope, version) for version in versions]) for id, versions in kept}
        return {**body, "answers": answers, "before": tuple(body.get("before", ()))}

    def last(self, question: str) -> Envelope | None:
        """The newest version of the answer to a question."""
        versions = self.answers.get(question)
        return versions[-1] if versions else None

    def values(self) -> dict[str, Any]:
        """question → stored value of every answered question, newest versions."""
        newest = {id: versions[-1] for id, versions in self.answers.items() if versions}
        return {id: envelope.value for id, envelope in newest.items() if envelope.answered}

    def declined(self) -> dict[str, str]:
        """question → way of not answering."""
        newest = {id: versions[-1] for id, versions in self.answers.items() if versions}
        return {id: envelope.declined for id, envelope in newest.items() if envelope.declined}


def _said(version: Envelope) -> Body:
    said = {name: value for name, value in vars(version).items() if value or name not in ("declined", "helped")}
    return {**said, "value": as_json(version.value)}


@dataclass(frozen=True, kw_only=True)
class Draft(Kept):
    """What somebody has typed and not sent: one for each writer, form and seat, freely overwritten.

    `typed` is what was posted, by input name, so that even what cannot be an answer is shown back. `back` names where
    the writer came from, as an endpoint and its values, never a URL. `only` are the pages asked this time (none: all).
    `steps` are those of its conversation at which it can be sent (none: any).
    """

    kind: ClassVar[str] = "draft"
    indexes: ClassVar[tuple[str, ...]] = ("case", "form", "occasion", "ref", "saved_at", "seat", "writer")
    persons: ClassVar[tuple[str, ...]] = ("subject", "person", "writer")
    keeps: ClassVar[str] = "draft"
    ref: str
    form_hash: str
    subject: str | None
    case: str | None
    form: str
    seat: str
    voice: str
    person: str | None
    occasion: str
    writer: str
    typed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    only: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    mode: str = ""
    saved_at: str = ""
    back: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, body: Body) -> Body:
        typed = {name: tuple(values) for name, values in body["typed"].items()}
        return {**body, "typed": typed, "only": tuple(body.get("only", ())), "steps": tuple(body.get("steps", ()))}
