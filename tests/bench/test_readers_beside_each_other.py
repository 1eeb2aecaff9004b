"""The readers of `bench/definitions.py` read the same out of the same text."""

from __future__ import annotations

import pytest

from bench.definitions import YARDSTICK, readers, text_of
from core import testing


@pytest.fixture(scope="module")
def house():
    return testing.house()


def _in_words(value):
    """Without kinds of texts and numbers: one of the readers gives everything as text."""
    if isinstance(value, dict):
        return {str(key): _in_words(inner) for key, inner in value.items()}
    return [_in_words(inner) for inner in value] if isinstance(value, list) else str(value).lower()


def test_every_reader_reads_the_same_form(house):
    text = text_of(house)
    read = {name: _in_words(reader(text)) for name, reader in readers(house).items()}
    assert read == dict.fromkeys(read, read[YARDSTICK])


def test_the_form_that_is_read_is_as_long_as_a_long_one(house):
    assert 250 <= text_of(house).count("\n") <= 400
