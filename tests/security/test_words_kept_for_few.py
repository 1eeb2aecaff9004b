"""Words that are for few stay with them: private notes, what others wrote down, rules that would say them aloud."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from forms.records import Draft, Response
from tests.security.conftest import give, mark
from workflows import runner
from workflows.records import Case

MARKED = re.compile(r"zq[a-z]+zq")
SENSES = "senses.six_senses"


def _marks(text):
    return set(MARKED.findall(text))


def _everything_in(browser, draft):
    """Every mark on any page of a draft."""
    questions = ("", "?at=_check", "?at=keep_private", "?at=going_well", "?at=more_security", "?at=common_ground")
    return set().union(*(_marks(browser.get(f"{draft}{at}").text) for at in questions))


def test_a_private_note_is_not_for_the_one_it_is_written_about(world):
    dilys = world.browser("dilys")
    for whose in ("carys", "bethan"):
        page = dilys.get(f"/h/hafan/answers/{world.kept['hafan', f'{whose}_view']}")
        assert mark("hafan", f"{whose}-view") in page.text
        assert mark("hafan", f"{whose}-private") not in page.text


def test_a_private_note_told_to_one_helper_is_not_laid_before_the_next(world):
    world.at_step("listening")
    mair = world.browser("mair")
    draft = mair.post(f"{world.url()}/answer", {"form": "my_view", "seat": world.seat("dilys")}).location
    found = _everything_in(mair, draft)
    assert mark("hafan", "dilys-view") in found
    assert mark("hafan", "dilys-private") not in found


def test_what_a_writer_cannot_see_is_neither_taken_back_nor_shown_among_earlier_words(world):
    world.at_step("listening")
    mair = world.browser("mair")
    draft = mair.post(f"{world.url()}/answer", {"form": "my_view", "seat": world.seat("dilys")}).location
    mair.post(draft, {"_at": "be_different", "_go": "next", "be_different": "A later bedtime"})
    assert mair.post(draft, {"_at": "_check", "_go": "send"}).status_code == 303
    with world.house.store.read("hafan") as tx:
        now = Response.need(tx, world.kept["hafan", "dilys_view"])
    assert now.values()["keep_private"] == mark("hafan", "dilys-private")
    assert now.values()["be_different"] == "A later bedtime"

    draft = mair.post(f"{world.url()}/answer", {"form": "my_view", "seat": world.seat("dilys")}).location
    mair.post(draft, {"_at": "keep_private", "_go": "next", "keep_private": "Something she told Mair"})
    mair.post(draft, {"_at": "_check", "_go": "send"})
    page = mair.get(f"/h/hafan/answers/{now.id}").text
    assert "Something she told Mair" in page
    assert mark("hafan", "dilys-private") not in page
    dilys = world.browser("dilys").get(f"/h/hafan/answers/{now.id}").text
    assert mark("hafan", "dilys-private") in dilys


def test_whoever_asks_somebody_how_things_are_does_not_read_what_another_wrote_down(world):
    huw = world.browser("huw")
    ask = f"/h/hafan/check-ins/{SENSES}/ask/{world.id('dilys')}"
    assert mark("hafan", "dilys-senses") not in huw.get(ask).text
    draft = huw.post(ask, {"way": "together", "pages": "all"}).location
    assert _everything_in(huw, draft) == set()
    huw.post(draft, {"_at": "matters_here", "_go": "next", "matters_here": "good"})
    assert huw.post(draft, {"_at": "_check", "_go": "send"}).status_code == 303
    with world.house.store.read("hafan") as tx:
        values = Response.need(tx, world.kept["hafan", "dilys_senses"]).values()
    assert values == {"feels_safe": "not_good", "more_security": mark("hafan", "dilys-senses"), "matters_here": "good"}


PEEK = """overlay: share_back
of: exchange.share_back
at: {version}
changes:
  - add:
      id: peek
      ask: {{en: "Said before", cy: "Dywedwyd eisoes"}}
      type: {type}
      {rule}
    because: "To see it."
"""


@pytest.mark.parametrize(
    ("type", "rule"),
    [
        ("computed", 'compute: voice(my_view.keep_private, "resident")'),
        ("long_text", 'default: voice(my_view.keep_private, "resident")'),
        ("computed", "compute: count(voices(my_view.keep_private))"),
    ],
)
def test_no_change_of_a_form_makes_it_say_what_its_reader_may_not_see(world, type, rule):
    mair = world.browser("mair")
    page = mair.get("/h/hafan/tools/exchange.share_back/text").text
    text = PEEK.format(version=re.search(r"at: ([0-9.]+)", page)[1], type=type, rule=rule)
    seen = re.search(r'name="seen" value="([^"]*)"', page)[1]
    mair.post("/h/hafan/tools/exchange.share_back/text", {"text": text, "seen": seen, "_go": "publish"})
    case = runner.start(world.house, "hafan", ref="exchange.exchange", subject=world.id("dilys"), by=world.id("bethan"))
    world.kept["hafan", "peeked"] = case.id
    give(world, "hafan", "peeked", "mair", "staff")
    world.send("my_view", "dilys", "bethan", {"keep_private": "zqtoldtobethanzq"}, "peeked")
    world.at_step("sharing_back", "peeked")
    answer = mair.post(f"{world.url('peeked')}/answer", {"form": "share_back", "seat": world.seat("mair", "peeked")})
    assert answer.status_code == 303
    assert "zqtoldtobethanzq" not in _everything_in(mair, answer.location)
    shown = mair.get(f"{answer.location}?at=peek").text
    assert "zqtoldtobethanzq" not in shown
    assert ">1</output>" not in shown


def test_an_id_that_is_typed_in_is_not_told_whose_it_is(world):
    world.at_step("listening")
    carys = world.browser("carys")
    draft = carys.post(f"{world.url()}/answer", {"form": "noticed", "seat": "again"}).location
    other = world.people["hafan", "eleri"]
    for _twice in range(2):
        carys.post(draft, {"_at": "who_was_there", "_go": "save", "who_was_there.id": other.id})
        page = carys.get(f"{draft}?at=who_was_there").text
        assert other.name not in page
        assert world.people["hafan", "bethan"].name in page


def test_whoever_has_no_seat_any_more_goes_on_writing_and_reads_no_more(world):

    carys, draft = world.browser("carys"), f"/h/hafan/drafts/{world.kept['hafan', 'draft']}"
    assert mark("hafan", "bethan-view") in carys.get(f"{draft}?at=side_by_side").text
    with world.house.store.tx("hafan", actor="test", purpose="test") as tx:
        case = Case.need(tx, world.kept["hafan", "exchange"])
        replace(case, seats=tuple(one for one in case.seats if one.person != world.id("carys"))).keep(tx)
    page = carys.get(f"{draft}?at=side_by_side")
    assert page.status_code == 200
    assert mark("hafan", "bethan-view") not in page.text
    assert mark("hafan", "carys-view") in page.text
    assert mark("hafan", "carys-draft") in carys.get(f"{draft}?at=common_ground").text


def test_a_draft_is_nobodys_but_its_writers(world):
    path = f"/h/hafan/drafts/{world.kept['hafan', 'draft']}"
    for name in world.names():
        if name == "carys":
            continue
        other = world.browser(name)
        assert mark("hafan", "carys-draft") not in other.get(path).text
        for go in ("save", "send", "next"):
            post = other.post(path, {"_at": "common_ground", "_go": go, "common_ground": "Mine now"})
            assert post.status_code == 410
        assert other.post(f"{path}/throw-away").status_code == 404
    with world.house.store.read("hafan") as tx:
        assert Draft.need(tx, world.kept["hafan", "draft"]).typed["common_ground"] == (mark("hafan", "carys-draft"),)
