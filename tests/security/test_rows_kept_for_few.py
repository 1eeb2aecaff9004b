"""A question inside a group has an audience of its own, and no question is for more eyes than what it stands in."""

from __future__ import annotations

import re

import pytest

from core import homes
from forms.layers import views as tool_views
from forms.layers.publish import tools_of
from forms.records import Response
from tests.security.conftest import give
from workflows import runner

TOOL = "/h/hafan/tools/exchange.my_view"
OVERLAY = """\
overlay: my_view
of: exchange.my_view
at: {version}
changes:
  - add:
      id: our_rows
      ask: {{en: Small things, cy: Pethau bach}}
      type: group
      repeat: {{at_most: 5}}
      questions:
        - {{id: for_all, ask: {{en: What?, cy: Beth?}}, type: text}}
        - {{id: for_few, ask: {{en: And between us?, cy: A rhyngom ni?}}, type: text, audience: {audience}}}
    after: going_well
    because: We like small things.
"""


def _use(world, audience: str, go: str = "publish"):
    mair = world.browser("mair")
    page = mair.get(f"{TOOL}/text").text
    version = re.search(r"^at: (\S+)$", page, re.MULTILINE)
    seen = re.search(r'name="seen" value="([^"]*)"', page)
    assert version is not None
    assert seen is not None
    text = OVERLAY.format(version=version[1], audience=audience)
    return mair.post(f"{TOOL}/text", {"text": text, "_go": go, "seen": seen[1]})


@pytest.fixture
def rows(world):
    """An exchange with our own rows: Carys says both halves, Bethan writes both down for Dilys."""
    assert _use(world, "private_note").status_code == 303
    bethan = world.id("bethan")
    case = runner.start(world.house, "hafan", ref="exchange.exchange", subject=world.id("dilys"), by=bethan)
    world.kept["hafan", "rows"] = case.id
    give(world, "hafan", "rows", "carys", "family")
    for who, by in (("carys", "carys"), ("dilys", "bethan")):
        value = [{"row": f"{who}1", "answers": {"for_all": f"zqall{who}zq", "for_few": f"zqfew{who}zq"}}]
        sent = world.send("my_view", who, by, {"our_rows": value}, "rows", how="said" if by != who else "written")
        world.kept["hafan", f"rows_{who}"] = sent.id
    return world


def _reads(world, who: str, whose: str) -> str:
    return world.browser(who).get(f"/h/hafan/answers/{world.kept['hafan', f'rows_{whose}']}").text


@pytest.mark.parametrize("who", ["dilys", "bethan", "mair", "sian"])
def test_those_who_read_the_rows_do_not_read_the_part_that_is_for_few(rows, who):
    page = _reads(rows, who, "carys")
    assert "zqallcaryszq" in page
    assert "zqfewcaryszq" not in page


def test_whoever_said_it_and_whoever_wrote_it_down_read_the_whole_row(rows):
    assert "zqfewcaryszq" in _reads(rows, "carys", "carys")
    assert "zqfewdilyszq" in _reads(rows, "bethan", "dilys")
    assert "zqfewdilyszq" not in _reads(rows, "mair", "dilys")


def test_the_next_helper_is_not_shown_it_and_does_not_take_it_away(rows):
    rows.at_step("listening", "rows")
    mair = rows.browser("mair")
    draft = mair.post(f"{rows.url('rows')}/answer", {"form": "my_view", "seat": rows.seat("dilys", "rows")}).location
    pages = "".join(mair.get(f"{draft}?at={at}").text for at in ("our_rows", "going_well", "_check"))
    assert "zqalldilyszq" in pages
    assert "zqfewdilyszq" not in pages
    typed = {"_at": "our_rows", "our_rows._row": "dilys1", "our_rows.dilys1.for_all": "Tea at four"}
    mair.post(draft, {**typed, "_go": "next"})
    assert mair.post(draft, {"_at": "_check", "_go": "send"}).status_code == 303
    with rows.house.store.read("hafan") as tx:
        (row,) = Response.need(tx, rows.kept["hafan", "rows_dilys"]).values()["our_rows"]
    assert row == {"row": "dilys1", "answers": {"for_all": "Tea at four", "for_few": "zqfewdilyszq"}}


@pytest.mark.parametrize("audience", ["cwtch_mine", "person_page", "risk_benefit", "leap"])
def test_a_home_cannot_ask_something_of_its_own_for_more_eyes_than_its_form(world, audience):
    page = _use(world, audience)
    assert page.status_code == 422
    assert re.search(rf"5:\d+ E213 &#39;{audience}&#39; shows this to", page.text)
    assert "E213" in _use(world, audience, go="try").text


def test_a_change_is_tried_while_nobody_else_is_kept_waiting(world, monkeypatch):
    """Whoever tries a change holds no transaction: another may write a worry down meanwhile."""
    real, written = tool_views.try_out, []

    def meanwhile(*given, **more):
        written.append(world.stranger().post("/h/hafan/worried", {"words": "x", "once": "meanwhile"}).status_code)
        return real(*given, **more)

    monkeypatch.setattr(tool_views, "try_out", meanwhile)
    assert _use(world, "private_note").status_code == 303
    assert written == [303]


def test_a_change_is_tried_again_when_the_tools_moved_meanwhile(world, monkeypatch):
    real, moved = tool_views.try_out, []

    def meanwhile(*given, **more):
        if not moved:
            with world.house.store.read("hafan") as tx:
                revision = tools_of(tx).revision
            moved.append(homes.switch_module(world.house, "hafan", "senses", False, world.id("mair"), revision))
        return real(*given, **more)

    monkeypatch.setattr(tool_views, "try_out", meanwhile)
    assert _use(world, "private_note").status_code == 303
    assert len(moved) == 1
    assert "We like small things." in world.browser("mair").get(TOOL).text


def test_a_flood_of_conversations_is_met_kindly_and_what_was_typed_is_still_there(world, monkeypatch):
    monkeypatch.setattr(runner, "MOST_A_DAY", 4)
    data = {"ref": "risk_benefit.choice", "subject": world.id("dilys"), "about": "To the sea"}
    bethan = world.browser("bethan")
    assert bethan.post("/h/hafan/cases/new", data).status_code == 303  # her fourth
    page = bethan.post("/h/hafan/cases/new", data)
    assert page.status_code == 422
    assert "You have begun 4 conversations since yesterday." in page.text
    assert 'value="To the sea"' in page.text
    assert world.browser("mair").post("/h/hafan/cases/new", data).status_code == 303
    world.clock.forward(days=1, seconds=1)
    assert world.browser("bethan").post("/h/hafan/cases/new", data).status_code == 303
