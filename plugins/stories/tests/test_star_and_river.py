"""The star of hopes and the river of stories: each voice's own word, no sum, and nothing that was not shared."""

from __future__ import annotations

from datetime import date

import pytest

from core.api import AskedQuestion, BoardItem, BoardPictureData, CasePictureData, RowAnswers, Step, Text, VoiceAnswers
from plugins.stories import river, star

FAR = {
    "not_yet": "Not yet",
    "a_little": "A little",
    "mostly": "Mostly",
    "there": "There",
    "changed_my_mind": "I have changed my mind, and that is fine",
}
ASKED = {
    "how": {
        "how_far_each": AskedQuestion(
            "how_far_each",
            Text({"en": ""}),
            "group",
            (),
            {
                "how_far": AskedQuestion(
                    "how_far",
                    Text({"en": ""}),
                    "choice",
                    tuple(Step(id, Text({"en": words})) for id, words in FAR.items()),
                )
            },
        )
    }
}


def hopes(*words):
    rows = [{"row": str(number), "answers": {"hoping_for": one}} for number, one in enumerate(words)]
    return VoiceAnswers({"hopes": rows}, seat="mair", person="Mair", subject=True)


def says(person, *far, noticed=False):
    rows = [{"row": str(number), "answers": {"how_far": one}} for number, one in enumerate(far) if one]
    seen = frozenset({"how_far_each"}) if noticed else frozenset()
    return VoiceAnswers({"how_far_each": rows}, seat=person, person=person, noticed=seen)


def drawn(hope, *views, whole=True):
    data = CasePictureData(Text({"en": "Hopes"}), "Mair", (), ASKED, {"hope": (hope,), "how": views}, whole)
    return star.draw(data, "en")


def test_before_a_hope_is_said_nothing_is_drawn():
    made = star.draw(CasePictureData(Text({"en": "Hopes"})), "en")
    assert (made.svg, made.sentence) == ("", "No hope has been written down yet.")


def test_two_views_of_one_hope_stand_side_by_side_and_are_never_one_number():
    made = drawn(hopes("Hear Welsh every day"), says("Mair", "mostly"), says("Bethan", "there"))
    assert made.sentence == "Hear Welsh every day: Mair says mostly, Bethan says there."
    assert made.head == ("Hope", "Mair", "Bethan")
    assert made.rows == (("Hear Welsh every day", "Mostly", "There"),)


def test_what_nobody_was_asked_is_a_gap():
    made = drawn(hopes("Welsh", "The sea"), says("Mair", "mostly"))
    assert made.rows == (("Welsh", "Mostly"), ("The sea", "Not asked"))


def test_a_changed_mind_is_a_leaf_beside_the_ray():
    made = drawn(hopes("The choir"), says("Gwilym", "changed_my_mind"))
    assert "star__mark--leaf" in made.svg
    assert made.sentence == "The choir: Gwilym says I have changed my mind, and that is fine."


def test_what_was_only_noticed_says_so():
    made = drawn(hopes("Welsh"), says("Idris", "a_little", noticed=True))
    assert "Idris (noticed, not said)" in made.sentence
    assert "star__mark--noticed" in made.svg


def test_many_voices_with_one_word_lie_beside_each_other():
    made = drawn(hopes("Welsh"), *(says(name, "there") for name in ("Ann", "Bethan", "Carys", "Dai")))
    places = [part.split('"')[0] for part in made.svg.split('class="star__mark" cx="')[1:]]
    assert len(set(places)) == 4


def test_who_sees_only_a_part_is_told_that_there_may_be_more():
    assert "There may be more." in drawn(hopes("Welsh"), whole=False).note


@pytest.mark.parametrize("words", ["<script>x</script>", "{who} {word} {all}", "W" * 300, '"onload="x'])
def test_hostile_words_in_a_star_stay_words(words):
    made = drawn(hopes(words), says(words, "there"))
    assert "<script" not in made.svg
    assert ' onload="' not in made.svg
    assert words in made.sentence


# -- the river ----------------------------------------------------------------------------------------------------------


def story(day, who="Emrys Bowen", called="I do the shop."):
    return BoardItem(
        who, date(2026, 5, day), Text({"en": f"{day} May"}), {"story_change": (RowAnswers({"called": called}),)}
    )


def flows(*items):
    return river.draw(BoardPictureData(Text({"en": "Our stories"}), items), "en")


def test_without_a_shared_story_there_is_no_water():
    assert flows().svg == ""


def test_a_story_is_a_stone_with_its_title_its_teller_and_its_day():
    made = flows(story(3))
    assert made.sentence == "One story is shared with you: Emrys Bowen, I do the shop."
    assert made.rows == (("3 May", "Emrys Bowen", "I do the shop."),)
    assert made.svg.count("river__stone") == 1


def test_stories_run_from_the_oldest_to_the_newest():
    made = flows(story(3), story(9, "Norah Keane", "The tarts"))
    assert made.svg.index(">3 May<") < made.svg.index(">9 May<")
    assert made.sentence == "2 stories are shared with you. The newest: The tarts; Norah Keane, 9 May."


def test_of_many_stories_the_newest_are_drawn_and_all_stand_in_the_table():
    made = flows(*(story(day) for day in range(1, 20)))
    assert made.svg.count("river__stone") == river.NEWEST
    assert len(made.rows) == 19
    assert "Earlier stories stand in the table." in made.note


@pytest.mark.parametrize("words", ["<script>x</script>", "{who} {name} {day}", "W" * 300, '"onload="x', ""])
def test_hostile_words_in_a_river_stay_words(words):
    made = flows(story(3, words, words))
    assert "<script" not in made.svg
    assert ' onload="' not in made.svg
