"""Everything about or by one person, taken out into a folder: to read, as data, and what somebody must look at first.

index.html, index.txt   what there is, in plain words and the person's first language
records.jsonl           every revision that is kept, one a line
attachments/            photographs and files
look-at-first.txt       other people who are named, for a human to decide about before the folder is handed over
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from core.keeping.archive import trouble_with
from core.keeping.person_pages import Found, Looked, Page, html, plain
from core.keeping.verify import Tell, quietly
from core.looks import EXPORTED
from core.records import Account, Person
from core.stores.entries import Entry
from core.stores.kinds import Kinds
from core.stores.protocol import ATTACHMENT, HOST, Body, NotFound, Record, Refused, Store
from core.stores.values import from_canonical

LOOK_FIRST = "look-at-first.txt"
_SHORTEST_NAME = 3
APART = "safeguarding"
"""The class of records that only those on the home's list read: they go into nobody's folder, not even by name."""
_SECRET = ("password",)
"""Fields that are nobody's to read."""

Place = tuple[str, str]
Path_ = tuple[str, ...]


@dataclass(frozen=True)
class Taken:
    """What was taken out: how many records and revisions, attachments, times somebody looked, and lines to look at first."""

    records: int
    revisions: int
    attachments: int
    looks: int
    to_look_at: int


@dataclass
class _Hunt:
    """Which records a person is in, and why."""

    person: str
    kinds: Kinds
    why: dict[Place, str] = field(default_factory=dict)
    by_name: dict[Place, str] = field(default_factory=dict)

    def take(self, entry: Entry, name: str) -> None:
        """Look at one entry."""
        mine = self.person in (entry.line.actor, entry.line.on_behalf_of)
        for change, content in zip(entry.line.changes, entry.contents, strict=True):
            place = (change.kind, change.id)
            if place == (Person.kind, self.person):
                self.why[place] = "is"
            elif content is not None:
                self._take_body(place, from_canonical(content.text), mine, name)

    def _take_body(self, place: Place, body: Body, mine: bool, name: str) -> None:
        if self.kinds.of(place[0]).keeps == APART:
            return
        if any(self.person in _listed(body.get(one)) for one in self.kinds.of(place[0]).persons):
            self.why[place] = "about or by"
        elif self.person in place[1] or any(self.person in said for _path, said in leaves(body)):
            self.why.setdefault(place, "mentions")
        elif mine:
            self.why.setdefault(place, "written by")
        elif name and any(name in said.casefold() for _path, said in leaves(body)):
            self.by_name[place] = place[0]


def leaves(value: Any, path: Path_ = ()) -> Iterator[tuple[Path_, str]]:
    """Every text in a body with the way to it; the keys of objects too, which may be ids."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield (*path, str(key)), str(key)
            yield from leaves(part, (*path, str(key)))
    elif isinstance(value, list | tuple):
        for number, part in enumerate(value, 1):
            yield from leaves(part, (*path, str(number)))


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else [value]


def take_out(
    store: Store, home: str, person: str, out: Path, kinds: Kinds, *, day: str, actor: str, title: str,
    tell: Tell = quietly,
) -> Taken:  # fmt: skip
    """Write the folder. That this was done is noted in the audit. Raises Refused for a person there is not, or a full folder."""
    with store.read(home) as tx:
        people = {record.id: str(record.body.get("name", "")) for record in tx.all(Person.kind)}
        languages = [(record.id, record.body.get("languages")) for record in tx.all(Person.kind)]
    if person not in people:
        raise Refused(
            f"there is nobody with the id '{person}' in {home}; the page of each person has the id in its address"
        )
    hunt = _Hunt(person, kinds)
    length = store.anchor(home).seq
    for entry in store.events(home):
        hunt.take(entry, people[person].casefold())
        tell(f"looking through {home}", entry.line.seq, length)
    _make_folder(out)
    with store.tx(home, actor=actor, purpose=EXPORTED) as tx:
        tx.looked(Person.kind, person)
    language = next((str(said[0]) for id, said in languages if id == person and said), "en")
    try:
        return _write(store, home, person, people, hunt, out, Page(title, people[person], day, language))
    except OSError as error:
        raise trouble_with(out, error) from error


def _make_folder(out: Path) -> None:
    try:
        if out.exists():
            raise Refused(f"there is something called {out} already; name a folder that is not there yet")
        out.mkdir(mode=0o700, parents=True)
        (out / "attachments").mkdir(mode=0o700)
    except OSError as error:
        raise trouble_with(out, error) from error


def _write(
    store: Store, home: str, person: str, people: Mapping[str, str], hunt: _Hunt, out: Path, page: Page
) -> Taken:
    others = _Others({id: name for id, name in people.items() if id != person})
    latest: dict[Place, Found] = {}
    looks: list[Looked] = []
    attachments: set[str] = set()
    revisions = 0
    with _private(out / "records.jsonl") as file:
        rows = chain(_account_rows(store, home, person), _rows(store, home, hunt, looks))
        for number, row in enumerate(rows, 1):
            file.write(json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n")
            others.look(number, row)
            body = row.get("body")
            place = (row["kind"], row["id"])
            kept = body if body is not None else (latest[place].body if place in latest else None)
            latest[place] = Found(row["kind"], row["at"], row["actor"], row["action"], kept)
            revisions += 1
            if row["kind"] == ATTACHMENT and body is not None:
                attachments.add(str(body.get("sha256")))
    written = _write_attachments(store, home, attachments, out)
    by_name = [f"{kind} {id}" for kind, id in hunt.by_name if (kind, id) not in hunt.why]
    with _private(out / LOOK_FIRST) as file:
        file.writelines(f"{line}\n" for line in _queue(others, by_name))
    page.found, page.looks, page.people = list(latest.values()), looks, people
    for name, text in (("index.txt", plain(page)), ("index.html", html(page))):
        with _private(out / name) as file:
            file.write(text)
    return Taken(len(latest), revisions, written, len(looks), len(others.lines) + len(by_name))


def _private(path: Path, mode: str = "w") -> Any:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    return os.fdopen(descriptor, mode, encoding="utf-8" if mode == "w" else None)


def _rows(store: Store, home: str, hunt: _Hunt, looks: list[Looked]) -> Iterator[dict[str, Any]]:
    """Every change of the records that were found, as data; who looked at them is noted on the way."""
    for entry in store.events(home):
        line = entry.line
        looks += [Looked(line.at, line.actor, line.purpose, kind) for kind, id in line.looks if (kind, id) in hunt.why]
        for change, content in zip(line.changes, entry.contents, strict=True):
            why = hunt.why.get((change.kind, change.id))
            if why is not None:
                yield {
                    "kind": change.kind,
                    "id": change.id,
                    "revision": change.rev,
                    "action": change.action,
                    "why": why,
                    "line": line.seq,
                    "at": line.at,
                    "actor": line.actor,
                    "on_behalf_of": line.on_behalf_of,
                    "purpose": line.purpose,
                    "body": None if content is None else from_canonical(content.text),
                }


def _account_rows(store: Store, home: str, person: str) -> Iterator[dict[str, Any]]:
    """How the person signs in, without what would let somebody else."""
    with store.read(HOST) as tx:
        found: list[Record] = [one for one in tx.all(Account.kind) if one.body.get("people", {}).get(home) == person]
    for one in found:
        body = {key: value for key, value in one.body.items() if key not in _SECRET}
        body["people"] = {home: person}
        yield {
            "kind": one.kind, "id": one.id, "revision": one.revision, "action": "put", "why": "is", "line": None, "at": "",
            "actor": "", "on_behalf_of": "", "purpose": "", "body": body,
        }  # fmt: skip


def _write_attachments(store: Store, home: str, names: set[str], out: Path) -> int:
    written = 0
    for name in sorted(names):
        try:
            data = store.attached(home, name)
        except NotFound:
            continue
        with _private(out / "attachments" / name, "wb") as file:
            file.write(data)
        written += 1
    return written


@dataclass
class _Others:
    """Where other people are named, by their id, their name or a part of it."""

    people: Mapping[str, str]
    lines: list[str] = field(default_factory=list)

    def look(self, number: int, row: Mapping[str, Any]) -> None:
        """Look at one row of `records.jsonl`."""
        where = f"records.jsonl, line {number} ({row['kind']} {row['id']})"
        for id, name in self.people.items():
            if id in (row["actor"], row["on_behalf_of"]):
                self.lines.append(f"{where}: {name} wrote it")
        for path, said in leaves(row.get("body") or {}):
            for id, name in self.people.items():
                if id in said or _named_in(name, said):
                    self.lines.append(f"{where}: {name}, at {' / '.join(path)}")


def _named_in(name: str, said: str) -> bool:
    words = said.casefold().replace("’", "'")
    spoken = {word.strip(".,;:!?()\"'").removesuffix("'s") for word in words.split()}
    parts = [part for part in name.casefold().split() if len(part) >= _SHORTEST_NAME]
    return bool(name) and (name.casefold() in words or any(part in spoken for part in parts))


def _queue(others: _Others, by_name: list[str]) -> Iterator[str]:
    yield "For a person to look at before this folder is handed over."
    yield ""
    yield "Other people are named here. Decide for each whether it may be handed over, and strike out what may not."
    yield ""
    yield from others.lines or ["(nobody else is named)"]
    yield ""
    yield "These records have the same name in their words, and were not taken in. Look whether they are about this person."
    yield ""
    yield from by_name or ["(none)"]
