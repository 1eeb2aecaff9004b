"""Nothing of one home comes out in another, whatever address, id or field somebody tries."""

from __future__ import annotations

import re

import pytest

from forms.records import Draft, Response
from tests.security.conftest import World
from tests.security.crawling import REFS, Presser, paths, routes
from workflows.records import Case

ASKING = ("mair", "bethan", "dilys", "carys", "quinn")
FOREIGN = re.compile(r"zqbryn|of bryn")
OPEN = ("worried_home", "worried_heard")
"""Where a worry is written down: for anybody, also about somebody in another home."""


def _ids(world: World, home: str) -> dict[str, tuple[str, ...]]:
    kept = {what: id for (where, what), id in world.kept.items() if where == home}
    return {
        "case_id": tuple(kept[one] for one in ("exchange", "choice")),
        "draft_id": (kept["draft"],),
        "response_id": tuple(kept[one] for one in ("dilys_view", "carys_view", "bethan_senses", "dilys_senses", "choice_want")),
        "person_id": tuple(world.id(one, home) for one in ("dilys", "carys")),
        "offer_id": (kept["offer"],),
        "worry_id": (kept["worry"],),
        "ref": REFS,
    }  # fmt: skip


def _in_a_home(world, method):
    return [(endpoint, rule) for endpoint, rule, names in routes(world.app, method) if "home_id" in names]


DATA = {
    "transition": "leave_it", "form": "my_view", "seat": "together", "voice": "family", "way": "together", "why": "x",
    "status": "not_now", "_at": "_check", "_go": "send", "words": "x", "on": "yes", "module": "senses", "revision": "1",
}  # fmt: skip


def test_there_are_as_many_routes_as_we_think_or_more(world):
    assert len(_in_a_home(world, "GET")) >= 20
    assert len(_in_a_home(world, "POST")) >= 20


@pytest.mark.parametrize("name", ASKING)
def test_another_home_is_not_there(world, name):
    browser, known = world.browser(name), _ids(world, "bryn")
    press = Presser(browser)
    for method in ("GET", "POST"):
        for endpoint, rule in _in_a_home(world, method):
            path = next(paths(rule, "bryn", known))
            answer = browser.get(path) if method == "GET" else press.post(path, DATA)
            if endpoint in OPEN:
                assert FOREIGN.search(answer.text) is None
                continue
            assert answer.status_code == 404, f"{method} {path}"
            assert FOREIGN.search(answer.text) is None, f"{method} {path}"


@pytest.mark.parametrize("name", ASKING)
def test_an_id_of_another_home_is_nothing_here(world, name):
    browser, known = world.browser(name), _ids(world, "bryn")
    press = Presser(browser)
    before = {kind: world.find(kind, "bryn") for kind in (Case, Draft, Response)}
    for method in ("GET", "POST"):
        for endpoint, rule in _in_a_home(world, method):
            if re.search(r"<\w+_id>", rule.replace("<home_id>", "")) is None:
                continue
            for path in paths(rule, "hafan", known):
                answer = browser.get(path) if method == "GET" else press.post(path, DATA)
                assert answer.status_code in (404, 410), f"{method} {path} ({endpoint})"
                assert FOREIGN.search(answer.text) is None, f"{method} {path}"
    assert {kind: world.find(kind, "bryn") for kind in (Case, Draft, Response)} == before


def test_ids_of_any_other_kind_are_nothing_either(world):
    """A case's id where a person's belongs, a person's where a draft's belongs …, of both homes."""
    browser = world.browser("mair")
    for home in ("bryn", "hafan"):
        known = _ids(world, home)
        every = sorted({id for name, ids in known.items() if name != "ref" for id in ids})
        for _endpoint, rule in _in_a_home(world, "GET"):
            names = re.findall(r"<(\w+_id)>", rule.replace("<home_id>", ""))
            if len(names) != 1:
                continue
            for id in every:
                if id in known.get(names[0], ()):
                    continue
                for path in paths(rule, "hafan", {**known, names[0]: (id,), "ref": REFS[:1]}):
                    answer = browser.get(path)
                    assert answer.status_code == 404, path
                    assert FOREIGN.search(answer.text) is None


def test_a_person_of_another_home_is_nobody_to_any_form(world):
    theirs = world.id("dilys", "bryn")
    bethan = Presser(world.browser("bethan"))
    carys = Presser(world.browser("carys"))
    begun = bethan.post("/h/hafan/cases/new", {"ref": "exchange.exchange", "subject": theirs})
    assert begun.status_code == 422
    assert bethan.post("/h/hafan/forms/senses.moment", {"subject": theirs}).status_code in (303, 404)
    assert all(draft.subject != theirs for draft in world.find(Draft))
    answer = carys.post("/h/hafan/check-ins/senses.six_senses/mine", {"about": theirs, "pages": "all"})
    assert answer.status_code == 303
    assert all(draft.subject != theirs for draft in world.find(Draft))


def test_a_conversation_of_another_home_is_nothing_to_link_to(world):
    world.at_step("listening")
    bethan = world.browser("bethan")
    draft = bethan.post(f"{world.url()}/answer", {"form": "noticed", "seat": "again"}).location
    for value in (world.id("dilys", "bryn"), world.kept["bryn", "exchange"]):
        bethan.post(draft, {"_at": "who_was_there", "_go": "save", "who_was_there.id": value})
        bethan.post(draft, {"_at": "_check", "_go": "send"})
        page = bethan.get(draft)
        assert FOREIGN.search(page.text) is None
    assert all(value not in str(one.answers) for one in world.find(Response) for value in (world.id("dilys", "bryn"),))


def test_nothing_of_another_home_is_in_anything_somebody_can_reach(world):
    from tests.security.crawling import crawl

    for name in ("mair", "carys"):
        pages = crawl(world.browser(name), ["/", "/worried", "/h/hafan/"])
        assert len(pages) > 30
        assert [path for path, text in pages.items() if FOREIGN.search(text)] == []
