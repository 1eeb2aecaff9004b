"""Filling in with a real browser: what follows from an answer shows itself, words are saved as they are typed, and sent."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from core import testing
from core.testing import Cast
from core.web.front import LANGUAGE_COOKIE
from forms.records import Draft, Response
from tests.browser.conftest import Overheard
from tests.browser.site import Site, serving

PACK = Path(__file__).parents[1] / "packs" / "every_kind"
FORM = "every_kind.all_kinds"

Begin = Callable[[str, str], str]


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Cast]]:
    """A home that asks every kind of question, served."""
    folder = tmp_path_factory.mktemp("filling") / "plugins"
    shutil.copytree(PACK, folder / "every_kind")
    house = testing.house(plugins_dir=folder)
    cast = testing.home_with_cast(house, modules=["every_kind"])
    with serving(house) as site:
        yield site, cast


@pytest.fixture
def begin(kinds: tuple[Site, Cast], page: Page) -> Begin:
    """Sign somebody in and begin a new draft about Dilys; gives its path, with the page open on it."""
    site, cast = kinds

    def start(who: str, voice: str) -> str:
        site.sign_in(page.context, cast.accounts[who])
        page.context.add_cookies([{"name": LANGUAGE_COOKIE, "value": "en", "url": site.url}])
        site.go(page, f"/h/hafan/forms/{FORM}?subject={cast.people['dilys'].id}")
        page.locator(f'button[name="voice"][value="{voice}"]').click()
        return site.path(page).partition("?")[0]

    return start


def drafts(site: Site) -> list[Draft]:
    with site.house.store.read("hafan") as tx:
        return Draft.find(tx)


def responses(site: Site) -> list[Response]:
    with site.house.store.read("hafan") as tx:
        return Response.find(tx, order="sent_at")


def question(page: Page, name: str) -> Locator:
    return page.locator(f'[data-question="{name}"]')


def test_what_follows_shows_itself_as_one_answers_all_on_one_page(
    kinds: tuple[Site, Cast], begin: Begin, page: Page
) -> None:
    begin("bethan", "staff")
    often, where = question(page, "how_often"), question(page, "where_to")
    expect(often).to_be_hidden()
    page.locator('[data-question="goes_out"] label.card', has_text="Yes").click()
    expect(often).to_be_visible()
    page.locator('[data-question="how_often"] label.card', has_text="Often").click()
    expect(where).to_be_visible()
    page.locator('[data-question="goes_out"] label.card', has_text="No").first.click()
    expect(often).to_be_hidden()
    expect(where).to_be_hidden()


def test_a_row_shows_what_follows_from_its_own_answers_and_no_other_row_does(
    kinds: tuple[Site, Cast], begin: Begin, page: Page
) -> None:
    site, _ = kinds
    path = begin("carys", "family")
    site.go(page, f"{path}?at=hopes")
    page.get_by_role("button", name="Another hope").click()
    rows = page.locator(".row")
    expect(rows).to_have_count(2)
    first, second = rows.nth(0), rows.nth(1)
    first.locator("label.card", has_text="Not good").click()
    expect(first.get_by_label("What would help?")).to_be_visible()
    expect(second.get_by_label("What would help?")).to_be_hidden()
    second.locator("label.card", has_text="Not good").click()
    first.locator('label.card:has(input[value="good"])').click()
    expect(first.get_by_label("What would help?")).to_be_hidden()
    expect(second.get_by_label("What would help?")).to_be_visible()


def test_what_is_reckoned_from_the_rows_is_reckoned_as_one_types(
    kinds: tuple[Site, Cast], begin: Begin, page: Page
) -> None:
    begin("owen", "staff")
    expect(page.locator("#hopes_said")).to_have_text("0")
    page.get_by_label("A hope", exact=True).fill("To see the sea")
    expect(page.locator("#hopes_said")).to_have_text("1")


def test_words_are_saved_as_they_are_typed_and_wait_on_another_device(
    kinds: tuple[Site, Cast], begin: Begin, page: Page
) -> None:
    site, cast = kinds
    path = begin("carys", "family")
    site.go(page, f"{path}?at=morning")
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.status == 200):
        page.get_by_label("What is a good morning like?").fill("Toast, and the window open")
    expect(page.locator("#status")).to_have_text(re.compile(r"Saved at \d\d:\d\d"))
    other = testing.browser(site.house, cast.accounts["carys"], site.app)
    assert "Toast, and the window open" in other.get(f"{path}?at=morning").text


def test_without_a_network_the_page_says_that_nothing_was_saved_and_keeps_the_words(
    kinds: tuple[Site, Cast], begin: Begin, page: Page, overheard: Overheard
) -> None:
    site, _ = kinds
    overheard.expect("ERR_INTERNET_DISCONNECTED")
    path = begin("carys", "family")
    site.go(page, f"{path}?at=tea_time")
    page.context.set_offline(True)
    page.get_by_label("When do you like tea?").fill("after the news")
    expect(page.locator("#status")).to_contain_text("Not saved just now")
    page.context.set_offline(False)
    page.get_by_role("button", name="Continue").last.click()
    assert "after the news" in next(one for one in drafts(site) if one.id in path).typed["tea_time"]


def test_two_open_pages_of_one_draft_show_both_texts(
    kinds: tuple[Site, Cast], begin: Begin, page: Page, overheard: Overheard
) -> None:
    site, _ = kinds
    overheard.expect("status of 409")
    path = begin("carys", "family")
    other = page.context.new_page()
    for one in (page, other):
        site.go(one, f"{path}?at=nickname")
    other.get_by_label("What do people call you?").fill("Cari")
    other.get_by_role("button", name="Continue").last.click()
    page.get_by_label("What do people call you?").fill("Carys fach")
    page.get_by_role("button", name="Continue").last.click()
    expect(page.locator("#nickname-error")).to_contain_text("Cari")
    expect(page.get_by_label("What do people call you?")).to_have_value("Carys fach")


def test_the_back_button_after_sending_leads_to_nothing_that_could_be_sent_twice(
    kinds: tuple[Site, Cast], begin: Begin, page: Page, overheard: Overheard
) -> None:
    site, _ = kinds
    overheard.expect("status of 404")
    path = begin("dilys", "resident")
    site.go(page, f"{path}?at=mood")
    page.locator('label.card:has(input[value="good"])').click()
    page.get_by_role("button", name="Continue").last.click()
    site.go(page, f"{path}?at=_check")
    before = len(responses(site))
    page.get_by_role("button", name="Send").last.click()
    expect(page.get_by_role("heading", name="Thank you, Dilys Rees.")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="This draft is not here")).to_be_visible()
    assert len(responses(site)) == before + 1


def test_enter_in_a_box_goes_on_and_does_not_take_a_row_out(kinds: tuple[Site, Cast], begin: Begin, page: Page) -> None:
    site, _ = kinds
    path = begin("dilys", "resident")
    site.go(page, f"{path}?at=hopes")
    page.get_by_label("A hope", exact=True).fill("To see the sea")
    page.get_by_label("A hope", exact=True).press("Enter")
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert any("To see the sea" in values for one in drafts(site) if one.id in path for values in one.typed.values())


def test_a_try_out_of_our_own_form_keeps_nothing_and_loses_no_text(kinds: tuple[Site, Cast], page: Page) -> None:
    site, cast = kinds
    site.sign_in(page.context, cast.accounts["mair"])
    site.go(page, f"/h/hafan/tools/{FORM}/text")
    box = page.get_by_label("Our changes, as text")
    box.fill(box.input_value() + "# a note of ours\n")
    page.get_by_role("button", name="Look at it first").click()
    before = page.url
    page.get_by_role("button", name="Another hope").first.click()
    page.get_by_label("What do people call you?").first.fill("Dil")
    page.get_by_label("What do people call you?").first.press("Enter")
    assert page.url == before
    expect(box).to_have_value(re.compile("# a note of ours"))
