"""A home with a little of everything in its audit."""

from __future__ import annotations

from random import Random

from core.kinds import CORE_KINDS
from core.stores.kinds import Kinds, RecordKind
from core.stores.protocol import ATTACHMENT, Store

KINDS = Kinds((*CORE_KINDS, RecordKind("note", ("about",), persons=("about",))))
WORDS = ("tea", "garden", "choir", "window", "ffenestr", "môr", "bara brith", "walk", "letter", "radio")


def fill(store: Store, home: str, seed: int = 1, steps: int = 40) -> None:
    """Some weeks of a home: notes written, changed, taken away and erased, people, photographs, looks."""
    chance = Random(seed)
    with store.tx(home, actor="host", purpose="begin") as tx:
        for name in ("Dilys", "Gwilym"):
            tx.put("person", name.lower(), {"name": name, "roles": ["resident"]}, expect=0)
    for number in range(steps):
        note = f"note-{chance.randrange(steps // 2)}"
        with store.tx(home, actor=chance.choice(("bethan", "marek")), purpose="write") as tx:
            there = tx.get("note", note)
            act = chance.random()
            if there is not None and act < 0.15:
                tx.delete("note", note, expect=there.revision)
            elif there is not None and act < 0.3:
                tx.erase("note", note)
            else:
                words = " ".join(chance.choices(WORDS, k=8))
                body = {"about": chance.choice(("dilys", "gwilym")), "words": words, "number": number}
                tx.put("note", note, body, expect=there.revision if there else 0)
            if act > 0.8:
                tx.looked("person", "dilys")
        if number % 10 == 0:
            name = store.attach(home, f"a photograph, number {number} of {home}".encode())
            with store.tx(home, actor="marek", purpose="photograph") as tx:
                tx.put(ATTACHMENT, f"photo-{number}", {"sha256": name, "about": "dilys"}, expect=0)
    # whatever the seed says, something was erased and something taken away
    with store.tx(home, actor="bethan", purpose="write") as tx:
        for end in ("erased", "away"):
            tx.put("note", f"note-{end}", {"about": "dilys", "words": f"soon {end}"}, expect=0)
    with store.tx(home, actor="bethan", purpose="write") as tx:
        tx.erase("note", "note-erased")
        tx.delete("note", "note-away", expect=1)
    with store.tx(home, actor="bethan", purpose="write", idem="last") as tx:
        tx.put("note", "note-last", {"about": "gwilym", "words": "the last of them"}, expect=0)
        tx.answer({"kept": True})
