"""Two hundred forgeries of a home's records, made at places that chance picks: each is found, and the true records pass."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest

from core.keeping.anchors import note
from core.keeping.verify import verify
from core.stores.entries import Anchor, Change, Content, Entry, Line, beginning, mac_of
from core.stores.memory import MemoryStore, _Home
from core.stores.staging import Last
from core.stores.values import canonical, from_canonical
from tests.core.keeping.pretend import KINDS, fill

HOME = "hafan"
TIMES = 10


class Forger:
    """Somebody with the store's files, a seed, and all the time in the world. What stands elsewhere is out of reach."""

    def __init__(self, store: MemoryStore, seed: int) -> None:
        self.store = store
        self.chance = Random(seed)
        self.entries = list(store.events(HOME))
        self.kept = store._homes[HOME]
        self.attached = store._attached[HOME]

    def somewhere(self, fits: Callable[[Entry], bool] = lambda entry: True, before_last: int = 0) -> int:
        places = [at for at, entry in enumerate(self.entries[: len(self.entries) - before_last]) if fits(entry)]
        return self.chance.choice(places)

    def body(self) -> tuple[int, int]:
        """An entry with a body in it, and which of its changes."""
        at = self.somewhere(lambda entry: any(entry.contents))
        which = [number for number, content in enumerate(self.entries[at].contents) if content is not None]
        return at, self.chance.choice(which)

    def set_content(self, at: int, which: int, content: Content | None) -> None:
        contents = list(self.entries[at].contents)
        contents[which] = content
        self.entries[at] = replace(self.entries[at], contents=tuple(contents))

    def set_line(self, at: int, /, **new: object) -> None:
        line = replace(self.entries[at].line, **new)
        self.entries[at] = replace(self.entries[at], text=line.to_bytes(), line=line)

    def write_out(self) -> None:
        """Put the forged entries in the place of the true ones; what is shown follows them."""
        kept = _Home(self.entries[0].anchor if self.entries else beginning(HOME))
        for entry in self.entries:
            kept.keep(entry)
        # an erased body that was put back stands where the forger put it
        kept.entries = list(self.entries)
        self.store._homes[HOME] = kept

    def chain_anew(self) -> None:
        """Number and chain every line as if it had always been so."""
        end = beginning(HOME)
        for at in range(len(self.entries)):
            self.set_line(at, seq=end.seq + 1, prev=end.sum)
            end = self.entries[at].anchor


def a_name_in_a_line(forger: Forger) -> None:
    forger.set_line(forger.somewhere(), actor="somebody else")


def a_purpose(forger: Forger) -> None:
    forger.set_line(forger.somewhere(), purpose="nothing at all")


def a_time(forger: Forger) -> None:
    forger.set_line(forger.somewhere(), at="2025-12-24T09:00:00+00:00")


def a_look_left_out(forger: Forger) -> None:
    forger.set_line(forger.somewhere(lambda entry: bool(entry.line.looks)), looks=())


def a_letter_of_a_body(forger: Forger) -> None:
    at, which = forger.body()
    salt, text = forger.entries[at].contents[which]
    spot = forger.chance.randrange(len(text))
    forger.set_content(at, which, Content(salt, text[:spot] + bytes([text[spot] ^ 1]) + text[spot + 1 :]))


def a_whole_body(forger: Forger) -> None:
    at, which = forger.body()
    salt, text = forger.entries[at].contents[which]
    forger.set_content(at, which, Content(salt, canonical({**from_canonical(text), "words": "she fell by herself"})))


def a_salt(forger: Forger) -> None:
    at, which = forger.body()
    forger.set_content(at, which, Content(secrets.token_bytes(16), forger.entries[at].contents[which].text))


def two_bodies_swapped(forger: Forger) -> None:
    one, other = forger.body(), forger.body()
    while one == other:
        other = forger.body()
    first, second = (forger.entries[at].contents[which] for at, which in (one, other))
    forger.set_content(*one, second)
    forger.set_content(*other, first)


def a_body_lost(forger: Forger) -> None:
    forger.set_content(*forger.body(), None)


def an_erased_body_put_back(forger: Forger) -> None:
    at = forger.somewhere(
        lambda entry: any(
            change.action == "put" and content is None
            for change, content in zip(entry.line.changes, entry.contents, strict=True)
        )
    )
    which = next(number for number, content in enumerate(forger.entries[at].contents) if content is None)
    forger.set_content(at, which, Content(secrets.token_bytes(16), b'{"words":"from an old backup"}'))


def a_line_dropped(forger: Forger) -> None:
    del forger.entries[forger.somewhere(before_last=1)]


def a_line_twice(forger: Forger) -> None:
    at = forger.somewhere()
    forger.entries.insert(at, forger.entries[at])


def two_lines_swapped(forger: Forger) -> None:
    at = forger.somewhere(before_last=1)
    forger.entries[at : at + 2] = reversed(forger.entries[at : at + 2])


def a_line_put_in_between(forger: Forger) -> None:
    at = forger.somewhere()
    before = forger.entries[at]
    content = Content(secrets.token_bytes(16), b'{"words":"never said"}')
    change = Change("put", "note", "invented", 1, ("words",), mac_of(content))
    line = Line(
        before.line.seq + 1, before.line.at, "bethan", "", "write", (change,), (), before.anchor.sum,
    )  # fmt: skip
    forger.entries.insert(at + 1, Entry(line.to_bytes(), line, (content,)))


def the_end_cut_off(forger: Forger) -> None:
    forger.entries = forger.entries[: forger.somewhere(before_last=1) + 1]


def everything_cut_off(forger: Forger) -> None:
    forger.entries = []


def a_line_changed_and_all_chained_anew(forger: Forger) -> None:
    a_name_in_a_line(forger)
    forger.chain_anew()


def a_body_changed_with_its_line_and_all_chained_anew(forger: Forger) -> None:
    at, which = forger.body()
    content = Content(secrets.token_bytes(16), b'{"about":"dilys","name":"Dilys","words":"all was well"}')
    forger.set_content(at, which, content)
    changes = list(forger.entries[at].line.changes)
    changes[which] = changes[which]._replace(mac=mac_of(content))
    forger.set_line(at, changes=tuple(changes))
    forger.chain_anew()


def a_line_dropped_and_all_chained_anew(forger: Forger) -> None:
    a_line_dropped(forger)
    forger.chain_anew()


def the_lines_of_another_home(forger: Forger) -> None:
    fill(forger.store, "another", seed=forger.chance.randrange(1000))
    forger.entries = list(forger.store.events("another"))


def an_attachment_changed(forger: Forger) -> None:
    name = forger.chance.choice(sorted(forger.attached))
    data, at = forger.attached[name]
    forger.attached[name] = (data[:-1] + b"!", at)


def an_attachment_lost(forger: Forger) -> None:
    del forger.attached[forger.chance.choice(sorted(forger.attached))]


def _shown(forger: Forger) -> str:
    rows = forger.kept.rows["note"]
    return forger.chance.choice(sorted(id for id, last in rows.items() if last.text is not None))


def a_shown_record_changed(forger: Forger) -> None:
    id = _shown(forger)
    last = forger.kept.rows["note"][id]
    forger.kept.rows["note"][id] = last._replace(text=b'{"words":"quite another thing"}')


def a_shown_record_hidden(forger: Forger) -> None:
    del forger.kept.rows["note"][_shown(forger)]


def a_record_shown_that_nobody_wrote(forger: Forger) -> None:
    forger.kept.rows["note"]["invented"] = Last(1, b'{"words":"never said"}')


IN_THE_LINES = {
    a_name_in_a_line: ("was not written behind", "is not the one that the anchor"),
    a_purpose: ("was not written behind", "is not the one that the anchor"),
    a_time: ("was not written behind", "is not the one that the anchor"),
    a_look_left_out: ("was not written behind", "is not the one that the anchor"),
    a_letter_of_a_body: ("is not what was written",),
    a_whole_body: ("is not what was written",),
    a_salt: ("is not what was written",),
    two_bodies_swapped: ("is not what was written",),
    a_body_lost: ("is missing, and no line says it was erased",),
    an_erased_body_put_back: ("and can still be read",),
    a_line_dropped: ("stands where line",),
    a_line_twice: ("stands where line",),
    two_lines_swapped: ("stands where line",),
    a_line_put_in_between: ("stands where line", "is not the one that the anchor"),
    the_end_cut_off: ("were cut off",),
    everything_cut_off: ("were cut off",),
    a_line_changed_and_all_chained_anew: ("is not the one that the anchor",),
    a_body_changed_with_its_line_and_all_chained_anew: ("is not the one that the anchor",),
    a_line_dropped_and_all_chained_anew: ("were cut off",),
    the_lines_of_another_home: ("was not written behind",),
}
"""Each forgery of lines and bodies, and the words of which one at least must be said."""

BESIDE_THE_LINES = {
    an_attachment_changed: "is not the one that was kept",
    an_attachment_lost: "is missing, and a record names it",
    a_shown_record_changed: "is shown with other words",
    a_shown_record_hidden: "is not shown",
    a_record_shown_that_nobody_wrote: "is shown, and no line put it there",
}


@pytest.mark.parametrize("seed", range(TIMES))
@pytest.mark.parametrize("forgery", IN_THE_LINES, ids=lambda forgery: forgery.__name__)
def test_whatever_was_forged_in_lines_or_bodies_is_found(filled: MemoryStore, forgery, seed):
    anchor = note(filled, HOME, "2026-06-01")
    forger = Forger(filled, seed)
    forgery(forger)
    forger.write_out()
    findings = verify(filled, HOME, KINDS, [anchor]).findings
    assert any(words in finding for finding in findings for words in IN_THE_LINES[forgery]), findings


@pytest.mark.parametrize("seed", range(TIMES))
@pytest.mark.parametrize("forgery", BESIDE_THE_LINES, ids=lambda forgery: forgery.__name__)
def test_whatever_was_forged_beside_the_lines_is_found(filled: MemoryStore, forgery, seed):
    forgery(Forger(filled, seed))
    findings = verify(filled, HOME, KINDS).findings
    assert any(BESIDE_THE_LINES[forgery] in finding for finding in findings), findings


@pytest.mark.parametrize("seed", range(TIMES))
def test_true_records_pass_with_every_anchor_that_was_ever_taken(new_store, seed):
    store, anchors = new_store(), []
    for day, steps in enumerate((12, 20, 28), 1):
        fill_more(store, seed + day, steps)
        anchors.append(note(store, HOME, f"2026-06-0{day}"))
    report = verify(store, HOME, KINDS, anchors)
    assert (report.well, report.end) == (True, anchors[-1].anchor)


def fill_more(store: MemoryStore, seed: int, steps: int) -> None:
    """A home of its own each time, and this one goes on."""
    if not store.anchor(HOME).seq:
        fill(store, HOME, seed, steps)
        return
    for number in range(steps):
        with store.tx(HOME, actor="bethan", purpose="write") as tx:
            tx.put("note", f"more-{seed}-{number}", {"about": "dilys", "words": "tea"}, expect=0)


def test_a_body_that_this_version_cannot_read_is_found(filled: MemoryStore):
    with filled.tx(HOME, actor="host", purpose="write") as tx:
        tx.put("person", "nobody", {"roles": ["resident"]}, expect=0)
    assert any("is not a person that this version can read" in words for words in verify(filled, HOME, KINDS).findings)


def test_what_was_erased_and_tidied_is_no_finding(filled: MemoryStore, clock):
    with filled.tx(HOME, actor="mair", purpose="erase") as tx:
        tx.erase("person", "gwilym")
        tx.erase("attachment", "photo-0")
    clock.forward(days=40)
    assert filled.tidy(HOME).attachments == 1
    assert verify(filled, HOME, KINDS).findings == ()


def test_an_anchor_of_the_first_line_and_of_none_hold(filled: MemoryStore):
    first = next(iter(filled.events(HOME))).anchor
    noted = [replace(note(filled, HOME, "2026-06-01"), anchor=one) for one in (beginning(HOME), first)]
    assert verify(filled, HOME, KINDS, noted).well
    wrong = [replace(noted[0], anchor=Anchor(0, "0" * 64))]
    assert not verify(filled, HOME, KINDS, wrong).well


def test_the_report_is_sentences_that_name_the_record_and_the_line(filled: MemoryStore):
    forger = Forger(filled, 4)
    a_whole_body(forger)
    forger.write_out()
    said = list(verify(filled, HOME, KINDS).sentences())
    assert said[0].startswith("hafan: ")
    assert " (line " in said[1]
    assert all(line.endswith(".") for line in said)
