"""What a change asks for beyond the case itself: small frozen records, run by whoever keeps the records."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.text import Text
from workflows.records import Case, Due


@dataclass(frozen=True)
class SetTimer:
    """Begin this timer; the engine gives it its key. A review takes the place of the reviews before it."""

    due: Due


@dataclass(frozen=True)
class OpenCase:
    """Begin another workflow, linked both ways. `ref` is its whole reference; `about` a person (None: whoever this case is about).

    `once`: not while one that was begun from here about the same person is still going on.
    """

    ref: str
    about: str | None = None
    once: bool = False


@dataclass(frozen=True)
class Tell:
    """Let somebody know: a role, `host` or `voice:…`."""

    who: str
    say: Text


@dataclass(frozen=True)
class GiveSeat:
    """A place for this person, with this voice ("": their own)."""

    voice: str
    person: str


Effect = OpenCase | Tell | GiveSeat


@dataclass(frozen=True)
class Moved:
    """The case after a change, and what that change asks for."""

    case: Case
    effects: tuple[Effect, ...] = field(default=())
