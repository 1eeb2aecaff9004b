"""Anyone may act at once; the account follows within a day, and what limited somebody is shown until it was talked through."""

from __future__ import annotations

import re

import pytest

from core import testing

TODAY = "/h/hafan/"
TO_TALK = "Something was done at once and waits to be talked through."
NO_ACCOUNT = "This has waited a while at “It was done; the account is to come”"
NO_TALK = "This has waited a while at “To be talked through”"
ACCOUNT = {
    "what_was_seen": "She was at the gate in the dark.",
    "what_was_done": "Locked it.",
    "done_on": {"day": "1", "month": "6", "year": "2026"},
    "limits_someone": "yes",
    "still_going_on": "yes",
}
TALK = {
    "what_they_say": "I was only going to look at the moon.",
    "was_it_needed": "not_sure",
    "next_time": "A lamp, and somebody to walk with.",
}


@pytest.fixture
def home():
    return testing.Lived("exchange")


def _acted(home, who="bethan", **account):
    """Somebody acted about Dilys and, with an account, has written it."""
    case = home.begin(who, "home.urgent_action", about="dilys")
    if account:
        home.say(case, who, "urgent_account", {**ACCOUNT, **account})
    return case


def _talk(home, goes_on):
    return {**TALK, "who_talked": {"id": [home.id("dilys")]}, "goes_on": goes_on}


def _today(home, who):
    return home.as_(who).words(TODAY)


@pytest.mark.parametrize("who", ["bethan", "owen", "huw", "rhodri", "sian", "mair", "carys", "alun"])
def test_whoever_was_there_begins_with_two_presses_and_writes_the_account(home, who):
    case = _acted(home, who, limits_someone="yes")
    assert "Where we are: To be talked through" in home.as_(who).words(case)


@pytest.mark.parametrize("who", ["bethan", "owen", "huw", "rhodri"])
def test_whoever_wrote_the_account_reads_it_again(home, who):
    case = _acted(home, who, limits_someone="yes")
    page = home.as_(who).get(case).text
    (link,) = re.findall(r'href="(/h/hafan/answers/[^"]+)"', page[page.index("Written down before") :])
    assert "She was at the gate in the dark." in home.as_(who).words(link)


def test_a_family_acts_only_about_their_own(home):
    answer = home.as_("carys").post("/h/hafan/cases/new", {"ref": "home.urgent_action", "subject": home.id("gwilym")})
    assert answer.status_code == 422


def test_nothing_has_to_be_written_before_the_deed_and_the_page_says_what_is_to_come(home):
    words = _today(home, "bethan") if _acted(home) else ""
    assert "Something had to be done at once: Dilys Rees" in words
    assert "It was done; the account is to come" in words


def test_the_manager_hears_after_a_day_that_no_account_has_come(home):
    _acted(home)
    home.later(hours=23)
    assert NO_ACCOUNT not in _today(home, "mair")
    home.later(hours=2)
    assert NO_ACCOUNT in _today(home, "mair")


def test_once_the_account_is_there_the_manager_is_told_at_once_and_nobody_has_to_press(home):
    _acted(home, "rhodri", limits_someone="yes")
    assert TO_TALK in _today(home, "mair")


def test_what_limited_somebody_cannot_be_looked_away_before_it_was_talked_through(home):
    case = _acted(home, limits_someone="yes")
    mair = home.as_("mair")
    assert "We have looked at it" not in mair.words(case)
    for key in ("3", "4"):  # told, and the timer of this step
        answer = mair.post(f"{case}/looked-at", {"key": key})
        assert answer.status_code == 422
        assert "This stays here until the step it is about is done: “To be talked through”." in testing.read_words(
            answer
        )
    assert TO_TALK in _today(home, "mair")


def test_three_days_after_the_deed_the_manager_hears_that_it_was_not_talked_through(home):
    _acted(home, limits_someone="yes")
    home.later(hours=71)
    assert NO_TALK not in _today(home, "mair")
    home.later(hours=1)
    assert NO_TALK in _today(home, "mair")


def test_an_account_that_comes_late_does_not_put_the_talk_off(home):
    case = _acted(home)
    home.later(hours=70)
    home.say(case, "bethan", "urgent_account", ACCOUNT)
    home.later(hours=2)
    assert NO_TALK in _today(home, "mair")


def test_once_it_was_talked_through_it_waits_for_nobody_and_is_kept(home):
    case = _acted(home, limits_someone="yes")
    home.say(case, "bethan", "urgent_talk", _talk(home, "no"))
    assert "opened from here" not in home.move(case, "bethan", "talked_through")
    home.later(hours=100)
    assert "Something had to be done" not in _today(home, "mair")
    assert "Where we are: Talked through" in home.as_("mair").words(case)


@pytest.mark.parametrize("goes_on", ["yes", "not_sure"])
def test_a_limit_that_goes_on_has_its_record_opened_by_itself(home, goes_on):
    case = _acted(home, limits_someone="yes")
    home.say(case, "bethan", "urgent_talk", _talk(home, goes_on))
    assert "This also begins “Something limits someone”." in home.as_("bethan").words(case)
    assert "Something limits someone (opened from here)" in home.move(case, "bethan", "talked_through")


def test_without_what_the_person_says_it_was_not_talked_through(home):
    case = _acted(home, limits_someone="yes")
    home.say(case, "bethan", "urgent_talk", {**_talk(home, "no"), "what_they_say": ""})
    words = home.move(case, "bethan", "talked_through")
    assert "Not quite yet." in words
    assert "What does the person say about it, in their words or their way?" in words


def test_what_limited_nobody_is_done_once_the_manager_has_read_it(home):
    case = _acted(home, limits_someone="no", still_going_on="")
    assert "This is for Manager." in home.move(case, "bethan", "limited_nobody")
    assert "At rest now. Thank you." in home.move(case, "mair", "limited_nobody")


@pytest.mark.parametrize("status", ["hospital", "away", "died"])
def test_while_the_person_is_not_here_it_still_comes_up_for_the_manager_and_for_nobody_at_home(home, status):
    case = _acted(home, limits_someone="yes")
    home.seat(case, "bethan", "carys", "family")
    home.status("mair", "dilys", status)
    home.later(hours=73)
    assert NO_TALK in _today(home, "mair")
    for who in ("carys", "rhodri", "huw"):
        assert "waited" not in _today(home, who)


def test_when_the_person_has_died_the_page_says_so_gently(home):
    case = _acted(home, limits_someone="yes")
    home.status("mair", "dilys", "died")
    assert "Has died. What was said here is kept, and only those who work on this are still asked." in home.as_(
        "mair"
    ).words(case)
