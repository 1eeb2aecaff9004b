"""What somebody made up, sums and all, is taken by no store and comes back out of no backup."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.keeping import archive
from core.keeping.archive import Member, Summed
from core.keeping.backup import Counted, look_at, manifest
from core.keeping.verify import Audit
from core.stores.entries import Entry
from core.stores.protocol import Corrupt, Refused, Store
from core.stores.values import canonical
from tests.core.stores.strange import HOME, STRANGE, entry

strange = pytest.mark.parametrize("made_up", STRANGE.values(), ids=STRANGE)
WRITABLE = {name: one for name, one in STRANGE.items() if name != "a body that is no text"}
"""Those that the form of a backup can hold."""


def test_an_entry_in_which_everything_is_as_it_should_be_is_taken(store: Store) -> None:
    assert store.adopt(HOME, [entry()]) == 1


@strange
def test_an_entry_that_no_transaction_could_have_kept_is_taken_by_no_store(store: Store, made_up: Entry) -> None:
    with pytest.raises(Corrupt):
        store.adopt(HOME, [made_up])
    assert store.anchor(HOME).seq == 0
    assert store.homes() == []


@pytest.mark.parametrize("made_up", WRITABLE.values(), ids=WRITABLE)
def test_a_backup_with_such_an_entry_is_refused_in_words(tmp_path: Path, made_up: Entry) -> None:
    lines, total = Member(f"homes/{HOME}/lines/000001.jsonl", archive.entry_bytes(made_up)), Summed()
    total.take(lines)
    counted = Counted(1, made_up.anchor, sum=total.hex)
    members = [
        Member(archive.HEAD, canonical({"cartref_backup": 1, "made": "x"}) + b"\n"),
        Member(archive.ANCHORS, b""),
    ]
    beside = Summed()
    for member in members:
        beside.take(member)
    members += [lines, Member(archive.MANIFEST, manifest({HOME: counted}, beside))]
    archive.write(tmp_path / "backup", members, None)
    with pytest.raises(Refused, match="cannot be used"):
        look_at(tmp_path / "backup", None)


@strange
def test_such_an_entry_is_a_finding_of_a_proof(made_up: Entry) -> None:
    audit = Audit(HOME, deep=True)
    audit.take(made_up)
    assert audit.findings
