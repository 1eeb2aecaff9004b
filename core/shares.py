"""Shares: somebody lets another see one row of the matrix about them, until a day or until it is taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, Literal

from core import outbox
from core.clock import local_date
from core.house import House
from core.ids import new_id
from core.people import People
from core.permissions import Matrix, Row
from core.records import Kept, Person, stamp
from core.stores.protocol import Tx

How = Literal["said", "signed", "pointed", "written"]
HOWS: tuple[How, ...] = ("said", "signed", "pointed", "written")
"""How somebody can give a share that another notes down. What was only noticed gives nothing."""
OF_HOME = ""
"""About whom a share of the home's own things is: nobody."""
Giver = Literal["own", "scope", "note"]
"""As whom a share is given: the person themselves, their legal authority, or somebody who notes down what they said."""


@dataclass(frozen=True, kw_only=True)
class Share(Kept):
    """`to` sees the things of `row` about `about`: given by whom and how, noted down by whom, until when (a day, or open).

    It is never deleted: once withdrawn it says when, by whom and why.
    """

    kind: ClassVar[str] = "share"
    indexes: ClassVar[tuple[str, ...]] = ("about", "to")
    persons: ClassVar[tuple[str, ...]] = ("about", "to")
    about: str
    row: str
    to: str
    given_at: str
    given_by: str
    noted_by: str
    how: How = "written"
    until: str = ""
    withdrawn: str = ""
    withdrawn_by: str = ""
    why: str = ""

    def live(self, today: date) -> bool:
        """True until it is taken back, and up to its last day."""
        return not self.withdrawn and (not self.until or self.until >= today.isoformat())


def live_for(house: House, tx: Tx, zone: str, person_id: str) -> frozenset[tuple[str, str]]:
    """(about whom, which row) of everything that is shared with somebody now."""
    today = local_date(house.clock.now(), zone)
    return frozenset((one.about, one.row) for one in Share.find(tx, {"to": person_id}) if one.live(today))


def of(house: House, tx: Tx, zone: str, about: str) -> list[Share]:
    """The live shares about somebody, newest first."""
    today = local_date(house.clock.now(), zone)
    found = (one for one in Share.find(tx, {"about": about}) if one.live(today))
    return sorted(found, key=lambda one: (one.given_at, one.id), reverse=True)


# -- who may --------------------------------------------------------------------------------------------------------------


def gifts(matrix: Matrix) -> list[Row]:
    """The rows that the person they are about may share."""
    return [row for row in matrix.rows.values() if row.gift]


def home_gifts(matrix: Matrix) -> list[Row]:
    """The rows that those who decide for the home may share with somebody outside."""
    return [row for row in matrix.rows.values() if row.home_gift]


def may_receive_of_home(row: Row, person: Person, people: People) -> bool:
    """True for somebody whose mark in this row waits for a share."""
    marks = (mark for role, mark in row.may.items() if role in person.roles and role in people.roles)
    return not person.gone and any(mark.see == "when" and mark.when == "share" for mark in marks)


def may_receive(row: Row, person: Person, about: Person, people: People) -> bool:
    """True for somebody whose mark in this row waits for a share, and whose role is about this person at all."""
    if person.gone or person.id == about.id or people.live_here().intersection(person.roles):
        return False
    return any(
        mark.see == "when" and mark.when == "share" and (people.roles[role].reach == "home" or about.id in person.of)
        for role, mark in row.may.items()
        if role in person.roles and role in people.roles
    )


def giver(row: Row, person: Person, about: Person, people: People, matrix_says: bool) -> Giver | None:
    """As whom somebody may share this row about a person, and take it back; None: it is not theirs to give.

    `matrix_says`: they see all of it themselves. Nobody gives what they do not see.
    """
    if person.id == about.id:
        return "own"
    if not matrix_says:
        return None
    roles = [(role, people.roles[role]) for role in person.roles if role in people.roles]
    if about.id in person.of and any(_of_right(row, role) for role, known in roles if known.reach == "named"):
        return "scope"
    return "note" if any(known.may_host and known.reach == "home" for _, known in roles) else None


def _of_right(row: Row, role: str) -> bool:
    """True for a mark that needs nobody's gift: that of a legal authority."""
    mark = row.may.get(role)
    return mark is not None and (mark.see == "full" or mark.when == "scope")


# -- giving and taking back -----------------------------------------------------------------------------------------------


def give(
    house: House,
    home_id: str,
    *,
    about: Person | None,
    row: str,
    to: Person,
    by: Person,
    as_: Giver,
    how: How,
    until: str = "",
) -> Share:
    """Share a row about somebody, or (None) of the home itself. What is shared with them already gets the new last day."""
    zone = house.home(home_id).zone
    whom = about.id if about is not None else OF_HOME
    now = stamp(house.clock.now())
    with house.store.tx(home_id, actor=by.id, purpose="shared") as tx:
        known = next((one for one in of(house, tx, zone, whom) if (one.row, one.to) == (row, to.id)), None)
        given_by = by.id if as_ == "scope" else whom or by.id
        made = Share(
            id=known.id if known else new_id(),
            revision=known.revision if known else 0,
            about=whom,
            row=row,
            to=to.id,
            given_at=now,
            given_by=given_by,
            noted_by=by.id,
            how=how,
            until=until,
        ).keep(tx)
        outbox.record(house, tx, "shared", by.id, {"subject": whom, "person": to.id}, row=row, until=until)
        return made


def withdraw(house: House, home_id: str, share_id: str, by: str, why: str = "") -> Share:
    """Take a share back: from this moment it opens nothing. Raises NotFound."""
    with house.store.tx(home_id, actor=by, purpose="share taken back") as tx:
        share = Share.need(tx, share_id)
        if share.withdrawn:
            return share
        outbox.record(house, tx, "unshared", by, {"subject": share.about, "person": share.to}, row=share.row)
        return replace(share, withdrawn=stamp(house.clock.now()), withdrawn_by=by, why=why).keep(tx)


def rows_about(shares: Iterable[tuple[str, str]], about: str) -> frozenset[str]:
    """The rows that live shares open about one person."""
    return frozenset(row for whom, row in shares if whom == about)
