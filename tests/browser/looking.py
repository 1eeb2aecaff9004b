"""Looking at a page as people do: on a telephone, with letters twice as large, and with axe's list of what gets in the way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page, ViewportSize

from core.web.front import LANGUAGE_COOKIE

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
AXE = HERE / "vendor" / "axe.min.js"
SEEING = HERE / "seeing.js"
SCREENS = ROOT / "artifacts" / "screens"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

TELEPHONE: ViewportSize = {"width": 320, "height": 640}
TABLET: ViewportSize = {"width": 820, "height": 1180}

Faults = dict[str, list[str]]
"""A kind of fault (`frame sideways cut tangled over thumb fine english larger axe dusk`) → what was found, in words."""


def look(page: Page, lang: str = "en", axe: bool = True) -> Faults:
    """Everything wrong with the page that is open: on a telephone, with large letters, and by axe's list."""
    page.set_viewport_size(TELEPHONE)
    page.evaluate(SEEING.read_text(encoding="utf-8"))
    page.evaluate("document.fonts.ready.then(() => 0)")
    found: Faults = page.evaluate("lang => seeing.everything(lang)", lang)
    page.set_viewport_size(TABLET)
    found["fine"] += page.evaluate("seeing.wide()")["fine"]
    found |= page.evaluate(
        """() => {
          const style = document.documentElement.style;
          style.fontSize = '200%';
          try { return seeing.larger(); } finally { style.fontSize = ''; }
        }"""
    )
    if axe:
        found["axe"] = by_axe(page)
    return found


def by_axe(page: Page, only: list[str] | None = None) -> list[str]:
    """What axe finds, each with the beginning of the markup it is about; `only` some of its rules."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    run = {"runOnly": only or TAGS, "resultTypes": ["violations"]}
    made: dict[str, Any] = page.evaluate("run => axe.run(run)", run)
    return [f"{one['id']}: {node['html'][:160]}" for one in made["violations"] for node in one["nodes"]]


def at_dusk(page: Page) -> Faults:
    """Words that are hard to tell from what is behind them when the page is dark."""
    page.emulate_media(color_scheme="dark")
    try:
        return {"dusk": by_axe(page, ["color-contrast"])}
    finally:
        page.emulate_media(color_scheme="light")


def keep(page: Page, name: str) -> None:
    """Keep what the page shows as artifacts/screens/<name>.png, at the width of a tablet."""
    page.set_viewport_size(TABLET)
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENS / f"{name}.png", full_page=True)


def speak(page: Page, url: str, lang: str) -> None:
    """Choose the language of the pages, as the button does."""
    page.context.add_cookies([{"name": LANGUAGE_COOKIE, "value": lang, "url": url}])
