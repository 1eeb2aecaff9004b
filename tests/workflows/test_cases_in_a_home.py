"""Cases with a store: what was decided is kept with its event, or nothing is."""

from __future__ import annotations

import pytest

from core import homes, outbox, testing
from core.contributions import Asking
from core.house import TOOLS
from core.records import Event, KeptSnapshot, Person, Tools
from core.stores.protocol import NotFound
from forms.drafts import begin, compiled_of
from forms.responses import Given, answer
from workflows import runner, seats
from workflows.records import Case
from workflows.view import Refused


class Home:
    """A home with its people, in which cases are led by Bethan."""

    def __init__(self):
        self.house = testing.house()
        self.cast = testing.home_with_cast(self.house, modules=["exchange", "risk_benefit"])
        self.id = self.cast.home.id

    def person(self, name):
        with self.house.store.read(self.id) as tx:
            return Person.need(tx, self.cast.people[name].id)

    def start(self, ref="risk_benefit.choice", subject="dilys", by="bethan"):
        return runner.start(self.house, self.id, ref=ref, subject=self.person(subject).id, by=self.person(by).id)

    def case(self, id):
        with self.house.store.read(self.id) as tx:
            return Case.need(tx, id)

    def events(self):
        with self.house.store.read(self.id) as tx:
            return [event.what for event in Event.find(tx)]

    def answer(self, case, form, values, who=None, by="bethan"):
        writer, whose = self.person(by).id, self.person(who).id if who else None
        with self.house.store.tx(self.id, actor="x", purpose="test") as tx:
            view = runner.view(self.house, self.cast.home, tx, case.id)
            seat = next((one for one in view.case.seats if whose and one.person == whose), None)
            kept = view.case.forms[form]
            draft = begin(
                self.house,
                self.id,
                tx,
                ref=kept["ref"],
                form_hash=kept["hash"],
                subject=case.subject,
                case=case.id,
                form=form,
                seat=seat.id if seat else view.seat_for(form),
                voice=seat.voice if seat else "",
                person=seat.person if seat else None,
                occasion="",
                writer=writer,
                back={},
            )
            compiled = compiled_of(self.house, self.id, tx, draft.form_hash)
            answer(
                self.house,
                self.id,
                tx,
                draft=draft,
                compiled=compiled,
                values=values,
                declined={},
                given=Given(),
                asking=Asking("en"),
            )
        outbox.deliver(self.house, self.id)

    def move(self, case, way, by="bethan"):
        return runner.move(self.house, self.id, case.id, way, self.person(by))


@pytest.fixture
def home():
    return Home()


def test_a_case_begins_with_the_persons_own_place_and_its_definitions_kept_for_ever(home):
    case = home.start()
    assert [(seat.voice, seat.person) for seat in case.seats] == [("resident", home.person("dilys").id)]
    assert case.host == home.person("bethan").id
    with home.house.store.read(home.id) as tx:
        assert KeptSnapshot.need(tx, case.workflow_hash).ref == "risk_benefit.choice"
        assert {KeptSnapshot.need(tx, kept["hash"]).ref for kept in case.forms.values()} >= {"home.capacity"}
    assert "case_started" in home.events()


def test_family_who_begin_have_a_place_and_nobody_leads_until_somebody_does(home):
    case = home.start(by="carys")
    assert [seat.voice for seat in case.seats] == ["resident", "family"]
    assert case.host is None


def test_whoever_may_not_begin_is_told_who_may(home):
    onlooker = homes.add_person(home.house, home.id, "Somebody of the council", ("authority",))
    with pytest.raises(Refused, match="begun by"):
        runner.start(home.house, home.id, ref="risk_benefit.choice", subject=home.person("dilys").id, by=onlooker.id)


def test_answers_that_were_sent_make_a_voice_heard(home):
    case = home.start()
    home.answer(case, "choice_want", {"wish": "The shop"}, who="dilys")
    case = home.move(case, "look_together")
    home.answer(case, "choice_look", {"thought_of_body": "yes"}, who="dilys")
    assert home.case(case.id).seats[0].status == "heard"


def test_what_is_refused_keeps_nothing(home):
    case = home.start()
    before = home.events()
    with pytest.raises(Refused) as refused:
        home.move(case, "look_together")
    assert [one.about for one in refused.value.missing] == [("wish",)]
    assert home.case(case.id) == case
    assert home.events() == before


def test_one_case_opens_another_and_each_knows_the_other(home):
    case = home.start(ref="risk_benefit.choice")
    home.answer(case, "choice_want", {"wish": "A cwtch"}, who="dilys")
    home.move(case, "look_together")
    after = home.move(case, "talk_of_cwtch")
    (link,) = after.links
    child = home.case(link.case)
    assert (link.ref, link.how, after.step) == ("risk_benefit.cwtch", "opened", "looking")
    assert [(one.case, one.how) for one in child.links] == [(case.id, "came_from")]
    assert (child.subject, child.host) == (case.subject, case.host)


def test_a_module_that_is_switched_off_is_not_opened(home):
    case = home.start(ref="exchange.exchange")
    with home.house.store.read(home.id) as tx:
        revision = Tools.need(tx, TOOLS).revision
    homes.switch_module(home.house, home.id, "exchange", False, home.person("mair").id, revision)
    home.move(case, "leave_it")  # a running case lives on
    assert home.case(case.id).closed
    with pytest.raises(Refused, match="not switched on"):
        home.start(ref="exchange.exchange")


def test_a_running_case_stays_on_the_version_it_began_with(home):
    case = home.start()
    with home.house.store.read(home.id) as tx:
        view = runner.view(home.house, home.cast.home, tx, case.id)
    assert view.workflow.id == "choice"
    assert view.compiled is runner.compiled_of(
        runner.Desk(home.house, home.cast.home, tx), case.ref, case.workflow_hash, case.forms
    )


def test_two_people_who_press_at_once_move_it_once(home):
    case = home.start()
    home.answer(case, "choice_want", {"wish": "The shop"}, who="dilys")
    home.move(case, "look_together")
    with pytest.raises(Refused, match="Looking at it together"):
        home.move(case, "look_together")
    assert [line.what for line in home.case(case.id).history].count("moved") == 1


def test_the_clock_of_a_home_brings_up_what_is_due_and_tells_whom_it_is_for(home):
    case = home.start()
    home.move(case, "not_now")
    assert runner.tick_home(home.house, home.id) == 0
    case = home.start(ref="exchange.exchange")
    home.answer(
        case,
        "invite",
        {
            "talk_about": "Mornings",
            "round_table": [
                {"row": "r1", "answers": {"who_sits": {"id": None, "name": "Carys"}, "whose_view": "family"}}
            ],
            "language_offered": "yes",
        },
    )
    moved = home.move(home.move(case, "invite_people"), "begin_listening")
    home.house.clock.forward(days=8)
    assert runner.tick_home(home.house, home.id) == 1
    assert [due.id for due in home.case(moved.id).timers if due.waiting] == ["remind"]
    with home.house.store.read(home.id) as tx:
        (told,) = Event.find(tx, {"what": "told"})
    assert told.data["who"] == "host"
    assert runner.tick_home(home.house, home.id) == 0


def test_hearing_the_same_answers_twice_changes_nothing(home):
    case = home.start()
    home.answer(case, "choice_want", {"wish": "The shop"}, who="dilys")
    with home.house.store.read(home.id) as tx:
        event = Event.find(tx, {"what": "answered"})[-1]
    before = home.case(case.id)
    runner.hear_answer(home.house, home.id, event)
    assert home.case(case.id) == before


def test_a_place_is_given_and_a_try_noted_with_who_did_it(home):
    case = home.start()
    by, carys = home.person("bethan").id, home.person("carys").id
    seat = runner.change(
        home.house,
        home.id,
        case.id,
        by,
        "seated",
        lambda view: seats.give_seat(view, "s2", "family", carys, by),
    )
    runner.change(home.house, home.id, case.id, by, "tried", lambda view: seats.note_try(view, "s2", "by phone", by))
    tried = home.case(seat.id).seat("s2")
    assert (tried.status, tried.tries[0].way, tried.tries[0].by) == ("tried", "by phone", by)


def test_a_case_that_is_not_here_is_not_found(home):
    with pytest.raises(NotFound):
        runner.move(home.house, home.id, "nothing", "go", home.person("bethan"))
