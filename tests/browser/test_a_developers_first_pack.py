"""A developer's first evening: a pack of two YAML files is switched on and filled in, and a broken plugin beside it is set aside."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import keep, speak
from tests.journeys.running import started

pytestmark = pytest.mark.slow

PACK = """pack: tea_round
title: {en: The tea round, cy: Y rownd de}
about: {en: How everybody takes it., cy: Sut mae pawb yn ei gymryd.}
version: 1.0.0
languages: [en, cy]
needs: {packs: [home]}
keeps: {answers: 1 year}
"""
FORM = """form: my_cup
title: {en: My cup, cy: Fy nghwpan}
subject: home
voices: [staff, kitchen, family]
pages:
  - id: cup
    questions:
      - id: how_strong
        ask: {en: How strong do you like it?, cy: Pa mor gryf ydych chi'n ei hoffi?}
        type: choice
        options:
          - {id: strong, label: {en: Strong, cy: Cryf}}
          - {id: weak, label: {en: Weak, cy: Gwan}}
      - id: in_it
        ask: {en: What do you take in it?, cy: Beth ydych chi'n ei gymryd ynddo?}
        type: text
"""
BROKEN = 'raise RuntimeError("half written on a Friday")\n'


@pytest.fixture
def plugins_dir(tmp_path: Path) -> Path:
    """A folder that was empty this morning."""
    folder = tmp_path / "plugins"
    (folder / "tea_round" / "forms").mkdir(parents=True)
    (folder / "tea_round" / "pack.yaml").write_text(PACK, encoding="utf-8")
    (folder / "tea_round" / "forms" / "my_cup.yaml").write_text(FORM, encoding="utf-8")
    (folder / "friday.py").write_text(BROKEN, encoding="utf-8")
    return folder


def test_two_yaml_files_are_a_module_and_a_broken_plugin_stops_nobody(
    tmp_path: Path, plugins_dir: Path, page: Page
) -> None:
    with started(tmp_path / "records", "--plugins-dir", str(plugins_dir)) as running:
        assert "The plugin friday was set aside" in running.words()
        assert "half written on a Friday" in running.words()
        assert running.read("/healthz") == "ready\n"
        speak(page, running.url, "en")
        page.goto(f"{running.url}/sign-in")
        page.get_by_label("Your sign-in name").fill("ffion")
        page.get_by_label("Your password").fill(running.password("ffion"))
        page.locator("main").get_by_role("button", name="Sign in").click()
        page.get_by_role("link", name="Modules").click()
        page.locator("li.tile", has_text="The tea round").get_by_role("button", name="Switch on").click()
        expect(page.locator("#status")).to_contain_text("Switched on.")
        keep(page, "a-developers-first-pack-1")
        page.get_by_role("link", name="Today").click()
        page.get_by_role("link", name="My cup").click()
        page.get_by_role("button", name="My own view").click()
        page.get_by_text("Strong", exact=True).click()
        page.get_by_label("What do you take in it?").fill("A drop of milk")
        page.get_by_role("button", name="Send", exact=True).click()
        expect(page.locator("main")).to_contain_text("You have been heard")
        page.get_by_role("link", name="Look at what was sent").click()
        expect(page.locator("main")).to_contain_text("A drop of milk")
        page.get_by_role("link", name="Plugins").click()
        expect(page.get_by_role("row", name="friday")).to_contain_text("half written on a Friday")
        keep(page, "a-developers-first-pack-2")
        page.goto(f"{running.url}/h/hafan_y_gilfach/check-ins/")
        expect(page.locator("h1")).to_have_text("Check-ins")
        assert running.stop()[0] == 0
