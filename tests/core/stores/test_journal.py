"""The journal itself: what is not proven to be whole and unchanged is never read as if it were."""

from __future__ import annotations

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from core.clock import HandClock
from core.stores.entries import beginning, mac_of
from core.stores.live import Live
from core.stores.payload import decode
from core.stores.protocol import Corrupt, Record, Refused, TooBig
from core.stores.segment import HEAD_SIZE, frame, header, sum_of
from core.stores.tiny import TinyStore
from core.stores.values import canonical

HOME = "llys-y-coed"
FIRST = header(HOME, 1, 0)
OpenTiny = Callable[[], TinyStore]


NOTHING = b"\xff\xff\xff\xff"
BEGINNING = beginning(HOME).sum


def part(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def keep(store: TinyStore, id: str, body: dict[str, object], home: str = HOME, expect: int = 0) -> None:
    with store.tx(home, actor="gwen", purpose="test") as tx:
        tx.put("note", id, body, expect)


def ids(store: TinyStore, home: str = HOME) -> list[str]:
    with store.read(home) as tx:
        return [record.id for record in tx.all("note")]


def log_of(store: TinyStore, home: str = HOME) -> Path:
    return store.folder / home / "log.1"


def frames(path: Path) -> list[bytes]:
    """The frames of a sound journal, cut apart."""
    data = path.read_bytes().split(b"\n", 1)[1]
    found = []
    while data:
        size = HEAD_SIZE + int.from_bytes(data[:4], "big")
        found.append(data[:size])
        data = data[size:]
    return found


@pytest.fixture
def three(open_tiny: OpenTiny) -> Path:
    """A journal of three transactions, closed."""
    store = open_tiny()
    for id_ in ("a", "b", "c"):
        keep(store, id_, {"said": f"{id_} – tŷ"})
    store.close()
    return log_of(store)


def test_a_transaction_stands_in_the_journal_as_its_line_and_beside_it_what_can_be_forgotten(
    open_tiny: OpenTiny, clock: HandClock
) -> None:
    store = open_tiny()
    with store.tx(HOME, actor="gwen", purpose='say "tŷ"', idem="k1", on_behalf_of="mair") as tx:
        tx.put("note", "a", {"z": 1, "a": ["ŵ"]}, 0)
        tx.delete("note", "a", 1)
        tx.looked("note", "b")
        tx.answer({"id": "a"})
    (only,) = frames(log_of(store))
    payload = only[HEAD_SIZE:]
    entry = decode(payload)
    content = entry.contents[0]
    assert content is not None
    assert content.text == '{"a":["ŵ"],"z":1}'.encode()
    said = {
        "actor": "gwen",
        "at": clock.now().isoformat(),
        "changes": [["put", "note", "a", 1, ["a", "z"], mac_of(content)], ["delete", "note", "a", 2, [], ""]],
        "looks": [["note", "b"]],
        "on_behalf_of": "mair",
        "prev": sha256(canonical({"cartref_audit": 1, "home": HOME})).hexdigest(),
        "purpose": 'say "tŷ"',
        "seq": 1,
    }

    assert payload == b"".join(
        [part(canonical(said)), part(b"k1"), part(b'{"id":"a"}'), part(content.salt + content.text), NOTHING]
    )


def test_a_transaction_without_key_or_answer_has_nothing_in_their_place(open_tiny: OpenTiny) -> None:
    store = open_tiny()
    keep(store, "a", {})
    entry = decode(frames(log_of(store))[0][HEAD_SIZE:])
    assert (entry.idem, entry.answer) == (None, None)


def test_what_was_kept_is_there_after_opening_again(open_tiny: OpenTiny) -> None:
    store = open_tiny()
    keep(store, "a", {"n": 1})
    keep(store, "a", {"n": 2}, expect=1)
    keep(store, "b", {"n": 1})
    with store.tx(HOME, actor="gwen", purpose="test", idem="k") as tx:
        tx.delete("note", "b", 1)
        tx.answer({"gone": "b"})
    store.close()
    again = open_tiny()
    assert ids(again) == ["a"]
    assert again.homes() == [HOME]
    assert [record.body for record in again.history(HOME, "note", "a")] == [{"n": 1}, {"n": 2}]
    with again.tx(HOME, actor="gwen", purpose="test", idem="k") as tx:
        assert tx.replayed == {"gone": "b"}
    keep(again, "b", {"n": 3})
    assert [record.revision for record in again.history(HOME, "note", "b")] == [1, 3]


def test_one_transaction_adds_one_frame_and_nothing_before_it_changes(three: Path, open_tiny: OpenTiny) -> None:
    before = three.read_bytes()
    keep(open_tiny(), "d", {"n": 1})
    after = three.read_bytes()
    assert after.startswith(before)
    assert len(frames(three)) == 4


def test_reading_writes_nothing(three: Path, open_tiny: OpenTiny) -> None:
    before = three.read_bytes()
    store = open_tiny()
    assert ids(store) == ["a", "b", "c"]
    with store.tx(HOME, actor="gwen", purpose="look", idem="k") as tx:
        tx.find("note")
    assert ids(store, "never-used") == []
    assert three.read_bytes() == before
    assert not (store.folder / "never-used").exists()


def test_a_last_frame_cut_at_any_byte_is_cut_off_and_all_before_it_stays(three: Path, open_tiny: OpenTiny) -> None:
    whole = three.read_bytes()
    begin = len(whole) - len(frames(three)[-1])
    for length in range(begin, len(whole)):
        three.write_bytes(whole[:length])
        store = open_tiny()
        assert ids(store) == ["a", "b"], length
        assert three.stat().st_size == length, "a reader cuts nothing off"
        keep(store, "c", {"said": "again"})
        assert len(frames(three)) == 3
        store.close()
        assert ids(open_tiny()) == ["a", "b", "c"]


def test_a_flipped_bit_anywhere_is_noticed(three: Path, open_tiny: OpenTiny) -> None:
    whole = three.read_bytes()
    heads = [index for index in range(len(whole)) if index >= len(whole) - len(frames(three)[-1])][:HEAD_SIZE]
    flips = [(index, index % 8) for index in range(len(whole))] + [(index, bit) for index in heads for bit in range(8)]
    for index, bit in flips:
        damaged = bytearray(whole)
        damaged[index] ^= 1 << bit
        three.write_bytes(damaged)
        store = open_tiny()
        with pytest.raises((Corrupt, Refused), match=r"log\.1"):
            ids(store)
        with pytest.raises((Corrupt, Refused)):
            keep(store, "d", {})
        store.close()
    assert three.read_bytes() == damaged, "what is damaged is left as it is"
    assert len(flips) > 600


def test_damage_is_named_with_file_and_offset(three: Path, open_tiny: OpenTiny) -> None:
    whole = bytearray(three.read_bytes())
    begin = len(FIRST) + len(frames(three)[0])
    whole[begin + HEAD_SIZE + 3] ^= 1
    three.write_bytes(whole)
    with pytest.raises(Corrupt, match=rf"llys-y-coed/log\.1 is damaged at byte {begin}: .* restore it from a backup"):
        ids(open_tiny())


@pytest.mark.parametrize("order", [(1, 0, 2), (0, 2), (1, 2), (0, 0, 1, 2), (0, 1, 1), (2,)])
def test_frames_that_were_moved_dropped_or_doubled_are_noticed(
    three: Path, open_tiny: OpenTiny, order: tuple[int, ...]
) -> None:
    parts = frames(three)
    three.write_bytes(FIRST + b"".join(parts[index] for index in order))
    with pytest.raises(Corrupt):
        ids(open_tiny())


@pytest.mark.parametrize("tail", [b"\0" * 8, b"\0" * 4096, b"x" * 100, b"\n" * 9])
def test_what_is_not_a_frame_behind_the_last_is_damage(three: Path, open_tiny: OpenTiny, tail: bytes) -> None:
    three.write_bytes(three.read_bytes() + tail)
    with pytest.raises(Corrupt):
        keep(open_tiny(), "d", {})


@pytest.mark.parametrize(
    "payload",
    [
        b"not parts",
        b"",
        part(b"[]") + NOTHING * 2,
        part(b"{}") + NOTHING * 2,
        part(b"\xff") + NOTHING * 2,
        part(b"{}") + NOTHING,
        part(b"{}") + part(b"\xff") + NOTHING,
        part(b"{}") + NOTHING * 2 + b"\0\0\0\x05",
        part(canonical({"seq": 1, "prev": "", "changes": [["put", "note", "a", 1, [], ""]]})) + NOTHING * 2,
        part(canonical({"seq": 1, "prev": BEGINNING, "changes": [["swap", "note", "a", 1, [], ""]]})) + NOTHING * 3,
        part(canonical({"seq": 1, "prev": BEGINNING, "changes": [["put", "note", "a"]]})) + NOTHING * 3,
        part(canonical({"seq": 1, "prev": BEGINNING, "changes": [["put", "note", "a", 1, [], ""]]}))
        + NOTHING * 2
        + part(b"x"),
    ],
)
def test_a_sound_frame_that_is_no_transaction_is_damage(three: Path, open_tiny: OpenTiny, payload: bytes) -> None:
    three.write_bytes(FIRST + frame(sum_of(FIRST), payload))
    with pytest.raises(Corrupt, match="not a transaction"):
        ids(open_tiny())


def test_a_number_left_out_is_damage_even_where_the_sums_were_made_to_fit(three: Path, open_tiny: OpenTiny) -> None:
    first, _, third = frames(three)
    three.write_bytes(FIRST + first + frame(first[8:HEAD_SIZE], third[HEAD_SIZE:]))
    with pytest.raises(Corrupt, match="line 3 does not follow line 1"):
        ids(open_tiny())


def test_a_line_put_in_the_place_of_another_is_damage_even_where_the_sums_were_made_to_fit(
    three: Path, open_tiny: OpenTiny
) -> None:
    first, second, third = frames(three)
    forged = second[HEAD_SIZE:].replace(b'"actor":"gwen"', b'"actor":"mair"')
    behind = frame(first[8:HEAD_SIZE], forged)
    three.write_bytes(FIRST + first + behind + frame(behind[8:HEAD_SIZE], third[HEAD_SIZE:]))
    with pytest.raises(Corrupt, match="line 3 was not written behind line 2"):
        ids(open_tiny())


def test_two_stores_on_one_folder_always_see_each_others_records(open_tiny: OpenTiny) -> None:
    one, two = open_tiny(), open_tiny()
    for n in range(6):
        writer, reader = (one, two) if n % 2 else (two, one)
        keep(writer, f"n{n}", {"n": n})
        assert ids(reader) == [f"n{m}" for m in range(n + 1)]
        assert reader.history(HOME, "note", f"n{n}") == [Record(HOME, "note", f"n{n}", 1, {"n": n})]


def test_an_unfinished_frame_of_another_process_is_replaced_and_never_seen(open_tiny: OpenTiny) -> None:
    one, two = open_tiny(), open_tiny()
    keep(one, "a", {})
    assert ids(two) == ["a"]
    with log_of(one).open("ab") as file:
        file.write(frame(b"\0" * 16, b"{}")[:6])
    assert ids(two) == ["a"]
    assert ids(one) == ["a"]
    keep(one, "b", {})
    assert ids(two) == ["a", "b"]


def test_a_journal_that_got_shorter_while_open_is_damage(open_tiny: OpenTiny) -> None:
    store = open_tiny()
    keep(store, "a", {})
    os.truncate(log_of(store), len(FIRST) + 9)
    with pytest.raises(Corrupt, match="were read before"):
        ids(store)


def test_history_notices_a_bit_that_flipped_since_it_was_read(open_tiny: OpenTiny) -> None:
    store = open_tiny()
    keep(store, "a", {"n": 1})
    data = bytearray(log_of(store).read_bytes())
    data[-3] ^= 1
    with log_of(store).open("r+b") as file:
        file.write(data)
    with pytest.raises(Corrupt, match="changed since it was read"):
        store.history(HOME, "note", "a")


def test_a_transaction_past_the_longest_frame_is_refused_and_the_next_is_kept(
    open_tiny: OpenTiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_tiny()
    keep(store, "a", {})
    monkeypatch.setattr("core.stores.journal.LONGEST_PAYLOAD", 1400)
    with pytest.raises(TooBig, match="the transaction takes"):
        keep(store, "b", {"text": "x" * 1400})
    keep(store, "b", {"text": "x" * 100})
    assert ids(store) == ["a", "b"]


def test_an_interruption_after_the_frame_was_written_loses_and_doubles_nothing(
    open_tiny: OpenTiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_tiny()
    keep(store, "a", {"n": 1})

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Live, "apply", interrupted)
        with pytest.raises(KeyboardInterrupt):
            keep(store, "a", {"n": 2}, expect=1)
    assert [record.revision for record in store.history(HOME, "note", "a")] == [1, 2]
    keep(store, "a", {"n": 3}, expect=2)
    assert [record.body["n"] for record in store.history(HOME, "note", "a")] == [1, 2, 3]
