"""Relationships through the pages: two halves, a shift that begins with people, promises, mending, and a round without names."""

from __future__ import annotations

import json
import re

import pytest

from core import testing

SHIFT = "/h/hafan/cases/boards/relationships.handover"


@pytest.fixture
def home():
    return testing.Lived("stories", "relationships")


# -- two people -------------------------------------------------------------------------------------------------------


@pytest.fixture
def two(home):
    """Huw, who cooks, and Dilys, who taught him Welsh cakes."""
    return home.begin("huw", "relationships.two", about="dilys")


def _halves(home, two, huw="yes", dilys="yes"):
    home.say(two, "huw", "us_two", {"taught_me": "Welsh cakes", "may_show": huw}, of="huw")
    home.say(two, "dilys", "us_two", {"enjoy": "His singing", "may_show": dilys}, of="dilys")


def _halves_read_by(home, case, who):
    """All the words of the halves that the page lets somebody open."""
    page = home.as_(who).get(case).text
    links = sorted(set(re.findall(r'href="(/h/hafan/answers/\w+)"', page)))
    return " ".join(testing.read_words(home.as_(who).get(link)) for link in links)


def test_both_of_a_pair_have_a_place_from_the_beginning(home, two):
    words = home.as_("huw").words(two)
    assert "Dilys Rees" in words
    assert "Huw Pugh" in words


def test_each_half_is_private_until_both_say_show(home, two):
    _halves(home, two, dilys="not_sure")
    assert "Welsh cakes" in _halves_read_by(home, two, "huw")
    assert "His singing" not in _halves_read_by(home, two, "huw")
    assert "Welsh cakes" not in _halves_read_by(home, two, "dilys")


def test_a_sealed_half_is_not_there_for_the_other_by_its_address_either(home, two):
    _halves(home, two, dilys="no")
    with home.house.store.read("hafan") as tx:
        ids = {record.body["voice"]: record.id for record in tx.all("response", {"form": "us_two"})}
    assert home.as_("dilys").get(f"/h/hafan/answers/{ids['kitchen']}").status_code == 404
    assert home.as_("huw").get(f"/h/hafan/answers/{ids['resident']}").status_code == 404


def test_when_both_say_show_each_reads_the_other_and_arrows_go_both_ways(home, two):
    _halves(home, two)
    assert "His singing" in _halves_read_by(home, two, "huw")
    assert "Welsh cakes" in _halves_read_by(home, two, "dilys")
    words = home.as_("dilys").words(two)
    assert "Side by side" in words
    assert "Dilys Rees and Huw Pugh give to each other." in words


def test_before_both_say_show_the_picture_too_holds_one_half_alone(home, two):
    _halves(home, two, dilys="not_sure")
    page = home.as_("huw").get(two).text
    assert "Welsh cakes" in page
    assert "His singing" not in page


def test_whoever_closes_their_half_closes_both(home, two):
    _halves(home, two)
    home.say(two, "dilys", "us_two", {"enjoy": "His singing", "may_show": "no"}, of="dilys")
    assert "His singing" not in _halves_read_by(home, two, "huw")
    assert "Welsh cakes" not in _halves_read_by(home, two, "dilys")
    assert "Each with their own half" in home.as_("huw").words(two)


def test_what_is_between_two_is_nobody_elses_the_manager_not_excepted(home, two):
    _halves(home, two)
    for somebody in ("mair", "sian", "bethan", "gwilym", "carys"):
        assert home.as_(somebody).get(two).status_code == 404


def test_nobody_writes_the_other_half(home, two):
    assert home.place(two, "huw", "us_two", of="huw")
    assert home.place(two, "huw", "us_two", of="dilys") == ""
    seats = re.findall(r'name="seat" value="(\w+)"', home.as_("dilys").get(two).text)
    for seat in set(seats) - {home.place(two, "dilys", "us_two", of="dilys")}:
        assert home.as_("dilys").post(f"{two}/answer", {"form": "us_two", "seat": seat}).status_code == 404


def test_two_people_who_live_here_may_be_the_two(home):
    case = home.begin("gwilym", "relationships.two", about="dilys")
    home.say(case, "gwilym", "us_two", {"we_share": "Chapel", "may_show": "yes"}, of="gwilym")
    home.say(case, "dilys", "us_two", {"enjoy": "His hat", "may_show": "yes"}, of="dilys")
    assert "His hat" in _halves_read_by(home, case, "gwilym")


def test_somebody_elses_family_is_not_offered_as_the_other_one(home):
    page = home.as_("gwilym").get("/h/hafan/cases/new").text
    assert home.id("huw") in page
    assert home.id("carys") not in page
    answer = home.as_("gwilym").post("/h/hafan/cases/new", {"ref": "relationships.two", "subject": home.id("carys")})
    assert answer.status_code == 422
    assert "Please choose who the other one is." in testing.read_words(answer)


# -- a shift begins -----------------------------------------------------------------------------------------------------


def _pass_on(home, who, about, typed):
    """From the page that a shift begins with: one press about this person, and the form is there."""
    answer = home.as_(who).fill_in(f"{SHIFT}/begin", {"subject": home.id(about)}, typed)
    assert "/heard/" in answer.headers.get("Location", ""), testing.read_words(answer)


def _about(home, who, about):
    """What the page of the shift says about one person."""
    page = home.as_(who).get(SHIFT).text
    parts = re.split(r'<section class="board__person"', page)
    part = next(one for one in parts if home.id(about) in one)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", part))


def _promise(home):
    """The path of the one promise that is open."""
    with home.house.store.read("hafan") as tx:
        (case,) = tx.all("case", {"step": "promise_open"})
    return f"/h/hafan/cases/{case.id}"


QUIET = {"how_are_they": "Quiet, missed the shop (snow)", "promise": "Friday instead", "promise_by": "Friday"}


def test_a_promise_stands_on_every_shift_until_it_is_kept(home):
    _pass_on(home, "bethan", "gwilym", QUIET)
    assert "Friday instead" in _about(home, "owen", "gwilym")
    case = _promise(home)
    home.say(case, "owen", "us_promise", {"came_of_it": "passed_on", "passed_to.id": home.id("huw")})
    _pass_on(home, "owen", "gwilym", {"how_are_they": "Slept well"})
    said = _about(home, "huw", "gwilym")
    assert "Friday instead" in said
    assert "Huw Pugh" in said
    home.say(case, "huw", "us_promise", {"came_of_it": "kept", "how_it_was": "He did the list."})
    assert "Friday instead" not in _about(home, "bethan", "gwilym")


def test_a_promise_does_not_go_away_because_somebody_presses(home):
    _pass_on(home, "bethan", "gwilym", QUIET)
    case = _promise(home)
    assert "Nobody has written down that it was kept." in home.move(case, "owen", "kept")
    assert "Nobody has written down what was said to the person." in home.move(case, "owen", "apologised")
    assert "Friday instead" in _about(home, "owen", "gwilym")


def test_the_one_it_was_promised_to_says_that_it_was_kept(home):
    _pass_on(home, "bethan", "gwilym", QUIET)
    home.say(_promise(home), "gwilym", "us_promise", {"came_of_it": "kept", "how_it_was": "Grand."})
    assert "Friday instead" not in _about(home, "owen", "gwilym")


def test_an_apology_is_made_to_the_person_and_says_what_they_said(home):
    _pass_on(home, "bethan", "gwilym", QUIET)
    case = _promise(home)
    home.say(case, "owen", "us_promise", {"came_of_it": "apologised"})
    assert "Friday instead" in _about(home, "owen", "gwilym")
    home.say(case, "owen", "us_promise", {"came_of_it": "apologised", "told_them": "He said: never mind, lad."})
    assert "Friday instead" not in _about(home, "owen", "gwilym")


def test_on_a_first_shift_the_five_lines_come_first_then_promises_and_tasks_last(home):
    about_me = {"call_me": "Gwil", "please_do": "Knock first", "proud_of": "My father's medals"}
    home.as_("bethan").fill_in(
        "/h/hafan/forms/stories.about_me", {"voice": "resident", "subject": home.id("gwilym")}, about_me
    )
    tasks = {"tasks._row": ["one"], "tasks.one.together": "Breakfast with Gwil"}
    _pass_on(home, "bethan", "gwilym", {**QUIET, **tasks})
    said = _about(home, "owen", "gwilym")
    order = ["Gwil", "Knock first", "Quiet, missed the shop", "Friday instead", "Breakfast with Gwil"]
    places = [said.rindex(words) if words == "Breakfast with Gwil" else said.index(words) for words in order]
    assert places == sorted(places)
    assert "medals" not in said


def test_theyd_rather_not_today_closes_a_task_as_well_as_done(home):
    tasks = {"tasks._row": ["one"], "tasks.one.together": "Breakfast with Gwil"}
    _pass_on(home, "bethan", "gwilym", {"how_are_they": "Slow morning", **tasks})
    assert "Breakfast with Gwil" in _about(home, "owen", "gwilym")
    with home.house.store.read("hafan") as tx:
        (case,) = tx.all("case", {"step": "with_them"})
    home.say(
        f"/h/hafan/cases/{case.id}",
        "owen",
        "us_done",
        {"went._row": ["one"], "went.one.how_it_went": "rather_not_today"},
    )
    assert "Breakfast with Gwil" not in _about(home, "owen", "gwilym")


def test_a_promise_that_is_kept_takes_nothing_away_that_is_still_to_do_together(home):
    tasks = {"tasks._row": ["one"], "tasks.one.together": "Breakfast with Gwil"}
    _pass_on(home, "bethan", "gwilym", {**QUIET, **tasks})
    home.say(_promise(home), "owen", "us_promise", {"came_of_it": "kept"})
    said = _about(home, "huw", "gwilym")
    assert "Friday instead" not in said
    assert "Breakfast with Gwil" in said


def test_of_somebody_who_has_died_the_shift_asks_nothing_more(home):
    _pass_on(home, "bethan", "gwilym", QUIET)
    home.status("mair", "gwilym", "died")
    assert "Friday instead" not in home.as_("owen").words(SHIFT)
    assert "Gwilym Hughes" not in home.as_("owen").words(SHIFT)


def test_who_lives_here_reads_of_themselves_and_of_nobody_else(home):
    _pass_on(home, "bethan", "gwilym", QUIET)
    assert "Friday instead" in home.as_("gwilym").words(SHIFT)
    assert "Friday instead" not in home.as_("dilys").words(SHIFT)
    assert "Friday instead" not in home.as_("carys").words(SHIFT)


def test_the_shift_stands_before_everything_else_on_the_page_of_who_works_here(home):
    page = home.as_("owen").get("/h/hafan/").text
    assert f'href="{SHIFT}"' in page.split("<h1", 1)[1]
    assert page.split("<h1", 1)[1].index(SHIFT) < page.split("<h1", 1)[1].index("/people/")


def test_a_daughters_day_does_not_begin_with_the_shift(home):
    assert SHIFT not in home.as_("carys").get("/h/hafan/").text.split("<h1", 1)[1]


def test_in_themselves_reads_as_words_and_not_as_a_form(home):
    _pass_on(home, "bethan", "gwilym", {"how_are_they": "Bright, sang at tea", "moment": "Carried the bread."})
    page = home.as_("owen").get(SHIFT).text
    assert re.search(r'class="govuk-visually-hidden">How are they in themselves\?<', page)
    assert "Bethan, 1 June" in _about(home, "owen", "gwilym")
    assert "written" not in _about(home, "owen", "gwilym")


def test_the_shift_speaks_welsh(home):
    _pass_on(home, "bethan", "gwilym", QUIET)
    owen = home.as_("owen")
    owen.post("/language", {"lang": "cy"})
    words = owen.words(SHIFT)
    assert "Mae'r sifft yn dechrau" in words
    assert "Addawyd, a dal ar agor" in words


# -- mending ------------------------------------------------------------------------------------------------------------


def test_rough_handling_puts_safety_first_and_sets_the_mending_aside(home):
    case = home.begin("carys", "relationships.mend", about="bethan")
    assert "begin with I'm worried about someone" in home.as_("carys").words(case)
    home.say(case, "bethan", "us_mend_ask", {"hurt_or_afraid": "no", "want_to": "yes"}, of="bethan")
    typed = {"hurt_or_afraid": "not_sure", "about_what": "Rough handling on Tuesday", "want_to": "yes"}
    home.say(case, "carys", "us_mend_ask", typed, of="carys")
    words = home.as_("bethan").words(case)
    assert "Set aside: somebody's safety comes first" in words
    assert "Please use I'm worried about someone" in words
    assert "has not said that the two of you may go on" in home.move(case, "carys", "go_on")


def test_what_ann_says_of_rough_handling_is_not_for_the_one_she_says_it_of(home):
    case = home.begin("carys", "relationships.mend", about="bethan")
    typed = {"hurt_or_afraid": "yes", "about_what": "Rough handling on Tuesday", "want_to": "yes"}
    home.say(case, "carys", "us_mend_ask", typed, of="carys")
    assert "Rough handling" not in _halves_read_by(home, case, "bethan")
    assert "Rough handling" in _halves_read_by(home, case, "carys")


def test_words_that_may_be_about_harm_stay_closed_though_both_would_show_theirs(home):
    case = home.begin("carys", "relationships.mend", about="bethan")
    for who in ("carys", "bethan"):
        home.say(case, who, "us_mend_ask", {"hurt_or_afraid": "no", "want_to": "yes"}, of=who)
    home.move(case, "carys", "begin")
    home.say(case, "bethan", "us_mend", {"what_happened": "I was late.", "may_show": "yes"}, of="bethan")
    home.say(case, "carys", "us_mend", {"what_happened": "She grabbed his arm.", "may_show": "yes"}, of="carys")
    assert "grabbed" not in _halves_read_by(home, case, "bethan")
    assert "Set aside: somebody's safety comes first" in home.as_("carys").words(case)


def test_the_manager_and_neither_of_the_two_says_that_it_was_looked_into(home):
    case = home.begin("carys", "relationships.mend", about="bethan")
    home.say(case, "carys", "us_mend_ask", {"hurt_or_afraid": "yes", "want_to": "yes"}, of="carys")
    looked = {"passed_on_to": "Mair", "passed_on_on.day": "1", "passed_on_on.month": "6", "passed_on_on.year": "2026"}
    home.say(case, "bethan", "us_mend_safe", {**looked, "they_say": "yes"})
    assert "Manager has not said yes to this with their own mark." in home.move(case, "bethan", "go_on")
    home.seat(case, "bethan", "mair", "staff")
    home.sign(case, "mair", line="manager")
    assert "Where we are: Do both want to?" in home.move(case, "carys", "go_on")


def test_what_sets_it_aside_is_not_shown_to_the_other_one(home):
    case = home.begin("carys", "relationships.mend", about="bethan")
    for who in ("carys", "bethan"):
        home.say(case, who, "us_mend_ask", {"hurt_or_afraid": "no", "want_to": "yes"}, of=who)
    home.move(case, "carys", "begin")
    home.say(case, "carys", "us_mend", {"what_happened": "She grabbed his arm.", "may_show": "no"}, of="carys")
    assert "grabbed" not in home.as_("bethan").words(case)
    assert "grabbed" not in _halves_read_by(home, case, "bethan")
    assert "By itself" in home.as_("bethan").words(case)


def test_mending_begins_only_when_both_want_to(home):
    case = home.begin("carys", "relationships.mend", about="bethan")
    home.say(case, "carys", "us_mend_ask", {"hurt_or_afraid": "no", "want_to": "yes"}, of="carys")
    assert "You have not both said that you would like to." in home.move(case, "carys", "begin")
    home.say(case, "bethan", "us_mend_ask", {"hurt_or_afraid": "no", "want_to": "yes"}, of="bethan")
    assert "Where we are: Each as they saw it" in home.move(case, "carys", "begin")


# -- when somebody has died ---------------------------------------------------------------------------------------------


def _page_of(home, who, about):
    return home.as_(who).words(f"/h/hafan/people/{home.id(about)}")


def test_when_somebody_has_died_whoever_works_here_finds_a_round_on_their_page(home):
    assert "Sit together for a round" not in _page_of(home, "owen", "gwilym")
    home.status("mair", "gwilym", "died")
    page = home.as_("owen").get(f"/h/hafan/people/{home.id('gwilym')}").text
    (way,) = re.findall(r'href="([^"]*ref=relationships\.hard_day[^"]*)"', page)
    assert re.search(r'value="relationships\.hard_day"[^>]*checked', home.as_("owen").get(way).text)
    round_ = {"ref": "relationships.hard_day", "about": "Gwilym Hughes"}
    at = home.as_("owen").post("/h/hafan/cases/new", round_).headers["Location"]
    home.say(at, "huw", "us_round", {"how_are_we": "Empty. We miss his singing."})
    assert "Gwilym Hughes" in home.as_("huw").words(at)


def test_of_a_round_for_those_who_work_here_a_grieving_family_finds_nothing(home):
    home.status("mair", "dilys", "died")
    assert "Sit together for a round" in _page_of(home, "owen", "dilys")
    assert "Sit together for a round" not in _page_of(home, "carys", "dilys")


def test_when_somebody_has_died_ties_remain_and_what_was_to_do_with_them_closes(home):
    ties = home.begin("bethan", "relationships.give_take", "dilys")
    home.seat(ties, "bethan", "carys", "family")
    home.say(
        ties, "carys", "us_give_take", {"gives": [{"giving": "Sunday lunch", "to_whom.id": home.id("dilys")}]}, "carys"
    )
    tasks = {"tasks._row": ["one"], "tasks.one.together": "Breakfast with Dilys"}
    _pass_on(home, "bethan", "dilys", {"how_are_they": "Bright", **tasks})
    assert "Breakfast with Dilys" in home.as_("owen").words(SHIFT)
    home.status("mair", "dilys", "died")
    assert "Breakfast with Dilys" not in home.as_("owen").words(SHIFT)
    words = home.as_("carys").words(ties)
    assert "Sunday lunch" in words
    assert "What was said here is kept, and nothing is asked of anyone." in words


# -- a round ------------------------------------------------------------------------------------------------------------


def test_a_round_keeps_what_was_said_and_nowhere_who_said_it(home):
    case = home.begin("sian", "relationships.hard_day")
    home.say(case, "owen", "us_round", {"how_are_we": "Empty. We miss the singing."})
    with home.house.store.read("hafan") as tx:
        (kept,) = tx.all("response", {"form": "us_round"})
        events = [record.body for record in tx.all("event") if record.body["what"] in ("answered", "heard")]
        cases = list(tx.all("case"))
    assert "Empty." in json.dumps(kept.body)
    assert home.id("owen") not in json.dumps(kept.body)
    assert home.id("owen") not in json.dumps(events)
    assert home.id("owen") not in json.dumps([one.body for one in cases])


def test_everybody_at_work_reads_the_round_and_no_page_names_whoever_spoke(home):
    case = home.begin("sian", "relationships.hard_day")
    home.say(case, "owen", "us_round", {"how_are_we": "Empty. We miss the singing."})
    said = _halves_read_by(home, case, "huw")
    assert "Empty. We miss the singing." in said
    assert "Owen" not in said
    assert "written down by" not in said


def test_two_who_speak_in_a_round_are_two_and_neither_takes_the_others_place(home):
    case = home.begin("sian", "relationships.hard_day")
    home.say(case, "owen", "us_round", {"how_are_we": "Empty."})
    home.say(case, "huw", "us_round", {"how_are_we": "Tired."})
    said = _halves_read_by(home, case, "sian")
    assert "Empty." in said
    assert "Tired." in said


def test_a_round_is_not_there_for_families(home):
    case = home.begin("sian", "relationships.hard_day")
    assert home.as_("carys").get(case).status_code == 404
    assert home.as_("dilys").get(case).status_code == 404
