"""Rows of faces over time: what a resident sees first."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from core.contributions import PictureMade
from core.pictures import Line, Mark, PictureData, Spoke, Step, tag, wrapped
from core.text import Text
from forms.pictures.dots import DOTS


def text(words: str) -> Text:
    return Text({"en": words, "cy": words})


FACES = tuple(
    Step(id, text(words)) for id, words in (("not_good", "Not good"), ("unsure", "In between"), ("good", "Good"))
)
WORDS = tuple(Step(id, text(id)) for id in ("never", "now_and_then", "often", "always"))


def mark(step: str, place: float) -> Mark:
    return Mark(text(step), "answered", place, step)


def drawn(lines: tuple[Line, ...], steps: tuple[Step, ...] = FACES) -> tuple[ET.Element, PictureMade]:
    spokes = (Spoke("security", text("Security"), steps), Spoke("purpose", text("Purpose"), steps))
    made = DOTS.draw(PictureData(text("How are things?"), spokes, lines, text("All is well.")), "en")
    return ET.fromstring(str(made.svg)), made


def classes(root: ET.Element) -> list[str]:
    return [one.get("class", "") for one in root.iter() if one.get("class")]


def test_each_answer_is_a_face_with_its_word_under_it() -> None:
    root, _made = drawn((Line("a", text("3 March"), {"security": mark("good", 1.0)}, when="1"),))
    assert "face--good" in classes(root)
    assert "Good" in [one.text for one in root.iter()]


def test_what_was_not_asked_is_a_gap_with_its_words_and_no_face() -> None:
    root, made = drawn((Line("a", text("3 March"), {"security": mark("good", 1.0)}, when="1"),))
    assert classes(root).count("dots__gap") == 1
    assert made.rows == (("Security", "good"), ("Purpose", "Not asked"))


def test_a_stretch_without_a_check_in_is_a_break_with_its_words_beside_and_no_day_above_it() -> None:
    lines = (
        Line("a", text("3 March"), {"security": mark("not_good", 0.0)}, when="1", time=text("3 Mar")),
        Line("b", text("No check-in from 9 March to 26 July"), when="2", gap=True),
        Line("c", text("27 July"), {"security": mark("good", 1.0)}, when="3", time=text("27 Jul")),
    )
    root, made = drawn(lines)
    assert classes(root).count("dots__break") == 2, "one in each row, between the two times"
    assert "".join(one.text or "" for one in root.iter() if one.get("class") == "dots__time") == "3 Mar27 Jul"
    assert [words for _swatch, words in made.legend] == ["No check-in from 9 March to 26 July"]
    assert classes(root).count("dots__gap") == 2, "of what was asked at each time, one sense was not"
    assert made.head == ("", "3 March", "No check-in from 9 March to 26 July", "27 July")


def test_a_time_at_which_somebody_noticed_something_is_no_break() -> None:
    lines = (
        Line("a", text("No check-in from 9 March to 26 July"), when="1", gap=True),
        Line("b", text("9 March"), {"security": mark("good", 1.0)}, noticed=True, when="1", time=text("9 Mar")),
    )
    root, made = drawn(lines)
    assert "dots__break" not in classes(root)
    assert made.legend == ()
    assert "9 Mar" in [one.text for one in root.iter()]


def test_choosing_not_to_answer_is_an_open_ring_and_not_a_gap() -> None:
    declined = Mark(text("Not today"), "declined")
    root, _made = drawn((Line("a", text("3 March"), {"security": declined}, when="1"),))
    assert "dots__declined" in classes(root)
    assert "Not" in [one.text for one in root.iter()] or "Not today" in [one.text for one in root.iter()]


def test_what_was_noticed_has_a_row_of_its_own_under_the_same_time() -> None:
    lines = (
        Line("a", text("3 March"), {"security": mark("not_good", 0.0)}, when="1"),
        Line(
            "b",
            text("3 March (noticed)"),
            {"security": mark("good", 1.0)},
            noticed=True,
            when="1",
            time=text("3 March"),
        ),
    )
    root, _made = drawn(lines)
    found = classes(root)
    assert "dots__mark dots__mark--noticed" in found
    assert found.count("dots__around") == 1
    assert [one.text for one in root.iter()].count("3 March") == 1


def test_a_scale_of_words_grows_a_dot_and_needs_no_face() -> None:
    root, _made = drawn((Line("a", text("3 March"), {"security": mark("often", 2 / 3)}, when="1"),), WORDS)
    assert "dots__fill" in classes(root)
    assert not any(name.startswith("face") for name in classes(root))


def test_long_words_are_broken_between_words_and_never_cut() -> None:
    assert wrapped("Ddim yn dda o gwbl", 8) == ["Ddim yn", "dda o", "gwbl"]
    assert wrapped("Gwerthfawrogiad", 8) == ["Gwerthfawrogiad"]


def test_markup_is_escaped_and_a_style_cannot_be_written() -> None:
    made = tag("text", "<b>", class_="a", style="color:red", x=1.50, y=None)
    assert str(made) == '<text class="a" x="1.5">&lt;b&gt;</text>'
