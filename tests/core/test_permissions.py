"""Who may see what: every cell of the matrix that homes begin with, read three ways."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import get_args

import pytest
import yaml

from core import testing
from core.permissions import Answer, Asker, Condition, Mark, Matrix, PermissionsDefinition, Row, check_permissions
from core.records import Person
from core.text import plain
from core.web.asking import Viewer

FILE = Path(__file__).parents[2] / "plugins" / "home" / "permissions.yaml"
ROLES = (
    "resident", "family", "attorney", "advocate", "care_staff", "kitchen", "host", "manager", "practitioner", "volunteer",
    "authority", "system_admin", "inspector",
)  # fmt: skip

# ● sees it · ◐ only in part, or only while something holds · ○ only what is their own · – does not see it
AGREED = {
    # thing                R F L A C K S M P V Q X I
    "own_words":             "● ○ ○ ○ ○ ○ ○ ○ ○ ○ – – –",
    "papers_outside":        "● – ● ◐ – – ● ● ◐ – – – ◐",
    "person_page":           "● ◐ ● ◐ ● ● ● ● ◐ ◐ – – ◐",
    "exchange_columns":      "● ◐ ◐ ◐ ◐ ◐ ● ● ◐ – – – ◐",
    "private_note":          "○ ○ ○ ○ ○ ○ ○ – ○ – – – –",
    "senses_one":            "● ◐ ◐ ◐ ◐ – ● ● ◐ – – – ◐",
    "senses_raw":            "– ○ – – ○ ○ ○ – – ○ – – –",
    "senses_group":          "● ● ● ● ● ● ● ● ● ● ◐ – ●",
    "risk_benefit":          "● ◐ ● ◐ ◐ ◐ ● ● ◐ ◐ – – ◐",
    "cwtch_mine":            "● ◐ ◐ ◐ ● ● ● ● ◐ ◐ – – ◐",
    "cwtch_agreed":          "● ◐ ◐ ◐ ● ● ● ● ◐ ◐ – – ◐",
    "cwtch_ours":            "– – – – ○ ○ ○ – – ○ – – –",
    "community_map_home":    "● ● ● ● ● ● ● ● ● ● ◐ – ●",
    "community_map_personal": "● ◐ ◐ ◐ ◐ – ◐ ◐ ◐ – – – ◐",
    "community_map_unasked": "○ ○ ○ ○ ○ ○ ● ○ ○ ○ – – –",
    "community_map_personal_unasked": "○ ○ ○ ○ ○ – ◐ ○ ○ – – – –",
    "community_map_team":     "○ – – ◐ ◐ ◐ ● ● ◐ – – – –",
    "stories":               "◐ ◐ ◐ ◐ ◐ ◐ ◐ ◐ ◐ ◐ ◐ – ◐",
    "story_telling":         "● ◐ ◐ ◐ ◐ ◐ ◐ ◐ ◐ ◐ – – –",
    "story_consent":         "● ◐ ◐ ◐ ◐ ◐ ◐ ● ◐ ◐ – – ◐",
    "story_circle":          "◐ ◐ ◐ ◐ ● ● ● ● ◐ ◐ – – ●",
    "hopes":                 "● ◐ ◐ ◐ ◐ ◐ ● ● ◐ ◐ – – ◐",
    "between_two":           "◐ ◐ ◐ ◐ ◐ ◐ ◐ ◐ ◐ ◐ – – –",
    "ties":                  "● ◐ ◐ ◐ ◐ ◐ ● ● ◐ ◐ – – –",
    "match":                 "◐ ◐ – ◐ ◐ ◐ ● ● – ◐ – – –",
    "handover":              "● ◐ ◐ ◐ ● ● ● ● ◐ ◐ – – ◐",
    "round":                 "– – – – ● ● ● ● – ● – – –",
    "leap":                  "● ● ● ● ● ● ● ● ● ● ◐ – ●",
    "leap_named":            "○ ○ ○ ○ ○ ○ ● ● ○ ○ – – –",
    "leap_personal":         "● ◐ ◐ ◐ ◐ ◐ ● ● ◐ – – – ◐",
    "our_words":             "● ● ● ● ● ● ● ● ● ● ◐ – ●",
    "offers":                "● ● ● ● ● ● ● ● ● ● ◐ – ●",
    "activities":            "● ◐ ● ◐ ● ● ● ● ◐ ◐ – – ◐",
    "moments_together":      "○ ○ ○ ○ ● ● ● ● ○ ○ – – ◐",
    "day_wheel":             "● ● ● ● ● ● ● ● ● ● ◐ – ●",
    "who_we_missed":         "– – – – ● ● ● ● – – – – –",
    "legal_limits":          "● ◐ ● ● ◐ – ● ● ● – – – ●",
    "personal_plan":         "● ◐ ● ◐ ● ◐ ● ● ◐ – – – ◐",
    "safeguarding":          "◐ – – ◐ ○ ○ ○ ◐ ◐ ○ – – ◐",
    "audit":                 "○ – ● ◐ – – – ● – – – ◐ ●",
    "packs_settings":        "– – – – – – ◐ ◐ – – ◐ ◐ –",
    "bring_forward":         "– – – – – – – ● – – – – –",
}  # fmt: skip
SEAT = Mark(see="when", when="seat")
SIGNS = {"●": "full", "◐": "when", "○": "own", "–": "none"}
CELLS = [(row, role) for row in AGREED for role in ROLES]
CONDITIONS: tuple[Condition, ...] = get_args(Condition)
EVERY_HOLDING = [frozenset(some) for size in range(len(CONDITIONS) + 1) for some in combinations(CONDITIONS, size)]


@pytest.fixture(scope="module")
def matrix() -> Matrix:
    return testing.house().installed.catalogue.matrix


@pytest.fixture(scope="module")
def people():
    return testing.house().installed.catalogue.people


@pytest.fixture(scope="module")
def written() -> dict[str, dict[str, object]]:
    return {row["id"]: row["may"] for row in yaml.safe_load(FILE.read_text(encoding="utf-8"))["rows"]}


def test_the_matrix_speaks_of_every_role_and_of_every_thing_that_was_agreed(matrix, people):
    assert set(matrix.rows) == set(AGREED)
    assert set(people.roles) == set(ROLES)
    assert all(set(row.may) == set(ROLES) for row in matrix.rows.values())


@pytest.mark.parametrize(("row", "role"), CELLS)
def test_each_cell_is_what_was_agreed(matrix, row, role):
    sign = AGREED[row].split()[ROLES.index(role)]
    assert matrix.rows[row].may[role].see == SIGNS[sign]


@pytest.mark.parametrize(("row", "role"), CELLS)
def test_each_cell_answers_as_it_is_written_whatever_else_holds(matrix, written, row, role):
    mark = written[row][role]
    for holds in EVERY_HOLDING:
        answer = matrix.may(Asker((role,), holds), row)
        if mark == "full":
            expected = True
        elif mark == "none":
            expected = False
        else:
            expected = (mark if isinstance(mark, str) else mark["when"]) in holds
        assert answer.yes is expected, (holds, answer.why)
        assert row in answer.why
        if expected and isinstance(mark, dict):
            assert (answer.part, answer.at_least) == (mark.get("part"), mark.get("at_least"))


def test_nobody_without_a_role_sees_anything(matrix):
    assert [row for row in matrix.rows if matrix.may(Asker((), frozenset(CONDITIONS)), row).yes] == []


def test_a_thing_the_matrix_does_not_know_is_seen_by_nobody(matrix):
    assert matrix.may(Asker(ROLES, frozenset(CONDITIONS)), "something_new") == Answer(
        False, "no row 'something_new' in the permission matrix"
    )


def test_whoever_has_two_roles_sees_what_the_wider_one_sees():
    part = Mark(see="when", when="seat", part="plan")
    row = Row(id="plan", title=plain("The plan"), may={"cook": part, "carer": Mark(see="when", when="seat")})
    both = Matrix({"plan": row}).may(Asker(("carer", "cook"), frozenset({"seat"})), "plan")
    assert (both.yes, both.part) == (True, None)
    assert both == Matrix({"plan": row}).may(Asker(("cook", "carer"), frozenset({"seat"})), "plan")


def test_the_list_of_all_i_may_see_says_the_same_as_each_question(matrix):
    asker = Asker(("kitchen",), frozenset({"circle"}))
    assert {id: answer for id, _title, answer in matrix.seen_by(asker)} == {
        row: matrix.may(asker, row) for row in matrix.rows
    }


def test_a_gift_opens_its_own_row_and_no_other_and_is_told_from_a_right(matrix):
    asker = Asker(("family",), shared=frozenset({"senses_one"}))
    given = matrix.may(asker, "senses_one")
    assert (given.yes, given.shared, given.whole) == (True, True, False)
    assert [row for row in matrix.rows if matrix.may(asker, row).shared] == ["senses_one"]


def test_what_somebody_sees_by_right_is_not_less_for_being_a_gift_as_well():
    row = Row(id="plan", title=plain("The plan"), may={"cook": Mark(see="when", when="share"), "carer": SEAT})
    answer = Matrix({"plan": row}).may(Asker(("cook", "carer"), frozenset({"seat", "share"})), "plan")
    assert answer.whole


def test_worries_open_by_the_list_alone_and_are_nobodys_gift(matrix):
    everything_else = frozenset(CONDITIONS) - {"named", "own"}
    assert not matrix.may(Asker(("manager",), everything_else), "safeguarding").yes
    assert matrix.may(Asker(("manager",), frozenset({"named"})), "safeguarding").yes
    assert [row.id for row in matrix.rows.values() if row.gift] == [
        "person_page",
        "senses_one",
        "risk_benefit",
        "cwtch_mine",
    ]


@pytest.mark.parametrize(
    ("mark", "than", "wider"),
    [
        (Mark(see="full"), Mark(see="full"), False),
        (Mark(see="full"), Mark(see="when", when="seat"), True),
        (Mark(see="when", when="seat"), Mark(see="full"), False),
        (Mark(see="when", when="seat"), Mark(see="when", when="circle"), True),
        (Mark(see="when", when="seat"), None, True),
        (Mark(see="own"), Mark(see="none"), False),
        (Mark(see="full"), Mark(see="full", part="plan"), True),
        (Mark(see="full", part="plan"), Mark(see="full"), False),
        (Mark(see="full"), Mark(see="full", at_least=5), True),
        (Mark(see="full", at_least=10), Mark(see="full", at_least=5), False),
    ],
)
def test_a_mark_is_wider_than_another_when_it_shows_more_or_to_others(mark, than, wider):
    rows = {
        "a": Row(id="a", title=plain("A"), may={"cook": mark}),
        "b": Row(id="b", title=plain("B"), may={"cook": than} if than is not None else {}),
    }
    assert Matrix(rows).wider("a", "b") == ("cook" if wider else None)


# -- whose things -----------------------------------------------------------------------------------------------------


def _viewer(people, role: str, **more: object) -> Viewer:
    return Viewer(Person(id="me", name="Me", roles=(role,), **more), people)


DILYS = Person(id="dilys", name="Dilys", roles=("resident",))
GWILYM = Person(id="gwilym", name="Gwilym", roles=("resident",))


@pytest.mark.parametrize("row", list(AGREED))
def test_another_resident_sees_nothing_of_dilys(matrix, people, row):
    gwilym = Viewer(GWILYM, people)
    assert not matrix.may(gwilym.asker(DILYS), row).yes
    assert not matrix.may(gwilym.asker(DILYS, seat=True), row).yes


@pytest.mark.parametrize("role", ["family", "attorney", "advocate", "practitioner"])
@pytest.mark.parametrize("row", list(AGREED))
def test_whoever_is_there_for_gwilym_sees_nothing_of_dilys(matrix, people, row, role):
    viewer = _viewer(people, role, of=("gwilym",))
    assert not matrix.may(viewer.asker(DILYS), row).yes


@pytest.mark.parametrize("row", [row for row in AGREED if AGREED[row].startswith("●")])
def test_dilys_sees_what_is_hers(matrix, people, row):
    assert matrix.may(Viewer(DILYS, people).asker(DILYS), row).yes


def test_an_attorney_sees_the_limits_of_the_one_she_is_there_for(matrix, people):
    viewer = _viewer(people, "attorney", of=("dilys",))
    assert matrix.may(viewer.asker(DILYS), "legal_limits").yes
    assert matrix.may(viewer.asker(DILYS), "senses_one").yes


def test_a_seat_at_the_table_shows_the_table_to_a_daughter(matrix, people):
    viewer = _viewer(people, "family", of=("dilys",))
    assert not matrix.may(viewer.asker(DILYS), "exchange_columns").yes
    assert matrix.may(viewer.asker(DILYS, seat=True), "exchange_columns").yes


def test_a_carer_outside_the_circle_does_not_see_one_persons_senses(matrix, people):
    near = Person(id="dilys", name="Dilys", roles=("resident",), circle=("me",))
    viewer = _viewer(people, "care_staff")
    assert not matrix.may(viewer.asker(DILYS), "senses_one").yes
    assert matrix.may(viewer.asker(near), "senses_one").yes


def test_what_belongs_to_the_home_is_in_the_scope_of_the_post(matrix, people):
    manager = _viewer(people, "manager")
    assert matrix.may(manager.asker(None, of_home=True), "packs_settings").part == "approve"
    assert not matrix.may(manager.asker(None), "packs_settings").yes
    assert not matrix.may(_viewer(people, "care_staff").asker(None, of_home=True), "safeguarding").yes


def test_a_carer_keeps_what_she_wrote_herself(matrix, people):
    viewer = _viewer(people, "care_staff")
    assert matrix.may(viewer.asker(DILYS, own=True), "private_note").yes
    assert not matrix.may(viewer.asker(DILYS), "private_note").yes


# -- the file itself ---------------------------------------------------------------------------------------------------


def test_a_role_nobody_has_is_noticed_with_the_nearest_there_is(people):
    row = Row(id="plan", title=plain("The plan"), may={"manger": Mark(see="full")})
    definition = PermissionsDefinition(id="home", title=plain("Who"), rows=(row, row))

    class Around:
        pass

    around = Around()
    around.people = people
    found = [(finding.code, finding.hint) for finding in check_permissions(definition, around)]
    assert found.count(("E201", "did you mean 'manager'?")) == 2
    assert "E109" in {code for code, _hint in found}
