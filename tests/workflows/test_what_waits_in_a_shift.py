"""What waits is said once a shift, to a role: calmly, with a manager told after a week, and silent about who is away."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core import homes, tending, testing
from core.clock import HandClock
from core.records import Event, Person
from core.stores.tiny import TinyStore
from workflows import digest, runner, shifts
from workflows.digest import Digest
from workflows.records import Case, Due, Move
from workflows.shifts import USUAL, Shift, now_on
from workflows.starting import asker_of
from workflows.waiting import is_for

TODAY = "/h/hafan/"
ACCOUNT = "This has waited a while at “It was done; the account is to come”"


def at(clock):
    """1 June 2026 is a Monday, and British clocks are an hour before UTC."""
    return datetime(2026, 6, *clock, tzinfo=UTC)


class Home:
    """Something was done at once for Dilys on Monday at ten, and nobody has written the account."""

    def __init__(self):
        self.clock = HandClock()
        self.house = testing.house(clock=self.clock)
        self.cast = testing.home_with_cast(self.house, modules=["exchange", "risk_benefit"])
        self.case = self.begin("dilys")

    def begin(self, about, ref="home.urgent_action", by="bethan"):
        people = self.cast.people
        return runner.start(self.house, "hafan", ref=ref, subject=people[about].id, by=people[by].id).id

    def tend_at(self, *clock):
        self.clock.at = at(clock)
        tending.tend_home(self.house, "hafan")

    def sees(self, who, language="en"):
        browser = testing.browser(self.house, self.cast.accounts[who])
        browser.post("/language", {"lang": language})
        words = browser.words(TODAY)
        heading = {"en": "In this shift", "cy": "Yn y sifft hon"}[language]
        return words.partition(heading)[2].partition({"en": "Your conversations", "cy": "Eich sgyrsiau"}[language])[0]

    def digest(self):
        with self.house.store.read("hafan") as tx:
            return Digest.get(tx, "digest")

    def told(self):
        with self.house.store.read("hafan") as tx:
            return Event.find(tx, {"what": "digest"})

    def look_at(self, key=1, who="mair"):
        with self.house.store.read("hafan") as tx:
            person = Person.need(tx, self.cast.people[who].id)
        runner.looked_at(self.house, "hafan", self.case, key, person)


@pytest.fixture
def home():
    return Home()


# -- which shift it is ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clock", "shift", "day"),
    [
        ((2, 6, 0), "early", 2),  # seven by British clocks
        ((2, 5, 59), "night", 1),
        ((2, 12, 59), "early", 2),
        ((2, 13, 0), "late", 2),
        ((2, 20, 0), "night", 2),
        ((2, 23, 30), "night", 2),
    ],
)
def test_a_shift_begins_by_the_homes_own_clocks_and_the_night_belongs_to_the_evening_it_began(clock, shift, day):
    duty = now_on(USUAL, at(clock), "Europe/London")
    assert (duty.shift.id, duty.day.day) == (shift, day)


def test_a_home_with_one_shift_is_always_in_it():
    only = (Shift("early", "08:00"),)
    assert now_on(only, at((2, 3, 0)), "Europe/London").day.day == 1


def test_without_shifts_there_is_none():
    assert now_on((), at((2, 3, 0)), "Europe/London") is None


# -- once a shift ---------------------------------------------------------------------------------------------------------


def test_what_came_up_in_a_shift_is_listed_when_the_next_one_begins(home):
    home.tend_at(2, 7, 0)
    home.tend_at(2, 9, 30)  # a day after it was done, in the early shift: it comes up
    assert home.digest().items == ()
    home.tend_at(2, 13, 0)
    assert [(one.case, one.roles, one.late) for one in home.digest().items] == [(home.case, ("manager",), False)]


def test_a_list_is_made_once_a_shift_and_said_once(home):
    for minute in range(5):
        home.tend_at(2, 13, minute)
    assert len(home.told()) == 1
    home.tend_at(2, 20, 0)
    assert [event.about["shift"] for event in home.told()] == ["late", "night"]


def test_with_nothing_to_say_nothing_is_said(home):
    home.tend_at(1, 12, 0)
    assert home.digest() is not None
    assert home.told() == []


def test_after_days_without_anybody_looking_there_is_the_list_of_this_shift_and_no_pile(home):
    home.tend_at(5, 13, 0)
    assert len(home.told()) == 1


# -- on whose page --------------------------------------------------------------------------------------------------------


def test_it_is_on_the_page_of_those_with_the_role_in_both_languages(home):
    home.tend_at(2, 13, 0)
    said = home.sees("mair")
    assert ACCOUNT in said
    assert "Dilys Rees" in said
    assert "For: Manager" in said
    assert "Ar gyfer: Rheolwr" in home.sees("mair", "cy")


@pytest.mark.parametrize("who", ["bethan", "huw", "dilys", "carys", "alun", "rhodri"])
def test_nobody_else_finds_it_on_theirs(home, who):
    home.tend_at(2, 13, 0)
    assert home.sees(who) == ""


def _led_by_owen(home):
    """Owen works nights, and leads a conversation in which a word has come up for him."""
    led = home.begin("dilys", "risk_benefit.cwtch", "owen")
    with home.house.store.tx("hafan", actor="x", purpose="x") as tx:
        case = Case.need(tx, led)
        due = Due(
            1,
            "remind",
            "reminder",
            case.step,
            case.started_at,
            "2026-06-02",
            tell="host",
            say={"en": "A word for whoever leads."},
        )
        replace(case, timers=(due,)).keep(tx)
    return led


def test_what_is_for_whoever_leads_goes_to_their_role_and_only_in_their_own_shift(home):
    _led_by_owen(home)
    home.tend_at(2, 13, 0)
    assert "A word for whoever leads." not in home.sees("owen")
    assert "A word for whoever leads." in home.sees("bethan")  # a care worker too, and she works days
    home.tend_at(2, 20, 0)
    assert "A word for whoever leads." in home.sees("owen")
    assert "A word for whoever leads." not in home.sees("bethan")


def test_once_somebody_has_looked_it_is_gone_from_every_page(home):
    home.case = _led_by_owen(home)
    home.tend_at(2, 20, 0)
    assert "A word for whoever leads." in home.sees("owen")
    home.look_at(who="owen")
    assert "A word for whoever leads." not in home.sees("owen")


# -- after a week ---------------------------------------------------------------------------------------------------------


def test_after_a_week_a_manager_is_told_too_and_only_then_it_is_called_overdue(home):
    home.tend_at(2, 13, 0)
    home.tend_at(8, 13, 0)
    assert "Overdue" not in home.sees("mair")
    home.tend_at(9, 13, 0)
    assert "Overdue" in home.sees("mair")
    assert home.told()[-1].data["late"] == 1


def test_what_waits_for_a_resident_or_a_family_chases_nobody_until_a_manager_is_told(home):
    view = _with_due(home, tell="voice:family")
    assert list(digest.items_of(view)) == []
    late = _with_due(home, tell="voice:family", days=8)
    assert [one.roles for one in digest.items_of(late)] == [("manager",)]


def test_days_in_which_it_stood_still_are_not_counted(home):
    view = _with_due(home, tell="manager", days=8)
    back = Move("2026-06-08T09:00:00Z", "", "resumed", view.case.step)
    stood = view.with_case(replace(view.case, history=(*view.case.history, back)))
    assert [one.late for one in digest.items_of(view)] == [True]
    assert [one.late for one in digest.items_of(stood)] == [False]


def test_where_whoever_led_has_left_it_is_for_those_who_lead_the_home(home):
    homes.leave(home.house, "hafan", home.cast.people["bethan"].id, "host")
    view = _with_due(home, tell="host")
    assert [one.roles for one in digest.items_of(view)] == [("manager",)]
    mair = home.cast.people["mair"]
    (due,) = [one for one in view.case.timers if one.waiting]
    assert is_for(view, due, asker_of(mair, view.people))
    assert not is_for(view, due, asker_of(home.cast.people["huw"], view.people))


def _with_due(home, tell, days=1):
    """The case with one thing that came up on Monday, so many days later."""
    home.clock.at = at((1, 9)) + timedelta(days=days)
    with home.house.store.read("hafan") as tx:
        view = runner.view(home.house, home.house.home("hafan"), tx, home.case)
    due = Due(
        1, "x", "reminder", view.case.step, view.case.started_at, "2026-06-01", tell=tell, due_at="2026-06-01T09:00:00Z"
    )
    return view.with_case(replace(view.case, timers=(due,)))


# -- away -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("hospital", "Dilys Rees: In hospital for now: nothing is chased."),
        ("away", "Dilys Rees: Away for now: nothing is chased."),
        ("died", "Dilys Rees: Has died. What was said here is kept, and nothing is asked of anyone."),
    ],
)
def test_the_same_day_nothing_is_asked_about_who_is_away_and_the_page_says_so_gently(home, status, said):
    choice = home.begin("dilys", "exchange.exchange", "mair")
    with home.house.store.tx("hafan", actor="x", purpose="x") as tx:
        case = Case.need(tx, choice)
        due = Due(
            1, "remind", "reminder", case.step, case.started_at, "2026-06-02", tell="manager", say={"en": "Look at it."}
        )
        replace(case, timers=(due,)).keep(tx)
    home.tend_at(2, 13, 0)
    assert "Look at it." in home.sees("mair")
    homes.set_status(home.house, "hafan", home.cast.people["dilys"].id, status, "host")
    now = home.sees("mair")
    assert "Look at it." not in now
    assert said in now
    home.tend_at(2, 20, 0)
    assert choice not in [one.case for one in home.digest().items]


# -- several workers --------------------------------------------------------------------------------------------------------

WORKERS = 4


def test_four_workers_who_look_at_once_make_one_list(tmp_path):
    clock = HandClock()
    stores = [TinyStore(tmp_path / "records", clock) for _ in range(WORKERS)]
    workers = [testing.house(store=store, clock=clock) for store in stores]
    cast = testing.home_with_cast(workers[0], modules=["exchange"])
    people = cast.people
    runner.start(workers[0], "hafan", ref="home.urgent_action", subject=people["dilys"].id, by=people["bethan"].id)
    clock.forward(hours=25)
    runner.tick_home(workers[0], "hafan")
    with ThreadPoolExecutor(WORKERS) as pool:
        made = list(pool.map(lambda house: digest.make(house, "hafan"), workers * 3))
    assert sum(made) == 1
    with workers[0].store.read("hafan") as tx:
        assert len(Event.find(tx, {"what": "digest"})) == 1
        assert Digest.need(tx, "digest").revision == 1
    for store in stores:
        store.close()


# -- a home says when its shifts begin ----------------------------------------------------------------------------------------

PAGE = "/h/hafan/cases/shifts"
TWO = {
    "early.begins": "08:00",
    "early.teams": ["days"],
    "night.begins": "20:00",
    "night.teams": ["nights"],
    "revision": "0",
}


def _kept(home):
    with home.house.store.read("hafan") as tx:
        return shifts.Shifts.of(tx).shifts


def test_a_home_with_two_long_shifts_leaves_one_empty(home):
    mair = testing.browser(home.house, home.cast.accounts["mair"])
    assert mair.post(PAGE, TWO).status_code == 303
    assert _kept(home) == (Shift("early", "08:00", ("days",)), Shift("night", "20:00", ("nights",)))
    home.tend_at(2, 12, 0)
    assert home.digest().shift == "early"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"early.begins": "8 o'clock"}, "Write the time like 07:00"),
        ({"early.begins": "24:00"}, "Write the time like 07:00"),
        ({"early.begins": "20:00"}, "Two shifts begin at the same time"),
        ({"early.begins": "", "night.begins": ""}, "at least one shift"),
    ],
)
def test_what_cannot_be_kept_is_shown_back_with_how_to_put_it_right(home, changed, words):
    mair = testing.browser(home.house, home.cast.accounts["mair"])
    answer = mair.post(PAGE, {**TWO, **changed})
    assert answer.status_code == 422
    assert words in testing.read_words(answer)
    assert all(not typed or f'value="{typed}"'.replace("'", "&#39;") in answer.text for typed in changed.values())
    assert _kept(home) == USUAL


def test_a_page_from_before_does_not_keep_over_a_newer_one(home):
    mair = testing.browser(home.house, home.cast.accounts["mair"])
    mair.post(PAGE, TWO)
    assert mair.post(PAGE, {**TWO, "early.begins": "09:00"}).status_code == 409
    assert _kept(home)[0].begins == "08:00"


@pytest.mark.parametrize("who", ["bethan", "sian", "dilys", "carys"])
def test_nobody_but_who_decides_about_the_home_says_when_shifts_begin(home, who):
    browser = testing.browser(home.house, home.cast.accounts[who])
    assert browser.get(PAGE).status_code == 404
    assert browser.post(PAGE, TWO).status_code == 404
