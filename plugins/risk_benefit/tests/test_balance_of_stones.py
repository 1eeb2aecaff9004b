"""Stones with names: their size comes from words, a no is always there, and nothing is added up."""

from __future__ import annotations

import re

import pytest

from core.api import AskedQuestion, CasePictureData, Step, Text, VoiceAnswers
from plugins.risk_benefit.balance import NAMED, draw
from plugins.risk_benefit.plugin import pictures


def scale(id: str, *words: str) -> AskedQuestion:
    steps = tuple(Step(word.lower().replace(" ", "_"), Text({"en": word, "cy": f"{word} (cy)"})) for word in words)
    return AskedQuestion(id, Text({"en": id}), "words_scale", steps)


def group(id: str, **inner: AskedQuestion) -> AskedQuestion:
    return AskedQuestion(id, Text({"en": id}), "group", (), inner)


LOOK = {
    "could_go_well": group("could_go_well", how_much=scale("how_much", "A little", "A lot", "Who I am")),
    "worries": group("worries", severity=scale("severity", "Small", "Upsetting", "Serious")),
    "if_we_say_no": group("if_we_say_no"),
}


def voice(person: str, **beds: list[dict[str, object]]) -> VoiceAnswers:
    values = {bed: [{"row": str(n), "answers": row} for n, row in enumerate(rows)] for bed, rows in beds.items()}
    return VoiceAnswers(values, seat=person, voice=Text({"en": "Somebody"}), person=person)


def choice(*voices: VoiceAnswers, **more: object) -> CasePictureData:
    return CasePictureData(
        Text({"en": "The shop"}), "Emrys", (), {"choice_look": LOOK}, {"choice_look": voices}, **more
    )


EMRYS = voice(
    "Emrys",
    could_go_well=[{"good_thing": "I do the list", "how_much": "who_i_am"}],
    if_we_say_no=[{"lost": "My trade"}],
)
CARYS = voice("Carys", worries=[{"worry": "The road", "severity": "serious"}, {"worry": "Rain", "severity": "small"}])


def widths(svg: str) -> list[float]:
    return [float(one) for one in re.findall(r'<ellipse class="stones__stone[^"]*"[^>]* rx="([\d.]+)"', svg)]


def test_the_plugin_brings_three_pictures_of_a_case():
    assert [(one.key, one.of) for one in pictures()] == [("balance", "case"), ("worry_map", "case"), ("goes", "case")]


def test_before_anything_was_laid_all_three_beds_are_there_and_empty():
    made = draw(choice(), "en")
    assert made.sentence == "Nobody has laid a stone yet."
    assert [row[1] for row in made.rows] == ["Could go well", "Worries", "If we say no"]
    assert made.svg.count("Nothing here yet") == 3


def test_what_a_no_would_cost_is_on_it_even_when_nobody_has_said():
    made = draw(choice(CARYS), "en")
    assert "If we say no" in made.svg
    assert made.sentence == "Carys laid these stones; what a no would cost is still to be said."


def test_each_stone_says_what_it_is_whose_it_is_and_how_large_in_words():
    made = draw(choice(EMRYS, CARYS), "en")
    assert made.rows == (
        ("1. I do the list", "Could go well", "Emrys", "Who I am"),
        ("2. The road", "Worries", "Carys", "Serious"),
        ("3. Rain", "Worries", "Carys", "Small"),
        ("4. My trade", "If we say no", "Emrys", "–"),
    )
    for words in ("I do the list", "The road", "Emrys", "Carys", "Serious"):
        assert f">{words}<" in made.svg


def test_a_stone_is_as_large_as_its_words_and_not_as_its_length():
    little = voice("A", could_go_well=[{"good_thing": "word " * 60, "how_much": "a_little"}])
    much = voice("B", could_go_well=[{"good_thing": "Tea", "how_much": "who_i_am"}])
    large, small = widths(draw(choice(little, much), "en").svg)
    assert large > small


def test_a_size_that_nobody_said_is_not_guessed():
    made = draw(choice(voice("A", worries=[{"worry": "Tired feet"}])), "en")
    assert made.rows[0] == ("1. Tired feet", "Worries", "A", "size not said")
    assert "stones__stone--unsaid" in made.svg


def test_no_number_says_which_side_is_heavier():
    made = draw(choice(EMRYS, CARYS), "en")
    shown = re.findall(r"<text[^>]*>([^<]*)</text>", made.svg)
    assert [words for words in shown if words.strip("+-–= ").isdigit()] == ["1", "2", "3", "4"]
    assert not re.search(r"\d", made.sentence)
    assert "transform" not in made.svg


def test_sixty_worries_are_all_there_and_each_has_its_words_in_the_table():
    many = voice("Marek", worries=[{"worry": f"Worry {n}", "severity": "small"} for n in range(60)])
    made = draw(choice(EMRYS, many), "en")
    assert made.svg.count("<polygon") == 60
    assert len([row for row in made.rows if row[1] == "Worries"]) == 60
    assert len(re.findall(r">Worry \d+<", made.svg)) == NAMED
    assert "has its words in the table" in made.note


def test_the_numbers_on_the_stones_are_those_of_the_table():
    many = voice("Marek", worries=[{"worry": f"Worry {n}", "severity": "small"} for n in range(12)])
    made = draw(choice(EMRYS, many), "en")
    drawn = re.findall(r'stones__number"[^>]*>(\d+)<', made.svg)
    assert sorted(map(int, drawn)) == [int(row[0].split(".")[0]) for row in made.rows]


def test_somebody_who_would_rather_not_say_lays_no_stone_and_is_not_passed_over():
    huw = VoiceAnswers({}, seat="h", person="Huw", declined={"worries": Text({"en": "I'd rather not say"})})
    made = draw(choice(EMRYS, huw), "en")
    assert ("–", "Worries", "Huw", "I'd rather not say") in made.rows
    assert "Huw" not in made.svg


def test_a_stone_that_was_only_noticed_says_so():
    noticed = VoiceAnswers(EMRYS.values, seat="e", person="Emrys", noticed=frozenset({"could_go_well"}))
    assert draw(choice(noticed), "en").rows[0][3] == "Who I am, noticed, not said"


def test_a_row_without_words_is_no_stone():
    assert (
        draw(choice(voice("A", worries=[{"severity": "serious"}, {}])), "en").sentence == "Nobody has laid a stone yet."
    )


def test_everything_is_said_in_welsh_for_a_welsh_reader():
    made = draw(choice(EMRYS, CARYS), "cy")
    assert made.sentence == "Emrys a Carys osododd y cerrig hyn; mae pris dweud na gyda'r gweddill."
    assert [row[1] for row in made.rows] == ["Allai fynd yn dda", "Pryderon", "Pryderon", "Os dywedwn ni na"]


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", '"/><g onclick="x"', "W" * 400, "🌻" * 90, "a\u0000b\n\nc"]
)
def test_hostile_words_stay_words(words):
    made = draw(choice(voice(words, worries=[{"worry": words, "severity": words}])), "en")
    assert "<script" not in made.svg
    assert "<g onclick" not in made.svg
    assert len([row for row in made.rows if row[1] == "Worries"]) == 1


def test_whoever_sees_only_their_own_stones_is_told_that_there_may_be_more():
    assert "There may be more." in draw(choice(CARYS, whole=False), "en").note
