"""A stored answer, typed again, is the same answer: for changing one's mind, for stories, for another device."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.contributions import Asking
from forms.answers import read
from forms.records import DECLINED
from forms.written import stored, typed_from
from tests.forms.conftest import TODAY

PEOPLE = (("p1", "Gwilym"), ("p2", "Mot"))
words = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0\r"), min_size=1, max_size=60).filter(
    lambda text: bool(text.strip()) and text.strip("\n") == text
)
names = words.map(str.strip).filter(lambda text: bool(text) and "\n" not in text and len(text.splitlines()) == 1)
somebody = st.one_of(
    st.sampled_from([{"id": id, "name": name} for id, name in PEOPLE]),
    names.map(lambda name: {"id": None, "name": name}),
)


def _unique(people):
    known = {one["id"]: one for one in people if one["id"]}
    here = [known[id] for id, _ in PEOPLE if id in known]
    return [*here, *(one for one in people if not one["id"])]


row = st.fixed_dictionaries({"hope": words}, optional={"how_near": st.sampled_from(["unsure", "good"])})
answers = st.fixed_dictionaries(
    {},
    optional={
        "nickname": words,
        "morning": words,
        "cups": st.integers(0, 20) | st.sampled_from(["2.5", "0.25"]),
        "tea_time": words,
        "milk": st.sampled_from(["with_milk", "black"]),
        "beside": st.sampled_from([["welsh_cake"], ["welsh_cake", "company"], ["nothing"]]),
        "goes_out": st.sampled_from(["yes", "no", "not_sure"]),
        "mood": st.sampled_from(["not_good", "unsure", "good"]),
        "places": st.dictionaries(
            st.sampled_from(["lounge", "shops"]), st.sampled_from(["good", "unsure", "not_good"]), min_size=1
        ),
        "moved_in": st.dates(min_value=TODAY.replace(year=1900))
        .filter(lambda day: day.year < 2150)
        .map(lambda day: day.isoformat()),
        "best_friend": somebody,
        "table": st.lists(somebody, min_size=1, max_size=4).map(_unique),
        "hopes": st.lists(row, min_size=1, max_size=3).map(
            lambda rows: [{"row": f"row{number}", "answers": one} for number, one in enumerate(rows)]
        ),
    },
)


def again(compiled, values, declined):
    typed = typed_from(compiled, values, declined)
    return read(compiled, typed, Asking("en", PEOPLE), voice="resident", today=TODAY)


@given(values=answers)
def test_every_answer_typed_again_is_the_same_answer(all_kinds, values):
    reading = again(all_kinds, values, {})
    worked_out = {"hopes_said": len(values.get("hopes", ()))}
    assert reading.errors == {}
    assert reading.values == {**values, **worked_out}


@given(declined=st.dictionaries(st.sampled_from(["nickname", "morning", "mood", "hopes"]), st.sampled_from(DECLINED)))
def test_every_choice_not_to_answer_typed_again_is_the_same(all_kinds, declined):
    assert again(all_kinds, {}, declined).declined == declined


def test_a_scenario_may_write_rows_and_people_shortly(all_kinds):
    hopes, friend, table = (all_kinds.form.question(id) for id in ("hopes", "best_friend", "table"))
    assert stored(hopes, ({"hope": "the sea"},)) == [{"row": "r1", "answers": {"hope": "the sea"}}]
    assert stored(hopes, {"row": "sea", "hope": "the sea"}) == [{"row": "sea", "answers": {"hope": "the sea"}}]
    assert stored(friend, "Nan") == {"id": None, "name": "Nan"}
    assert stored(table, ("Nan", {"id": "p1", "name": "Gwilym"})) == [
        {"id": None, "name": "Nan"},
        {"id": "p1", "name": "Gwilym"},
    ]
