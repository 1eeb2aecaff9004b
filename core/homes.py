"""Homes and the people in them: making a home, who lives, works and visits there, and which modules it uses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core import accounts, outbox, worries
from core.house import TOOLS, House
from core.ids import new_id
from core.layering import ALWAYS_ON
from core.packs import Pack
from core.people import People
from core.problems import did_you_mean
from core.records import LEADS, Home, Person, Tools, stamp
from core.stores.protocol import HOST, Conflict, NotFound, Tx
from core.story import STORY_KIND

STATUSES = ("here", "hospital", "away", "died")
"""How it is with a person; workflows pause for all but the first."""


class HomeError(Exception):
    """Something about a home or a person that cannot be; the message is a sentence for whoever asked."""


def create_home(
    house: House,
    name: Mapping[str, str],
    *,
    zone: str = "Europe/London",
    worried: Mapping[str, str] | None = None,
    modules: Iterable[str] | None = None,
    id: str | None = None,
    actor: str = "host",
) -> Home:
    """A new home with its modules and those they need switched on (None: every one that is installed). Raises HomeError."""
    if not name or not all(words.strip() for words in name.values()):
        raise HomeError("a home needs a name")
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as wrong:
        raise HomeError(f"there is no time zone '{zone}'; write one like Europe/London") from wrong
    home_id = id or _free_id(house, next(iter(name.values())))
    wanted = installed_modules(house) if modules is None else _with_needs(house, *modules)
    with house.store.tx(home_id, actor=actor, purpose="home created") as tx:
        tools = Tools.get(tx, TOOLS) or Tools(id=TOOLS)
        replace(tools, modules=tuple(sorted(wanted)), changed_at=stamp(house.clock.now())).keep(tx)
        outbox.record(house, tx, "home_created", actor, {"home": home_id})
    try:
        with house.store.tx(HOST, actor=actor, purpose="home created") as tx:
            return Home(id=home_id, name=dict(name), zone=zone, worried=dict(worried or {})).keep(tx)
    except Conflict as taken:
        raise HomeError(f"there is a home '{home_id}' already") from taken


def _free_id(house: House, name: str) -> str:
    """A short, readable id from a home's name; one that says nothing when that is taken or empty."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    made = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:40]
    taken = {home.id for home in house.homes()}
    return made if made and made not in taken else new_id()


def names_of_readers(lead: str, second: str) -> list[str]:
    """The names in whom to turn to, as far as their first comma. Raises HomeError for a second without a lead, or the same."""
    names = [words.partition(",")[0].strip() for words in (lead, second)]
    if second and not lead:
        raise HomeError("name the lead too: a second person is for what is about the first")
    if names[0] and names[0].casefold() == names[1].casefold():
        raise HomeError("the lead and the second are two different people")
    return [name for name in names if name]


def add_readers(house: House, home_id: str, names: Iterable[str], actor: str = "host") -> None:
    """Those who read the worries of a new home, as managers of it and on its list."""
    made = [add_person(house, home_id, name, (LEADS,), actor).id for name in names]
    if made:
        worries.name_readers(house, home_id, made[0], made[1] if len(made) > 1 else "", actor, 0)


def waits_for_account(house: House, home_id: str, name: str, roles: Iterable[str] = ()) -> str | None:
    """The person of this name who cannot sign in yet, where there is exactly one; None: it is somebody new.

    Raises HomeError where `roles` would make them something else than they are.
    """
    found = [one for one in people(house, home_id) if one.name == name.strip() and one.account is None and not one.gone]
    if len(found) != 1:
        return None
    known = found[0]
    if set(roles) - set(known.roles):
        raise HomeError(f"{known.name} is there already, as {', '.join(known.roles)}; leave --role out")
    return known.id


def set_worried(house: House, home_id: str, worried: Mapping[str, str], actor: str) -> Home:
    """Whom to turn to in this home: `lead`, `second`, `authority`, `authority_phone`."""
    with house.store.tx(HOST, actor=actor, purpose="whom to turn to") as tx:
        return replace(Home.need(tx, home_id), worried=dict(worried)).keep(tx)


# -- modules ---------------------------------------------------------------------------------------------------------


def installed_modules(house: House) -> tuple[str, ...]:
    """Every module a home can switch on, by id; a pack that only tells the stories of pretend homes is none."""
    packs = house.installed.packs.values()
    return tuple(sorted(pack.id for pack in packs if pack.id != ALWAYS_ON and not _only_tells(pack)))


def _only_tells(pack: Pack) -> bool:
    kinds = {loaded.kind for loaded in pack.definitions} - {"pack"}
    return kinds == {STORY_KIND.name}


def _known_modules(house: House, modules: Iterable[str]) -> tuple[str, ...]:
    known = installed_modules(house)
    wanted = sorted(set(modules) - {ALWAYS_ON})
    for one in wanted:
        if one not in known:
            raise HomeError(f"there is no module '{one}'; {did_you_mean(one, known) or 'see cartref plugins'}")
    return tuple(wanted)


def needed_by(house: House, module: str) -> tuple[str, ...]:
    """The modules that this one cannot do without."""
    pack = house.installed.packs.get(module)
    needs = pack.head.needs.packs if pack and pack.head else ()
    return tuple(one for one in needs if one != ALWAYS_ON)


def switch_module(house: House, home_id: str, module: str, on: bool, actor: str, revision: int) -> Tools:
    """Switch a module on (with those it needs) or off; its records stay readable. `revision` is what was read.

    Raises HomeError when it is not installed or another needs it, Conflict when somebody else switched meanwhile.
    """
    with house.store.tx(home_id, actor=actor, purpose="modules") as tx:
        tools = Tools.get(tx, TOOLS) or Tools(id=TOOLS)
        if on:
            modules = {*tools.modules, *_with_needs(house, module)}
        else:
            using = [one for one in tools.modules if one != module and module in _with_needs(house, one)]
            if using:
                raise HomeError(f"'{module}' is needed by {', '.join(using)}; switch that off first")
            modules = {*tools.modules} - {module}
        if modules == set(tools.modules):
            return tools
        made = replace(tools, modules=tuple(sorted(modules)), changed_at=stamp(house.clock.now()), revision=revision)
        outbox.record(house, tx, "module_on" if on else "module_off", actor, {"module": module})
        return made.keep(tx)


def _with_needs(house: House, *modules: str) -> set[str]:
    found: set[str] = set()
    waiting = list(_known_modules(house, modules))
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += needed_by(house, one)
    return found


# -- people ----------------------------------------------------------------------------------------------------------


def add_person(house: House, home_id: str, name: str, roles: Iterable[str], actor: str = "host", **more: Any) -> Person:
    """Somebody new in a home; `more` are other fields of Person. Raises HomeError for a role or team there is not."""
    with house.store.tx(home_id, actor=actor, purpose="person added") as tx:
        person = Person(id=more.pop("id", None) or new_id(), name=name.strip(), roles=tuple(roles), **more)
        _check(house, tx, home_id, person)
        outbox.record(house, tx, "person_added", actor, {"person": person.id})
        return person.keep(tx)


def change_person(house: House, home_id: str, person: Person, actor: str) -> Person:
    """Keep a changed person over the revision it was read at. Raises HomeError, or Conflict when it has changed since."""
    with house.store.tx(home_id, actor=actor, purpose="person changed") as tx:
        before = Person.need(tx, person.id)
        _check(house, tx, home_id, person)
        if LEADS in before.roles and LEADS not in person.roles:
            _keep_a_manager(tx, person.id)
        if not worries.could_read(person, house.catalogue(home_id, tx).matrix):
            _not_a_reader(tx, person.id)
        outbox.record(house, tx, "person_changed", actor, {"person": person.id})
        return person.keep(tx)


def _keep_a_manager(tx: Tx, person_id: str) -> None:
    others = [one for one in Person.find(tx) if LEADS in one.roles and not one.gone and one.id != person_id]
    if not others:
        raise HomeError("a home keeps at least one manager; name another one first")


def _not_a_reader(tx: Tx, person_id: str) -> None:
    """Whoever is on the list of who reads worries stays what they are until another is named: no worry is without a reader."""
    kept = worries.Readers.get(tx, worries.LIST)
    if kept is not None and person_id in kept.readers:
        raise HomeError("they read the worries of this home; name somebody else for that first")


def leave(house: House, home_id: str, person_id: str, actor: str) -> Person:
    """Somebody has left: at once they see nothing of this home any more, and every sign-in of their account ends.

    What they said stays. Raises HomeError for the last manager who can sign in, and for whoever reads worries.
    """
    with house.store.tx(home_id, actor=actor, purpose="left") as tx:
        person = Person.need(tx, person_id)
        if LEADS in person.roles:
            _keep_a_manager(tx, person_id)
            others = [one for one in Person.find(tx) if LEADS in one.roles and not one.gone and one.id != person_id]
            if person.account and not any(one.account for one in others):
                raise HomeError("no other manager can sign in yet; give one a sign-in first")
        _not_a_reader(tx, person_id)
        if not person.left:
            outbox.record(house, tx, "left", actor, {"person": person_id})
            person = replace(person, left=stamp(house.clock.now())).keep(tx)
    if person.account is not None:
        accounts.leave(house, person.account, home_id, actor)
    return person


def come_back(house: House, home_id: str, person_id: str, actor: str) -> Person:
    """Somebody who had left is here again, as what they were, with the sign-in they had."""
    with house.store.tx(home_id, actor=actor, purpose="came back") as tx:
        person = Person.need(tx, person_id)
        if person.left:
            outbox.record(house, tx, "came_back", actor, {"person": person_id})
            person = replace(person, left="").keep(tx)
    if person.account is not None:
        accounts.join(house, person.account, home_id, person_id, actor)
    return person


def set_status(house: House, home_id: str, person_id: str, status: str, actor: str) -> Person:
    """How it is with somebody: here, hospital, away, died. What waits for them pauses with it."""
    if status not in STATUSES:
        raise HomeError(f"'{status}' is not one of {', '.join(STATUSES)}")
    with house.store.tx(home_id, actor=actor, purpose="status") as tx:
        person = Person.need(tx, person_id)
        if person.status == status:
            return person
        outbox.record(house, tx, "status", actor, {"person": person_id}, status=status, before=person.status)
        return replace(person, status=status).keep(tx)


def give_account(house: House, home_id: str, person_id: str, account_id: str, actor: str = "host") -> Person:
    """Let an account sign in as this person. Raises HomeError when they have another: nobody comes in as somebody else."""
    with house.store.read(home_id) as tx:
        known = Person.need(tx, person_id).account
    if known not in (None, account_id):
        raise HomeError("this person can sign in already; a second way in would be somebody else's")
    accounts.join(house, account_id, home_id, person_id, actor)
    with house.store.tx(home_id, actor=actor, purpose="account given") as tx:
        outbox.record(house, tx, "account_given", actor, {"person": person_id})
        return replace(Person.need(tx, person_id), account=account_id).keep(tx)


def people(house: House, home_id: str) -> list[Person]:
    """Everybody of a home, by name. Raises NotFound for a home there is not."""
    house.home(home_id)
    with house.store.read(home_id) as tx:
        return sorted(Person.find(tx), key=lambda person: (person.name.casefold(), person.id))


def person(house: House, home_id: str, person_id: str) -> Person | None:
    """Somebody of a home, or None."""
    try:
        house.home(home_id)
    except NotFound:
        return None
    with house.store.read(home_id) as tx:
        return Person.get(tx, person_id)


def check_roles(house: House, home_id: str, roles: Iterable[str]) -> None:
    """Raises HomeError for a role that this home does not have."""
    _check_roles(house.catalogue(home_id).people, roles)


def _check_roles(known: People, roles: Iterable[str]) -> None:
    for role in roles:
        if role not in known.roles:
            hint = did_you_mean(role, known.roles) or f"the roles are {', '.join(known.roles)}"
            raise HomeError(f"there is no role '{role}'; {hint}")


def _check(house: House, tx: Tx, home_id: str, person: Person) -> None:
    known = house.catalogue(home_id, tx).people
    if not person.name:
        raise HomeError("a person needs a name")
    _check_roles(known, person.roles)
    for team in person.teams:
        if team not in known.teams:
            hint = did_you_mean(team, known.teams) or f"the teams are {', '.join(known.teams)}"
            raise HomeError(f"there is no team '{team}'; {hint}")
    if person.status not in STATUSES:
        raise HomeError(f"'{person.status}' is not one of {', '.join(STATUSES)}")
