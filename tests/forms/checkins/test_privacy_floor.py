"""Nobody can be worked out: whatever is answered, in whatever order, nothing published can be subtracted down to a few."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from forms.checkins.floor import differing, for_outsiders, may_follow, middle, shares, teams_apart
from forms.checkins.rollups import RollUp

OPTIONS = ("not_good", "unsure", "good")
TEAMS = ("days", "nights", "kitchen", "")
STAFF = [f"p{number}" for number in range(16)]
ANSWERS = st.lists(
    st.tuples(st.sampled_from(STAFF), st.one_of(st.none(), st.sampled_from(OPTIONS))), min_size=0, max_size=60
)


def rolled(answers: list[tuple[str, str | None]], team_of: dict[str, str], floor: int) -> RollUp:
    """The roll-up after these answers, one at a time; None takes an answer back."""
    kept = RollUp(id="x", ref="r", group="staff", quarter="2026-Q3", measure="belonging")
    for person, value in answers:
        kept = kept.counted(person, (value, team_of[person]) if value else None, floor, running=True)
    return kept


@given(ANSWERS, st.lists(st.sampled_from(TEAMS), min_size=16, max_size=16), st.integers(2, 6))
def test_nothing_published_in_a_quarter_can_be_subtracted_down_to_fewer_people_than_the_floor(
    answers: list[tuple[str, str | None]], teams: list[str], floor: int
) -> None:
    team_of = dict(zip(STAFF, teams, strict=True))
    kept = rolled(answers, team_of, floor)
    states = kept.states()
    apart = teams_apart(states, kept.teams(), floor)
    published = [*states, *apart.values()]
    for cell in published:
        assert len(cell) >= floor
    for one, other in combinations(published, 2):
        assert differing(one, other) == 0 or differing(one, other) >= floor
    # The other way round: taking any of the teams away from any picture of the whole group leaves nobody, or enough.
    for number in range(1, len(apart) + 1):
        for some in combinations(sorted(apart), number):
            together = {person: value for team in some for person, value in apart[team].items()}
            for state in states:
                assert differing(together, state) == 0 or differing(together, state) >= floor


@given(st.lists(st.sampled_from(OPTIONS), min_size=3, max_size=40))
def test_words_never_tell_that_everybody_or_nobody_said_something(answers: list[str]) -> None:
    cell = {f"p{number}": value for number, value in enumerate(answers)}
    said = shares(cell, OPTIONS)
    for person, value in cell.items():
        for other in OPTIONS:
            changed = shares({**cell, person: other}, OPTIONS)
            everybody = all(one == value for one in cell.values())
            if everybody and other != value:
                assert changed == said, "one different answer must not show"


def test_the_middle_answer_is_one_somebody_could_have_given_or_lies_between_two() -> None:
    assert middle({"a": "good", "b": "good", "c": "not_good"}, OPTIONS) == 2
    assert middle({"a": "good", "b": "unsure"}, OPTIONS) == 1.5
    assert middle({}, OPTIONS) is None


def test_a_fifth_answer_is_shown_and_a_sixth_waits_until_five_more_have_come() -> None:
    team_of = dict.fromkeys(STAFF, "")
    five = [(person, "good") for person in STAFF[:5]]
    assert len(rolled(five[:4], team_of, 5).states()) == 0
    assert len(rolled(five, team_of, 5).states()) == 1
    ten = [(person, "good") for person in STAFF[:10]]
    assert [len(state) for state in rolled(ten[:9], team_of, 5).states()] == [5]
    assert [len(state) for state in rolled(ten, team_of, 5).states()] == [5, 10]


def test_an_edited_answer_alone_does_not_move_the_picture() -> None:
    team_of = dict.fromkeys(STAFF, "")
    kept = rolled([(person, "good") for person in STAFF[:5]], team_of, 5)
    edited = kept.counted("p0", ("not_good", ""), 5, running=True)
    assert edited.now["p0"] == ("not_good", "")
    assert edited.states() == kept.states()


def test_the_same_person_answering_five_times_is_still_one_person() -> None:
    answers: list[tuple[str, str | None]] = [("p0", value) for value in ("good", "unsure", "good", "not_good", "good")]
    assert rolled(answers, dict.fromkeys(STAFF, ""), 5).states() == []


def test_once_the_quarter_is_over_what_was_shown_stays() -> None:
    kept = rolled([(person, "good") for person in STAFF[:5]], dict.fromkeys(STAFF, ""), 5)
    for person in STAFF[5:]:
        kept = kept.counted(person, ("not_good", ""), 5, running=False)
    assert [len(state) for state in kept.states()] == [5]


def test_somebody_forgotten_leaves_the_picture_as_it_was_and_no_trace_of_who_they_were() -> None:
    kept = rolled([(person, "good") for person in STAFF[:6]], dict.fromkeys(STAFF, ""), 5)
    after = kept.without("p0", "~")
    assert "p0" not in str(after.body())
    assert [sorted(state.values()) for state in after.states()] == [sorted(state.values()) for state in kept.states()]


def test_a_team_of_four_is_folded_in_and_takes_a_larger_one_with_it_where_subtracting_would_show_it() -> None:
    team_of = {person: "days" if number < 7 else "nights" for number, person in enumerate(STAFF[:11])}
    cell = dict.fromkeys(STAFF[:11], "good")
    assert teams_apart([cell], team_of, 5) == {}
    bigger = {**cell, "p11": "good"}
    assert set(teams_apart([bigger], {**team_of, "p11": "nights"}, 5)) == {"days", "nights"}


def test_an_outsider_sees_ten_or_more_rounded_to_five() -> None:
    nine = {f"p{number}": "good" for number in range(9)}
    assert for_outsiders(nine, OPTIONS) is None
    eleven = {f"p{number}": "good" if number < 8 else "unsure" for number in range(11)}
    assert for_outsiders(eleven, OPTIONS) == (10, {"not_good": 0, "unsure": 5, "good": 10})


def test_a_picture_that_tells_nothing_new_is_no_new_picture() -> None:
    cell = dict.fromkeys(STAFF[:5], "good")
    assert not may_follow([cell], dict(cell), 5)
