"""The picture of a table: every chair is there, what is shared lies in the middle, and nobody's words are compared."""

from __future__ import annotations

import re

import pytest

from core.api import AskedQuestion, CasePictureData, Chair, Step, Text, VoiceAnswers
from plugins.exchange.plugin import pictures
from plugins.exchange.round_table import draw

IN_THE_WAY = AskedQuestion(
    "gets_in_the_way",
    Text({"en": "What gets in the way?", "cy": "Beth sy'n rhwystro?"}),
    "choices",
    (
        Step("noise", Text({"en": "Noise", "cy": "Sŵn"})),
        Step("misunderstood", Text({"en": "Being misunderstood", "cy": "Camddealltwriaeth"})),
        Step("money", Text({"en": "Money", "cy": "Arian"})),
    ),
)
GOING_WELL = AskedQuestion("going_well", Text({"en": "What is going well?"}), "long_text")
FAMILY = Text({"en": "Family or friend", "cy": "Teulu neu ffrind"})


def chair(seat: str, person: str, state: str = "heard", status: str = "heard") -> Chair:
    return Chair(seat, FAMILY, person, Text({"en": status, "cy": status}), state)


def said(seat: str, person: str, *chosen: str, **more: object) -> VoiceAnswers:
    return VoiceAnswers({"gets_in_the_way": list(chosen)}, seat=seat, voice=FAMILY, person=person, **more)


def table(chairs: list[Chair], answers: list[VoiceAnswers], **more: object) -> CasePictureData:
    asked = {"my_view": {"gets_in_the_way": IN_THE_WAY, "going_well": GOING_WELL}}
    return CasePictureData(
        Text({"en": "A talk", "cy": "Sgwrs"}), "Emrys", tuple(chairs), asked, {"my_view": tuple(answers)}, **more
    )


EMRYS, CARYS, MAREK = chair("e", "Emrys Bowen"), chair("c", "Carys Bowen"), chair("m", "Marek")
IDRIS = chair("i", "Idris Vaughan", "waiting", "invited")


def middle(svg: str) -> list[str]:
    return re.findall(r'<text class="table__shared"[^>]*>([^<]*)<', svg)


def test_the_plugin_brings_the_round_table_as_a_picture_of_a_case():
    assert [(one.key, one.of) for one in pictures()] == [("round_table", "case")]


def test_before_anything_was_said_there_are_only_chairs():
    made = draw(table([chair("e", "Emrys Bowen", "waiting", "invited"), IDRIS], []), "en")
    assert made.sentence == "Nobody has spoken yet; these chairs are still empty: Emrys and Idris."
    assert made.svg.count("table__chair--empty") == 2
    assert middle(made.svg) == []
    assert "table__alone" not in made.svg


def test_the_sentence_says_who_has_spoken_and_whose_chair_is_empty():
    made = draw(table([EMRYS, CARYS, IDRIS], []), "en")
    assert made.sentence == "Two voices have spoken; Idris’s chair is still empty."


def test_the_sentence_is_welsh_for_a_welsh_reader():
    made = draw(table([EMRYS, CARYS, IDRIS], [said("e", "Emrys", "noise"), said("c", "Carys", "noise")]), "cy")
    assert made.sentence == (
        "Mae dau lais wedi siarad; mae cadair Idris yn dal yn wag. Cafodd y rhain eu henwi gan fwy nag un ohonon ni: sŵn."
    )


def test_an_empty_chair_is_said_in_words_and_drawn_dashed():
    made = draw(table([EMRYS, IDRIS], []), "en")
    swatch, words = made.legend[1]
    assert "table__chair--empty" in swatch
    assert words == "Idris Vaughan, family or friend: empty so far, invited."
    assert made.rows[1][2] == "empty so far, invited"


def test_a_chair_that_nobody_sits_on_has_the_name_of_its_voice():
    made = draw(table([EMRYS, chair("f", "", "waiting", "invited")], []), "en")
    assert made.sentence == "One voice has spoken; the chair for “Family or friend” is still empty."
    assert made.rows[1][0] == "Family or friend"


def test_somebody_who_chose_not_to_take_part_is_not_waited_for():
    made = draw(table([EMRYS, chair("h", "Huw Pugh", "chose_not_to", "chose not to take part")], []), "en")
    assert made.sentence == "One voice has spoken."
    assert made.rows[1][2] == "chose not to take part"


def test_what_two_voices_named_lies_in_the_middle_and_what_one_named_at_the_edge():
    made = draw(
        table([EMRYS, CARYS, MAREK], [said("e", "E", "noise"), said("c", "C", "noise", "money"), said("m", "M")]), "en"
    )
    assert middle(made.svg) == ["Noise"]
    assert made.svg.count("table__alone") == 1
    assert made.rows[1][3:5] == ("Noise", "Money")
    assert made.legend[1][1].endswith("Only here: money.")
    assert "More than one of us named: noise." in made.sentence


def test_the_same_words_written_freely_are_never_taken_for_common_ground():
    free = [VoiceAnswers({"going_well": "The garden"}, seat=seat, person=seat) for seat in ("e", "c")]
    made = draw(table([EMRYS, CARYS], free), "en")
    assert middle(made.svg) == []
    assert "garden" not in str(made)


def test_what_was_only_noticed_about_somebody_is_not_their_choice():
    noticed = said("e", "Emrys", "noise", noticed=frozenset({"gets_in_the_way"}))
    made = draw(table([EMRYS, CARYS], [noticed, said("c", "Carys", "noise")]), "en")
    assert middle(made.svg) == []
    assert made.rows[0][3:5] == ("–", "–")


def test_one_voice_that_tells_twice_is_still_one_voice():
    made = draw(table([EMRYS, CARYS], [said("e", "Emrys", "noise"), said("e", "Emrys", "noise")]), "en")
    assert middle(made.svg) == []


def test_two_daughters_are_two_chairs_with_names_that_can_be_told_apart():
    made = draw(table([EMRYS, chair("a", "Ann Price"), chair("b", "Ann Parry")], []), "en")
    assert made.svg.count(">Ann P<") == 2
    assert [">AP<" in swatch or ">AP2<" in swatch for swatch, _ in made.legend] == [False, True, True]
    assert made.legend[1][0] != made.legend[2][0]


@pytest.mark.parametrize("many", [1, 2, 3, 5, 10, 13])
def test_every_chair_stands_inside_the_picture_and_apart_from_the_others(many):
    made = draw(table([chair(f"s{n}", f"Gwenllian {n}") for n in range(many)], []), "en")
    width, height = (float(one) for one in re.search(r'viewBox="0 0 (\S+) (\S+)"', made.svg).groups())
    places = [
        (float(x), float(y))
        for x, y in re.findall(r'<circle class="table__chair[^"]*" cx="(\S+)" cy="(\S+)" r="21"', made.svg)
    ]
    assert len(places) == many
    assert all(40 <= x <= width - 40 and 40 <= y <= height - 40 for x, y in places)
    apart = [((a - c) ** 2 + (b - d) ** 2) ** 0.5 for n, (a, b) in enumerate(places) for c, d in places[:n]]
    assert min(apart, default=99) > 44


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        '"><svg onload=alert(1)>',
        "' style='x",
        "{who} {n}",
        "𓀀" * 40,
        "م حمد",
        "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
        "   ",
    ],
)
def test_a_hostile_name_stays_a_name(name):
    made = draw(
        table([chair("x", name, "waiting", name), CARYS], [said("x", name, "noise"), said("c", "C", "noise")]), "en"
    )
    assert "<script" not in made.svg
    assert "onload=alert(1)>" not in made.svg
    assert " style=" not in made.svg
    assert len(made.rows) == 2
    assert made.rows[0][0] == name


def test_whoever_sees_only_a_part_is_told_that_there_may_be_more():
    assert "There may be more." in draw(table([CARYS], [], whole=False), "en").note
    assert "There may be more." not in draw(table([CARYS], []), "en").note


def test_long_welsh_words_in_the_middle_are_written_whole():
    made = draw(table([EMRYS, CARYS], [said("e", "E", "misunderstood"), said("c", "C", "misunderstood")]), "cy")
    assert middle(made.svg) == ["Camddealltwriaeth"]
