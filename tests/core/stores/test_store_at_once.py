"""Sent twice is done once, and nothing is lost between many at once: the same for every store."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.stores.protocol import (
    Body,
    Conflict,
    ReadOnly,
    Record,
    Store,
    StoreError,
)

HOME = "llys-y-coed"
OTHER = "bryn-awel"


def keep(store: Store, id: str, body: Body, *, kind: str = "note", home: str = HOME, expect: int = 0) -> int:
    with store.tx(home, actor="gwen", purpose="test") as tx:
        return tx.put(kind, id, body, expect)


def now(store: Store, id: str, *, kind: str = "note", home: str = HOME) -> Record | None:
    with store.read(home) as tx:
        return tx.get(kind, id)


def test_the_same_key_finds_the_first_answer(store: Store) -> None:
    with store.tx(HOME, actor="gwen", purpose="send", idem="k1") as tx:
        assert tx.replayed is None
        tx.put("note", "a", {}, 0)
        tx.answer({"id": "a"})
    with store.tx(HOME, actor="gwen", purpose="send", idem="k1") as tx:
        assert tx.replayed == {"id": "a"}


def test_a_key_without_an_answer_is_remembered_too(store: Store) -> None:
    with store.tx(HOME, actor="gwen", purpose="send", idem="k1") as tx:
        tx.put("note", "a", {}, 0)
    with store.tx(HOME, actor="gwen", purpose="send", idem="k1") as tx:
        assert tx.replayed == {}


def test_an_answer_alone_is_remembered(store: Store) -> None:
    with store.tx(HOME, actor="gwen", purpose="send", idem="k1") as tx:
        tx.answer({"id": "a"})
    with store.tx(HOME, actor="gwen", purpose="send", idem="k1") as tx:
        assert tx.replayed == {"id": "a"}


def test_what_was_done_before_is_not_done_again(store: Store) -> None:
    keep_with_key = {"actor": "gwen", "purpose": "send", "idem": "k1"}
    with store.tx(HOME, **keep_with_key) as tx:
        tx.put("note", "a", {"n": 1}, 0)
    with pytest.raises(ReadOnly), store.tx(HOME, **keep_with_key) as tx:
        tx.put("note", "a", {"n": 2}, 1)
    assert now(store, "a") == Record(HOME, "note", "a", 1, {"n": 1})


def test_an_undone_transaction_leaves_its_key_free(store: Store) -> None:
    def interrupted() -> None:
        with store.tx(HOME, actor="gwen", purpose="send", idem="k1") as tx:
            tx.put("note", "a", {}, 0)
            tx.answer({"id": "a"})
            raise RuntimeError("the door bell")

    with pytest.raises(RuntimeError, match="the door bell"):
        interrupted()
    with store.tx(HOME, actor="gwen", purpose="send", idem="k1") as tx:
        assert tx.replayed is None


def test_a_transaction_that_did_nothing_leaves_its_key_free(store: Store) -> None:
    with store.tx(HOME, actor="gwen", purpose="send", idem="k1"):
        pass
    with store.tx(HOME, actor="gwen", purpose="send", idem="k1") as tx:
        assert tx.replayed is None


def test_a_key_belongs_to_one_home(store: Store) -> None:
    with store.tx(HOME, actor="gwen", purpose="send", idem="k1") as tx:
        tx.put("note", "a", {}, 0)
    with store.tx(OTHER, actor="gwen", purpose="send", idem="k1") as tx:
        assert tx.replayed is None


def test_an_answer_without_a_key_is_refused(store: Store) -> None:
    with store.tx(HOME, actor="gwen", purpose="send") as tx, pytest.raises(StoreError, match="key"):
        tx.answer({})


def test_twenty_identical_posts_at_once_make_one_record(store: Store) -> None:
    def post(number: int) -> Body:
        with store.tx(HOME, actor="gwen", purpose="send", idem="k1") as tx:
            if tx.replayed is not None:
                return tx.replayed
            tx.put("note", f"n{number}", {}, 0)
            answer = {"id": f"n{number}"}
            tx.answer(answer)
        return answer

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(post, range(20)))
    assert len({answer["id"] for answer in answers}) == 1
    with store.read(HOME) as tx:
        assert [record.id for record in tx.find("note")] == [answers[0]["id"]]


# --- many at once


def test_of_ten_editors_with_the_same_revision_exactly_one_wins(store: Store) -> None:
    keep(store, "a", {"by": "nobody"})
    begin = threading.Barrier(10)

    def edit(number: int) -> int | str:
        begin.wait()
        try:
            return keep(store, "a", {"by": f"editor {number}"}, expect=1)
        except Conflict:
            return "told"

    with ThreadPoolExecutor(10) as pool:
        outcomes = list(pool.map(edit, range(10)))
    assert sorted(map(str, outcomes)) == ["2"] + ["told"] * 9
    found = now(store, "a")
    assert found is not None
    assert found.body == {"by": f"editor {outcomes.index(2)}"}


def test_no_increment_is_lost_between_threads(store: Store) -> None:
    keep(store, "a", {"n": 0})

    def add(_: int) -> None:
        for _ in range(10):
            with store.tx(HOME, actor="gwen", purpose="count") as tx:
                record = tx.get("note", "a")
                assert record is not None
                tx.put("note", "a", {"n": record.body["n"] + 1}, record.revision)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, range(4)))
    assert now(store, "a") == Record(HOME, "note", "a", 41, {"n": 40})


def test_two_homes_do_not_wait_for_each_other(store: Store) -> None:
    keep(store, "a", {})
    done = threading.Event()

    def elsewhere() -> None:
        keep(store, "a", {}, home=OTHER)
        done.set()

    with store.tx(HOME, actor="gwen", purpose="test"):
        thread = threading.Thread(target=elsewhere)
        thread.start()
        assert done.wait(10)
    thread.join()
