"""The components on a real page: nothing cut, nothing over another, big enough for a thumb, and helped by the script."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from markupsafe import escape
from playwright.sync_api import Page, Route, expect

from tests.core.web.gallery import ROOT, SHOW_RULE, STATIC, gallery

AXE = ROOT / "tests" / "browser" / "vendor" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = [320, 820, 1280]
LOOKS = [(lang, mode, width) for lang, mode in (("en", ""), ("cy", ""), ("cy", "resident")) for width in WIDTHS]
POLICY = "default-src 'self'"
# The words that reach outside the box they stand in.
CUT = """() => {
  const boxes = '.card, .place, .chip, .govuk-button, .top__worried, .top__button, .tag, .voice, .tile, .row, .question__error';
  const wrong = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const words = walk.currentNode;
    const box = words.parentElement.closest(boxes);
    if (!words.data.trim() || !box || words.parentElement.closest('.govuk-visually-hidden')) continue;
    const outer = box.getBoundingClientRect();
    if (outer.width < 2) continue;
    const range = document.createRange();
    range.selectNodeContents(words);
    for (const r of range.getClientRects())
      if (r.left < outer.left - 1 || r.right > outer.right + 1 || r.top < outer.top - 1 || r.bottom > outer.bottom + 1)
        { wrong.push(box.className + ': ' + words.data.trim().slice(0, 40)); break; }
  }
  return wrong;
}
"""

Tree = list[Any]
MEANING = "meanings.7f3a.what"

Shown = Callable[..., list[tuple[str, str]]]


@pytest.fixture
def show(page: Page) -> Shown:
    """Put a gallery page before the browser, as a server with our content policy would; gives the list of posts made."""

    def put(
        lang: str = "en", mode: str = "", width: int = 820, scripts: bool = True, rule: Tree | None = None
    ) -> list[tuple[str, str]]:
        posts: list[tuple[str, str]] = []
        html = gallery(lang, mode)
        if rule is not None:
            html = html.replace(str(escape(json.dumps(SHOW_RULE))), str(escape(json.dumps(rule))))
        if not scripts:
            html = html.replace("<script ", "<template ").replace("</script>", "</template>")

        def answer(route: Route) -> None:
            path = urlsplit(route.request.url).path
            if path.startswith("/static/"):
                file = STATIC / path.removeprefix("/static/")
                kind = mimetypes.guess_type(file.name)[0] or "font/woff2"
                route.fulfill(body=file.read_bytes(), content_type=kind)
            elif route.request.method == "POST":
                posts.append((path, route.request.post_data or ""))
                route.fulfill(body="Saved at 14:06", content_type="text/plain; charset=utf-8")
            else:
                headers = {"Content-Security-Policy": POLICY}
                route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=headers)

        page.set_viewport_size({"width": width, "height": 1000})
        page.route("**/*", answer)
        page.goto("http://localhost/gallery")
        page.evaluate("document.fonts.ready")
        return posts

    return put


@pytest.mark.parametrize(("lang", "mode", "width"), LOOKS)
def test_no_page_scrolls_sideways_and_no_word_leaves_its_card(
    show: Shown, page: Page, lang: str, mode: str, width: int
) -> None:
    show(lang, mode, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    cut = page.evaluate(CUT)
    assert cut == []


def test_a_word_that_leaves_its_card_would_be_noticed(show: Shown, page: Page) -> None:
    show()
    page.evaluate("document.querySelector('.card__label').style.cssText = 'white-space: nowrap; text-indent: 20rem'")
    assert page.evaluate(CUT) != []


@pytest.mark.parametrize(("lang", "mode", "width"), LOOKS)
def test_nothing_to_press_lies_over_another(show: Shown, page: Page, lang: str, mode: str, width: int) -> None:
    show(lang, mode, width)
    over = page.evaluate(
        """() => {
          const boxes = [...document.querySelectorAll('.card, .place, .chip, .govuk-button, .top__worried, .top__button, .top__brand, .field, .row__remove, .govuk-details__summary')]
            .map(e => [e, e.getBoundingClientRect()]).filter(([e, r]) => r.width > 2 && r.height > 2);
          const wrong = [];
          boxes.forEach(([a, r], i) => boxes.slice(i + 1).forEach(([b, s]) => {
            if (a.contains(b) || b.contains(a)) return;
            const w = Math.min(r.right, s.right) - Math.max(r.left, s.left);
            const h = Math.min(r.bottom, s.bottom) - Math.max(r.top, s.top);
            if (w > 1 && h > 1) wrong.push(a.className + ' / ' + b.className);
          }));
          return wrong;
        }"""
    )
    assert over == []


@pytest.mark.parametrize(("mode", "least"), [("", 48), ("resident", 64)])
@pytest.mark.parametrize("width", WIDTHS)
def test_everything_to_press_is_as_big_as_a_thumb(show: Shown, page: Page, mode: str, least: int, width: int) -> None:
    show("en", mode, width)
    small = page.evaluate(
        """least => [...document.querySelectorAll('.card, .place, .chip, .govuk-button, .top__worried, .top__button, .top__brand, .field, .row__remove, .govuk-details__summary, .govuk-error-summary__list a, .link-card')]
          .map(e => [e.className || e.tagName, e.getBoundingClientRect()])
          .filter(([c, r]) => r.width > 2 && (r.height < least - 0.5 || r.width < least - 0.5))
          .map(([c, r]) => c + ' ' + Math.round(r.width) + 'x' + Math.round(r.height))""",
        least,
    )
    assert small == []


@pytest.mark.parametrize(("mode", "least"), [("", 18), ("resident", 24)])
@pytest.mark.parametrize("width", WIDTHS)
def test_no_word_is_smaller_than_people_read_with_ease(
    show: Shown, page: Page, mode: str, least: int, width: int
) -> None:
    show("en", mode, width)
    small = page.evaluate(
        """least => {
          const found = new Set();
          const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walk.nextNode()) {
            const box = walk.currentNode.parentElement;
            if (!walk.currentNode.data.trim() || box.closest('script, template, .govuk-visually-hidden')) continue;
            const size = parseFloat(getComputedStyle(box).fontSize);
            if (size < least - 0.01) found.add(box.className + ' ' + size);
          }
          return [...found];
        }""",
        least,
    )
    assert small == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("lang", "mode"), [("en", ""), ("cy", "resident")])
def test_axe_finds_nothing_to_mend(show: Shown, page: Page, lang: str, mode: str, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    show(lang, mode)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate("tags => axe.run({runOnly: tags})", TAGS)
    assert len(found["passes"]) > 20
    assert {one["id"]: [node["html"][:120] for node in one["nodes"]] for one in found["violations"]} == {}


def test_words_twice_as_large_still_fit(show: Shown, page: Page) -> None:
    show("cy", "", 820)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 820


def test_focus_can_be_seen_on_everything_that_takes_it(show: Shown, page: Page) -> None:
    show("en", "", 820)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    unseen: list[str] = []
    for _press in range(120):
        seen = page.evaluate(
            """() => {
              const at = document.activeElement;
              if (at === document.body) return 'done';
              const marked = e => e && (getComputedStyle(e).boxShadow.includes('rgb(255, 216, 102)')
                || getComputedStyle(e, '::after').boxShadow.includes('rgb(255, 216, 102)')
                || getComputedStyle(e).backgroundColor === 'rgb(255, 216, 102)');
              return [at, at.nextElementSibling, at.closest('.card, .place')].some(marked) ? '' : at.outerHTML.slice(0, 100);
            }"""
        )
        if seen == "done":
            break
        if seen:
            unseen.append(seen)
        page.keyboard.press("Tab")
    assert unseen == []


def test_a_form_saves_itself_a_moment_after_somebody_stops_writing(show: Shown, page: Page) -> None:
    posts = show()
    page.get_by_label("What is going well?").fill("The bread")
    expect(page.locator("#status")).to_have_text("Saved at 14:06")
    [(path, body)] = posts
    assert path == "/autosave"
    assert "The bread" in body
    assert "a-token" in body


def test_a_question_follows_from_an_answer_and_goes_with_it(show: Shown, page: Page) -> None:
    show()
    rule = page.get_by_label("A rule", exact=False).first
    follows = page.locator("[data-question=whose_rule]")
    assert follows.is_visible()
    rule.uncheck()
    assert follows.is_hidden()
    rule.check()
    assert follows.is_visible()


RULES: list[tuple[Tree, str, str]] = [  # a rule, the input that makes it hold, and what is written there
    ([">", ["get", "number", "own", None, "cups", None], ["value", "number", "2.5"]], "cups", "2,6"),
    (["answered", ["get", "date", "own", None, "moved", None]], "moved.year", "2024"),
    (
        ["==", ["get", "text", "own", None, "good_time", None], ["value", "text", "After lunch"]],
        "good_time",
        "After lunch",
    ),
    ([">", ["count", ["get", "rows", "own", None, "meanings", None]], ["value", "number", "0"]], MEANING, "A wish"),
]

GIVEN: list[Tree] = [  # rules that hold for what the gallery shows as answered
    ["in", ["value", "text", "noise"], ["get", "options", "own", None, "gets_in_the_way", None]],
    ["in", ["value", "text", "dog"], ["get", "sort", "own", None, "likes", None]],
    ["==", ["get", "text", "own", None, "living_here", None], ["value", "text", "unsure"]],
    ["==", ["who", ["get", "person", "own", None, "with_me", None]], ["value", "text", "id:p2"]],
    ["in", ["value", "text", "id:p1"], ["who", ["get", "many person", "own", None, "in_the_room", None]]],
]


@pytest.mark.parametrize("rule", GIVEN, ids=lambda rule: str(rule[2])[:60])
def test_choices_sorted_pictures_and_people_are_read_as_the_server_reads_them(
    show: Shown, page: Page, rule: Tree
) -> None:
    show(rule=rule)
    assert page.locator("[data-question=whose_rule]").is_visible()
    show(rule=["not", rule])
    assert page.locator("[data-question=whose_rule]").is_hidden()


@pytest.mark.parametrize(("rule", "name", "words"), RULES, ids=[name for _rule, name, _words in RULES])
def test_numbers_dates_words_and_rows_are_read_as_the_server_reads_them(
    show: Shown, page: Page, rule: Tree, name: str, words: str
) -> None:
    show(rule=rule)
    follows = page.locator("[data-question=whose_rule]")
    assert follows.is_hidden()
    page.locator(f'[name="{name}"]').fill(words)
    assert follows.is_visible()


def test_a_question_that_was_declined_is_unanswered_for_those_that_follow(show: Shown, page: Page) -> None:
    show(rule=["answered", ["get", "text", "own", None, "called", None]])
    follows = page.locator("[data-question=whose_rule]")
    assert follows.is_visible()
    page.locator('[name="called.declined"][value=rather_not]').check()
    assert follows.is_hidden()


def test_nothing_unticks_the_others_and_another_unticks_nothing(show: Shown, page: Page) -> None:
    show()
    noise, nothing = page.locator("[value=noise]"), page.locator("[value=nothing]")
    nothing.check()
    assert not noise.is_checked()
    noise.check()
    assert not nothing.is_checked()


def test_answering_takes_back_not_today(show: Shown, page: Page) -> None:
    show()
    not_today = page.locator('[name="whose_rule.declined"][value=not_today]')
    assert not_today.is_checked()
    page.get_by_label("Whose rule is it", exact=False).fill("The kitchen's")
    assert not not_today.is_checked()


def test_without_scripts_a_way_back_from_not_today_is_in_sight(show: Shown, page: Page) -> None:
    show(scripts=False)
    back = page.locator("[data-question=whose_rule] .chip--answer")
    assert back.bounding_box()["width"] > 48
    page.locator("[data-question=whose_rule] .chip--answer input").check()
    assert page.locator('[name="whose_rule.declined"]:checked').get_attribute("value") == ""
    calm = page.locator("[data-question=called] .chip--answer")
    assert calm.bounding_box()["width"] < 2


def test_on_paper_there_is_nothing_to_press_and_every_question_stays(show: Shown, page: Page) -> None:
    show()
    page.emulate_media(media="print")
    assert page.locator(".govuk-button:visible").count() == 0
    assert page.locator(".top__worried:visible").count() == 0
    assert page.locator(".question:visible").count() >= 15
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
