"""What cannot be kept faithfully is refused with its path, the same by every store."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.stores.protocol import (
    Body,
    Record,
    Store,
    TooBig,
    Unkeepable,
)
from core.stores.values import _check, canonical, check_body, from_canonical

HOME = "llys-y-coed"
OTHER = "bryn-awel"


def keep(store: Store, id: str, body: Body, *, kind: str = "note", home: str = HOME, expect: int = 0) -> int:
    with store.tx(home, actor="gwen", purpose="test") as tx:
        return tx.put(kind, id, body, expect)


def now(store: Store, id: str, *, kind: str = "note", home: str = HOME) -> Record | None:
    with store.read(home) as tx:
        return tx.get(kind, id)


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"a": {"b": ["x", 1.5]}}, r"a\.b\[1\] is 1\.5; decimals are kept as text"),
        ({"a": -0.0}, "a is -0.0"),
        ({"a": float("nan")}, "a is nan"),
        ({"a": float("inf")}, "a is inf"),
        ({"a": 2**53 + 1}, r"a is a whole number beyond 2\^53"),
        ({"a": -(2**53) - 1}, r"a is a whole number beyond 2\^53"),
        ({"a": ["x\0y"]}, r"a\[0\] holds a NUL"),
        ({"a": "\ud83d"}, "a holds half a character"),
        ({"a": {"\udc00": 1}}, "a key holds half a character in a"),
        ({"a": {1: 2}}, "a has a key that is a Python int"),
        ({"a": ("x",)}, "a is a Python tuple"),
        ({"a": {"b": b"x"}}, r"a\.b is a Python bytes"),
        (["a"], "a body is a JSON object, not a Python list"),
    ],
)
def test_what_json_cannot_keep_faithfully_is_refused_with_its_path(store: Store, body: Body, where: str) -> None:
    with pytest.raises(Unkeepable, match=where):
        keep(store, "a", body)
    assert now(store, "a") is None


def test_a_body_may_be_twelve_deep_and_no_deeper(store: Store) -> None:
    body: Body = {}
    for _ in range(11):
        body = {"in": body}
    keep(store, "a", body)
    with pytest.raises(TooBig, match="more than 12 levels deep"):
        keep(store, "b", {"in": body})


def test_a_body_may_take_256_kilobytes_and_no_more(store: Store) -> None:
    room = 256 * 1024 - len('{"t":""}')
    keep(store, "a", {"t": "x" * room})
    with pytest.raises(TooBig, match="262,145 bytes"):
        keep(store, "b", {"t": "x" * (room + 1)})


def test_a_small_thing_shared_many_times_over_is_measured_as_it_would_be_written(store: Store) -> None:
    shared: list[object] = ["x"] * 20
    for _ in range(9):
        shared = [shared] * 20
    with pytest.raises(TooBig, match="262,144 values"):
        keep(store, "a", {"a": shared})


def test_a_body_that_holds_itself_is_too_deep(store: Store) -> None:
    body: Body = {}
    body["me"] = body
    with pytest.raises(TooBig):
        keep(store, "a", body)


@pytest.mark.parametrize("name", ["", "a\0", "\ud800"])
def test_ids_and_kinds_can_be_kept_as_well(store: Store, name: str) -> None:
    with pytest.raises(Unkeepable):
        keep(store, name, {})
    with pytest.raises(Unkeepable):
        keep(store, "a", {}, kind=name)
    with pytest.raises(Unkeepable):
        store.tx(HOME, actor=name, purpose="test").__enter__()


def test_a_name_has_at_most_200_characters(store: Store) -> None:
    keep(store, "x" * 200, {})
    with pytest.raises(TooBig):
        keep(store, "x" * 201, {})


def test_an_answer_is_checked_like_a_body(store: Store) -> None:
    with store.tx(HOME, actor="gwen", purpose="send", idem="k") as tx, pytest.raises(Unkeepable):
        tx.answer({"a": 0.1})


class Said(str):
    """Text of a kind of its own, as templates make."""


@given(
    st.recursive(
        st.one_of(
            st.none(),
            st.booleans(),
            st.integers(-(2**53) - 2, 2**53 + 2),
            st.floats(),
            st.text(st.characters()),
            st.sampled_from(["\0", "\\u0000", "\ud800", Said("tŷ"), ("x",), b"x", 2**53, -(2**53), 2**70]),
        ),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.dictionaries(st.one_of(st.text(max_size=3), st.sampled_from([1, None, "\ud800"])), inner, max_size=3),
        ),
        max_leaves=12,
    )
)
def test_the_quick_look_at_a_body_and_the_close_one_agree(value: object) -> None:
    body = {"a": value}

    def closely() -> bytes:
        _check(body, 1, (), [0])
        return canonical(body)

    try:
        expected = closely()
    except (TooBig, Unkeepable) as error:
        with pytest.raises(type(error), match=re.escape(str(error))):
            check_body(body)
    else:
        assert check_body(body) == expected
        assert from_canonical(expected) == body
