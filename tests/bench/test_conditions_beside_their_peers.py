"""The contestants of `bench/expressions.py` say the same of the same answers."""

from __future__ import annotations

import pytest

from bench.conditions.home import CONDITIONS
from bench.expressions import BY_HAND, contestants


@pytest.mark.parametrize("number", range(len(CONDITIONS)), ids=list(CONDITIONS))
def test_every_evaluator_says_of_each_person_what_a_hand_would(number):
    ready = contestants(number)
    said = {name: [condition() for condition in conditions] for name, conditions in ready.items()}
    assert said == dict.fromkeys(ready, said[BY_HAND])


@pytest.mark.parametrize("number", range(len(CONDITIONS)), ids=list(CONDITIONS))
def test_no_condition_is_always_or_never_so(number):
    assert {condition() for condition in contestants(number)[BY_HAND]} == {True, False}
