"""What was kept for long enough goes, said in words first and proved afterwards; what somebody may still need stays."""

from __future__ import annotations

from datetime import date

import pytest

from core.keeping import holds
from core.keeping.purge import Purge, plan, purge
from core.keeping.rules import BUILT_IN, NEVER, Period, in_force, longest, read_rules
from core.keeping.verify import verify
from core.stores.protocol import Refused
from tests.core.keeping.pretend import KINDS

PACKS = {
    "senses": {"answers": "8 years after care ends", "staff_answers": "12 months"},
    "demo": {"answers": "until the fair"},
}


@pytest.fixture
def home(new_store, clock):
    """Dilys lives here, Bethan works here; a note of each, and one of a conversation that names no one but the conversation."""
    store = new_store()
    with store.tx("hafan", actor="host", purpose="begin") as tx:
        tx.put("person", "dilys", {"name": "Dilys Rees", "roles": ["resident"], "status": "here"}, expect=0)
        tx.put("person", "bethan", {"name": "Bethan", "roles": ["care_staff"], "status": "here"}, expect=0)
        tx.put("note", "about-dilys", {"about": "dilys", "words": "tea", "ref": "senses.about"}, expect=0)
        tx.put("note", "staff", {"by": "bethan", "words": "a long week", "ref": "senses.staff"}, expect=0)
        tx.put("case", "talk", {"subject": "dilys", "seats": []}, expect=0)
        tx.put("event", "pressed", {"about": {"case": "talk"}, "actor": "bethan", "at": "x", "what": "x"}, expect=0)
        tx.put("worry", "worry", {"at": "x", "about": "Dilys", "words": "x"}, expect=0)
    return store


def _plan(store, clock, today=None, rules=None):
    day = today or clock.now().date()
    made, _names = plan(
        store, "hafan", KINDS, in_force(rules or read_rules(BUILT_IN), day), day, lives_here={"resident"},
        pack_keeps=lambda ref: PACKS.get(ref.split(".")[0], {}),
    )  # fmt: skip
    return made


def _due(made) -> set[str]:
    return {one.id for one in made.due}


def _dies(store, clock, person="dilys"):
    with store.tx("hafan", actor="sian", purpose="status") as tx:
        record = tx.get("person", person)
        tx.put("person", person, {**record.body, "status": "died"}, expect=record.revision)


def test_nothing_of_somebody_who_lives_here_is_ever_due(home, clock):
    clock.forward(days=365 * 30)
    assert _due(_plan(home, clock)) == {"staff"}


def test_what_staff_said_of_their_own_work_goes_after_a_year_and_not_a_day_before(home, clock):
    assert _due(_plan(home, clock, date(2027, 5, 31))) == set()
    assert _due(_plan(home, clock, date(2027, 6, 1))) == {"staff"}


def test_eight_years_after_somebody_died_all_that_is_about_them_goes_and_worries_stay(home, clock):
    clock.forward(days=100)
    _dies(home, clock)
    assert _due(_plan(home, clock, date(2034, 9, 8))) == {"staff"}
    assert _due(_plan(home, clock, date(2034, 9, 9))) == {"staff", "about-dilys", "talk", "pressed", "dilys"}


def test_somebody_who_came_back_is_nobody_whose_care_ended(home, clock):
    _dies(home, clock)
    with home.tx("hafan", actor="sian", purpose="status") as tx:
        record = tx.get("person", "dilys")
        tx.put("person", "dilys", {**record.body, "status": "here"}, expect=record.revision)
    assert "about-dilys" not in _due(_plan(home, clock, date(2050, 1, 1)))


@pytest.mark.parametrize("person", ["dilys", ""])
def test_a_hold_keeps_everything_it_is_about_until_it_is_lifted(home, clock, person):
    _dies(home, clock)
    held = holds.add(home, "hafan", "claim", person=person, note="letter of 3 May", day="2026-06-01", actor="mair")
    made = _plan(home, clock, date(2040, 1, 1))
    assert _due(made).isdisjoint({"about-dilys", "talk", "dilys"})
    assert {one.id for one, _hold in made.held} >= {"about-dilys", "talk"}
    assert any("held for" in words and "(claim)" in words for words in made.sentences("hafan", {"dilys": "Dilys Rees"}))
    holds.lift(home, "hafan", held.id, why="settled", day="2040-01-01", actor="mair")
    assert _due(_plan(home, clock, date(2040, 1, 1))) >= {"about-dilys", "talk", "dilys"}
    assert [one.why_ended for one in holds.every(home, "hafan")] == ["settled"]


def test_a_hold_for_no_reason_or_for_nobody_is_refused(home):
    with pytest.raises(Refused, match="claim, inquiry, death"):
        holds.add(home, "hafan", "just in case", person="", note="", day="2026-06-01", actor="mair")
    with pytest.raises(Refused, match="nobody with the id 'nia'"):
        holds.add(home, "hafan", "claim", person="nia", note="", day="2026-06-01", actor="mair")
    with pytest.raises(Refused, match="cartref hold list hafan"):
        holds.lift(home, "hafan", "none", why="", day="2026-06-01", actor="mair")


def test_what_no_calendar_tells_is_kept_and_said(home, clock):
    with home.tx("hafan", actor="host", purpose="write") as tx:
        tx.put("note", "fair", {"words": "x", "ref": "demo.fair"}, expect=0)
    made = _plan(home, clock, date(2090, 1, 1))
    assert "fair" not in _due(made)
    assert any("until the fair" in words for words in made.sentences("hafan", {}))


def test_a_plan_changes_nothing_and_a_purge_proves_what_it_did(home, clock):
    _dies(home, clock)
    end = home.anchor("hafan")
    made = _plan(home, clock, date(2040, 1, 1))
    said = list(made.sentences("hafan", {}))
    assert said[0] == "hafan: 5 records have been kept for long enough."
    assert home.anchor("hafan") == end
    proof = purge(home, "hafan", KINDS, made, day="2040-01-01", actor="mair")
    assert proof.erased == {"note": 2, "case": 1, "event": 1, "person": 1}
    assert (proof.before["line"], proof.findings) == (end.seq, ())
    assert proof.after["line"] > end.seq
    assert list(proof.sentences("hafan"))[-1] == "Everything that is left is what was written."
    with home.read("hafan") as tx:
        assert Purge.find(tx) == [proof]
        assert tx.get("note", "about-dilys") is None
        assert tx.get("person", "bethan") is not None
    assert not any(
        b"Dilys Rees" in content.text for entry in home.events("hafan") for content in entry.contents if content
    )
    assert verify(home, "hafan", KINDS).well


def test_what_was_changed_after_the_plan_was_read_is_not_erased(home, clock):
    made = _plan(home, clock, date(2040, 1, 1))
    with home.tx("hafan", actor="bethan", purpose="write") as tx:
        tx.put("note", "staff", {"by": "bethan", "words": "and another"}, expect=1)
    proof = purge(home, "hafan", KINDS, made, day="2040-01-01", actor="mair")
    assert proof.erased == {}


def test_what_was_taken_out_of_sight_after_the_plan_was_read_is_not_erased(home, clock):
    made = _plan(home, clock, date(2040, 1, 1))
    with home.tx("hafan", actor="bethan", purpose="write") as tx:
        tx.delete("note", "staff", expect=1)
    proof = purge(home, "hafan", KINDS, made, day="2040-01-01", actor="mair")
    assert proof.erased == {}


def test_a_hold_added_after_the_plan_was_read_keeps_everything_and_says_so(home, clock):
    made = _plan(home, clock, date(2040, 1, 1))
    holds.add(home, "hafan", "claim", person="", note="", day="2040-01-01", actor="mair")
    before = home.anchor("hafan")
    with pytest.raises(Refused, match="a hold was added in hafan in between"):
        purge(home, "hafan", KINDS, made, day="2040-01-01", actor="mair")
    assert home.anchor("hafan") == before


def test_what_was_taken_out_of_sight_long_ago_goes_as_well(home, clock):
    with home.tx("hafan", actor="bethan", purpose="write") as tx:
        tx.delete("note", "staff", expect=1)
    made = _plan(home, clock, date(2040, 1, 1))
    assert _due(made) == {"staff"}
    assert purge(home, "hafan", KINDS, made, day="2040-01-01", actor="mair").erased == {"note": 1}


# -- rules ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "begins", "over"),
    [
        ("12 months", date(2026, 6, 1), date(2027, 6, 1)),
        ("1 month", date(2026, 1, 31), date(2026, 3, 1)),
        ("1 year", date(2028, 2, 29), date(2029, 3, 1)),
        ("2 weeks", date(2026, 12, 25), date(2027, 1, 8)),
        ("8 years after care ends", NEVER, NEVER),
        ("for ever", date(2026, 6, 1), NEVER),
    ],
)
def test_a_period_is_over_on_its_day(words, begins, over):
    assert Period.read(words).over(begins) == over


def test_the_longer_of_two_rules_wins_whatever_their_order():
    short, long = Period.read("3 years"), Period.read("8 years after care ends")
    for periods in ([short, long], [long, short]):
        assert longest(periods, date(2026, 1, 1), date(2026, 1, 1))[0] == date(2034, 1, 1)
        assert longest(periods, date(2026, 1, 1), None)[0] == date(2029, 1, 1)
    assert longest([], date(2026, 1, 1), None)[0] == NEVER


def test_a_rule_holds_from_its_day_on_and_a_newer_one_takes_over(tmp_path):
    path = tmp_path / "rules.yaml"
    path.write_text(
        "rules:\n"
        "  - {country: wales, from: 2020-01-01, because: the old code, keep: {care: 3 years}}\n"
        "  - {country: wales, from: 2030-01-01, because: the new code, keep: {care: 8 years}}\n",
        encoding="utf-8",
    )
    rules = read_rules(path)
    assert [rule.because for rule in in_force(rules, date(2029, 12, 31))] == ["the old code"]
    assert [rule.because for rule in in_force(rules, date(2030, 1, 1))] == ["the new code"]
    with pytest.raises(Refused, match="there are some for: wales"):
        in_force(rules, date(2030, 1, 1), "atlantis")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rules: []\n", "has no list 'rules'"),
        ("rules:\n  - {country: wales}\n", "rule 1 of"),
        ("rules:\n  - {country: wales, from: soon, because: x, keep: {care: 3 years}}\n", "'from' is a day"),
        ("rules:\n  - {country: wales, from: 2026-01-01, because: x, keep: {care: a while}}\n", "is no length of time"),
        ("rules: [\n", "rules.yaml"),
    ],
)
def test_rules_that_mean_nothing_are_a_sentence_with_their_place(tmp_path, text, said):
    path = tmp_path / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refused, match=said):
        read_rules(path)


def test_the_rules_we_bring_name_every_class_of_every_kind_in_every_country():
    classes = {kind.keeps for kind in KINDS}
    for rule in read_rules(BUILT_IN):
        assert classes <= set(rule.keep), rule.country
