"""Every route of the forms engine for every kind of person: what is theirs opens, everything else is not here."""

from __future__ import annotations

import re
from typing import Any

import pytest

from core import testing
from core.contributions import Asking
from core.permissions import Answer
from forms.drafts import begin, compiled_of
from forms.responses import Given, answer
from forms.shown import may_see

PEOPLE = ("dilys", "gwilym", "carys", "alun", "bethan", "owen", "huw", "sian", "mair", "rhodri")
OPENS, NOT_HERE, ASKS = 200, 404, 303


@pytest.fixture
def sent(room, carys, dilys, post):
    """Carys has sent her view about Dilys, Dilys hers, and each has a draft."""
    ids = {}
    for who, browser in (("carys", carys), ("dilys", dilys)):
        path = room.begin(browser, "resident" if who == "dilys" else "family")
        post(browser, path, "morning", "next", {"morning": f"the words of {who}"})
        ids[who] = post(browser, path, "_check", "send").location.rpartition("/")[2]
        ids[f"{who}_draft"] = room.begin(browser, "resident" if who == "dilys" else "family")
    return ids


ROUTES: list[tuple[str, set[str]]] = [
    ("/h/hafan/tools/", set(PEOPLE)),
    ("/h/hafan/tools/every_kind.all_kinds", set(PEOPLE)),
    ("/h/hafan/tools/every_kind.all_kinds/text", {"mair"}),
    ("/h/hafan/heard/{carys}", {"carys"}),
    ("/h/hafan/heard/{dilys}", {"dilys"}),
    # The form's row is person_page: the page about a person.
    ("/h/hafan/answers/{carys}", {"carys", "dilys", "bethan", "owen", "huw", "sian", "mair"}),
    ("/h/hafan/answers/{dilys}", {"dilys", "bethan", "owen", "huw", "sian", "mair"}),
    ("{carys_draft}", {"carys"}),
    ("{dilys_draft}", {"dilys"}),
]


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize(("route", "whose"), ROUTES, ids=[route for route, _ in ROUTES])
def test_a_page_opens_for_those_it_is_for_and_is_not_here_for_others(come, sent, route, whose, who):
    answer = come(who).get(route.format(**sent))
    assert answer.status_code == (OPENS if who in whose else NOT_HERE)
    if who not in whose:
        assert "the words of" not in answer.text


@pytest.mark.parametrize("route", [route for route, _ in ROUTES])
def test_whoever_is_not_signed_in_is_asked_to(the_house, the_app, sent, route):
    answer = testing.browser(the_house, None, the_app).get(route.format(**sent))
    assert answer.status_code == ASKS
    assert answer.location.startswith("/sign-in")


@pytest.mark.parametrize("route", [route for route, _ in ROUTES])
def test_people_of_another_home_find_nothing(the_house, the_app, sent, route):
    other = testing.home_with_cast(the_house, "glan", modules=["every_kind"])
    for who in ("mair", "bethan", "dilys"):
        browser = testing.browser(the_house, other.accounts[who], the_app)
        path = route.format(**sent)
        assert browser.get(path).status_code == NOT_HERE
        found = browser.get(path.replace("/h/hafan/", "/h/glan/"))
        assert found.status_code == NOT_HERE or "{" not in route
        assert "the words of" not in found.text


@pytest.mark.parametrize("who", [one for one in PEOPLE if one != "carys"])
def test_nobody_saves_or_throws_away_anothers_draft(come, room, sent, who):
    browser = come(who)
    answer = browser.post(sent["carys_draft"], {"_at": "morning", "_go": "next", "morning": "mine now"})
    assert answer.status_code == 410
    assert "mine now" in answer.text
    assert browser.post(f"{sent['carys_draft']}/throw-away").status_code == NOT_HERE
    assert "mine now" not in str(room.draft(sent["carys_draft"]).typed)


@pytest.mark.parametrize("id", ["nothing", "0" * 32, "../../x", "%00", "a" * 300, "<b>"])
@pytest.mark.parametrize("route", ["heard", "answers", "drafts"])
def test_an_id_that_means_nothing_is_not_here(carys, route, id):
    assert carys.get(f"/h/hafan/{route}/{id}").status_code == NOT_HERE
    if route == "drafts":
        assert carys.post(f"/h/hafan/drafts/{id}", {"_at": "x", "_go": "send"}).status_code in (404, 405)


# -- beginning -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "voices"),
    [
        ("dilys", {"resident"}),
        ("carys", {"family", "resident"}),
        ("bethan", {"staff", "resident"}),
        ("sian", {"staff", "resident"}),
        ("alun", {"resident"}),
        ("huw", {"resident"}),
        ("gwilym", set()),
        ("rhodri", set()),
    ],
)
def test_one_begins_with_ones_own_voice_or_writes_down_theirs(come, cast, who, voices):
    dilys = cast.people["dilys"].id
    page = come(who).get(f"/h/hafan/forms/every_kind.all_kinds?subject={dilys}").text
    buttons = [button for button in re.findall(r"<button[^>]*>", page) if 'name="voice"' in button]
    offered = {re.search(r'value="([^"]*)"', button)[1] for button in buttons}
    if who in ("gwilym", "rhodri"):
        assert "Dilys" not in page
    else:
        assert offered == voices


@pytest.mark.parametrize("voice", ["staff", "manager", "together", "", "advocate"])
def test_nobody_begins_with_a_voice_that_is_not_theirs(carys, room, cast, voice):
    form: dict[str, Any] = {"voice": voice, "subject": cast.people["dilys"].id}
    answer = carys.post("/h/hafan/forms/every_kind.all_kinds", form)
    assert answer.status_code == (303 if voice == "" else NOT_HERE)
    assert {draft.voice for draft in room.all_drafts()} <= {"family"}


def test_nobody_begins_about_somebody_whose_page_they_may_not_open(carys, cast, room):
    form = {"voice": "family", "subject": cast.people["gwilym"].id}
    answer = carys.post("/h/hafan/forms/every_kind.all_kinds", form)
    assert answer.location == "/h/hafan/forms/every_kind.all_kinds"
    assert room.all_drafts() == []


@pytest.mark.parametrize("ref", ["together.look", "together.talk", "every_kind.nothing", "home.home"])
def test_only_a_form_that_stands_alone_begins_alone(bethan, cast, ref):
    assert bethan.get(f"/h/hafan/forms/{ref}").status_code == NOT_HERE
    assert bethan.post(f"/h/hafan/forms/{ref}", {"subject": cast.people["dilys"].id}).status_code == NOT_HERE


def test_a_form_of_a_module_that_is_switched_off_is_not_here(the_house, the_app):
    cast = testing.home_with_cast(the_house, "glan", modules=[])
    browser = testing.browser(the_house, cast.accounts["bethan"], the_app)
    assert browser.get("/h/glan/forms/every_kind.all_kinds").status_code == NOT_HERE
    assert "Every kind" not in browser.get("/h/glan/tools/").text


# -- single answers --------------------------------------------------------------------------------------------------


@pytest.fixture
def looked(the_house, cast, come, post):
    """Bethan wrote down what Dilys said in a form whose rows differ from question to question."""
    found = the_house.catalogue("hafan").definitions["together.look"]
    with the_house.store.tx("hafan", actor="test", purpose="said") as tx:
        draft = begin(
            the_house,
            "hafan",
            tx,
            ref=found.ref,
            form_hash=the_house.keep_snapshot(tx, found.snapshot),
            subject=cast.people["dilys"].id,
            case=None,
            form="look",
            seat="resident",
            voice="resident",
            person=cast.people["dilys"].id,
            occasion="1",
            writer=cast.people["bethan"].id,
            back={},
        )
        compiled = compiled_of(the_house, "hafan", tx, draft.form_hash)
        said = {"wish": "To see the sea", "kept_to_myself": "I cannot swim"}
        return answer(
            the_house,
            "hafan",
            tx,
            draft=draft,
            compiled=compiled,
            values=said,
            declined={},
            given=Given("said"),
            asking=Asking("en"),
        )


@pytest.mark.parametrize(
    ("who", "wish", "private"),
    [
        ("dilys", True, True),
        ("bethan", True, True),  # she wrote it down
        ("mair", True, False),
        ("sian", True, False),
        ("owen", False, False),
        ("carys", False, False),
        ("huw", False, False),
        ("rhodri", False, False),
    ],
)
def test_each_answer_is_for_the_eyes_its_row_names(come, looked, who, wish, private):
    page = come(who).get(f"/h/hafan/answers/{looked.id}").text
    assert ("To see the sea" in page, "I cannot swim" in page) == (wish, private)


def test_a_mark_for_a_part_opens_that_part_alone(all_kinds):
    form = all_kinds.form

    def sees(part):
        return [one.id for one in form.questions() if may_see(form, one, lambda row: Answer(True, "", part))]

    assert sees("milk") == ["milk"]
    assert sees("words") == ["nickname", "morning", "cups", "tea_time"]
    assert sees("five_lines") == []
    assert len(sees(None)) == len(form.questions())


def test_what_was_said_before_stays_to_be_seen_with_how_it_was_given(come, room, dilys, post):
    for words in ("tea", "coffee"):
        path = room.begin(dilys, "resident")
        post(dilys, path, "morning", "next", {"morning": words})
        post(dilys, path, "_check", "send")
    pages = [dilys.get(f"/h/hafan/answers/{one.id}").text for one in room.responses()]
    assert "tea" in pages[0]
    assert "coffee" in pages[1]
