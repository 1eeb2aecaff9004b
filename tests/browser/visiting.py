"""Somebody at a browser: opens pages, presses what they read, answers questions one by one, and keeps pictures of the way."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.looking import keep
from tests.browser.site import Site
from tests.journeys.cast import Cast

Answers = Mapping[str, Any]
"""Question → what is chosen or typed: a word, a list of choices, {thing: place} to sort, rows of a group, a day, or a person."""


class Visitor:
    """One browser that the people of a home share, as they share a tablet."""

    def __init__(self, site: Site, page: Page, cast: Cast, story: str) -> None:
        self.site = site
        self.page = page
        self.cast = cast
        self.story = story
        self.numbers = count(1)

    # -- going about ------------------------------------------------------------------------------------------------

    def become(self, who: str) -> None:
        """Hand the tablet over: from here on it is somebody else who presses."""
        self.site.sign_in(self.page.context, self.cast.accounts[who])

    def open(self, path: str = "") -> None:
        """Open a page of the home, by the end of its address."""
        self.site.go(self.page, f"/h/{self.cast.home.id}/{path}")

    def press(self, name: str, within: Locator | None = None) -> None:
        """Press a button, by what it says."""
        (within or self.page).get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str, within: Locator | None = None) -> None:
        """Follow a link, by what it says."""
        (within or self.page).get_by_role("link", name=name, exact=True).first.click()

    def unfold(self, summary: str, within: Locator | None = None) -> None:
        """Open what is folded away, by what it says."""
        (within or self.page).locator("summary", has_text=summary).first.click()

    def photo(self) -> None:
        """Keep what is on the page as artifacts/screens/<story>-<n>.png."""
        keep(self.page, f"{self.story}-{next(self.numbers)}")

    def reads(self, words: str) -> None:
        """The page says this."""
        expect(self.page.locator("main")).to_contain_text(words)

    def part(self, heading: str) -> Locator:
        """The part of the page under a heading."""
        return self.page.locator("section", has=self.page.get_by_role("heading", name=heading, exact=True)).last

    def card(self, name: str) -> Locator:
        """Somebody's place round the table."""
        return self.page.locator(".voice", has=self.page.locator(".voice__name", has_text=name))

    # -- answering --------------------------------------------------------------------------------------------------

    def answer(self, answers: Answers) -> None:
        """Answer these and leave out the rest, one question a page or all on one, up to just before sending."""
        left = dict(answers)
        while True:
            at = self.page.locator("input[name=_at]").get_attribute("value")
            if at == "_all":
                for question, value in left.items():
                    self.fill(question, value)
                return
            if at == "_check":
                assert not left, f"these were never asked: {sorted(left)}"
                return
            if at in left:
                self.fill(str(at), left.pop(str(at)))
            self.press("Continue")

    def send(self, answers: Answers, how: str = "") -> None:
        """Answer, say how it was given where that is asked, and send; the page says that it was heard."""
        self.answer(answers)
        if how:
            if (
                not self.page.locator("details.how").get_attribute("open")
                and not self.page.get_by_label("How was it said?").is_visible()
            ):
                self.unfold("How this was given")
            self.page.get_by_label("How was it said?").select_option(how)
        self.press("Send")
        self.reads("You have been heard")

    def fill(self, question: str, value: Any) -> None:
        """Answer one question that is on the page."""
        self._into(self.page.locator(f'[data-question="{question}"]'), question, value)

    def _into(self, box: Locator, name: str, value: Any) -> None:
        if isinstance(value, Mapping) and box.locator(".sort__item").count():
            for thing, place in value.items():
                box.locator(f'label:has(input[name="{name}.{thing}"][value="{place}"])').click()
        elif isinstance(value, Mapping):
            for part, words in value.items():
                box.locator(f'[name="{name}.{part}"]').fill(str(words))
        elif isinstance(value, Sequence) and not isinstance(value, str) and value and isinstance(value[0], Mapping):
            self._rows(box, name, value)
        elif isinstance(value, Sequence) and not isinstance(value, str):
            for one in value:
                self._choose(box, name, one)
        else:
            self._choose(box, name, value)

    def _choose(self, box: Locator, name: str, value: Any) -> None:
        card = box.locator(f'label:has(input[value="{value}"])')
        if card.count():
            card.first.click()
        elif box.locator("select").count():
            known = box.locator("option", has_text=re.compile(f"^{re.escape(str(value))}"))
            if known.count():
                box.locator("select").select_option(label=str(known.first.text_content()))
            else:
                box.locator("input[type=text]").fill(str(value))
        elif box.locator("label.card", has_text=str(value)).count():
            box.locator("label.card", has_text=str(value)).first.click()
        else:
            box.locator(f'[name="{name}"]').fill(str(value))

    def _rows(self, box: Locator, name: str, rows: Sequence[Answers]) -> None:
        for number, row in enumerate(rows):
            lines = box.locator(".row")
            while lines.count() <= number:
                before = lines.count()
                box.locator("button[name=_add]").click()
                expect(lines).to_have_count(before + 1)
            id = lines.nth(number).locator("input[type=hidden]").first.get_attribute("value")
            for question, value in row.items():
                whole = f"{name}.{id}.{question}"
                self._into(lines.nth(number).locator(f'[data-question="{whole}"]'), whole, value)
