"""The pages of check-ins: who may ask, who may look, and what stays with the person who said it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from core.records import Event, Person
from core.web.front import LANGUAGE_COOKIE
from forms.checkins import asking, groups, looking
from forms.checkins.rollups import RollUp, forget
from forms.checkins.signals import COMPANY, Offer
from forms.records import Draft, Response
from tests.forms.checkins.conftest import Asked

Everything = Callable[..., dict[str, str]]


def waits(asked: Asked, who: str) -> bool:
    """Is this check-in waiting on somebody's page of today?"""
    return f'href="{asked.page("mine")}"' in asked.browser(who).get(f"/h/{asked.home_id}/").text


def responses(asked: Asked, who: str) -> list[Response]:
    """Everything that is kept as somebody's view."""
    with asked.house.store.read(asked.home_id) as tx:
        return Response.find(tx, {"person": asked.people[who].id})


def sent(asked: Asked, draft: str) -> str:
    """Send a draft from its last page, as it stands."""
    browser = asked.browser("bethan")
    answer = browser.post(draft, {"_at": "_check", "_go": "send", "_given.how": "said", "_given.sure": "sure"})
    assert answer.status_code == 303
    return str(answer.headers["Location"])


# -- nobody but the writer -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reader", ["mair", "sian", "bethan", "carys", "dilys", "rhodri"])
def test_what_one_of_the_team_answers_is_not_there_for_anybody_else_the_manager_included(
    asked: Asked, everything: Everything, reader: str
) -> None:
    kept = asked.says("owen", everything("not_good"))
    path = f"/h/{asked.home_id}/answers/{kept.id}"
    assert asked.browser(reader).get(path).status_code == 404
    assert asked.browser(reader).get(f"/h/{asked.home_id}/heard/{kept.id}").status_code == 404
    assert asked.browser(reader).get(asked.page("person", "owen")).status_code == 404


def test_what_one_of_the_team_answers_is_there_for_themselves(asked: Asked, everything: Everything) -> None:
    kept = asked.says("owen", everything("not_good"))
    browser = asked.browser("owen")
    assert browser.get(f"/h/{asked.home_id}/answers/{kept.id}").status_code == 200
    page = browser.get(asked.page("mine")).text
    assert "Nobody else sees what you answer, the manager included." in page
    assert "Not good" in page


def test_a_daughters_own_answers_are_not_there_for_the_manager_or_her_mother(
    asked: Asked, everything: Everything
) -> None:
    kept = asked.says("carys", everything())
    for reader in ("mair", "dilys", "bethan"):
        assert asked.browser(reader).get(f"/h/{asked.home_id}/answers/{kept.id}").status_code == 404
    assert asked.browser("carys").get(f"/h/{asked.home_id}/answers/{kept.id}").status_code == 200


def test_no_event_of_a_team_members_signal_names_them(asked: Asked, everything: Everything) -> None:
    asked.says("owen", everything("not_good"))
    with asked.house.store.read(asked.home_id) as tx:
        [signalled] = Event.find(tx, {"what": "signalled"})
    assert asked.people["owen"].id not in str(signalled.body())
    for reader in ("mair", "sian"):
        assert "Owen" not in asked.browser(reader).get(f"/h/{asked.home_id}/").text


# -- one person ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reader", "status"),
    [("dilys", 200), ("bethan", 200), ("sian", 200), ("mair", 200), ("owen", 404), ("huw", 404), ("carys", 404)],
)
def test_one_persons_rows_are_for_them_and_those_the_matrix_names(asked: Asked, reader: str, status: int) -> None:
    assert asked.browser(reader).get(asked.page("person", "dilys")).status_code == status


def test_rows_of_faces_come_first_and_the_wheel_and_the_table_are_a_choice(
    asked: Asked, everything: Everything
) -> None:
    asked.says("dilys", everything(), by="bethan")
    browser = asked.browser("bethan")
    rows, wheel, table = (
        browser.get(asked.page("person", "dilys") + more).text for more in ("", "?as=picture", "?as=table")
    )
    assert 'class="picture__svg dots"' in rows
    assert "They are not evidence of consent or contentment." in rows
    assert 'class="picture__svg radar"' in wheel
    assert "picture__svg" not in table
    for page in (rows, wheel, table):
        assert "The same in words" in page
        assert page.count("picture__sentence") == 1


def test_no_picture_carries_a_style_of_its_own(asked: Asked, everything: Everything) -> None:
    asked.says("dilys", everything(), by="bethan")
    for how in ("", "?as=picture"):
        assert "style=" not in asked.browser("bethan").get(asked.page("person", "dilys") + how).text


def test_somebody_who_has_said_nothing_has_a_kind_empty_page(asked: Asked) -> None:
    page = asked.browser("bethan").get(asked.page("person", "dilys")).text
    assert "Nothing has been said yet." in page
    assert "picture__svg" not in page


def test_the_page_speaks_welsh(asked: Asked, everything: Everything) -> None:
    asked.says("dilys", everything(), by="bethan")
    browser = asked.browser("bethan")
    browser.client.set_cookie(LANGUAGE_COOKIE, "cy")
    page = browser.get(asked.page("person", "dilys")).text
    assert "Yr hyn a ddywedwyd" in page
    assert "Da: Diogelwch, Parhad, Perthyn, Pwrpas, Cyflawniad a Bod o bwys." in page


# -- asking ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("writer", "status"),
    [("bethan", 200), ("huw", 200), ("owen", 200), ("alun", 200), ("carys", 404), ("rhodri", 404), ("gwilym", 404)],
)
def test_anybody_who_leads_talks_may_ask_the_cook_included_and_her_advocate(
    asked: Asked, writer: str, status: int
) -> None:
    assert asked.browser(writer).get(asked.page("ask", "dilys")).status_code == status


def test_answering_on_ones_own_is_always_offered(asked: Asked) -> None:
    page = asked.browser("bethan").get(asked.page("ask", "dilys")).text
    assert "They answer on their own" in page
    assert "All of it today" in page


def test_whoever_helps_is_written_down_and_whoever_answers_alone_was_helped_by_nobody(asked: Asked) -> None:
    browser = asked.browser("bethan")
    for person, way in (("dilys", "together"), ("gwilym", "own")):
        browser.post(asked.page("ask", person), {"way": way})
    with asked.house.store.read(asked.home_id) as tx:
        drafts = {draft.person: draft for draft in Draft.find(tx)}
    dilys, gwilym = (drafts[asked.people[name].id] for name in ("dilys", "gwilym"))
    assert dilys.typed["_given.helped"] == ("Bethan",)
    assert dilys.typed["_given.how"] == ("said",)
    assert "_given.helped" not in gwilym.typed
    assert gwilym.typed["_given.how"] == ("pointed",)


def test_a_little_asks_two_senses_and_all_of_it_asks_six(asked: Asked) -> None:
    browser = asked.browser("bethan")
    sizes = []
    for pages in ("these", "all"):
        draft = browser.post(asked.page("ask", "dilys"), {"way": "together", "pages": pages}).headers["Location"]
        found = re.search(r'class="pager">\D*1\D+(\d+)', browser.get(draft).text)
        assert found is not None
        sizes.append(int(found[1]))
    assert sizes == [4, 12]


def test_asking_the_rest_later_in_the_week_keeps_what_was_said_before(asked: Asked, everything: Everything) -> None:
    asked.says("dilys", everything("not_good"), by="bethan")
    draft = asked.browser("bethan").post(asked.page("ask", "dilys"), {"way": "together"}).headers["Location"]
    sent(asked, draft)
    [kept] = responses(asked, "dilys")
    assert set(everything()) <= set(kept.values())
    assert set(kept.values().values()) == {"not_good"}


def test_nobody_asks_somebody_who_is_in_hospital(asked: Asked) -> None:
    from core import homes

    homes.set_status(asked.house, asked.home_id, asked.people["dilys"].id, "hospital", "test")
    assert asked.browser("bethan").get(asked.page("ask", "dilys")).status_code == 404


# -- one's own -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["dilys", "carys", "owen", "huw", "mair"])
def test_a_check_in_waits_until_it_is_answered(asked: Asked, everything: Everything, who: str) -> None:
    browser = asked.browser(who)
    browser.client.set_cookie(LANGUAGE_COOKIE, "en")
    waiting = f'href="{asked.page("mine")}"'
    assert waiting in browser.get(f"/h/{asked.home_id}/").text
    asked.says(who, everything())
    assert waiting not in browser.get(f"/h/{asked.home_id}/").text


def test_not_this_time_is_an_answer_too_and_nobody_asks_again_in_that_window(asked: Asked) -> None:
    browser = asked.browser("owen")
    browser.post(asked.page("mine"), {"way": "later"})
    assert not waits(asked, "owen")
    asked.clock.forward(weeks=4)
    assert waits(asked, "owen")


def test_a_volunteer_without_a_group_is_not_asked(asked: Asked) -> None:
    assert not waits(asked, "rhodri")
    assert asked.browser("rhodri").get(asked.page("mine")).status_code == 404


def test_a_daughter_begins_her_own_view_about_her_mother(asked: Asked) -> None:
    browser = asked.browser("carys")
    begun = browser.post(asked.page("mine"), {})
    page = browser.get(begun.headers["Location"]).text
    assert "Can you go home without worrying?" in page
    with asked.house.store.read(asked.home_id) as tx:
        [draft] = Draft.find(tx)
    assert (draft.voice, draft.subject) == ("family", asked.people["dilys"].id)


# -- company and offers ----------------------------------------------------------------------------------------------


def test_whoever_is_named_to_talk_with_learns_that_and_nothing_else(asked: Asked) -> None:
    bethan = asked.people["bethan"]
    asked.says("owen", {"belongs_here": "not_good", "talk_belonging": {"id": bethan.id, "name": "Bethan"}})
    assert "Owen would like to talk with you." in asked.browser("bethan").get(f"/h/{asked.home_id}/").text
    assert "Owen" not in asked.browser("mair").get(f"/h/{asked.home_id}/").text
    with asked.house.store.read(asked.home_id) as tx:
        [offer] = [one for one in Offer.find(tx) if one.signal == COMPANY]
    assert "not_good" not in str(offer.body())


def test_hearing_an_answer_twice_offers_once(asked: Asked) -> None:
    from forms.checkins.listening import heard

    asked.says("dilys", {"feels_safe": "not_good"}, by="bethan")
    with asked.house.store.read(asked.home_id) as tx:
        before, [event] = Offer.find(tx), Event.find(tx, {"what": "answered"})
        counted = RollUp.find(tx)
    heard(asked.house, asked.home_id, event)
    with asked.house.store.read(asked.home_id) as tx:
        assert Offer.find(tx) == before
        assert RollUp.find(tx) == counted


def test_an_offer_leads_to_the_conversation_it_names_and_begins_nothing_by_itself(asked: Asked) -> None:
    for _time in range(2):
        asked.says("dilys", {"belongs_here": "not_good"}, by="bethan")
        asked.clock.forward(weeks=3)
    browser = asked.browser("bethan")
    found = re.search(r'href="([^"]*ref=exchange\.exchange[^"]*)"', browser.get(asked.page("person", "dilys")).text)
    assert found is not None
    assert browser.get(found[1].replace("&amp;", "&")).status_code == 200
    with asked.house.store.read(asked.home_id) as tx:
        assert list(tx.find("case")) == []


def test_an_offer_can_be_let_rest_by_those_it_is_for_and_nobody_else(asked: Asked) -> None:
    asked.says("dilys", {"feels_safe": "not_good"}, by="bethan")
    with asked.house.store.read(asked.home_id) as tx:
        [offer] = Offer.find(tx)
    path = f"/h/{asked.home_id}/check-ins/offers/{offer.id}/rest"
    assert asked.browser("owen").post(path).status_code == 404
    assert asked.browser("dilys").post(path).status_code == 303
    with asked.house.store.read(asked.home_id) as tx:
        assert Offer.need(tx, offer.id).state == "rested"


# -- groups ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def full(asked: Asked, everything: Everything) -> Iterator[Asked]:
    """Fifteen of the team have answered, by day and by night in turn, each with words of their own."""
    for number in range(15):
        asked.add(f"worker{number}", "care_staff", teams=("days" if number % 2 else "nights",))
        value = "good" if number % 2 else "unsure"
        asked.says(f"worker{number}", everything(value) | {"more_purpose": f"my own words {number}"})
    return asked


def test_everybody_in_the_home_may_see_the_groups_and_no_words_of_anybody(full: Asked) -> None:
    for reader in ("dilys", "carys", "huw", "mair"):
        browser = full.browser(reader)
        browser.client.set_cookie(LANGUAGE_COOKIE, "en")
        page = browser.get(full.page("groups"))
        assert page.status_code == 200
        assert "Everyone who works here (15 people)" in page.text
        assert "my own words" not in page.text
        assert "Worker" not in page.text


def test_teams_stand_on_their_own_only_when_the_quarter_is_over(full: Asked) -> None:
    browser = full.browser("mair")
    now = browser.get(full.page("groups")).text
    assert "Teams, July" not in now
    assert "Days: too few to show; folded into" in now
    full.clock.forward(weeks=13)
    later = full.browser("mair").get(full.page("groups")).text
    assert "Teams, July – September 2026" in later


def test_an_authority_without_a_share_sees_no_groups_and_the_page_is_not_there(full: Asked) -> None:
    from core import accounts, homes

    outsider = full.add("quality", "authority")
    account = accounts.create(full.house, "quality.hafan")
    homes.give_account(full.house, full.home_id, outsider.id, account.id)
    full.accounts["quality"] = account.id
    assert full.browser("quality").get(full.page("groups")).status_code == 404


def test_somebody_forgotten_is_in_no_roll_up_and_the_picture_stays(full: Asked) -> None:
    person = full.people["worker3"].id
    with full.house.store.tx(full.home_id, actor="test", purpose="forget") as tx:
        forget(tx, person)
        assert all(person not in str(kept.body()) for kept in RollUp.find(tx))
    assert "Everyone who works here (15 people)" in full.browser("mair").get(full.page("groups")).text


def test_a_home_without_check_ins_has_no_page_of_them(asked: Asked) -> None:
    from core import homes

    with asked.house.store.read(asked.home_id) as tx:
        someone = Person.need(tx, asked.people["mair"].id)
    from core.house import TOOLS
    from core.records import Tools

    with asked.house.store.read(asked.home_id) as tx:
        revision = Tools.need(tx, TOOLS).revision
    homes.switch_module(asked.house, asked.home_id, "senses", False, someone.id, revision)
    browser = asked.browser("mair")
    assert browser.get(asked.page("groups")).status_code == 404
    assert "This home asks no check-ins yet." in browser.get(f"/h/{asked.home_id}/check-ins/").text


def test_somebody_outside_sees_only_quarters_that_are_over_in_rounded_numbers(full: Asked) -> None:
    def seen() -> dict[str, groups.Outside | groups.TooFew]:
        published, today = full.published, asking.today_of(full.house, full.home_id)
        with full.house.store.read(full.home_id) as tx:
            found = looking.outside_quarters(tx, full.house.catalogue(full.home_id, tx), published, today, 10)
        return {one.group: one for _name, quarter in found for one in quarter}

    assert seen() == {}
    full.clock.forward(weeks=13)
    over = seen()
    staff = over["staff"]
    assert isinstance(staff, groups.Outside)
    assert staff.people == 15
    assert staff.counts["purpose"] == {"not_good": 0, "unsure": 10, "good": 5}
    assert isinstance(over["family"], groups.TooFew)
