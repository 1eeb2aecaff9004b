"""Asking: which check-ins wait for whom, who may ask a resident, and beginning one. The same services serve pages and stories."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar, Literal

from core.catalogue import Catalogue, Published
from core.clock import local_date
from core.house import House
from core.people import People
from core.records import Kept, Person, stamp
from core.stores.protocol import Body, Tx
from core.web.asking import Viewer
from forms import drafts
from forms.checkins.drawn import rhythm_of
from forms.checkins.windows import Window, pages_asked, window
from forms.model import CheckIn
from forms.records import Draft, Response

Way = Literal["own", "together", "noticed"]
"""How a resident is asked: on their own, together with whoever writes, or not at all and only noticed."""

ENOUGH_TRIES = 3
"""After so many tries the page offers to write down what was noticed; the gap stays a gap."""


@dataclass(frozen=True, kw_only=True)
class Tried(Kept):
    """Times in one window when somebody was not asked after all: they were asleep, or it was no good moment.

    `not_this_time`: they chose for themselves not to be asked again in this window.
    """

    kind: ClassVar[str] = "check_in_tried"
    persons: ClassVar[tuple[str, ...]] = ("person",)
    ref: str
    person: str
    window: str
    tries: tuple[Mapping[str, str], ...] = ()
    not_this_time: bool = False

    @classmethod
    def read(cls, body: Body) -> Body:
        return {**body, "tries": tuple(body["tries"])}


@dataclass(frozen=True)
class Chance:
    """One check-in as it stands for one person's own voice now: its window, the pages asked, and whether it was answered."""

    published: Published
    voice: str
    group: str
    window: Window
    pages: tuple[str, ...]
    answered: bool
    not_this_time: bool

    @property
    def check_in(self) -> CheckIn:
        """The definition."""
        found: CheckIn = self.published.definition
        return found


def today_of(house: House, home_id: str) -> date:
    """The home's own date."""
    return local_date(house.clock.now(), house.home(home_id).zone)


def home_voice(people: People) -> str:
    """The voice of those whose home it is."""
    return next((voice for role in sorted(people.live_here()) if (voice := people.voice_of(role))), "")


def own_voice(person: Person, people: People) -> str | None:
    """The voice somebody speaks with: that of the first of their roles that has one."""
    return next((voice for role in person.roles if (voice := people.voice_of(role))), None)


def chance(tx: Tx, catalogue: Catalogue, published: Published, person: Person, today: date) -> Chance | None:
    """How a check-in stands for somebody's own voice; None when it does not ask their group."""
    check_in: CheckIn = published.definition
    voice = own_voice(person, catalogue.people)
    group = catalogue.people.group_of(voice) if voice else None
    if voice is None or group is None or group not in check_in.groups:
        return None
    rhythm = rhythm_of(check_in, group)
    now = window(rhythm.every, today)
    mine = {"person": person.id, "form": check_in.id, "occasion": now.occasion}
    answered = any(one.ref == published.ref and not _by_others(one) for one in Response.find(tx, mine))
    tried = Tried.get(tx, tried_id(published.ref, person.id, now))
    pages = pages_asked(rhythm, [page.id for page in check_in.pages], now)
    return Chance(published, voice, group, now, pages, answered, tried is not None and tried.not_this_time)


def _by_others(response: Response) -> bool:
    return response.seat.startswith(_NOTICED)


def may_ask(writer: Person, people: People, subject: Person) -> bool:
    """True when somebody may ask a resident and write down what they say: whoever may lead a talk here, and their advocate.

    Asking is not seeing: what was said is shown by the permission matrix alone.
    """
    if not people.live_here().intersection(subject.roles) or subject.id == writer.id or subject.status != "here":
        return False
    viewer = Viewer(writer, people)
    for id in writer.roles:
        role = people.roles.get(id)
        if role is None or not viewer.reaches(id, subject):
            continue
        if role.may_host or (role.reach == "named" and role.voice is not None and people.group_of(role.voice) is None):
            return True
    return False


_NOTICED = "noticed-"


def seat_of(person: str, way: Way, writer: str) -> str:
    """The seat of a view: the person's own, or that of whoever noticed, so that neither stands in for the other."""
    return f"{_NOTICED}{person}-{writer}" if way == "noticed" else person


def begin(
    house: House,
    home_id: str,
    tx: Tx,
    published: Published,
    *,
    writer: Person,
    person: Person,
    voice: str,
    subject: str | None,
    way: Way,
    everything: bool = False,
    back: Mapping[str, Any] | None = None,
) -> Draft:
    """A draft of this window's questions for one person's view, begun or gone on with; `everything` asks every page."""
    check_in: CheckIn = published.definition
    people = house.catalogue(home_id, tx).people
    rhythm = rhythm_of(check_in, people.group_of(voice))
    now = window(rhythm.every, today_of(house, home_id))
    pages = [page.id for page in check_in.pages]
    only = () if everything else pages_asked(rhythm, pages, now)
    draft = drafts.begin(
        house,
        home_id,
        tx,
        ref=published.ref,
        form_hash=house.keep_snapshot(tx, published.snapshot),
        subject=subject,
        case=None,
        form=check_in.id,
        seat=seat_of(person.id, way, writer.id),
        voice=voice,
        person=person.id,
        occasion=now.occasion,
        writer=writer.id,
        back=back or {"endpoint": "today"},
        only=only,
    )
    typed = {**_given(writer, person, way), **draft.typed}
    if draft.only != only or typed != dict(draft.typed):
        draft = replace(draft, only=only, typed=typed).keep(tx)
    return draft


def _given(writer: Person, person: Person, way: Way) -> dict[str, tuple[str, ...]]:
    """How it is given, as far as that is known before; the last page lets the writer say otherwise."""
    spoken = {"_given.language": person.languages[:1]} if person.languages else {}
    if way == "noticed":
        return {**spoken, "_given.how": ("noticed",), "_given.sure": ("guess",)}
    if writer.id == person.id:
        return {}
    if way == "together":
        return {**spoken, "_given.how": ("said",), "_given.helped": (writer.name,)}
    return {**spoken, "_given.how": ("pointed",)}


def tried_id(ref: str, person: str, now: Window) -> str:
    """The id of the one record of tries for somebody in a window."""
    return f"{ref}:{person}:{now.occasion}"


def try_again_later(
    house: House, home_id: str, tx: Tx, published: Published, person: Person, voice: str, writer: Person
) -> Tried:
    """Keep that somebody was not asked just now; when it is themselves who say so, nobody asks again in this window."""
    people = house.catalogue(home_id, tx).people
    now = window(rhythm_of(published.definition, people.group_of(voice)).every, today_of(house, home_id))
    id = tried_id(published.ref, person.id, now)
    kept = Tried.get(tx, id) or Tried(id=id, ref=published.ref, person=person.id, window=now.occasion)
    if person.id == writer.id:
        return replace(kept, not_this_time=True).keep(tx)
    one = {"at": stamp(house.clock.now()), "by": writer.id}
    return replace(kept, tries=(*kept.tries, one)).keep(tx)
