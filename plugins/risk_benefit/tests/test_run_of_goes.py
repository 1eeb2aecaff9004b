"""Faces from each go: the oldest first, each person's own row, and nobody's guess in somebody else's."""

from __future__ import annotations

from datetime import date

import pytest

from core.api import AskedQuestion, CasePictureData, Step, Text, VoiceAnswers
from plugins.risk_benefit.goes import NEWEST, draw

FACES = tuple(
    Step(id, Text({"en": words}))
    for id, words in [("not_good", "Not good"), ("unsure", "In between"), ("good", "Good")]
)
WENT = {
    "how_it_was": AskedQuestion("how_it_was", Text({"en": "How was it?"}), "faces", FACES),
    "for_company": AskedQuestion(
        "for_company",
        Text({"en": ""}),
        "group",
        (),
        {"how_for_them": AskedQuestion("how_for_them", Text({"en": ""}), "faces", FACES)},
    ),
}


def went(
    day: int, person: str, face: str | None, company: tuple[tuple[str, str], ...] = (), **more: object
) -> VoiceAnswers:
    rows = [
        {"row": str(n), "answers": {"who_went": {"id": None, "name": who}, "how_for_them": how}}
        for n, (who, how) in enumerate(company)
    ]
    values: dict[str, object] = {"for_company": rows} if rows else {}
    if face is not None:
        values["how_it_was"] = face
    return VoiceAnswers(
        values,
        seat=person,
        person=person,
        subject=person == "Emrys",
        day=date(2026, 5, day),
        on=Text({"en": f"{day} May"}),
        **more,
    )


def run(*goes: VoiceAnswers) -> CasePictureData:
    return CasePictureData(Text({"en": "The shop"}), "Emrys", (), {"choice_went": WENT}, {"choice_went": goes})


def test_before_the_first_go_the_picture_says_so_and_draws_nothing():
    made = draw(run(), "en")
    assert (made.svg, made.sentence, made.rows) == ("", "There has been no go yet.", ())


def test_goes_run_from_the_oldest_to_the_newest():
    made = draw(run(went(1, "Emrys", "good"), went(4, "Emrys", "unsure")), "en")
    assert made.rows == (("1 May", "Good"), ("4 May", "In between"))
    assert made.svg.index(">1 May<") < made.svg.index(">4 May<")
    assert made.sentence == "The last go was on 4 May: Emrys, in between."


def test_how_somebody_else_saw_it_is_never_in_the_persons_own_row():
    made = draw(run(went(1, "Emrys", "not_good"), went(1, "Marek", "good")), "en")
    assert made.head == ("Go", "Emrys", "Emrys, as Marek saw it")
    assert made.rows == (("1 May", "Not good", "Good"),)


def test_what_was_noticed_about_the_person_has_a_row_of_its_own():
    made = draw(run(went(1, "Emrys", "good", noticed=frozenset({"how_it_was"}))), "en")
    assert made.head == ("Go", "Emrys, noticed and not said")


def test_company_has_rows_of_its_own_and_a_name_like_the_persons_takes_nothing_over():
    made = draw(run(went(1, "Marek", None, (("Marek", "good"), ("Emrys", "not_good")))), "en")
    assert made.head == ("Go", "Marek", "Emrys, as Marek saw it")


def test_two_people_of_one_name_stay_two():
    made = draw(run(went(1, "Bethan", None, (("Huw", "good"), ("Huw", "unsure")))), "en")
    assert made.rows == (("1 May", "Good", "In between"),)


def test_two_goes_on_one_day_are_two_goes():
    made = draw(run(went(1, "Emrys", "good"), went(1, "Emrys", "unsure")), "en")
    assert [row[1] for row in made.rows] == ["Good", "In between"]


def test_a_time_nobody_was_asked_is_a_gap_and_not_a_face():
    made = draw(run(went(1, "Emrys", "good"), went(2, "Marek", "good")), "en")
    assert made.rows[1] == ("2 May", "Not asked", "Good")
    assert made.svg.count("goes__gap") == 2


def test_not_saying_is_drawn_as_an_open_ring_with_its_words():
    made = draw(run(went(1, "Emrys", None, declined={"how_it_was": Text({"en": "Not today"})})), "en")
    assert made.rows == (("1 May", "Not today"),)
    assert "goes__declined" in made.svg


def test_of_many_goes_the_newest_are_drawn_and_all_stand_in_the_table():
    made = draw(run(*(went(day, "Emrys", "good") for day in range(1, 31))), "en")
    assert len(made.rows) == 30
    assert made.svg.count("face--good") == NEWEST
    assert ">30 May<" in made.svg
    assert ">1 May<" not in made.svg
    assert "Earlier goes stand in the table." in made.note


def test_every_run_of_faces_says_what_it_is_not():
    assert "not consent" in draw(run(went(1, "Emrys", "good")), "en").note


def test_a_go_told_without_a_face_is_still_a_go():
    made = draw(run(went(1, "Emrys", None)), "en")
    assert made.sentence == "No face has been chosen yet."
    assert made.rows == (("1 May",),)


@pytest.mark.parametrize("name", ["<script>x</script>", "{about} {who}", "W" * 300, '"onload="x'])
def test_a_hostile_name_in_a_run_stays_a_name(name):
    made = draw(run(went(1, name, "good", ((name, "good"),))), "en")
    assert "<script" not in made.svg
    assert ' onload="' not in made.svg
