"""Nobody skips a step, signs or speaks for another, or leads without the training, whatever is posted."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product

import pytest

from core import homes
from forms.records import Draft
from tests.security.conftest import give
from workflows import engine, runner
from workflows.presses import ACTIONS, LONGEST
from workflows.starting import asker_of
from workflows.view import Refused

WHICH = ("exchange", "choice", "cwtch")
AT_THE_TABLE = ("bethan", "dilys", "carys")
OUTSIDE = ("gwilym", "owen", "huw", "rhodri", "alun", "eleri", "geraint", "aled", "priya", "quinn", "ivor", "sam")


def _listed(workflow, step, transition, person, case):
    """Straight from the file: may somebody press this here?"""
    found = next((one for one in step.transitions if one.id == transition), None)
    voices = {f"voice:{seat.voice}" for seat in case.seats if seat.person == person.id}
    mine = {*person.roles, *voices, *(["host"] if case.host == person.id else [])}
    return found is not None and bool(mine & set(found.by))


@pytest.mark.parametrize("which", WHICH)
def test_only_those_a_step_lists_take_its_ways(world, which):
    case = world.case(which)
    with world.house.store.read("hafan") as tx:
        workflow = world.house.definition(tx, case.workflow_hash)
    browsers = {name: world.browser(name) for name in (*AT_THE_TABLE, "mair")}
    for step in workflow.steps:
        for transition, (name, browser) in product([one.id for one in step.transitions], browsers.items()):
            before = world.at_step(step.id, which, closed=False)
            answer = browser.post(f"{world.url(which)}/move", {"transition": transition, "why": "because"})
            after = world.case(which)
            allowed = _listed(workflow, step, transition, world.people["hafan", name], before)
            where = f"{name}: {transition} at {step.id}"
            assert answer.status_code in ((303, 422) if allowed else (422, 404)), where
            assert allowed or after == before, where


@pytest.mark.parametrize("which", WHICH)
def test_a_way_of_another_step_leads_nowhere(world, which):
    with world.house.store.read("hafan") as tx:
        view = runner.view(world.house, world.house.home("hafan"), tx, world.kept["hafan", which])
    every = {one.id for step in view.workflow.steps for one in step.transitions} | {"", "nothing", "move", "__class__"}
    everybody = {asker_of(person, view.people) for (home, _), person in world.people.items() if home == "hafan"}
    tried = 0
    for step in view.workflow.steps:
        here = view.with_case(replace(view.case, step=step.id))
        for transition, asker in product(every - {one.id for one in step.transitions}, everybody):
            with pytest.raises(Refused):
                engine.move(here, transition, asker, "because")
            tried += 1
    assert tried > 900


@pytest.mark.parametrize("name", OUTSIDE)
def test_whoever_is_not_there_presses_nothing_at_all(world, name):
    browser, before = world.browser(name), world.case()
    data = {
        "transition": "leave_it", "line": "voice:resident", "seat": world.seat("dilys"), "person": world.id(name),
        "voice": "family", "way": "x", "status": "chose_not_to", "why": "x", "item": "agreement.plan", "key": "1",
        "form": "my_view", "how": "said",
    }  # fmt: skip
    for press in (*ACTIONS, "answer"):
        answer = browser.post(f"{world.url()}/{press.replace('_', '-')}", data)
        assert answer.status_code == 404, press
    assert world.case() == before


def test_family_at_the_table_arranges_nothing_for_others(world):
    world.at_step("finding_a_way")
    carys, before = world.browser("carys"), world.case()
    dilys = world.seat("dilys")
    for press, data in (
        ("seat", {"voice": "family", "person": world.id("eleri")}),
        ("seat", {"voice": "resident", "person": world.id("carys")}),
        ("alongside", {"seat": dilys, "person": world.id("carys")}),
        ("tried", {"seat": dilys, "way": "by phone"}),
        ("asked-other", {"seat": dilys, "person": world.id("alun")}),
        ("status", {"seat": dilys, "status": "chose_not_to", "why": "She told me"}),
        ("status", {"seat": world.seat("bethan"), "status": "not_now", "why": "She told me"}),
        ("lead", {}),
        ("sign", {"line": "voice:resident"}),
        ("settle", {"item": "agreement.plan", "how": "My way"}),
    ):
        assert carys.post(f"{world.url()}/{press}", data).status_code in (404, 422), press
    assert world.case() == before


def test_that_somebody_else_chose_not_to_take_part_is_never_one_bare_press(world):
    bethan, dilys = world.browser("bethan"), world.seat("dilys")
    bare = bethan.post(f"{world.url()}/status", {"seat": dilys, "status": "chose_not_to"})
    assert bare.status_code == 422
    assert "Write down how they said so." in bare.text
    assert world.case().seat(dilys).status != "chose_not_to"
    said = {"seat": dilys, "status": "chose_not_to", "why": "She shook her head, twice."}
    assert bethan.post(f"{world.url()}/status", said).status_code == 303
    page = world.browser("dilys").get(world.url()).text
    assert "She shook her head, twice." in page
    assert world.browser("dilys").post(f"{world.url()}/status", {"seat": dilys, "status": "not_now"}).status_code == 303


def test_asking_somebody_else_too_is_asking_somebody_else(world):
    bethan, dilys = world.browser("bethan"), world.seat("dilys")
    for nobody in ("", world.id("bethan"), world.id("dilys"), "nobody", world.id("alun", "bryn"), "x" * 500):
        answer = bethan.post(f"{world.url()}/asked-other", {"seat": dilys, "person": nobody})
        assert answer.status_code in (404, 422), nobody
        assert world.case().seat(dilys).asked_other is None
    assert bethan.post(f"{world.url()}/asked-other", {"seat": dilys, "person": world.id("alun")}).status_code == 303


@pytest.mark.parametrize(
    ("press", "who"),
    [("seat", "bryn"), ("seat", "nobody"), ("alongside", "bryn"), ("alongside", "nobody"), ("seat", "died")],
)
def test_a_place_is_for_a_living_person_of_this_home(world, press, who):
    homes.set_status(world.house, "hafan", world.id("gwilym"), "died", world.id("mair"))
    person = {"bryn": world.id("alun", "bryn"), "nobody": "nobody", "died": world.id("gwilym")}[who]
    before = world.case()
    data = {"seat": world.seat("carys"), "voice": "advocate", "person": person}
    assert world.browser("bethan").post(f"{world.url()}/{press}", data).status_code == 404
    assert world.case() == before


@pytest.mark.parametrize("voice", ["family", "advocate", "resident", "practitioner", "volunteer", "nothing", ""])
def test_nobody_who_works_here_takes_the_place_of_another_voice(world, voice):
    before = world.case()
    answer = world.browser("bethan").post(f"{world.url()}/seat", {"voice": voice, "person": world.id("owen")})
    assert answer.status_code == 422
    assert world.case() == before


def test_what_was_only_noticed_is_no_yes_however_it_is_spelt(world):
    world.at_step("settling", "choice")
    bethan = world.browser("bethan")
    for how in ("noticed", "Noticed", "noticed\u200b", "told", "<b>", "life_story"):
        bethan.post(f"{world.url('choice')}/sign", {"line": "voice:resident", "how": how})
        assert world.case("choice").signatures == ()
    assert bethan.post(f"{world.url('choice')}/sign", {"line": "voice:resident", "how": "pointed"}).status_code == 303
    (mark,) = world.case("choice").signatures
    assert (mark.person, mark.how) == (world.id("dilys"), "pointed")


@pytest.mark.parametrize("name", ["carys", "mair", "sian", "nia"])
def test_a_persons_own_mark_is_made_by_nobody_but_them_and_whoever_leads(world, name):
    world.at_step("settling", "choice")
    world.browser(name).post(f"{world.url('choice')}/sign", {"line": "voice:resident", "how": "said"})
    assert world.case("choice").signatures == ()


@pytest.mark.parametrize(
    ("step", "form", "seat", "which"),
    [
        ("listening", "noticed", "dilys", "exchange"),  # what was noticed, as if the one it is about had noticed it
        ("listening", "noticed", "bethan", "exchange"),
        ("wanting", "choice_want", "bethan", "choice"),  # a form that one seat keeps, at another's
        ("wanting", "choice_want", "together", "choice"),
        ("looking", "choice_lighten", "bethan", "choice"),  # what is written together, at one's own
        ("looking", "choice_look", "dilys", "choice"),
        ("agreeing", "cwtch_ours", "carys", "cwtch"),  # what only those who work here are asked
        ("agreeing", "cwtch_ours", "bethan", "cwtch"),
        ("living", "agreement", "together", "exchange"),  # agreed, and changed in passing
        ("listening", "share_back", "nowhere", "exchange"),
        ("listening", "nothing", "carys", "exchange"),
        ("listening", "capacity", "together", "exchange"),
    ],
)
def test_family_writes_on_no_place_but_its_own(world, step, form, seat, which):
    world.at_step(step, which)
    drafts = len(world.find(Draft))
    named = seat if seat in ("together", "nowhere") else world.seat(seat, which)
    assert world.browser("carys").post(f"{world.url(which)}/answer", {"form": form, "seat": named}).status_code == 404
    assert len(world.find(Draft)) == drafts


def test_a_daughter_notices_as_herself(world):
    world.at_step("listening")
    answer = world.browser("carys").post(f"{world.url()}/answer", {"form": "noticed", "seat": "again"})
    with world.house.store.read("hafan") as tx:
        draft = Draft.need(tx, answer.location.rpartition("/")[2])
    assert (draft.voice, draft.person, draft.seat) == ("family", world.id("carys"), world.seat("carys"))


def test_nobody_writes_over_what_somebody_said_with_their_own_hand(world):
    world.at_step("listening")
    for name in ("bethan", "mair", "sian"):
        browser = world.browser(name)
        answer = browser.post(f"{world.url()}/answer", {"form": "my_view", "seat": world.seat("carys")})
        assert answer.status_code == 409
        assert "zqhafancarys" not in answer.text


def test_a_conversation_at_rest_takes_no_more_presses(world):
    before = world.at_step("closed", closed=True)
    bethan = world.browser("bethan")
    data = {"seat": world.seat("dilys"), "voice": "volunteer", "person": world.id("rhodri"), "way": "x", "why": "x",
            "status": "chose_not_to", "transition": "take_up", "item": "agreement.plan", "how": "said"}  # fmt: skip
    for press in ("seat", "alongside", "tried", "asked-other", "status", "dispute", "settle", "move", "sign", "lead"):
        assert bethan.post(f"{world.url()}/{press}", data).status_code == 404, press
    assert world.case() == before


def test_no_number_of_a_review_breaks_the_page(world):
    for key in ("9" * 5_000, "-1", "1.0", "١", "", "0x1", "1e3"):
        assert world.browser("bethan").post(f"{world.url()}/looked-at", {"key": key}).status_code == 404


def test_a_reason_that_is_too_long_is_refused_in_words_and_shown_back(world):
    world.at_step("finding_a_way")
    give(world, "hafan", "exchange", "alun", "advocate")
    carys, words = world.browser("carys"), "I see it otherwise. " * (LONGEST // 10)
    for press, name, more in (
        ("dispute", "why", {"item": "agreement.plan"}),
        ("status", "why", {"seat": world.seat("carys"), "status": "not_now"}),
        ("move", "why", {"transition": "park"}),
    ):
        before = world.case()
        answer = carys.post(f"{world.url()}/{press}", {name: words, **more})
        assert answer.status_code == 422
        assert "This is longer than can be kept here." in answer.text
        assert words.strip() in answer.text
        assert world.case() == before


def test_what_a_conversation_is_about_is_refused_whole_and_never_cut(world):
    words = "Mornings, and " * 40
    answer = world.browser("bethan").post(
        "/h/hafan/cases/new", {"ref": "exchange.exchange", "subject": world.id("gwilym"), "about": words}
    )
    assert answer.status_code == 422
    assert words in answer.text


@pytest.mark.parametrize(("name", "subject"), [("carys", "gwilym"), ("gwilym", "dilys"), ("geraint", "dilys")])
def test_nobody_begins_about_somebody_they_are_not_there_for(world, name, subject):
    answer = world.browser(name).post("/h/hafan/cases/new", {"ref": "exchange.exchange", "subject": world.id(subject)})
    assert answer.status_code == 422
    assert world.people["hafan", subject].name not in re.sub(r"Writing now.*?</p>", "", answer.text, flags=re.DOTALL)


def test_those_who_only_look_on_are_nowhere_among_who_could_have_a_place(world):
    page = world.browser("dilys").get(world.url()).text
    for name in ("quinn", "ivor", "sam", "eleri", "geraint", "priya"):
        assert world.people["hafan", name].name not in page
    for name in ("alun", "bethan", "gwilym"):
        assert world.people["hafan", name].name in page
