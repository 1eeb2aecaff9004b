"""Many conversations go forward in a real browser: the page says how far it is, and goes on by itself until all are there."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.web.front import LANGUAGE_COOKIE
from tests.browser.site import serving
from tests.workflows.newer_sea import Shore
from tests.workflows.test_cases_moved_forward import ONE_MORE


def test_all_that_were_chosen_go_forward_without_another_press(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shore = Shore(tmp_path)
    ids = [shore.begin(str(number)) for number in range(5)]
    shore.upgrade(plan=ONE_MORE)
    monkeypatch.setattr("workflows.forward_views.AT_ONCE", 2)
    with serving(shore.house) as site:
        site.sign_in(page.context, shore.cast.accounts["mair"])
        page.context.add_cookies([{"name": LANGUAGE_COOKIE, "value": "en", "url": site.url}])
        site.go(page, "/h/hafan/cases/")
        page.get_by_role("link", name="See what would happen, and move them").click()
        for number in range(5):
            page.locator("main .chip").nth(number).click()
        page.get_by_label("Why are they moved?").fill("The newer one asks more kindly.")
        page.get_by_role("button", name="Move those I have chosen").click()
        expect(page.locator("body")).to_contain_text("5 conversations were moved.")
        expect(page.locator("main")).to_contain_text("Moved, and nothing has happened in them since")
    assert {shore.case(id).history[-1].what for id in ids} == {"brought_forward"}
