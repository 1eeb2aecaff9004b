"""Pictures as a browser draws them: no word over another, none outside its picture, at every width and in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from core import testing
from core.pictures import Line, Mark, PictureData, Spoke, Step
from core.text import Text
from forms.pictures.dots import DOTS

CSS = Path(__file__).parents[2] / "core" / "web" / "static" / "css"
LONG = {
    "en": ("Security", "Continuity", "Belonging", "Purpose", "Achievement", "Significance"),
    "cy": ("Diogelwch", "Parhad bywyd", "Ymdeimlad o berthyn", "Pwrpas", "Cyflawniadau", "Arwyddocâd"),
}
STEPS = (
    Step("not_good", Text({"en": "Not good", "cy": "Ddim yn dda"})),
    Step("unsure", Text({"en": "In between", "cy": "Yn y canol"})),
    Step("good", Text({"en": "Good", "cy": "Da"})),
)
TIMES = (
    ("3 September", "3 Medi"),
    ("24 September", "24 Medi"),
    ("15 November", "15 Tachwedd"),
    ("28 December", "28 Rhagfyr"),
)

OVER_EACH_OTHER = """() => {
  const found = [];
  for (const svg of document.querySelectorAll(".picture__svg")) {
    const frame = svg.getBoundingClientRect();
    const words = [...svg.querySelectorAll("text")].map(t => [t.textContent, t.getBoundingClientRect()]);
    for (const [said, box] of words) {
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
        found.push(`outside: ${said}`);
    }
    for (let one = 0; one < words.length; one++)
      for (let other = one + 1; other < words.length; other++) {
        const [a, b] = [words[one][1], words[other][1]];
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (across > 0.5 && down > 3) found.push(`${words[one][0]} over ${words[other][0]}`);
      }
  }
  return found;
}"""
SMALLEST = """() => Math.min(...[...document.querySelectorAll(".picture__svg text")].map(t => t.getBoundingClientRect().height))"""


def data() -> PictureData:
    """Six senses at four times, with gaps, a way of not answering, and what somebody noticed."""
    spokes = tuple(
        Spoke(f"s{number}", Text({"en": LONG["en"][number], "cy": LONG["cy"][number]}), STEPS) for number in range(6)
    )
    lines = []
    for when, (english, welsh) in enumerate(TIMES):
        marks = {}
        for number, spoke in enumerate(spokes):
            step = (number + when) % 3
            if (number + 2 * when) % 5:
                marks[spoke.id] = Mark(STEPS[step].title, "answered", step / 2, STEPS[step].id)
        marks["s1"] = Mark(Text({"en": "I'd rather not say", "cy": "Byddai'n well gen i beidio â dweud"}), "declined")
        time = Text({"en": english, "cy": welsh})
        lines.append(Line(f"t{when}", time, marks, faint=when < 3, when=str(when), time=time))
        if when == 2:
            lines.append(Line("noticed", time, marks, noticed=True, when=str(when), time=time))
    return PictureData(
        Text({"en": "How are things?", "cy": "Sut mae pethau?"}),
        spokes,
        tuple(lines),
        Text({"en": "Well.", "cy": "Da."}),
    )


@pytest.mark.parametrize("width", [320, 820, 1280])
@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("key", ["dots", "radar"])
def test_no_word_of_a_picture_stands_over_another_or_outside_it(
    page: Page, key: str, language: str, width: int
) -> None:
    picture = DOTS if key == "dots" else testing.house().plugins.hooks.collected.of("pictures")[key]
    made = picture.draw(data(), language)
    styles = "".join(
        (CSS / f"{name}.css").read_text(encoding="utf-8") for name in ("theme", "base", "faces", "pictures")
    )
    page.set_viewport_size({"width": width, "height": 900})
    page.set_content(
        f"<!doctype html><title>x</title><style>{_no_files(styles)}</style><main><section class='picture'>{made.svg}</section></main>"
    )
    assert page.evaluate(OVER_EACH_OTHER) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(SMALLEST) >= 14, "a word is too small to read"


def _no_files(styles: str) -> str:
    """The styles without the letters they would fetch; a plain wide letter stands in for them."""
    kept = [part for part in styles.split("@font-face") if part]
    return kept[0] + "".join(part.partition("}")[2] for part in kept[1:]) + ":root{--letters:'DejaVu Sans',sans-serif}"
