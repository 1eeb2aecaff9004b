"""A workflow that cannot work is refused before anybody lives with it, at the place where it is wrong."""

from __future__ import annotations

import pytest

from workflows.check import CODES

# (what is written, what stands there instead, the code, where, a word of what is said)
WRONG = [
    ("to: looking, label", "to: lookin, label", "E401", "steps.0.transitions.0.to", "looking"),
    ("ask: [plan]", "ask: [plann]", "E402", "steps.2.ask.0.form", "plan"),
    ("ask: [plan]", "ask: [plan]\n    shows: [wihs]", "E402", "steps.2.shows.0", "wish"),
    ("ask: [plan]", "ask: [plan]\n    shows: [wish, plan.wat]", "E403", "steps.2.shows.1", "what"),
    ("disputable: [plan.ways]", "disputable: [plan.wayz]", "E403", "steps.2.disputable.0", "ways"),
    ("disputable: [plan.ways]", "disputable: [ways]", "E403", "steps.2.disputable.0", "form.question"),
    ("{rule: voices_accounted_for}", "{say: {en: No, cy: Na}}", "E404", "steps.1.transitions.0.needs.0", "rule"),
    ("{rule: voices_accounted_for}", "{that: answered(plan.what)}", "E404", "steps.1.transitions.0.needs.0", "say"),
    ("{rule: voices_accounted_for}", "{rule: voices_accountd_for}", "E405", "steps.1.transitions.0.needs.0.rule", "voices_accounted_for"),
    ("{rule: voices_accounted_for}", "{rule: review_date_set, form: plan}", "E405", "steps.1.transitions.0.needs.0", "question"),
    ("{rule: voices_accounted_for}", "{rule: voices_accounted_for, form: plan}", "E405", "steps.1.transitions.0.needs.0.form", "form"),
    ("{rule: voices_accounted_for}", "{rule: each_has, each: look.view, in: lighten.steps}", "E403", "steps.1.transitions.0.needs.0.each", "repeated group"),
    ("{rule: voices_accounted_for}", "{rule: review_date_set, form: plan, question: agin_on}", "E403", "steps.1.transitions.0.needs.0.question", "again_on"),
    ("{rule: voices_accounted_for}", "{rule: each_has, each: look.worries, in: lighten.steps, having: answered(stepp)}", "X201", "steps.1.transitions.0.needs.0.having", "step"),
    ("{rule: voices_accounted_for}", "{rule: groups_present}", "E405", "steps.1.transitions.0.needs.0", "at_least"),
    ("then: [{review:", "then: [{reveiw:", "E406", "steps.2.transitions.0.then.0.reveiw", "review"),
    ("{in: 4 weeks}, {every: 12 weeks}", "{every: 12 weeks}, {in: 4 weeks}", "E406", "steps.2.transitions.0.then.0.review.1", "last"),
    ("{in: 4 weeks}", "{in: 4 weeks, every: 4 weeks}", "E406", "steps.2.transitions.0.then.0.review.1", "either"),
    ("or_after: {form: went,", "or_after: {form: plan,", "E406", "steps.2.transitions.0.then.0.review.0.or_after.form", "again"),
    ("or_after: {form: went,", "or_after: {form: wnet,", "E402", "steps.2.transitions.0.then.0.review.0.or_after.form", "went"),
    ("{in: 4 weeks}", "{in: soon}", "E106", "steps.2.transitions.0.then.0.review.1.in", "soon"),
    ("then: [{review: [{in: 7 days, or_after: {form: went, times: 3}}, {in: 4 weeks}, {every: 12 weeks}]}]", "then: [{open: nowhere.walk}]", "E202", "steps.2.transitions.0.then.0.open", "nowhere"),
    ("then: [{review: [{in: 7 days, or_after: {form: went, times: 3}}, {in: 4 weeks}, {every: 12 weeks}]}]", "then: [{start: {timer: lat}}]", "E408", "steps.2.transitions.0.then.0.start.timer", "review_late"),
    ("then: [{review: [{in: 7 days, or_after: {form: went, times: 3}}, {in: 4 weeks}, {every: 12 weeks}]}]", "then: [{tell: {who: mangaer, say: {en: x, cy: y}}}]", "E201", "steps.2.transitions.0.then.0.tell.who", "manager"),
    ("then: [{review: [{in: 7 days, or_after: {form: went, times: 3}}, {in: 4 weeks}, {every: 12 weeks}]}]", "then: [{tell: {who: manager, say: {en: x}}}]", "E107", "steps.2.transitions.0.then.0.tell.say", "Welsh"),
    ("- {by: manager, when: others_hurt}", "- {by: voice:resident}", "E407", "steps.2.sign", "twice"),
    ("      - {by: manager, when: others_hurt}", "      - {rule: at_least, at_least: 3}\n      - {by: manager}", "E407", "steps.2.sign", "enough"),
    ("ask: [{form: went, again: true}]", "ask: [{form: went, again: true}, {form: look}]", "E409", "steps.3.ask.1", "look"),
    ("ask: [{form: look, of: each_voice}, lighten]", "ask: [{form: look, of: [kitchen]}, lighten]", "E409", "steps.1.ask.0.of.0", "kitchen"),
    ("final: true}", "final: true, transitions: [{id: back, to: living, label: {en: Back, cy: Nôl}, by: [host]}]}", "E410", "steps.4.transitions", "final"),
    ("by: [host], needs", "by: [voice:elder], needs", "E201", "steps.1.transitions.0.by.0", "voice:"),
    ("started_by: [voice:resident,", "started_by: [voice:resdent,", "E201", "started_by.0", "voice:resident"),
    ("subject: resident\nstarted", "subject: resident\naudience: nobodys\nstarted", "E201", "audience", "nobodys"),
    ("plan.others ==", "plan.other ==", "X202", "conditions.others_hurt", "others"),
    ("when: others_hurt", "when: other_hurt", "X201", "steps.2.sign.who.1.when", "others_hurt"),
    ("forms: [wish, look,", "forms: [wish, wish, look,", "E109", "forms.1.form", "wish"),
    ("- {id: planning_long,", "- {id: planning_long, on: entered, after: 1 day, tell: host}\n      - {id: planning_long,", "E109", "steps.2.timers.1.id", "planning_long"),
    ("others_hurt: plan.others == \"yes\"", "plan: answered(plan.what)\n  others_hurt: plan.others == \"yes\"", "E109", "conditions.plan", "plan"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("right", "wrong", "code", "where", "says"), WRONG, ids=[f"{one[2]}-{one[3]}" for one in WRONG]
)
def test_each_mistake_is_said_at_its_own_place(sea, walk, right, wrong, code, where, says):
    assert walk.count(right) >= 1
    findings = sea.findings(walk.replace(right, wrong, 1))
    found = [one for one in findings if ".".join(map(str, one.path)) == where]
    assert [one.code for one in found] == [code], findings
    assert says in f"{found[0].message} {found[0].hint}"


def test_the_walk_itself_has_nothing_wrong(sea, walk):
    assert sea.findings(walk) == []


def test_everything_wrong_is_said_in_one_run(sea, walk):
    text = (
        walk.replace("by: [host], needs", "by: [hots], needs")
        .replace("ask: [plan]", "ask: [paln]")
        .replace("tell: manager", "tell: mangaer")
    )
    assert sorted(one.code for one in sea.findings(text)) == ["E201", "E201", "E201", "E402"]


def test_every_code_is_in_the_reference(sea):
    from pathlib import Path

    page = (Path(__file__).parents[2] / "docs/reference/workflows.md").read_text(encoding="utf-8")
    assert [code for code in CODES if f"`{code}`" not in page] == []


def test_a_list_of_signatures_with_its_rule_first_is_placed_where_it_is_written(sea):
    from workflows.model import written

    data = {"steps": [{"sign": [{"rule": "any"}, {"by": "manager"}]}]}
    assert written(data, ("steps", 0, "sign", "who", 0, "by")) == ("steps", 0, "sign", 1, "by")
