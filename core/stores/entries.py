"""What is kept of one transaction, the same in every store: a line of the audit for ever, and contents that can be erased.

Each line names the sum of the line before it, so that nothing can be changed, dropped, moved or put in between. A line
holds no body: it holds the MAC of the body under a salt that is kept beside the body. Where both are erased, the chain
still holds and tells nothing any more.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Literal, NamedTuple

from core.stores.protocol import ANSWERS_KEPT_DAYS, LARGEST_ATTACHMENT, Body, Corrupt, Refused, TooBig, Unkeepable
from core.stores.values import body_of, canonical, check_text, from_canonical

SALT_SIZE = 16
Action = Literal["put", "delete", "erase"]
ACTIONS = ("put", "delete", "erase")


class Content(NamedTuple):
    """A body as canonical JSON, and the salt of its MAC."""

    salt: bytes
    text: bytes


def mac_of(content: Content) -> str:
    """HMAC-SHA-256 of the body under its salt, as hexadecimal digits."""
    return hmac.digest(content.salt, content.text, "sha256").hex()


def sealed(text: bytes) -> Content:
    """A body with a salt of its own."""
    return Content(secrets.token_bytes(SALT_SIZE), text)


class Change(NamedTuple):
    """What the audit says of one change: `fields` are the names of the top-level fields that are not as they were."""

    action: Action
    kind: str
    id: str
    rev: int
    fields: tuple[str, ...] = ()
    mac: str = ""


Look = tuple[str, str]
"""The kind and the id of a record that somebody looked at."""


@dataclass(frozen=True)
class Anchor:
    """Where a home's audit ends: the number of its last line and that line's sum. Kept elsewhere, it proves that nothing
    before it was changed or cut off."""

    seq: int
    sum: str


def beginning(home: str) -> Anchor:
    """Before a home's first line. It names the home, so that no audit can pass for another home's."""
    return Anchor(0, sha256(canonical({"cartref_audit": 1, "home": home})).hexdigest())


@dataclass(frozen=True)
class Line:
    """One line of the audit. `at` is UTC as ISO 8601, of the writer's clock; the order is `seq`, never the clock.

    `on_behalf_of` is whose words were written down, where that is somebody else than the actor.
    """

    seq: int
    at: str
    actor: str
    on_behalf_of: str
    purpose: str
    changes: tuple[Change, ...]
    looks: tuple[Look, ...]
    prev: str

    def to_bytes(self) -> bytes:
        """Canonical JSON; what is empty is left out."""
        said: dict[str, Any] = {
            "actor": self.actor,
            "at": self.at,
            "prev": self.prev,
            "purpose": self.purpose,
            "seq": self.seq,
        }
        if self.on_behalf_of:
            said["on_behalf_of"] = self.on_behalf_of
        if self.changes:
            said["changes"] = [
                [one.action, one.kind, one.id, one.rev, list(one.fields), one.mac] for one in self.changes
            ]
        if self.looks:
            said["looks"] = [list(look) for look in self.looks]
        return canonical(said)

    @classmethod
    def from_bytes(cls, text: bytes) -> Line:
        """The line again. Raises ValueError, KeyError or TypeError for anything else."""
        try:
            said = json.loads(text)
        except RecursionError as error:
            raise ValueError("nothing we wrote is that deep") from error
        changes = tuple(
            Change(action, kind, id_, rev, tuple(fields), mac)
            for action, kind, id_, rev, fields, mac in said.get("changes", ())
        )
        if any(one.action not in ACTIONS for one in changes):
            raise ValueError("an action that nobody knows")
        line = cls(
            seq=said["seq"],
            at=said["at"],
            actor=said["actor"],
            on_behalf_of=said.get("on_behalf_of", ""),
            purpose=said["purpose"],
            changes=changes,
            looks=tuple((kind, id_) for kind, id_ in said.get("looks", ())),
            prev=said["prev"],
        )
        words = [line.at, line.actor, line.on_behalf_of, line.purpose, line.prev]
        words += [word for one in changes for word in (one.kind, one.id, one.mac, *one.fields)]
        words += [word for look in line.looks for word in look]
        if {type(word) for word in words} != {str} or {type(n) for n in (line.seq, *(c.rev for c in changes))} != {int}:
            raise TypeError("numbers stand where words should, or the other way round")
        return line


@dataclass(frozen=True)
class Entry:
    """One transaction that was kept: its line, and what can be forgotten.

    `text` is the line's canonical JSON: what is summed. `contents` stand beside the line's changes: None where there is no
    body, or where it has been erased. `idem` and `answer` go when they are old.
    """

    text: bytes
    line: Line
    contents: tuple[Content | None, ...]
    idem: str | None = None
    answer: bytes | None = None

    @property
    def anchor(self) -> Anchor:
        """The end of the audit once this line stands."""
        return Anchor(self.line.seq, sha256(self.text).hexdigest())

    def faults(self) -> list[str]:
        """What does not fit together in this entry, in words; nothing: every body is the one that was kept."""
        if len(self.contents) != len(self.line.changes):
            return [f"line {self.line.seq} has {len(self.line.changes)} changes and {len(self.contents)} contents"]
        return [
            f"{change.kind} {change.id} at revision {change.rev} is not what line {self.line.seq} says"
            for change, content in zip(self.line.changes, self.contents, strict=True)
            if content is not None
            and (change.action != "put" or len(content.salt) != SALT_SIZE or mac_of(content) != change.mac)
        ]

    def strange(self) -> str:
        """What no transaction could have kept (a name, a key, an answer), in words; nothing: all of it could."""
        line = self.line
        named = [("the actor", line.actor), ("the purpose", line.purpose)]
        for kind, id_ in (*((one.kind, one.id) for one in line.changes), *line.looks):
            named += [("a kind", kind), ("an id", id_)]
        if self.idem is not None:
            named.append(("the idempotency key", self.idem))
        try:
            for what, text in named:
                check_text(what, text)
            check_text("whose words these are", line.on_behalf_of, empty=True)
        except (Unkeepable, TooBig) as wrong:
            return f"line {line.seq} is not one that a store keeps: {wrong}"
        if self.answer is not None and body_of(self.answer) is None:
            return f"the answer at line {line.seq} is not one that a store keeps"
        return ""


class Staged(NamedTuple):
    """A change that a transaction is about to keep: `text` is the new canonical body, None where there is none any more."""

    action: Action
    kind: str
    id: str
    rev: int
    text: bytes | None = None
    fields: tuple[str, ...] = ()


class Deed(NamedTuple):
    """What a transaction is said to be when it is begun; see `Store.tx`."""

    actor: str
    purpose: str
    idem: str | None
    on_behalf_of: str

    @classmethod
    def of(cls, actor: str, purpose: str, idem: str | None, on_behalf_of: str) -> Deed:
        """Raises Unkeepable or TooBig for what no line could say."""
        check_text("the actor", actor)
        check_text("the purpose", purpose)
        check_text("whose words these are", on_behalf_of, empty=True)
        if idem is not None:
            check_text("the idempotency key", idem)
        return cls(actor, purpose, idem, on_behalf_of)


def entry_of(
    after: Anchor, at: str, deed: Deed, staged: Iterable[Staged], looks: Iterable[Look], answer: bytes | None
) -> Entry:
    """The entry that follows `after`."""
    changes: list[Change] = []
    contents: list[Content | None] = []
    for one in staged:
        content = None if one.text is None else sealed(one.text)
        contents.append(content)
        mac = "" if content is None else mac_of(content)
        changes.append(Change(one.action, one.kind, one.id, one.rev, one.fields, mac))
    line = Line(
        after.seq + 1,
        at,
        deed.actor,
        deed.on_behalf_of,
        deed.purpose,
        tuple(changes),
        tuple(dict.fromkeys(looks)),
        after.sum,
    )
    return Entry(line.to_bytes(), line, tuple(contents), deed.idem, answer)


def changed_fields(body: Mapping[str, Any], before: bytes | None) -> tuple[str, ...]:
    """The names of the top-level fields that are not as they were in the canonical body `before`; of a new record, all."""
    if before is None:
        return tuple(sorted(body))
    was: Body = from_canonical(before)
    return tuple(
        sorted(
            name
            for name in body.keys() | was.keys()
            # written down, True is not 1
            if name not in was or name not in body or canonical(was[name]) != canonical(body[name])
        )
    )


def erased(entry: Entry, kind: str, id: str) -> Entry:
    """The entry with nothing left of one record but its line."""
    if not any((change.kind, change.id) == (kind, id) for change in entry.line.changes):
        return entry
    contents = tuple(
        None if (change.kind, change.id) == (kind, id) else content
        for change, content in zip(entry.line.changes, entry.contents, strict=True)
    )
    return replace(entry, contents=contents)


def check_follows(home: str, anchor: Anchor, entry: Entry) -> None:
    """Raises Refused when an entry is not the next of a home, and Corrupt when no transaction could have kept it."""
    try:
        same = Line.from_bytes(entry.text) == entry.line
    except (ValueError, KeyError, TypeError, AttributeError):
        same = False
    if not same:
        raise Corrupt(f"what is to follow line {anchor.seq} of {home} is not a line of an audit")
    if entry.line.seq != anchor.seq + 1:
        raise Refused(f"line {entry.line.seq} does not follow line {anchor.seq} of {home}; begin behind that one")
    if entry.line.prev != anchor.sum:
        raise Corrupt(f"line {entry.line.seq} was not written behind line {anchor.seq} of {home}")
    for fault in (*entry.faults(), entry.strange()):
        if fault:
            raise Corrupt(fault)
    for change, content in zip(entry.line.changes, entry.contents, strict=True):
        if content is not None and body_of(content.text) is None:
            raise Corrupt(f"{change.kind} {change.id} at revision {change.rev} is not a body that a store keeps")


def check_attachment(data: bytes) -> str:
    """The name of an attachment: the SHA-256 of its bytes, as hexadecimal digits. Raises TooBig."""
    if len(data) > LARGEST_ATTACHMENT:
        raise TooBig(f"the attachment takes {len(data):,} bytes; at most {LARGEST_ATTACHMENT:,} are kept")
    return sha256(data).hexdigest()


def without_old_answer(entry: Entry, now: datetime) -> Entry:
    """The entry without its idempotency key, where that is older than ANSWERS_KEPT_DAYS."""
    if entry.idem is None or now - datetime.fromisoformat(entry.line.at) <= timedelta(days=ANSWERS_KEPT_DAYS):
        return entry
    return replace(entry, idem=None, answer=None)
