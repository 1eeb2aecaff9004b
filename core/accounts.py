"""Signing in: accounts, passwords under argon2, too many tries refused before anything is hashed, and sign-ins of our own.

Everything here lives in the host directory. One account may be several people, each in a home of its own.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import BoundedSemaphore, Lock
from typing import Any, ClassVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from core.house import House
from core.ids import new_id, new_token
from core.records import Account, Kept, moment, stamp
from core.stores.protocol import HOST, Body, Conflict, Tx

SHORTEST = 12
LONGEST = 200
TRIES = 5
WINDOW = timedelta(minutes=15)
IDLE = timedelta(hours=12)
"""A sign-in that nobody used for this long has ended."""
OLDEST = timedelta(days=7)
"""However busy it is, a sign-in ends after this long."""
SEEN_EVERY = timedelta(minutes=10)
MOST_SIGN_INS = 60
"""So many sign-ins of one account at once; a further one ends the one that was used the longest ago."""
MOST_NAMES = 20_000
"""So many names that belong to nobody are counted at once. Hashing lets nobody try more within a window."""
NO_PASSWORD = ""
"""Kept instead of a hash when an account has no password yet: nothing fits it."""

_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,59}")
_HASHER = PasswordHasher()
_COUNTING = Lock()
_TURNS = BoundedSemaphore(2)  # 64 MiB each: more at once would be a way to fill the memory from outside
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$8pYvc0nhi2Rt7NcepqCjhw$VW6ovdiGxFuelj0V7o4DX+jIjRMy7cPlD63YpmoGciA"
"""A hash that belongs to nobody, so that an unknown name takes as long as a known one."""


class AccountError(Exception):
    """Something about an account that cannot be; the message is a sentence for whoever asked."""


class WrongSignIn(Exception):
    """The name and the password do not fit together; nothing says which of them is wrong."""


@dataclass
class TooManyTries(Exception):
    """Too many wrong passwords for a name; `until` is when the next try is listened to."""

    until: datetime


@dataclass(frozen=True, kw_only=True)
class AccountName(Kept):
    """Which account a sign-in name is; the name is the id, so that no two accounts can have it."""

    kind: ClassVar[str] = "account_name"
    keeps: ClassVar[str] = "account"
    account: str


@dataclass(frozen=True, kw_only=True)
class Tries(Kept):
    """The latest wrong tries for one name; the id is the name's sha256, for it may be a password typed in the wrong box."""

    kind: ClassVar[str] = "tries"
    keeps: ClassVar[str] = "account"
    at: tuple[str, ...] = ()

    @classmethod
    def read(cls, body: Body) -> Body:
        return {"at": tuple(body["at"])}


@dataclass(frozen=True, kw_only=True)
class SignIn(Kept):
    """One sign-in; the id is the sha256 of the token that only the browser has."""

    kind: ClassVar[str] = "session"
    indexes: ClassVar[tuple[str, ...]] = ("account",)
    keeps: ClassVar[str] = "account"
    account: str
    at: str
    seen: str
    ended: bool = False


@dataclass(frozen=True)
class Pretend:
    """An account of a pretend home, as it is shown to whoever looks around: who it is in words, its name, its password."""

    who: str
    name: str
    password: str


# -- accounts --------------------------------------------------------------------------------------------------------


def create(
    house: House,
    name: str,
    password: str | None = None,
    people: Mapping[str, str] | None = None,
    same_as: Account | None = None,
    provisional: bool = False,
) -> Account:
    """A new account, `people` being home id → person id; without a password nobody can sign in with it yet.

    `provisional` says that somebody else chose the password, so that its owner chooses one first of all. `same_as` takes over the password of another account: for the pretend homes, where all share one.

    Raises AccountError when the name is taken or cannot be one, or the password will not do.
    """
    name = plain_name(name)
    hashed = same_as.password if same_as else _hashed(name, password)
    account = Account(id=new_id(), name=name, password=hashed, people=dict(people or {}), provisional=provisional)
    try:
        with house.store.tx(HOST, actor="host", purpose="account created") as tx:
            AccountName(id=name, account=account.id).keep(tx)
            return account.keep(tx)
    except Conflict as taken:
        raise AccountError(f"the name '{name}' is taken; choose another") from taken


def plain_name(name: str) -> str:
    """A sign-in name as it is kept. Raises AccountError when it cannot be one."""
    plain = name.strip().casefold()
    if _NAME.fullmatch(plain) is None:
        raise AccountError(f"'{name}' cannot be a sign-in name; use 2 to 60 letters a to z, digits and . _ - @")
    return plain


def set_password(house: House, account_id: str, password: str) -> None:
    """The owner's new password; every sign-in of the account ends. Raises AccountError when it will not do."""
    with house.store.read(HOST) as tx:
        name = Account.need(tx, account_id).name
    hashed = _hashed(name, password)
    with house.store.tx(HOST, actor=account_id, purpose="password changed") as tx:
        replace(Account.need(tx, account_id), password=hashed, provisional=False).keep(tx)
        _end_all(tx, account_id)


def disable(house: House, account_id: str, actor: str) -> None:
    """Nobody signs in with this account any more, and whoever is signed in with it no longer is."""
    with house.store.tx(HOST, actor=actor, purpose="account disabled") as tx:
        replace(Account.need(tx, account_id), disabled=True).keep(tx)
        _end_all(tx, account_id)


def join(house: House, account_id: str, home_id: str, person_id: str, actor: str) -> Account:
    """Make the account this person in this home."""
    with house.store.tx(HOST, actor=actor, purpose="account joined a home") as tx:
        account = Account.need(tx, account_id)
        return replace(account, people={**account.people, home_id: person_id}).keep(tx)


def leave(house: House, account_id: str, home_id: str, actor: str) -> Account:
    """The account is nobody in this home any more, and whoever is signed in with it no longer is."""
    with house.store.tx(HOST, actor=actor, purpose="account left a home") as tx:
        account = Account.need(tx, account_id)
        _end_all(tx, account_id)
        people = {home: person for home, person in account.people.items() if home != home_id}
        return replace(account, people=people).keep(tx)


def named(house: House, name: str) -> Account | None:
    """The account with this sign-in name."""
    with house.store.read(HOST) as tx:
        return _named(tx, name.strip().casefold())


def _named(tx: Tx, name: str) -> Account | None:
    found = AccountName.get(tx, name) if _NAME.fullmatch(name) else None
    return Account.get(tx, found.account) if found else None


def _hashed(name: str, password: str | None) -> str:
    if password is None:
        return NO_PASSWORD
    check_password(name, password)
    with _TURNS:
        return _HASHER.hash(password)


def check_password(name: str, password: str) -> None:
    """Raises AccountError when a password will not do for the account of this name."""
    if len(password) < SHORTEST:
        raise AccountError(f"a password has at least {SHORTEST} characters; three or four words in a row do well")
    if len(password) > LONGEST:
        raise AccountError(f"a password has at most {LONGEST} characters")
    if len(set(password.casefold())) < 5 or name in password.casefold().strip():
        raise AccountError("this password is too easy to guess; three or four words in a row do well")


# -- signing in ------------------------------------------------------------------------------------------------------


def sign_in(house: House, name: str, password: str) -> str:
    """The token of a new sign-in. Raises WrongSignIn, or TooManyTries without looking at the password."""
    name = name.strip().casefold()
    counter = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
    with house.store.read(HOST) as tx:
        account = _named(tx, name)
    if account is not None:
        _count(house, counter)
    else:
        _count_nobody(house, counter)
    usable = account is not None and not account.disabled and account.password != NO_PASSWORD
    known = account.password if account is not None and usable else _NOBODY
    right = _fits(known, password[: LONGEST + 1])
    if account is None or not usable or not right:
        raise WrongSignIn
    again = _hashed(name, password) if _HASHER.check_needs_rehash(known) else None
    with house.store.tx(HOST, actor=account.id, purpose="signed in") as tx:
        tries = Tries.get(tx, counter)
        if tries is not None:
            tx.delete(Tries.kind, counter, tries.revision)
        now = Account.need(tx, account.id)
        if now.disabled or now.password != account.password:
            raise WrongSignIn
        if again is not None:
            replace(now, password=again).keep(tx)
        return _open(house, tx, account.id)


def _count(house: House, counter: str) -> None:
    """Count a try before it is looked at, so that many at once are no way round. A right password takes its count back."""
    with house.store.tx(HOST, actor="host", purpose="a try to sign in") as tx:
        tries = Tries.get(tx, counter) or Tries(id=counter)
        now = house.clock.now()
        recent = tuple(at for at in tries.at if moment(at) > now - WINDOW)
        if len(recent) >= TRIES:
            raise TooManyTries(moment(recent[0]) + WINDOW)
        replace(tries, at=(*recent, stamp(now))).keep(tx)


def _count_nobody(house: House, counter: str) -> None:
    """Count a try for a name that belongs to nobody: the same rule, in memory, so that made-up names fill no disk."""
    now = house.clock.now()
    counted: dict[str, tuple[datetime, ...]] = house.shelf("accounts.nobody")
    with _COUNTING:
        recent = tuple(at for at in counted.pop(counter, ()) if at > now - WINDOW)
        counted[counter] = recent if len(recent) >= TRIES else (*recent, now)
        while len(counted) > MOST_NAMES:
            del counted[next(iter(counted))]  # the name that was tried the longest ago
    if len(recent) >= TRIES:
        raise TooManyTries(recent[0] + WINDOW)


def _fits(hashed: str, password: str) -> bool:
    with _TURNS:
        try:
            return _HASHER.verify(hashed, password)
        except (VerifyMismatchError, InvalidHashError):
            return False


def open_sign_in(house: House, account_id: str) -> str:
    """The token of a sign-in without a password: for whoever has proved who they are in another way, and for tests."""
    with house.store.tx(HOST, actor=account_id, purpose="signed in") as tx:
        return _open(house, tx, account_id)


def _open(house: House, tx: Tx, account_id: str) -> str:
    token = new_token()
    now = stamp(house.clock.now())
    _tidy(house, tx, account_id)
    SignIn(id=_token_id(token), account=account_id, at=now, seen=now).keep(tx)
    return token


def _tidy(house: House, tx: Tx, account_id: str) -> None:
    """Take away the sign-ins of an account that have ended, and end the oldest where there are too many: no disk fills up."""
    now = house.clock.now()
    every = sorted(SignIn.find(tx, {"account": account_id}), key=lambda one: (one.seen, one.at, one.id))
    live = [one for one in every if not _over(one, now)]
    keep = {one.id for one in live[-(MOST_SIGN_INS - 1) :]}
    for session in every:
        if session.id not in keep:
            tx.delete(SignIn.kind, session.id, expect=session.revision)


def _over(session: SignIn, now: datetime) -> bool:
    return session.ended or now - moment(session.seen) > IDLE or now - moment(session.at) > OLDEST


def _token_id(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def who(house: House, token: str) -> Account | None:
    """The account that is signed in with this token, or None when that has ended."""
    now = house.clock.now()
    with house.store.read(HOST) as tx:
        session = SignIn.get(tx, _token_id(token))
        if session is None or _over(session, now):
            return None
        account = Account.get(tx, session.account)
    if account is None or account.disabled:
        return None
    if now - moment(session.seen) > SEEN_EVERY:
        _see(house, session, now)
    return account


def _see(house: House, session: SignIn, now: datetime) -> None:
    try:
        with house.store.tx(HOST, actor=session.account, purpose="still here") as tx:
            replace(session, seen=stamp(now)).keep(tx)
    except Conflict:
        return  # another page of theirs said so at the same moment, or the sign-in ended


def sign_out(house: House, token: str) -> None:
    """End this sign-in."""
    with house.store.tx(HOST, actor="host", purpose="signed out") as tx:
        session = SignIn.get(tx, _token_id(token))
        if session is not None and not session.ended:
            replace(session, ended=True).keep(tx)


def _end_all(tx: Tx, account_id: str) -> None:
    for session in SignIn.find(tx, {"account": account_id}):
        if not session.ended:
            replace(session, ended=True).keep(tx)


# -- pretend homes ---------------------------------------------------------------------------------------------------

_PRETEND = ("pretend", "accounts")


def keep_pretend(house: House, accounts: list[Pretend]) -> None:
    """Remember the accounts of the pretend homes, so that they can be shown at every start."""
    rows: list[dict[str, Any]] = [{"who": one.who, "name": one.name, "password": one.password} for one in accounts]
    with house.store.tx(HOST, actor="host", purpose="pretend homes") as tx:
        found = tx.get(*_PRETEND)
        tx.put(*_PRETEND, {"accounts": rows}, expect=found.revision if found else 0)


def pretend(house: House) -> list[Pretend]:
    """The accounts of the pretend homes; none in a real one."""
    with house.store.read(HOST) as tx:
        found = tx.get(*_PRETEND)
    return [Pretend(**row) for row in found.body["accounts"]] if found else []
