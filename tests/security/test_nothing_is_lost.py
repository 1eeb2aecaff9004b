"""Typed words come back: when a sign-in has ended, when they were too many, when somebody else was first."""

from __future__ import annotations

import html
import re

import pytest

from core import testing
from core.web.guard import LARGEST_POST
from tests.security.conftest import SENSES
from tests.security.crawling import Presser

WORDS = "She said: “I'd like the window open” & smiled <a little>.\nThen she slept."


def _posts(world):
    world.at_step("finding_a_way")
    draft = f"/h/hafan/drafts/{world.kept['hafan', 'draft']}"
    seat = world.seat("carys")
    return {
        "a draft saved": ("carys", draft, {"_at": "common_ground", "_go": "save", "common_ground": WORDS}),
        "a draft sent": ("carys", draft, {"_at": "_check", "_go": "send", "_given.helped": WORDS}),
        "a draft by itself": ("carys", draft, {"_at": "common_ground", "_go": "save", "common_ground": WORDS, "_live": "1"}),
        "an overlay": ("mair", "/h/hafan/tools/exchange.my_view/text", {"_go": "try", "text": WORDS, "seen": "x"}),
        "what it is about": ("bethan", "/h/hafan/cases/new", {"ref": "exchange.exchange", "about": WORDS}),
        "a way of asking": ("bethan", f"{world.url()}/tried", {"seat": world.seat("dilys"), "way": WORDS}),
        "a line set aside": ("carys", f"{world.url()}/dispute", {"item": "agreement.plan", "why": WORDS}),
        "how it was settled": ("carys", f"{world.url()}/settle", {"item": "agreement.plan", "how": WORDS}),
        "why not now": ("carys", f"{world.url()}/status", {"seat": seat, "status": "not_now", "why": WORDS}),
        "why going on": ("bethan", f"{world.url()}/move", {"transition": "agree", "why": WORDS}),
        "what was found": ("bethan", f"{world.url()}/looked-at", {"key": "1", "why": WORDS}),
    }  # fmt: skip


NAMES = (
    "a draft saved", "a draft sent", "a draft by itself", "an overlay", "what it is about", "a way of asking",
    "a line set aside", "how it was settled", "why not now", "why going on", "what was found",
)  # fmt: skip


def _plain(text):
    return html.unescape(text).replace("\r\n", "\n")


def _hidden(text, action):
    form = next(one for one in re.findall(r"<form.*?</form>", text, re.DOTALL) if f'action="{action}"' in one)
    pairs = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form)
    return {html.unescape(name): html.unescape(value) for name, value in pairs}


@pytest.mark.parametrize("what", NAMES)
def test_a_sign_in_that_ends_in_the_middle_loses_no_word(world, what):
    who, path, typed = _posts(world)[what]
    browser = world.browser(who)
    page = Presser(browser)
    browser.sign_out()
    answer = page.post(path, typed)
    assert answer.status_code == 401
    kept = _hidden(answer.text, "/sign-in")
    name = next(name for name, value in typed.items() if value == WORDS)
    assert kept[f"_kept.{name}"] == WORDS
    browser.sign_in(world.accounts["hafan", who])
    page.token = browser.token()
    again = page.post(path, typed)
    assert again.status_code < 500


@pytest.mark.parametrize("what", NAMES)
def test_a_page_that_was_open_too_long_offers_the_words_again(world, what):
    who, path, typed = _posts(world)[what]
    browser = world.browser(who)
    answer = browser.client.post(path, data={"csrf_token": "old", **typed}, headers={"Origin": testing.HERE})
    assert answer.status_code == 400
    kept = _hidden(answer.text, path)
    assert WORDS in kept.values()


@pytest.mark.parametrize("what", NAMES)
def test_more_than_can_be_taken_is_shown_to_be_copied(world, what):
    who, path, typed = _posts(world)[what]
    name = next(name for name, value in typed.items() if value == WORDS)
    long = "A very long day. " * (LARGEST_POST // 15)
    answer = Presser(world.browser(who)).post(path, {**typed, name: long, "first": "First of all."})
    assert answer.status_code == 413
    assert answer.text.count("A very long day.") > 100_000


@pytest.mark.parametrize("what", NAMES)
def test_words_that_no_store_takes_are_shown_and_break_nothing(world, what):
    """A third of a megabyte, half a character, and a sign that no file keeps."""
    who, path, typed = _posts(world)[what]
    name = next(name for name, value in typed.items() if value == WORDS)
    press = Presser(world.browser(who))
    for odd in ("It went on and on. " * 16_000, "no\0thing much", "half \udcff a sign"):
        data = {**typed, name: odd}
        answer = press.post(path, {key: value.encode("utf-8", "surrogateescape") for key, value in data.items()})
        assert answer.status_code < 500, odd[:20]
        if answer.status_code != 303 and "on and on" in odd:
            assert answer.text.count("It went on and on.") >= 15_000
        if answer.status_code == 303 and "on and on" in odd and "/drafts/" not in path:
            pytest.fail(f"{len(odd):,} characters were taken without a word")


def test_two_pages_of_one_draft_show_both(world):
    carys = world.browser("carys")
    draft = f"/h/hafan/drafts/{world.kept['hafan', 'draft']}"
    pages = [carys.get(f"{draft}?at=common_ground").text for _both in range(2)]
    for number, page in enumerate(pages):
        hidden = {name: page.split(f'name="{name}" value="', 1)[1].split('"', 1)[0] for name in ("_tab", "_seen")}
        typed = {"_at": "common_ground", "_go": "next", "common_ground": f"Words of page {number}", **hidden}
        answer = carys.post(draft, typed)
    assert answer.status_code == 409
    assert "Words of page 0" in answer.text
    assert "Words of page 1" in answer.text


def test_two_people_who_change_a_tool_see_both(world):
    mair = Presser(world.browser("mair"))
    path = "/h/hafan/tools/exchange.my_view/text"
    page = html.unescape(mair.browser.get(path).text)
    version = page.split("\nat: ", 1)[1].split("\n", 1)[0]
    seen = page.split('name="seen" value="')[1].split('"')[0]

    def text(words):
        return (
            f"overlay: my_view\nof: exchange.my_view\nat: {version}\nchanges:\n  - reword: going_well\n"
            f'    ask: {{en: "{words}", cy: "{words}"}}\n    because: "We tried it."\n'
        )

    assert mair.post(path, {"text": text("What is good here?"), "seen": seen, "_go": "publish"}).status_code == 303
    answer = mair.post(path, {"text": text("What goes well?"), "seen": seen, "_go": "publish"})
    assert answer.status_code == 409
    assert "What is good here?" in _plain(answer.text)
    assert "What goes well?" in _plain(answer.text)


def test_a_worry_that_is_too_long_or_one_too_many_is_shown_back(world):
    press = Presser(world.stranger())
    typed = {"about": "Dilys", "words": WORDS * 400, "once": "o"}
    answer = press.post("/h/hafan/worried", typed)
    assert answer.status_code == 400
    assert _plain(answer.text).count("Then she slept.") == 400
    for number in range(62):
        answer = press.post("/h/hafan/worried", {"words": f"{WORDS} {number}", "once": f"w{number}"})
    assert answer.status_code == 429
    assert "Then she slept." in answer.text
    assert "Phone 999" in answer.text
    inside = Presser(world.browser("owen"))
    assert inside.post("/h/hafan/worried", {"words": WORDS, "once": "inside"}).status_code == 303


def test_answers_of_a_check_in_survive_the_end_of_a_sign_in(world):
    bethan = world.browser("bethan")
    press = Presser(bethan)
    draft = press.post(f"/h/hafan/check-ins/{SENSES}/mine", {"pages": "all"}).location
    bethan.sign_out()
    answer = press.post(draft, {"_at": "_all", "_go": "send", "more_belonging": WORDS, "belongs_here": "good"})
    assert _hidden(answer.text, "/sign-in")["_kept.more_belonging"] == WORDS
