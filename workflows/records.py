"""What the workflow engine keeps: a case, with its seats, signatures, timers, disputes, links and history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Literal, TypeVar

from core.records import Kept, restored
from core.stores.protocol import Body

SeatStatus = Literal["invited", "tried", "heard", "chose_not_to", "not_now"]
DueKind = Literal["review", "timer", "reminder", "told"]
Happened = Literal[
    "started",
    "moved",
    "signed",
    "sign_again",
    "seated",
    "alongside",
    "tried",
    "asked_other",
    "heard",
    "chose_not_to",
    "not_now",
    "withdrawn",
    "led",
    "disputed",
    "settled",
    "overridden",
    "fell_due",
    "looked_at",
    "ended",
    "paused",
    "resumed",
    "opened",
    "not_opened",
    "came_from",
    "brought_forward",
    "brought_back",
]
"""What a line of a case's history can say."""


@dataclass(frozen=True)
class Try:
    """One time somebody was properly asked: when (a stamp), which way, and by whom."""

    at: str
    way: str
    by: str


@dataclass(frozen=True)
class Seat:
    """A place round the table: a voice, and who holds it (None while nobody does).

    `alongside` is who speaks or sits alongside (an advocate, an attorney); `asked_other` is the advocate or the one who
    knows them who was asked when they could not be heard. Both are person ids. `withdrawn` is the stamp at which the place
    was given or taken back, by whom: what was said there stays, and from then on it opens nothing.
    """

    id: str
    voice: str
    person: str | None = None
    status: SeatStatus = "invited"
    tries: tuple[Try, ...] = ()
    alongside: str | None = None
    asked_other: str | None = None
    withdrawn: str | None = None
    withdrawn_by: str | None = None


@dataclass(frozen=True)
class Signature:
    """Somebody signed a step: as which `by` of the sign list, who (a person id), how, and when.

    `noted_by` is who wrote it down. It stands for the words that were there: it no longer counts (`standing` is false)
    once the step was left or what was signed has changed.
    """

    step: str
    by: str
    person: str
    how: str
    at: str
    noted_by: str
    standing: bool = True


@dataclass(frozen=True)
class Due:
    """Something that comes up: `at` a day (local to the home) or, for spans in hours, a moment (a stamp).

    A review may also come up once `form` was sent `times` more times than `count_from`; `rest` are the reviews that
    follow it. `tell` is whom it is for (a role, `host`, `voice:…`) and `say` in which words. `key` is its own among the
    timers of the case; `id` the name it has in the workflow. `due_at` is the stamp at which it came up, `done` the one
    at which it was looked at, by whom, or ended; `paused_at` since when it stands still. One that `stays` is not looked
    away: it waits until its step is left. A review `through` a form is looked at by sending it, more often than `sent_before`.
    """

    key: int
    id: str
    kind: DueKind
    step: str
    set_at: str
    at: str
    form: str | None = None
    times: int | None = None
    count_from: int = 0
    rest: tuple[Mapping[str, Any], ...] = ()
    tell: str | None = None
    say: Mapping[str, str] | None = None
    due_at: str | None = None
    done: str | None = None
    done_by: str | None = None
    paused_at: str | None = None
    stays: bool = False
    through: str | None = None
    sent_before: int = 0

    @property
    def open(self) -> bool:
        """True until it was looked at or ended."""
        return self.done is None

    @property
    def waiting(self) -> bool:
        """True when it has come up and nobody has looked at it yet."""
        return self.done is None and self.due_at is not None


@dataclass(frozen=True)
class Dispute:
    """One line that waits while the rest lives: `item` is `form.question`, `row` one row of a repeated group.

    It stays at the `step` in which it was frozen, until it is settled and `how` says in which way.
    """

    item: str
    row: str | None
    step: str
    by: str
    at: str
    why: str
    settled: str | None = None
    settled_by: str | None = None
    how: str | None = None


@dataclass(frozen=True)
class Link:
    """Another case that was opened from this one, or that this one came from."""

    case: str
    ref: str
    how: Literal["opened", "came_from"]


@dataclass(frozen=True)
class Move:
    """One line of a case's history: what happened, who did it, what it was about, and why where a reason was given.

    `step` is where the case stood; `to` the step it went to; `id` the transition, timer, seat or item.
    """

    at: str
    by: str
    what: Happened
    step: str
    to: str | None = None
    id: str | None = None
    why: str | None = None


@dataclass(frozen=True, kw_only=True)
class Case(Kept):
    """One running workflow. `forms` maps each local form name to the reference and hash it is answered with."""

    kind: ClassVar[str] = "case"
    indexes: ClassVar[tuple[str, ...]] = ("closed", "ref", "started_at", "started_by", "step", "subject")
    persons: ClassVar[tuple[str, ...]] = ("subject",)
    ref: str
    workflow_hash: str
    forms: Mapping[str, Mapping[str, str]]
    subject: str | None
    step: str
    started_by: str
    started_at: str
    host: str | None
    about: str = ""
    entered_at: str = ""
    seats: tuple[Seat, ...] = ()
    signatures: tuple[Signature, ...] = ()
    timers: tuple[Due, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    links: tuple[Link, ...] = ()
    history: tuple[Move, ...] = ()
    paused: str | None = None
    closed: bool = False

    def body(self) -> Body:
        """The JSON object that is kept. Parts leave out what they do not say, since a history grows long."""
        out = {name: getattr(self, name) for name in _OWN}
        out["forms"] = {local: dict(kept) for local, kept in self.forms.items()}
        for name, part in _PARTS.items():
            out[name] = [_said(part, one) for one in getattr(self, name)]
        return out

    @classmethod
    def read(cls, body: Body) -> Body:
        out = dict(body)
        for name, part in _PARTS.items():
            out[name] = _read(part, body.get(name, ()))
        return out

    def seat(self, id: str) -> Seat | None:
        """The seat with this id."""
        return next((seat for seat in self.seats if seat.id == id), None)

    def held(self) -> tuple[Seat, ...]:
        """The seats that were not given or taken back."""
        return tuple(seat for seat in self.seats if seat.withdrawn is None)

    def seats_of(self, person: str) -> tuple[Seat, ...]:
        """The seats this person holds."""
        return tuple(seat for seat in self.held() if seat.person == person)

    def lost_by(self, person: str) -> bool:
        """True when this person's place was given or taken back and they neither have another nor lead: nothing is theirs here."""
        sits = self.host == person or any(person in (one.person, one.alongside) for one in self.held())
        return not sits and any(person in (one.person, one.alongside) for one in self.seats)

    def due(self, key: int) -> Due | None:
        """The timer with this key."""
        return next((due for due in self.timers if due.key == key), None)

    def disputed(self) -> tuple[Dispute, ...]:
        """The lines that wait now."""
        return tuple(dispute for dispute in self.disputes if dispute.settled is None)


Part = TypeVar("Part", Seat, Signature, Due, Dispute, Link, Move)

_PARTS: Mapping[str, type[Any]] = {
    "seats": Seat,
    "signatures": Signature,
    "timers": Due,
    "disputes": Dispute,
    "links": Link,
    "history": Move,
}
_OWN = tuple(one.name for one in fields(Case) if one.name not in {"id", "revision", "forms", *_PARTS})
_DEFAULTS: Mapping[type[Any], Mapping[str, Any]] = {
    part: {one.name: one.default for one in fields(part)} for part in (*_PARTS.values(), Try)
}


def _said(part: type[Any], one: Any) -> Body:
    """A part as a JSON object, without what is as it always begins."""
    defaults = _DEFAULTS[part]
    out = {name: value for name, value in vars(one).items() if value != defaults[name]}
    if part is Seat and "tries" in out:
        out["tries"] = [_said(Try, one) for one in one.tries]
    elif part is Due:
        out.update({name: _plain(out[name]) for name in ("rest", "say") if name in out})
    return out


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, tuple) else value


def _read(part: type[Part], kept: Iterable[Body]) -> tuple[Part, ...]:
    if part is Seat:
        kept = [{**one, "tries": tuple([restored(Try, each) for each in one.get("tries", ())])} for one in kept]
    elif part is Due:
        kept = [{**one, "rest": tuple(one.get("rest", ()))} for one in kept]
    return tuple([restored(part, one) for one in kept])
