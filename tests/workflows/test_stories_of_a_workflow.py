"""The small stories in a workflow file come out as they say, or `check` says what happened instead."""

from __future__ import annotations

import pytest


@pytest.fixture
def findings(sea, walk):
    """The codes, paths and words of a walk with one story."""

    def found(given, expect):
        text = f"{walk}scenarios:\n  - name: a story\n    given: {given}\n    expect: {expect}\n"
        return [(one.code, ".".join(map(str, one.path)), f"{one.message} {one.hint}") for one in sea.findings(text)]

    return found


WISH = "{answer: wish, wish: The sea}"


def test_a_story_that_holds_says_nothing(findings):
    assert (
        findings(f"[{WISH}, {{move: look}}, {{move: plan_it}}]", "{step: looking, refused: [voices_accounted_for]}")
        == []
    )


@pytest.mark.parametrize(
    ("given", "expect", "code", "where", "says"),
    [
        (f"[{WISH}, {{move: look}}]", "{step: planning}", "E491", "scenarios.0.expect.step", "'looking'"),
        (
            f"[{WISH}, {{move: look}}]",
            "{refused: [wish]}",
            "E492",
            "scenarios.0.expect.refused.0",
            "nothing was refused",
        ),
        ("[{move: look}]", "{step: wishing}", "E492", "scenarios.0.given.0", "no answer yet"),
        (
            "[{move: look}]",
            "{refused: [voices_accounted_for]}",
            "E492",
            "scenarios.0.expect.refused.0",
            "refused for wish",
        ),
        (f"[{WISH}]", "{due: [review]}", "E493", "scenarios.0.expect.due.0", "nothing is due"),
        (f"[{WISH}]", "{open: [senses.nurture]}", "E494", "scenarios.0.expect.open.0", "nothing was opened"),
    ],
)
def test_a_story_that_does_not_hold_says_what_happened_instead(findings, given, expect, code, where, says):
    ((found, path, words),) = findings(given, expect)
    assert (found, path) == (code, where)
    assert says in words


@pytest.mark.parametrize(
    ("event", "where", "says"),
    [
        ("{mvoe: look}", "", "move"),
        ("{move: loook}", ".move", "look"),
        ("{move: look, at: noon}", ".at", "has no 'at'"),
        ("{move: look, as: mangaer}", ".as", "manager"),
        ("{answer: wihs, wish: x}", ".answer", "wish"),
        ("{answer: wish, wihs: x}", ".wihs", "wish"),
        ("{answer: look, view: x}", "", "voice: resident"),
        ("{answer: look, voice: residant}", ".voice", "resident"),
        ("{answer: look, voice: resident, right: maybe}", ".right", "cannot be an answer"),
        ("{answer: look, voice: resident, worries: [3]}", "", "does not fit"),
        ("{answer: plan, what: x, why_others: y}", ".why_others", "not asked here"),
        ("{wait: a while}", ".wait", "length of time"),
        ("{tried: family}", ".tried", "nobody sits here"),
        ("{seat: resident, status: asleep}", ".status", "asleep"),
        ("{sign: manager}", ".sign", "does not ask"),
        ("{looked_at: review}", ".looked_at", "runs"),
    ],
)
def test_an_event_that_means_nothing_is_a_finding_and_never_an_exception(findings, event, where, says):
    ((code, path, words),) = findings(f"[{event}]", "{step: wishing}")
    assert (code, path) == ("E490", f"scenarios.0.given.0{where}")
    assert says in words


def test_a_move_by_somebody_who_may_not_is_refused_as_by(findings):
    assert findings(f"[{WISH}, {{move: look, as: family}}]", "{step: wishing, refused: [by]}") == []


def test_a_signature_that_is_missing_is_refused_as_sign(findings):
    given = f"[{WISH}, {{move: look}}, {{chose_not_to: resident}}, {{move: plan_it}}, {{answer: plan, what: x}}, {{move: agree}}]"
    assert findings(given, "{step: planning, refused: [sign]}") == []
