"""Day and dusk can both be read: contrast worked out from the colours of the theme, pair by pair."""

from __future__ import annotations

import re

import pytest

from tests.core.web.gallery import STATIC

THEME = (STATIC / "css" / "theme.css").read_text(encoding="utf-8")
WORDS = [  # (words, what they stand on): 4.5 to 1 and more
    ("ink", "paper"),
    ("ink", "paper-deep"),
    ("ink", "card"),
    ("ink", "card-chosen"),
    ("ink", "state-good"),
    ("ink", "state-waiting"),
    ("ink-soft", "paper"),
    ("ink-soft", "paper-deep"),
    ("ink-soft", "card"),
    ("ink-soft", "card-chosen"),
    ("plum", "paper"),
    ("plum", "paper-deep"),
    ("plum", "card"),
    ("plum", "card-chosen"),
    ("plum-deep", "card-chosen"),
    ("on-plum", "plum"),
    ("on-plum", "plum-deep"),
    ("put-right", "put-right-paper"),
    ("put-right", "card"),
    ("focus-ink", "focus"),
]
EDGES = [  # (edge, what it must stand out from): 3 to 1 and more
    ("line-strong", "card"),
    ("line-strong", "paper"),
    ("plum", "card-chosen"),
    ("face-ink", "face-best"),
    ("face-ink", "face-good"),
    ("face-ink", "face-between"),
    ("face-ink", "face-low"),
    ("face-ink", "face-lowest"),
]


def colours(which: str) -> dict[str, str]:
    """The colours of one look: day, asked (by the device) or chosen (by a person)."""
    opening = {
        "day": "/* Day",
        "asked": "@media screen and (prefers-color-scheme: dark)",
        "chosen": ':root[data-theme="dusk"]',
    }[which]
    block = THEME[THEME.index(opening) :]
    block = block[: block.index("}")]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))


def light(colour: str) -> float:
    """The relative luminance of a colour, as WCAG counts it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    brighter, darker = sorted((light(one), light(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def test_contrast_is_counted_as_wcag_counts_it() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("which", ["day", "asked", "chosen"])
def test_words_can_be_read_by_day_and_at_dusk(which: str) -> None:
    look = colours(which)
    faint = {pair: round(contrast(look[pair[0]], look[pair[1]]), 2) for pair in WORDS}
    assert {pair: ratio for pair, ratio in faint.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("which", ["day", "asked", "chosen"])
def test_edges_and_faces_stand_out_by_day_and_at_dusk(which: str) -> None:
    look = colours(which)
    faint = {pair: round(contrast(look[pair[0]], look[pair[1]]), 2) for pair in EDGES}
    assert {pair: ratio for pair, ratio in faint.items() if ratio < 3} == {}


@pytest.mark.parametrize("which", ["asked", "chosen"])
def test_focus_stands_out_from_the_page_at_dusk_and_its_edge_does_by_day(which: str) -> None:
    dusk, day = colours(which), colours("day")
    assert contrast(dusk["focus"], dusk["paper"]) >= 3
    assert contrast(dusk["focus"], dusk["card"]) >= 3
    assert contrast(day["focus-ink"], day["paper"]) >= 3


def test_dusk_is_the_same_dusk_whoever_asks_for_it() -> None:
    assert colours("asked") == colours("chosen")
    assert colours("asked").keys() == colours("day").keys()


def test_own_style_sheets_name_no_colour_outside_the_theme_and_the_printer() -> None:
    for path in (STATIC / "css").glob("*.css"):
        if path.name not in {"theme.css", "print.css"}:
            assert re.findall(r"#[0-9a-fA-F]{3,8}\b", path.read_text(encoding="utf-8")) == [], path.name
