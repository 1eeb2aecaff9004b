"""The pages of a conversation: what each person sees, and that every press either helps it along or says what is missing."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest

from core import testing
from core.records import Person
from forms.records import Draft, Response
from workflows import runner, seats
from workflows.records import Case


class Table:
    """A home where Bethan has begun an exchange about Dilys."""

    def __init__(self):
        self.house = testing.house()
        self.cast = testing.home_with_cast(self.house, modules=["exchange", "risk_benefit"])
        self.app = testing.app(self.house)
        self.case = runner.start(
            self.house,
            "hafan",
            ref="exchange.exchange",
            subject=self.id("dilys"),
            by=self.id("bethan"),
            about="Mornings",
        )
        self.url = f"/h/hafan/cases/{self.case.id}"

    def id(self, name):
        return self.cast.people[name].id

    def browser(self, name):
        return testing.browser(self.house, self.cast.accounts[name], self.app)

    def now(self):
        with self.house.store.read("hafan") as tx:
            return Case.need(tx, self.case.id)

    def seat(self, name, voice):
        by, person = self.id("bethan"), self.id(name)
        runner.change(
            self.house, "hafan", self.case.id, by, "seat", lambda view: seats.give_seat(view, name, voice, person, by)
        )


@pytest.fixture
def table():
    return Table()


def _words(response):
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text)))


def test_the_page_says_where_we_are_and_who_leads(table):
    words = _words(table.browser("bethan").get(table.url))
    assert "Dilys Rees: Mornings" in words
    assert "Where we are: An idea for a conversation" in words
    assert "Step 1 of 14" in words
    assert "Bethan leads this conversation" in words


def test_in_welsh_nothing_of_the_engine_is_left_in_english(table):
    browser = table.browser("bethan")
    browser.post("/language", {"lang": "cy"})
    words = _words(browser.get(table.url))
    assert "Ble rydyn ni: Syniad am sgwrs" in words
    assert "Cam 1 o 14" in words
    for english in ("Where we are", "Everybody's place", "What next", "invited", "Still missing", "has no answer yet"):
        assert english not in words


def test_a_way_that_is_not_open_yet_says_what_is_missing_when_it_is_pressed(table):
    answer = table.browser("bethan").post(f"{table.url}/move", {"transition": "invite_people"})
    assert answer.status_code == 422
    words = _words(answer)
    assert "Not quite yet." in words
    assert "Nothing you wrote is lost" in words
    assert table.now().step == "draft"


def test_a_press_that_is_open_goes_on_and_comes_back_to_the_page(table):
    answer = table.browser("bethan").post(f"{table.url}/move", {"transition": "leave_it"})
    assert (answer.status_code, answer.headers["Location"].endswith(table.url)) == (303, True)
    assert table.now().closed


def test_answering_leads_to_the_writers_own_draft(table):
    answer = table.browser("bethan").post(f"{table.url}/answer", {"form": "invite", "seat": "together"})
    assert answer.status_code == 303
    with table.house.store.read("hafan") as tx:
        (draft,) = Draft.find(tx)
    assert (draft.form, draft.seat, draft.writer, draft.case) == (
        "invite",
        "together",
        table.id("bethan"),
        table.case.id,
    )


def test_a_conversation_is_there_only_for_those_round_its_table(table):
    assert table.browser("carys").get(table.url).status_code == 404
    assert table.browser("owen").get(table.url).status_code == 404
    assert table.browser("rhodri").get(table.url).status_code == 404
    table.seat("carys", "family")
    assert table.browser("carys").get(table.url).status_code == 200


def test_the_cook_with_a_seat_at_a_choice_opens_it_and_reads_nobody_elses_words(table):
    bethan, huw = table.id("bethan"), table.id("huw")
    choice = runner.start(
        table.house, "hafan", ref="risk_benefit.choice", subject=table.id("dilys"), by=bethan, about="Lay the tables"
    )
    url = f"/h/hafan/cases/{choice.id}"
    assert table.browser("huw").get(url).status_code == 404
    runner.change(
        table.house,
        "hafan",
        choice.id,
        bethan,
        "seat",
        lambda view: seats.give_seat(view, "huw", "kitchen", huw, bethan),
    )
    begun = table.browser("bethan").post(f"{url}/answer", {"form": "choice_want", "seat": choice.seats[0].id})
    said = {"_at": "wish", "wish": "Lay the tables at noon"}
    table.browser("bethan").post(begun.headers["Location"], {**said, "_go": "next"})
    table.browser("bethan").post(begun.headers["Location"], {"_at": "_check", "_go": "send"})
    with table.house.store.read("hafan") as tx:
        sent = Response.find(tx, {"case": choice.id})
    assert sent[0].values() == {"wish": "Lay the tables at noon"}
    page = table.browser("huw").get(url)
    assert page.status_code == 200
    assert "Lay the tables at noon" not in page.text
    assert table.browser("huw").get(f"/h/hafan/answers/{sent[0].id}").status_code == 404


def test_what_was_written_together_in_a_step_before_stays_there_to_be_read(table):
    bethan = table.browser("bethan")
    bethan.answer(table.url, "invite", {"talk_about": "Her mornings"})
    with table.house.store.tx("hafan", actor="x", purpose="test") as tx:
        replace(Case.need(tx, table.case.id), step="listening").keep(tx)
    page = bethan.get(table.url).text
    (link,) = re.findall(r'href="(/h/hafan/answers/[^"]+)"', page[page.index("Written down before") :])
    assert "Her mornings" in _words(bethan.get(link))


def test_whoever_is_not_round_the_table_changes_nothing(table):
    for name, data in (
        ("lead", {}),
        ("tried", {"seat": table.case.seats[0].id, "way": "x"}),
        ("move", {"transition": "leave_it"}),
    ):
        assert table.browser("owen").post(f"{table.url}/{name}", data).status_code == 404
    assert table.now() == table.case


def test_family_at_the_table_speaks_for_itself_and_not_for_others(table):
    table.seat("carys", "family")
    carys = table.browser("carys")
    dilys = table.case.seats[0].id
    assert carys.post(f"{table.url}/answer", {"form": "my_view", "seat": dilys}).status_code == 404
    assert carys.post(f"{table.url}/answer", {"form": "my_view", "seat": "carys"}).status_code == 303
    assert carys.post(f"{table.url}/tried", {"seat": dilys, "way": "pictures"}).status_code == 404
    assert carys.post(f"{table.url}/status", {"seat": dilys, "status": "chose_not_to"}).status_code == 404
    assert carys.post(f"{table.url}/status", {"seat": "carys", "status": "not_now"}).status_code == 303
    assert table.now().seat("carys").status == "not_now"


def test_a_try_is_noted_with_its_way_and_is_read_on_the_page(table):
    bethan, seat = table.browser("bethan"), table.case.seats[0].id
    assert bethan.post(f"{table.url}/tried", {"seat": seat, "way": "a walk"}).status_code == 303
    assert "Asked on 1 June 2026: a walk" in _words(bethan.get(table.url))
    assert bethan.post(f"{table.url}/tried", {"seat": seat, "way": " "}).status_code == 422
    assert len(table.now().seats[0].tries) == 1


def test_a_place_is_given_and_somebody_sits_alongside(table):
    bethan = table.browser("bethan")
    bethan.post(f"{table.url}/seat", {"voice": "family", "person": table.id("carys")})
    seat = table.now().seats_of(table.id("carys"))[0]
    bethan.post(f"{table.url}/alongside", {"seat": seat.id, "person": table.id("alun")})
    assert "Alun sits alongside" in _words(bethan.get(table.url))
    assert table.browser("alun").get(table.url).status_code == 200


def test_taking_the_lead_is_for_those_with_the_training(table):
    sian = table.browser("sian")
    assert sian.post(f"{table.url}/lead").status_code == 303
    assert table.now().host == table.id("sian")
    table.seat("carys", "family")
    assert table.browser("carys").post(f"{table.url}/lead").status_code == 422


def test_one_voices_words_are_read_by_those_who_may_and_their_writer(table):
    table.seat("carys", "family")
    with table.house.store.tx("hafan", actor="x", purpose="test") as tx:
        case = Case.need(tx, table.case.id)
        replace(case, step="listening").keep(tx)
    bethan, carys = table.browser("bethan"), table.browser("carys")
    _send(table, "my_view", "carys", "carys", {"going_well": "She laughs at breakfast."})
    page = carys.get(table.url)
    (link,) = set(re.findall(r"/h/hafan/answers/[0-9a-f]+", page.text))
    assert "She laughs at breakfast." in _words(carys.get(link))
    assert "She laughs at breakfast." not in _words(bethan.get(table.url))  # words stand on their own page
    assert table.browser("owen").get(link).status_code == 404


def _send(table, form, name, seat, values):
    from core import outbox
    from core.contributions import Asking
    from forms.drafts import begin, compiled_of
    from forms.responses import Given, answer

    with table.house.store.tx("hafan", actor="x", purpose="test") as tx:
        case = Case.need(tx, table.case.id)
        kept = case.forms[form]
        draft = begin(
            table.house,
            "hafan",
            tx,
            ref=kept["ref"],
            form_hash=kept["hash"],
            subject=case.subject,
            case=case.id,
            form=form,
            seat=seat,
            voice=case.seat(seat).voice,
            person=case.seat(seat).person,
            occasion="",
            writer=table.id(name),
            back={},
        )
        compiled = compiled_of(table.house, "hafan", tx, draft.form_hash)
        answer(
            table.house,
            "hafan",
            tx,
            draft=draft,
            compiled=compiled,
            values=values,
            declined={},
            given=Given(),
            asking=Asking("en"),
        )
    outbox.deliver(table.house, "hafan")


def test_what_may_come_up_sooner_says_the_day_and_how_often_something_is_written(table):
    from workflows import timers

    with table.house.store.tx("hafan", actor="x", purpose="test") as tx:
        view = runner.view(table.house, table.cast.home, tx, replace(Case.need(tx, table.case.id), step="living"))
        ladder = ({"in": "7 days", "or_after": {"form": "noticed", "times": 3}}, {"every": "12 weeks"})
        timers.begun(view, [timers.review_of(view, ladder)]).keep(tx)
    bethan = table.browser("bethan")
    said = "We look again on 8 June 2026, or sooner: once “What we noticed” was written 3 times."
    assert said in _words(bethan.get(table.url))
    bethan.post("/language", {"lang": "cy"})
    assert "neu'n gynt: unwaith y bydd “Ar beth sylwon ni” wedi'i ysgrifennu 3 gwaith." in _words(bethan.get(table.url))


def test_what_comes_up_is_said_on_the_page_and_is_looked_at(table):
    with table.house.store.tx("hafan", actor="x", purpose="test") as tx:
        case = Case.need(tx, table.case.id)
        view = runner.view(table.house, table.cast.home, tx, replace(case, step="living"))
        from workflows import timers

        timers.begun(view, [timers.review_of(view, ({"in": "7 days"}, {"every": "12 weeks"}))]).keep(tx)
    bethan = table.browser("bethan")
    assert "We look again on 8 June 2026." in _words(bethan.get(table.url))
    table.house.clock.forward(days=7)
    bethan = table.browser("bethan")  # a sign-in does not last a week
    words = _words(bethan.get(table.url))
    assert "Time to look again: Everyone is an expert" in words
    assert "Time to look again" in _words(bethan.get("/h/hafan/"))
    assert bethan.post(f"{table.url}/looked-at", {"key": "1", "why": "All well."}).status_code == 303
    assert [(due.id, due.at) for due in table.now().timers if due.open] == [("review", "2026-08-31")]


def test_while_somebody_is_in_hospital_the_page_says_so_gently_and_chases_nothing(table):
    from core import homes

    homes.set_status(table.house, "hafan", table.id("dilys"), "hospital", table.id("bethan"))
    words = _words(table.browser("bethan").get(table.url))
    assert "In hospital for now: nothing is chased." in words


def test_beginning_asks_what_and_about_whom(table):
    bethan = table.browser("bethan")
    page = _words(bethan.get("/h/hafan/cases/new"))
    assert "Everyone is an expert" in page
    assert "Dilys Rees" in page
    assert bethan.post("/h/hafan/cases/new", {"ref": "exchange.exchange", "about": "The garden"}).status_code == 422
    answer = bethan.post(
        "/h/hafan/cases/new", {"ref": "exchange.exchange", "subject": table.id("gwilym"), "about": "The garden"}
    )
    assert answer.status_code == 303
    assert "Gwilym Hughes: The garden" in _words(bethan.get(answer.headers["Location"]))


def test_what_was_typed_is_shown_back_when_beginning_is_not_complete(table):
    answer = table.browser("bethan").post("/h/hafan/cases/new", {"ref": "exchange.exchange", "about": "The raised bed"})
    assert 'value="The raised bed"' in answer.text


def test_family_begins_only_about_those_they_are_there_for(table):
    carys = table.browser("carys")
    assert "Gwilym" not in _words(carys.get("/h/hafan/cases/new"))
    assert (
        carys.post("/h/hafan/cases/new", {"ref": "exchange.exchange", "subject": table.id("gwilym")}).status_code == 422
    )
    begun = carys.post("/h/hafan/cases/new", {"ref": "exchange.exchange", "subject": table.id("dilys")})
    assert begun.status_code == 303
    assert "Nobody leads this conversation yet" in _words(carys.get(begun.headers["Location"]))


def test_today_shows_my_conversations_and_a_persons_page_theirs(table):
    bethan = table.browser("bethan")
    assert "Everyone is an expert: Dilys Rees" in _words(bethan.get("/h/hafan/"))
    assert "Everyone is an expert: Dilys Rees" in _words(bethan.get(f"/h/hafan/people/{table.id('dilys')}"))
    assert "Everyone is an expert" not in _words(table.browser("owen").get("/h/hafan/"))


def test_a_line_is_set_aside_with_how_it_is_seen_and_settled(table):
    table.seat("carys", "family")
    with table.house.store.tx("hafan", actor="x", purpose="test") as tx:
        replace(Case.need(tx, table.case.id), step="finding_a_way").keep(tx)
    carys = table.browser("carys")
    assert carys.post(f"{table.url}/dispute", {"item": "agreement.plan", "why": ""}).status_code == 422
    carys.post(f"{table.url}/dispute", {"item": "agreement.plan", "why": "Half past eight."})
    assert "Half past eight." in _words(carys.get(table.url))
    carys.post(f"{table.url}/settle", {"item": "agreement.plan", "how": "Eleven, for two weeks."})
    assert table.now().disputed() == ()


def test_a_module_switched_off_leaves_its_conversations_readable(table):
    from core import homes
    from core.house import TOOLS
    from core.records import Tools

    with table.house.store.read("hafan") as tx:
        revision = Tools.need(tx, TOOLS).revision
    homes.switch_module(table.house, "hafan", "exchange", False, table.id("mair"), revision)
    assert table.browser("bethan").get(table.url).status_code == 200


def test_somebody_who_is_nobody_here_finds_no_conversation(table):
    assert table.browser("bethan").get("/h/hafan/cases/nothing").status_code == 404
    with table.house.store.read("hafan") as tx:
        assert Person.get(tx, "nothing") is None


def test_a_reason_that_was_refused_stands_in_its_own_box_unfolded(table):
    table.seat("carys", "family")
    seats_here = {seat.person: seat.id for seat in table.now().seats}
    long = "Lluniau " * 800
    answer = table.browser("bethan").post(f"{table.url}/tried", {"seat": seats_here[table.id("carys")], "way": long})
    assert answer.status_code == 422
    assert answer.text.count(f'value="{long.strip()} "') == 1
    box = answer.text[: answer.text.index(long[:40])]
    assert f'value="{seats_here[table.id("carys")]}"' in box[box.rindex("<form") :]
    folded = box.rindex("<details")
    assert " open>" in box[folded : box.index("<summary", folded)]
    assert "kept-words" not in answer.text


def test_a_reason_whose_box_is_gone_is_shown_to_be_copied(table):
    answer = table.browser("bethan").post(f"{table.url}/settle", {"item": "gone", "how": "We asked Dilys again."})
    assert answer.status_code == 422
    assert "We asked Dilys again.</textarea>" in answer.text


def test_from_a_page_that_refused_something_the_language_leads_back_to_the_conversation(table):
    answer = table.browser("bethan").post(f"{table.url}/move", {"transition": "invite_people"})
    assert f'value="workflows.case?home_id=hafan&amp;case_id={table.case.id}"' in answer.text
