"""Attachments, and whose turn it is: one promise, the same cases for every store."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

import pytest

from core.clock import HandClock
from core.stores.protocol import ATTACHMENT, LARGEST_ATTACHMENT, Body, NotFound, Store, TooBig

HOME = "llys-y-coed"
OTHER = "bryn-awel"


def keep(store: Store, id: str, body: Body, expect: int = 0, *, kind: str = "note", home: str = HOME) -> int:
    with store.tx(home, actor="gwen", purpose="test") as tx:
        return tx.put(kind, id, body, expect)


# --- attachments


def test_an_attachment_comes_back_byte_for_byte(store: Store) -> None:
    data = bytes(range(256)) * 100
    name = store.attach(HOME, data)
    assert name == sha256(data).hexdigest()
    assert store.attached(HOME, name) == data
    assert store.attachments(HOME) == [name]


def test_the_same_attachment_twice_is_one_and_homes_do_not_share(store: Store) -> None:
    name = store.attach(HOME, b"mot")
    assert store.attach(HOME, b"mot") == name
    assert store.attachments(HOME) == [name]
    assert store.attachments(OTHER) == []
    with pytest.raises(NotFound):
        store.attached(OTHER, name)


def test_an_attachment_may_be_empty_and_not_too_large(store: Store) -> None:
    assert store.attached(HOME, store.attach(HOME, b"")) == b""
    with pytest.raises(TooBig):
        store.attach(HOME, bytes(LARGEST_ATTACHMENT + 1))


@pytest.mark.parametrize("name", ["", "..", "../log.1", "a" * 64, "A" * 64, "x" * 64])
def test_a_name_that_no_attachment_has_is_not_found(store: Store, name: str) -> None:
    store.attach(HOME, b"mot")
    with pytest.raises(NotFound):
        store.attached(HOME, name)


def test_tidying_lets_go_of_attachments_that_no_record_names_after_a_day(store: Store, clock: HandClock) -> None:
    named, erased_one, unnamed = (store.attach(HOME, word) for word in (b"named", b"erased", b"unnamed"))
    keep(store, "p1", {"sha256": named}, kind=ATTACHMENT)
    keep(store, "p2", {"sha256": erased_one}, kind=ATTACHMENT)
    with store.tx(HOME, actor="gwen", purpose="purge") as tx:
        tx.erase(ATTACHMENT, "p2")
    assert store.tidy(HOME).attachments == 0
    clock.forward(hours=25)
    late = store.attach(HOME, b"late")
    assert store.tidy(HOME).attachments == 2
    assert store.attachments(HOME) == sorted([named, late])
    assert unnamed not in store.attachments(HOME)


# --- whose turn it is


def test_homes_take_turns_the_one_that_waits_longest_first(store: Store, clock: HandClock) -> None:
    minute = timedelta(minutes=1)
    with store.tend(minute) as nobody:
        assert nobody is None
    keep(store, "a", {}, home=HOME)
    keep(store, "a", {}, home=OTHER)
    seen = []
    for _ in range(3):
        with store.tend(minute) as home:
            seen.append(home)
        clock.forward(seconds=10)
    assert sorted(seen[:2], key=str) == [OTHER, HOME]
    assert seen[2] is None
    clock.forward(seconds=45)
    with store.tend(minute) as home:
        assert home == seen[0]


def test_a_turn_is_held_by_one_worker_and_a_failed_one_is_due_again(store: Store) -> None:
    keep(store, "a", {})
    minute = timedelta(minutes=1)

    def failing() -> None:
        with store.tend(minute) as home:
            assert home == HOME
            with store.tend(minute) as other:
                assert other is None
            with store.tx(HOME, actor="clock", purpose="tend") as tx:
                tx.put("note", "b", {}, 0)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing()
    with store.tend(minute) as home:
        assert home == HOME


def test_a_home_looked_after_by_a_clock_that_was_wrong_waits_for_no_year_that_is_far_off(
    store: Store, clock: HandClock
) -> None:
    keep(store, "a", {})
    minute = timedelta(minutes=1)
    clock.forward(days=400)
    with store.tend(minute) as home:
        assert home == HOME
    clock.forward(days=-400)
    with store.tend(minute) as home:
        assert home == HOME
    with store.tend(minute) as nobody:
        assert nobody is None
