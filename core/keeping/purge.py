"""What has been kept for long enough: found by the rules, said in words first, erased, and proved afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from core.ids import new_id
from core.keeping import holds
from core.keeping.holds import Hold
from core.keeping.person import leaves
from core.keeping.rules import NEVER, Period, Rule, longest
from core.keeping.verify import Tell, quietly, verify
from core.records import Kept, Person
from core.stores.entries import Entry
from core.stores.kinds import Kinds
from core.stores.protocol import Body, NotFound, Refused, Store, Tx
from core.stores.values import from_canonical

PROOF = "proof"
"""The class of holds and purges. They name people by their id alone, and keep nobody's records back by themselves."""

AT_ONCE = 200
"""Records erased in one transaction."""

Place = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Purge(Kept):
    """The proof of a purge: what was erased, by kind; where the audit ended before and after; whether all else still holds."""

    kind: ClassVar[str] = "purge"
    keeps: ClassVar[str] = "proof"
    day: str
    erased: Mapping[str, int]
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    rules: tuple[str, ...]
    held: int
    attachments: int
    findings: tuple[str, ...] = ()

    @classmethod
    def read(cls, body: Body) -> Body:
        return {**body, "rules": tuple(body["rules"]), "findings": tuple(body.get("findings", ()))}

    def sentences(self, home: str) -> Iterator[str]:
        """The proof in words."""
        count = ", ".join(f"{number:,} {kind}" for kind, number in sorted(self.erased.items())) or "nothing"
        yield f"{home}, {self.day}: erased {count}; {self.attachments:,} attachments let go; {self.held:,} held back."
        yield f"The audit went on from line {self.before['line']} to line {self.after['line']}; none of it was taken away."
        yield f"before {self.before['line']} {self.before['sum']}"
        yield f"after  {self.after['line']} {self.after['sum']}"
        if self.findings:
            yield "Not everything is as it should be:"
            yield from (f"  {words}." for words in self.findings)
        else:
            yield "Everything that is left is what was written."


@dataclass(frozen=True)
class Due:
    """A record whose time is over: its revision, when it was last changed, by which words, since when."""

    kind: str
    id: str
    revision: int
    changed: date
    words: str
    over: date


@dataclass
class Plan:
    """What a purge would erase (`due`), what a hold keeps back, and what no calendar tells."""

    due: list[Due] = field(default_factory=list)
    held: list[tuple[Due, Hold]] = field(default_factory=list)
    unclear: set[str] = field(default_factory=set)
    rules: tuple[str, ...] = ()
    holds: frozenset[str] = frozenset()
    """The ids of the holds that lasted when this was made."""
    line: int = 0
    """The number of the last line of the home then."""

    def sentences(self, home: str, people: Mapping[str, str]) -> Iterator[str]:
        """The plan in words, before anything is done."""
        yield f"{home}: {len(self.due):,} records have been kept for long enough."
        groups = Counter((one.kind, one.words) for one in self.due)
        for (kind, words), number in sorted(groups.items()):
            oldest = min(one.changed for one in self.due if (one.kind, one.words) == (kind, words))
            yield f"  {number:,} {kind} ({words}); the oldest was last changed on {oldest}."
        for hold in {hold.id: hold for _due, hold in self.held}.values():
            number = sum(one.id == hold.id for _due, one in self.held)
            who = people.get(hold.person, "the whole home")
            yield f"  {number:,} more stay, held for {who} since {hold.since} ({hold.because})."
        for words in sorted(self.unclear):
            yield f"  Kept, because no calendar tells when '{words}' is."
        for words in self.rules:
            yield f"  By: {words}."


@dataclass
class _Seen:
    """What the lines tell of one record."""

    changed: date
    revision: int = 0
    erased: bool = False
    words: set[str] = field(default_factory=set)
    ref: str = ""
    residents: set[str] = field(default_factory=set)


@dataclass
class _People:
    """Who lives here or did, and since when somebody's care is over."""

    lives_here: frozenset[str]
    residents: set[str] = field(default_factory=set)
    ended: dict[str, date] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def take(self, entry: Entry) -> None:
        day = _day(entry)
        for change, content in zip(entry.line.changes, entry.contents, strict=True):
            if change.kind != Person.kind:
                continue
            body = None if content is None else from_canonical(content.text)
            if body is not None:
                self.names[change.id] = str(body.get("name", ""))
                if self.lives_here.intersection(body.get("roles", ())):
                    self.residents.add(change.id)
            gone = change.action == "delete" or (body is not None and body.get("status") == "died")
            if gone:
                self.ended.setdefault(change.id, day)
            elif change.action == "put":
                self.ended.pop(change.id, None)

    def care_ended(self, residents: Iterable[str]) -> date | None:
        """When the care of the last of them ended; NEVER while it goes on, None where there is no resident."""
        return max((self.ended.get(one, NEVER) for one in residents), default=None)


PackKeeps = Callable[[str], Mapping[str, str]]
"""What the pack of a definition (`pack.id`) says about keeping."""


def plan(
    store: Store, home: str, kinds: Kinds, rules: Sequence[Rule], today: date, *, lives_here: Iterable[str],
    pack_keeps: PackKeeps, tell: Tell = quietly,
) -> tuple[Plan, dict[str, str]]:  # fmt: skip
    """What has been kept for long enough in a home on a day, and the names of its people. Nothing is changed."""
    people = _People(frozenset(lives_here))
    line = store.anchor(home).seq
    for entry in store.events(home):
        people.take(entry)
    lasting = holds.lasting(store, home)
    seen = _look(store, home, people, {hold.person for hold in lasting if hold.person}, tell)
    because = tuple(f"{rule.because} (from {rule.begins})" for rule in rules)
    made = Plan(rules=because, holds=frozenset(one.id for one in lasting), line=line)
    staying: set[str] = set()
    for place, one in seen.items():
        if place[0] == Person.kind:
            continue
        due = _due(place, one, kinds, rules, today, people, pack_keeps, made)
        if (due is None or _held(due, one, lasting, made)) and kinds.of(place[0]).keeps != PROOF:
            staying |= one.words
    # somebody goes last: not before everything that names them
    for place, one in seen.items():
        if place[0] == Person.kind and place[1] in people.ended and place[1] not in staying:
            due = _due(place, one, kinds, rules, today, people, pack_keeps, made)
            if due is not None:
                _held(due, one, lasting, made)
    return made, people.names


def _held(due: Due, one: _Seen, lasting: Iterable[Hold], made: Plan) -> bool:
    """Put what is due where it belongs: among what a hold keeps back, or among what is erased."""
    for hold in lasting:
        if not hold.person or hold.person in one.words or hold.person == due.id:
            made.held.append((due, hold))
            return True
    made.due.append(due)
    return False


def _look(store: Store, home: str, people: _People, held: set[str], tell: Tell) -> dict[Place, _Seen]:
    """Every record that is not erased: when it was last changed, and which people and records it names."""
    seen: dict[Place, _Seen] = {}
    length = store.anchor(home).seq
    for entry in store.events(home):
        for change, content in zip(entry.line.changes, entry.contents, strict=True):
            one = seen.setdefault((change.kind, change.id), _Seen(_day(entry)))
            one.changed, one.revision, one.erased = _day(entry), change.rev, change.action == "erase"
            if content is not None:
                body = from_canonical(content.text)
                one.ref = str(body.get("ref", "") or one.ref)
                one.words |= {said for _path, said in leaves(body)}
        tell(f"looking through {home}", entry.line.seq, length)
    seen = {place: one for place, one in seen.items() if not one.erased}
    ids = {id for _kind, id in seen} | held | set(people.names)
    for one in seen.values():
        one.words &= ids
    for (kind, id), one in seen.items():
        one.residents = one.words & people.residents
        if kind == Person.kind and id in people.residents:
            one.residents.add(id)
    by_id = {id: one for (kind, id), one in seen.items() if kind != Person.kind}
    for one in seen.values():
        # what names a conversation is about whoever that is about
        for named in one.words & by_id.keys():
            one.residents = one.residents | by_id[named].residents
    return seen


def _due(
    place: Place, one: _Seen, kinds: Kinds, rules: Sequence[Rule], today: date, people: _People, pack_keeps: PackKeeps,
    made: Plan,
) -> Due | None:  # fmt: skip
    kind, id = place
    keeps = kinds.of(kind).keeps
    periods = [rule.keep[keeps] for rule in rules if keeps in rule.keep]
    if not periods:
        return None
    for words in _of_pack(one, pack_keeps):
        period = Period.read(words)
        if period is None:
            made.unclear.add(words)
            return None
        periods.append(period)
    over, words = longest(periods, one.changed, people.care_ended(one.residents))
    return Due(kind, id, one.revision, one.changed, words, over) if over <= today else None


def _of_pack(one: _Seen, pack_keeps: PackKeeps) -> list[str]:
    keeps = pack_keeps(one.ref) if one.ref else {}
    if one.residents and "answers" in keeps:
        return [keeps["answers"]]
    if not one.residents and "staff_answers" in keeps:
        return [keeps["staff_answers"]]
    return list(keeps.values())


def _day(entry: Entry) -> date:
    return datetime.fromisoformat(entry.line.at).date()


def purge(store: Store, home: str, kinds: Kinds, made: Plan, *, day: str, actor: str, tell: Tell = quietly) -> Purge:
    """Erase what is due, take it off the disk, prove what is left, and keep the proof.

    Raises Refused where a hold was added since the plan was made: nothing more is erased then.
    """
    before = store.anchor(home)
    changed = {(one.kind, one.id) for entry in store.events(home, made.line) for one in entry.line.changes}
    due = [one for one in made.due if (one.kind, one.id) not in changed]
    erased: Counter[str] = Counter()
    for at in range(0, len(due), AT_ONCE):
        with store.tx(home, actor=actor, purpose="purge") as tx:
            if {one.id for one in Hold.find(tx) if not one.ended} - made.holds:
                raise Refused(
                    f"a hold was added in {home} in between, and nothing more was erased; begin the purge again"
                )
            for one in due[at : at + AT_ONCE]:
                erased[one.kind] += _erase(tx, one)
        tell(f"erasing in {home}", min(at + AT_ONCE, len(due)), len(due))
    tidied = store.tidy(home)
    report = verify(store, home, kinds, tell=tell)
    after = store.anchor(home)
    proof = Purge(
        id=new_id(),
        day=day,
        erased={kind: number for kind, number in erased.items() if number},
        before={"line": before.seq, "sum": before.sum},
        after={"line": after.seq, "sum": after.sum},
        rules=made.rules,
        held=len(made.held),
        attachments=tidied.attachments,
        findings=report.findings,
    )
    with store.tx(home, actor=actor, purpose="proof of a purge") as tx:
        return proof.keep(tx)


def _erase(tx: Tx, one: Due) -> bool:
    """Erase a record, unless somebody has changed or erased it since the plan was made."""
    now = tx.get(one.kind, one.id)
    if now is not None and now.revision != one.revision:
        return False
    try:
        tx.erase(one.kind, one.id)
    except NotFound:
        return False
    return True
