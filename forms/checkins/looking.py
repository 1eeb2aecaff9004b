"""Looking at check-ins: reading what a page shows of one person or of the groups, as far as whoever asks may see it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from core.catalogue import Catalogue, Published
from core.clock import quarter
from core.house import House
from core.permissions import Answer
from core.pictures import PictureData
from core.records import Person
from core.stores.protocol import Tx
from core.text import Text
from core.web.asking import Viewer
from forms.checkins import asking, drawn, groups, series
from forms.checkins.rollups import RollUp
from forms.checkins.signals import COMPANY, Offer
from forms.model import CheckIn
from forms.records import Response
from forms.shown import STRICTEST

MOST_QUARTERS = 4


def one_row(check_in: CheckIn) -> str:
    """The row of the permission matrix that says who may see one person's answers."""
    return check_in.audience or STRICTEST


def group_row(check_in: CheckIn, catalogue: Catalogue) -> str:
    """The row for group pictures: `senses_group` beside `senses_one`; where there is no such row, the same as for one."""
    row = f"{one_row(check_in).removesuffix('_one')}_group"
    return row if row in catalogue.matrix.rows else one_row(check_in)


def may_see_one(catalogue: Catalogue, check_in: CheckIn, viewer: Viewer, subject: Person) -> bool:
    """May somebody see the answers of this resident?"""
    asker = viewer.asker(subject)
    return viewer.person.id == subject.id or catalogue.matrix.may(asker, one_row(check_in)).yes


def may_see_groups(catalogue: Catalogue, check_in: CheckIn, viewer: Viewer) -> Answer:
    """May somebody see the group pictures, and with which floor?"""
    asker = viewer.asker(None, of_home=True)
    return catalogue.matrix.may(asker, group_row(check_in, catalogue))


@dataclass(frozen=True)
class PersonView:
    """What a page shows of one person: the picture's data, and the responses whose words can be read."""

    data: PictureData
    responses: tuple[Response, ...]
    tried: int
    empty: bool


def of_person(house: House, home_id: str, tx: Tx, published: Published, person: Person, voice: str) -> PersonView:
    """One person's own view; whoever asks has been let in."""
    check_in: CheckIn = published.definition
    catalogue = house.catalogue(home_id, tx)
    today = asking.today_of(house, home_id)
    theirs = Response.find(tx, {"person": person.id, "form": check_in.id}, order="sent_at")
    responses = [one for one in theirs if one.ref == published.ref and one.voice == voice]
    lines = series.series_of(check_in, responses, house.home(home_id).zone)
    own = _together([line for line in lines if not line.noticed])
    noticed = _together([line for line in lines if line.noticed])
    data = drawn.of_person(check_in, catalogue.people.group_of(voice), own, noticed, today)
    chance = asking.chance(tx, catalogue, published, person, today)
    kept = asking.Tried.get(tx, asking.tried_id(published.ref, person.id, chance.window)) if chance else None
    return PersonView(data, tuple(reversed(responses)), len(kept.tries) if kept else 0, not data.lines)


def _together(lines: Sequence[series.Series]) -> series.Series | None:
    """One person's lines as one: a daughter who visits two people is still one voice, at home with both."""
    if not lines:
        return None
    points: dict[str, tuple[series.Point, ...]] = {}
    for line in lines:
        for measure, found in line.points.items():
            points[measure] = tuple(sorted((*points.get(measure, ()), *found), key=lambda one: (one.window, one.at)))
    return series.Series(lines[0].person, lines[0].voice, lines[0].subject, lines[0].noticed, points)


def quarters(house: House, tx: Tx, catalogue: Catalogue, published: Published, today: date) -> list[groups.Quarter]:
    """The newest quarters in which anything was answered, newest first; always the running one."""
    check_in: CheckIn = published.definition
    kept = RollUp.find(tx, {"ref": published.ref})
    now = quarter(today)
    names = sorted({one.quarter for one in kept if one.quarter <= now} | {now}, reverse=True)[:MOST_QUARTERS]
    cells = [(one, _allowed(house, tx, check_in, one, now)) for one in kept if one.quarter in names]
    return [groups.quarter_of(check_in, cells, catalogue.people, name, name < now) for name in names]


def _allowed(house: House, tx: Tx, check_in: CheckIn, kept: RollUp, now: str) -> groups.Allowed:
    """What may be shown of a roll-up, worked out once for each of its revisions: an earlier quarter no longer changes."""
    known: dict[str, tuple[tuple[int, bool, int], groups.Allowed]] = house.shelf("check_ins.allowed")
    state = (kept.revision, kept.quarter < now, check_in.privacy.at_least)
    place = f"{tx.home}:{kept.id}"
    found = known.get(place)
    if found is None or found[0] != state:
        found = (state, groups.allowed(kept, check_in.privacy.at_least, kept.quarter < now))
        known[place] = found
    return found[1]


def outside_quarters(
    tx: Tx, catalogue: Catalogue, published: Published, today: date, floor: int
) -> list[tuple[str, tuple[groups.Outside | groups.TooFew, ...]]]:
    """The newest quarters that are over, for somebody outside the home."""
    kept = RollUp.find(tx, {"ref": published.ref})
    now = quarter(today)
    names = sorted({one.quarter for one in kept if one.quarter < now}, reverse=True)[:MOST_QUARTERS]
    people = catalogue.people
    return [(name, groups.outside(published.definition, kept, people, name, now, floor)) for name in names]


_MONTHS = {
    "Q1": Text({"en": "January – March {year}", "cy": "Ionawr – Mawrth {year}"}),
    "Q2": Text({"en": "April – June {year}", "cy": "Ebrill – Mehefin {year}"}),
    "Q3": Text({"en": "July – September {year}", "cy": "Gorffennaf – Medi {year}"}),
    "Q4": Text({"en": "October – December {year}", "cy": "Hydref – Rhagfyr {year}"}),
}


def quarter_words(name: str) -> Text:
    """A quarter as its months: `January – March 2026`."""
    year, _, number = name.partition("-")
    return Text({language: words.replace("{year}", year) for language, words in _MONTHS[number].words.items()})


@dataclass(frozen=True)
class OfferView:
    """One open offer as somebody may see it: whose it is, and whether it is for them, asked of them, or about a resident."""

    offer: Offer
    person: Person
    whose: str


def offers(house: House, home_id: str, tx: Tx, viewer: Person, subject: Person | None = None) -> Iterable[OfferView]:
    """The open offers that somebody may see, newest first; with `subject`, only those about them.

    A share shows what was said; what is offered to somebody is not laid to rest by whom it was only shown to.
    """
    catalogue = house.catalogue(home_id, tx)
    near = Viewer(viewer, catalogue.people)
    found = [
        one for one in Offer.find(tx, {"state": "open"}, order="at") if subject is None or one.person == subject.id
    ]
    for offer in reversed(found):
        person = Person.get(tx, offer.person)
        published = catalogue.get("check_in", offer.ref)
        if person is None or published is None:
            continue
        if offer.signal == COMPANY:
            if offer.to == viewer.id:
                yield OfferView(offer, person, "asked")
        elif offer.person == viewer.id:
            yield OfferView(offer, person, "mine")
        elif not offer.private and may_see_one(catalogue, published.definition, near, person):
            yield OfferView(offer, person, "theirs")
