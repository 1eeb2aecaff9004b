"""A form that a workflow asks is met there; one that says so is offered by itself as well."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import testing

PACK = """\
pack: tea
title: {en: Tea, cy: Te}
version: 1.0.0
languages: [en, cy]
needs: {packs: [home]}
keeps: {answers: 1 year}
"""
FORM = """\
form: cup
title: {en: A cup of tea, cy: Paned}
subject: home
audience: leap
%s
pages:
  - id: cup
    questions:
      - {id: milk, ask: {en: Milk?, cy: Llaeth?}, type: yes_no_not_sure}
"""
WORKFLOW = """\
workflow: tea_time
title: {en: Tea time, cy: Amser te}
subject: home
started_by: [host]
audience: leap
forms: [cup]
steps:
  - id: pouring
    title: {en: Pouring, cy: Arllwys}
    ask: [cup]
    transitions:
      - {id: done, to: closed, label: {en: Done, cy: Wedi gorffen}, by: [host], freely: true}
  - {id: closed, title: {en: At rest, cy: Wedi dod i ben}, final: true}
"""


def today(folder: Path, said: str) -> str:
    tea = folder / "tea"
    tea.mkdir()
    for name, text in (("pack", PACK), ("cup", FORM % said), ("tea_time", WORKFLOW)):
        (tea / f"{name}.yaml").write_text(text, "utf-8")
    house = testing.house(plugins_dir=folder)
    cast = testing.home_with_cast(house, modules=["tea"])
    return testing.browser(house, cast.accounts["bethan"]).get("/h/hafan/").text


@pytest.mark.parametrize(("said", "there"), [("", False), ("also_alone: false", False), ("also_alone: true", True)])
def test_a_form_of_a_workflow_stands_on_todays_page_where_it_says_so(tmp_path, said, there):
    assert ("A cup of tea" in today(tmp_path, said)) is there
