"""A map on which voices stand apart: differences are shown, not averaged."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from core.api import AskedQuestion, CasePictureData, Step, Text, VoiceAnswers
from plugins.risk_benefit.worry_map import draw


def scale(id: str, *words: str) -> AskedQuestion:
    steps = tuple(Step(word.lower().replace(" ", "_"), Text({"en": word})) for word in words)
    return AskedQuestion(id, Text({"en": id}), "words_scale", steps)


LOOK = {
    "could_go_well": AskedQuestion(
        "could_go_well", Text({"en": ""}), "group", (), {"how_much": scale("how_much", "A little", "A lot", "Who I am")}
    ),
    "worries": AskedQuestion(
        "worries", Text({"en": ""}), "group", (), {"severity": scale("severity", "Small", "Upsetting", "Serious")}
    ),
}


def voice(person: str, matters: list[str], hard: list[str]) -> VoiceAnswers:
    values = {
        "could_go_well": [{"row": str(n), "answers": {"how_much": one}} for n, one in enumerate(matters)],
        "worries": [{"row": str(n), "answers": {"severity": one}} for n, one in enumerate(hard)],
    }
    return VoiceAnswers(values, seat=person, person=person)


def on_map(*voices: VoiceAnswers) -> CasePictureData:
    return CasePictureData(Text({"en": "The shop"}), "Emrys", (), {"choice_look": LOOK}, {"choice_look": voices})


def test_before_anybody_has_looked_the_map_has_nine_empty_fields():
    made = draw(on_map(), "en")
    assert made.sentence == "Nobody stands on the map yet."
    assert made.svg.count("<rect") == 9
    assert made.rows == ()


def test_a_voice_stands_at_the_most_it_matters_and_the_hardest_of_its_worries():
    made = draw(on_map(voice("Carys", ["a_little", "a_lot"], ["small", "serious"])), "en")
    assert made.rows == (("Carys", "A lot", "Serious"),)


def test_voices_that_differ_stand_in_different_fields_and_the_sentence_says_so():
    made = draw(on_map(voice("Emrys", ["who_i_am"], ["small"]), voice("Carys", ["a_lot"], ["serious"])), "en")
    assert made.sentence == "Emrys and Carys stand in different places: something to talk about."
    places = re.findall(r'worry-map__mark"><(?:circle cx="([\d.]+)"|polygon points="([\d.]+))', made.svg)
    assert len(places) == 2


def test_voices_that_agree_stand_beside_each_other_in_one_field():
    made = draw(on_map(voice("Emrys", ["a_lot"], ["small"]), voice("Carys", ["a_lot"], ["small"])), "en")
    assert made.sentence == "Emrys and Carys stand in the same place."


def test_a_voice_without_a_worry_is_set_aside_and_never_counted_as_a_small_one():
    made = draw(on_map(voice("Emrys", ["who_i_am"], [])), "en")
    assert made.rows == (("Emrys", "Who I am", "No worry written"),)
    assert made.svg.count("worry-map__field--aside") == 3


def test_every_voice_has_a_shape_and_letters_of_its_own():
    made = draw(on_map(*(voice(f"Name{n} Jones", ["a_lot"], ["small"]) for n in range(10))), "en")
    swatches = [swatch for swatch, _ in made.legend]
    assert len(set(swatches)) == 10
    heights = re.search(r'viewBox="0 0 320 ([\d.]+)"', made.svg)
    assert heights is not None
    marks = [float(y) for y in re.findall(r'<circle cx="[\d.]+" cy="([\d.]+)"', made.svg)]
    assert all(y < float(heights[1]) for y in marks)


def test_what_was_noticed_stands_apart_from_what_was_said():
    noticed = replace(voice("Idris", [], ["upsetting"]), noticed=frozenset({"worries"}))
    said = voice("Idris", ["a_lot"], [])
    assert [row[0] for row in draw(on_map(said, noticed), "en").rows] == ["Idris", "Idris (noticed, not said)"]


def test_a_voice_that_chose_not_to_say_does_not_stand_on_the_map():
    huw = VoiceAnswers({}, seat="h", person="Huw", declined={"worries": Text({"en": "Not today"})})
    assert draw(on_map(huw), "en").rows == ()


def test_an_option_that_a_newer_form_no_longer_has_is_left_out_and_breaks_nothing():
    assert draw(on_map(voice("Carys", ["enormously"], ["catastrophic"])), "en").rows == ()


@pytest.mark.parametrize("name", ["<script>x</script>", "'\"><img src=x>", "🌻🌻", "", "W" * 300])
def test_a_hostile_name_on_the_map_stays_a_name(name):
    made = draw(on_map(voice(name, ["a_lot"], ["small"])), "en")
    assert "<script" not in made.svg
    assert "<img" not in made.svg
    assert "<script" not in made.legend[0][0]
