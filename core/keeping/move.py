"""A home moved from one store to another as it is, and two stores compared record by record."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from core.keeping.verify import Tell, quietly, verify
from core.stores.entries import Entry
from core.stores.kinds import Kinds
from core.stores.protocol import HOST, Record, Refused, Store

MOST_SAID = 20


def move_home(origin: Store, to: Store, home: str, tell: Tell = quietly) -> int:
    """Bring what `to` does not have yet of a home: lines, then attachments. Gives how many lines were brought.

    What was broken off goes on where it stopped. Raises Refused where `to` holds another home's lines under this name.
    """
    there = to.anchor(home)
    if there.seq:
        last = next(origin.events(home, there.seq - 1), None)
        if last is None or last.anchor != there:
            raise Refused(f"there are other records of {home} in that place already; name a place that has none")
    length = origin.anchor(home).seq

    def told() -> Iterator[Entry]:
        for entry in origin.events(home, there.seq):
            yield entry
            tell(f"lines of {home}", entry.line.seq, length)

    brought = to.adopt(home, told())
    names = origin.attachments(home)
    already = set(to.attachments(home))
    for number, name in enumerate(names, 1):
        if name not in already:
            to.attach(home, origin.attached(home, name))
        tell(f"attachments of {home}", number, len(names))
    return brought


def move_all(origin: Store, to: Store, kinds: Kinds, tell: Tell = quietly) -> dict[str, list[str]]:
    """Every home, and what belongs to none; then each is proved and compared. Gives what differs, by home (nothing: well)."""
    homes = [HOST, *origin.homes()]
    for home in homes:
        move_home(origin, to, home, tell)
    return {
        home: [*verify(to, home, kinds, tell=tell).findings, *differences(origin, to, home, tell)] for home in homes
    }


def differences(one: Store, other: Store, home: str, tell: Tell = quietly) -> list[str]:
    """What is not the same of a home in two stores, in words: line by line, record by record, attachment by attachment."""
    found: list[str] = []
    for words in _all_differences(one, other, home, tell):
        found.append(words)
        if len(found) == MOST_SAID:
            break
    return found


def _all_differences(one: Store, other: Store, home: str, tell: Tell) -> Iterator[str]:
    kinds: set[str] = set()
    length = one.anchor(home).seq
    for first, second in zip_longest(one.events(home), other.events(home)):
        if first is None or second is None:
            yield f"{home} ends at line {one.anchor(home).seq} here and at line {other.anchor(home).seq} there"
            break
        kinds.update(change.kind for change in first.line.changes)
        if first.text != second.text:
            yield f"line {first.line.seq} of {home} is not the same"
        elif first.contents != second.contents:
            yield f"line {first.line.seq} of {home} has other words"
        elif (first.idem, first.answer) != (second.idem, second.answer):
            yield f"line {first.line.seq} of {home} has another answer"
        tell(f"comparing {home}", first.line.seq, length)
    if one.anchor(home) != other.anchor(home):
        yield f"the anchor of {home} is not the same"
    for kind in sorted(kinds):
        for mine, theirs in zip_longest(_shown(one, home, kind), _shown(other, home, kind)):
            if mine != theirs:
                record = mine or theirs
                assert record is not None
                yield f"{record.kind} {record.id} of {home} is not shown the same"
    there = set(other.attachments(home))
    for name in one.attachments(home):
        if name not in there or one.attached(home, name) != other.attached(home, name):
            yield f"the attachment {name} of {home} is not the same"


def _shown(store: Store, home: str, kind: str) -> list[Record]:
    # two stores may wait for each other's turn in a home, so each is left before the other is asked
    with store.read(home) as tx:
        return list(tx.all(kind))


def behind(kept: Store, now: Store, home: str, tell: Tell = quietly) -> list[str]:
    """What differs between the records of a backup and those in use, which went on since: words that were there and are not
    the same now, and were not erased on purpose either."""
    found: list[str] = []
    gone = {(change.kind, change.id): entry.line.seq for entry in now.events(home) for change in entry.line.changes
            if change.action == "erase"}  # fmt: skip
    end = kept.anchor(home).seq
    for old, new in zip_longest(kept.events(home), _up_to(now, home, end)):
        if old is None or new is None or old.text != new.text:
            line = (old or new).line.seq if (old or new) else end
            found.append(f"line {line} of {home} is not the same")
            break
        for change, was, is_ in zip(old.line.changes, old.contents, new.contents, strict=True):
            erased_later = is_ is None and gone.get((change.kind, change.id), 0) > end
            if was != is_ and not erased_later:
                found.append(f"{change.kind} {change.id} at revision {change.rev} has other words")
        tell(f"comparing {home}", old.line.seq, end)
    return found[:MOST_SAID]


def _up_to(store: Store, home: str, end: int) -> Iterator[Entry]:
    for entry in store.events(home):
        if entry.line.seq > end:
            return
        yield entry
