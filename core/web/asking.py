"""Who is asking: the account behind the request, who it is in this home, and what they may see, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, cast

from flask import abort, current_app, g, request

from core import accounts, shares
from core.house import House
from core.people import People
from core.permissions import Answer, Asker, Condition
from core.records import Account, Home, Person
from core.stores.protocol import NotFound

COOKIE = "cartref_in"
"""The cookie that holds a sign-in's token, and nothing else."""

F = TypeVar("F", bound=Callable[..., object])


class SignInNeeded(Exception):
    """Nobody is signed in, and this page is for somebody."""


class OwnPasswordNeeded(Exception):
    """Somebody else chose this account's password; its owner chooses one before anything opens."""


@dataclass(frozen=True)
class Viewer:
    """A person of a home as somebody who looks: which of their roles reach a subject, and which half marks hold.

    `shares` are those that are live for them: (about whom, which row). Without them they see less, never more.
    """

    person: Person
    people: People
    shares: frozenset[tuple[str, str]] = frozenset()

    def reaches(self, role: str, subject: Person | None, seat: bool = False) -> bool:
        """True when this role's marks are about the subject at all; of what belongs to no person, always."""
        found = self.people.roles.get(role)
        if subject is None or found is None or found.reach == "home":
            return True
        if found.reach == "self":
            return subject.id == self.person.id
        return seat or self.is_there_for(subject)

    def is_there_for(self, subject: Person) -> bool:
        """True when the subject is one of the people this person is there for, or has them in their circle."""
        return subject.id in self.person.of or self.person.id in subject.circle

    def asker(
        self, subject: Person | None, *, seat: bool = False, own: bool | None = None, of_home: bool = False
    ) -> Asker:
        """The viewer as the permission matrix knows them.

        `seat`: they have one at this case. `own`: the words are theirs (None: when it is about themselves). `of_home`: it
        belongs to the home itself, so that whoever holds a role holds its scope.
        """
        holds: set[Condition] = set()
        if seat:
            holds.add("seat")
        if own or (own is None and subject is not None and subject.id == self.person.id):
            holds.add("own")
        if subject is not None and self.person.id in subject.circle:
            holds.add("circle")
        if of_home or (subject is not None and subject.id in self.person.of):
            holds.add("scope")
        roles = tuple(role for role in self.person.roles if own or self.reaches(role, subject, seat))
        given = shares.rows_about(self.shares, subject.id if subject is not None else shares.OF_HOME)
        return Asker(roles, frozenset(holds), given)


@dataclass(frozen=True)
class Signed:
    """Who is asking, in one home."""

    account: Account
    home: Home
    person: Person
    shares: frozenset[tuple[str, str]] = frozenset()

    def viewer(self, people: People) -> Viewer:
        """Who is asking, as somebody who looks."""
        return Viewer(self.person, people, self.shares)

    @property
    def roles(self) -> tuple[str, ...]:
        """What they are in this home."""
        return self.person.roles

    def voice(self, people: People) -> str | None:
        """The voice they speak with: that of the first of their roles that has one."""
        return next((voice for role in self.roles if (voice := people.voice_of(role))), None)


def house() -> House:
    """The house whose page this is."""
    return cast(House, current_app.extensions["cartref"])


def public(view: F) -> F:
    """Mark a view under `/h/<home>/` as open to whoever is not signed in; every other one asks for a sign-in by itself."""
    view.cartref_public = True  # type: ignore[attr-defined]
    return view


def is_public(endpoint: str | None) -> bool:
    """True for a page that asks for no sign-in by itself: any outside `/h/<home>/`, and those inside that say so."""
    view = current_app.view_functions.get(endpoint or "")
    return not request.path.startswith("/h/") or getattr(view, "cartref_public", False)


def account() -> Account | None:
    """The account that is signed in with this request."""
    if "cartref_account" not in g:
        token = request.cookies.get(COOKIE)
        g.cartref_account = accounts.who(house(), token) if token else None
    return cast(Account | None, g.cartref_account)


def forget_account() -> None:
    """Look again next time: the request has just signed somebody in or out."""
    for name in ("cartref_account", "cartref_signed"):
        g.pop(name, None)


def asker(home_id: str) -> Signed | None:
    """Who is asking in this home; None when nobody is signed in, or they have no place in it."""
    known = g.setdefault("cartref_signed", {})
    if home_id not in known:
        known[home_id] = _signed(home_id)
    return cast(Signed | None, known[home_id])


def _signed(home_id: str) -> Signed | None:
    found = account()
    person_id = found.people.get(home_id) if found else None
    if found is None or person_id is None or found.provisional:
        return None
    try:
        home = house().home(home_id)
    except NotFound:
        return None
    with house().store.read(home_id) as tx:
        person = Person.get(tx, person_id)
        if person is None or person.left:
            return None
        return Signed(found, home, person, shares.live_for(house(), tx, home.zone, person.id))


def require(home_id: str) -> Signed:
    """Who is asking; whoever is not signed in is asked to, and a home somebody has no place in is not there (404)."""
    require_account()
    found = asker(home_id)
    if found is None:
        abort(404)
    return found


def require_account() -> Account:
    """The account that is asking, outside any home."""
    found = account()
    if found is None:
        raise SignInNeeded
    if found.provisional:
        raise OwnPasswordNeeded
    return found


def viewer(home_id: str) -> Viewer:
    """Who is asking, as somebody who looks."""
    return require(home_id).viewer(house().catalogue(home_id).people)


def may_see(
    home_id: str,
    row: str,
    subject: Person | None,
    seat: bool = False,
    *,
    own: bool | None = None,
    of_home: bool = False,
) -> Answer:
    """May whoever is asking see the things of this row of the permission matrix about this subject, and why?"""
    asking = viewer(home_id).asker(subject, seat=seat, own=own, of_home=of_home)
    return house().catalogue(home_id).matrix.may(asking, row)


TOOLS_ROW = "packs_settings"
"""The row of the matrix that says who decides about a home's tools, and who belongs to it."""


def decides(home_id: str) -> bool:
    """True when whoever is asking decides about this home."""
    answer = may_see(home_id, TOOLS_ROW, None, of_home=True)
    return answer.yes and answer.part == "approve"


def subject_or_404(home_id: str, person_id: str) -> Person:
    """Somebody of this home, or 404."""
    require(home_id)
    with house().store.read(home_id) as tx:
        found = Person.get(tx, person_id)
    if found is None:
        abort(404)
    return found
