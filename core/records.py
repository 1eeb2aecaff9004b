"""What is kept, as frozen records. Each turns into a JSON body and back; the store never sees anything else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from typing import Any, ClassVar, TypeVar

from core.stores.kinds import RecordKind
from core.stores.protocol import Body, NotFound, Record, Tx
from core.text import Text

K = TypeVar("K", bound="Kept")
P = TypeVar("P")
LEADS = "manager"
"""The role that a home never loses the last holder of."""

_NAMES: dict[type[Kept], frozenset[str]] = {}
"""The fields of each kind of record, once it was read."""


def stamp(moment: datetime) -> str:
    """A UTC moment as ISO text to the second, ending in Z, so that texts sort as times do."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(text: str) -> datetime:
    """The moment a stamp names."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """The base of every record: its id, and the revision it was read at (0: not kept yet).

    `kind`, `indexes`, `persons` and `keeps` are what the store is told of the kind (`RecordKind`).
    """

    kind: ClassVar[str]
    indexes: ClassVar[tuple[str, ...]] = ()
    persons: ClassVar[tuple[str, ...]] = ()
    keeps: ClassVar[str] = "care"
    id: str
    revision: int = 0

    @classmethod
    def record_kind(cls) -> RecordKind:
        """What the store is told about these records."""
        return RecordKind(cls.kind, cls.indexes, cls.persons, cls.keeps, cls.from_record)

    def body(self) -> Body:
        """The JSON object that is kept."""
        out = asdict(self)
        del out["id"], out["revision"]
        return {key: as_json(value) for key, value in out.items()}

    @classmethod
    def from_record(cls: type[K], record: Record) -> K:
        """The record again, from what the store keeps."""
        known = _NAMES.get(cls) or _NAMES.setdefault(cls, frozenset(one.name for one in fields(cls)))
        body = {key: value for key, value in record.body.items() if key in known}
        values = {"id": record.id, "revision": record.revision, **cls.read(body)}
        # One that was kept before a field was there gets its default from the constructor.
        return restored(cls, values) if values.keys() == known else cls(**values)

    @classmethod
    def read(cls, body: Body) -> Body:
        """The body as constructor arguments; kinds with parts of their own build them here."""
        return body

    @classmethod
    def get(cls: type[K], tx: Tx, id: str) -> K | None:
        """The record with this id in the transaction's home."""
        found = tx.get(cls.kind, id)
        return cls.from_record(found) if found else None

    @classmethod
    def need(cls: type[K], tx: Tx, id: str) -> K:
        """The record with this id, or NotFound."""
        found = cls.get(tx, id)
        if found is None:
            raise NotFound(f"there is no {cls.kind} {id}")
        return found

    @classmethod
    def find(cls: type[K], tx: Tx, where: Mapping[str, Any] | None = None, order: str = "id") -> list[K]:
        """Every record that meets the conditions."""
        return [cls.from_record(record) for record in tx.all(cls.kind, where or {}, order=order)]

    def keep(self: K, tx: Tx) -> K:
        """Keep this record over the revision it was read at; raises Conflict when somebody saved in between."""
        revision = tx.put(self.kind, self.id, self.body(), expect=self.revision)
        return _at(self, revision)


def restored(part: type[P], kept: Mapping[str, Any]) -> P:
    """A frozen record, or a part of one, from what is kept of it; a simple field that was left out reads as its default.

    A constructor sets the fields of something frozen one by one, and a conversation has hundreds of parts.
    """
    made = object.__new__(part)
    made.__dict__.update(kept)
    return made


def _at(record: K, revision: int) -> K:
    return replace(record, revision=revision)


def as_json(value: Any) -> Any:
    """A value with lists for tuples and plain objects for mappings."""
    if isinstance(value, tuple | list):
        return [as_json(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): as_json(item) for key, item in value.items()}
    return value


@dataclass(frozen=True, kw_only=True)
class Home(Kept):
    """A home, in the host directory: its name in its languages and its time zone."""

    kind: ClassVar[str] = "home"
    keeps: ClassVar[str] = "home"
    name: Mapping[str, str]
    zone: str = "Europe/London"
    worried: Mapping[str, str] = field(default_factory=dict)
    """Who to turn to when worried about someone: `lead`, `second`, `authority`, `authority_phone`."""

    @property
    def title(self) -> Text:
        """The home's name."""
        return Text(self.name)


@dataclass(frozen=True, kw_only=True)
class Account(Kept):
    """A way to sign in, in the host directory: which person it is in which home.

    `provisional`: somebody else chose the password, so nothing opens until its owner has chosen one.
    """

    kind: ClassVar[str] = "account"
    keeps: ClassVar[str] = "account"
    name: str
    password: str
    people: Mapping[str, str]
    disabled: bool = False
    provisional: bool = False


@dataclass(frozen=True, kw_only=True)
class Person(Kept):
    """Somebody of one home, with what they are there.

    `of` are the people they are family or friend of, or advocate or attorney for; `circle` the staff who are close to a
    resident. `status` is here, hospital, away or died; `left` the stamp of when somebody left this home.
    """

    kind: ClassVar[str] = "person"
    indexes: ClassVar[tuple[str, ...]] = ("name", "status")
    keeps: ClassVar[str] = "person"
    name: str
    roles: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    circle: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("en",)
    status: str = "here"
    account: str | None = None
    left: str = ""

    @property
    def gone(self) -> bool:
        """True for somebody who has left or died: nobody chooses them for anything new."""
        return bool(self.left) or self.status == "died"

    @classmethod
    def read(cls, body: Body) -> Body:
        return {key: tuple(value) if isinstance(value, list) else value for key, value in body.items()}


@dataclass(frozen=True, kw_only=True)
class Event(Kept):
    """Something that happened, kept with the change itself; `told` once every listener has taken it."""

    kind: ClassVar[str] = "event"
    indexes: ClassVar[tuple[str, ...]] = ("told", "what")
    persons: ClassVar[tuple[str, ...]] = ("actor",)
    keeps: ClassVar[str] = "event"
    at: str
    what: str
    actor: str
    about: Mapping[str, str]
    data: Mapping[str, Any] = field(default_factory=dict)
    told: bool = False
    failed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class KeptSnapshot(Kept):
    """A published definition, for ever: its id is the hash of its canonical JSON."""

    kind: ClassVar[str] = "definition"
    keeps: ClassVar[str] = "tools"
    ref: str
    definition_kind: str
    language: str
    data: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Tools(Kept):
    """What a home has chosen: the modules switched on, and its overlays.

    An overlay is `ref` → {`at`: the adopted version, `base` and `published`: hashes of kept snapshots, `text`: the id of its
    text, kept verbatim in a record of its own, so that this one stays small however often a form is changed}.
    """

    kind: ClassVar[str] = "tools"
    keeps: ClassVar[str] = "tools"
    modules: tuple[str, ...] = ()
    overlays: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    changed_at: str = ""

    @classmethod
    def read(cls, body: Body) -> Body:
        return {**body, "modules": tuple(body.get("modules", ()))}


def case_step(tx: Tx, case: str | None) -> str:
    """The step a case stands at; empty where there is no such case."""
    found = tx.get("case", case) if case else None
    return str(found.body["step"]) if found is not None else ""


def holds_seat(tx: Tx, case: str | None, person: str) -> bool:
    """True when this person holds a seat at this case, sits alongside one, or leads it: the `seat` of the permission matrix."""
    found = tx.get("case", case) if case else None
    return found is not None and _sits(found.body, person)


def lost_seat(tx: Tx, case: str | None, person: str) -> bool:
    """True when this person's place at this case was taken back and they have no other: nothing of it opens for them."""
    found = tx.get("case", case) if case else None
    if found is None or _sits(found.body, person):
        return False
    return any(seat.get("withdrawn") and person in _held(seat) for seat in found.body["seats"])


def _sits(case: Body, person: str) -> bool:
    kept = (seat for seat in case["seats"] if not seat.get("withdrawn"))
    return case.get("host") == person or any(person in _held(seat) for seat in kept)


def held_by(body: Body) -> set[str]:
    """Everybody who holds a seat at this case; nobody for a record without seats."""
    kept = (seat for seat in body.get("seats") or () if not seat.get("withdrawn"))
    return {str(seat["person"]) for seat in kept if seat.get("person")}


def _held(seat: Body) -> tuple[str | None, str | None]:
    return seat.get("person"), seat.get("alongside")
