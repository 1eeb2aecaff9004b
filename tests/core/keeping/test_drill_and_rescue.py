"""A drill tries a backup out; a rescue saves what still checks of damaged records, and says what is lost."""

from __future__ import annotations

import os
import tracemalloc

from core.keeping import archive
from core.keeping.anchors import note
from core.keeping.backup import OfStore, back_up, look_at
from core.keeping.rescue import OfDamaged, rescue
from core.keeping.restore import drill
from core.keeping.verify import verify
from core.stores import journal
from core.stores.salvage import FolderSalvage
from core.stores.tiny import TinyStore
from tests.core.keeping.pretend import KINDS, fill
from tests.core.keeping.shelf import DAY, put_back


def test_a_drill_says_that_the_records_in_use_went_on_and_are_otherwise_the_same(house_store, backup, keys, shelf):
    with house_store.tx("hafan", actor="bethan", purpose="write") as tx:
        tx.put("note", "after", {"about": "dilys", "words": "after the backup"}, expect=0)
        tx.erase("person", "gwilym")
    looked, found = drill(backup, keys, house_store, shelf.open, KINDS)
    assert (looked.made, found) == (DAY, [])
    assert shelf.folders_left() == []


def test_a_drill_finds_words_that_were_changed_in_the_records_in_use(house_store, backup, keys, shelf):
    kept = house_store._homes["hafan"]
    at = next(at for at, entry in enumerate(kept.entries) if any(entry.contents))
    contents = tuple(one and one._replace(text=b'{"words":"nothing"}') for one in kept.entries[at].contents)
    kept.entries[at] = archive.Entry(kept.entries[at].text, kept.entries[at].line, contents)
    _looked, found = drill(backup, keys, house_store, shelf.open, KINDS)
    assert any("has other words" in words for words in found)


def test_a_rescue_saves_what_checks_and_says_what_is_lost(house_store, keys, shelf, tmp_path):
    anchors = [note(house_store, "llys", DAY)]
    llys, hafan = house_store._homes["llys"], house_store._homes["hafan"]
    del llys.entries[6]
    at = next(at for at, entry in enumerate(hafan.entries) if len(entry.contents) == 1 and entry.contents[0])
    bad = hafan.entries[at].contents[0]._replace(text=b'{"words":"changed"}')
    hafan.entries[at] = archive.Entry(hafan.entries[at].text, hafan.entries[at].line, (bad,))
    photo = min(house_store._attached["hafan"])
    data, kept_at = house_store._attached["hafan"][photo]
    house_store._attached["hafan"][photo] = (b"#" + data, kept_at)
    out = tmp_path / "saved"
    found = rescue(OfDamaged(house_store), out, to=[keys.public], made=DAY, anchors=anchors)
    assert found.homes["llys"].lines == 6
    assert any(words.startswith("llys: everything behind line 6 ") for words in found.lost)
    assert any(f"llys: at least lines 7 to {anchors[0].anchor.seq}" in words for words in found.lost)
    assert any(f"revision {hafan.entries[at].line.changes[0].rev}, which was changed" in words for words in found.lost)
    assert f"hafan: the attachment {photo}" in found.lost
    url = f"tinydb:{tmp_path / 'new'}"
    put_back(out, keys, url, shelf)
    with shelf.opened(url) as there:
        assert there.anchor("hafan").seq == len(hafan.entries)
        assert len(verify(there, "hafan", KINDS).findings) == 2


def test_a_backup_of_a_large_home_never_stands_in_memory(new_store, keys, tmp_path):
    class Long(OfStore):
        """A home of 16 MB, made line by line as it is asked for."""

        def attachments(self, home):
            return names

        def attached(self, home, sha256):
            return blobs[sha256]

    one = os.urandom(1 << 20)
    store = new_store()
    fill(store, "hafan", steps=5)
    blobs, names = {}, []
    for number in range(24):
        data = one + bytes([number])
        name = archive.sha256(data).hexdigest()
        names.append(name)
        blobs[name] = data
    tracemalloc.start()
    try:
        back_up(Long(store), ["hafan"], tmp_path / "big", to=[keys.public], made=DAY, bodies={})
        look_at(tmp_path / "big", keys)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (tmp_path / "big").stat().st_size > 24 << 20
    assert peak < 8 << 20


def test_of_a_folder_that_does_not_open_any_more_every_line_before_the_damage_is_saved(
    keys, clock, shelf, tmp_path, monkeypatch
):
    monkeypatch.setattr(journal, "SEGMENT_SIZE", 4_000)
    folder = tmp_path / "records"
    store = TinyStore(folder, clock, keys=keys)
    store.declare(KINDS)
    fill(store, "hafan")
    fill(store, "llys", seed=2, steps=12)
    last = store.anchor("hafan").seq
    store.close()
    segments = sorted((folder / "hafan").glob("log.*"), key=lambda path: int(path.suffix[1:]))
    assert len(segments) > 3
    hurt = bytearray(segments[2].read_bytes())
    hurt[len(hurt) // 2] ^= 1
    segments[2].write_bytes(hurt)
    (folder / "store.json").unlink()
    found = rescue(FolderSalvage(folder, keys), tmp_path / "saved", to=[keys.public], made=DAY)
    assert 0 < found.homes["hafan"].lines < last
    assert any("hafan: everything behind line" in words for words in found.lost)
    url = f"tinydb:{tmp_path / 'new'}"
    put_back(tmp_path / "saved", keys, url, shelf)
    again = TinyStore(tmp_path / "new", clock, keys=keys)
    again.declare(KINDS)
    assert again.anchor("hafan").seq == found.homes["hafan"].lines
    assert verify(again, "llys", again._kinds).findings == ()
    again.close()


def test_the_attachments_of_a_plain_home_are_saved_where_a_beginning_with_a_key_came_to_nothing(clock, keys, tmp_path):
    store = TinyStore(tmp_path / "records", clock)
    name = store.attach("hafan", b"garden")
    store.close()
    (tmp_path / "records" / "hafan" / "key.age").write_bytes(keys.wrap(bytes(32)))
    assert FolderSalvage(tmp_path / "records", None).attached("hafan", name) == b"garden"
