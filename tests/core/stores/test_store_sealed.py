"""Sealed homes: without the key nothing can be read, moved about or exchanged, and a refusal says what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree

import pytest

from core.clock import HandClock
from core.keeping.verify import verify
from core.stores.blobs import Blobs
from core.stores.current import Current
from core.stores.keys import Keys
from core.stores.kinds import Kinds
from core.stores.open import open_store
from core.stores.protocol import Corrupt, Refused
from core.stores.segment import HEAD_SIZE, frame, header, sum_of
from core.stores.tiny import TinyStore

HOME = "llys-y-coed"
WORDS = "te yn yr ardd"
Open = Callable[..., TinyStore]


def keep(store: TinyStore, id: str, home: str = HOME) -> None:
    with store.tx(home, actor="gwen", purpose="test", idem=f"key of {id}") as tx:
        tx.put("note", id, {"said": WORDS}, 0)
        tx.answer({"said": WORDS})


def ids(store: TinyStore, home: str = HOME) -> list[str]:
    with store.read(home) as tx:
        return [record.id for record in tx.all("note")]


@pytest.fixture(scope="module")
def keys() -> Keys:
    return Keys.new()


@pytest.fixture
def again(tmp_path: Path, clock: HandClock) -> Iterator[Open]:
    opened: list[TinyStore] = []

    def open_it(keys: Keys | None) -> TinyStore:
        opened.append(TinyStore(tmp_path / "records", clock, keys=keys))
        return opened[-1]

    yield open_it
    for one in opened:
        one.close()


@pytest.fixture
def sealed(again: Open, keys: Keys) -> TinyStore:
    store = again(keys)
    for id_ in "abc":
        keep(store, id_)
    return store


def test_nothing_that_was_said_who_said_it_or_about_whom_can_be_read_on_the_disk(sealed: TinyStore, keys: Keys) -> None:
    sealed.attach(HOME, f"a photograph of {WORDS}".encode())
    found = b"".join(path.read_bytes() for path in sealed.folder.rglob("*") if path.is_file())
    for word in (WORDS, "gwen", "note", "key of a", "test", "photograph", keys.secret):
        assert word.encode() not in found
    assert sealed.sealed(HOME)


def test_with_its_key_a_sealed_home_opens_again(sealed: TinyStore, again: Open, keys: Keys) -> None:
    name = sealed.attach(HOME, b"garden")
    sealed.close()
    store = again(Keys.from_secret(keys.secret))
    assert ids(store) == ["a", "b", "c"]
    assert [record.body for record in store.history(HOME, "note", "a")] == [{"said": WORDS}]
    assert store.attached(HOME, name) == b"garden"
    assert store.homes() == [HOME]
    assert list(store.check(HOME)) == []


def uses(store: TinyStore) -> list[Callable[[], object]]:
    return [
        lambda: ids(store),
        lambda: keep(store, "d"),
        lambda: store.history(HOME, "note", "a"),
        lambda: list(store.events(HOME)),
        lambda: store.anchor(HOME),
        lambda: store.adopt(HOME, []),
        lambda: store.attach(HOME, b"x"),
        lambda: store.attached(HOME, "0" * 64),
        lambda: store.tidy(HOME),
        lambda: list(store.check(HOME)),
    ]


def test_without_a_key_a_sealed_home_is_refused_with_what_to_do_and_left_as_it_is(
    sealed: TinyStore, again: Open
) -> None:
    before = {path: path.read_bytes() for path in sealed.folder.rglob("*") if path.is_file()}
    store = again(None)
    for use in uses(store):
        with pytest.raises(
            Refused, match="the records of llys-y-coed are sealed; name the file of their key in CARTREF_KEY"
        ):
            use()
    assert store.homes() == [HOME]
    assert store.sealed(HOME)
    assert {path: path.read_bytes() for path in sealed.folder.rglob("*") if path.is_file()} == before


def test_with_another_key_a_sealed_home_is_refused_with_what_to_do(sealed: TinyStore, again: Open) -> None:
    store = again(Keys.new())
    for use in uses(store):
        with pytest.raises(Refused, match="sealed with another key"):
            use()
    keep(store, "a", "bryn-awel")
    assert ids(store, "bryn-awel") == ["a"], "another home is its own"


@pytest.mark.parametrize(
    "spoil", [lambda key: key[:-3], lambda key: key[:30], lambda key: b"", lambda key: key[:-1] + b"?"]
)
def test_a_home_whose_own_key_is_damaged_says_so_and_blames_no_other_key(
    sealed: TinyStore, again: Open, keys: Keys, spoil: Callable[[bytes], bytes]
) -> None:
    key = sealed.folder / HOME / "key.age"
    key.write_bytes(spoil(key.read_bytes()))
    with pytest.raises(Corrupt, match="the data key that stands beside these records is damaged; restore them"):
        ids(again(keys))


def test_a_home_begun_without_a_key_stays_plain_and_new_ones_are_sealed(again: Open, keys: Keys) -> None:
    plain = again(None)
    keep(plain, "a")
    assert not plain.sealed(HOME)
    assert not plain.sealed("bryn-awel")
    store = again(keys)
    keep(store, "b")
    keep(store, "a", "bryn-awel")
    assert ids(store) == ids(plain) == ["a", "b"]
    assert (store.sealed(HOME), store.sealed("bryn-awel"), store.sealed("never-used")) == (False, True, True)
    with pytest.raises(Refused):
        ids(plain, "bryn-awel")


def test_each_home_has_a_data_key_of_its_own(sealed: TinyStore, again: Open, keys: Keys) -> None:
    keep(sealed, "a", "bryn-awel")
    sealed.close()
    one, other = (sealed.folder / home / "key.age" for home in (HOME, "bryn-awel"))
    assert keys.unwrap(one.read_bytes()) != keys.unwrap(other.read_bytes())
    other.write_bytes(one.read_bytes())
    with pytest.raises(Corrupt, match="does not open with its key"):
        ids(again(keys), "bryn-awel")


@pytest.mark.parametrize("left", [None, b"", b"not a key"])
def test_a_home_whose_key_file_was_lost_says_so_and_is_not_begun_anew(
    sealed: TinyStore, again: Open, keys: Keys, left: bytes | None
) -> None:
    path = sealed.folder / HOME / "key.age"
    path.unlink()
    if left is not None:
        path.write_bytes(left)
    store = again(keys)
    with pytest.raises((Corrupt, Refused), match="key"):
        ids(store)
    with pytest.raises((Corrupt, Refused), match="key"):
        keep(store, "d")
    assert (path.read_bytes() if path.exists() else None) == left


def test_a_sealed_home_cannot_be_passed_off_as_plain_or_as_another(sealed: TinyStore, again: Open, keys: Keys) -> None:
    sealed.close()
    folder = sealed.folder / HOME
    current = (folder / "CURRENT").read_bytes()
    (folder / "CURRENT").write_bytes(Current(False, ((1, 0),)).to_bytes(HOME))
    with pytest.raises(Corrupt, match="not a transaction"):
        ids(again(None))
    (folder / "CURRENT").write_bytes(current)
    copytree(folder, sealed.folder / "bryn-awel")
    copy = sealed.folder / "bryn-awel"
    (copy / "CURRENT").write_bytes(Current(True, ((1, 0),)).to_bytes("bryn-awel"))
    frames = (copy / "log.1").read_bytes()[len(header(HOME, 1, 0)) :]
    payload = frames[HEAD_SIZE : HEAD_SIZE + int.from_bytes(frames[:4], "big")]
    first = header("bryn-awel", 1, 0)
    (copy / "log.1").write_bytes(first + frame(sum_of(first), payload))
    with pytest.raises(Corrupt, match=r"line 1: .* does not open with its key"):
        ids(again(keys), "bryn-awel")


def test_sealed_frames_cannot_change_places_even_where_the_sums_were_made_to_fit(
    sealed: TinyStore, again: Open, keys: Keys
) -> None:
    sealed.close()
    log = sealed.folder / HOME / "log.1"
    first = header(HOME, 1, 0)
    data = log.read_bytes()[len(first) :]
    payloads = []
    while data:
        length = int.from_bytes(data[:4], "big")
        payloads.append(data[HEAD_SIZE : HEAD_SIZE + length])
        data = data[HEAD_SIZE + length :]
    previous, written = sum_of(first), first
    for payload in (payloads[1], payloads[0], payloads[2]):
        framed = frame(previous, payload)
        previous, written = framed[8:HEAD_SIZE], written + framed
    log.write_bytes(written)
    with pytest.raises(Corrupt, match=r"line 1: .* does not open with its key"):
        ids(again(keys))


def test_an_attachment_that_was_exchanged_for_another_is_noticed(sealed: TinyStore) -> None:
    one, other = sealed.attach(HOME, b"garden"), sealed.attach(HOME, b"kitchen")
    blobs = sealed.folder / HOME / "blobs"
    (blobs / one).write_bytes((blobs / other).read_bytes())
    with pytest.raises(Corrupt, match=one):
        sealed.attached(HOME, one)


def test_a_plain_attachment_whose_bit_flipped_is_noticed_and_put_right_by_attaching_it_again(again: Open) -> None:
    store = again(None)
    name = store.attach(HOME, b"garden")
    path = store.folder / HOME / "blobs" / name
    path.write_bytes(b"gardem")
    with pytest.raises(Corrupt, match=f"{name} is damaged"):
        store.attached(HOME, name)
    store.attach(HOME, b"garden")
    assert store.attached(HOME, name) == b"garden"


def test_an_attachment_that_the_system_cannot_read_is_damage_and_not_a_traceback(again: Open) -> None:
    store = again(None)
    name = store.attach(HOME, b"garden")
    path = store.folder / HOME / "blobs" / name
    path.unlink()
    path.mkdir()
    with pytest.raises(Corrupt, match=rf"{name} cannot be read \(.*\); restore it from a backup"):
        store.attached(HOME, name)
    assert verify(store, HOME, Kinds()).findings == (f"the attachment {name} is not the one that was kept",)


def test_one_attachment_is_read_without_a_look_at_all_the_others(again: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    store = again(None)
    name = store.attach(HOME, b"garden")
    monkeypatch.setattr(Blobs, "names", lambda self: pytest.fail("every name was read"))
    assert store.attached(HOME, name) == b"garden"


def test_a_home_moves_from_plain_to_sealed_and_back(sealed: TinyStore, tmp_path: Path, clock: HandClock) -> None:
    plain = TinyStore(tmp_path / "plain", clock)
    plain.adopt(HOME, sealed.events(HOME))
    assert list(plain.events(HOME)) == list(sealed.events(HOME))
    assert plain.anchor(HOME) == sealed.anchor(HOME)
    other = TinyStore(tmp_path / "sealed", clock, keys=Keys.new())
    other.adopt(HOME, plain.events(HOME))
    assert list(other.events(HOME)) == list(sealed.events(HOME))
    plain.close()
    other.close()


def test_an_address_opens_with_keys(tmp_path: Path, clock: HandClock, keys: Keys) -> None:
    store = open_store(f"tinydb:{tmp_path}/records", clock, keys)
    assert isinstance(store, TinyStore)
    keep(store, "a")
    assert store.sealed(HOME)
    store.close()
