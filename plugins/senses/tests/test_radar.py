"""The wheel of six spokes: lines for groups and times, broken where nothing was asked, and never a number for anybody."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from functools import cache

import pytest

from core import testing
from core.api import Line, Mark, Picture, PictureData, PictureMade, Spoke, Step, Text

SVG = "{http://www.w3.org/2000/svg}"


@cache
def wheel() -> Picture:
    """The radar as a house knows it."""
    found: Picture = testing.house().plugins.hooks.collected.of("pictures")["radar"]
    return found


def text(words: str) -> Text:
    return Text({"en": words, "cy": words})


STEPS = tuple(Step(id, text(id.title())) for id in ("not_good", "unsure", "good"))
SPOKES = tuple(Spoke(f"s{number}", text(f"Sense {number}"), STEPS) for number in range(6))


def line(id: str, places: dict[str, float | None], **more: object) -> Line:
    marks = {
        spoke: Mark(text("said"), "answered" if at is not None else "declined", at) for spoke, at in places.items()
    }
    return Line(id, text(id.title()), marks, **more)  # type: ignore[arg-type]


def whole(id: str, place: float = 1.0, **more: object) -> Line:
    return line(id, dict.fromkeys((spoke.id for spoke in SPOKES), place), **more)


def drawn(*lines: Line, language: str = "en") -> tuple[ET.Element, PictureMade]:
    made = (
        testing.house()
        .plugins.hooks.collected.of("pictures")["radar"]
        .draw(PictureData(text("How are things?"), SPOKES, lines, text("Everything is as it was.")), language)
    )
    return ET.fromstring(str(made.svg)), made


def of_class(root: ET.Element, name: str) -> list[ET.Element]:
    return [one for one in root.iter() if name in (one.get("class") or "").split()]


def test_a_whole_line_goes_round() -> None:
    root, _made = drawn(whole("staff"))
    assert len(of_class(root, "radar__line")) == 6
    assert len(of_class(root, "radar__mark")) == 6


def test_a_line_is_broken_on_both_sides_of_what_was_not_asked() -> None:
    places: dict[str, float | None] = dict.fromkeys((spoke.id for spoke in SPOKES), 0.5)
    del places["s2"]
    root, made = drawn(line("emrys", places))
    assert len(of_class(root, "radar__line")) == 4
    assert len(of_class(root, "radar__mark")) == 5
    assert made.rows[2][1] == "Not asked"


def test_not_asked_is_no_zero_and_choosing_not_to_answer_is_none_either() -> None:
    root, _made = drawn(line("emrys", {"s0": 0.0, "s1": None}))
    assert len(of_class(root, "radar__mark")) == 1
    assert of_class(root, "radar__line") == []


def test_lines_differ_in_colour_and_shape_and_dash() -> None:
    root, made = drawn(whole("residents"), whole("families"), whole("staff"))
    groups = of_class(root, "radar__of")
    looks = {
        (group.get("class"), group.find("*[@class='radar__mark']").tag, group.find("*").get("stroke-dasharray"))  # type: ignore[union-attr]
        for group in groups
    }
    assert len(looks) == 3
    assert len({look[2] for look in looks}) == 3
    assert len(made.legend) == 3


def test_no_mark_hides_another_where_groups_say_the_same() -> None:
    root, _made = drawn(whole("residents"), whole("families"), whole("staff"))
    circles = of_class(root, "radar__of-1")[0].findall("*[@class='radar__mark']")
    squares = of_class(root, "radar__of-2")[0].findall("*[@class='radar__mark']")
    first = (float(circles[0].get("cx", 0)), float(circles[0].get("cy", 0)))
    corner = [float(one) for one in re.findall(r"[\d.]+", squares[0].get("points", ""))[:2]]
    assert abs(first[0] - corner[0]) + abs(first[1] - corner[1]) > 2


def test_a_group_says_how_many_people_it_is_made_of_and_a_person_never_does() -> None:
    _root, made = drawn(whole("staff", people=11), whole("emrys"))
    assert [words for _swatch, words in made.legend] == ["Staff (11 people)", "Emrys"]
    _root, welsh = drawn(whole("staff", people=11), language="cy")
    assert welsh.legend[0][1] == "Staff (11 o bobl)"


def test_earlier_times_are_faint_and_a_time_without_an_answer_has_no_line_in_the_legend() -> None:
    root, made = drawn(whole("march", faint=True), Line("april", text("April"), faint=True), whole("may"))
    assert len(of_class(root, "radar__of--faint")) == 1
    assert [words for _swatch, words in made.legend] == ["March", "May"]
    assert made.head == ("", "March", "April", "May")


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_picture_has_a_name_a_sentence_and_no_style(language: str) -> None:
    root, made = drawn(whole("staff"), language=language)
    assert root.get("role") == "img"
    assert "Everything is as it was." in (root.get("aria-label") or "")
    assert "style" not in str(made.svg)
    assert not any(one.tag == f"{SVG}script" for one in root.iter())
    assert made.note


def test_words_that_would_be_markup_stay_words() -> None:
    nasty = "</svg><script>x</script>"
    spokes = (Spoke("s0", text(nasty), STEPS), *SPOKES[1:])
    made = (
        testing.house()
        .plugins.hooks.collected.of("pictures")["radar"]
        .draw(PictureData(text(nasty), spokes, (whole("staff"),), text(nasty)), "en")
    )
    assert "<script" not in str(made.svg)
