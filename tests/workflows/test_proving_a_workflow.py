"""What can be proved without running it."""

from __future__ import annotations

import pytest

from core.expressions import DATE, NUMBER, TEXT, FormScope, Option, Scope, Symbol, check
from core.text import Text
from workflows.possible import can_hold

ISLAND = "  - {id: island, title: {en: Island, cy: Ynys}, transitions: [{id: off, to: closed, label: {en: Off, cy: I ffwrdd}, by: [host]}]}\n"


def _codes(sea, text):
    return [(one.code, one.message) for one in sea.findings(text)]


def test_a_step_that_nothing_leads_to_is_found(sea, walk):
    assert _codes(sea, walk.replace("  - {id: closed", f"{ISLAND}  - {{id: closed")) == [
        ("E421", "no way leads to the step 'island'")
    ]


def test_a_step_without_a_way_to_the_end_is_found(sea, walk):
    text = walk.replace("to: closed, label: {en: Stop", "to: living, label: {en: Stop").replace(
        "to: planning, label: {en: Change", "to: living, label: {en: Change"
    )
    stuck = [f"from the step '{step}' no final step is ever reached" for step in ("looking", "planning", "living")]
    assert _codes(sea, text) == [("E422", message) for message in stuck]


def test_a_way_that_nobody_may_take_is_found(sea, walk):
    # An inspector is a role, and a volunteer a voice; nobody speaks as somebody without a role.
    people = sea.around.people
    from dataclasses import replace

    from core.people import Voice
    from workflows.prove import nobody_may

    silent = replace(people, voices={**people.voices, "wind": Voice(title=Text({"en": "The wind"}))})
    workflow = sea.definition(walk.replace("by: [host], needs", "by: [voice:wind], needs"))
    assert [(one.code, one.path) for one in nobody_may(workflow, silent)] == [
        ("E423", ("steps", 1, "transitions", 0, "by"))
    ]


def test_a_need_that_never_holds_is_found(sea, walk):
    need = '{that: plan.others == "yes" and plan.others == "no", say: {en: Both, cy: Y ddau}}'
    assert [code for code, _ in _codes(sea, walk.replace("{rule: voices_accounted_for}", need))] == ["E424"]


OTHERS = FormScope(
    {
        "go": Symbol(Option(("yes", "no", "not_sure")), Text({"en": "Go?"})),
        "worry": Symbol(Option(("none", "a_bit", "a_lot"), ordered=True), Text({"en": "Worry?"})),
        "age": Symbol(NUMBER, Text({"en": "Age?"})),
        "day": Symbol(DATE, Text({"en": "Day?"})),
        "why": Symbol(TEXT, Text({"en": "Why?"})),
    },
    "once",
    Text({"en": "Form"}),
)
SCOPE = Scope(forms={"f": OTHERS})


@pytest.mark.parametrize(
    "source",
    [
        "1 > 2",
        'f.go == "yes" and f.go == "no"',
        'f.go == "yes" and not answered(f.go)',
        'f.go == "yes" and f.go != "yes"',
        'f.go in ("yes", "no") and f.go == "not_sure"',
        'f.worry >= "a_bit" and f.worry == "none"',
        'f.worry > "a_lot"',
        "f.age > 5 and f.age < 3",
        "f.age > 5 and f.age < 5",
        "f.age >= 5 and f.age < 5",
        "f.age == 5 and f.age == 6",
        "f.age == 5 and f.age != 5",
        "f.age > 5 and not answered(f.age)",
        'f.day > "2026-06-01" and f.day < "2026-01-01"',
        "answered(f.why) and not answered(f.why)",
        '(f.go == "yes" or f.go == "no") and f.go == "not_sure"',
        'not (f.go == "yes" or f.go != "yes" or not answered(f.go))',
        'f.go == "yes" and not (f.age > 3 or f.go == "yes")',
    ],
)
def test_what_no_answers_can_meet_is_known(source):
    assert not can_hold(check(source, SCOPE))


@pytest.mark.parametrize(
    "source",
    [
        "2 > 1",
        'f.go == "yes" or f.go == "no"',
        'not f.go == "yes" and not f.go == "no" and not f.go == "not_sure"',  # not answered at all
        'f.worry >= "a_bit" and f.worry != "a_lot"',
        "f.age > 3 and f.age < 5",
        "f.age > 3 and f.age < 4",  # three and a half
        "f.age >= 5 and f.age <= 5",
        "not f.age > 5 and not f.age < 3",
        "f.age > 5 or f.age < 3",
        'f.day > "2026-01-01" and f.day < "2026-06-01"',
        'contains(f.why, "sea") and not contains(f.why, "sand")',
        "answered(f.why) and answered(f.go)",
    ],
)
def test_what_some_answers_meet_is_never_called_impossible(source):
    assert can_hold(check(source, SCOPE))
