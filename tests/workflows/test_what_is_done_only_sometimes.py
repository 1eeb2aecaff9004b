"""An action of a way may carry a condition: what limits somebody is opened by itself, and what does not opens nothing."""

from __future__ import annotations

import pytest

LADDER = "then: [{review: [{in: 7 days, or_after: {form: went, times: 3}}, {in: 4 weeks}, {every: 12 weeks}]}]"
TOLD = "{tell: {who: manager, say: {en: Others could be hurt., cy: Gallai eraill gael niwed.}}, when: others_hurt}"
THEN = "steps.2.transitions.0.then.0"


@pytest.fixture
def careful(walk):
    """A walk where the manager is told when others could be hurt."""
    return walk.replace(LADDER, f"then: [{TOLD}, {{review: {{every: 12 weeks}}}}]")


def _agreed(sea, text, at_planning, **plan):
    stage = sea.stage(text, *at_planning, {"answer": "plan", "what": "Tuesdays", **plan}, {"sign": "resident"})
    if plan.get("others") == "yes":
        stage.happen({"sign": "manager"})
    stage.happen({"move": "agree"})
    return stage.view.case


def test_what_has_a_condition_is_done_where_it_holds(sea, careful, at_planning):
    case = _agreed(sea, careful, at_planning, others="yes", why_others="The road")
    assert [due.say["en"] for due in case.timers if due.kind == "told"] == ["Others could be hurt."]


@pytest.mark.parametrize("answer", [{}, {"others": "no"}, {"others": "not_sure"}])
def test_and_is_left_out_where_it_does_not_hold_while_the_rest_is_done(sea, careful, at_planning, answer):
    case = _agreed(sea, careful, at_planning, **answer)
    assert [due.kind for due in case.timers if due.open] == ["review"]


def test_the_condition_may_come_before_what_is_done(sea, walk):
    first = "{when: others_hurt, tell: {who: manager, say: {en: Hurt., cy: Niwed.}}}"
    assert sea.findings(walk.replace(LADDER, f"then: [{first}]")) == []


@pytest.mark.parametrize(
    ("wrong", "code", "where", "says"),
    [
        ("when: other_hurt", "X201", f"{THEN}.when", "others_hurt"),
        ("when: plan.other == \"yes\"", "X202", f"{THEN}.when", "others"),
        ("when: plan.others == \"perhaps\"", "X305", f"{THEN}.when", "not_sure"),
        ("when: plan.what", "X301", f"{THEN}.when", "answered(plan.what)"),
        ("when: look.view == \"sea\"", "X205", f"{THEN}.when", "voices(look.view)"),
        ("when: plan.others == \"yes\" and plan.others == \"no\"", "E424", f"{THEN}.when", "never done"),
    ],
)  # fmt: skip
def test_a_condition_that_cannot_be_read_is_said_at_its_own_place(sea, careful, wrong, code, where, says):
    findings = sea.findings(careful.replace(TOLD, TOLD.replace("when: others_hurt", wrong)))
    found = [(one.code, ".".join(map(str, one.path)), f"{one.message} {one.hint}") for one in findings]
    assert [(one[0], one[1]) for one in found] == [(code, where)], found
    assert says in found[0][2]
